"""The audit trail, to look at; and the recorder of changes that are made in the admin."""

import json
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import FieldTextFilter, RangeDateTimeFilter
from unfold.decorators import display

from tasks_app.audit.models import ChainHead, Event
from tasks_app.audit.services import actor_of, record
from tasks_app.core.admin_base import LookOnlyAdmin, set_recorder
from tasks_app.core.clock import now


def record_admin_change(
    request: HttpRequest, action: str, obj: models.Model, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """One line for a change made in the admin, by whom and from where."""
    actor = actor_of(request.user, address=str(request.META.get("REMOTE_ADDR", ""))[:64])
    record(actor=actor, action=f"admin.{action}", obj=obj, at=now(), before=before, after=after)


set_recorder(record_admin_change)


@admin.register(Event)
class EventAdmin(LookOnlyAdmin):
    list_display = [
        "sequence",
        "at",
        "actor_name",
        "actor_role",
        "action",
        "object_label",
        "scope",
        "address",
    ]
    list_filter = [
        ("at", RangeDateTimeFilter),
        ("action", FieldTextFilter),
        ("scope", FieldTextFilter),
        "actor_role",
    ]
    search_fields = ["actor_name", "action", "object_label", "scope", "note"]
    date_hierarchy = "at"
    actions = None
    fieldsets = [
        (None, {"fields": [("sequence", "at"), ("action", "scope"), "note"]}),
        (_("actor"), {"fields": [("actor_name", "actor_role"), ("actor_id", "address")]}),
        (_("object"), {"fields": ["object_label", ("object_type", "object_id")]}),
        (_("what changed"), {"fields": ["shown_before", "shown_after"]}),
        (_("chain"), {"fields": ["previous_hash", "hash"]}),
    ]

    @display(description=_("before"))
    def shown_before(self, event: Event) -> SafeString:
        return _pretty(event.before)

    @display(description=_("after"))
    def shown_after(self, event: Event) -> SafeString:
        return _pretty(event.after)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*(field.name for field in Event._meta.fields), "shown_before", "shown_after"]


@admin.register(ChainHead)
class ChainHeadAdmin(LookOnlyAdmin):
    list_display = ["sequence", "hash"]
    actions = None


def _pretty(value: dict[str, Any]) -> SafeString:
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    return format_html('<pre class="whitespace-pre-wrap">{}</pre>', text)
