"""What one person has to do now, as lists; the counters of the menu are their lengths."""

from dataclasses import dataclass, replace
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

    @property
    def what(self) -> str:
        """The code without what says that it is about the own shares of somebody who decides."""
        return self.code.removeprefix(OWN)


OWN = "own_"


def does_work(user: User) -> bool:
    """Officers and heads do the work of units; the others decide or look on."""
    return user.role in {User.Role.OFFICER, User.Role.HEAD}


def decides(user: User) -> bool:
    return user.role in {User.Role.SUPERVISOR, User.Role.LEADER}


def waiting_for(user: User, window: Window) -> AssignmentQuerySet:
    """The assignments on which it is this person's turn: the figure beside 'My desk' in the menu."""
    rows = Assignment.objects.visible_to(user)
    if does_work(user):
        own = rows.to_do_by(user)
        return own.to_acknowledge() | own.overdue(window) | own.returned()
    if decides(user):
        mine = rows.decided_by(user)
        waiting = Q(pk__in=mine.in_review().values("pk")) | Q(pk__in=mine.extension_pending().values("pk"))
        if user.role == User.Role.LEADER:
            own = rows.to_do_by(user)
            todo = own.to_acknowledge() | own.overdue(window) | own.returned()
            return rows.filter(waiting | Q(pk__in=todo.values("pk")))
        return mine.filter(waiting)
    return rows.none()


def lists(user: User, window: Window) -> list[DeskList]:
    """The lists of a person's desk, most urgent first; an assignment may stand on several."""
    rows = Assignment.objects.visible_to(user)
    if does_work(user):
        return _working_lists(rows.to_do_by(user), window)
    if decides(user):
        deciding = _deciding_lists(rows.decided_by(user), window)
        own = rows.addressed_to(user)
        if user.role == User.Role.LEADER and own.exists():
            return [*(_as_own(found) for found in _working_lists(own, window)), *deciding]
        return deciding
    return []


def _as_own(found: DeskList) -> DeskList:
    """A list of work on the desk of a leader, beside what the leader decides."""
    title = _("%(list)s: addressed to me") % {"list": found.title}
    return replace(found, code=OWN + found.code, title=title)


def _working_lists(rows: AssignmentQuerySet, window: Window) -> list[DeskList]:
    return [
        DeskList(
            "to_acknowledge",
            _("To acknowledge"),
            _("Say that you have it: one click. The reminders for it stop."),
            "user-check",
            rows.to_acknowledge(),
            Ledger(todo=True, list="to_acknowledge"),
        ),
        DeskList(
            "returned",
            _("Returned"),
            _("Read the reason, put it right, and submit again."),
            "arrow-back-up",
            rows.returned(),
            Ledger(todo=True, list="returned"),
        ),
        DeskList(
            "overdue",
            _("Overdue"),
            _("Report and submit, or ask for more time with a reason."),
            "alert-triangle",
            rows.overdue(window),
            Ledger(todo=True, list="overdue"),
        ),
        DeskList(
            "due_soon",
            _("Due soon"),
            _("Due within seven working days."),
            "calendar-due",
            rows.due_between(window.today, window.near_until),
            Ledger(todo=True, list="due_soon"),
        ),
        DeskList(
            "under_way",
            _("Under way"),
            _("Acknowledged, with time left."),
            "player-play",
            rows.under_way(window),
            Ledger(todo=True, list="under_way"),
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
