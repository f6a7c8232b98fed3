"""One function carries out every transition of the table, by compare-and-swap on state and revision."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.org.models import User
from tasks_app.work.access import may
from tasks_app.work.lifecycle import BACK, Action, Permission, State, find
from tasks_app.work.models import Assignment


def _changes(
    assignment: Assignment, action: str, target: str, reason: str, user: User, at: dt.datetime
) -> dict[str, Any]:
    """The columns that an action sets besides state, revision and time."""
    if action == Action.ACKNOWLEDGE:
        return {"acknowledged_at": at, "acknowledged_by": user}
    if action == Action.SUBMIT:
        return {"submitted_at": at, "return_reason": ""}
    if action == Action.APPROVE:
        return {"closed_at": at, "percent": 100}
    if action == Action.RETURN:
        return {"return_reason": reason}
    if action == Action.SUSPEND:
        return {"suspended_from": assignment.state}
    if action == Action.RESUME:
        return {"suspended_from": ""}
    if action == Action.REOPEN:
        return {"closed_at": None, "return_reason": reason}
    return {}


def _label(action: str) -> str:
    """The action in words; as it was given when the table does not know it."""
    return str(Action(action).label) if action in Action.values else action


@transaction.atomic
def transition(
    *,
    user: User,
    assignment: Assignment,
    action: str,
    at: dt.datetime,
    reason: str = "",
    revision: int | None = None,
) -> Assignment:
    """Carry out `action` on an assignment.

    revision: the number that the page was made from; None means 'whatever it is now'.
    Raises Conflict when the state no longer permits the action or somebody changed the assignment in between, NotAllowed
    when the table does not give this person the action, Invalid when a required reason is missing.
    Use issuing.issue_document and issue_item for `issue`, which also needs owners and a deadline.
    Returns the assignment as it is now.
    """
    current = Assignment.objects.select_related("item", "unit").get(pk=assignment.pk)
    row = find(current.state, action)
    if row is None or action == Action.ISSUE:
        raise Conflict(
            "work.not_in_this_state",
            _("“%(action)s” is not possible any more: the assignment is now “%(state)s”. Reload the page."),
            {"action": _label(action), "state": str(State(current.state).label)},
        )
    if not may(user, row.permission, current):
        raise NotAllowed(
            "work.not_yours",
            _("“%(action)s” is for %(who)s."),
            {"action": str(Action(action).label), "who": str(Permission(row.permission).label)},
        )
    reason = reason.strip()[:500]
    if row.reason_required and not reason:
        raise Invalid(
            "work.reason_required",
            _("Give a reason: the unit must know what to do about it."),
            fields={"reason": [_("A reason is required.")]},
        )
    if revision is not None and revision != current.revision:
        raise Conflict(
            "work.changed_meanwhile",
            _(
                "Somebody changed this assignment meanwhile (it is now “%(state)s”). Reload the page and look again."
            ),
            {"state": str(State(current.state).label)},
        )
    target = current.suspended_from if row.target == BACK else row.target
    changed = Assignment.objects.filter(pk=current.pk, state=current.state, revision=current.revision).update(
        state=target,
        state_changed_at=at,
        revision=F("revision") + 1,
        **_changes(current, action, target, reason, user, at),
    )
    if not changed:
        raise Conflict(
            "work.changed_just_now",
            _("Somebody else changed this assignment at the same moment. Reload the page."),
        )
    record(
        actor=actor_of(user),
        action=f"assignment.{action}",
        obj=current,
        at=at,
        scope=current.item.scope,
        before={"state": current.state},
        after={"state": target},
        note=reason,
    )
    return Assignment.objects.select_related("item", "unit").get(pk=current.pk)


@transaction.atomic
def set_percent(*, user: User, assignment: Assignment, percent: int, at: dt.datetime) -> None:
    """Set the progress of an assignment that is in progress, as part of a report (progress.services.report)."""
    changed = Assignment.objects.filter(pk=assignment.pk, state=State.IN_PROGRESS).update(
        percent=percent, revision=F("revision") + 1
    )
    if not changed:
        raise Conflict(
            "work.report_state", _("Progress can be reported only while the assignment is in progress.")
        )


@transaction.atomic
def set_handler(*, user: User, assignment: Assignment, handler: User | None, at: dt.datetime) -> Assignment:
    """Name the person inside the unit who does the work (None: nobody in particular)."""
    current = Assignment.objects.select_related("item", "unit", "handler").get(pk=assignment.pk)
    if not (may(user, Permission.DO, current) or may(user, Permission.SUPERVISE, current)):
        raise NotAllowed(
            "work.handler_not_yours", _("The handler is named by the unit itself or by a supervisor.")
        )
    if handler is not None and (not handler.is_active or handler.unit_id != current.unit_id):
        raise Invalid(
            "work.handler_other_unit",
            _("The handler must be an active person of %(unit)s."),
            {"unit": current.unit.name},
            fields={"handler": [_("Choose somebody of the unit.")]},
        )
    before = str(current.handler or "")
    Assignment.objects.filter(pk=current.pk).update(handler=handler, revision=F("revision") + 1)
    record(
        actor=actor_of(user),
        action="assignment.handler",
        obj=current,
        at=at,
        scope=current.item.scope,
        before={"handler": before},
        after={"handler": str(handler or "")},
    )
    return Assignment.objects.select_related("item", "unit", "handler").get(pk=current.pk)
