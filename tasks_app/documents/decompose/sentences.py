"""Paragraphs and sentences: where a piece of text may end.

A sentence ends at 。！？； outside quotation marks and brackets. A line is a paragraph; a run of wide blanks inside
a long line is one as well, because web pages and data sets often flatten a document into one physical line.
Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Anything that ends a line.
LINE = re.compile(r"[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")
#: A paragraph break inside one physical line: the wide indent of the next paragraph.
_GAP = re.compile(r"\u3000[\u3000 \t]+| {4,}|\t{2,}")
#: In a document flattened into one line single blanks separate what were lines (title, number, page furniture).
_FLAT_GAP = re.compile(
    r"(?<![A-Za-z\d.|]) +(?![A-Za-z\d|])|(?<=[\u4e00-\u9fff】）。！]) +(?=20\d\d年|【)|(?<=号) +(?=[\u4e00-\u9fff])|(?<=日) +(?=[（\u4e00-\u9fff])"
)
_WIDE_OR_FLAT = re.compile(_GAP.pattern + "|" + _FLAT_GAP.pattern)
#: Lines longer than this are taken as flattened documents.
FLAT = 600
#: A row below other rows of a table may be this long: offices write whole programmes into one cell.
MAX_ROW = 6000
_BRACKET = re.compile("[“”‘’《》（）【】]")
_OPEN = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】"}
_CLOSE = {close: open_ for open_, close in _OPEN.items()}
_PLAIN_STOP = re.compile(
    "[。！？；][。！？；]*[”’）】》]*"
)  # [。]+ would be slower: no search skips to a repetition
_STOP = re.compile(_PLAIN_STOP.pattern + r"|(?<=[\u4e00-\u9fff”）%])\.(?=[\u4e00-\u9fff“\s]|$)")
#: A quotation or bracket longer than this is taken as unbalanced: sentences inside it are split.
MAX_BRACKET = 400


class Paragraph(NamedTuple):
    """A stretch of text without line breaks, blanks at both ends removed; ``line`` counts physical lines.

    ``row``: it is a row of a table, though longer than :data:`FLAT`.
    """

    start: int
    end: int
    line: int
    row: bool = False


def paragraphs(norm: str) -> list[Paragraph]:
    """Return the paragraphs of the normalised text in order; blank ones are left out."""
    found: list[Paragraph] = []
    in_table = False
    for number, match in enumerate(LINE.finditer(norm)):
        start, end = match.span()
        line = match.group()
        bare = line.strip()
        if not bare:
            continue
        # Below other rows the tabs around a single cell count: the cells beside it are empty.
        tabs = (line if in_table else bare).count("\t")
        in_table = tabs >= 2 and len(bare) <= (MAX_ROW if in_table else FLAT)
        if in_table or (
            ("|" in bare or "\t" in bare) and len(bare) <= FLAT
        ):  # a row keeps its cells together
            start += len(line) - len(line.lstrip(" \u3000"))
            found.append(Paragraph(start, start + len(line.strip(" \u3000")), number, len(bare) > FLAT))
            continue
        position = start + len(line) - len(line.lstrip())
        end = position + len(bare)
        if "  " in bare or "\u3000" in bare or (len(bare) > FLAT and " " in bare):
            gaps = _GAP if len(bare) <= FLAT else _FLAT_GAP if "\u3000" not in bare else _WIDE_OR_FLAT
            for gap in gaps.finditer(norm, position, end):
                if gap.start() > position:
                    found.append(Paragraph(position, gap.start(), number))
                position = gap.end()
                while position < end and norm[position].isspace():
                    position += 1
        if position < end:
            found.append(Paragraph(position, end, number))
    return found


def bracket_spans(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the outermost balanced quotations and brackets of ``norm[start:end]`` as (open, after close).

    Each kind has a stack of its own, so crossing brackets cannot make this more than linear; pairs longer than
    :data:`MAX_BRACKET` are taken as unbalanced and left out.
    """
    stacks: dict[str, list[int]] = {}
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(norm, start, end):
        char = match.group()
        if char in _OPEN:
            stacks.setdefault(char, []).append(match.start())
        else:
            stack = stacks.get(_CLOSE[char])
            if stack:
                opened = stack.pop()
                if match.end() - opened <= MAX_BRACKET:
                    pairs.append((opened, match.end()))
    if len(pairs) > 1:
        pairs.sort()
        merged = [pairs[0]]
        for opened, closed in pairs[1:]:
            if opened >= merged[-1][1]:
                merged.append((opened, closed))
            elif closed > merged[-1][1]:
                merged[-1] = (merged[-1][0], closed)
        return merged
    return pairs


def sentence_ends(norm: str, start: int, end: int, brackets: list[tuple[int, int]]) -> list[int]:
    """Return the offsets at which sentences of ``norm[start:end]`` end; the last one is always ``end``.

    A bracket that stands between sentences (after a stop) is a sentence of its own: 「…。（财政部牵头）」.
    """
    ends: list[int] = []
    index, last = 0, start
    count = len(brackets)
    stop = _STOP if norm.find(".", start, end) >= 0 else _PLAIN_STOP
    for match in stop.finditer(norm, start, end):
        at = match.start()
        while index < count and brackets[index][1] <= at:
            if _stands_alone(norm, brackets[index], last, end):
                last = _own_bracket(norm, brackets[index][1], end)
                ends.append(last)
            index += 1
        if index < count and brackets[index][0] < at:
            continue
        if match.end() <= last:
            continue
        last = match.end()
        # closing marks that the stop swallowed may open nothing here: “……。” keeps its mark
        ends.append(last)
        while last < end and norm[last] in " \u3000":
            last += 1
    while index < count:
        if _stands_alone(norm, brackets[index], last, end):
            last = _own_bracket(norm, brackets[index][1], end)
            ends.append(last)
        index += 1
    if not ends or ends[-1] < end:
        ends.append(end)
    return ends


_ENUMERATOR = re.compile(r"（\s?[一二三四五六七八九十百零〇\d]{1,4}\s?）")
_BOXED = re.compile(r"【[^】：]{2,10}】")


def _stands_alone(norm: str, bracket: tuple[int, int], last: int, end: int) -> bool:
    """Tell whether a bracket opens a sentence and is one: not an enumerator, not before more of the same sentence."""
    opened, closed = bracket
    if opened != last or norm[opened] not in "（【" or closed >= end:
        return False
    return _ENUMERATOR.match(norm, opened) is None and _BOXED.match(norm, opened) is None


def _own_bracket(norm: str, at: int, end: int) -> int:
    """Return the end of a bracket sentence, its full stop included."""
    while at < end and norm[at] in "。；":
        at += 1
    return at
