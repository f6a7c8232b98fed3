"""The list of documents, importing one, its original file, its history."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tasks_app.audit.models import Event
from tasks_app.core.errors import DomainError
from tasks_app.documents.columns import asking
from tasks_app.documents.models import SourceDocument
from tasks_app.documents.readers import ReadResult, check_size, read
from tasks_app.documents.services import described_as, import_document, scope_of
from tasks_app.documents.suggest import suggest
from tasks_app.documents.titles import proposed_title
from tasks_app.progress.files import safe_name
from tasks_app.web.forms.documents import ImportForm
from tasks_app.web.forms.work import add_errors
from tasks_app.web.ledger import searched
from tasks_app.web.views.edge import moment, person

PER_PAGE = 30
HISTORY_LINES = 100

WORDS: dict[str, Any] = {
    "document.imported": gettext_lazy("imported the document"),
    "document.issued": gettext_lazy("issued the document"),
    "document.replaced": gettext_lazy("replaced the document by a corrected version"),
    "document.item_kept": gettext_lazy("kept an item of the earlier version running"),
    "measure.carried": gettext_lazy("carried a decision over from the earlier version"),
    "measure.confirmed": gettext_lazy("confirmed a measure"),
    "measure.dismissed": gettext_lazy("dismissed a measure"),
    "measure.answered": gettext_lazy("let the item of another document answer a sentence"),
    "measure.different": gettext_lazy("called a likely duplicate a different task"),
    "measure.asked_again": gettext_lazy("took back that a likely duplicate is a different task"),
    "measure.undecided": gettext_lazy("reset a measure"),
    "document.columns": gettext_lazy("said what the columns of the tables mean"),
    "measure.split": gettext_lazy("split a sentence in two"),
    "measure.merged": gettext_lazy("merged two sentences"),
    "measure.marked": gettext_lazy("marked a sentence as a measure"),
    "measure.unmarked": gettext_lazy("took back the mark of a sentence"),
}


def overseers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for those who may read whole documents: supervisors and auditors. Others: 403, or the login page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person(request).sees_everything:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(checked)


def supervisors(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only for supervisors, who alone change documents and measures."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not person(request).is_supervisor:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(checked)


@overseers
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """All documents, newest first, with how far each is decided."""
    user = person(request)
    words, state = searched(request.GET), request.GET.get("state", "")
    found = SourceDocument.objects.visible_to(user).with_coverage().select_related("imported_by")
    if words:
        found = found.filter(
            Q(title__icontains=words) | Q(doc_number__icontains=words) | Q(text__icontains=words)
        )
    if state in SourceDocument.State.values:
        found = found.filter(state=state)
    found = found.order_by("-imported_at", "-pk").defer("text", "segments")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "query": urlencode({"q": words, "state": state}),
        "state": state,
        "states": SourceDocument.State.choices,
        "may_import": user.is_supervisor,
    }
    return render(request, "web/documents/list.html", context)


@supervisors
@require_http_methods(["GET", "POST"])
def document_import(request: HttpRequest) -> HttpResponse:
    """Import a file or pasted text. What was typed stays when something is refused."""
    if request.method == "GET":
        return render(request, "web/documents/import.html", _prefilled(request))
    form = ImportForm(request.POST, request.FILES)
    well_formed = form.is_valid()
    chosen = request.FILES.get("file")
    content, found = b"", None
    if chosen is not None:
        try:
            check_size(chosen.name or "", chosen.size or 0)
            content = chosen.read()
            found = read(chosen.name or "", content)
        except DomainError as error:
            add_errors(form, error)
    if well_formed and form.is_valid():
        name = chosen.name or "" if chosen is not None else ""
        try:
            return _imported(request, form, name, content, found)
        except DomainError as error:
            add_errors(form, error)
            if error.code == "documents.twice":
                return _refused(request, form, found, twin=error.params["id"])
    return _refused(request, form, found)


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    """The empty form; with ?replaces=… that of a corrected version, filled with what the earlier one is."""
    number = request.GET.get("replaces", "")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return {"form": ImportForm()}
    replaced = get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=number)
    initial = {**described_as(replaced), "replaces": replaced.pk}
    return {"form": ImportForm(initial=initial), "replaced": replaced}


def _imported(
    request: HttpRequest, form: ImportForm, name: str, content: bytes, found: ReadResult | None
) -> HttpResponse:
    given = form.cleaned_data
    text = found.text if found else given["text"]
    document = import_document(
        user=person(request),
        title=given["title"].strip() or proposed_title(text, name) or _("Document without a title"),
        text=text,
        at=moment(request),
        kind=given["kind"] or suggest(text, name).kind,
        doc_number=given["doc_number"],
        issuing_unit=given["issuing_unit"],
        issued_on=given["issued_on"],
        file_name=safe_name(name) if name else "",
        file_bytes=content,
        replaces=given["replaces"],
    )
    for warning in found.warnings if found else ():
        messages.warning(request, str(warning))
    unclear = len(asking(document))
    if unclear:
        messages.warning(
            request,
            ngettext(
                "Imported. The columns of %(count)d table are not all understood: say what they mean before you decide.",
                "Imported. The columns of %(count)d tables are not all understood: say what they mean before you decide.",
                unclear,
            )
            % {"count": unclear},
        )
        return redirect("web:document_columns", document.pk)
    count = document.measures.count()
    if count:
        messages.success(
            request,
            _(
                "Imported. %(count)d sentences that order work were found: confirm, change or dismiss each of them."
            )
            % {"count": count},
        )
    else:
        messages.warning(
            request,
            _(
                "Imported, but no sentence that orders work was found. Read the text and mark the sentences yourself: "
                "select them, or press the + behind a sentence."
            ),
        )
    return redirect("web:document_versions" if document.replaces else "web:document", document.pk)


def _refused(
    request: HttpRequest, form: ImportForm, found: ReadResult | None, twin: int | None = None
) -> HttpResponse:
    """The form again with all that was typed. Browsers forget a chosen file, so its text is kept in the text field."""
    kept = found.text if found and not form["text"].value() else ""
    if kept:
        typed = request.POST.copy()
        typed["text"] = kept
        form.data = typed
    replaced = form.cleaned_data.get("replaces")
    context = {"form": form, "kept_file": bool(kept), "twin": twin, "replaced": replaced}
    return render(request, "web/documents/import.html", context, status=409 if twin else 400)


@overseers
@require_GET
def document_file(request: HttpRequest, pk: int) -> FileResponse:
    """The original file as it came, to be saved, never shown by the browser."""
    document = get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=pk)
    if not document.file:
        raise Http404
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=safe_name(document.file_name or document.title),
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


@overseers
@require_GET
def document_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what with the document and its measures, newest first."""
    document = get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=pk)
    events = Event.objects.filter(scope=scope_of(document)).order_by("-sequence")
    page = Paginator(events, HISTORY_LINES).get_page(request.GET.get("page"))
    lines = [
        {
            "event": event,
            "words": WORDS.get(event.action, event.action),
            "address": f"{reverse('web:document', args=[pk])}#m-{event.object_id}"
            if event.object_type == "documents.measure"
            else "",
        }
        for event in page
    ]
    return render(request, "web/documents/history.html", {"document": document, "lines": lines, "page": page})
