"""The tables of Celery beat, axes, tokens and groups: for superusers, in the look of the rest of the admin."""

from typing import Any

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django_celery_beat.admin import (
    ClockedScheduleAdmin,
    CrontabScheduleAdmin,
    PeriodicTaskAdmin,
    PeriodicTaskForm,
    TaskSelectWidget,
)
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from rest_framework.authtoken.admin import TokenAdmin
from rest_framework.authtoken.models import TokenProxy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget


class SystemAdmin(ModelAdmin):
    """Superusers only: these tables run the machine, not the office."""

    list_filter_submit = True
    list_fullwidth = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)


class TaskWidget(UnfoldAdminSelectWidget, TaskSelectWidget):
    """The choice of a registered task, in the look of the other fields."""


class BeatTaskForm(PeriodicTaskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskWidget()


for model in (
    PeriodicTask,
    IntervalSchedule,
    CrontabSchedule,
    SolarSchedule,
    ClockedSchedule,
    AccessAttempt,
    AccessFailureLog,
    AccessLog,
    TokenProxy,
    Group,
):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(PeriodicTask)
class PeriodicTaskOfficeAdmin(SystemAdmin, PeriodicTaskAdmin):
    form = BeatTaskForm


@admin.register(IntervalSchedule)
class IntervalScheduleOfficeAdmin(SystemAdmin):
    list_display = ["__str__", "every", "period"]


@admin.register(CrontabSchedule)
class CrontabScheduleOfficeAdmin(SystemAdmin, CrontabScheduleAdmin):
    pass


@admin.register(SolarSchedule)
class SolarScheduleOfficeAdmin(SystemAdmin):
    list_display = ["event", "latitude", "longitude"]


@admin.register(ClockedSchedule)
class ClockedScheduleOfficeAdmin(SystemAdmin, ClockedScheduleAdmin):
    pass


@admin.register(AccessAttempt)
class AccessAttemptOfficeAdmin(SystemAdmin, AccessAttemptAdmin):
    pass


@admin.register(AccessFailureLog)
class AccessFailureLogOfficeAdmin(SystemAdmin, AccessFailureLogAdmin):
    pass


@admin.register(AccessLog)
class AccessLogOfficeAdmin(SystemAdmin, AccessLogAdmin):
    pass


@admin.register(TokenProxy)
class TokenOfficeAdmin(SystemAdmin, TokenAdmin):
    # A token is a password: the list shows whose it is, not what it is.
    list_display = ["user", "created"]


@admin.register(Group)
class GroupOfficeAdmin(SystemAdmin, GroupAdmin):
    pass
