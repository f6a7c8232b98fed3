"""The overview: the state of everything in ten seconds, every figure a link to its list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tasks_app.org.models import User
from tasks_app.web import figures
from tasks_app.web.ledger import Ledger, shown
from tasks_app.web.views.edge import person, window_of
from tasks_app.work.lights import Light
from tasks_app.work.models import ExtensionRequest

SHOWN = 8  # rows of the short lists
ATTENTION = (
    "to_acknowledge",
    "due_this_week",
    "overdue",
    "in_review",
    "extension_pending",
    "returned",
    "stuck",
)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """For those who look after others' work. Officers and heads have their desk, outsiders an empty one."""
    user, window = person(request), window_of(request)
    if not (user.sees_everything or user.role == User.Role.LEADER):
        return redirect("web:desk")
    lights = figures.lights(user, window)
    total = sum(figure.count for figure in lights)
    done = next(figure for figure in lights if figure.code == Light.GREEN)
    stuck = list(shown(Ledger(list="stuck", sort="since").rows(user, window), 0, SHOWN))
    waits = ExtensionRequest.objects.visible_to(user).pending().of_assignments(stuck)
    pending = set(waits.values_list("assignment_id", flat=True))
    due = Ledger(list="due_this_week", sort="deadline")
    context: dict[str, Any] = {
        "total": figures.Figure("total", "", total, Ledger()),
        "lights": lights,
        "bar": [figure for figure in lights if figure.count],
        "done": done,
        "done_percent": round(100 * done.count / total) if total else 0,
        "states": figures.states(user, window),
        "attention": {code: figures.named(user, window, code) for code in ATTENTION},
        "units": figures.by_unit(user, window),
        "documents": figures.by_document(user, window),
        "stuck": list(figures.stuck(stuck, window, pending)),
        "due": list(shown(due.rows(user, window), 0, SHOWN)),
        "columns": list(Light),
    }
    return render(request, "web/overview.html", context)
