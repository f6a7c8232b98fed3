"""Extensions (延期): asked for by the unit, decided above it; the original deadline stays beside the new one for ever."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.clock import local_date
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.org.models import User
from tasks_app.work.access import may
from tasks_app.work.lifecycle import ACTIVE_STATES, Permission
from tasks_app.work.models import Assignment, ExtensionRequest


@transaction.atomic
def request_extension(
    *, user: User, assignment: Assignment, new_deadline: dt.date, reason: str, at: dt.datetime
) -> ExtensionRequest:
    """Ask for more time. After the deadline it is still taken, marked as late.

    Raises NotAllowed for anybody but the unit, Conflict when the assignment is not active, has no deadline or already
    waits for a decision, Invalid for a date that is not later or a missing reason.
    """
    current = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("item", "unit")
        .get(pk=assignment.pk)
    )
    if not may(user, Permission.DO, current):
        raise NotAllowed(
            "work.extension_not_yours", _("More time is asked for by the unit that does the work.")
        )
    if current.state not in ACTIVE_STATES or current.deadline is None:
        raise Conflict(
            "work.extension_state",
            _("More time can be asked for only while work with a deadline is under way."),
        )
    if current.extensions.pending().exists():
        raise Conflict(
            "work.extension_pending",
            _("An extension has already been asked for and is waiting for a decision."),
        )
    reason = reason.strip()[:500]
    if not reason:
        raise Invalid(
            "work.extension_reason",
            _("Say why more time is needed."),
            fields={"reason": [_("A reason is required.")]},
        )
    today = local_date(at)
    if new_deadline <= current.deadline or new_deadline < today:
        raise Invalid(
            "work.extension_date",
            _("The new deadline must be later than the present one (%(old)s) and not in the past."),
            {"old": current.deadline.isoformat()},
            fields={"new_deadline": [_("Choose a later date.")]},
        )
    request = ExtensionRequest.objects.create(
        assignment=current,
        requested_by=user,
        requested_at=at,
        late=current.deadline < today,
        reason=reason,
        old_deadline=current.deadline,
        new_deadline=new_deadline,
    )
    record(
        actor=actor_of(user),
        action="extension.requested",
        obj=request,
        at=at,
        scope=current.item.scope,
        before={"deadline": current.deadline.isoformat()},
        after={"deadline": new_deadline.isoformat(), "late": request.late},
        note=reason,
    )
    return request


@transaction.atomic
def decide_extension(
    *, user: User, request: ExtensionRequest, grant: bool, at: dt.datetime, note: str = ""
) -> ExtensionRequest:
    """Grant or refuse. Granting moves the deadline; refusing needs a note that says why.

    Raises NotAllowed unless the person may decide, Conflict when it was decided already or the assignment has been
    closed or cancelled meanwhile.
    """
    request = (
        ExtensionRequest.objects.select_for_update(of=("self",))
        .select_related("assignment__item", "assignment__unit")
        .get(pk=request.pk)
    )
    assignment = request.assignment
    if not may(user, Permission.DECIDE, assignment):
        raise NotAllowed(
            "work.extension_decide", _("A supervisor or the responsible leader decides on extensions.")
        )
    if request.state != ExtensionRequest.State.PENDING:
        raise Conflict("work.extension_decided", _("This request has been decided already."))
    note = note.strip()[:500]
    if not grant and not note:
        raise Invalid(
            "work.extension_refusal",
            _("Say why the request is refused."),
            fields={"note": [_("A reason is required.")]},
        )
    if grant:
        changed = Assignment.objects.filter(pk=assignment.pk, state__in=ACTIVE_STATES).update(
            deadline=request.new_deadline, revision=F("revision") + 1
        )
        if not changed:
            raise Conflict(
                "work.extension_gone", _("The assignment is no longer under way; nothing can be extended.")
            )
    request.state = ExtensionRequest.State.GRANTED if grant else ExtensionRequest.State.REFUSED
    request.decided_by, request.decided_at, request.decision_note = user, at, note
    request.save()
    record(
        actor=actor_of(user),
        action="extension.granted" if grant else "extension.refused",
        obj=request,
        at=at,
        scope=assignment.item.scope,
        before={"deadline": request.old_deadline.isoformat()},
        after={"deadline": (request.new_deadline if grant else request.old_deadline).isoformat()},
        note=note,
    )
    return request
