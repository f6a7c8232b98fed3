"""Items, assignments and extensions, to look at: they change only by the actions of their lifecycle."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from tasks_app.core.admin_base import LookOnlyAdmin, LookOnlyInline
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment, ExtensionRequest, ItemSource, WorkItem

STATE_COLOURS = {
    State.ISSUED: "info",
    State.IN_PROGRESS: "primary",
    State.IN_REVIEW: "warning",
    State.CLOSED: "success",
    State.SUSPENDED: "danger",
}
EXTENSION_COLOURS = {
    ExtensionRequest.State.PENDING: "warning",
    ExtensionRequest.State.GRANTED: "success",
    ExtensionRequest.State.REFUSED: "danger",
}


class AssignmentInline(LookOnlyInline):
    model = Assignment
    fields = ["unit", "role", "handler", "state", "deadline", "percent"]
    readonly_fields = fields
    show_change_link = True


class ExtensionInline(LookOnlyInline):
    model = ExtensionRequest
    fields = ["requested_by", "requested_at", "old_deadline", "new_deadline", "state", "decided_by"]
    readonly_fields = fields
    show_change_link = True


@admin.register(WorkItem)
class WorkItemAdmin(LookOnlyAdmin):
    list_display = [
        "number",
        "title",
        "kind",
        "document",
        "responsible_leader",
        "deadline",
        "long_term",
        "issued_at",
    ]
    list_display_links = ["number", "title"]
    list_select_related = ["document", "responsible_leader"]
    list_filter = [
        ("kind", ChoicesDropdownFilter),
        "long_term",
        ("deadline", RangeDateFilter),
        ("document", AutocompleteSelectFilter),
        ("responsible_leader", AutocompleteSelectFilter),
    ]
    search_fields = ["number", "title", "quote"]
    date_hierarchy = "created_at"
    inlines = [AssignmentInline]


@admin.register(ItemSource)
class ItemSourceAdmin(LookOnlyAdmin):
    """Further sentences that an item answers; decided in the workbench."""

    list_display = ["item", "measure", "added_by", "added_at"]
    list_select_related = ["item", "measure", "added_by"]
    search_fields = ["item__number", "item__title", "measure__quote", "measure__document__title"]
    date_hierarchy = "added_at"
    fields = ["item", "measure", ("added_by", "added_at")]


@admin.register(Assignment)
class AssignmentAdmin(LookOnlyAdmin):
    list_display = [
        "item",
        "unit",
        "role",
        "handler",
        "shown_state",
        "deadline",
        "original_deadline",
        "percent",
    ]
    list_select_related = ["item", "unit", "handler"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        "role",
        ("unit", AutocompleteSelectFilter),
        ("deadline", RangeDateFilter),
    ]
    search_fields = ["item__number", "item__title", "unit__name"]
    date_hierarchy = "deadline"
    inlines = [ExtensionInline]

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, assignment: Assignment) -> tuple[str, str]:
        return assignment.state, assignment.get_state_display()


@admin.register(ExtensionRequest)
class ExtensionRequestAdmin(LookOnlyAdmin):
    list_display = [
        "assignment",
        "requested_by",
        "requested_at",
        "old_deadline",
        "new_deadline",
        "late",
        "shown_state",
        "decided_by",
    ]
    list_select_related = [
        "assignment__item",
        "assignment__unit",
        "assignment__person",
        "requested_by",
        "decided_by",
    ]
    list_filter = ["state", "late", ("new_deadline", RangeDateFilter)]
    search_fields = [
        "assignment__item__number",
        "assignment__item__title",
        "assignment__unit__name",
        "reason",
    ]
    date_hierarchy = "requested_at"

    @display(description=_("state"), ordering="state", label=EXTENSION_COLOURS)
    def shown_state(self, request: ExtensionRequest) -> tuple[str, str]:
        return request.state, request.get_state_display()
