"""The ledger (督办台账): every assignment, narrowed and ordered by the address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.middleware import HtmxDetails

from tasks_app.documents.models import Kind, SourceDocument
from tasks_app.org.models import Unit, User
from tasks_app.web.ledger import LISTS, TABS, Ledger, page_of
from tasks_app.web.views.edge import person, window_of
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import Light
from tasks_app.work.models import Assignment, ItemSource

# Heads of the columns: (title, order that a click asks for, the reverse of it).
COLUMNS = (
    (pgettext_lazy("lamp", "Light"), "light", ""),
    (gettext_lazy("Number and matter"), "number", "-number"),
    (gettext_lazy("Unit"), "unit", "-unit"),
    (gettext_lazy("Responsible leader"), "", ""),
    (gettext_lazy("Issued"), "-issued", "issued"),
    (gettext_lazy("Deadline"), "deadline", "-deadline"),
    (gettext_lazy("State and progress"), "percent", "-percent"),
)


class HtmxHttpRequest(HttpRequest):
    """A request as django-htmx's middleware leaves it."""

    htmx: HtmxDetails


@login_required
@require_safe
def ledger(request: HtmxHttpRequest) -> HttpResponse:
    """The whole page, or for htmx only the part that changes with the filter."""
    user, window = person(request), window_of(request)
    asked = Ledger.of(request.GET)
    rows = asked.rows(user, window)
    page = page_of(rows, request.GET.get("page"))
    context: dict[str, Any] = {
        "asked": asked,
        "page": page,
        "columns": [heading(asked, *column) for column in COLUMNS],
        "tabs": [("", _("All"), asked.but(list="").url)]
        + [(code, LISTS[code], asked.but(list=code).url) for code in shown_tabs(asked)],
        "lamps": [
            (code.value, code.label, asked.but(light="" if asked.light == code else code.value).url)
            for code in Light
        ],
        "chips": chips(asked, user),
        "choices": choices(user),
        "may_enter": user.is_supervisor,
        # The filter form keeps the cursor while one types in it; after any other click it shows the new question.
        "refresh_filter": bool(request.htmx) and request.htmx.trigger != "ledger-filter",
    }
    partial = request.htmx and not request.htmx.history_restore_request
    template = "web/_ledger_body.html" if partial else "web/ledger.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def heading(asked: Ledger, title: Any, sort: str, back: str) -> dict[str, Any]:
    """A head of the table: a click orders by it, another click the other way round."""
    wanted = back if back and asked.sort == sort else sort
    order = {sort: "ascending", back: "descending"}.get(asked.sort, "none") if sort else ""
    return {"title": title, "url": asked.but(sort=wanted).url if sort else "", "order": order}


def shown_tabs(asked: Ledger) -> list[str]:
    return list(TABS) + ([asked.list] if asked.list and asked.list not in TABS else [])


def choices(user: User) -> dict[str, Any]:
    """What the filter form offers: three queries."""
    return {
        "states": [choice for choice in State.choices if choice[0] != State.DRAFT or user.sees_everything],
        "kinds": Kind.choices,
        "roles": Assignment.Role.choices,
        "units": Unit.objects.answered_for_by(user).active(),
        "documents": documents_of(user),
        "leaders": User.objects.active().with_role(User.Role.LEADER)
        if user.role != User.Role.OUTSIDER
        else [],
    }


def documents_of(user: User) -> QuerySet[SourceDocument]:
    """The documents of which this person may see at least one assignment, also one that answers a sentence of theirs: their
    titles, not their texts."""
    seen = Assignment.objects.visible_to(user).order_by()
    answering = ItemSource.objects.filter(Exists(seen.filter(item=OuterRef("item"))))
    mine = Q(pk__in=seen.values("item__document")) | Q(pk__in=answering.values("measure__document"))
    return SourceDocument.objects.filter(mine).only("pk", "title")


def chips(asked: Ledger, user: User) -> list[tuple[str, str]]:
    """What the list is narrowed by, each with the address of the list without it."""
    found: list[tuple[str, str]] = []
    if asked.q:
        found.append((f"“{asked.q}”", asked.but(q="").url))
    if asked.mine:
        found.append((_("where I decide"), asked.but(mine=False).url))
    if asked.todo:
        found.append((_("mine to do"), asked.but(todo=False).url))
    if asked.unit is not None:
        unit = Unit.objects.visible_to(user).filter(pk=asked.unit).first()
        label = str(unit or "?")
        if unit and not asked.own:
            label = _("%(unit)s and below") % {"unit": unit}
        found.append((label, asked.but(unit=None, own=False).url))
    if asked.document is not None:
        document = documents_of(user).filter(pk=asked.document).first()
        found.append((str(document or "?"), asked.but(document=None).url))
    if asked.leader is not None:
        leader = User.objects.visible_to(user).filter(pk=asked.leader).first()
        found.append((str(leader or "?"), asked.but(leader=None).url))
    for name, labels in (("kind", Kind), ("role", Assignment.Role), ("state", State), ("light", Light)):
        value = getattr(asked, name)
        if value:
            found.append((str(labels(value).label), asked.but(**{name: ""}).url))
    if asked.due_from or asked.due_to:
        span = f"{asked.due_from or '…'} – {asked.due_to or '…'}"
        found.append((span, asked.but(due_from=None, due_to=None).url))
    return found
