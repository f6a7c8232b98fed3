"""Questions about reports and evidence: whoever may see the assignment may see them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from tasks_app.work.models import Assignment

if TYPE_CHECKING:
    from tasks_app.org.models import User
    from tasks_app.progress.models import Evidence, ProgressReport


class ReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: "User") -> "ReportQuerySet":
        return self.filter(assignment__in=Assignment.objects.visible_to(user))

    def of_assignments(self, assignments: Iterable[Assignment]) -> "ReportQuerySet":
        return self.filter(assignment__in=[row.pk for row in assignments])

    def for_page(self) -> "ReportQuerySet":
        """With author, unit and files, newest first: two queries, however many reports."""
        return (
            self.select_related("author", "assignment__unit", "assignment__person")
            .prefetch_related("evidence")
            .order_by("-pk")
        )


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: "User") -> "EvidenceQuerySet":
        return self.filter(report__assignment__in=Assignment.objects.visible_to(user))
