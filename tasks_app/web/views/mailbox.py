"""The messages that were sent to the person who is logged in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tasks_app.org.models import User
from tasks_app.outbox.models import Message
from tasks_app.web.views.edge import person

PAGE_SIZE = 30


def may_see_all(user: User) -> bool:
    """Only in a demo: a message holds links that act as its recipient, so that nobody else reads it in earnest."""
    return bool(settings.DEBUG) and user.is_supervisor


def readable(user: User, *, everybody: bool) -> QuerySet[Message]:
    if everybody and may_see_all(user):
        return Message.objects.all()
    return Message.objects.visible_to(user)


@never_cache
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    user = person(request)
    everybody = request.GET.get("all") == "1" and may_see_all(user)
    rows = readable(user, everybody=everybody).defer("text", "html", "headers")
    context: dict[str, Any] = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "everybody": everybody,
        "may_see_all": may_see_all(user),
        "query": "all=1" if everybody else "",
    }
    return render(request, "web/inbox.html", context)


@never_cache
@login_required
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: as text with its links, as it was laid out in a frame that runs nothing, and what the server said."""
    user = person(request)
    row = get_object_or_404(readable(user, everybody=True).prefetch_related("deliveries"), pk=pk)
    context: dict[str, Any] = {
        "message": row,
        # The frame cannot open anything in itself: its links open in the window.
        "framed": f'<base target="_top">{row.html}' if row.html else "",
        "deliveries": row.deliveries.all(),
        "own": row.recipient_id == user.pk,
    }
    response = render(request, "web/message.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response
