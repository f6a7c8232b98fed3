"""Working calendar and heartbeats; and the tables of the parts that the product is built from."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportModelAdmin
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from tasks_app.core import admin_system  # noqa: F401 - registers the foreign tables
from tasks_app.core.admin_base import LookOnlyAdmin, OfficeAdmin, may_change
from tasks_app.core.models import CalendarDay, Heartbeat


class TableAdmin(ImportExportModelAdmin, OfficeAdmin):
    """A table that can be filled from a spreadsheet, all rows or none."""

    import_form_class = ImportForm
    export_form_class = ExportForm

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may_change(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_change(request)


class AllOrNothing(resources.ModelResource):
    """Rows of a spreadsheet: when one cannot be accepted, none is."""

    def import_data(self, dataset: Any, **kwargs: Any) -> Any:
        return super().import_data(
            dataset, **{**kwargs, "use_transactions": True, "rollback_on_validation_errors": True}
        )


class CalendarDayResource(AllOrNothing):
    class Meta:
        model = CalendarDay
        fields = ("day", "is_workday", "name")
        import_id_fields = ("day",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


@admin.register(CalendarDay)
class CalendarDayAdmin(TableAdmin):
    resource_classes = [CalendarDayResource]
    list_display = ["day", "is_workday", "name"]
    list_filter = ["is_workday", ("day", RangeDateFilter)]
    search_fields = ["name"]
    date_hierarchy = "day"


@admin.register(Heartbeat)
class HeartbeatAdmin(LookOnlyAdmin):
    list_display = ["name", "last_at", "interval", "detail"]
    search_fields = ["name"]
