"""Enumerators of official documents and the tree they make.

Order of the levels: GB/T 9704-2012 (一、 then （一） then 1. then （1）), with ① and 1） below; 一是/一要, 第一， and 首先，
float: they number points inside whatever stands above them. Which level a marker has in a document follows from the
order in which the kinds open, so any mixture and nesting works, also within one physical line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .signals import heads

_CN = "一二三四五六七八九十百零〇"
_MARK = re.compile(
    rf"(?P<cn>[{_CN}]{{1,4}}、)"
    rf"|(?P<cnp>（\s?[{_CN}]{{1,4}}\s?）[、.]?)"
    r"|(?P<ar>\d{1,3}[.、](?!\d)|\d{1,2}[.、](?=20\d\d年|\d{1,2}月|\d{1,2}日))"
    r"|(?P<arp>（\s?\d{1,3}\s?）)"
    r"|(?P<circ>[①-⑳❶-❿])"
    r"|(?P<arr>\d{1,2}）)"
    rf"|(?P<shi>[{_CN}]{{1,2}}(?:是|要|则|抓(?=[\u4e00-\u9fff]))(?![一二三四五六七八九十、，。]))"
    rf"|(?P<di>第[{_CN}]{{1,2}}(?:，|、|是(?:要)?|：|(?:点|句话|件事|层意思|个方面|方面|个问题|个重点|个关键|项|项工作|件)(?:是|，|：|、)?|(?:阶段|步|环节)(?=[（：，、 ])[：，、]?))"
    rf"|(?P<word>(?:问题|任务|措施|目标|事项|议题|项目|清单|举措)(?:[{_CN}]{{1,2}}|\d{{1,2}})(?:[：、]|\.(?!\d)))"
    r"|(?P<first>首先[，是要]|其次[，是要]|再次[，是要]|再者[，是]|最后[，是要]|其[一二三四五六七八九][，是、])"
    rf"|(?P<part>第[{_CN}\d]{{1,3}}(?:部分|章|篇|节|编)[：、，]?)"
    rf"|(?P<art>第[{_CN}\d]{{1,4}}条(?=[ \u3000]))"
)
_MARKS = heads(_MARK)
#: No stray enumerator but at such a place: a bracket or circled number, or a numeral after a blank, comma or colon.
STRAY_PLACE = re.compile(rf"[ \u3000，：】（【①-⑳](?:(?<=[（【①-⑳])|[（{_CN}\d①-⑳首第])")
_STRAY = re.compile(
    rf"(?=[ （【{_CN}\d①-⑳首第])(?:(?<=[^第款条项附见]) ?（[{_CN}]{{1,3}}）|(?<=[ \u3000，：】])(?:[{_CN}]{{1,3}}、|\d{{1,2}}[.、](?!\d|\.)|\d{{1,2}}[.、](?=20\d\d年|\d{{1,2}}月)|（\d{{1,2}}）|[①-⑳])|[②-⑳]|(?:(?<=：)|(?<=指出，|强调，|要求，|认为，|指示，|明确，|提出，|部署，|决定，))(?:一[是要]|首先[，是]|第一[，、是])|【(?=[^】]{{2,8}}】))"
)
#: …三件事，一是…；二是…: a run-on list whose second point stands behind a stop.
_RUN_IN = re.compile(r"(?<=[，门位镇村乡县区们员])一[是要]")
_SECOND = re.compile(r"[。；]二[是要]")
#: How far off the second point may stand, in characters.
_RUN_IN_REACH = 400
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_FIRST = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 0}
#: Natural rank: a smaller number closes everything larger. Floating kinds have none.
RANK = {"part": 0, "art": 1, "cn": 2, "cnp": 3, "word": 3.5, "ar": 4, "arp": 5, "circ": 6, "arr": 6}
FLOATING = frozenset({"shi", "yao", "di", "first"})


class Marker(NamedTuple):
    """An enumerator: its kind, its ordinal (0 = last of its series) and where it ends."""

    kind: str
    ordinal: int
    start: int
    end: int
    before_numeral: bool = False  # 一、二季度: no enumerator inside a line


def cn_number(text: str) -> int:
    """Return the value of a Chinese or Arabic number up to 999; 0 when it is none."""
    if text.isdigit() and text.isascii():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char == "十":
            total += (digit or 1) * 10
            digit = 0
        elif char == "百":
            total += (digit or 1) * 100
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit


def marker_at(norm: str, at: int, end: int) -> Marker | None:
    """Return the enumerator that starts at ``at``, or None."""
    match = _MARK.match(norm, at, end) if norm[at] in _MARKS else None
    if match is None:
        return None
    kind = match.lastgroup or ""
    text = match.group()
    if kind in ("cn", "cnp", "ar", "arp", "arr"):
        ordinal = cn_number(text.strip("（） 、."))
    elif kind == "circ":
        ordinal = ord(text) - (0x245F if text <= "⑳" else 0x2775)
    elif kind == "first":
        ordinal = _FIRST[text[:2]] if text[:2] in _FIRST else cn_number(text[1])
    else:
        ordinal = cn_number("".join(c for c in text if c in _CN or c.isdigit()))
    stop = match.end()
    if kind == "shi" and text[-1] in "要抓":
        stop -= 1
        kind = "yao" if text[-1] == "要" else kind
    return Marker(kind, ordinal or 0, at, stop, kind == "cn" and norm[stop : stop + 1] in _CN)


def stray_markers(norm: str, start: int, end: int) -> list[int]:
    """Return offsets inside ``norm[start:end]`` where an enumerator may stand without a stop before it."""
    found: list[int] = []
    if STRAY_PLACE.search(norm, start, end):
        for match in _STRAY.finditer(norm, start, end):
            at = match.start()
            if norm[at] == " ":
                at += 1
            found.append(at)
    if norm.find("二", start, end) < 0:
        return found
    runs = [
        match.start()
        for match in _RUN_IN.finditer(norm, start, end)
        if _SECOND.search(norm, match.end(), min(end, match.end() + _RUN_IN_REACH))
    ]
    return sorted({*found, *runs}) if runs else found


class Series:
    """The stack of open enumerations: decides whether a marker is believed and what depth it has."""

    __slots__ = ("memory", "stack")

    def __init__(self) -> None:
        self.stack: list[tuple[str, int]] = []
        self.memory: dict[
            str, int
        ] = {}  # last ordinal of a kind, also of closed series: numbering may run on

    def after(self, kind: str) -> int:
        """Return the ordinal that goes on with the open enumeration of ``kind``, 1 where none is open."""
        return dict(self.stack).get(kind, 0) + 1

    def adopt(self, marker: Marker) -> Marker:
        """一要 goes on with 一是 (一是…二是…三要…), unless it opens points of its own below one of these."""
        other = {"yao": "shi", "shi": "yao"}.get(marker.kind)
        if other is None:
            return marker
        open_ = dict(self.stack)
        if marker.kind in open_ or (
            other in open_ and open_[other] + 1 not in (marker.ordinal, marker.ordinal - 1)
        ):
            return marker
        return marker._replace(kind=other) if other in open_ else marker

    def believes(self, marker: Marker, *, line_start: bool, stray: bool) -> bool:
        """Tell whether the marker continues or opens an enumeration here.

        At the start of a line any ordinal is believed; after a stop it must be the first or the next of an open
        series; without a stop before it the same, and a first one only for the kinds that official texts run on.
        """
        kind, ordinal = marker.kind, marker.ordinal
        if kind == "first" and ordinal == 0:
            return any(k == kind for k, _ in self.stack)
        if kind == "cn" and not line_start and stray is False and marker.before_numeral:
            return False
        if line_start and kind not in FLOATING:
            return True
        for open_kind, last in self.stack:
            if open_kind == kind and (ordinal == last + 1 or (not stray and ordinal == last + 2)):
                return True
        if ordinal != 1 and kind in RANK and self.memory.get(kind, -1) + 1 == ordinal:
            return True
        if ordinal != 1:
            return line_start and kind in FLOATING
        return not stray or kind in ("cnp", "arp", "circ") or all(k != kind for k, _ in self.stack)

    def push(self, marker: Marker, *, line_start: bool) -> int:
        """Enter the marker and return its depth, counted from 1."""
        kind, ordinal = marker.kind, marker.ordinal
        stack = self.stack
        self.memory[kind] = ordinal
        for depth, (open_kind, last) in enumerate(stack):
            if open_kind == kind:
                del stack[depth:]
                stack.append((kind, ordinal or last + 1))
                return depth + 1
        rank = RANK.get(kind)
        if rank is not None:
            while stack and (RANK.get(stack[-1][0], 9) > rank) and (stack[-1][0] in RANK or line_start):
                stack.pop()
        elif kind not in (
            "shi",
            "yao",
        ):  # 第一， and 首先， close an 一是 series; 一是 nests in whatever is open
            while stack and stack[-1][0] in ("shi", "yao"):
                stack.pop()
        stack.append((kind, ordinal))
        return len(stack)
