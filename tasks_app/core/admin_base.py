"""What every page of the admin shares: who may enter, who may change, and that every change leaves a line in the audit trail.

Supervisors and superusers keep the tables; auditors look; nobody else enters, whatever their flags say. Rows that have a
lifecycle (documents, items, reports, messages, the audit trail itself) are only looked at here: their writers are services.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

# Set by the audit app, which lies above this layer: (request, action, object, before, after) -> None.
Recorder = Callable[[HttpRequest, str, models.Model, dict[str, Any], dict[str, Any]], None]
_recorders: list[Recorder] = []


def set_recorder(recorder: Recorder) -> None:
    """Say who writes changes made in the admin into the audit trail."""
    _recorders[:] = [recorder]


def may_enter(request: HttpRequest) -> bool:
    """Superusers; supervisors and auditors with the staff flag."""
    user: Any = request.user
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    return bool(user.is_staff and getattr(user, "role", "") in {"supervisor", "auditor"})


def may_change(request: HttpRequest) -> bool:
    """Whoever may enter, but auditors."""
    user: Any = request.user
    return may_enter(request) and (user.is_superuser or user.role == "supervisor")


# The order of the work; what is not named comes last, together, under 'System'.
APPS = ("documents", "work", "progress", "reminders", "outbox", "org", "audit", "core")
_all_apps = admin.site.get_app_list


def apps_in_order(request: HttpRequest, app_label: str | None = None) -> list[Any]:
    """The tables on the first page of the admin, in the order of the work."""
    found: list[Any] = _all_apps(request, app_label)
    ours = sorted(
        (app for app in found if app["app_label"] in APPS), key=lambda app: APPS.index(app["app_label"])
    )
    system = [app for app in found if app["app_label"] not in APPS]
    if app_label is not None or not system:
        return [*ours, *system]
    tables = [table for app in system for table in app["models"]]
    return [*ours, {**system[0], "name": _("System"), "app_label": "system", "app_url": "", "models": tables}]


# The site object belongs to unfold and is made once; there is no setting for who may enter and in which order.
admin.site.has_permission = may_enter  # type: ignore[method-assign]
admin.site.get_app_list = apps_in_order  # type: ignore[method-assign]


class OfficeAdmin(ModelAdmin):
    """A table that supervisors keep and auditors read."""

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    list_fullwidth = True
    warn_unsaved_form = True
    # Services that record a change themselves.
    audited_by_service = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_enter(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.admin_changes = changes_of(form)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "created", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "changed", obj)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            self._record(request, "deleted", obj)
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, action: str, obj: Any) -> None:
        if self.audited_by_service and action != "deleted":
            return
        before, after = getattr(obj, "admin_changes", ({}, {}))
        self.record(request, f"{obj._meta.model_name}.{action}", obj, before, after)

    def record(
        self,
        request: HttpRequest,
        action: str,
        obj: models.Model,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        """Write a line into the audit trail, in a transaction of its own where the page has none."""
        with transaction.atomic():
            for recorder in _recorders:
                recorder(request, action, obj, before, after)


class LookOnlyAdmin(OfficeAdmin):
    """A table that nobody changes here, not by form, by action or by a hand-made POST."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LookOnlyInline(TabularInline):
    """Rows below a row, only to look at."""

    extra = 0
    can_delete = False
    show_change_link = False
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_enter(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def changes_of(form: Any) -> tuple[dict[str, str], dict[str, str]]:
    """(before, after) of the fields that a form changed, as text; never a password."""
    names = [name for name in form.changed_data if "password" not in name]
    before = {name: _text(form.initial.get(name)) for name in names}
    after = {name: _text(form.cleaned_data.get(name)) for name in names}
    return before, after


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, models.QuerySet | list | tuple):
        return ", ".join(str(entry) for entry in value)
    return str(value.pk if isinstance(value, models.Model) else value)


class SupervisorsAdmin(OfficeAdmin):
    """A table that only supervisors keep, as on the pages: not every superuser is one."""

    audited_by_service = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and _is_supervisor(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_supervisor(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_supervisor(request)


def _is_supervisor(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_supervisor", False))
