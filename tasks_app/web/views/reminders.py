"""Whether the reminders live: processes, what waits, what failed, the rules; a supervisor can send again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks_app.core.errors import DomainError
from tasks_app.outbox.wake import wake_sender
from tasks_app.reminders import health
from tasks_app.reminders.models import Reminder, ReminderRule
from tasks_app.reminders.services import resend
from tasks_app.web.views.edge import moment, person, safe_next, tell_planner

SHOWN = 50


@login_required
@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not user.sees_everything:
        raise PermissionDenied
    mine = Reminder.objects.visible_to(user).for_list()
    failed, planned = mine.failed(), mine.planned()
    context: dict[str, Any] = {
        "status": health.status(moment(request)),
        "failed": failed[:SHOWN],
        "failed_count": failed.count(),
        "planned": planned.order_by("due_at", "pk")[:SHOWN],
        "planned_count": planned.count(),
        "recent": mine.sent().order_by("-message__sent_at", "-pk")[:20],
        "rules": ReminderRule.objects.all(),
    }
    return render(request, "web/reminders.html", context)


@login_required
@require_POST
def resend_reminder(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a reminder again that failed or could not be delivered."""
    user = person(request)
    reminder = get_object_or_404(Reminder.objects.visible_to(user), pk=pk)
    try:
        resend(user=user, reminder=reminder, at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        tell_planner()
        wake_sender()
        messages.success(request, _("It goes out again."))
    return redirect(safe_next(request, reverse("web:reminders")))
