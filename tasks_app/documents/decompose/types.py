"""The values that decomposition returns: immutable, without behaviour.

Every offset counts code points of the text that was given, ``text[start:end]`` is always the quote (but for the line
ends of a text broken at the width of a page, see :class:`Join`), and every found field names the rule that found it, so
that the workbench can show why. They are named tuples because thousands of them are made for a document, and a frozen
dataclass takes more than twice as long to make.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, Protocol

#: What a piece of text can be. ``measure`` and the ``continuation`` segments after it belong together.
SEGMENT_LABELS = ("heading", "measure", "continuation", "background", "frame", "noise")
#: Roles of an owner: answers for the measure, helps, or is responsible without that distinction.
ROLES = ("lead", "co", "responsible")
#: Cadence codes, as in the reference corpus.
CADENCES = ("daily", "weekly", "monthly", "quarterly", "halfyearly", "yearly", "continuous", "irregular")
#: Kinds of work that are suggested for a measure.
KINDS = (
    "responsibility",
    "grassroots",
    "discipline",
    "study",
    "ideology",
    "activity",
    "rectification",
    "other",
)


class Workdays(Protocol):
    """A working-day calendar."""

    def add_workdays(self, date: datetime.date, n: int) -> datetime.date:
        """Return the ``n``-th working day after ``date``."""
        ...


class Segment(NamedTuple):
    """A piece of the text with its label; all segments together hold every non-blank character once."""

    start: int
    end: int
    label: str
    rule: str


class Node(NamedTuple):
    """A heading of the outline; ``end`` is the end of what it covers, ``parent`` an index into the nodes."""

    level: int
    marker: str
    title: str
    start: int
    end: int
    title_start: int
    title_end: int
    parent: int | None
    rule: str


class OwnerFound(NamedTuple):
    """A unit or person made responsible, named exactly as written."""

    name: str
    role: str
    inherited: bool
    start: int
    end: int
    rule: str


class DeadlineFound(NamedTuple):
    """A time limit; ``date`` is the last day allowed, ``None`` when the text does not fix one."""

    text: str
    date: datetime.date | None
    window_start: datetime.date | None
    start: int
    end: int
    rule: str


class CadenceFound(NamedTuple):
    """How often something is to be done; ``code`` is one of :data:`CADENCES`."""

    text: str
    code: str
    start: int
    end: int
    rule: str


class TargetFound(NamedTuple):
    """The shortest phrase with a number and what it counts."""

    text: str
    start: int
    end: int
    rule: str


class ReferenceFound(NamedTuple):
    """A document 《…》 to be carried out or produced; ``title`` includes the marks."""

    title: str
    start: int
    end: int
    rule: str


class MeasureFound(NamedTuple):
    """One sentence that orders something, with what it says about who, when, how often and how much.

    ``soft`` is a demand on attitude that cannot be checked off; ``doubt`` runs from 0 (sure) to 1 (open);
    ``node`` is the index of the innermost heading above it; ``task`` is the span of the cell that says what is to be
    done, in a row of a table, else None.
    """

    start: int
    end: int
    soft: bool
    kind: str
    doubt: float
    rule: str
    node: int | None
    owners: tuple[OwnerFound, ...]
    deadlines: tuple[DeadlineFound, ...]
    cadences: tuple[CadenceFound, ...]
    targets: tuple[TargetFound, ...]
    references: tuple[ReferenceFound, ...]
    task: tuple[int, int] | None = None


class ColumnFound(NamedTuple):
    """A column of a table: its name as written (two rows of names joined by /), '' without one.

    ``role`` is one of columns.COLUMN_ROLES, '' where it is not understood; ``rule`` says how it was understood;
    ``samples`` are its first cells, one for each of the first rows of the table.
    """

    name: str
    role: str
    rule: str
    samples: tuple[str, ...]


class TableFound(NamedTuple):
    """A table: ``start`` names it; ``header`` tells whether a row names its columns; ``rows`` counts the others."""

    start: int
    end: int
    header: bool
    rows: int
    columns: tuple[ColumnFound, ...]


class Join(NamedTuple):
    """A line end inside a sentence: ``text[start:end]``, for which ``glue`` (nothing or blanks) stands in quotes.

    Where a page ends inside the sentence its number and the running head of the next one lie within.
    """

    start: int
    end: int
    glue: str


def quoted(text: str, start: int, end: int, joins: Sequence[Join]) -> str:
    """Return ``text[start:end]`` as it reads: every join in it replaced by its glue. ``joins`` are in order."""
    index = bisect_left(joins, start, key=lambda join: join.start)
    parts: list[str] = []
    while index < len(joins) and joins[index].end <= end:
        join = joins[index]
        parts += (text[start : join.start], join.glue)
        start = join.end
        index += 1
    parts.append(text[start:end])
    return "".join(parts)


class Decomposition(NamedTuple):
    """The whole result for one text; ``joins`` are the line ends that were taken out to read it."""

    text: str
    reference_date: datetime.date | None
    nodes: tuple[Node, ...]
    measures: tuple[MeasureFound, ...]
    segments: tuple[Segment, ...]
    tables: tuple[TableFound, ...] = ()
    joins: tuple[Join, ...] = ()

    def quote(self, start: int, end: int) -> str:
        """Return the text between two offsets as it reads, without line ends inside a sentence."""
        return quoted(self.text, start, end, self.joins)
