"""Reminder rules, which supervisors keep, and reminders, to look at and to send again."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateTimeFilter
from unfold.decorators import display

from tasks_app.core.admin_base import LookOnlyAdmin, OfficeAdmin
from tasks_app.core.clock import now
from tasks_app.core.errors import DomainError
from tasks_app.org.models import User
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder, ReminderRule
from tasks_app.reminders.services.office import EDITABLE

OUTCOME_COLOURS = {
    "planned": "info",
    "queued": "info",
    "sending": "warning",
    "sent": "success",
    "failed": "danger",
    "undeliverable": "danger",
}


@admin.register(ReminderRule)
class ReminderRuleAdmin(OfficeAdmin):
    """The rules are made by the installation; the office changes days, audience and roles, or switches one off."""

    audited_by_service = True
    list_display = [
        "label",
        "trigger",
        "offset",
        "audience",
        "for_lead",
        "for_each",
        "for_support",
        "immediate",
        "enabled",
    ]
    list_filter = ["enabled", "trigger", "audience", "immediate"]
    search_fields = ["code", "name"]
    readonly_fields = ["code", "trigger", "version"]

    @display(description=_("rule"), ordering="order")
    def label(self, rule: ReminderRule) -> str:
        return rule.label

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (
            super().has_change_permission(request, obj)
            and isinstance(request.user, User)
            and request.user.is_supervisor
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ReminderRule, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in EDITABLE}
        if changes and isinstance(request.user, User):
            services.change_rule(user=request.user, rule=obj, at=now(), **changes)


@admin.register(Reminder)
class ReminderAdmin(LookOnlyAdmin):
    list_display = ["assignment", "rule", "recipient", "due_at", "shown_outcome", "explanation"]
    list_select_related = [
        "assignment__item",
        "assignment__unit",
        "assignment__person",
        "rule",
        "recipient",
        "message",
    ]
    list_filter = [
        "state",
        "reason",
        "rule__trigger",
        ("recipient", AutocompleteSelectFilter),
        ("due_at", RangeDateTimeFilter),
    ]
    search_fields = [
        "assignment__item__number",
        "assignment__item__title",
        "assignment__unit__name",
        "recipient__full_name",
        "recipient__username",
    ]
    date_hierarchy = "due_at"
    actions = ["send_again"]

    @display(description=_("outcome"), label=OUTCOME_COLOURS)
    def shown_outcome(self, reminder: Reminder) -> tuple[str, str]:
        return reminder.outcome, str(reminder.outcome_label)

    @display(description=_("explanation"))
    def explanation(self, reminder: Reminder) -> str:
        return str(reminder.explanation)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_supervisor

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: models.QuerySet[Reminder]) -> None:
        assert isinstance(request.user, User)
        sent, at = 0, now()
        for reminder in queryset:
            try:
                services.resend(user=request.user, reminder=reminder, at=at)
                sent += 1
            except DomainError as error:
                self.message_user(request, f"{reminder.assignment}: {error.message}", messages.ERROR)
        if sent:
            text = ngettext(
                "%(count)d reminder will be sent again.", "%(count)d reminders will be sent again.", sent
            )
            self.message_user(request, text % {"count": sent}, messages.SUCCESS)
