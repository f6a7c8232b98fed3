"""Where a text was broken into lines that are not its own: copied from a page, an e-mail or a PDF file.

Full lines that end without a stop tell it, since official paragraphs do not end that way. How wide a full line is, is
read from the text itself (see widths.py). The rest follows from the width: a line that ends with a stop runs on when the
paragraphs of the text are told apart otherwise, by their indent or by blank lines. Enumerators, labels, bullets and the
rows of a table begin something new, unless they are the middle of a bracket or of a series inside the paragraph.

Everything here is linear in the length of the text; a text whose long lines all end with a stop costs one look at each.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from .lines import Line, may_be_broken, read_lines
from .normalize import normalize
from .outline import marker_at
from .owners import label_role
from .types import Join
from .widths import LABEL, SENTENCE_END, Widths

#: Lines that a title may have.
_LONGEST_TITLE = 4
#: A bracket of more characters than this is taken as one that was never closed.
_LONGEST_BRACKET = 400
#: The indent of a paragraph inside a line.
#: Line breaks that must speak for a width before it is believed.
_EVIDENCE = 3
_LABEL_AT_END = re.compile(r"[^\u4e00-\u9fff]([\u4e00-\u9fff]{2,8})[：:]$")
_WIDE = re.compile(r"\S(?:\u3000[\u3000 ]| {4})[\u3000 ]*\S")
_MARKED = frozenset("，。；：")
_LATIN_BEFORE = re.compile(r"[A-Za-z,] [A-Za-z]+$")
_LATIN_AFTER = re.compile(r"[A-Za-z]+,? [A-Za-z]")
_LATIN_HYPHEN = re.compile(r"[A-Za-z]{2}-$")


class Furniture(NamedTuple):
    """A line of the page (number, running head) that stands in the text; ``rule`` names what it is."""

    start: int
    end: int
    rule: str


class Wrapping(NamedTuple):
    """What :func:`find_wrapping` found: the line ends to take out, and the lines of the page, both in order."""

    joins: list[Join]
    furniture: list[Furniture]


def find_wrapping(text: str, *, typeset: bool = False) -> Wrapping | None:
    """Return where the lines of ``text`` were broken, or None when they are its own.

    ``typeset`` says that they lie on printed pages: then less evidence is asked for.
    """
    raw = text.splitlines(keepends=True)
    if len(raw) < 2 or not (typeset or may_be_broken(raw)):
        return None
    finder = _Finder(read_lines(raw), 1 if typeset else _EVIDENCE)
    return finder.join(text) if finder.find() else None


class _Paragraph:
    """The lines joined so far."""

    __slots__ = ("first", "head", "text")

    def __init__(self) -> None:
        self.first = -1
        self.head = self.text = ""

    def add(self, i: int, body: str) -> None:
        if self.first < 0:
            self.first = i
            self.head = body[:12]
        # what is asked of it reaches no further back than a bracket does
        self.text = self.text[-2 * _LONGEST_BRACKET :] + body

    def bracket(self) -> bool:
        """Tell whether a bracket is open at its end."""
        tail = self.text[-_LONGEST_BRACKET:]
        return any(tail.rfind(opener) > tail.rfind(closer) for opener, closer in ("（）", "【】", "《》"))

    def counts(self, body: str) -> bool:
        """Tell whether the enumerator that ``body`` begins with goes on with points inside the paragraph: …①…②…"""
        norm = normalize(body[:14])
        marker = marker_at(norm, 0, len(norm))
        if marker is None or marker.ordinal < 2:
            return False
        before = _predecessor(body[: marker.end], marker.ordinal)
        at = self.text.find(before, 1) if before else -1
        return at > 0


class _Finder(Widths):
    """Decides line by line, once the widths are known."""

    def __init__(self, lines: list[Line], evidence: int) -> None:
        super().__init__(lines, evidence)
        self.margin = 0  # indent of the lines that go on
        self.indented = False  # paragraphs begin with an indent
        self.loose = False  # a stop at the end of a full line need not end the paragraph
        self.titled: set[str] = set()  # kinds of enumerators that open titles
        self.flat = False  # flattened into one line before it was broken

    def join(self, text: str) -> Wrapping | None:
        """Return what is to be taken out of ``text``, or None."""
        lines = self.lines
        self.last = {}
        self.margin = self._margin()
        self.indented, parted, run_on = self._style(self.margin)
        self.loose = self.indented or parted or run_on
        self.labels = self._labels()
        self.titled = self._titled()
        gaps = sum(_WIDE.search(line.body) is not None for line in lines)
        # most of its paragraphs begin inside a line
        self.flat = gaps > sum(line.indent > self.margin + 1 for line in lines)
        found: list[tuple[int, int]] = []
        paragraph = _Paragraph()
        target = -1  # the line that goes on with the paragraph
        for i, line in enumerate(lines):
            self._count(i)
            if i != target:
                if target > i:  # the page, between two lines of a sentence
                    continue
                paragraph = _Paragraph()
            paragraph.add(i, line.body)
            j = self.after[i]
            if j >= 0 and self._goes_on(i, j, paragraph):
                found.append((i, j))
                target = j
        return self._result(text, found) if found else None

    def _margin(self) -> int:
        """Return the indent of the lines that go on."""
        lines = self.lines
        count = Counter(
            lines[self.after[i]].indent
            for i in self.width
            if lines[i].open and not self._opens(i, self.after[i])
        )
        return count.most_common(1)[0][0] if count else 0

    def _style(self, margin: int) -> tuple[bool, bool, bool]:
        """Return whether paragraphs begin with an indent, whether blank lines part them, and whether sentences end within them.

        The last compares how often a stop stands inside a line with how often a short line ends with one: the chance
        that a stop at the end of a full line ends only a sentence.
        """
        lines = self.lines
        starts = [j for j in range(1, len(lines)) if not lines[j - 1].open and j - 1 not in self.width]
        deep = sum(lines[j].indent > margin + 1 for j in starts)
        parted = sum(lines[j].blank_before > 0 for j in starts)
        inner = sum(len(SENTENCE_END.findall(lines[i].body)) for i in self.width)
        some = max(1, len(starts))
        return (
            bool(starts) and deep * 2 >= some,
            bool(starts) and not self.double and parted * 10 >= some * 7,
            inner > len(starts),
        )

    def _labels(self) -> set[str]:
        """Return the labels with which lines of this text begin again and again (存在问题：), other than by a broken word."""
        lines = self.lines
        words = Counter(
            match.group()
            for i in range(1, len(lines))
            if not (i - 1 in self.width and lines[i - 1].open) and (match := LABEL.match(lines[i].body))
        )
        return {word for word, count in words.items() if count > 1}

    def _titled(self) -> set[str]:
        """Return the kinds of enumerators that open titles on lines of their own."""
        yes: Counter[str] = Counter()
        no: Counter[str] = Counter()
        for i, line in enumerate(self.lines):
            norm = normalize(line.body[:12])
            marker = marker_at(norm, 0, len(norm))
            if marker is None or SENTENCE_END.search(line.body[marker.end :]):
                continue
            end = i
            for _ in range(_LONGEST_TITLE):
                if end not in self.width or not self.lines[end].open or self._opens(end, self.after[end]):
                    break
                end = self.after[end]
            else:
                end = -1
            (yes if end >= 0 and self.lines[end].open else no)[marker.kind] += 1
        return {kind for kind, count in yes.items() if count > no[kind]}

    def _goes_on(self, i: int, j: int, paragraph: _Paragraph) -> bool:
        line, following = self.lines[i], self.lines[j]
        width = self.width.get(i)
        if width is not None and following.size(width.metric) > width.size + 2:
            width = None
        deeper = following.indent - self.margin
        if following.body[0] == "|" and width is not None and not self.barred:
            return True
        if self.flat and (deeper > 1 or line.tail + following.indent >= 4):
            return i in self.width
        if line.open and self._torn(line.body, following.body):
            return True
        if width is not None and paragraph.bracket() and deeper <= 1:
            return True
        if self._opens(i, j):
            return width is not None and not line.open and paragraph.counts(following.body) and deeper <= 1
        if i in self.sure:
            return deeper <= 1 or following.indent <= line.indent + 1 or not self.indented
        if width is None:
            return False
        first = self.lines[paragraph.first]
        if deeper > 1 and not self._hangs(first, following, line, i > paragraph.first):
            return False
        if not line.open and "|" in paragraph.text:
            return True  # inside the cell of a table row
        label = _LABEL_AT_END.search(line.body) if not line.open else None
        if label is not None and label_role(label.group(1)):
            return True
        if not line.open:
            return self.loose and (not self.indented or deeper <= 1) and self._runs(j)
        if self.titled and self._is_title(paragraph):
            # a title that fills its line by chance: running text follows it, not its short rest
            return _MARKED.isdisjoint(following.body) or (following.open and j not in self.width)
        return True

    def _is_title(self, paragraph: _Paragraph) -> bool:
        """Tell whether lines begin with an enumerator that opens titles in this text, and hold no whole sentence."""
        norm = normalize(paragraph.head)
        marker = marker_at(norm, 0, len(norm))
        return (
            marker is not None
            and marker.kind in self.titled
            and SENTENCE_END.search(paragraph.text, marker.end) is None
        )

    def _hangs(self, first: Line, following: Line, line: Line, continued: bool) -> bool:
        """Tell whether a line is indented because the paragraph hangs from its number."""
        if continued:
            return following.indent == line.indent
        norm = normalize(first.body[:12])
        return following.indent > first.indent and marker_at(norm, 0, len(norm)) is not None

    def _runs(self, j: int) -> bool:
        """Tell whether a line reads like more of the same paragraph: no signature, no title."""
        line = self.lines[j]
        return j in self.width or not line.open

    def _result(self, text: str, found: list[tuple[int, int]]) -> Wrapping:
        lines = self.lines
        trailing = sum(lines[i].tail > 0 for i, _ in found)
        padded = trailing * 3 > len(found)
        joins: list[Join] = []
        furniture: list[Furniture] = []
        for i, j in found:
            start, end = lines[i].end, lines[j].start
            left, right = lines[i].body, lines[j].body
            glue = ""
            if left[-1].isascii() and right[0].isascii() and left[-1].isalnum() and right[0].isalnum():
                # a phrase of Latin words is broken between two of them; a lone word or number inside itself
                if _LATIN_BEFORE.search(left) or _LATIN_AFTER.match(right):
                    glue = " "
            elif _LATIN_HYPHEN.search(left) and right[0].isascii() and right[0].islower():
                start -= 1
            elif self.flat and lines[i].tail + lines[j].indent - self.margin >= 4:
                glue = "".join(text[start:end].splitlines())
            elif not padded and (lines[i].tail or lines[j].indent == 1):
                glue = " "
            joins.append(Join(start, end, glue))
            for k in self.skipped.get(i, ()):
                rule = "noise.page-number" if k in self.pages else "noise.running-head"
                furniture += [Furniture(lines[k].start, lines[k].end, rule)]
        return Wrapping(joins, furniture)


_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,3}|[①-⑳]")
_DIGITS = "零一二三四五六七八九"


def _predecessor(sign: str, ordinal: int) -> str:
    """Return the enumerator before ``sign``, written alike: （二） for （三）; '' when it cannot be told."""
    match = _NUMERAL.search(sign)
    if match is None:
        return ""
    old, number = match.group(), ordinal - 1
    if old.isascii():
        new = str(number)
    elif "①" <= old <= "⑳":
        new = chr(ord(old) - 1)
    else:
        tens, ones = divmod(number, 10)
        new = (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return sign[: match.start()] + new + sign[match.end() :].rstrip()
