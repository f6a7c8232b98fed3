"""What a document is, as far as its own text tells: kind, title, date. Suggestions for the import form; a person decides. Pure.

Nothing is guessed: a field that the text does not state is empty, and the kind is `other`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tasks_app.documents.decompose.dates import make_date
from tasks_app.documents.titles import proposed_title

# The title says what a document is, wherever it was put together by its office (GB/T 9704-2012: 文种 ends the title).
# In order: 关于印发…分工方案的通知 is a division, though it ends as a notice.
_BY_TITLE = (
    ("division", re.compile(r"分工|任务分解|责任分解|任务清单|责任清单|工作台账")),
    ("plan", re.compile(r"整改(?:落实)?(?:工作)?(?:方案|措施|清单|台账)|(?:反馈|问题).{0,12}整改")),
    ("minutes", re.compile(r"(?:纪要|会议记录|议定事项)(?=$|[\s（(〔])")),
    ("speech", re.compile(r"(?:的|上)(?:讲话|发言|致辞)(?:提纲|摘要|要点|稿)?(?=$|[\s（(])")),
)
# Where the title is missing or says nothing: the words that only one kind has in its body.
_BY_BODY = (
    ("speech", re.compile(r"(?:^|[\s）)、])同志们[：:！!]", re.MULTILINE)),
    ("plan", re.compile(r"整改(?:措施|时限|目标)\s*[：:]")),
    ("minutes", re.compile(r"现将(?:会议)?(?:有关|议定)?(?:事项|精神)?纪要如下|会议(?:议定|纪要)如下")),
    ("division", re.compile(r"(?:牵头单位|责任单位)[\s|　]+(?:责任单位|配合单位|完成时限)")),
)
_HEAD = 2000  # characters: the greeting, the first lead-in and the first labels stand here
_TITLE_LINES = 12

_DIGITS = dict(zip("〇○零一二三四五六七八九", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2}|[〇○零一二三四五六七八九]{4})\s*(?:年\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日|[-/.](?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})(?!\d))"
)
# What may stand on the line of a date besides it: brackets, who signs, when it was published or printed. No sentence.
_ALONE = re.compile(r"[^，。；：:！？]{0,40}|[^，。；！？]{0,40}\s{2,}")
_LABELLED = re.compile(r"(?:发布(?:时间|日期)|发文日期|成文日期|印发日期|日期)\s*[：:]\s*$")


@dataclass(frozen=True)
class Suggestion:
    """kind: a value of SourceDocument.DocumentKind. issued_on: None, and date_text '', when no date stands alone in the text."""

    kind: str
    title: str
    issued_on: dt.date | None
    date_text: str


def suggest(text: str, file_name: str = "") -> Suggestion:
    """What the text says about itself. file_name: read for the title where the text has none."""
    title = proposed_title(text, file_name)
    issued_on, date_text = _dated(text)
    return Suggestion(kind=_kind(title, text), title=title, issued_on=issued_on, date_text=date_text)


def _kind(title: str, text: str) -> str:
    for kind, pattern in _BY_TITLE:
        if pattern.search(title):
            return kind
    # Minutes set their name with blanks, and put the name of the body above it.
    top = "\n".join("".join(line.split()) for line in text[:_HEAD].split("\n")[:_TITLE_LINES])
    for kind, pattern in _BY_TITLE:
        if any(pattern.search(line) for line in top.split("\n") if len(line) <= 40 and "。" not in line):
            return kind
    for kind, pattern in _BY_BODY:
        if pattern.search(text if kind == "division" else text[:_HEAD]):
            return kind
    return "other"


def _dated(text: str) -> tuple[dt.date | None, str]:
    """The date of the document: alone on a line near the top, else near the end. A date inside a sentence is none."""
    lines = text.split("\n")
    for line in [*lines[:_TITLE_LINES], *reversed(lines[-_TITLE_LINES:])]:
        for match in _alone(line[:400]):
            found = make_date(*_numbers(match))
            if found is not None:
                return found, match.group().strip()
    return None, ""


def _alone(line: str) -> Iterator[re.Match[str]]:
    for match in _DATE.finditer(line):
        before, after = line[: match.start()], line[match.end() :]
        if _LABELLED.search(before):
            yield match
        elif before.endswith(("（", "(")) and re.match(r"[^。；]{0,20}[）)]", after):
            # A bracket behind a title, also where the whole document is one line.
            if not re.search(r"[。；！？]", before):
                yield match
        elif _ALONE.fullmatch(before) and re.fullmatch(
            r"[\s）)]*(?:印发|\d{1,2}[:：]\d{2}.*)?\s*|\s{2}.*", after
        ):
            yield match


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    year = match["y"]
    digits = year if year.isascii() else "".join(str(_DIGITS[sign]) for sign in year)
    return int(digits), _number(match["m"] or match["m2"]), _number(match["d"] or match["d2"])


def _number(given: str) -> int:
    """1 to 31, in digits or as 三十一."""
    if given.isascii():
        return int(given)
    tens, ten, ones = given.partition("十")
    if not ten:
        return _DIGITS[given[-1]]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
