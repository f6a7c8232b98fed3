"""Messages: who was told what and when. The text is not shown: it holds links that act as its recipient."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import FieldTextFilter, RangeDateTimeFilter
from unfold.decorators import display

from tasks_app.core.admin_base import LookOnlyAdmin, LookOnlyInline, may_change
from tasks_app.core.clock import now
from tasks_app.core.errors import DomainError
from tasks_app.outbox.models import DeliveryAttempt, Message
from tasks_app.outbox.services import resend

STATE_COLOURS = {
    Message.State.QUEUED: "info",
    Message.State.SENDING: "warning",
    Message.State.SENT: "success",
    Message.State.FAILED: "danger",
}


class DeliveryInline(LookOnlyInline):
    model = DeliveryAttempt
    fields = ["at", "ok", "response"]
    readonly_fields = ["at", "ok", "response"]


@admin.register(Message)
class MessageAdmin(LookOnlyAdmin):
    list_display = [
        "subject",
        "recipient_name",
        "address",
        "shown_state",
        "created_at",
        "sent_at",
        "attempts",
    ]
    list_filter = ["state", "channel", ("created_at", RangeDateTimeFilter), ("address", FieldTextFilter)]
    search_fields = ["subject", "recipient_name", "address", "message_id", "key"]
    date_hierarchy = "created_at"
    inlines = [DeliveryInline]
    actions = ["send_again"]
    fieldsets = [
        (None, {"fields": ["subject", ("recipient_name", "address"), ("state", "channel")]}),
        (
            _("delivery"),
            {
                "fields": [
                    ("created_at", "not_before"),
                    ("sent_at", "next_attempt_at"),
                    "attempts",
                    "response",
                ]
            },
        ),
        (_("technical"), {"fields": ["key", "message_id", ("claimed_by", "claimed_at")]}),
    ]

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, message: Message) -> tuple[str, str]:
        return message.state, message.get_state_display()

    def has_send_permission(self, request: HttpRequest) -> bool:
        return may_change(request)

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: models.QuerySet[Message]) -> None:
        sent, at = 0, now()
        for message in queryset:
            try:
                resend(message=message, at=at)
            except DomainError as error:
                self.message_user(request, f"{message.subject}: {error.message}", messages.ERROR)
                continue
            self.record(request, "message.resent", message, {}, {"address": message.address})
            sent += 1
        if sent:
            text = ngettext(
                "%(count)d message will be sent again.", "%(count)d messages will be sent again.", sent
            )
            self.message_user(request, text % {"count": sent}, messages.SUCCESS)


@admin.register(DeliveryAttempt)
class DeliveryAttemptAdmin(LookOnlyAdmin):
    list_display = ["message", "at", "ok", "response"]
    list_select_related = ["message"]
    list_filter = ["ok", ("at", RangeDateTimeFilter)]
    search_fields = ["response", "message__subject", "message__address"]
    date_hierarchy = "at"
    actions: Any = None
