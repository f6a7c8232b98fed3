"""Questions about documents and measures."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

if TYPE_CHECKING:
    from tasks_app.documents.models import ColumnWord, KindRule, LikelyPair, Measure, SourceDocument
    from tasks_app.org.models import User


class SourceDocumentQuerySet(models.QuerySet["SourceDocument"]):
    def visible_to(self, user: "User") -> "SourceDocumentQuerySet":
        """Whole documents are for supervisors and auditors; others see their own sentence on the item (DOMAIN: documents
        forwarded whole instead of the unit's own clauses are a pain)."""
        if user.is_active and getattr(user, "sees_everything", False):
            return self.all()
        return self.none()

    def with_coverage(self) -> "SourceDocumentQuerySet":
        """Adds `measure_count`, `undecided_count`, `confirmed_count`, `dismissed_count`, `answered_count`, and
        `is_replaced`."""
        return self.annotate(
            is_replaced=Exists(self.model.objects.filter(replaces=OuterRef("pk"))),
            measure_count=Count("measures"),
            undecided_count=Count("measures", filter=Q(measures__state="undecided")),
            confirmed_count=Count("measures", filter=Q(measures__state="confirmed")),
            dismissed_count=Count("measures", filter=Q(measures__state="dismissed")),
            answered_count=Count("measures", filter=Q(measures__state="answered")),
        )


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: "User") -> "MeasureQuerySet":
        if user.is_active and getattr(user, "sees_everything", False):
            return self.all()
        return self.none()

    def undecided(self) -> "MeasureQuerySet":
        return self.filter(state="undecided")

    def confirmed(self) -> "MeasureQuerySet":
        return self.filter(state="confirmed")

    def dismissed(self) -> "MeasureQuerySet":
        return self.filter(state="dismissed")


class LikelyPairQuerySet(models.QuerySet["LikelyPair"]):
    def of_document(self, document: "SourceDocument") -> "LikelyPairQuerySet":
        """The pairs of which one sentence stands in the document, the likeliest first."""
        inside = document.measures.order_by().values("pk")
        return self.filter(Q(earlier__in=inside) | Q(later__in=inside)).order_by("-score", "pk")


class KindRuleQuerySet(models.QuerySet["KindRule"]):
    def in_force(self) -> "KindRuleQuerySet":
        """The rules that are switched on, in the order in which a word that two of them name is settled."""
        return self.filter(enabled=True).order_by("order", "pk")


class ColumnWordQuerySet(models.QuerySet["ColumnWord"]):
    def in_force(self) -> "ColumnWordQuerySet":
        """The names that are switched on."""
        return self.filter(enabled=True)
