"""Forms for names and collectives: whom a name in documents means, and who belongs to a collective."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User
from tasks_app.org.naming import Said
from tasks_app.org.wording import squeezed
from tasks_app.web.forms.chosen import chosen
from tasks_app.web.naming import label_of

NEW_LIST = "list"  # not a meaning of its own: a collective that is made on the spot
MEANINGS = (
    (KnownName.Meaning.UNIT, _("one unit")),
    (KnownName.Meaning.UNITS, _("several units")),
    (KnownName.Meaning.COLLECTIVE, _("a collective that is known")),
    (NEW_LIST, _("a new collective: a list of units")),
    (KnownName.Meaning.PERSON, _("a person")),
    (KnownName.Meaning.NOBODY, _("no owner: pass over this name")),
)


class NameForm(forms.Form):
    """Whom a name means. `meaning` says which of the other fields counts; left out, it is one unit."""

    name = forms.CharField(max_length=120, widget=forms.HiddenInput)
    meaning = forms.ChoiceField(
        label=_("It means"), choices=MEANINGS, required=False, widget=forms.RadioSelect
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        to_field_name="name",
        required=False,
        widget=forms.TextInput(attrs={"list": "unit-names", "autocomplete": "off", "class": "form-control"}),
        error_messages={"invalid_choice": _("Choose the unit that the name means.")},
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Units"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    collective = forms.ModelChoiceField(
        label=_("Collective"),
        queryset=Collective.objects.none(),
        required=False,
        empty_label=_("none chosen"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("none chosen"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    former = forms.BooleanField(label=_("a former name of the unit"), required=False)
    used_from = forms.DateField(
        label=_("used from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    used_until = forms.DateField(
        label=_("used until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = units.active()
        fields["units"].queryset = units.offered(self.initial.get("units") or ())
        fields["collective"].queryset = Collective.objects.visible_to(user).in_force()
        fields["person"].queryset = User.objects.visible_to(user).offered(chosen(self, "person"))
        fields["person"].label_from_instance = label_of

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        given["meaning"] = given.get("meaning") or KnownName.Meaning.UNIT
        wanted = {
            KnownName.Meaning.UNIT: "unit",
            KnownName.Meaning.UNITS: "units",
            NEW_LIST: "units",
            KnownName.Meaning.COLLECTIVE: "collective",
            KnownName.Meaning.PERSON: "person",
        }.get(given["meaning"])
        if wanted and not given.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, self._missing(wanted))
        return given

    def _missing(self, wanted: str) -> Any:
        return {
            "unit": _("Choose the unit that the name means."),
            "units": _("Tick the units that the name means."),
            "collective": _("Choose the collective that the name means."),
            "person": _("Choose the person whom the name means."),
        }[wanted]

    @property
    def makes_collective(self) -> bool:
        return bool(self.cleaned_data["meaning"] == NEW_LIST)

    def said(self) -> Said:
        """The meaning as naming.remember_name and change_name take it."""
        return Said.of(self.cleaned_data)

    @staticmethod
    def initial_of(known: KnownName) -> dict[str, Any]:
        """What a remembered name means, to begin from."""
        return {
            "name": known.name,
            "meaning": known.meaning,
            "unit": known.unit.name if known.unit else "",
            "units": [unit.pk for unit in known.units.all()],
            "collective": known.collective_id,
            "person": known.person_id,
            "former": known.former,
            "used_from": known.used_from,
            "used_until": known.used_until,
        }

    @property
    def first_error(self) -> str:
        """The sentence to show above a card, where there is no room beside the field."""
        for errors in self.errors.values():
            return str(errors[0])
        return ""


class CollectiveForm(forms.ModelForm):
    """A collective: its names, and who belongs to it."""

    names = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text=_("One a line. 全县各…, 所有… and …党委、政府 need no line of their own."),
    )

    class Meta:
        model = Collective
        fields = [
            "name",
            "rule",
            "unit_kind",
            "units",
            "except_units",
            "role",
            "position_words",
            "people",
            "share",
            "active",
            "note",
        ]
        widgets = {
            "units": forms.CheckboxSelectMultiple,
            "except_units": forms.CheckboxSelectMultiple,
            "people": forms.CheckboxSelectMultiple,
            "rule": forms.RadioSelect,
            "share": forms.RadioSelect,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        held = self.initial  # of a ModelForm: the members themselves
        for name in ("units", "except_units"):
            pks = [unit.pk for unit in held.get(name) or ()]
            fields[name].queryset = Unit.objects.visible_to(user).offered(pks)
        pks = [row.pk for row in held.get("people") or ()]
        fields["people"].queryset = User.objects.visible_to(user).offered(held=pks)
        fields["people"].label_from_instance = label_of
        roles = dict.fromkeys((User.Role.LEADER, User.Role.HEAD, User.Role(self.instance.role or "head")))
        fields["role"].choices = [("", "—"), *((role.value, role.label) for role in roles)]
        for name in ("name", "position_words", "note"):
            fields[name].widget.attrs["class"] = "form-control"
        for name in ("unit_kind", "role"):
            fields[name].widget.attrs["class"] = "form-select"
        fields["rule"].choices = Collective.Rule.choices
        fields["share"].choices = Collective.Share.choices
        self.others: list[str] = []
        if self.instance.pk:
            self.others = [row.name for row in self.instance.names.all() if row.name != self.instance.name]
            fields["names"].initial = "\n".join(self.others)

    def validate_unique(self) -> None:
        """The service says what is wrong, also with names."""

    def values(self) -> dict[str, Any]:
        """The arguments of naming.save_collective."""
        given = dict(self.cleaned_data)
        given["names"] = [name for line in given.pop("names").splitlines() if (name := squeezed(line))]
        given["dropped"] = [name for name in self.others if name not in given["names"]]
        return given


class PortfolioForm(forms.Form):
    """The units that a leader is in charge of, and the areas that the leader is linked with."""

    name = forms.CharField(
        label=_("What it is about"), max_length=80, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    units = forms.ModelMultipleChoiceField(
        label=_("Units"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, portfolio: Portfolio | None = None, **kwargs: Any) -> None:
        held = [unit.pk for unit in portfolio.units.all()] if portfolio is not None else []
        if portfolio is not None:
            kwargs.setdefault("initial", {"name": portfolio.name, "units": held})
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.visible_to(user).offered(held)  # type: ignore[attr-defined]
