"""The lines of a text as they lie on the page: how wide each is, whether it ends a sentence, what it begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What a line of a page set in type may lack beyond its first unfitting word.
RAGGED = 4
STOPS = frozenset("。！？；：!?;:…")
_CLOSERS = "”’）》】」』)"
#: What never begins a line of its own.
NEVER_FIRST = frozenset("，、。；：！？）》】’”」』,;%％")
OPENERS = frozenset("（《“【‘「『(")
UNFINISHED = frozenset("，、,（《“")
_AMBIGUOUS = re.compile("[“”‘’…—·×]")
_PAGE = re.compile(r"[\s\d第页共/\-—–－·]+")
_WORD = re.compile(r"[0-9A-Za-z.,%/+\-]+")
#: What an enumerator can begin with, digits aside.
MARKING = frozenset("（(一二三四五六七八九十第首其再最①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳问任措目事议项清举")
_NUMBERING = MARKING | frozenset("0123456789")


@dataclass(slots=True)
class Line:
    """A line with something in it; ``cells``, ``narrow`` and ``chars`` measure it with its indent."""

    start: int
    end: int
    body: str  # without blanks at both ends
    indent: int  # in cells
    cells: int
    narrow: int
    chars: int
    tail: int  # blanks behind it, in cells
    blank_before: int
    open: bool  # does not end with a stop
    row: bool = False

    def size(self, metric: int) -> int:
        return self.cells if metric == 0 else self.chars if metric == 1 else self.narrow


def may_be_broken(raw: list[str]) -> bool:
    """The quick look: three lines without a stop, about as wide, before lines that number nothing; or one that runs on for sure."""
    sizes: list[int] = []
    previous = ""
    for line in raw:
        body = line.strip()
        if not body or (len(body) < 16 and _PAGE.fullmatch(body)):
            continue
        if previous:
            if body[0] in NEVER_FIRST or previous[-1] in UNFINISHED:
                return True
            if (
                len(previous) > 9
                and body[0] not in _NUMBERING
                and len(body) <= 2 * len(previous) + 4
                and "：" not in body[:8]
            ):
                sizes.append(2 * len(previous) - len(previous.encode("ascii", "ignore")))
        previous = body if body[-1] not in STOPS else ""
    sizes.sort()
    return any(high - low <= 3 * RAGGED for low, high in zip(sizes, sizes[2:], strict=False))


def _is_open(line: str) -> bool:
    line = line.rstrip()
    if not line:
        return False
    last = line[-1]
    if last in STOPS:
        return False
    if last not in _CLOSERS:
        return True
    bare = line.rstrip(_CLOSERS)
    if not bare or bare[-1] in STOPS:
        return False
    if last in "）)":
        # a bracket behind the sentence closes it: 「…。（财政部牵头）」
        opened = max(line.rfind("（"), line.rfind("("))
        return opened > 0 and line[opened - 1] not in STOPS
    return True


def read_lines(raw: list[str]) -> list[Line]:
    lines: list[Line] = []
    at = 0
    blank = 0
    for line in raw:
        body = line.strip()
        if not body:
            blank += 1
            at += len(line)
            continue
        lead = len(line) - len(line.lstrip())
        indent = 0
        if lead:
            head = line[:lead]
            indent = lead + head.count("\u3000") + 3 * head.count("\t")
        chars = lead + len(body)
        cells = indent + 2 * len(body)
        narrow = cells
        if not body.isascii():
            cells -= len(body.encode("ascii", "ignore"))
            narrow = cells - len(_AMBIGUOUS.findall(body))
        else:
            cells = narrow = indent + len(body)
        start = at + lead
        end = start + len(body)
        rest = line[lead + len(body) :].rstrip("\r\n")
        tail = len(rest) + rest.count("\u3000") if rest else 0
        lines.append(Line(start, end, body, indent, cells, narrow, chars, tail, blank, _is_open(body)))
        at += len(line)
        blank = 0
    return lines


def token(body: str) -> str:
    """The beginning of a line that cannot be broken: a word or number, or a character with the signs that stay with it."""
    match = _WORD.match(body)
    if match:
        end = match.end()
    else:
        end = 1
        while end < len(body) and body[end - 1] in OPENERS:
            end += 1
    while end < len(body) and body[end] in NEVER_FIRST and end < 40:
        end += 1
    return body[:end]


def measured(token: str, metric: int) -> int:
    if metric == 1:
        return len(token)
    wide = sum(1 if sign.isascii() else 2 for sign in token)
    return wide if metric == 0 else wide - len(_AMBIGUOUS.findall(token))
