"""Planning: one row for whatever is due by now and not yet recorded. Any number of planners may run at once."""

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from tasks_app.core.clock import local_moment
from tasks_app.core.models import load_calendar
from tasks_app.core.services import beat
from tasks_app.core.workdays import ONE_DAY
from tasks_app.org.models import User
from tasks_app.reminders.models import Reminder, ReminderRule, Trigger
from tasks_app.reminders.recipients import HANDLED, Directory
from tasks_app.reminders.rules import NEWS_DAYS, Day, Due, Rule, due_now
from tasks_app.reminders.services.facts import facts_of, for_planning, office_hours, rule_of
from tasks_app.work.models import Assignment, ExtensionRequest
from tasks_app.work.querysets import AssignmentQuerySet

CHUNK = 500
# The planner is expected to run every 60 seconds (settings.CELERY_BEAT_SCHEDULE).
PLANNER_SILENCE = 300


@dataclass
class Planned:
    """What a run recorded, in numbers of reminders. `undeliverable` are among `new`."""

    new: int = 0
    revived: int = 0
    undeliverable: int = 0


def plan(*, at: dt.datetime) -> Planned:
    """Record what is due by `at`: the database finds the candidates, rules.py decides, a unique key keeps doubles out.

    Works in transactions of at most CHUNK assignments; what a run that died had recorded stays, the next run goes on.
    """
    rules = [rule_of(row) for row in ReminderRule.objects.enabled()]
    day = Day.of(at, load_calendar(), office_hours().digest_time)
    result = Planned(revived=_mailboxes_found(at))
    # What reached nobody is looked at again only where there is somebody now; most of the time there is no such row.
    unreached = Reminder.objects.undeliverable().filter(reason=Reminder.Reason.NOBODY).exists()
    directory = Directory() if unreached else None
    for rule in rules:
        reached = directory.reaches(rule.audience) if directory and unreached else None
        for chunk in _chunks(_candidates(rule, rules, day, reached)):
            directory = directory or Directory()
            _record(chunk, rule, rules, day, directory, result)
    beat(name="planner", at=at, interval=PLANNER_SILENCE, detail=f"{result.new} new")
    return result


def _mailboxes_found(at: dt.datetime) -> int:
    """Reminders of people who have been given a mailbox since are planned again."""
    return (
        Reminder.objects.undeliverable()
        .filter(reason=Reminder.Reason.NO_MAILBOX, recipient__in=User.objects.active().exclude(email=""))
        .update(state=Reminder.State.PLANNED, reason="", planned_at=at)
    )


def _chunks(candidates: AssignmentQuerySet) -> Iterator[Sequence[int]]:
    """Primary keys, at most CHUNK at a time. Asked for once, eight bytes each: asking again for each chunk, or in order,
    would make the database go through the whole table instead of an index.
    """
    keys = array("q", candidates.order_by().values_list("pk", flat=True).iterator(chunk_size=4 * CHUNK))
    for first in range(0, len(keys), CHUNK):
        yield keys[first : first + CHUNK]


@dataclass(frozen=True)
class _Untold:
    """Asks the database for the assignments about which somebody may still have to be told by a rule.

    reached: where the rule's audience is not empty; None when no reminder is on record as having reached nobody.
    """

    rule: Rule
    reached: Q | None

    def of(self, found: AssignmentQuerySet, **occasion: Any) -> AssignmentQuerySet:
        """Those of `found` with nothing on record for the occasion (a condition on reminders), or with nobody who was
        told though there is somebody now, or, after a hand-over, not the present handler.
        """
        recorded = Reminder.objects.standing().filter(
            assignment=OuterRef("pk"), rule_id=self.rule.pk, **occasion
        )
        told = recorded.filter(recipient__isnull=False)
        untold: Q = Q(~Exists(recorded))
        if self.reached is not None:
            untold |= Q(~Exists(told)) & self.reached
        if self.rule.audience == "workers":
            unaware = Q(~Exists(told.filter(recipient=OuterRef("handler"))))
            untold |= HANDLED & unaware
        return found.filter(untold)


def _candidates(rule: Rule, rules: Sequence[Rule], day: Day, reached: Q | None = None) -> AssignmentQuerySet:
    """A superset of the assignments for which the rule has something new, small enough to be looked at one by one.

    What is left out here is left out in every run, each minute; what is let in although nothing is due is only looked at
    again and again. reached: see _Untold.
    """
    found = Assignment.objects.active().filter(role__in=rule.roles)
    untold = _Untold(rule, reached)
    deadline = Cast(OuterRef("deadline"), CharField())
    if rule.trigger == Trigger.ISSUED:
        return untold.of(found.to_acknowledge())
    if rule.trigger == Trigger.UNACKNOWLEDGED:
        return untold.of(found.to_acknowledge().filter(issued_at__lt=_end(day.last_with(rule.offset))))
    if rule.trigger == Trigger.DUE:
        found = found.filter(_stepped(rule, day)).filter(_no_newer_step(rule, rules, day))
        return untold.of(found, occurrence=deadline)
    if rule.trigger == Trigger.OVERDUE:
        found = found.filter(deadline__lt=min(day.overdue_on, day.today))
        found = found.filter(_back_before(day.morning(day.overdue_on)))
        return untold.of(found, occurrence=day.overdue_on.isoformat())
    if rule.trigger == Trigger.ESCALATION:
        last = day.last_with(rule.offset)
        found = found.filter(deadline__lte=last).filter(_back_before(_end(last)))
        return untold.of(found, occurrence=deadline)
    if rule.trigger == Trigger.RETURNED:
        # Told after this submission came in; the exact occurrence is compared in _record.
        return untold.of(found.returned(), due_at__gte=OuterRef("submitted_at"))
    return found.filter(_undisclosed(rule, day, reached))


def _end(day: dt.date) -> dt.datetime:
    """The moment at which the day is over."""
    return local_moment(day + ONE_DAY, dt.time.min)


def _back_before(moment: dt.datetime) -> Q:
    """Issued before, and the ball with the unit since before: Facts.back_since in SQL."""
    acknowledged = Q(state_changed_at=F("acknowledged_at"))
    return Q(issued_at__lt=moment) & (Q(state_changed_at__lt=moment) | acknowledged)


def _stepped(rule: Rule, day: Day) -> Q:
    """A deadline ahead of which the step has come, and came after the issue. The deadlines are the few days from today."""
    condition, deadline = Q(pk__in=[]), day.today
    while deadline <= day.last_with(rule.offset):
        step = day.morning(day.calendar.add_workdays(deadline, rule.offset))
        condition |= Q(deadline=deadline, issued_at__lt=step)
        deadline += ONE_DAY
    return condition


def _no_newer_step(rule: Rule, rules: Sequence[Rule], day: Day) -> Q:
    """Leaves out nearer deadlines, for which a later step has come that speaks to the same role."""
    condition = Q(pk__in=[])
    for role in sorted(rule.roles):
        later = [
            other.offset
            for other in rules
            if other.trigger == Trigger.DUE and other.offset > rule.offset and role in other.roles
        ]
        newest = Q(deadline__gt=day.last_with(min(later))) if later else Q()
        condition |= Q(role=role) & newest
    return condition


def _undisclosed(rule: Rule, day: Day, reached: Q | None) -> Q:
    """With a recent decision on an extension that is not on record, or reached nobody though there is somebody now."""
    recorded = Reminder.objects.standing().filter(
        assignment=OuterRef("assignment"), rule_id=rule.pk, occurrence=Cast(OuterRef("pk"), CharField())
    )
    oldest = day.at - dt.timedelta(days=NEWS_DAYS)
    recent = ExtensionRequest.objects.filter(decided_at__gte=oldest, decided_at__lte=day.at)
    fresh = Q(pk__in=recent.filter(~Exists(recorded)).values("assignment"))
    if reached is None:
        return fresh
    told = recorded.filter(recipient__isnull=False)
    return fresh | Q(pk__in=recent.filter(~Exists(told)).values("assignment")) & reached


@transaction.atomic
def _record(
    keys: Sequence[int], rule: Rule, rules: Sequence[Rule], day: Day, directory: Directory, result: Planned
) -> None:
    existing: dict[tuple[int, str, int | None], tuple[int, str]] = {}
    disclosed: set[tuple[int, str]] = set()
    of_rule = Reminder.objects.filter(assignment__in=keys, rule_id=rule.pk)
    for pk, assignment_id, occurrence, recipient_id, state in of_rule.values_list(
        "pk", "assignment_id", "occurrence", "recipient_id", "state"
    ):
        existing[assignment_id, occurrence, recipient_id] = (pk, state)
        if recipient_id is not None and state != Reminder.State.CANCELLED:
            disclosed.add((assignment_id, occurrence))
    new: list[Reminder] = []
    revive: list[int] = []
    # Only the steps before a deadline depend on one another; of the other rules each is asked alone.
    asked = (
        [other for other in rules if other.trigger == Trigger.DUE] if rule.trigger == Trigger.DUE else [rule]
    )
    for assignment in for_planning(Assignment.objects.active().filter(pk__in=keys)).order_by("pk"):
        for due in due_now(facts_of(assignment), asked, day):
            if due.rule.pk != rule.pk:
                continue
            if rule.trigger == Trigger.EXTENSION and (assignment.pk, due.occurrence) in disclosed:
                continue  # a decision is news once, not again for whoever joins the unit later
            people: list[User | None] = [*directory.audience(rule.audience, assignment)] or [None]
            for person in people:
                row = existing.get((assignment.pk, due.occurrence, person.pk if person is not None else None))
                if row is None:
                    new.append(_new(assignment, due, person, day.at))
                elif row[1] == Reminder.State.CANCELLED and person is not None and person.email:
                    revive.append(row[0])
    Reminder.objects.bulk_create(new, ignore_conflicts=True)
    result.new += len(new)
    result.undeliverable += sum(row.state == Reminder.State.UNDELIVERABLE for row in new)
    # What was called off because of a state that has passed (suspended and resumed, say) is due again.
    result.revived += Reminder.objects.filter(pk__in=revive, state=Reminder.State.CANCELLED).update(
        state=Reminder.State.PLANNED, reason="", planned_at=day.at
    )


def _new(assignment: Assignment, due: Due, person: User | None, at: dt.datetime) -> Reminder:
    """The row for one person; undeliverable from the start where there is nobody, or no mailbox."""
    reason = ""
    if person is None:
        reason = Reminder.Reason.NOBODY
    elif not person.email:
        reason = Reminder.Reason.NO_MAILBOX
    return Reminder(
        assignment=assignment,
        rule_id=due.rule.pk,
        rule_version=due.rule.version,
        occurrence=due.occurrence,
        recipient=person,
        due_at=due.due_at,
        planned_at=at,
        state=Reminder.State.UNDELIVERABLE if reason else Reminder.State.PLANNED,
        reason=reason,
    )
