"""A title for a document whose importer gave none: the line that looks like one, else the name of the file."""

import re

from tasks_app.documents.decompose import decompose, unwrap

TITLE_LINE = re.compile(
    r"(?:讲话|发言|通知|意见|方案|计划|纪要|报告|要点|决定|通报|办法|规定|细则|安排|清单|台账|分工|分解表|批示|函|公报|致辞)"
    r"(?:（[^（）]{1,20}）|\([^()]{1,20}\))?$"
)
# Where no line ends as a title does, the first stands for it: but not a number of an annex or the way through a site.
_NO_TITLE = re.compile(r"^附件[一二三四五六七八九十\d]*[：:]?$|[>＞»›]")
_LINES = 40  # a title stands near the top
_LONGEST = 80


def proposed_title(text: str, file_name: str = "") -> str:
    """The title that the text itself has, at most 200 characters; the file's name without ending when none is found.

    Lines that decomposition drops as advertising or page furniture are not considered.
    """
    head = unwrap(text[:6000]).text
    noise = [(part.start, part.end) for part in decompose(head).segments if part.label == "noise"]
    lines: list[str] = []
    position = 0
    for raw in head.split("\n")[:_LINES]:
        line = raw.strip().strip("\ufeff")
        start = position + len(raw) - len(raw.lstrip())
        if line and not any(a <= start < b for a, b in noise):
            lines.append(" ".join(line.split()))
        position += len(raw) + 1
    for index, line in enumerate(lines):
        if len(line) <= _LONGEST and TITLE_LINE.search(line) and not re.search(r"[。；，]", line):
            # A title broken over two lines: the first half begins with 关于 or 在 and has no end of its own.
            before = lines[index - 1] if index else ""
            if (
                re.match(r"^(?:关于|在)", before)
                and not re.match(r"^(?:关于|在)", line)
                and len(before) <= _LONGEST
            ):
                line = before + line
            return line[:200]
    lines = [line for line in lines if not _NO_TITLE.search(line)] or lines
    stem = file_name.rsplit(".", 1)[0].strip()
    if stem:
        return stem[:200]
    return lines[0][:_LONGEST] if lines else ""
