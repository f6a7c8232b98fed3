"""From rows to the plain values that rules.py works with."""

from django.conf import settings
from django.db.models import Prefetch

from tasks_app.reminders.models import ReminderRule
from tasks_app.reminders.rules import Decision, Facts, Hours, Rule
from tasks_app.work.models import Assignment, ExtensionRequest
from tasks_app.work.querysets import AssignmentQuerySet, ExtensionQuerySet


def office_hours() -> Hours:
    """Digest time and quiet hours of the office, from settings."""
    return Hours.parse(settings.REMINDER_DIGEST_TIME, settings.REMINDER_QUIET_HOURS)


def rule_of(row: ReminderRule) -> Rule:
    return Rule(
        pk=row.pk,
        trigger=row.trigger,
        offset=row.offset,
        audience=row.audience,
        roles=row.roles,
        immediate=row.immediate,
        version=row.version,
    )


def with_facts(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """With everything that facts_of, the audiences and the mail need: two queries, however many rows."""
    return (
        assignments.select_related("item__document", "item__responsible_leader", "unit", "person", "handler")
        .defer("item__document__text", "item__document__segments")
        .prefetch_related(_decisions())
    )


def for_planning(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """With what facts_of and the audiences need, and no more: two queries, however many rows."""
    return (
        assignments.select_related("item", "unit")
        .only(
            "state",
            "role",
            "deadline",
            "issued_at",
            "state_changed_at",
            "acknowledged_at",
            "submitted_at",
            "return_reason",
            "handler",
            "person",
            "item__responsible_leader",
            "unit__path",
        )
        .prefetch_related(_decisions())
    )


def _decisions() -> "Prefetch[str, ExtensionQuerySet, str]":
    return Prefetch(
        "extensions", ExtensionRequest.objects.filter(decided_at__isnull=False), to_attr="decided"
    )


def facts_of(assignment: Assignment) -> Facts:
    """The facts of an issued assignment that was loaded through with_facts or for_planning."""
    assert assignment.issued_at is not None  # constraint assignment_issued_has_date
    decided: list[ExtensionRequest] = assignment.decided  # type: ignore[attr-defined]
    return Facts(
        state=assignment.state,
        role=assignment.role,
        deadline=assignment.deadline,
        issued_at=assignment.issued_at,
        state_changed_at=assignment.state_changed_at,
        acknowledged_at=assignment.acknowledged_at,
        submitted_at=assignment.submitted_at,
        returned=bool(assignment.return_reason),
        decisions=tuple(
            Decision(row.pk, row.decided_at, row.state == ExtensionRequest.State.GRANTED)
            for row in decided
            if row.decided_at is not None
        ),
    )
