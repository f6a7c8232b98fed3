"""The ledger's question as a value: read from the address, written back into it, and asked of the database.

Every figure of the product is the length of the list that one of these gives, so that figure and list cannot differ.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tasks_app.documents.models import Kind
from tasks_app.org.models import Unit, User
from tasks_app.progress.models import ProgressReport
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import Light, Window
from tasks_app.work.models import Assignment
from tasks_app.work.querysets import AssignmentQuerySet

PAGE_SIZE = 50
DAYS_AHEAD = 7  # 'this week': the next seven days, today included

# Named lists: code -> (title, what it asks of the rows).
LISTS: dict[str, Any] = {
    "open": _("Open"),
    "to_acknowledge": _("Not acknowledged"),
    "due_this_week": _("Due within seven days"),
    "due_soon": _("Due soon"),
    "overdue": _("Overdue"),
    "stuck": _("Stuck"),
    "in_review": _("In review"),
    "extension_pending": _("Extension asked for"),
    "returned": _("Returned"),
    "under_way": _("Under way"),
    "long_term": _("Long-term"),
}
# Shown above the table; the others are reached from the figures that they explain.
TABS = (
    "open",
    "to_acknowledge",
    "due_this_week",
    "overdue",
    "stuck",
    "in_review",
    "extension_pending",
    "returned",
)

# Order by: code -> columns. Rows without a deadline come last; the number of the row makes the order certain.
SORTS: dict[str, tuple[Any, ...]] = {
    "light": ("light_rank", F("deadline").asc(nulls_last=True), "pk"),
    "deadline": (F("deadline").asc(nulls_last=True), "pk"),
    "-deadline": (F("deadline").desc(nulls_last=True), "-pk"),
    "number": ("item__number", "pk"),
    "-number": ("-item__number", "-pk"),
    "unit": ("unit__order", "unit_id", "light_rank", "pk"),
    "-unit": ("-unit__order", "-unit_id", "light_rank", "pk"),
    "percent": ("percent", "pk"),
    "-percent": ("-percent", "-pk"),
    "issued": (F("issued_at").asc(nulls_last=True), "pk"),
    "-issued": (F("issued_at").desc(nulls_last=True), "-pk"),
    "since": ("state_changed_at", "pk"),
    "-since": ("-state_changed_at", "-pk"),
}
DEFAULT_SORT = "light"


def searched(query: Mapping[str, Any]) -> str:
    """The words that somebody looks for: at most 100 signs, without the one that PostgreSQL does not take (NUL)."""
    return str(query.get("q", "")).replace("\x00", "").strip()[:100]


@dataclass(frozen=True)
class Ledger:
    """A question to the ledger. unit: with everything below it, unless `own`. mine: only where this person may decide.
    todo: without what is addressed to other people in person; of a leader only what is addressed to the leader.
    Drafts are shown by state 'draft' and by nothing else.
    """

    q: str = ""
    light: str = ""
    state: str = ""
    list: str = ""
    unit: int | None = None
    own: bool = False
    mine: bool = False
    todo: bool = False
    document: int | None = None
    kind: str = ""
    role: str = ""
    leader: int | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    sort: str = DEFAULT_SORT

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> "Ledger":
        """From the parameters of an address; what cannot be understood is left out."""
        choices = {
            "light": Light.values,
            "state": State.values,
            "list": list(LISTS),
            "kind": Kind.values,
            "role": Assignment.Role.values,
            "sort": list(SORTS),
        }
        values: dict[str, Any] = {"q": searched(query), "own": query.get("own") == "1"}
        values["mine"] = query.get("mine") == "1"
        values["todo"] = query.get("todo") == "1"
        for name, allowed in choices.items():
            given = query.get(name, "")
            if given in allowed:
                values[name] = given
        for name in ("unit", "document", "leader"):
            given = str(query.get(name, ""))
            if given.isascii() and given.isdigit() and len(given) < 18:
                values[name] = int(given)
        for name in ("due_from", "due_to"):
            try:
                values[name] = dt.date.fromisoformat(str(query.get(name, "")))
            except ValueError:
                continue
        return cls(**values)

    def params(self) -> dict[str, str]:
        """The parameters of the address: only what differs from the default."""
        found = {}
        for column in fields(self):
            value = getattr(self, column.name)
            if value != column.default:
                found[column.name] = "1" if value is True else str(value)
        return found

    @property
    def query(self) -> str:
        return urlencode(self.params())

    @property
    def url(self) -> str:
        """The address of the list in the web."""
        query = self.query
        return reverse("web:ledger") + (f"?{query}" if query else "")

    def but(self, **changes: Any) -> "Ledger":
        """The same question with something changed."""
        return replace(self, **changes)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(set(self.params()) - {"sort"})

    def rows(self, user: User, window: Window) -> AssignmentQuerySet:
        """The rows that this person may see and that the question asks for, lit and in order."""
        rows = Assignment.objects.visible_to(user)
        rows = rows.in_state(self.state) if self.state else rows.issued()
        if self.mine:
            rows = rows.decided_by(user)
        if self.todo:
            rows = rows.to_do_by(user)
        if self.list:
            rows = self._listed(rows, window)
        if self.unit is not None:
            unit = Unit.objects.visible_to(user).filter(pk=self.unit).first()
            if unit is None:
                return rows.none()
            rows = rows.of_unit_alone(unit) if self.own else rows.of_unit(unit)
        if self.document is not None:
            rows = rows.of_document(self.document)
        rows = self._columns(rows)
        if self.q:
            rows = rows.search(self.q)
        sort = self.sort
        if self.light:
            rows = rows.in_light(self.light, window)
            # Among rows of one light the order by light is the order by deadline, for which there is an index.
            sort = "deadline" if sort == "light" else sort
        return rows.with_light(window).order_by(*SORTS[sort])

    def _columns(self, rows: AssignmentQuerySet) -> AssignmentQuerySet:
        wanted = {
            "item__kind": self.kind or None,
            "role": self.role or None,
            "item__responsible_leader_id": self.leader,
            "deadline__gte": self.due_from,
            "deadline__lte": self.due_to,
        }
        return rows.filter(**{column: value for column, value in wanted.items() if value is not None})

    def _listed(self, rows: AssignmentQuerySet, window: Window) -> AssignmentQuerySet:
        if self.list == "due_this_week":
            return rows.due_between(window.today, window.today + dt.timedelta(days=DAYS_AHEAD - 1))
        if self.list == "due_soon":
            return rows.due_between(window.today, window.near_until)
        if self.list in {"overdue", "stuck", "under_way"}:
            question: Any = getattr(rows, self.list)
            return question(window)
        question = getattr(rows, self.list)
        return question()


def shown(rows: AssignmentQuerySet, first: int, last: int) -> AssignmentQuerySet:
    """The rows from `first` up to `last` with what the table shows, in one query.

    The inner question orders and counts off keys only; what a row shows is fetched for those few, not for all before.
    """
    return for_table(rows.filter(pk__in=rows.values("pk")[first:last]))


def page_of(rows: AssignmentQuerySet, number: str | None) -> "Page[Assignment]":
    """A page of the list with what the table shows; the first for no number, the last for one that is too high."""
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    first = (page.number - 1) * PAGE_SIZE
    page.object_list = shown(rows, first, first + PAGE_SIZE)
    return page


def for_table(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """With what a row of the table shows (also `latest_text`, the newest report), without the texts of whole documents."""
    newest = ProgressReport.objects.filter(assignment=OuterRef("pk")).order_by("-created_at", "-pk")
    return (
        rows.select_related("item__document", "item__responsible_leader", "unit", "person", "handler")
        .defer("item__document__text", "item__document__segments")
        .annotate(latest_text=Subquery(newest.values("text")[:1]))
    )
