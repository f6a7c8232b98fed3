"""Forms of the import page and of the workbench. They read what was typed; the services judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.readers.kinds import ACCEPTED
from tasks_app.org.models import User
from tasks_app.web.forms.work import ItemForm
from tasks_app.work.proposals import Proposal


class ImportForm(forms.Form):
    """A document to import: a file or pasted text, and what it is."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,  # the reader says better what is wrong with it
        help_text=_("Word (.docx), plain text, PDF with text, web page, Excel or CSV; at most 10 MB."),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is taken from the text."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("as the text says")), *SourceDocument.DocumentKind.choices],
        required=False,
    )
    issued_on = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("“By the end of the year” is counted from it. Without it such deadlines stay undated."),
        error_messages={"invalid": _("This date does not exist. Write it as 2026-03-10.")},
    )
    issuing_unit = forms.CharField(label=_("Issuing unit"), max_length=120, required=False)
    doc_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    replaces = forms.ModelChoiceField(
        SourceDocument.objects.all(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("The document that this one corrects no longer exists.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ACCEPTED.replace(" ", "") + ",.htm,.md"
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "kind" else "form-control"

    def clean_text(self) -> str:
        """Browsers send pasted text with CR LF; the stored text has LF only."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or {})
        if "text" in given and not given.get("file") and not given["text"].strip():
            self.add_error("text", _("Choose a file or paste the text."))
        return given


class MeasureForm(ItemForm):
    """The item that a measure becomes. version: what its maker saw (work.review)."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, measure: Measure, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"m{measure.pk}_%s")
        super().__init__(*args, user=user, **kwargs)

    def values(self) -> dict[str, Any]:
        given = super().values()
        given.pop("version")
        return given

    @staticmethod
    def proposed(measure: Measure, proposal: Proposal) -> dict[str, Any]:
        """What the text proposes, to begin from."""
        return {
            "title": proposal.title,
            "kind": measure.kind,
            "lead": proposal.owners.lead.pk if proposal.owners.lead else None,
            "supports": [unit.pk for unit in proposal.owners.supports],
            "eaches": [unit.pk for unit in proposal.owners.eaches],
            "people": [person.pk for person in proposal.owners.people],
            "deadline": proposal.deadline,
            "long_term": proposal.long_term,
        }
