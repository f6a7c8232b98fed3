"""The page of one item, an item entered by hand, and the files that prove a report."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks_app.core.errors import DomainError
from tasks_app.progress.models import Evidence
from tasks_app.web.forms.work import ItemForm, add_errors
from tasks_app.web.item_page import Rejected, gather
from tasks_app.web.views.edge import moment, person, tell_planner, window_of
from tasks_app.work.models import WorkItem
from tasks_app.work.services import create_item, edit_item, issue_item

# What a browser may show in its window; everything else is saved. Nothing here can carry a script into the page.
INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})


def item_page(
    request: HttpRequest, pk: int, rejected: Rejected | None = None, status: int = 200
) -> HttpResponse:
    """The page as it is now; with a form that was not accepted, shown as it was typed."""
    context = gather(person(request), pk, window_of(request), rejected)
    return render(request, "web/item.html", context, status=status)


@login_required
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return item_page(request, pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest) -> HttpResponse:
    """An order that stands in no document: by telephone, by word of mouth."""
    return _item_form(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft may be changed until it is issued."""
    draft = get_object_or_404(WorkItem.objects.visible_to(person(request)).for_page(), pk=pk)
    return _item_form(request, draft)


def _item_form(request: HttpRequest, draft: WorkItem | None) -> HttpResponse:
    """Show the form, or save the draft and, where that was asked for, issue it in the same transaction."""
    user = person(request)
    if not user.is_supervisor:
        raise PermissionDenied
    if request.method != "POST":
        initial = ItemForm.initial_of(draft) if draft else None
        return _show_form(request, ItemForm(user=user, initial=initial), draft)
    form = ItemForm(request.POST, user=user)
    if not form.is_valid():
        return _show_form(request, form, draft, status=400)
    issue = request.POST.get("then") == "issue"
    try:
        with transaction.atomic():
            saved = _save(request, form, draft)
            if issue:
                saved = issue_item(user=user, item=saved, at=moment(request))
    except DomainError as error:
        add_errors(form, error)
        return _show_form(request, form, draft, status=error.status)
    if issue:
        tell_planner()
        messages.success(
            request, _("Issued as %(number)s. The units are being told.") % {"number": saved.number}
        )
    else:
        messages.success(request, _("Saved as a draft. Nobody has been told yet."))
    return redirect("web:item", saved.pk)


def _save(request: HttpRequest, form: ItemForm, draft: WorkItem | None) -> WorkItem:
    user, at = person(request), moment(request)
    if draft is None:
        return create_item(user=user, at=at, **form.values())
    return edit_item(user=user, item=draft, at=at, **form.values())


def _show_form(
    request: HttpRequest, form: ItemForm, draft: WorkItem | None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "draft": draft}
    return render(request, "web/item_form.html", context, status=status)


@login_required
@require_POST
def item_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a draft as it stands."""
    user = person(request)
    draft = get_object_or_404(WorkItem.objects.visible_to(user), pk=pk)
    try:
        issued = issue_item(user=user, item=draft, at=moment(request))
    except DomainError as error:
        return item_page(request, pk, Rejected("issue", pk, error.message), status=error.status)
    tell_planner()
    messages.success(
        request, _("Issued as %(number)s. The units are being told.") % {"number": issued.number}
    )
    return redirect("web:item", pk)


@login_required
@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a report, for whoever may see the assignment; images and PDF in the window when `?inline=1` asks for it.

    The type is the one that was told from the content at upload, and the browser is forbidden to guess another.
    """
    row = get_object_or_404(Evidence.objects.visible_to(person(request)), pk=pk)
    inline = request.GET.get("inline") == "1" and row.content_type in INLINE
    response = FileResponse(
        row.file.open("rb"), as_attachment=not inline, filename=row.name, content_type=row.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    if row.content_type != "application/pdf":  # the browser's own PDF viewer does not run in a sandbox
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
