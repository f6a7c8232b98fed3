"""Forms of the item page and of an item entered by hand. They read what was typed; the services judge it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import DomainError
from tasks_app.documents.models import Kind
from tasks_app.org.models import Unit, User
from tasks_app.progress.files import TYPES
from tasks_app.web.forms.chosen import chosen
from tasks_app.web.naming import label_of
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services.drafts import Owners


def add_errors(form: forms.BaseForm, error: DomainError) -> None:
    """Put the message of a service beside the fields that it names, and above the form."""
    for name, messages in error.fields.items():
        if name in form.fields:
            for message in messages:
                form.add_error(name, str(message))
    form.add_error(None, error.message)


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in chosen if one]


class ReportForm(forms.Form):
    """One report of progress."""

    percent = forms.IntegerField(label=_("Progress in percent"), min_value=0, max_value=100)
    text = forms.CharField(
        label=_("What was done"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    problems = forms.CharField(
        label=_("Problems"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = forms.CharField(
        label=_("Next step"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    files = FilesField(label=_("Evidence"), required=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"report_{assignment.pk}_%s")
        super().__init__(*args, **kwargs)
        accept = ",".join(f".{name}" for name in sorted(TYPES))
        self.fields["files"].widget.attrs.update({"multiple": True, "accept": accept})
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class ExtensionForm(forms.Form):
    """A request for more time."""

    new_deadline = forms.DateField(
        label=_("New deadline"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"extension_{assignment.pk}_%s")
        super().__init__(*args, **kwargs)
        if assignment.deadline:
            earliest = assignment.deadline + dt.timedelta(days=1)
            self.fields["new_deadline"].widget.attrs["min"] = earliest.isoformat()
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class ItemForm(forms.Form):
    """An item entered by hand, or a draft that is changed."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Kind of work"), choices=Kind.choices, initial=Kind.OTHER)
    lead = forms.ModelChoiceField(
        label=_("Lead unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("none chosen"),
        help_text=_("Answers for the item. Leave it empty when each unit answers for its own share."),
    )
    supports = forms.ModelMultipleChoiceField(
        label=_("Supporting units"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    eaches = forms.ModelMultipleChoiceField(
        label=_("Units that each answer for their own"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        label=_("People who answer in person"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A leader for the own portfolio, a head for the unit. It stands on this person's desk."),
    )
    deadline = forms.DateField(
        label=_("Deadline"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    long_term = forms.BooleanField(label=_("Long-term, without a deadline"), required=False)
    responsible_leader = forms.ModelChoiceField(
        label=_("Responsible leader"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("none chosen"),
        help_text=_("Decides on review and extensions. Empty: the leaders in charge of the unit."),
    )
    evidence_required = forms.BooleanField(label=_("Evidence required at closing"), required=False)
    supporters_block = forms.BooleanField(label=_("Supporting units must finish too"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user).active()
        for name in ("lead", "supports", "eaches"):
            self.fields[name].queryset = units  # type: ignore[attr-defined]
        people = User.objects.visible_to(user).offered(chosen(self, "people"))
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].label_from_instance = label_of  # type: ignore[attr-defined]
        leaders = User.objects.visible_to(user).active().with_role(User.Role.LEADER)
        self.fields["responsible_leader"].queryset = leaders  # type: ignore[attr-defined]
        for name in ("title", "deadline"):
            self.fields[name].widget.attrs["class"] = "form-control"
        for name in ("kind", "lead", "responsible_leader"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def values(self) -> dict[str, Any]:
        """The arguments of work.services.create_item and edit_item."""
        given = dict(self.cleaned_data)
        owners = Owners(
            lead=given.pop("lead"),
            supports=tuple(given.pop("supports")),
            eaches=tuple(given.pop("eaches")),
            people=tuple(given.pop("people")),
        )
        return {**given, "owners": owners}

    @staticmethod
    def initial_of(item: WorkItem) -> dict[str, Any]:
        """What a draft holds, to begin from."""
        shares = list(item.assignments.all())
        rows = [row for row in shares if row.person_id is None]
        return {
            "title": item.title,
            "kind": item.kind,
            "lead": next((row.unit_id for row in rows if row.role == Assignment.Role.LEAD), None),
            "supports": [row.unit_id for row in rows if row.role == Assignment.Role.SUPPORT],
            "eaches": [row.unit_id for row in rows if row.role == Assignment.Role.EACH],
            "people": [row.person_id for row in shares if row.person_id is not None],
            "deadline": item.deadline,
            "long_term": item.long_term,
            "responsible_leader": item.responsible_leader_id,
            "evidence_required": item.evidence_required,
            "supporters_block": item.supporters_block,
        }
