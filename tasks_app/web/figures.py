"""The figures of the overview. Each is counted by the same question (`Ledger`) whose address it links to."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from tasks_app.documents.models import SourceDocument
from tasks_app.org.models import Unit, User
from tasks_app.outbox.models import Message
from tasks_app.web.ledger import Ledger
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import Light, Window
from tasks_app.work.models import Assignment
from tasks_app.work.querysets import AssignmentQuerySet

# What a state asks of somebody, in the order of the work.
FLOW = (State.ISSUED, State.IN_PROGRESS, State.IN_REVIEW, State.CLOSED)


@dataclass(frozen=True)
class Figure:
    """A number and the list that it counts."""

    code: str
    label: str
    count: int
    ledger: Ledger

    @property
    def url(self) -> str:
        return self.ledger.url


@dataclass(frozen=True)
class Row:
    """A line of a table of lights: a unit or a document with its counts. total: their sum, with its own list."""

    label: str
    total: Figure
    lights: tuple[Figure, ...]
    subject: Any = None
    coverage: "Coverage | None" = None

    @property
    def bar(self) -> list[Figure]:
        return [figure for figure in self.lights if figure.count]


@dataclass(frozen=True)
class Coverage:
    """How many of a document's sentences were decided on, confirmed or dismissed."""

    total: int
    decided: int

    @property
    def percent(self) -> int:
        return round(100 * self.decided / self.total) if self.total else 100


@dataclass
class Tally:
    """Counts by light of one group, while they are being added up."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, light: str, count: int) -> None:
        self.counts[light] = self.counts.get(light, 0) + count


def lights(user: User, window: Window) -> list[Figure]:
    """By light, worst first, every light named even at 0."""
    return _lights_of(_counted(Ledger().rows(user, window), "light_code"), Ledger())


def states(user: User, window: Window) -> list[Figure]:
    """By state: the flow from issue to closing, then what rests."""
    found = _counted(Ledger().rows(user, window), "state")
    order = (*FLOW, State.SUSPENDED, State.CANCELLED)
    return [
        Figure(state.value, str(state.label), found.get(state.value, 0), Ledger(state=state.value))
        for state in order
    ]


def _counted(rows: AssignmentQuerySet, column: str) -> dict[str, int]:
    pairs = rows.order_by().values_list(column).annotate(count=Count("pk"))
    return {str(code): count for code, count in pairs}


def _lights_of(counts: dict[str, int], ledger: Ledger) -> list[Figure]:
    return [
        Figure(code.value, str(code.label), counts.get(code.value, 0), ledger.but(light=code.value))
        for code in Light
    ]


def _row(label: str, counts: dict[str, int], ledger: Ledger, **more: Any) -> Row:
    total = Figure("total", label, sum(counts.values()), ledger)
    return Row(label, total, tuple(_lights_of(counts, ledger)), **more)


def by_unit(user: User, window: Window) -> list[Row]:
    """By the units below the county leadership, each with everything under it; in the order of the office, no ranking.

    What was given to the county leadership itself, or to a unit whose parent this table does not open, has a line of its own.
    """
    pairs = (
        Ledger()
        .rows(user, window)
        .order_by()
        .values_list("unit_id", "light_code")  # type: ignore[misc]  # annotated by with_light
        .annotate(count=Count("pk"))
    )
    found = [(unit_id, str(code), count) for unit_id, code, count in pairs]
    units = {unit.pk: unit for unit in Unit.objects.all()}
    tallies: dict[tuple[int, bool], Tally] = {}
    for unit_id, code, count in found:
        tallies.setdefault(_line_of(units[unit_id], units), Tally()).add(code, count)
    order = sorted(tallies, key=lambda line: (not line[1], units[line[0]].order, line[0]))
    return [
        _row(str(units[pk]), tallies[pk, own].counts, Ledger(unit=pk, own=own), subject=units[pk])
        for pk, own in order
    ]


def _line_of(unit: Unit, units: dict[int, Unit]) -> tuple[int, bool]:
    """(the unit of the table's line, whether the line means that unit alone)."""
    numbers = unit.lineage
    root = units[numbers[0]] if numbers else unit
    if root.kind != Unit.Kind.COUNTY:
        return root.pk, False
    return (numbers[1], False) if len(numbers) > 1 else (root.pk, True)


def by_document(user: User, window: Window, limit: int = 12) -> list[Row]:
    """By document, newest first; with coverage for those who may read whole documents."""
    counts: dict[int, dict[str, int]] = {}
    pairs = (
        Ledger()
        .rows(user, window)
        .order_by()
        .values_list("item__document", "light_code")  # type: ignore[misc]  # annotated by with_light
        .annotate(count=Count("pk"))
    )
    for document_id, code, count in pairs:
        if document_id is not None:
            counts.setdefault(document_id, {})[str(code)] = count
    readable = SourceDocument.objects.visible_to(user).with_coverage().defer("text", "segments")[:limit]
    covered = {document.pk: document for document in readable}
    if user.sees_everything:
        shown: Iterable[Any] = covered.values()
    else:
        shown = SourceDocument.objects.filter(pk__in=counts).only("pk", "title", "issued_on", "state")[:limit]
    return [
        _row(
            document.title,
            counts.get(document.pk, {}),
            Ledger(document=document.pk),
            subject=document,
            coverage=_coverage(covered.get(document.pk)),
        )
        for document in shown
    ]


def _coverage(document: Any) -> Coverage | None:
    if document is None:
        return None
    return Coverage(document.measure_count, document.measure_count - document.undecided_count)


def named(user: User, window: Window, code: str) -> Figure:
    """A named list and its length."""
    from tasks_app.web.ledger import LISTS

    ledger = Ledger(list=code)
    return Figure(code, str(LISTS[code]), ledger.rows(user, window).count(), ledger)


@dataclass(frozen=True)
class Stuck:
    """Something that does not move, since when, and who can move it."""

    assignment: Assignment
    days: int
    decider: str


def stuck(rows: Iterable[Assignment], window: Window, pending: set[int]) -> Iterator[Stuck]:
    """For each stuck assignment who must act. pending: assignments with an extension that waits for a decision."""
    for row in rows:
        yield Stuck(row, _standing_days(row, window.today), _decider(row, row.pk in pending))


def _standing_days(row: Assignment, today: dt.date) -> int:
    """Calendar days since it should have moved: the deadline of overdue work, else the last change of state."""
    from tasks_app.core.clock import local_date

    since = local_date(row.state_changed_at)
    if row.state in (State.ISSUED, State.IN_PROGRESS) and row.deadline:
        since = row.deadline
    return max(0, (today - since).days)


def _decider(row: Assignment, extension_waits: bool) -> str:
    if row.state in (State.IN_REVIEW, State.SUSPENDED) or extension_waits:
        leader = row.item.responsible_leader
        return str(leader) if leader else _("supervision office")
    return str(row.handler or row.owner)


def all_states() -> Iterator[tuple[str, int]]:
    """Every assignment of the installation by state, for the monitoring."""
    counts = _counted(Assignment.objects.all(), "state")
    for state in State:
        yield state.value, counts.get(state.value, 0)


def all_lights(window: Window) -> Iterator[tuple[str, int]]:
    """Every issued assignment of the installation by light, for the monitoring."""
    counts = _counted(Assignment.objects.issued().with_light(window), "light_code")
    for light in Light:
        yield light.value, counts.get(light.value, 0)


def all_messages() -> Iterator[tuple[str, int]]:
    """Every message of the outbox by state, for the monitoring."""
    pairs = dict(Message.objects.order_by().values_list("state").annotate(count=Count("pk")))
    for state in Message.State:
        yield state.value, pairs.get(state.value, 0)
