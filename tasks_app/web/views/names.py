"""What names in documents mean: the question on a card, the page of all names with undo, the collectives, the leaders."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tasks_app.audit.models import Event
from tasks_app.core.errors import DomainError
from tasks_app.documents.mentions import asked_for, mentions
from tasks_app.org.directory import Directory
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User
from tasks_app.org.naming import (
    NAME_ACTIONS,
    change_name,
    forget_name,
    remember_name,
    save_collective,
    shown,
    undo_name,
)
from tasks_app.org.services import drop_portfolio, save_portfolio
from tasks_app.org.wording import squeezed, taken_apart
from tasks_app.web.forms.naming import CollectiveForm, NameForm, PortfolioForm
from tasks_app.web.forms.work import add_errors
from tasks_app.web.ledger import searched
from tasks_app.web.views.documents import overseers, supervisors
from tasks_app.web.views.edge import moment, person
from tasks_app.web.views.workbench import answer, done, measure_of

PER_PAGE = 50
RECENT = 15


def _list_changed() -> HttpResponse:
    """The list with what was changed lately open, where it can be undone."""
    return redirect(reverse("web:names") + "?changed=1")


def _answered(request: HttpRequest, form: NameForm, user: User) -> str:
    """Remember what the form says; the meaning in words. Raises DomainError."""
    name = form.cleaned_data["name"]
    if form.makes_collective:
        units = form.cleaned_data["units"]
        return str(save_collective(user=user, at=moment(request), name=name, rule="list", units=units))
    return shown(remember_name(user=user, name=name, said=form.said(), at=moment(request)))


def _remembered(name: str, meaning: str) -> str:
    return _("Remembered: “%(name)s” means %(unit)s.") % {"name": name, "unit": meaning}


@supervisors
@require_POST
def measure_alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Say on a card whom a name means; remembered for all documents. `meaning` left out: one unit."""
    found, user = measure_of(request, pk), person(request)
    form = NameForm(request.POST, user=user, auto_id=f"n{found.pk}_%s")
    # The longer form stays open with what was chosen; the short ones have nothing to lose.
    longer = (
        form if request.POST.get("meaning", KnownName.Meaning.NOBODY) != KnownName.Meaning.NOBODY else None
    )
    if not form.is_valid():
        return answer(request, found, error=form.first_error, asking=longer, status=400)
    try:
        meaning = _answered(request, form, user)
    except DomainError as error:
        return answer(request, found, error=error.message, asking=longer, status=error.status)
    response = done(request, found, _remembered(form.cleaned_data["name"], meaning))
    response["HX-Trigger"] = "wb-alias"  # other cards that wait for this name draw themselves anew
    return response


# --- Names -------------------------------------------------------------------------------------------------------------
@overseers
@require_GET
def names(request: HttpRequest) -> HttpResponse:
    """Every name that is remembered, what it means, in how many open sentences it stands; what is still asked; undo.

    Query: q (words), meaning (one of KnownName.Meaning), page.
    """
    user, words, meaning = person(request), searched(request.GET), request.GET.get("meaning", "")
    rows = KnownName.objects.visible_to(user).with_meaning().search(words).newest_first()
    if meaning in KnownName.Meaning.values:
        rows = rows.meaning_a(meaning)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    stated = mentions()
    used = _used(stated)
    context = {
        **_tabs("names"),
        "page": page,
        "rows": [(row, shown(row), used[squeezed(row.name)]) for row in page.object_list],
        "words": words,
        "meaning": meaning,
        "meanings": KnownName.Meaning.choices,
        "query": urlencode({"q": words, "meaning": meaning}),
        "asked": asked_for(stated, Directory.load()),
        "changed": "changed" in request.GET,
        "recent": Event.objects.filter(action__in=NAME_ACTIONS).order_by("-sequence")[:RECENT],
        "may_change": user.is_supervisor,
    }
    return render(request, "web/names/names.html", context)


def _tabs(here: str) -> dict[str, Any]:
    return {"tab": here}


def _used(stated: Counter[str]) -> Counter[str]:
    """name without what brackets say beside it -> number of open sentences."""
    found: Counter[str] = Counter()
    for name, count in stated.items():
        for form in {*taken_apart(name).names, squeezed(name)}:
            found[form] += count
    return found


@supervisors
@require_http_methods(["GET", "POST"])
def name_new(request: HttpRequest) -> HttpResponse:
    """Say whom a name means, before or after it is met in a document. Query: name."""
    user = person(request)
    form = NameForm(
        request.POST if request.method == "POST" else None,
        user=user,
        initial={"name": request.GET.get("name", ""), "meaning": KnownName.Meaning.UNIT},
    )
    if request.method == "POST" and form.is_valid():
        try:
            meaning = _answered(request, form, user)
        except DomainError as error:
            add_errors(form, error)
        else:
            messages.success(request, _remembered(form.cleaned_data["name"], meaning))
            return _list_changed()
    return _name_page(request, form, reverse("web:name_new"), None)


@supervisors
@require_http_methods(["GET", "POST"])
def name_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a remembered name means; sentences that are still to be decided show it at once."""
    user = person(request)
    known = get_object_or_404(KnownName.objects.visible_to(user).with_meaning(), pk=pk)
    form = NameForm(
        request.POST if request.method == "POST" else None, user=user, initial=NameForm.initial_of(known)
    )
    if request.method == "POST" and form.is_valid():
        try:
            meaning = _changed(request, form, known, user)
        except DomainError as error:
            add_errors(form, error)
        else:
            messages.success(request, _remembered(known.name, meaning))
            return _list_changed()
    return _name_page(request, form, reverse("web:name_edit", args=[pk]), known)


@transaction.atomic
def _changed(request: HttpRequest, form: NameForm, known: KnownName, user: User) -> str:
    said = form.said()
    if form.makes_collective:
        # The name is free for the list that takes it over.
        forget_name(user=user, known=known, at=moment(request))
        return _answered(request, form, user)
    return shown(change_name(user=user, known=known, said=said, at=moment(request)))


def _name_page(request: HttpRequest, form: NameForm, action: str, known: KnownName | None) -> HttpResponse:
    context = {
        **_tabs("names"),
        "form": form,
        "action": action,
        "known": known,
        "units": Unit.objects.visible_to(person(request)).active(),
    }
    status = 400 if form.is_bound else 200
    return render(request, "web/names/name.html", context, status=status)


@supervisors
@require_POST
def name_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what a name means; where it occurs it is asked for again."""
    known = get_object_or_404(KnownName.objects.visible_to(person(request)), pk=pk)
    try:
        forget_name(user=person(request), known=known, at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            _("Forgotten: “%(name)s”. Under “Changed lately” it can be undone.") % {"name": known.name},
        )
    return _list_changed()


@supervisors
@require_POST
def name_undo(request: HttpRequest, sequence: int) -> HttpResponse:
    """Undo a line of “Changed lately”."""
    event = get_object_or_404(Event, sequence=sequence, action__in=NAME_ACTIONS)
    try:
        known = undo_name(user=person(request), event=event, at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        name = str((event.after or event.before).get("name", ""))
        if known is None:
            messages.success(request, _("Undone: “%(name)s” is asked for again.") % {"name": name})
        else:
            messages.success(request, _remembered(name, shown(known)))
    return _list_changed()


# --- Collectives -------------------------------------------------------------------------------------------------------
@overseers
@require_GET
def collectives(request: HttpRequest) -> HttpResponse:
    """Every collective with who belongs to it at this moment, and in how many open sentences it stands."""
    user = person(request)
    directory = Directory.load()
    used: Counter[int] = Counter()
    for name, count in mentions().items():
        meant = directory.meaning(name).collective
        if meant:
            used[meant.pk] += count
    rows = Collective.objects.visible_to(user).with_members().prefetch_related("names")
    context = {
        **_tabs("collectives"),
        "rows": [(row, directory.expand(row), used[row.pk]) for row in rows],
        "may_change": user.is_supervisor,
    }
    return render(request, "web/names/collectives.html", context)


@supervisors
@require_http_methods(["GET", "POST"])
def collective_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a collective, or change it. Items that were confirmed keep the members of their moment."""
    user = person(request)
    known = get_object_or_404(Collective.objects.visible_to(user), pk=pk) if pk else None
    given = request.POST if request.method == "POST" else None
    form = CollectiveForm(given, user=user, instance=known)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_collective(user=user, at=moment(request), collective=known, **form.values())
        except DomainError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved})
            return redirect("web:collectives")
    context = {**_tabs("collectives"), "form": form, "known": known}
    return render(request, "web/names/collective.html", context, status=400 if form.is_bound else 200)


# --- Leaders -----------------------------------------------------------------------------------------------------------
@overseers
@require_GET
def leaders(request: HttpRequest) -> HttpResponse:
    """Each leader with the units in charge and the linked areas: what 分管战线 and 包联地区 stand for."""
    user = person(request)
    rows = User.objects.visible_to(user).active().with_role(User.Role.LEADER).select_related("unit")
    held = Portfolio.objects.visible_to(user).of_active_leaders().prefetch_related("units")
    of_leader: dict[int, list[Portfolio]] = {}
    for row in held:
        of_leader.setdefault(row.leader_id, []).append(row)
    context = {
        **_tabs("leaders"),
        "rows": [(leader, of_leader.get(leader.pk, [])) for leader in rows],
        "kinds": Portfolio.Kind.choices,
        "may_change": user.is_supervisor,
    }
    return render(request, "web/names/leaders.html", context)


@supervisors
@require_http_methods(["GET", "POST"])
def portfolio_edit(request: HttpRequest, leader: int, kind: str, pk: int | None = None) -> HttpResponse:
    """Give a leader a portfolio or linked areas, or change them."""
    user = person(request)
    of = get_object_or_404(User.objects.visible_to(user).active().with_role(User.Role.LEADER), pk=leader)
    own = Portfolio.objects.visible_to(user).held_by(of, kind)
    known = get_object_or_404(own, pk=pk) if pk else None
    given = request.POST if request.method == "POST" else None
    form = PortfolioForm(given, user=user, portfolio=known)
    if request.method == "POST" and form.is_valid():
        try:
            save_portfolio(
                user=user, leader=of, kind=kind, at=moment(request), portfolio=known, **form.cleaned_data
            )
        except DomainError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("web:leaders")
    context = {
        **_tabs("leaders"),
        "form": form,
        "known": known,
        "leader": of,
        "kind_label": Portfolio.Kind(kind).label,
    }
    return render(request, "web/names/portfolio.html", context, status=400 if form.is_bound else 200)


@supervisors
@require_POST
def portfolio_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a portfolio or linked areas away."""
    known = get_object_or_404(Portfolio.objects.visible_to(person(request)), pk=pk)
    try:
        drop_portfolio(user=person(request), portfolio=known, at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken away."))
    return redirect("web:leaders")
