"""What lists of items and assignments can be narrowed by; every filter is a method of the queryset."""

from typing import Any

import django_filters
from django.db import models

from tasks_app.core.clock import local_date, now
from tasks_app.core.models import load_calendar
from tasks_app.documents.models import Kind, SourceDocument
from tasks_app.org.models import Unit
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import Light, Window
from tasks_app.work.models import Assignment, ExtensionRequest, WorkItem
from tasks_app.work.querysets import AssignmentQuerySet, WorkItemQuerySet


def window() -> Window:
    return Window.at(local_date(now()), load_calendar())


class AssignmentFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    light = django_filters.ChoiceFilter(choices=Light.choices, method="in_light", label="Light")
    unit = django_filters.NumberFilter(field_name="unit_id", label="This unit")
    below = django_filters.NumberFilter(method="of_unit", label="This unit and those below it")
    document = django_filters.NumberFilter(
        method="of_document", label="From this document, or answering a sentence of it"
    )
    leader = django_filters.NumberFilter(field_name="item__responsible_leader_id", label="Responsible leader")
    kind = django_filters.ChoiceFilter(field_name="item__kind", choices=Kind.choices)
    due_from = django_filters.DateFilter(field_name="deadline", lookup_expr="gte", label="Deadline from")
    due_until = django_filters.DateFilter(field_name="deadline", lookup_expr="lte", label="Deadline until")
    open = django_filters.BooleanFilter(method="only", label="Issued and not yet closed or cancelled")
    issued = django_filters.BooleanFilter(method="only", label="No drafts")
    active = django_filters.BooleanFilter(method="only", label="The unit is expected to act")
    overdue = django_filters.BooleanFilter(method="only", label="Past the deadline")
    stuck = django_filters.BooleanFilter(method="only", label="Somebody must decide")
    returned = django_filters.BooleanFilter(method="only", label="Returned and not submitted again")
    to_acknowledge = django_filters.BooleanFilter(method="only", label="Not acknowledged")
    in_review = django_filters.BooleanFilter(method="only", label="Waiting for review")
    extension_pending = django_filters.BooleanFilter(method="only", label="Waiting for more time")
    q = django_filters.CharFilter(method="search", label="Words in title, sentence, number, unit or document")

    class Meta:
        model = Assignment
        fields = ["role", "item", "handler"]

    def in_light(self, queryset: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        return queryset.in_light(value, window())

    def of_unit(self, queryset: AssignmentQuerySet, name: str, value: int) -> AssignmentQuerySet:
        unit = Unit.objects.filter(pk=value).first()
        return queryset.of_unit(unit) if unit else queryset.none()

    def of_document(self, queryset: AssignmentQuerySet, name: str, value: int) -> AssignmentQuerySet:
        return queryset.of_document(value)

    def only(self, queryset: AssignmentQuerySet, name: str, value: bool) -> AssignmentQuerySet:
        """The question of the same name; with `false` everything else."""
        question: Any = getattr(queryset, name)
        chosen = question(window()) if name in {"overdue", "stuck"} else question()
        return chosen if value else queryset.exclude(pk__in=chosen.order_by().values("pk"))

    def search(self, queryset: AssignmentQuerySet, name: str, value: str) -> AssignmentQuerySet:
        return queryset.search(value)


class ItemFilter(django_filters.FilterSet):
    issued = django_filters.BooleanFilter(
        field_name="issued_at", lookup_expr="isnull", exclude=True, label="Issued, no draft"
    )
    unit = django_filters.NumberFilter(method="of_unit", label="This unit takes part")
    document = django_filters.ModelChoiceFilter(
        queryset=SourceDocument.objects.all(),
        method="of_document",
        label="From this document, or answering a sentence of it",
    )
    q = django_filters.CharFilter(method="search", label="Words in title, sentence or number")

    class Meta:
        model = WorkItem
        fields = ["kind", "measure", "responsible_leader", "long_term", "number"]

    def of_document(self, queryset: WorkItemQuerySet, name: str, value: SourceDocument) -> WorkItemQuerySet:
        return queryset.of_document(value)

    def of_unit(
        self, queryset: models.QuerySet[WorkItem], name: str, value: int
    ) -> models.QuerySet[WorkItem]:
        return queryset.filter(
            models.Exists(Assignment.objects.filter(item=models.OuterRef("pk"), unit_id=value))
        )

    def search(self, queryset: models.QuerySet[WorkItem], name: str, value: str) -> models.QuerySet[WorkItem]:
        for word in value.split():
            queryset = queryset.filter(
                models.Q(title__icontains=word)
                | models.Q(quote__icontains=word)
                | models.Q(number__icontains=word)
            )
        return queryset


class ExtensionFilter(django_filters.FilterSet):
    item = django_filters.NumberFilter(field_name="assignment__item_id", label="Of this item")

    class Meta:
        model = ExtensionRequest
        fields = ["state", "assignment", "late"]
