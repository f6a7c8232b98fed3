"""What a supervisor does with rules and reminders by hand."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.org.models import User
from tasks_app.outbox import services as outbox
from tasks_app.reminders.models import Reminder, ReminderRule

EDITABLE = (
    "name",
    "offset",
    "audience",
    "for_lead",
    "for_each",
    "for_support",
    "immediate",
    "enabled",
    "order",
)


@transaction.atomic
def resend(*, user: User, reminder: Reminder, at: dt.datetime) -> Reminder:
    """Send a reminder's mail once more (same Message-ID), or plan it again when it could not be delivered.

    Raises NotAllowed for anybody but a supervisor, Conflict while it waits anyway, was called off, or still has nobody
    with a mailbox to go to.
    """
    if not user.is_supervisor:
        raise NotAllowed("reminders.resend_supervisor", _("Only a supervisor may send a reminder again."))
    current = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("message", "recipient", "assignment__item", "rule")
        .get(pk=reminder.pk)
    )
    if current.message is not None:
        outbox.resend(message=current.message, at=at)
    elif current.state == Reminder.State.UNDELIVERABLE and current.recipient and current.recipient.email:
        current.state, current.reason, current.planned_at = Reminder.State.PLANNED, "", at
        current.save(update_fields=["state", "reason", "planned_at"])
    elif current.state == Reminder.State.UNDELIVERABLE:
        raise Conflict(
            "reminders.no_mailbox",
            _("There is still nobody with a mailbox: name a handler or enter the address."),
        )
    else:
        raise Conflict("reminders.not_resendable", _("This reminder is still waiting, or was called off."))
    record(
        actor=actor_of(user),
        action="reminder.resent",
        obj=current,
        at=at,
        scope=current.assignment.item.scope,
        after={"rule": current.rule.code, "recipient": str(current.recipient or "")},
    )
    return current


@transaction.atomic
def change_rule(*, user: User, rule: ReminderRule, at: dt.datetime, **changes: Any) -> ReminderRule:
    """Change a rule; its version counts up. What was planned before is judged by the rule as it is when written.

    changes: any of EDITABLE. Raises NotAllowed for anybody but a supervisor, Invalid for values that cannot stand.
    """
    if not user.is_supervisor:
        raise NotAllowed("reminders.rule_supervisor", _("Only a supervisor may change the reminder rules."))
    current = ReminderRule.objects.select_for_update().get(pk=rule.pk)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    before = {name: getattr(current, name) for name in changes}
    for name, value in changes.items():
        setattr(current, name, value)
    current.version += 1
    try:
        current.full_clean()
    except ValidationError as error:
        raise Invalid("reminders.rule_invalid", " ".join(error.messages)) from error
    current.save()
    record(
        actor=actor_of(user),
        action="rule.changed",
        obj=current,
        at=at,
        before=before,
        after={**changes, "version": current.version},
    )
    return current
