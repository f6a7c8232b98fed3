"""Which enumerated items are headings, and which are orders themselves.

An item is a heading when deeper enumerators or other sentences follow it and it reads like a topic: a title without a
stop, or a short sentence without a date, a figure or an addressed unit. The items of one series decide together, because
a list is either a list of topics or a list of tasks.
"""

from __future__ import annotations

import re
from collections import defaultdict

from .clauses import MODAL
from .orgs import subject
from .pieces import Piece

MAX_TOPIC = 42
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?(?:%|万|亿|个|户|家|处|名|人|元|亩|公里|座|次|件|项)|\d{1,2}月|月底|年底前|季度|每月|每周|年内|之?前完成"
)
#: 按不高于上年的标准征收: what is measured is ordered, not announced.
_MEASURED = re.compile(r"(?:不高于|不低于|不少于|不超过|不得)")
_BY = re.compile(r"由[\u4e00-\u9fff]{2,12}(?:负责|牵头)|牵头|会同|请[\u4e00-\u9fff]{2,8}")


#: The numbers after 附件： are no points of the text.
_ANNEX = re.compile(r"附件\s*：?\s*$")
_ASIDE = re.compile(r"（[^（）]{1,40}）$|^（[^（）]{1,40}）[：，]?")
_MEASURES_LEAD = re.compile(r"(?:（[^（）]{2,200}）)?(?:具体措施|整改措施|工作措施|具体任务)：")


def is_topic(norm: str, piece: Piece) -> bool:
    """Tell whether the piece reads like a topic sentence (一是要突出党的政治建设。)."""
    start, end = piece.body, piece.end
    if norm[end - 1 : end] == "；":
        return False
    text = _ASIDE.sub("", norm[start:end].strip(" 。！"))
    if not 2 <= len(text) <= MAX_TOPIC or text.count("，") > 1:
        return False
    if _FIGURE.search(text) or _MEASURED.search(text) or _BY.search(text):
        return False
    found = subject(norm, start, end)
    if found is not None and found[2] and MODAL.search(norm, found[1], min(end, found[1] + 2)):
        return len(text) <= 14
    return True


def _ordered(norm: str, piece: Piece) -> bool:
    """Tell whether the piece is a whole sentence that addresses an order to a unit."""
    if norm[piece.end - 1] != "。":
        return False
    found = subject(norm, piece.body, piece.end)
    return found is not None and found[2] and MODAL.match(norm, found[1], piece.end) is not None


def choose(norm: str, pieces: list[Piece], is_content: list[bool]) -> set[int]:
    """Return the indices of the pieces that are headings.

    ``is_content`` tells for every piece whether it is a sentence of the text (not noise, frame, brackets of units).
    """
    marked = [i for i, p in enumerate(pieces) if p.marker is not None]
    shapes: dict[int, str] = {}
    bodies: dict[int, bool] = {}
    children: dict[int, bool] = {}
    next_content = _next_true(is_content)
    for order, i in enumerate(marked):
        piece = pieces[i]
        j = marked[order + 1] if order + 1 < len(marked) else len(pieces)
        children[i] = (
            j < len(pieces)
            and pieces[j].depth > piece.depth
            and not any(norm.startswith("附件", pieces[k].start) for k in range(i + 1, j + 1))
            and not _ANNEX.search(norm, max(piece.end, pieces[j].start - 5), pieces[j].start)
        )
        bodies[i] = next_content[i + 1] < j
        if (
            children[i]
            and j > i + 1
            and pieces[j].opens is False
            and pieces[j - 1].opens
            and _ordered(norm, piece)
        ):
            children[i] = (
                False  # the points belong to the paragraph that opens with 会议强调：, not to this one
            )
        if not children[i] and any(
            _MEASURES_LEAD.match(norm, pieces[k].start) for k in range(i + 1, min(j, i + 6))
        ):
            children[i] = True
        last = norm[piece.end - 1]
        before = pieces[marked[order - 1]] if order else None
        if (
            before is not None
            and before.series == piece.series
            and before.paragraph == piece.paragraph
            and norm[before.end - 1] == "；"
            and not children[i]
        ):
            shapes[i] = "long"  # …；二是检修泵车。 closes a list of orders, whatever follows
        elif last == "：" and piece.opens and not piece.closes:
            shapes[i] = "topic"
        elif piece.marker is not None and piece.marker.kind == "art" and last in "。；":
            shapes[i] = "long"  # an article orders; only points below make it a heading
        elif last not in "。；！？":
            shapes[i] = "title" if piece.end - piece.body <= 90 else "long"
        elif is_topic(norm, piece):
            shapes[i] = "topic"
            if piece.closes and not piece.opens:
                bodies[i] = False  # the last point of a run-on list: what follows is another paragraph
        else:
            shapes[i] = "long"
    local: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    pooled: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for i in marked:
        piece = pieces[i]
        marker = piece.marker
        if marker is None:
            continue
        side, weight = 1, 0.6
        if shapes[i] in ("topic", "title") and (bodies[i] or children[i]):
            side, weight = 0, 1.0
        elif shapes[i] in ("topic", "title"):
            side, weight = 1, 0.3
        elif bodies[i]:
            weight = 1.0
        local[piece.series][side] += weight
        pooled[(marker.kind, piece.depth)][side] += weight
    headings: set[int] = set()
    for i in marked:
        piece = pieces[i]
        marker = piece.marker
        if marker is None:
            continue
        if children[i]:
            headings.add(i)
        elif bodies[i] and shapes[i] == "title":
            headings.add(i)
        elif bodies[i] and marker.kind == "word":
            headings.add(i)
        elif bodies[i] and shapes[i] == "topic":
            yes, no = local[piece.series]
            if piece.end - piece.body <= 9 and "，" not in norm[piece.body : piece.end]:
                yes += 9  # 摸清底数。
            if marker.kind in ("ar", "arp", "cnp", "circ"):
                pool = pooled[(marker.kind, piece.depth)]
                yes, no = yes + pool[0] * 0.3, no + pool[1] * 0.3
            if yes >= no:
                headings.add(i)
    return headings


def _next_true(flags: list[bool]) -> list[int]:
    """For every index the nearest later-or-equal index that is true (len when none)."""
    size = len(flags)
    out = [size] * (size + 2)
    for i in range(size - 1, -1, -1):
        out[i] = i if flags[i] else out[i + 1]
    return out


_SECTION = (
    (
        "done",
        re.compile(
            r"(?:整改|工作|落实)?(?:进展|完成|开展|落实|推进)(?:的)?情况|(?:督查|检查|巡察|考核|调研)(?:的)?(?:内容|重点|范围|对象)|主要(?:做法|成效)|工作成效|取得的?成[效绩]|前期工作|工作回顾|(?:整改)?成效$|已完成整改|整改(?:工作|落实)?的?情况$"
        ),
    ),
    ("goal", re.compile(r"^(?:(?!确保|完成|实现|达成|围绕|对照|聚焦|压实|分解).)*目标(?!责任|导向|管理)")),
    (
        "principle",
        re.compile(
            r"指导思想|总体要求|基本原则|工作原则|总体思路|总要求|基本要求$|工作思路|^背景|名词解释|适用范围"
        ),
    ),
    (
        "problem",
        re.compile(
            r"存在(?:的)?(?:主要|突出)?(?:问题|不足|差距)|主要问题|突出问题$|问题(?:和|及)(?:原因|不足)|原因分析|反馈(?:的)?问题$|问题表现|(?:面临的)?形势(?:和|与|及)|发现的(?:主要)?问题|通报问题|不足之处|^差距|成绩|工作成效|工作回顾|怎么看|(?:存在|面临)的?(?:困难|挑战)|的困难$"
        ),
    ),
)


def section_of(title: str) -> str:
    """Return the kind of section a heading opens: 'done', 'goal', 'principle', 'problem' or ''."""
    for name, pattern in _SECTION:
        if pattern.search(title):
            return name
    return ""
