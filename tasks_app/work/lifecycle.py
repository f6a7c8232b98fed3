"""The life of an assignment as data (DESIGN §3).

`TRANSITIONS` is the only place that says which action leads from which state to which, who may do it and what must be
given. Buttons, API actions, the diagram in docs/lifecycle.md and the parametrised tests are made from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    IN_PROGRESS = "in_progress", _("in progress")
    IN_REVIEW = "in_review", _("in review")
    CLOSED = "closed", _("closed")
    SUSPENDED = "suspended", _("suspended")
    CANCELLED = "cancelled", _("cancelled")


class Action(models.TextChoices):
    ISSUE = "issue", pgettext_lazy("action", "Issue")
    ACKNOWLEDGE = "acknowledge", pgettext_lazy("action", "Acknowledge")
    SUBMIT = "submit", pgettext_lazy("action", "Submit for review")
    APPROVE = "approve", pgettext_lazy("action", "Approve and close")
    RETURN = "return", pgettext_lazy("action", "Return")
    SUSPEND = "suspend", pgettext_lazy("action", "Suspend")
    RESUME = "resume", pgettext_lazy("action", "Resume")
    CANCEL = "cancel", pgettext_lazy("action", "Cancel")
    REOPEN = "reopen", pgettext_lazy("action", "Reopen")


class Permission(models.TextChoices):
    """Who may do something with an assignment; `access.may` decides it for a person."""

    SUPERVISE = "supervise", _("a supervisor")
    DECIDE = "decide", _("a supervisor or the responsible leader")
    DO = "do", _("an officer of the unit, its head, or the person to whom the share is addressed")


# Where `resume` leads back to is kept on the assignment: the state from which it was suspended.
BACK = "back"

OPEN_STATES = (State.ISSUED, State.IN_PROGRESS, State.IN_REVIEW, State.SUSPENDED)
# States in which the unit is expected to act, and is therefore reminded.
ACTIVE_STATES = (State.ISSUED, State.IN_PROGRESS)


@dataclass(frozen=True)
class Transition:
    source: str
    action: str
    target: str
    permission: str
    reason_required: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.DRAFT, Action.ISSUE, State.ISSUED, Permission.SUPERVISE),
    Transition(State.ISSUED, Action.ACKNOWLEDGE, State.IN_PROGRESS, Permission.DO),
    Transition(State.IN_PROGRESS, Action.SUBMIT, State.IN_REVIEW, Permission.DO),
    Transition(State.IN_REVIEW, Action.APPROVE, State.CLOSED, Permission.DECIDE),
    Transition(State.IN_REVIEW, Action.RETURN, State.IN_PROGRESS, Permission.DECIDE, reason_required=True),
    Transition(State.ISSUED, Action.SUSPEND, State.SUSPENDED, Permission.DECIDE, reason_required=True),
    Transition(State.IN_PROGRESS, Action.SUSPEND, State.SUSPENDED, Permission.DECIDE, reason_required=True),
    Transition(State.SUSPENDED, Action.RESUME, BACK, Permission.DECIDE),
    Transition(State.ISSUED, Action.CANCEL, State.CANCELLED, Permission.SUPERVISE, reason_required=True),
    Transition(State.IN_PROGRESS, Action.CANCEL, State.CANCELLED, Permission.SUPERVISE, reason_required=True),
    Transition(State.IN_REVIEW, Action.CANCEL, State.CANCELLED, Permission.SUPERVISE, reason_required=True),
    Transition(State.SUSPENDED, Action.CANCEL, State.CANCELLED, Permission.SUPERVISE, reason_required=True),
    Transition(State.CLOSED, Action.REOPEN, State.IN_PROGRESS, Permission.SUPERVISE, reason_required=True),
)

_TABLE = {(row.source, row.action): row for row in TRANSITIONS}


def find(state: str, action: str) -> Transition | None:
    """The transition for an action in a state, or None when the table has none."""
    return _TABLE.get((state, action))


def from_state(state: str) -> list[Transition]:
    """The transitions that leave a state, in the order of the table."""
    return [row for row in TRANSITIONS if row.source == state]


def item_state(rows: Iterable[tuple[str, str]], *, supporters_block: bool = False) -> str:
    """The state of an item, derived from the (role, state) of its assignments.

    Closed when every lead or each assignment that was not cancelled is closed (supporters count too where the item
    says that they block); cancelled when all are cancelled; otherwise the state of the one that is furthest behind.
    """
    rows = list(rows)
    deciding = [state for role, state in rows if supporters_block or role != "support"] or [
        state for _r, state in rows
    ]
    living = [state for state in deciding if state != State.CANCELLED]
    if not deciding:
        return State.DRAFT
    if not living:
        return State.CANCELLED
    for state in (State.DRAFT, State.ISSUED, State.IN_PROGRESS, State.SUSPENDED, State.IN_REVIEW):
        if state in living:
            return state
    return State.CLOSED
