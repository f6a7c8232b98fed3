"""My desk: what one person has to do now, with its buttons."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks_app.org.models import User
from tasks_app.web import desk
from tasks_app.web.ledger import for_table
from tasks_app.web.views.edge import person, window_of
from tasks_app.work.access import available, may, portfolio_of
from tasks_app.work.lifecycle import Action, Permission, State, Transition
from tasks_app.work.models import Assignment, ExtensionRequest

SHOWN = 15  # rows of a list before 'all of them' in the ledger
# On the desk only what moves the work on; the rest is on the item's page.
DESK_ACTIONS = (Action.ACKNOWLEDGE, Action.APPROVE, Action.RETURN)


@dataclass(frozen=True)
class DeskRow:
    """An assignment with what this person may do about it here."""

    assignment: Assignment
    actions: list[Transition]
    may_report: bool
    extension: ExtensionRequest | None


@dataclass(frozen=True)
class Section:
    """A list of the desk, filled. count: its full length, which may be more than the rows shown."""

    head: desk.DeskList
    count: int
    rows: list[DeskRow]


@login_required
@require_safe
def desk_page(request: HttpRequest) -> HttpResponse:
    user, window = person(request), window_of(request)
    portfolio = portfolio_of(user)
    sections = []
    for head in desk.lists(user, window):
        rows = list(
            for_table(head.rows.with_light(window)).order_by("light_rank", "deadline", "pk")[  # type: ignore[misc]
                : SHOWN + 1
            ]
        )
        count = len(rows) if len(rows) <= SHOWN else head.rows.count()
        sections.append(Section(head, count, desk_rows(user, rows[:SHOWN], portfolio)))
    context: dict[str, Any] = {
        "sections": [section for section in sections if section.count],
        "quiet": [section for section in sections if not section.count],
        "does_work": desk.does_work(user),
        "decides": desk.decides(user),
    }
    return render(request, "web/desk.html", context)


def desk_rows(user: User, rows: Iterable[Assignment], portfolio: frozenset[int]) -> list[DeskRow]:
    """The rows with their buttons; the extensions that wait are fetched once for all."""
    rows = list(rows)
    pending = ExtensionRequest.objects.visible_to(user).pending().of_assignments(rows)
    waiting = {request.assignment_id: request for request in pending.select_related("requested_by")}
    return [
        DeskRow(
            row,
            [step for step in available(user, row, portfolio) if step.action in DESK_ACTIONS],
            row.state == State.IN_PROGRESS and may(user, Permission.DO, row, portfolio),
            waiting.get(row.pk) if may(user, Permission.DECIDE, row, portfolio) else None,
        )
        for row in rows
    ]
