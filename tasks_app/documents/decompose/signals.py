"""Signals: which patterns can match at all in a sentence, found out in one pass over its characters.

The grammar asks some eighty regular expressions about every sentence, and nearly all of them answer no. What a pattern
needs can be read from the pattern itself: 感谢|祝贺 cannot match where neither 谢 nor 祝 stands. :func:`signal` reads this
set of *signs* from the parsed pattern and gives the pattern a bit of its own; :func:`signals` gives the bits of all
patterns that can match in a text. So a search that is asked of every sentence is written

    if signs & _GREETS and _GREETING.search(text):

Patterns that are matched at the beginning of a text have, besides, a set of characters they can begin with:
``signs & opening(text[0])`` drops those that cannot begin with this one.

Nothing has to be kept in step by hand: the signs come from the pattern, so a word added to it opens its gate as well.
Where no signs can be told for sure (a pattern that can be empty, or that allows any character everywhere) the bit is
always set. A pattern without a gate is slower, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Set
from re import _constants as _op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

#: Characters that official Chinese uses most, in that order: a pattern is told by the rarest thing it needs.
_FREQUENT = (
    "，、。的和工作，理要实进行组位任各管安单部门县全建生发人加开有会责大业强民施不政制中力一对务查设长在机上为法中目到成时"
    "农定领事关格监化展推动日公重产年项区水于出本员度合及是落乡以以社员计月量问体点前地环主导好题保督整市方保众专治教报高立"
    "规分通平场集织信件经期镇情每干村学用抓结由防确等内党提同完应改严城能局应道下服资电按面河从解自向与清将入处相检必动并家书心名请底号年后现当0123456789"
)
#: How much a gate of one character lets through, the most frequent as 1.
_WEIGHT = {char: 1.0 / (1 + at / 12) for at, char in reversed(list(enumerate(_FREQUENT)))}
_RARE = 0.03
#: Sets wider than this let nearly everything through; they are not worth a gate.
_WIDEST = 400
#: \s matches these.
_SPACES = frozenset(filter(str.isspace, map(chr, range(0x3001))))
#: More than so many choices for one character are taken as anything.
_FEW = 24
#: \d matches these too.
_DIGITS = frozenset(filter(str.isdecimal, map(chr, range(0x1FBFA))))


class Gate(NamedTuple):
    """A pattern, its bit, and whether it is only matched at the beginning of a text."""

    pattern: re.Pattern[str]
    bit: int
    opening: bool


class Gates:
    """The gates of all patterns that asked for one."""

    __slots__ = ("_always", "_anywhere", "_bits", "_find", "_openings", "gates")

    def __init__(self) -> None:
        self.gates: list[Gate] = []
        self._bits: dict[str, int] = {}
        self._openings: dict[str, int] = {}
        self._always = 0  # patterns without signs
        self._anywhere = 0  # patterns that are not asked at the beginning only
        self._find: Callable[[str], list[str]] | None = None

    def signal(self, pattern: re.Pattern[str], *, opening: bool = False) -> int:
        """Return the bit that :func:`signals` sets in every text in which ``pattern`` can match anywhere.

        With ``opening`` the pattern is one that is matched at the beginning of a text only: :func:`opening` may drop
        its bit.
        """
        bit = 1 << len(self.gates)
        self.gates.append(Gate(pattern, bit, opening))
        signs = signs_of(pattern)
        if signs is None:
            self._always |= bit
        for char in signs or ():
            self._bits[char] = self._bits.get(char, 0) | bit
        heads = heads_of(pattern) if opening else None
        if heads is None:
            self._anywhere |= bit
        for char in heads or ():
            self._openings[char] = self._openings.get(char, 0) | bit
        self._find = None
        return bit

    def signals(self, text: str) -> int:
        """Return the bits of all patterns that can match in ``text`` (normalised) or in any part of it."""
        find = self._find
        if find is None:  # the first text after the last pattern was named
            find = self._find = _one_of(self._bits.keys()).findall
        found = self._always
        bits = self._bits
        for char in find(text):
            found |= bits[char]
        return found

    def opening(self, char: str) -> int:
        """Return the bits of all patterns that can match a text that begins with ``char``."""
        return self._openings.get(char, 0) | self._anywhere


GATES = Gates()
signal = GATES.signal
signals = GATES.signals
opening = GATES.opening


def _one_of(chars: Set[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the characters; digits of all scripts as \\d, which is much faster."""
    listed = chars - _DIGITS if chars >= _DIGITS else chars
    return re.compile(
        "[" + "".join(map(re.escape, sorted(listed))) + ("" if listed is chars else r"\d") + "]"
    )


def sign_pattern(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern that finds a sign of ``pattern``, for stretches that change from search to search."""
    signs = signs_of(pattern)
    found = _one_of(signs) if signs else re.compile("")
    SIGNS.append((pattern, found))
    return found


def prefix_pattern(pattern: re.Pattern[str], size: int = 2) -> re.Pattern[str]:
    """Return a pattern that finds where ``pattern`` may begin to match: a list of plain words, which the regular
    expression engine skips to faster than to groups, lookarounds and options. It finds every place where it cannot be
    told.
    """
    words = None
    if not pattern.flags & re.IGNORECASE:
        words = _prefixes(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), size)
    if words is None or any(not word for word, _ in words):
        found = re.compile("")
    else:
        shortest = sorted({word for word, _ in words}, key=len)
        kept = [w for i, w in enumerate(shortest) if not any(w.startswith(v) for v in shortest[:i])]
        found = re.compile("|".join(map(re.escape, sorted(kept))))
    PREFIXES.append((pattern, found))
    return found


def _prefixes(items: Any, size: int) -> set[tuple[str, bool]] | None:
    """Return what a sequence can begin with, up to ``size`` characters, and whether that is all of it; None: anything."""
    done: set[tuple[str, bool]] = set()
    growing = {""}
    for op, value in items:
        heads: set[tuple[str, bool]] | None = None  # of this item
        if op is _op.LITERAL or op is _op.IN:
            chars = _item(op, value)
            if chars is not None and len(chars) <= _FEW:
                heads = {(char, True) for char in chars}
        elif op is _op.BRANCH:
            heads = set()
            for branch in value[1]:
                more = _prefixes(branch, size)
                heads = None if more is None or heads is None else heads | more
        elif op is _op.SUBPATTERN and not value[1] & re.IGNORECASE:
            heads = _prefixes(value[3], size)
        elif op in (_op.MAX_REPEAT, _op.MIN_REPEAT):
            heads = _prefixes(value[2], size)
            if heads is not None:
                heads = {(word, whole and value[1] == 1) for word, whole in heads}
                if not value[0]:
                    heads.add(("", True))
        elif op in (_op.AT, _op.ASSERT, _op.ASSERT_NOT):
            continue
        if heads is None:
            return done | {(word, False) for word in growing}
        longer: set[str] = set()
        for start in growing:
            for head, whole in heads:
                word = (start + head)[:size]
                if whole and len(word) < size:
                    longer.add(word)
                else:
                    done.add((word, False))
        growing = longer
        if not growing:
            return done
    return done | {(word, True) for word in growing}


class _Everything:
    """Holds every character."""

    __slots__ = ()

    def __contains__(self, char: object) -> bool:
        return True


#: Every pattern with the one that finds its signs, for the same test.
SIGNS: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
#: Every pattern with the one that finds where it may begin.
PREFIXES: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
#: Every set of first characters with its pattern, for the same test.
HEADS: list[tuple[re.Pattern[str], Container[str]]] = []


def heads(pattern: re.Pattern[str]) -> Container[str]:
    """Return what every match of ``pattern`` begins with; it holds every character where that cannot be told."""
    known: Container[str] | None = heads_of(pattern)
    found = known if known is not None else _Everything()
    HEADS.append((pattern, found))
    return found


def heads_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return the characters with which every match of ``pattern`` begins; None when there is no such set."""
    if pattern.flags & re.IGNORECASE:
        return None
    found, empty = _head(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    return None if empty else found


def _head(items: Any) -> tuple[frozenset[str] | None, bool]:
    """Return the characters a sequence can begin with (None: any) and whether it can be empty."""
    found: frozenset[str] = frozenset()
    for op, value in items:
        more: frozenset[str] | None = None
        empty = False
        if op is _op.LITERAL or op is _op.IN:
            more = _item(op, value)
        elif op is _op.BRANCH:
            more = frozenset()
            for branch in value[1]:
                chars, can_be_empty = _head(branch)
                more = None if chars is None or more is None else more | chars
                empty = empty or can_be_empty
        elif op is _op.SUBPATTERN:
            more, empty = (None, True) if value[1] & re.IGNORECASE else _head(value[3])
        elif op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
            more, empty = _head(value[2])
            empty = empty or not value[0]
        elif op in (_op.AT, _op.ASSERT, _op.ASSERT_NOT):
            more, empty = frozenset(), True
        if more is None:
            return None, empty
        found |= more
        if not empty:
            return found, False
    return found, True


def signs_of(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return characters of which at least one stands in every match of ``pattern``; None when there is no such set."""
    if pattern.flags & re.IGNORECASE:
        return None
    return _sequence(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _sequence(items: Any) -> frozenset[str] | None:
    """Return the rarest of the sets that the items of a sequence need, since all of them must match."""
    best: frozenset[str] | None = None
    for op, value in items:
        found = _item(op, value)
        if found is not None and (best is None or _cost(found) < _cost(best)):
            best = found
    return best


def _item(op: Any, value: Any) -> frozenset[str] | None:
    if op is _op.LITERAL:
        return frozenset(chr(value))
    if op is _op.IN:
        return _class(value)
    if op is _op.BRANCH:
        union: frozenset[str] = frozenset()
        for branch in value[1]:
            found = _sequence(branch)
            if found is None:
                return None
            union |= found
        return union
    if op is _op.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _sequence(value[3])
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
        return _sequence(value[2]) if value[0] else None
    if op is _op.ATOMIC_GROUP:
        return _sequence(value)
    # What a lookaround sees may lie outside the text that is asked about, so it needs nothing inside it.
    return None


def _class(items: Any) -> frozenset[str] | None:
    chars: set[str] = set()
    for op, value in items:
        if op is _op.LITERAL:
            chars.add(chr(value))
        elif op is _op.RANGE and value[1] - value[0] < _WIDEST:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        elif op is _op.CATEGORY and value is _op.CATEGORY_DIGIT:
            chars |= _DIGITS
        elif op is _op.CATEGORY and value is _op.CATEGORY_SPACE:
            chars |= _SPACES
        else:
            return None
    return frozenset(chars) if len(chars) <= _WIDEST + len(_DIGITS) else None


def _cost(signs: frozenset[str]) -> float:
    return sum(_WEIGHT.get(char, 0.0 if char in _DIGITS else _RARE) for char in signs)
