"""Units, their other names, people, portfolios: what a supervisor keeps up to date."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export import fields, widgets
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tasks_app.audit.services import actor_of, record
from tasks_app.core.admin import AllOrNothing, TableAdmin
from tasks_app.core.admin_base import OfficeAdmin, SupervisorsAdmin
from tasks_app.core.clock import now
from tasks_app.core.errors import Invalid
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User
from tasks_app.org.naming import (
    COLLECTIVE_FIELDS,
    COLLECTIVE_LISTS,
    Said,
    change_name,
    check_name,
    forget_name,
    remember_name,
    save_collective,
    shown,
)
from tasks_app.org.services import keep_former, refuse_taken, save_unit
from tasks_app.org.wording import squeezed


def _actor(request: HttpRequest) -> Any:
    return actor_of(request.user, address=str(request.META.get("REMOTE_ADDR", ""))[:64])


def refuse_taken_name(unit: Unit | None, name: str) -> None:
    """Raise ValidationError when documents already mean something else by this name."""
    try:
        refuse_taken(unit, name)
    except Invalid as error:
        raise ValidationError(error.message, code="taken") from error


# --- Units -------------------------------------------------------------------------------------------------------
class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind", "parent", "order", "active", "successor", "merged_on"]

    def clean_parent(self) -> Unit | None:
        parent: Unit | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError(_("A unit cannot belong to itself or to a unit below it."), code="cycle")
        return parent

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        refuse_taken_name(self.instance if self.instance.pk else None, name)
        return name

    def clean_short_name(self) -> str:
        name: str = self.cleaned_data["short_name"].strip()
        refuse_taken_name(self.instance if self.instance.pk else None, name)
        return name

    def clean(self) -> dict[str, Any]:
        """The service refuses circles; here they are shown beside the field."""
        data = super().clean() or self.cleaned_data
        heir = data.get("successor")
        if heir and data.get("active"):
            raise ValidationError(
                {"successor": _("A unit that was merged into another one is not active.")}, code="active"
            )
        if heir and self.instance.pk and heir.pk == self.instance.pk:
            raise ValidationError({"successor": _("A unit cannot be merged into itself.")}, code="circle")
        return data


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

    def before_save_instance(self, instance: Unit, row: Any, **kwargs: Any) -> None:
        """What is new must not mean something else in documents; what has been there, also twice, stays."""
        self.old = list(Unit.objects.filter(pk=instance.pk).values_list("name", "short_name").first() or ())
        for name in {instance.name, instance.short_name}.difference(self.old):
            refuse_taken_name(instance, name)

    def do_instance_save(self, instance: Unit, is_create: bool) -> None:
        save_unit(unit=instance, at=now(), actor=self.actor)
        keep_former(unit=instance, names=self.old, at=now(), user=self.by)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.by = kwargs.get("user")
        self.actor = actor_of(self.by)


@admin.register(Unit)
class UnitAdmin(TableAdmin):
    audited_by_service = True
    form = UnitForm
    resource_classes = [UnitResource]
    list_display = ["name", "short_name", "kind", "parent", "order", "active", "successor"]
    list_select_related = ["parent", "successor"]
    list_filter = ["kind", "active", ("parent", AutocompleteSelectFilter)]
    search_fields = ["name", "short_name", "aliases__name"]
    autocomplete_fields = ["parent", "successor"]

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """A name that is replaced is kept as a former name, unless it was a slip that no document has used."""
        before = form.initial if change else {}
        with transaction.atomic():
            save_unit(unit=obj, at=now(), actor=_actor(request))
            old = [str(before.get(name) or "") for name in ("name", "short_name")]
            keep_former(unit=obj, names=old, at=now(), user=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A unit that is gone is made inactive: its history keeps its name."""
        return False


class KnownNameForm(forms.ModelForm):
    class Meta:
        model = KnownName
        fields = [
            "name",
            "meaning",
            "unit",
            "units",
            "collective",
            "person",
            "former",
            "used_from",
            "used_until",
        ]

    def said(self) -> Said:
        return Said.of(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        """What the service would refuse is said here, while the form can still show it."""
        data = super().clean() or self.cleaned_data
        name = data.get("name") or self.instance.name  # a name that is there is only shown
        if name and "meaning" in data:
            try:
                data["name"] = check_name(name, self.said())
            except Invalid as error:
                raise ValidationError(error.message, code=error.code) from error
        # Only what belongs to the meaning is kept; the rest may have been filled in before it was chosen.
        wanted = {"unit": "unit", "collective": "collective", "person": "person"}.get(data.get("meaning", ""))
        for name in ("unit", "collective", "person"):
            if name != wanted:
                data[name] = None
        return data


@admin.register(KnownName)
class KnownNameAdmin(SupervisorsAdmin):
    """What names in documents mean; the page “Names” shows in how many sentences each stands, and undoes."""

    form = KnownNameForm
    list_display = ["name", "meaning", "means", "former", "remembered_by", "remembered_at"]
    list_filter = ["meaning", "former", ("unit", AutocompleteSelectFilter)]
    search_fields = ["name", "unit__name", "unit__short_name", "collective__name"]
    autocomplete_fields = ["unit", "units", "collective", "person"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[KnownName]:
        return KnownName.objects.with_meaning()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["name"] if obj else []

    @admin.display(description=_("whom it means"))
    def means(self, known: KnownName) -> str:
        return shown(known)

    def save_model(self, request: HttpRequest, obj: KnownName, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        said = form.said()
        if change:
            change_name(user=request.user, known=obj, said=said, at=now())
        else:
            obj.pk = remember_name(user=request.user, name=obj.name, said=said, at=now()).pk

    def delete_model(self, request: HttpRequest, obj: KnownName) -> None:
        assert isinstance(request.user, User)
        forget_name(user=request.user, known=obj, at=now())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[KnownName]) -> None:
        for known in queryset:
            self.delete_model(request, known)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return None  # each is in the audit trail already


class CollectiveForm(forms.ModelForm):
    class Meta:
        model = Collective
        fields = [*COLLECTIVE_FIELDS, *COLLECTIVE_LISTS]

    def clean_name(self) -> str:
        name: str = squeezed(self.cleaned_data["name"])
        known = KnownName.objects.filter(name=name).first()
        if known is not None and known.collective_id != self.instance.pk:
            raise ValidationError(
                _("“%(name)s” has been remembered already: %(meaning)s. It is changed on the page “Names”."),
                params={"name": name, "meaning": shown(known)},
                code="taken",
            )
        refuse_taken_name(None, name) if known is None else None
        return name


@admin.register(Collective)
class CollectiveAdmin(SupervisorsAdmin):
    """Switched off rather than deleted, so that it can be said later from which rule an item's owners came."""

    form = CollectiveForm
    list_display = ["name", "rule", "unit_kind", "role", "share", "order", "active"]
    list_filter = ["rule", "active", "unit_kind"]
    search_fields = ["name", "names__name"]
    autocomplete_fields = ["units", "except_units", "people"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Collective, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        values = {name: form.cleaned_data[name] for name in (*COLLECTIVE_FIELDS, *COLLECTIVE_LISTS)}
        known = Collective.objects.get(pk=obj.pk) if change else None
        obj.pk = save_collective(user=request.user, at=now(), collective=known, **values).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has saved the lists already."""


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
