"""Two versions of a document side by side: what is the same, changed, new, gone, and what is taken over."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tasks_app.core.errors import DomainError, Invalid
from tasks_app.documents.models import SourceDocument
from tasks_app.web.versions import EXPLAINED, GROUPS, SHOWS, numbered, row_of
from tasks_app.web.views.documents import overseers, supervisors
from tasks_app.web.views.edge import moment, person, tell_planner
from tasks_app.work.models import WorkItem
from tasks_app.work.services import cancel_left, carry_over, keep_left
from tasks_app.work.versions import heirs

PER_PAGE = 60


def _corrected(request: HttpRequest, pk: int) -> SourceDocument:
    """A document that replaces another one; 404 for every other."""
    found = SourceDocument.objects.visible_to(person(request)).select_related("replaces")
    document = get_object_or_404(found, pk=pk)
    if document.replaces is None:
        raise Http404
    return document


@overseers
@require_GET
def document_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The four groups, old and new sentence side by side. Query: show (all, changed, gone, new, same), page."""
    return _page(request, _corrected(request, pk))


def _page(
    request: HttpRequest, document: SourceDocument, *, error: str = "", status: int = 200
) -> HttpResponse:
    found = heirs(document)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    counts = {kind: sum(heir.kind == kind for heir in found) for kind in GROUPS}
    page = Paginator(numbered(found, show), PER_PAGE).get_page(request.GET.get("page"))
    rows = [row_of(heir, number) for heir, number in page.object_list]
    context = {
        "document": document,
        "earlier": document.replaces,
        "editable": person(request).is_supervisor
        and document.state == SourceDocument.State.REVIEW
        and document.replacement is None,
        "supervises": person(request).is_supervisor,
        "error": error,
        "show": show,
        "shows": [("all", _("All"), len(found)), *((kind, GROUPS[kind], counts[kind]) for kind in GROUPS)],
        "groups": [
            (kind, GROUPS[kind], EXPLAINED[kind], counts[kind], list(members))
            for kind, members in groupby(rows, key=lambda row: row.kind)
        ],
        "plain": sum(heir.plain for heir in found),
        "asking": sum(row_of(heir, None).asks for heir in found if not heir.plain),
        "page": page,
        "query": f"show={show}",
    }
    return render(request, "web/documents/versions.html", context, status=status)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    show = request.POST.get("show", "all")
    query = f"?show={show}" if show in SHOWS and show != "all" else ""
    return redirect(f"{reverse('web:document_versions', args=[pk])}{query}")


@supervisors
@require_POST
def document_carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the decisions of pairs ("old-new", several), or with all=1 of every pair in which nothing differs."""
    document = _corrected(request, pk)
    try:
        if request.POST.get("all"):
            pairs = [(row.old.pk, row.new.pk) for row in heirs(document) if row.plain and row.old and row.new]
        else:
            pairs = [_pair(value) for value in request.POST.getlist("pair")]
        if not pairs:
            raise Invalid("work.carry_nothing", _("There is nothing to carry over."))
        carried = carry_over(user=person(request), document=document, pairs=pairs, at=moment(request))
    except DomainError as error:
        return _page(request, document, error=error.message, status=error.status)
    messages.success(
        request,
        ngettext("%(count)d decision carried over.", "%(count)d decisions carried over.", len(carried))
        % {"count": len(carried)},
    )
    return _back(request, pk)


def _pair(given: str) -> tuple[int, int]:
    old, _dash, new = given.partition("-")
    if not (old.isascii() and old.isdigit() and new.isascii() and new.isdigit() and len(given) < 40):
        raise Invalid("work.carry_nothing", _("There is nothing to carry over."))
    return int(old), int(new)


@supervisors
@require_POST
def document_cancel_left(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Cancel a running item whose sentence the corrected version no longer holds."""
    document = _corrected(request, pk)
    left = get_object_or_404(WorkItem.objects.visible_to(person(request)), pk=item)
    try:
        cancel_left(
            user=person(request),
            document=document,
            item=left,
            reason=request.POST.get("reason", ""),
            at=moment(request),
        )
    except DomainError as error:
        return _page(request, document, error=error.message, status=error.status)
    tell_planner()
    messages.success(request, _("%(number)s is cancelled.") % {"number": left.number})
    return _back(request, pk)


@supervisors
@require_POST
def document_keep_left(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Say that a running item whose sentence is gone runs on; it is not asked again."""
    document = _corrected(request, pk)
    left = get_object_or_404(WorkItem.objects.visible_to(person(request)), pk=item)
    try:
        kept = keep_left(user=person(request), document=document, item=left, at=moment(request))
    except DomainError as error:
        return _page(request, document, error=error.message, status=error.status)
    messages.success(request, _("%(number)s is kept and runs on.") % {"number": kept.number})
    return _back(request, pk)
