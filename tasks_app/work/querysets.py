"""Questions about items and assignments. Views, API and reports chain these and filter by nothing else."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from tasks_app.core.clock import local_moment
from tasks_app.org.models import Unit
from tasks_app.work.lifecycle import ACTIVE_STATES, OPEN_STATES, State
from tasks_app.work.lights import RANK, Light, Window

if TYPE_CHECKING:
    from tasks_app.org.models import User
    from tasks_app.work.models import Assignment, ExtensionRequest, WorkItem


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: "User") -> "AssignmentQuerySet":
        """What this person may see: by role, unit, portfolio and linked areas; drafts only supervisor and auditor."""
        if not user.is_active or not getattr(user, "role", ""):
            return self.none()
        if user.sees_everything:
            return self.all()
        allowed = Q(unit__in=Unit.objects.answered_for_by(user))
        if user.role == "leader":
            allowed |= Q(item__responsible_leader=user)
        return self.filter(allowed).exclude(state=State.DRAFT)

    def issued(self) -> "AssignmentQuerySet":
        """Everything that was ever issued."""
        return self.exclude(state=State.DRAFT)

    def open(self) -> "AssignmentQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def active(self) -> "AssignmentQuerySet":
        """The unit is expected to act: issued or in progress."""
        return self.filter(state__in=ACTIVE_STATES)

    def in_state(self, *states: str) -> "AssignmentQuerySet":
        return self.filter(state__in=states)

    def of_unit(self, unit: Unit) -> "AssignmentQuerySet":
        """Of the unit and everything below it."""
        return self.filter(unit__in=Unit.objects.at_or_below(unit))

    def of_unit_alone(self, unit: Unit) -> "AssignmentQuerySet":
        """Of the unit itself, without what is below it."""
        return self.filter(unit=unit)

    def long_term(self) -> "AssignmentQuerySet":
        """Open, without a deadline."""
        return self.open().filter(deadline__isnull=True)

    def of_document(self, document: object) -> "AssignmentQuerySet":
        return self.filter(item__document=document)

    def of_item(self, item: "WorkItem") -> "AssignmentQuerySet":
        return self.filter(item=item)

    def to_acknowledge(self) -> "AssignmentQuerySet":
        return self.filter(state=State.ISSUED)

    def in_review(self) -> "AssignmentQuerySet":
        return self.filter(state=State.IN_REVIEW)

    def overdue(self, window: Window) -> "AssignmentQuerySet":
        return self.active().filter(deadline__lt=window.today)

    def due_between(self, first: dt.date, last: dt.date) -> "AssignmentQuerySet":
        """Active, with the deadline in the closed interval."""
        return self.active().filter(deadline__gte=first, deadline__lte=last)

    def under_way(self, window: Window) -> "AssignmentQuerySet":
        """In progress with time left: the deadline is not near, or there is none."""
        return self.filter(state=State.IN_PROGRESS).filter(
            Q(deadline__isnull=True) | Q(deadline__gt=window.near_until)
        )

    def decided_by(self, user: "User") -> "AssignmentQuerySet":
        """Where this person may decide: the twin in SQL of `access.may(user, Permission.DECIDE, …)`."""
        if user.is_supervisor:
            return self
        if user.role != "leader":
            return self.none()
        held = Unit.objects.filter(portfolios__leader=user, portfolios__kind="portfolio").distinct()
        in_portfolio = Unit.objects.at_or_below(*held)
        return self.filter(
            Q(item__responsible_leader=user) | Q(item__responsible_leader__isnull=True, unit__in=in_portfolio)
        )

    def returned(self) -> "AssignmentQuerySet":
        """Returned by a reviewer and not submitted again."""
        return self.filter(state=State.IN_PROGRESS).exclude(return_reason="")

    def extension_pending(self) -> "AssignmentQuerySet":
        return self.filter(extensions__state="pending").distinct()

    def stuck(self, window: Window) -> "AssignmentQuerySet":
        """Overdue, suspended, or in review since before the last working day: somebody must decide. Longest first."""
        return self.filter(
            Q(state__in=ACTIVE_STATES, deadline__lt=window.today)
            | Q(state=State.SUSPENDED)
            | Q(
                state=State.IN_REVIEW,
                state_changed_at__lt=local_moment(window.unacknowledged_before, dt.time.min),
            )
        ).order_by("state_changed_at", "pk")

    def search(self, words: str) -> "AssignmentQuerySet":
        """Every word must occur in the title, the sentence, the number, the unit or the document's title."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(item__title__icontains=word)
                | Q(item__quote__icontains=word)
                | Q(item__number__icontains=word)
                | Q(unit__name__icontains=word)
                | Q(item__document__title__icontains=word)
            )
        return found

    def with_light(self, window: Window) -> "AssignmentQuerySet":
        """Adds `light_code` and `light_rank` (worst first), the SQL twin of lights.light."""
        late = local_moment(window.unacknowledged_before, dt.time.min)
        code = Case(
            When(state=State.CLOSED, then=Value(Light.GREEN)),
            When(state__in=[State.DRAFT, State.SUSPENDED, State.CANCELLED], then=Value(Light.GREY)),
            When(state=State.IN_REVIEW, then=Value(Light.PURPLE)),
            When(deadline__lt=window.today, then=Value(Light.RED)),
            When(deadline__lte=window.near_until, then=Value(Light.ORANGE)),
            When(state=State.ISSUED, issued_at__lt=late, then=Value(Light.ORANGE)),
            When(deadline__gt=F("original_deadline"), then=Value(Light.YELLOW)),
            default=Value(Light.BLUE),
            output_field=models.CharField(max_length=8),
        )
        rank = Case(
            *[When(light_code=light, then=Value(number)) for light, number in RANK.items()],
            output_field=models.IntegerField(),
        )
        return self.annotate(light_code=code).annotate(light_rank=rank)

    def in_light(self, light: str, window: Window) -> "AssignmentQuerySet":
        return self.with_light(window).filter(light_code=light)  # type: ignore[misc]  # annotated by with_light

    def for_list(self) -> "AssignmentQuerySet":
        """With everything that a row of a list shows, so that the cost does not grow with the rows."""
        return self.select_related("item__document", "item__responsible_leader", "unit", "handler")


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def visible_to(self, user: "User") -> "WorkItemQuerySet":
        """Items of which the person may see at least one assignment; drafts only supervisor and auditor."""
        if user.is_active and getattr(user, "sees_everything", False):
            return self.all()
        from tasks_app.work.models import Assignment

        return self.filter(Exists(Assignment.objects.visible_to(user).filter(item=OuterRef("pk"))))

    def for_page(self) -> "WorkItemQuerySet":
        return self.select_related(
            "document", "measure__node", "responsible_leader", "issued_by"
        ).prefetch_related("assignments__unit", "assignments__handler")


class ExtensionQuerySet(models.QuerySet["ExtensionRequest"]):
    def pending(self) -> "ExtensionQuerySet":
        return self.filter(state="pending")

    def of_assignments(self, assignments: "Iterable[Assignment]") -> "ExtensionQuerySet":
        return self.filter(assignment__in=[row.pk for row in assignments])

    def visible_to(self, user: "User") -> "ExtensionQuerySet":
        from tasks_app.work.models import Assignment

        return self.filter(assignment__in=Assignment.objects.visible_to(user))
