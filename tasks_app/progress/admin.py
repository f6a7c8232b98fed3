"""Reports and evidence, to look at: the units write them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter
from unfold.decorators import display

from tasks_app.core.admin_base import LookOnlyAdmin, LookOnlyInline
from tasks_app.progress.models import Evidence, ProgressReport


class EvidenceInline(LookOnlyInline):
    model = Evidence
    fields = ["name", "content_type", "size", "uploaded_by", "uploaded_at"]
    readonly_fields = fields


@admin.register(ProgressReport)
class ProgressReportAdmin(LookOnlyAdmin):
    list_display = ["assignment", "author", "created_at", "percent", "beginning"]
    list_select_related = ["assignment__item", "assignment__unit", "assignment__person", "author"]
    list_filter = [("created_at", RangeDateTimeFilter), ("author", AutocompleteSelectFilter)]
    search_fields = ["text", "assignment__item__number", "assignment__item__title", "assignment__unit__name"]
    date_hierarchy = "created_at"
    inlines = [EvidenceInline]

    @display(description=_("what was done"))
    def beginning(self, report: ProgressReport) -> str:
        return report.text[:60]


@admin.register(Evidence)
class EvidenceAdmin(LookOnlyAdmin):
    list_display = ["name", "report", "content_type", "size", "uploaded_by", "uploaded_at"]
    list_select_related = [
        "report__assignment__item",
        "report__assignment__unit",
        "report__assignment__person",
        "uploaded_by",
    ]
    list_filter = ["content_type", ("uploaded_at", RangeDateTimeFilter)]
    search_fields = ["name", "sha256", "report__assignment__item__number", "report__assignment__item__title"]
    date_hierarchy = "uploaded_at"
    # The file itself is downloaded from the page of the item, which checks who may see it.
    exclude = ["file"]
