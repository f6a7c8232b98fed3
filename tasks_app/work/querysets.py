"""Questions about items and assignments. Views, API and reports chain these and filter by nothing else."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from tasks_app.core.clock import local_moment
from tasks_app.documents.models import SourceDocument
from tasks_app.org.models import Unit
from tasks_app.work.lifecycle import ACTIVE_STATES, OPEN_STATES, State
from tasks_app.work.lights import RANK, Light, Window

if TYPE_CHECKING:
    from tasks_app.org.models import User
    from tasks_app.work.models import Assignment, ExtensionRequest, ItemSource, WorkItem


def _light_cases(window: Window) -> list[tuple[Q, Light]]:
    """Condition and light, of which the first that holds decides; blue where none does."""
    late = local_moment(window.unacknowledged_before, dt.time.min)
    return [
        (Q(state=State.CLOSED), Light.GREEN),
        (Q(state__in=[State.DRAFT, State.SUSPENDED, State.CANCELLED]), Light.GREY),
        (Q(state=State.IN_REVIEW), Light.PURPLE),
        (Q(deadline__lt=window.today), Light.RED),
        (Q(deadline__lte=window.near_until), Light.ORANGE),
        (Q(state=State.ISSUED, issued_at__lt=late), Light.ORANGE),
        (Q(deadline__gt=F("original_deadline")), Light.YELLOW),
    ]


def _lit(light: str, window: Window) -> Q:
    """The same as `_light_cases` for one light, as a condition of its own; unknown lights raise KeyError."""
    late = local_moment(window.unacknowledged_before, dt.time.min)
    active = Q(state__in=ACTIVE_STATES)
    far = Q(deadline__isnull=True) | Q(deadline__gt=window.near_until)
    forgotten = Q(state=State.ISSUED, issued_at__lt=late)
    noticed = Q(state=State.IN_PROGRESS) | Q(state=State.ISSUED, issued_at__gte=late)
    extended = Q(deadline__gt=F("original_deadline"))
    as_given = (
        Q(deadline__isnull=True) | Q(original_deadline__isnull=True) | Q(deadline__lte=F("original_deadline"))
    )
    return {
        Light.RED: active & Q(deadline__lt=window.today),
        Light.ORANGE: active & Q(deadline__gte=window.today, deadline__lte=window.near_until)
        | forgotten & far,
        Light.YELLOW: noticed & Q(deadline__gt=window.near_until) & extended,
        Light.BLUE: noticed & far & as_given,
        Light.PURPLE: Q(state=State.IN_REVIEW),
        Light.GREEN: Q(state=State.CLOSED),
        Light.GREY: Q(state__in=[State.DRAFT, State.SUSPENDED, State.CANCELLED]),
    }[Light(light)]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: "User") -> "AssignmentQuerySet":
        """What this person may see: by role, unit, portfolio and linked areas, and what is addressed to this very person,
        also from before the person went to another unit; drafts only supervisor and auditor."""
        if not user.is_active or not getattr(user, "role", ""):
            return self.none()
        if user.sees_everything:
            return self.all()
        allowed = Q(unit__in=Unit.objects.answered_for_by(user))
        if user.role != "outsider":
            allowed |= Q(person=user)
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
        """Of the items that were made from a sentence of the document, or that answer one."""
        return self.filter(Q(item__document=document) | Q(item__in=_answering(document)))

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
        held = [unit for kind, unit in user.holdings() if kind == "portfolio"]
        in_portfolio = Unit.objects.at_or_below(*held)
        return self.filter(
            Q(item__responsible_leader=user) | Q(item__responsible_leader__isnull=True, unit__in=in_portfolio)
        ).filter(Q(person__isnull=True) | ~Q(person=user))

    def addressed_to(self, user: "User") -> "AssignmentQuerySet":
        """Those that this person is to do in person."""
        return self.filter(person=user)

    def not_of_others(self, user: "User") -> "AssignmentQuerySet":
        """Without what is addressed to another person of the same unit, unless this one was named handler."""
        return self.filter(Q(person__isnull=True) | Q(person=user) | Q(handler=user))

    def to_do_by(self, user: "User") -> "AssignmentQuerySet":
        """What this person's desk lists as work to do: of a leader only what is addressed to the person."""
        return self.addressed_to(user) if user.role == "leader" else self.not_of_others(user)

    def returned(self) -> "AssignmentQuerySet":
        """Returned by a reviewer and not submitted again."""
        return self.filter(state=State.IN_PROGRESS).exclude(return_reason="")

    def extension_pending(self) -> "AssignmentQuerySet":
        """At most one request waits (constraint extension_one_pending): no row comes twice."""
        return self.filter(extensions__state="pending")

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
            # Units and documents are few: looked through once, not again for every row.
            found = found.filter(
                Q(unit__in=Unit.objects.filter(name__icontains=word))
                | Q(item__document__in=SourceDocument.objects.filter(title__icontains=word))
                | Q(item__title__icontains=word)
                | Q(item__number__icontains=word)
                | Q(item__quote__icontains=word)
            )
        return found

    def with_light(self, window: Window) -> "AssignmentQuerySet":
        """Adds `light_code` and `light_rank` (worst first), the SQL twin of lights.light."""
        cases = _light_cases(window)
        return self.annotate(
            light_code=Case(
                *[When(condition, then=Value(light)) for condition, light in cases],
                default=Value(Light.BLUE),
                output_field=models.CharField(max_length=8),
            ),
            # From the conditions again, not from the code: that would repeat them in SQL for each light.
            light_rank=Case(
                *[When(condition, then=Value(RANK[light])) for condition, light in cases],
                default=Value(RANK[Light.BLUE]),
                output_field=models.IntegerField(),
            ),
        )

    def in_light(self, light: str, window: Window) -> "AssignmentQuerySet":
        """Those in this light, asked for by state and deadline, for which there is an index."""
        return self.filter(_lit(light, window))

    def for_list(self) -> "AssignmentQuerySet":
        """With everything that a row of a list shows, so that the cost does not grow with the rows."""
        return self.select_related("item__document", "item__responsible_leader", "unit", "person", "handler")


def _answering(document: Any) -> models.QuerySet[Any]:
    """The numbers of the items that have a further source in the document."""
    from tasks_app.work.models import ItemSource

    return ItemSource.objects.filter(measure__document=document).order_by().values("item")


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def of_document(self, document: object) -> "WorkItemQuerySet":
        """Made from a sentence of the document, or answering one; each once."""
        return self.filter(Q(document=document) | Q(pk__in=_answering(document)))

    def visible_to(self, user: "User") -> "WorkItemQuerySet":
        """Items of which the person may see at least one assignment; drafts only supervisor and auditor."""
        if user.is_active and getattr(user, "sees_everything", False):
            return self.all()
        from tasks_app.work.models import Assignment

        return self.filter(Exists(Assignment.objects.visible_to(user).filter(item=OuterRef("pk"))))

    def for_page(self) -> "WorkItemQuerySet":
        from tasks_app.work.models import ItemSource

        return self.select_related(
            "document", "measure__node", "responsible_leader", "issued_by"
        ).prefetch_related(
            "assignments__unit",
            "assignments__person",
            "assignments__handler",
            models.Prefetch("further_sources", ItemSource.objects.for_page()),
        )


class ItemSourceQuerySet(models.QuerySet["ItemSource"]):
    def for_page(self) -> "ItemSourceQuerySet":
        """With sentence and document, without the document's text."""
        return self.select_related("measure__document").defer(
            "measure__document__text", "measure__document__segments"
        )


class ExtensionQuerySet(models.QuerySet["ExtensionRequest"]):
    def pending(self) -> "ExtensionQuerySet":
        return self.filter(state="pending")

    def of_assignments(self, assignments: "Iterable[Assignment]") -> "ExtensionQuerySet":
        return self.filter(assignment__in=[row.pk for row in assignments])

    def visible_to(self, user: "User") -> "ExtensionQuerySet":
        from tasks_app.work.models import Assignment

        return self.filter(assignment__in=Assignment.objects.visible_to(user))
