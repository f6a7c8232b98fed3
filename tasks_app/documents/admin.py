"""Documents, headings and measures, to look at: the workbench is where they are decided."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter
from unfold.decorators import display

from tasks_app.core.admin_base import LookOnlyAdmin, SupervisorsAdmin
from tasks_app.core.clock import now
from tasks_app.documents import column_words
from tasks_app.documents.kind_rules import EDITABLE, add_kind_rule, change_kind_rule
from tasks_app.documents.models import (
    ColumnWord,
    KindRule,
    LikelyPair,
    Measure,
    MeasureSign,
    OutlineNode,
    SourceDocument,
)
from tasks_app.org.models import User

DOCUMENT_COLOURS = {SourceDocument.State.REVIEW: "warning", SourceDocument.State.ISSUED: "success"}
MEASURE_COLOURS = {
    Measure.State.UNDECIDED: "warning",
    Measure.State.CONFIRMED: "success",
    Measure.State.DISMISSED: "info",
    Measure.State.ANSWERED: "success",
}


@admin.register(SourceDocument)
class SourceDocumentAdmin(LookOnlyAdmin):
    list_display = [
        "title",
        "kind",
        "issued_on",
        "shown_state",
        "measures",
        "undecided",
        "imported_by",
        "imported_at",
    ]
    list_select_related = ["imported_by"]
    list_filter = ["state", "kind", ("issued_on", RangeDateFilter)]
    search_fields = ["title", "doc_number", "issuing_unit"]
    date_hierarchy = "imported_at"
    fieldsets = [
        (
            None,
            {"fields": ["title", ("kind", "state"), ("doc_number", "issuing_unit", "issued_on"), "replaces"]},
        ),
        (_("text"), {"fields": ["text"], "classes": ["tab"]}),
        (
            _("origin"),
            {
                "fields": [
                    ("imported_by", "imported_at"),
                    "first_issued_at",
                    "file_name",
                    "text_sha256",
                    "file_sha256",
                ],
                "classes": ["tab"],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[SourceDocument]:
        return SourceDocument.objects.with_coverage().order_by("-imported_at", "-pk")

    @display(description=_("state"), ordering="state", label=DOCUMENT_COLOURS)
    def shown_state(self, document: SourceDocument) -> tuple[str, str]:
        return document.state, document.get_state_display()

    @display(description=_("measures"), ordering="measure_count")
    def measures(self, document: SourceDocument) -> int:
        return int(document.measure_count)  # type: ignore[attr-defined]

    @display(description=_("undecided"), ordering="undecided_count")
    def undecided(self, document: SourceDocument) -> int:
        return int(document.undecided_count)  # type: ignore[attr-defined]


@admin.register(OutlineNode)
class OutlineNodeAdmin(LookOnlyAdmin):
    list_display = ["__str__", "document", "level", "order"]
    list_select_related = ["document"]
    list_filter = [("document", AutocompleteSelectFilter), "level"]
    search_fields = ["title", "document__title"]


@admin.register(Measure)
class MeasureAdmin(LookOnlyAdmin):
    list_display = ["__str__", "document", "shown_state", "kind", "soft", "doubt", "origin", "decided_by"]
    list_select_related = ["document", "decided_by"]
    list_filter = ["state", "kind", "soft", "origin", ("document", AutocompleteSelectFilter)]
    search_fields = ["quote", "document__title"]

    @display(description=_("state"), ordering="state", label=MEASURE_COLOURS)
    def shown_state(self, measure: Measure) -> tuple[str, str]:
        return measure.state, measure.get_state_display()


class SwitchedOff(SupervisorsAdmin):
    """Supervisors add, change and switch off; nothing is deleted, so that it can be said later what held."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LikelyPair)
class LikelyPairAdmin(LookOnlyAdmin):
    """Answered in the workbench."""

    list_display = ["earlier", "later", "score", "different_by", "different_at"]
    list_select_related = ["earlier", "later", "different_by"]
    search_fields = ["earlier__quote", "later__quote"]
    fields = ["earlier", "later", "score", ("different_by", "different_at")]


@admin.register(MeasureSign)
class MeasureSignAdmin(LookOnlyAdmin):
    """The index of likely duplicates; `manage.py index_measures` makes it anew."""

    list_display = ["code", "measure"]
    list_select_related = ["measure"]
    search_fields = ["measure__quote"]
    fields = ["code", "measure"]


@admin.register(KindRule)
class KindRuleAdmin(SwitchedOff):
    list_display = ["__str__", "kind", "weight", "order", "enabled", "note"]
    list_filter = ["enabled", "kind"]
    search_fields = ["words", "note"]
    fields = ["kind", "words", ("weight", "order"), "enabled", "note"]

    def save_model(self, request: HttpRequest, obj: KindRule, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        values = {name: form.cleaned_data[name] for name in EDITABLE}
        if change:
            changes = {name: values[name] for name in form.changed_data if name in EDITABLE}
            change_kind_rule(user=request.user, rule=obj, at=now(), **changes)
        else:
            obj.pk = add_kind_rule(user=request.user, at=now(), **values).pk


@admin.register(ColumnWord)
class ColumnWordAdmin(SwitchedOff):
    list_display = ["name", "role", "enabled", "noted_by", "noted_at"]
    list_select_related = ["noted_by"]
    list_filter = ["enabled", "role"]
    search_fields = ["name"]
    fields = ["name", "role", "enabled", ("noted_by", "noted_at")]
    readonly_fields = ["noted_by", "noted_at"]

    def save_model(self, request: HttpRequest, obj: ColumnWord, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        values = {name: form.cleaned_data[name] for name in column_words.EDITABLE}
        if change:
            changes = {name: values[name] for name in form.changed_data if name in column_words.EDITABLE}
            column_words.change_column_word(user=request.user, word=obj, at=now(), **changes)
        else:
            obj.pk = column_words.add_column_word(user=request.user, at=now(), **values).pk
