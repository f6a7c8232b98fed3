"""What one person has to do now, as lists; the counters of the menu are their lengths."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tasks_app.org.models import User
from tasks_app.web.ledger import Ledger
from tasks_app.work.lights import Window
from tasks_app.work.models import Assignment
from tasks_app.work.querysets import AssignmentQuerySet


@dataclass(frozen=True)
class DeskList:
    """A list of the desk. hint: what to do with it; ledger: the same list in the ledger."""

    code: str
    title: Any
    hint: Any
    icon: str
    rows: AssignmentQuerySet
    ledger: Ledger


def does_work(user: User) -> bool:
    """Officers and heads do the work of units; the others decide or look on."""
    return user.role in {User.Role.OFFICER, User.Role.HEAD}


def decides(user: User) -> bool:
    return user.role in {User.Role.SUPERVISOR, User.Role.LEADER}


def waiting_for(user: User, window: Window) -> AssignmentQuerySet:
    """The assignments on which it is this person's turn: the figure beside 'My desk' in the menu."""
    rows = Assignment.objects.visible_to(user)
    if does_work(user):
        return rows.to_acknowledge() | rows.overdue(window) | rows.returned()
    if decides(user):
        mine = rows.decided_by(user)
        return mine.filter(
            Q(pk__in=mine.in_review().values("pk")) | Q(pk__in=mine.extension_pending().values("pk"))
        )
    return rows.none()


def lists(user: User, window: Window) -> list[DeskList]:
    """The lists of a person's desk, most urgent first; an assignment may stand on several."""
    rows = Assignment.objects.visible_to(user)
    if does_work(user):
        return _working_lists(rows, window)
    if decides(user):
        return _deciding_lists(rows.decided_by(user), window)
    return []


def _working_lists(rows: AssignmentQuerySet, window: Window) -> list[DeskList]:
    return [
        DeskList(
            "to_acknowledge",
            _("To acknowledge"),
            _("Say that you have it: one click. The reminders for it stop."),
            "user-check",
            rows.to_acknowledge(),
            Ledger(list="to_acknowledge"),
        ),
        DeskList(
            "returned",
            _("Returned"),
            _("Read the reason, put it right, and submit again."),
            "arrow-back-up",
            rows.returned(),
            Ledger(list="returned"),
        ),
        DeskList(
            "overdue",
            _("Overdue"),
            _("Report and submit, or ask for more time with a reason."),
            "alert-triangle",
            rows.overdue(window),
            Ledger(list="overdue"),
        ),
        DeskList(
            "due_soon",
            _("Due soon"),
            _("Due within seven working days."),
            "calendar-due",
            rows.due_between(window.today, window.near_until),
            Ledger(list="due_soon"),
        ),
        DeskList(
            "under_way",
            _("Under way"),
            _("Acknowledged, with time left."),
            "player-play",
            rows.under_way(window),
            Ledger(list="under_way"),
        ),
    ]


def _deciding_lists(rows: AssignmentQuerySet, window: Window) -> list[DeskList]:
    return [
        DeskList(
            "in_review",
            _("To review"),
            _("Approve, or return with a reason."),
            "checks",
            rows.in_review(),
            Ledger(mine=True, list="in_review"),
        ),
        DeskList(
            "extension_pending",
            _("Extensions to decide"),
            _("Grant or refuse; the original deadline stays on record."),
            "calendar-plus",
            rows.extension_pending(),
            Ledger(mine=True, list="extension_pending"),
        ),
        DeskList(
            "overdue",
            _("Overdue"),
            _("The units have been reminded; see who is stuck and why."),
            "alert-triangle",
            rows.overdue(window),
            Ledger(mine=True, list="overdue"),
        ),
    ]
