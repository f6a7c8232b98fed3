"""Issue (交办): the moment from which owners are bound, reminded and lit."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, hold_chain, record
from tasks_app.core.clock import local_date
from tasks_app.core.errors import Conflict, Invalid, quoted
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import require_open, scope_of
from tasks_app.org.models import User
from tasks_app.work.access import require_supervisor
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.versions import issued_twice


@dataclass(frozen=True)
class Problem:
    """Something that is missing before a document or an item can be issued."""

    code: str
    message: Any
    measure_id: int | None = None
    item_id: int | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


def item_problems(item: WorkItem) -> list[Problem]:
    """What an item lacks: a lead (or units that each answer), and a deadline or the mark 'long-term'; and which owners are
    gone since it was drafted.

    Without queries when the assignments are loaded with unit and person.
    """
    params = {"title": quoted(item.title)}
    problems = []
    roles = [row.role for row in item.assignments.all()]
    if not any(role in (Assignment.Role.LEAD, Assignment.Role.EACH) for role in roles):
        problems.append(
            Problem("work.lead_missing", _("“%(title)s” has no lead unit."), item.measure_id, item.pk, params)
        )
    if item.deadline is None and not item.long_term:
        problems.append(
            Problem(
                "work.deadline_missing",
                _("“%(title)s” has neither a deadline nor the mark long-term."),
                item.measure_id,
                item.pk,
                params,
            )
        )
    problems += [
        Problem(
            "work.owner_gone",
            _("“%(title)s”: %(owner)s is no longer active. Choose somebody else."),
            item.measure_id,
            item.pk,
            {**params, "owner": row.owner},
        )
        for row in item.assignments.all()
        if not (row.person.is_active if row.person else row.unit.active)
    ]
    return problems


def issue_problems(document: SourceDocument) -> list[Problem]:
    """Everything that stands between a document and its issue, in the order of the text. Empty: it can be issued."""
    problems = []
    items = {
        item.measure_id: item
        for item in WorkItem.objects.of_document(document).prefetch_related(
            "assignments__unit", "assignments__person"
        )
        if item.issued_at is None
    }
    measures = list(document.measures.order_by("start"))
    if not measures:
        problems.append(
            Problem(
                "work.no_measures", _("The document holds no measure. Mark the sentences that order work.")
            )
        )
    for measure in measures:
        if measure.state == Measure.State.UNDECIDED:
            problems.append(
                Problem(
                    "work.undecided",
                    _("Undecided: “%(quote)s”"),
                    measure_id=measure.pk,
                    params={"quote": quoted(measure.quote)},
                )
            )
        elif measure.state == Measure.State.CONFIRMED and measure.pk in items:
            problems += item_problems(items[measure.pk])
    for item in items.values():
        if item.document_id != document.pk:  # a draft of another document that answers a sentence of this one
            problems += item_problems(item)
    for measure, running in issued_twice(document):
        problems.append(
            Problem(
                "work.not_carried",
                _("“%(quote)s” runs already as %(number)s from the earlier version. Carry it over."),
                measure_id=measure.pk,
                item_id=running.pk,
                params={"quote": quoted(measure.quote), "number": running.number},
            )
        )
    return problems


def _next_numbers(year: int, count: int) -> list[str]:
    """The next `count` item numbers of a year (一事一号), counted while nobody else can count."""
    hold_chain()
    last = (
        WorkItem.objects.filter(number__startswith=f"{year}-")
        .order_by(Length("number").desc(), "-number")  # 10000 comes after 9999
        .values_list("number", flat=True)
        .first()
    )
    first = int(last.split("-")[1]) + 1 if last else 1
    return [f"{year}-{number:04d}" for number in range(first, first + count)]


def _issue(items: list[WorkItem], user: User, at: dt.datetime) -> None:
    """Issue draft items that have no problems; the caller checked access and holds the transaction."""
    for item, number in zip(items, _next_numbers(local_date(at).year, len(items)), strict=True):
        item.number, item.issued_at, item.issued_by = number, at, user
        item.save(update_fields=["number", "issued_at", "issued_by"])
        for assignment in item.assignments.all():
            assignment.state, assignment.state_changed_at, assignment.issued_at = State.ISSUED, at, at
            assignment.deadline = assignment.original_deadline = item.deadline
            assignment.revision += 1
            assignment.save()
        record(
            actor=actor_of(user),
            action="item.issued",
            obj=item,
            at=at,
            scope=item.scope,
            after={
                "number": number,
                "deadline": item.deadline.isoformat() if item.deadline else None,
                "owners": [
                    [str(row.person) if row.person else row.unit.name, row.role]
                    for row in item.assignments.all()
                ],
            },
        )


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(
            "work.cannot_issue",
            _("Cannot be issued yet: %(count)d things are missing. %(list)s"),
            {"count": len(problems), "list": " ".join(str(problem) for problem in problems[:5])},
            fields={"problems": [str(problem) for problem in problems]},
        )


@transaction.atomic
def issue_document(*, user: User, document: SourceDocument, at: dt.datetime) -> list[WorkItem]:
    """Issue every confirmed measure of a document at once, or none.

    Also a draft of another document that answers a sentence of this one: its task is ordered by now, and is not
    issued again with that other document.
    Raises Invalid that names what is missing (undecided measures, no lead, no deadline and not long-term), Conflict
    when the document has been issued already, NotAllowed for anybody but a supervisor.
    Returns the issued items; none when every measure was dismissed.
    """
    require_supervisor(user)
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    if document.state == SourceDocument.State.ISSUED:
        raise Conflict("work.document_issued", _("This document has been issued already."))
    require_open(document)
    _refuse(issue_problems(document))
    items = list(
        WorkItem.objects.select_for_update(of=("self",))
        .of_document(document)
        .filter(issued_at__isnull=True)
        .order_by("measure__start", "pk")
        .prefetch_related("assignments__unit", "assignments__person")
    )
    _issue(items, user, at)
    document.state, document.first_issued_at = SourceDocument.State.ISSUED, at
    document.save(update_fields=["state", "first_issued_at"])
    record(
        actor=actor_of(user),
        action="document.issued",
        obj=document,
        at=at,
        scope=scope_of(document),
        after={"items": len(items)},
    )
    return items


@transaction.atomic
def issue_item(*, user: User, item: WorkItem, at: dt.datetime) -> WorkItem:
    """Issue one draft item that was entered by hand. Raises like `issue_document`."""
    require_supervisor(user)
    item = (
        WorkItem.objects.select_for_update(of=("self",))
        .prefetch_related("assignments__unit", "assignments__person")
        .get(pk=item.pk)
    )
    if item.issued_at is not None:
        raise Conflict("work.already_issued_item", _("This item has been issued already."))
    _refuse(item_problems(item))
    _issue([item], user, at)
    return item
