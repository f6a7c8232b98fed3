"""Headings without a number: a short line of its own, without a stop, above running text or a list (工作目标 / 【组织领导】).

Which such lines are headings follows from the document: the nouns that name parts of a plan (目标, 任务, 要求…) are taken
at their word; other phrases only where two or more stand in the same way, each above a paragraph that is much longer.
Titles, signatures, units, labels, attendance and lists of phrases are none.
"""

from __future__ import annotations

import re
from collections import Counter

from .noise import frame_rule, looks_like_title
from .orgs import is_org, split_names
from .outline import Marker
from .owners import label_role, parse_group
from .pieces import Piece

#: A heading is no longer than this, and one that stands before any sentence than the second.
_MAX, _SHORT = 24, 6
#: A phrase is the heading of a paragraph that has at least so many times its signs.
_TIMES = 2
_ASIDE = re.compile(r"（[^（）]{2,60}）$")
_BOXED = re.compile(r"【(?P<in>[^【】]{2,20})】")
#: What a part of a plan, notice or speech is called.
_PART = re.compile(
    r"(?:[\u4e00-\u9fff、和及与]{0,10})(?:目标|任务|要求|原则|思想|思路|举措|措施|领导|保障|步骤|安排|内容|形势|重点|职责|机制|方法|方式|范围|对象|阶段|纪律|事项|分工|背景|现状|打算|成效|问题|不足|监督|考核|落实|工作|建议|管理)"
)
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z“”‘’、，]{4,24}")
_ANSWERS = re.compile(r"(?:牵头|负责|落实|承办|配合)(?:落实|办理|实施)?$")
_NO_HEADING = re.compile(
    r"\d|[年月日]$|如下|以下|(?:同志|委员|代表|主任|局长|书记|镇长|乡长|县长|市长|区长)们?$|^(?:附件|附表|主题词|抄送|此件)|^(?:会议|他|她|县长|书记|县委|县政府|市委|市政府)(?:指出|强调|要求|认为|决定|明确|议定)"
)


def title_lines(norm: str, pieces: list[Piece]) -> None:
    """Give the pieces that are such headings a marker without signs, and the points below them a deeper place."""
    lines = [i for i, piece in enumerate(pieces) if piece.opens]
    found: list[tuple[int, str]] = []
    spoken = False  # running text stands above
    for order, i in enumerate(lines):
        piece = pieces[i]
        if piece.kind == "" and norm.startswith(("附件", "附：", "附表"), piece.start):
            break
        style = _style(norm, piece) if piece.kind == "" and piece.closes and piece.marker is None else ""
        if (
            style
            and (spoken or (order > 0 and style != "phrase"))
            and _has_text(norm, pieces, lines, order, style)
        ):
            if (
                spoken
                or style == "boxed"
                or (piece.end - piece.start <= _SHORT and norm[piece.end - 1] != "：")
            ):
                found.append((i, style))
        spoken = spoken or _ends_sentence(norm, pieces, i)
    count = Counter(style for _, style in found)
    titles = [
        i
        for i, style in found
        if style == "part" or count[style] > 1 or (style == "boxed" and len(found) > 1)
    ]
    if titles:
        _enter(norm, pieces, titles)


def _style(norm: str, piece: Piece) -> str:
    """Return 'boxed', 'part' or 'phrase' for a line that can be a heading, '' for any other."""
    line = norm[piece.start : piece.end]
    aside = _ASIDE.search(line)  # （县水利局牵头，6月底前完成）
    if aside:
        line = line[: aside.start()]
    if not 2 <= len(line) <= _MAX or line[-1] in "。；！？，、":
        return ""
    boxed = _BOXED.fullmatch(line)
    bare = boxed.group("in") if boxed else line.removesuffix("：")
    if len(bare) < 2 or _NO_HEADING.search(bare) or label_role(bare):
        return ""
    if _ANSWERS.search(bare) and parse_group(norm, norm, piece.start, piece.start + len(bare), False):
        return ""  # 县财政局牵头落实, on a line of its own below its task
    part = _PART.fullmatch(bare) is not None and len(bare) <= 14
    if is_org(bare) and not (part and len(bare) <= _SHORT):
        return ""
    if line[-1] == "：" and bare.endswith("措施"):
        return ""  # the label of what follows, at every point of a plan
    if looks_like_title(bare) or frame_rule(line) not in (None, "frame.label"):
        return ""
    if boxed:
        return "boxed"
    if part:
        return "part"
    if split_names(norm, piece.start, piece.start + len(bare)):
        return ""
    if line[-1] == "：" or bare.count("，") > 1 or not _PLAIN.fullmatch(bare):
        return ""
    return "phrase"


def _ends_sentence(norm: str, pieces: list[Piece], i: int) -> bool:
    """Tell whether the paragraph that begins with piece ``i`` holds a sentence."""
    paragraph = pieces[i].paragraph
    while i + 1 < len(pieces) and pieces[i + 1].paragraph == paragraph:
        i += 1
    return pieces[i].kind == "" and norm[pieces[i].end - 1] in "。；！"


def _has_text(norm: str, pieces: list[Piece], lines: list[int], order: int, style: str) -> bool:
    """Tell whether running text, a numbered point or a table stands below the line."""
    after = order + 1
    while after < len(lines) and pieces[lines[after]].kind == "noise":
        after += 1
    if after == len(lines):
        return False
    below = pieces[lines[after]]
    if below.kind == "row":
        return style != "phrase"
    end = pieces[lines[after + 1]].start if after + 1 < len(lines) else len(norm)
    text = norm[below.start : end].rstrip()
    if below.marker is not None:
        # a phrase between two points of one series, or a label at the end of a part, has nothing below it
        first = below.marker.ordinal < 2
        return first if style == "phrase" or below.marker.kind in ("cn", "cnp", "part", "art") else True
    if text[-1] not in "。；！：）":
        return False
    if style != "phrase":
        return len(text) >= 10
    title = pieces[lines[order]]
    return norm[title.end - 1] == "）" or len(text) >= max(30, _TIMES * (title.end - title.start))


def _enter(norm: str, pieces: list[Piece], titles: list[int]) -> None:
    """Place the headings among the numbered ones: below the kinds whose numbers run on across them, above the others."""
    chosen = set(titles)
    last: dict[str, tuple[int, int]] = {}  # kind -> (its last number, how many headings stood before)
    crossed: set[int] = set()
    count = 0
    for i, piece in enumerate(pieces):
        if i in chosen:
            count += 1
        elif piece.marker is not None and piece.opens:
            number, before = last.get(piece.marker.kind, (0, 0))
            if before != count and 0 < number < piece.marker.ordinal:
                crossed.add(piece.depth)
            # only a heading can have headings below it; a numbered order cannot
            order = piece.closes and norm[piece.end - 1] in "。；！"
            last[piece.marker.kind] = (0 if order else piece.marker.ordinal, count)
    if crossed:  # inside a numbered part 重点任务： is a label
        titles = [i for i in titles if norm[pieces[i].end - 1] != "："]
        chosen = set(titles)
    depth = max(crossed, default=0) + 1
    series = max((piece.series for piece in pieces), default=0) + 1
    inside = False
    for i, piece in enumerate(pieces):
        if i in chosen:
            piece.marker = Marker("title", 0, piece.start, piece.start)
            piece.depth, piece.series = depth, series
            inside = True
        elif piece.marker is not None:
            if piece.depth < depth:
                inside = False
            elif inside:
                piece.depth += 1
