"""The text as one line for each paragraph, and the way back to the text as it was given.

The engine reads the joined text; every offset it returns is then mapped to the text as given, so that spans count its
code points. A span may hold line ends there, and page numbers between two halves of a sentence. What holds: the given
text between two offsets, each of :attr:`Decomposition.joins` in it replaced by its glue, is the quote; the texts of
owners, titles and other fields are such quotes, without a line end in them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TypeVar

from .columns import Columns
from .types import (
    CadenceFound,
    DeadlineFound,
    Decomposition,
    Join,
    MeasureFound,
    Node,
    OwnerFound,
    ReferenceFound,
    Segment,
    TableFound,
    TargetFound,
    quoted,
)
from .wrapping import Furniture, find_wrapping

Entry = TypeVar("Entry", OwnerFound, DeadlineFound, CadenceFound, TargetFound, ReferenceFound)


class Unwrapped:
    """A text with the line ends taken out that are not its own."""

    __slots__ = ("_at", "_from", "furniture", "given", "joins", "text")

    def __init__(self, given: str, joins: list[Join], furniture: list[Furniture]) -> None:
        self.given = given
        self.joins = joins
        self.furniture = furniture
        parts: list[str] = []
        self._at: list[int] = []  # offsets in the joined text at which a stretch of the given one begins
        self._from: list[int] = []  # where it begins there
        position = length = 0
        for join in joins:
            self._at.append(length)
            self._from.append(position)
            parts.append(given[position : join.start])
            parts.append(join.glue)
            length += join.start - position + len(join.glue)
            position = join.end
        self._at.append(length)
        self._from.append(position)
        parts.append(given[position:])
        self.text = "".join(parts) if joins else given

    def given_at(self, offset: int) -> int:
        """Return the offset in the given text of the character at ``offset`` of the joined one."""
        index = bisect_right(self._at, offset) - 1
        return self._from[index] + offset - self._at[index]

    def joined_at(self, offset: int) -> int:
        """Return the offset in the joined text of the character at ``offset`` of the given one."""
        index = bisect_right(self._from, offset) - 1
        stop = self._at[index + 1] if index + 1 < len(self._at) else len(self.text)
        return min(self._at[index] + offset - self._from[index], stop)

    def joined(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the joined text of ``[start, end)`` of the given one."""
        return self.joined_at(start), (self.joined_at(end - 1) + 1 if end > start else self.joined_at(start))

    def columns(self, columns: Columns) -> Columns:
        """Return ``columns`` with the tables at their places in :attr:`text`."""
        if not self.joins or not columns.tables:
            return columns
        return replace(
            columns, tables=tuple(replace(t, start=self.joined_at(t.start)) for t in columns.tables)
        )

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the given text of ``[start, end)`` of the joined one."""
        first = self.given_at(start)
        return first, (self.given_at(end - 1) + 1 if end > start else first)

    def quote(self, start: int, end: int) -> str:
        """Return the given text between two offsets as it reads, without line ends inside a sentence."""
        return quoted(self.given, start, end, self.joins)

    def restore(self, result: Decomposition) -> Decomposition:
        """Return the result with every offset counted in the given text."""
        if not self.joins:
            return result
        nodes = tuple(self._node(node) for node in result.nodes)
        measures = tuple(self._measure(measure) for measure in result.measures)
        return result._replace(
            text=self.given,
            nodes=nodes,
            measures=measures,
            segments=tuple(self._segments(result.segments)),
            tables=tuple(self._table(table) for table in result.tables),
            joins=tuple(self.joins),
        )

    def _node(self, node: Node) -> Node:
        start, end = self.span(node.start, node.end)
        title_start, title_end = self.span(node.title_start, node.title_end)
        return node._replace(start=start, end=end, title_start=title_start, title_end=title_end)

    def _measure(self, measure: MeasureFound) -> MeasureFound:
        start, end = self.span(measure.start, measure.end)
        return measure._replace(
            start=start,
            end=end,
            task=self.span(*measure.task) if measure.task else None,
            owners=self._moved(measure.owners),
            deadlines=self._moved(measure.deadlines),
            cadences=self._moved(measure.cadences),
            targets=self._moved(measure.targets),
            references=self._moved(measure.references),
        )

    def _table(self, table: TableFound) -> TableFound:
        start, end = self.span(table.start, table.end)
        return table._replace(start=start, end=end)

    def _moved(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        moved = []
        for entry in entries:
            start, end = self.span(entry.start, entry.end)
            moved.append(entry._replace(start=start, end=end))
        return tuple(moved)

    def _segments(self, segments: tuple[Segment, ...]) -> list[Segment]:
        """Return the segments in the given text, cut where a line of the page stands inside one."""
        out: list[Segment] = []
        waiting = list(reversed(self.furniture))
        for segment in segments:
            start, end = self.span(segment.start, segment.end)
            label, rule = segment.label, segment.rule
            while waiting and waiting[-1].start < end:
                line = waiting.pop()
                if line.start > start:
                    stop = line.start
                    while self.given[stop - 1].isspace():
                        stop -= 1
                    out.append(Segment(start, stop, label, rule))
                    if label == "measure":
                        label, rule = "continuation", "continuation.next-page"
                out.append(Segment(line.start, line.end, "noise", line.rule))
                start = max(start, line.end)
                while start < end and self.given[start].isspace():
                    start += 1
            if start < end:
                out.append(Segment(start, end, label, rule))
        out.extend(Segment(line.start, line.end, "noise", line.rule) for line in reversed(waiting))
        return out


def unwrap(text: str, *, typeset: bool = False) -> Unwrapped:
    """Return the text without the line ends that are not its own: the text itself when it has none of them.

    ``typeset``: the lines are those of printed pages, so that one broken sentence is evidence enough.
    """
    found = find_wrapping(text, typeset=typeset)
    return Unwrapped(text, *found) if found is not None else Unwrapped(text, [], [])
