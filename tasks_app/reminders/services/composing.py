"""Composing: planned reminders become mails. One digest per person per working day; what is urgent goes at once, merged."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tasks_app.core.clock import local_date
from tasks_app.core.models import load_calendar
from tasks_app.org.models import User
from tasks_app.outbox.models import Message
from tasks_app.outbox.services import enqueue
from tasks_app.reminders.letters import write
from tasks_app.reminders.models import Reminder
from tasks_app.reminders.recipients import Directory
from tasks_app.reminders.rules import Day, outdated
from tasks_app.reminders.services.facts import facts_of, office_hours, with_facts
from tasks_app.work.lights import Window
from tasks_app.work.models import Assignment

logger = logging.getLogger(__name__)

CHUNK = 500


@dataclass
class Composed:
    """What a run wrote: messages, the reminders in them, those called off, and the people for whom it failed."""

    messages: int = 0
    reminders: int = 0
    cancelled: int = 0
    errors: int = 0


def compose(*, at: dt.datetime) -> Composed:
    """Write the mails that may go out at `at`: nothing in quiet hours, digests only from the digest time of a working day.

    Run it after `plan`, so that everything due is on record and goes into the same mail. An error with one person's mail
    is logged and counted, and does not keep the others.
    """
    hours = office_hours()
    result = Composed()
    if hours.is_quiet(at):
        return result
    calendar = load_calendar()
    digest_due = hours.digest_due(at, calendar)
    waiting = Reminder.objects.due(at)
    if not digest_due:
        waiting = waiting.filter(rule__immediate=True)
    people = list(waiting.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())
    if not people:
        return result
    run = _Run(
        at,
        Day.of(at, calendar, hours.digest_time),
        Window.at(local_date(at), calendar),
        Directory(),
        digest_due,
    )
    for person in people:
        try:
            with transaction.atomic():
                _compose_for(person, run, result)
        except Exception:  # logged and counted; the others must get their mail
            logger.exception("the mail for user %s could not be written", person)
            result.errors += 1
    return result


@dataclass(frozen=True)
class _Run:
    at: dt.datetime
    day: Day
    window: Window
    directory: Directory
    digest_due: bool


def _compose_for(person: int, run: _Run, result: Composed) -> None:
    """All mail for one person. The row of the person is the lock that keeps two composers from writing two digests."""
    user = User.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person)
    rows = list(
        Reminder.objects.due(run.at)
        .filter(recipient=user)
        .select_for_update(of=("self",))
        .select_related("rule")
        .order_by("pk")
    )
    key = f"digest:{user.pk}:{run.window.today.isoformat()}"
    digest = run.digest_due and not Message.objects.filter(key=key).exists()
    if not digest:
        rows = [row for row in rows if row.rule.immediate]
    valid = _still_valid(user, rows, run, result)
    if not valid:
        return
    if all(row.rule.immediate for row in valid):
        digest, key = False, f"now:{user.pk}:{valid[0].pk}"
    letter = write(user=user, reminders=valid, window=run.window, at=run.at, digest=digest)
    message = enqueue(
        key=key,
        address=user.email,
        recipient_id=user.pk,
        recipient_name=user.get_full_name(),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=letter.headers,
        at=run.at,
    )
    Reminder.objects.filter(pk__in=[row.pk for row in valid]).update(
        state=Reminder.State.COMPOSED, reason="", message=message
    )
    result.messages += 1
    result.reminders += len(valid)


def _still_valid(user: User, rows: Sequence[Reminder], run: _Run, result: Composed) -> list[Reminder]:
    """The rows that still hold, with their assignments loaded; the others are called off with the reason."""
    keys = {row.assignment_id for row in rows}
    assignments = {row.pk: row for row in with_facts(Assignment.objects.filter(pk__in=keys))}
    valid: list[Reminder] = []
    called_off: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        row.assignment = assignments[row.assignment_id]
        reason = _objection(user, row, run)
        if reason:
            called_off[reason].append(row.pk)
        else:
            valid.append(row)
    for reason, numbers in called_off.items():
        state = Reminder.State.CANCELLED
        if reason == Reminder.Reason.NO_MAILBOX:
            state = Reminder.State.UNDELIVERABLE
        else:
            result.cancelled += len(numbers)
        Reminder.objects.filter(pk__in=numbers).update(state=state, reason=reason)
    return valid


def _objection(user: User, row: Reminder, run: _Run) -> str:
    """Why the reminder must not be written now (a code of Reminder.Reason), or nothing."""
    facts = facts_of(row.assignment)
    if not row.rule.enabled or facts.role not in row.rule.roles:
        return Reminder.Reason.RULE_OFF
    if not user.is_active:
        return Reminder.Reason.INACTIVE
    reason = outdated(row.rule.trigger, row.occurrence, facts, run.day)
    if reason:
        return reason
    if all(person.pk != user.pk for person in run.directory.audience(row.rule.audience, row.assignment)):
        return Reminder.Reason.NOT_THEIRS
    return "" if user.email else Reminder.Reason.NO_MAILBOX
