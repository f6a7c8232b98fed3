"""What people do with an assignment: one view, one service. A refused form comes back on the item's page as it was typed."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tasks_app.core.errors import DomainError
from tasks_app.org.models import User
from tasks_app.progress import services as progress
from tasks_app.progress.services import Upload
from tasks_app.web.forms.work import ExtensionForm, ReportForm, add_errors
from tasks_app.web.item_page import Rejected
from tasks_app.web.views.edge import moment, person, safe_next, tell_planner
from tasks_app.web.views.items import item_page
from tasks_app.work import services as work
from tasks_app.work.lifecycle import Action
from tasks_app.work.models import Assignment, ExtensionRequest

DONE = {
    Action.ACKNOWLEDGE: lambda: _("Acknowledged. Now report as the work goes on."),
    Action.SUBMIT: lambda: _("Submitted for review."),
    Action.APPROVE: lambda: _("Approved and closed."),
    Action.RETURN: lambda: _("Returned. The unit is being told the reason."),
    Action.SUSPEND: lambda: _("Suspended. No reminders go out until it is resumed."),
    Action.RESUME: lambda: _("Resumed."),
    Action.CANCEL: lambda: _("Cancelled."),
    Action.REOPEN: lambda: _("Reopened. The unit is being told the reason."),
}


def _assignment(request: HttpRequest, pk: int) -> Assignment:
    """The assignment, where this person may see it; otherwise 404, which tells nothing about it."""
    rows = Assignment.objects.visible_to(person(request)).select_related("item", "unit")
    return get_object_or_404(rows, pk=pk)


def _done(request: HttpRequest, item_id: int, message: str) -> HttpResponse:
    tell_planner()
    messages.success(request, message)
    return redirect(safe_next(request, reverse("web:item", args=[item_id])))


def _revision(request: HttpRequest) -> int | None:
    """The revision that the form was made from; None where a script left it out."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


@login_required
@require_POST
def assignment_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """A transition of the lifecycle's table."""
    if action not in DONE:
        raise Http404
    assignment = _assignment(request, pk)
    reason = request.POST.get("reason", "")
    try:
        _transition(person(request), assignment, action, reason, request)
    except DomainError as error:
        rejected = Rejected(action, pk, error.message, typed={"reason": reason})
        return item_page(request, assignment.item_id, rejected, status=error.status)
    return _done(request, assignment.item_id, DONE[Action(action)]())


def _transition(user: User, assignment: Assignment, action: str, reason: str, request: HttpRequest) -> None:
    given: dict[str, Any] = {"user": user, "assignment": assignment, "at": moment(request)}
    if action == Action.SUBMIT:
        progress.submit(**given, revision=_revision(request))
    else:
        work.transition(**given, action=action, reason=reason, revision=_revision(request))


@login_required
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report of progress with its files; with `then=submit` also submitted for review, both or neither."""
    assignment = _assignment(request, pk)
    form = ReportForm(request.POST, request.FILES, assignment=assignment)

    def write() -> None:
        given = dict(form.cleaned_data)
        # One byte more than allowed is enough for the service to refuse it.
        files = [
            Upload(file.name or "", file.read(settings.EVIDENCE_MAX_BYTES + 1)) for file in given.pop("files")
        ]
        user, at = person(request), moment(request)
        with transaction.atomic():
            progress.report(user=user, assignment=assignment, at=at, files=files, **given)
            if request.POST.get("then") == "submit":
                assignment.refresh_from_db()
                progress.submit(user=user, assignment=assignment, at=at)

    done = _("Reported and submitted for review.") if request.POST.get("then") == "submit" else _("Reported.")
    return _form_done(request, "report", assignment, form, write, done)


@login_required
@require_POST
def extension_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more time."""
    assignment = _assignment(request, pk)
    form = ExtensionForm(request.POST, assignment=assignment)

    def write() -> None:
        work.request_extension(
            user=person(request), assignment=assignment, at=moment(request), **form.cleaned_data
        )

    return _form_done(
        request,
        "extension",
        assignment,
        form,
        write,
        _("Asked for. The answer comes by mail and stands here."),
    )


def _form_done(
    request: HttpRequest,
    kind: str,
    assignment: Assignment,
    form: ReportForm | ExtensionForm,
    write: Callable[[], None],
    done: str,
) -> HttpResponse:
    """Run a service with a form; what it refuses comes back on the page with status and message."""
    status, message = 400, _("Please look at the marked fields.")
    if form.is_valid():
        try:
            write()
        except DomainError as error:
            add_errors(form, error)
            status, message = error.status, error.message
        else:
            return _done(request, assignment.item_id, done)
    rejected = Rejected(kind, assignment.pk, message, form=form, had_files=bool(request.FILES))
    return item_page(request, assignment.item_id, rejected, status=status)


@login_required
@require_POST
def extension_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a request for more time."""
    user = person(request)
    asked = get_object_or_404(ExtensionRequest.objects.visible_to(user).select_related("assignment"), pk=pk)
    decision, note = request.POST.get("decision", ""), request.POST.get("note", "")
    item_id = asked.assignment.item_id
    if decision not in {"grant", "refuse"}:
        rejected = Rejected("decide", pk, _("Choose: grant or refuse."), typed={"note": note})
        return item_page(request, item_id, rejected, status=400)
    try:
        work.decide_extension(
            user=user, request=asked, grant=decision == "grant", at=moment(request), note=note
        )
    except DomainError as error:
        rejected = Rejected("decide", pk, error.message, typed={"note": note})
        return item_page(request, item_id, rejected, status=error.status)
    done = (
        _("Granted. The deadline has moved.")
        if decision == "grant"
        else _("Refused. The unit is being told why.")
    )
    return _done(request, item_id, done)


@login_required
@require_POST
def handler(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the person inside the unit who does the work."""
    user, assignment = person(request), _assignment(request, pk)
    given = request.POST.get("handler", "")
    chosen = None
    if given.isascii() and given.isdigit():
        chosen = get_object_or_404(User.objects.visible_to(user).active(), pk=int(given))
    try:
        work.set_handler(user=user, assignment=assignment, handler=chosen, at=moment(request))
    except DomainError as error:
        rejected = Rejected("handler", pk, error.message)
        return item_page(request, assignment.item_id, rejected, status=error.status)
    return _done(request, assignment.item_id, _("The handler is now on record."))
