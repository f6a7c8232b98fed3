"""What the import form fills in by itself once a text is chosen. Nothing is stored; the person sees it and changes it."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tasks_app.core.errors import DomainError
from tasks_app.documents.readers import check_size, read
from tasks_app.documents.suggest import suggest
from tasks_app.web.views.documents import supervisors


@supervisors
@require_POST
def document_suggest(request: HttpRequest) -> JsonResponse:
    """Kind, title and date of the chosen file, else of the pasted text, as {fields: {name: value}, notes: {name: why}}.

    400 and {error} with the reader's advice for a file that cannot be read.
    """
    chosen = request.FILES.get("file")
    text, name = request.POST.get("text", ""), ""
    if chosen is not None:
        name = chosen.name or ""
        try:
            check_size(name, chosen.size or 0)
            text = read(name, chosen.read()).text
        except DomainError as error:
            return JsonResponse({"error": error.message}, status=error.status)
    if not text.strip():
        return JsonResponse({"fields": {}, "notes": {}})
    found = suggest(text, name)
    fields = {"title": found.title, "kind": found.kind}
    notes = {"title": _("Suggested from the text."), "kind": _("Suggested from the text.")}
    if found.issued_on is not None:
        fields["issued_on"] = found.issued_on.isoformat()
        notes["issued_on"] = _("Suggested: the text says “%(date)s”.") % {"date": found.date_text}
    return JsonResponse({"fields": fields, "notes": notes})
