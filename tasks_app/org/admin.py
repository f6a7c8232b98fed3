"""Units, their other names, people, portfolios: what a supervisor keeps up to date."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import fields, widgets
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tasks_app.audit.services import actor_of, record
from tasks_app.core.admin import AllOrNothing, TableAdmin
from tasks_app.core.admin_base import OfficeAdmin
from tasks_app.core.clock import now
from tasks_app.org.models import KnownName, Portfolio, Unit, User
from tasks_app.org.services import save_unit


def _actor(request: HttpRequest) -> Any:
    return actor_of(request.user, address=str(request.META.get("REMOTE_ADDR", ""))[:64])


def refuse_taken_name(unit: Unit | None, name: str) -> None:
    """Raise ValidationError when documents already mean another unit by this name."""
    other = Unit.objects.named(name).first() if name else None
    if other and (unit is None or other.pk != unit.pk):
        raise ValidationError(
            _("“%(name)s” already means %(unit)s."), params={"name": name, "unit": other.name}, code="taken"
        )


# --- Units -------------------------------------------------------------------------------------------------------
class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind", "parent", "order", "active"]

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError(_("A unit cannot belong to itself or to a unit below it."), code="cycle")
        return parent

    def clean_short_name(self) -> str:
        name: str = self.cleaned_data["short_name"].strip()
        refuse_taken_name(self.instance if self.instance.pk else None, name)
        return name


class UnitResource(AllOrNothing):
    """Columns: name, short_name, kind, parent (name), order, active. A parent stands above the units that belong to it."""

    parent = fields.Field(
        column_name="parent", attribute="parent", widget=widgets.ForeignKeyWidget(Unit, field="name")
    )

    class Meta:
        model = Unit
        fields = ("name", "short_name", "kind", "parent", "order", "active")
        import_id_fields = ("name",)
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def do_instance_save(self, instance: Unit, is_create: bool) -> None:
        save_unit(unit=instance, at=now(), actor=self.actor)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.actor = actor_of(kwargs.get("user"))


@admin.register(Unit)
class UnitAdmin(TableAdmin):
    audited_by_service = True
    form = UnitForm
    resource_classes = [UnitResource]
    list_display = ["name", "short_name", "kind", "parent", "order", "active"]
    list_select_related = ["parent"]
    list_filter = ["kind", "active", ("parent", AutocompleteSelectFilter)]
    search_fields = ["name", "short_name", "aliases__name"]
    autocomplete_fields = ["parent"]

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        save_unit(unit=obj, at=now(), actor=_actor(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A unit that is gone is made inactive: its history keeps its name."""
        return False


class KnownNameForm(forms.ModelForm):
    class Meta:
        model = KnownName
        fields = ["unit", "name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("unit") and data.get("name"):
            refuse_taken_name(data["unit"], data["name"])
        return data


@admin.register(KnownName)
class KnownNameAdmin(OfficeAdmin):
    form = KnownNameForm
    list_display = ["name", "unit"]
    list_select_related = ["unit"]
    list_filter = [("unit", AutocompleteSelectFilter)]
    search_fields = ["name", "unit__name", "unit__short_name"]
    autocomplete_fields = ["unit"]


@admin.register(Portfolio)
class PortfolioAdmin(OfficeAdmin):
    list_display = ["name", "leader", "kind", "unit_names"]
    list_select_related = ["leader"]
    list_filter = ["kind", ("leader", AutocompleteSelectFilter)]
    search_fields = ["name", "leader__full_name", "units__name"]
    autocomplete_fields = ["leader", "units"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Portfolio]:
        return super().get_queryset(request).prefetch_related("units")

    @admin.display(description=_("units"))
    def unit_names(self, portfolio: Portfolio) -> str:
        return "、".join(str(unit) for unit in portfolio.units.all())


# --- People ------------------------------------------------------------------------------------------------------
class UserResource(AllOrNothing):
    """Columns: username, full_name, role, unit (name), position, phone, email, language, is_active.

    New people get no password: set one in the admin before they can log in. Flags of the administration cannot be imported.
    """

    unit = fields.Field(
        column_name="unit", attribute="unit", widget=widgets.ForeignKeyWidget(Unit, field="name")
    )

    class Meta:
        model = User
        fields = (
            "username",
            "full_name",
            "role",
            "unit",
            "position",
            "phone",
            "email",
            "language",
            "is_active",
        )
        import_id_fields = ("username",)
        skip_unchanged = True
        report_skipped = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.by = kwargs.get("user")

    def before_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        if instance.is_superuser and not getattr(self.by, "is_superuser", False):
            raise ValidationError(
                _("“%(name)s” is a superuser: only a superuser may change that account.") % {"name": instance}
            )
        if not instance.password:
            instance.set_unusable_password()
        instance.full_clean()

    def after_save_instance(self, instance: User, row: Any, **kwargs: Any) -> None:
        record(
            actor=actor_of(self.by),
            action="user.imported",
            obj=instance,
            at=now(),
            after={"role": instance.role, "unit": instance.unit_id, "active": instance.is_active},
        )


@admin.register(User)
class UserAdmin(TableAdmin, DjangoUserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    resource_classes = [UserResource]
    list_display = [
        "username",
        "full_name",
        "role",
        "unit",
        "position",
        "is_active",
        "is_staff",
        "last_login",
    ]
    list_select_related = ["unit"]
    list_filter = ["role", "is_active", "is_staff", ("unit", AutocompleteSelectFilter)]
    search_fields = ["username", "full_name", "position", "phone", "email", "unit__name"]
    ordering = ["unit__order", "pk"]
    autocomplete_fields = ["unit"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": [("username", "full_name"), "password"]}),
        (_("place in the office"), {"fields": [("role", "unit"), "position"]}),
        (_("contact"), {"fields": [("email", "phone"), "language"]}),
        (
            _("account"),
            {"fields": ["is_active", ("is_staff", "is_superuser"), ("last_login", "date_joined")]},
        ),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "username",
                    "full_name",
                    "role",
                    "unit",
                    "position",
                    "email",
                    "password1",
                    "password2",
                ],
            },
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who administers the machine is decided by superusers."""
        fixed = ["last_login", "date_joined"]
        return fixed if request.user.is_superuser else [*fixed, "is_staff", "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's account, and with it the password, is changed by superusers only."""
        allowed = super().has_change_permission(request, obj)
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return bool(allowed)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A person who left is made inactive: the trail keeps the name, and nothing is addressed to the account."""
        return False
