"""Planning: one row for whatever is due by now and not yet recorded. Any number of planners may run at once."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from tasks_app.core.clock import local_moment
from tasks_app.core.models import load_calendar
from tasks_app.core.services import beat
from tasks_app.core.workdays import ONE_DAY
from tasks_app.org.models import User
from tasks_app.reminders.models import Reminder, ReminderRule, Trigger
from tasks_app.reminders.querysets import ReminderQuerySet
from tasks_app.reminders.recipients import Directory
from tasks_app.reminders.rules import NEWS_DAYS, Day, Due, Rule, due_now
from tasks_app.reminders.services.facts import facts_of, office_hours, rule_of, with_facts
from tasks_app.work.lifecycle import ACTIVE_STATES
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
    rows = list(ReminderRule.objects.enabled())
    rules = [rule_of(row) for row in rows]
    day = Day.of(at, load_calendar(), office_hours().digest_time)
    result = Planned(revived=_mailboxes_found(at))
    directory: Directory | None = None
    for rule in rules:
        for chunk in _chunks(_candidates(rule, rules, day)):
            directory = directory or Directory()
            _record(chunk, rule, rules, day, directory, result)
    beat(name="planner", at=at, interval=PLANNER_SILENCE, detail=f"{result.new} new")
    return result


def _mailboxes_found(at: dt.datetime) -> int:
    """Reminders of people who have been given a mailbox since are planned again."""
    return (
        Reminder.objects.undeliverable()
        .filter(reason=Reminder.Reason.NO_MAILBOX, recipient__is_active=True)
        .exclude(recipient__email="")
        .update(state=Reminder.State.PLANNED, reason="", planned_at=at)
    )


def _chunks(candidates: AssignmentQuerySet) -> Iterator[list[int]]:
    """Primary keys, at most CHUNK at a time, in order: constant memory, and no offset that drifts while we insert."""
    last = 0
    while True:
        keys = list(candidates.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if keys:
            yield keys
        if len(keys) < CHUNK:
            return
        last = keys[-1]


def _told(rule: Rule) -> ReminderQuerySet:
    """Rows of this rule that count as told, about the assignment of the outer query."""
    return Reminder.objects.standing().filter(
        assignment=OuterRef("pk"), rule_id=rule.pk, recipient__isnull=False
    )


def _untold(found: AssignmentQuerySet, told: ReminderQuerySet, rule: Rule) -> AssignmentQuerySet:
    """Those about which nobody was told, or, after a hand-over, not the present handler."""
    untold: Q = Q(~Exists(told))
    if rule.audience == "workers":
        unaware = ~Exists(told.filter(recipient=OuterRef("handler")))
        untold = untold | (Q(handler__is_active=True) & Q(unaware))
    return found.filter(untold)


def _candidates(rule: Rule, rules: Sequence[Rule], day: Day) -> AssignmentQuerySet:
    """A superset of the assignments for which the rule has something new, small enough to be looked at one by one."""
    found = Assignment.objects.active().filter(role__in=rule.roles)
    told = _told(rule)
    by_deadline = told.filter(occurrence=Cast(OuterRef("deadline"), CharField()))
    if rule.trigger == Trigger.ISSUED:
        return _untold(found.to_acknowledge(), told, rule)
    if rule.trigger == Trigger.UNACKNOWLEDGED:
        before = local_moment(day.last_with(rule.offset) + ONE_DAY, dt.time.min)
        return _untold(found.to_acknowledge().filter(issued_at__lt=before), told, rule)
    if rule.trigger == Trigger.DUE:
        found = found.filter(deadline__gte=day.today, deadline__lte=day.last_with(rule.offset))
        found = found.filter(_no_newer_step(rule, rules, day))
        return _untold(found, by_deadline, rule)
    if rule.trigger == Trigger.OVERDUE:
        found = found.filter(deadline__lt=min(day.overdue_on, day.today))
        return _untold(found, told.filter(occurrence=day.overdue_on.isoformat()), rule)
    if rule.trigger == Trigger.ESCALATION:
        return _untold(found.filter(deadline__lte=day.last_with(rule.offset)), by_deadline, rule)
    if rule.trigger == Trigger.RETURNED:
        # Told after this submission came in; the exact occurrence is compared in _record.
        told = told.filter(due_at__gte=OuterRef("submitted_at"))
        return _untold(found.returned(), told, rule)
    return found.filter(pk__in=_undisclosed(rule, day))


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


def _undisclosed(rule: Rule, day: Day) -> QuerySet[ExtensionRequest, int]:
    """Assignments with a recent decision on an extension that nobody was told of."""
    told = Reminder.objects.standing().filter(
        assignment=OuterRef("assignment"),
        rule_id=rule.pk,
        recipient__isnull=False,
        occurrence=Cast(OuterRef("pk"), CharField()),
    )
    recent = day.at - dt.timedelta(days=NEWS_DAYS)
    return ExtensionRequest.objects.filter(
        ~Exists(told), decided_at__gte=recent, decided_at__lte=day.at
    ).values_list("assignment_id", flat=True)


@transaction.atomic
def _record(
    keys: list[int], rule: Rule, rules: Sequence[Rule], day: Day, directory: Directory, result: Planned
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
    for assignment in with_facts(Assignment.objects.filter(pk__in=keys, state__in=ACTIVE_STATES)).order_by(
        "pk"
    ):
        for due in due_now(facts_of(assignment), rules, day):
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
