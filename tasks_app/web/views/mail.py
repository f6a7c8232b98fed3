"""The page behind a link in a mail: it names who acts and on what, and acts only when its button is pressed.

Works without a login: the signed link is the proof. GET changes nothing, so that a mail scanner may follow it.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tasks_app.core.clock import now
from tasks_app.core.errors import DomainError
from tasks_app.org.models import User
from tasks_app.reminders.tokens import ACKNOWLEDGE, Grant, TokenExpired, TokenInvalid, read_token
from tasks_app.work.access import may
from tasks_app.work.lifecycle import Action, Permission, State
from tasks_app.work.models import Assignment
from tasks_app.work.services import transition


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_action(request: HttpRequest, token: str) -> HttpResponse:
    """GET: who would do what. POST: do it as the person of the link, whoever is logged in in this browser."""
    response = _answer(request, token)
    # The address of this page is a key, so no other site may see it. Not "no-referrer": browsers would then post the
    # form with `Origin: null`, which the protection against forged requests refuses.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        grant = read_token(token, at=now())
    except TokenExpired:
        return _page(request, "expired", status=410)
    except TokenInvalid:
        return _page(request, "invalid", status=404)
    user = User.objects.select_related("unit").filter(pk=grant.user_id).first()
    assignment = _assignment(grant)
    if user is None or assignment is None or grant.action != ACKNOWLEDGE:
        return _page(request, "invalid", status=404)
    with translation.override(user.language):
        if not may(user, Permission.DO, assignment):
            return _page(request, "not_yours", user, assignment, status=403)
        if request.method == "POST" and assignment.state == State.ISSUED:
            return _acknowledge(request, user, assignment)
        return _page(request, "ask" if assignment.state == State.ISSUED else "done", user, assignment)


def _assignment(grant: Grant) -> Assignment | None:
    rows = Assignment.objects.select_related("item__document", "unit", "person", "acknowledged_by")
    return rows.filter(pk=grant.assignment_id).first()


def _acknowledge(request: HttpRequest, user: User, assignment: Assignment) -> HttpResponse:
    user.current_address = request.META.get("REMOTE_ADDR", "")
    try:
        transition(
            user=user,
            assignment=assignment,
            action=Action.ACKNOWLEDGE,
            at=now(),
            reason=_("by the link in the mail"),
        )
    except DomainError as error:
        assignment.refresh_from_db()
        return _page(request, "done", user, assignment, problem=error.message, status=error.status)
    return redirect(request.path)  # a reload of the page must not send the form again


def _page(
    request: HttpRequest,
    outcome: str,
    user: User | None = None,
    assignment: Assignment | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """outcome: ask, done, expired, invalid or not_yours; the template has a sentence for each."""
    other = request.user if user and request.user.is_authenticated and request.user != user else None
    context = {
        "outcome": outcome,
        "person": user,
        "assignment": assignment,
        "item": assignment.item if assignment else None,
        "logged_in_as_other": other,
        "by_this_person": bool(assignment and user and assignment.acknowledged_by_id == user.pk),
        "problem": problem,
    }
    return render(request, "web/mail_action.html", context, status=status)
