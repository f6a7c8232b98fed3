"""The text as a list of pieces: sentences, enumerated items, table rows, noise lines, each with its depth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .columns import Names
from .noise import noise_rule
from .orgs import is_org, split_names
from .outline import FLOATING, Marker, Series, marker_at, stray_markers
from .owners import label_role
from .sentences import FLAT, bracket_spans, paragraphs, sentence_ends
from .vertical import pair_rows, vertical_rows

#: Below other parts of a web page: who keeps it, not who is to do what stands above.
_KEEPER = re.compile(r"(?:主办|承办|主管|协办|制作|维护)(?:单位|方)?：[^。；，]{2,50}")
_ROW = re.compile(r"\||\t")
_BOX = re.compile(
    r"【[^】]{0,4}(?:问题|措施|责任|时限|目标|牵头|配合|完成|整改|进展|任务|期限|要求|单位|领导|描述)[^】]{0,4}】"
)
#: 1.排查阶段（4月1日至15日）：各乡镇要…: a topic before a colon, as good as one before a full stop.
_TOPIC_LABEL = re.compile(
    r" ?(?P<label>[\u4e00-\u9fff“”、]{2,16}(?:（[^（）]{2,30}）)?)：(?![“‘]|[\u4e00-\u9fff]{0,20}$)"
)
#: What stands before a colon and is no topic: who speaks, what kind of statement follows, a field of a form.
_NO_TOPIC = re.compile(
    r"如下|以下|指出|强调|要求$|认为|问题|措施|目标|任务|原因|表现|不足|情况$|进展|成效|结果|[时期]限|时间|地点|对象|范围|人员|[组成]员|组长|主任|书记|名单|电话|邮箱|附件|备注|说明|例如|比如|包括|即$|是$|为$|要"
)
_EXTRA_TOPIC = re.compile(
    r"^(?:还有|最后|另外|此外)(?:再)?[，]?[^，。]{0,8}(?:一件事|件事|一点|一个问题|一项工作)[^。]{0,30}。$"
)

#: 会议要求，要压实责任。: a short order that names what the sentences behind it spell out.
_BARE_TOPIC = re.compile(r"(?:[^，。]{2,14}(?:要求|强调|指出)[，：])?要[^，。；：]{3,14}。$")
_AGAIN = re.compile(r"要|必须|[^，。]{2,14}(?:要求|强调|指出)[，：]要")


#: 要强化协作跟进。 names the topic of what follows, where a paragraph goes on in this way.
_TOPIC = re.compile(r"要[^，。；：！？《“\d]{4,16}。")
_SPEAKER = re.compile(r"[^，。；：]{1,40}(?:指出|强调|要求|提出|明确)[，：]")


@dataclass(slots=True)
class Piece:
    """A stretch of text that gets exactly one label; ``depth`` is that of its enumerator, 0 without one."""

    start: int
    end: int
    paragraph: int
    opens: bool  # first of its paragraph
    closes: bool  # last of its paragraph
    marker: Marker | None = None
    depth: int = 0
    kind: str = ""  # '', 'noise', 'row'
    rule: str = ""
    series: int = 0  # number of the enumeration it belongs to
    item: int = 0  # number of the enumerated item it belongs to
    line: int = 0

    @property
    def body(self) -> int:
        """Offset after the enumerator."""
        return self.marker.end if self.marker else self.start


def cut(norm: str, names: Names) -> list[Piece]:
    """Cut the normalised text into pieces, in order, blanks between them left out."""
    pieces: list[Piece] = []
    series = Series()
    state = _Numbers()
    lines = paragraphs(norm)
    table = vertical_rows(norm, lines, names)
    pairs = pair_rows(norm, lines, names)
    celled = "|" in norm or "\t" in norm
    row_end = -1
    for number, paragraph in enumerate(lines):
        start, end = paragraph.start, paragraph.end
        if number <= row_end:
            continue
        if number in table:
            row_end = table[number]
            pieces.append(
                Piece(
                    start,
                    lines[row_end].end,
                    number,
                    True,
                    True,
                    kind="row",
                    rule="table.vertical",
                    item=state.item,
                    line=paragraph.line,
                )
            )
            continue
        is_row = (
            celled
            and (paragraph.row or end - start <= FLAT)
            and (number in pairs or len(_ROW.findall(norm, start, end)) >= 2)
        )
        if is_row and not ((noise_rule(norm[start:end]) or "").endswith(("page", "advert"))):
            pieces.append(
                Piece(start, end, number, True, True, kind="row", item=state.item, line=paragraph.line)
            )
            continue
        rule = noise_rule(norm[start:end]) if end - start <= 260 else None
        if rule is None and pieces and pieces[-1].kind == "noise" and _KEEPER.fullmatch(norm, start, end):
            rule = "noise.page"
        if rule:
            pieces.append(
                Piece(
                    start,
                    end,
                    number,
                    True,
                    True,
                    kind="noise",
                    rule=rule,
                    item=state.item,
                    line=paragraph.line,
                )
            )
            continue
        _cut_paragraph(norm, start, end, number, paragraph.line, series, state, pieces)
    return pieces


class _Numbers:
    """Running numbers of series and items."""

    def __init__(self) -> None:
        self.item = 0
        self.series = 0
        self.open: dict[int, int] = {}

    def enter(self, depth: int, fresh: bool) -> int:
        self.item += 1
        if fresh or depth not in self.open:
            self.series += 1
            self.open[depth] = self.series
        for deeper in [d for d in self.open if d > depth]:
            del self.open[deeper]
        return self.open[depth]


def _behind_label(norm: str, at: int, end: int) -> int:
    """Return where the text behind 「1.排查阶段：」 begins, 0 when the point at ``at`` opens with no such topic."""
    if norm.find("：", at, min(end, at + 60)) < 0:
        return 0
    marker = marker_at(norm, at, end)
    if marker is None or marker.kind in FLOATING or marker.kind == "word":
        return 0
    match = _TOPIC_LABEL.match(norm, marker.end, end)
    if match is None:
        return 0
    label = match.group("label")
    if (
        _NO_TOPIC.search(label)
        or label_role(label)
        or is_org(label)
        or split_names(norm, *match.span("label"))
    ):
        return 0
    behind = match.end()
    while behind < end and norm[behind] in " \u3000":
        behind += 1
    if end - behind < 8 or marker_at(norm, behind, end) is not None:
        return 0
    return behind


def _cut_paragraph(
    norm: str,
    start: int,
    end: int,
    number: int,
    line: int,
    series: Series,
    state: _Numbers,
    pieces: list[Piece],
) -> None:
    brackets = bracket_spans(norm, start, end)
    ends = sentence_ends(norm, start, end, brackets)
    starts = [start]
    for at in ends[:-1]:
        while at < end and norm[at] in " \u3000\t":
            at += 1
        if at < end:
            starts.append(at)
    strays = _outside_quotations(norm, stray_markers(norm, start, end), brackets).difference(starts)
    behind = {at for at in (_behind_label(norm, at, end) for at in starts) if at}
    topics = _topics(norm, [*starts, *strays, *behind], start, end)
    if topics or strays or behind:
        strays -= topics | behind
        starts = sorted({*starts, *strays, *behind, *topics})
    opened: list[Piece] = []
    for at in starts:
        named = at in topics
        marker = Marker("yao", series.after("yao"), at, at) if named else marker_at(norm, at, end)
        stray = at in strays
        if marker is not None and marker.end < end:
            marker = marker if named else series.adopt(marker)
            after_colon = at > start and (
                norm[at - 1] in "：】"
                or norm[max(start, at - 2) : at] == "： "
                or (norm[at - 1] in "，门位镇村乡县区们员" and marker.kind in FLOATING)  # 会议强调，一要…
            )
            if named or series.believes(marker, line_start=at == start, stray=stray and not after_colon):
                fresh = marker.ordinal == 1 or all(kind != marker.kind for kind, _ in series.stack)
                depth = series.push(marker, line_start=at == start)
                number_of_series = state.enter(depth, fresh)
                opened.append(
                    Piece(
                        at, end, number, at == start, False, marker, depth, "", "", number_of_series, state.item, line
                    )
                )  # fmt: skip
                continue
        if not stray or (norm[at] == "【" and _BOX.match(norm, at, end)):
            opened.append(Piece(at, end, number, at == start, False, None, 0, "", "", 0, state.item, line))
    stop = end
    for piece in reversed(opened):
        begins = piece.start
        while stop > begins and norm[stop - 1].isspace():
            stop -= 1
        piece.end = stop
        stop = begins
    opened = [piece for piece in opened if piece.start < piece.end]
    if opened:
        opened[-1].closes = True
        pieces += opened
        if series.stack and series.stack[-1][0] in FLOATING:
            _extra_topics(norm, opened, series, state)
        if len(opened) >= 4 and norm.find("。要", start, end) >= 0:
            _bare_topics(norm, pieces, len(pieces) - len(opened), series, state)


def _outside_quotations(norm: str, places: list[int], brackets: list[tuple[int, int]]) -> set[int]:
    """Return those of the places, in order, that stand in no quotation, title or box."""
    found: set[int] = set()
    if not places:
        return found
    quoted = [span for span in brackets if norm[span[0]] != "（"]
    index = 0
    for at in places:
        while index < len(quoted) and quoted[index][1] <= at:
            index += 1
        if index == len(quoted) or quoted[index][0] > at:
            found.add(at)
    return found


def _topics(norm: str, starts: list[int], start: int, end: int) -> set[int]:
    """Return where the short sentences begin that name the topics of a paragraph: 要加强管理。各村要…。要抓好储备。各站要…。

    The paragraph opens with one, after who speaks or not, holds two or more, and each is followed by something else.
    """
    if (
        norm[start] != "要"
        and norm.find("，要", start, min(end, start + 45)) < 0
        and norm.find("：要", start, min(end, start + 45)) < 0
    ):
        return set()
    speaker = _SPEAKER.match(norm, start, end)
    opening = speaker.end() if speaker else start
    if not _TOPIC.match(norm, opening, end):
        return set()
    found = {opening, *(at for at in starts if at > opening and _TOPIC.match(norm, at, end))}
    ordered = sorted({opening, *(at for at in starts if at > opening)})
    followed = all(
        index + 1 < len(ordered) and ordered[index + 1] not in found
        for index, at in enumerate(ordered)
        if at in found
    )
    return found if len(found) > 1 and followed else set()


def _extra_topics(norm: str, pieces: list[Piece], series: Series, state: _Numbers) -> None:
    """还有一件事… opens a point like those of the series before it, without a number."""
    shift = 0
    for piece in pieces:
        if piece.marker is None and piece.end - piece.start <= 46 and not piece.closes:
            if _EXTRA_TOPIC.match(norm[piece.start : piece.end]):
                depth = len(series.stack)
                shift += 1
                piece.marker = Marker(series.stack[-1][0], 0, piece.start, piece.start)
                piece.depth, piece.series = depth, state.open.get(depth, 0)
        piece.item += shift
    state.item += shift


def _bare_topics(norm: str, pieces: list[Piece], first: int, series: Series, state: _Numbers) -> None:
    """要压实责任。…。要细化措施。…: short orders in turn with what spells them out are points without numbers.

    Only where at least two such orders alternate with sentences that do not begin with 要 themselves: in a plain row
    of orders each is a task of its own.
    """
    unmarked = [piece for piece in pieces[first:] if piece.marker is None and piece.kind == ""]
    if len(unmarked) != len(pieces) - first:
        return
    heads = [
        i
        for i, piece in enumerate(unmarked)
        if piece.end - piece.start <= 32 and _BARE_TOPIC.match(norm, piece.start, piece.end)
    ]
    if len(heads) < 2:
        return
    for order, at in enumerate(heads):
        body = unmarked[at + 1 : heads[order + 1] if order + 1 < len(heads) else len(unmarked)]
        if not body or any(_AGAIN.match(norm, piece.start, piece.end) for piece in body):
            return
    depth = len(series.stack) + 1
    state.series += 1
    shift = 0
    for at, piece in enumerate(unmarked):
        if shift < len(heads) and heads[shift] == at:
            shift += 1
            piece.marker = Marker("bare", shift, piece.start, piece.start)
            piece.depth, piece.series = depth, state.series
        piece.item += shift
    state.item += shift
