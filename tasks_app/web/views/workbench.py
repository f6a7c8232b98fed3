"""The workbench: a supervisor decides every measure of a document beside its sentence, and issues the document.

Each action answers an htmx request with the card and the coverage bar, and any other request with a page.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tasks_app.core.clock import local_date
from tasks_app.core.errors import Conflict, DomainError, Invalid
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.web.cards import PER_PAGE, Card, Workbench, answered_items, form_of
from tasks_app.web.forms.documents import MeasureForm
from tasks_app.web.forms.naming import NameForm
from tasks_app.web.forms.work import add_errors
from tasks_app.web.views.documents import overseers, supervisors
from tasks_app.web.views.edge import moment, person, tell_planner
from tasks_app.work.models import WorkItem
from tasks_app.work.review import at_version, require_seen
from tasks_app.work.services import (
    confirm_measure,
    dismiss_measure,
    issue_document,
    issue_problems,
    reset_measure,
)
from tasks_app.work.versions import left_running

SHOWS = ("all", "undecided", "confirmed", "answered", "dismissed")


def document_of(request: HttpRequest, pk: int) -> SourceDocument:
    return get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=pk)


def measure_of(request: HttpRequest, pk: int) -> Measure:
    found = Measure.objects.visible_to(person(request)).select_related("document")
    return get_object_or_404(found, pk=pk)


@overseers
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The source on one side, the measures on the other.

    Query: show (all, undecided, confirmed, dismissed), order (text, doubt), page.
    """
    user, source = person(request), document_of(request, pk)
    bench = Workbench.of(source, user)
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    order = "doubt" if request.GET.get("order") == "doubt" else "text"
    chosen = [row for row in bench.measures if show == "all" or row.state == show]
    if order == "doubt":
        chosen.sort(key=lambda row: (-row.doubt, row.start))
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "bench": bench,
        "document": source,
        "cards": bench.cards(page.object_list, context=show == "all" and order == "text"),
        "page": page,
        "show": show,
        "order": order,
        "list_query": f"show={show}&order={order}",
        "shows": _shows(bench),
        "source": bench.source(list(page.object_list)),
        "nodes": list(source.nodes.order_by("order")),
        "issued_items": WorkItem.objects.of_document(source).exclude(number="").count(),
        **_common(request, bench),
    }
    return render(request, "web/documents/workbench.html", context)


def _shows(bench: Workbench) -> list[tuple[str, str, int]]:
    words = (_("All"), _("Undecided"), _("Confirmed"), _("Answered elsewhere"), _("Dismissed"))
    return [(code, word, bench.count[code]) for code, word in zip(SHOWS, words, strict=True)]


def _common(request: HttpRequest, bench: Workbench) -> dict[str, Any]:
    """What the cards and the coverage bar need."""
    undecided = bench.undecided
    return {
        "bench": bench,
        "document": bench.document,
        "today": local_date(moment(request)),
        "next_undecided": undecided[0] if undecided else None,
        "doubtful": bench.doubtful,
        "units": bench.directory.active,  # whoever comes here may look up all of them
    }


def answer(
    request: HttpRequest,
    measure: Measure,
    *,
    error: str = "",
    reason: str = "",
    opened: str = "",
    make_form: Callable[[Card], MeasureForm] | None = None,
    asking: NameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The card as it is now: alone with the coverage bar for htmx, else on a page of its own."""
    source = SourceDocument.objects.get(pk=measure.document_id)
    bench = Workbench.of(source, person(request))
    row = next((row for row in bench.measures if row.pk == measure.pk), None)
    if row is None:
        raise Http404  # merged into another one a moment ago
    card = bench.card(row)
    card.error, card.reason, card.opened = error, reason, opened
    card.form = make_form(card) if make_form else None
    card.asking = asking
    alone = bool(getattr(request, "htmx", False))
    template = "web/documents/_answer.html" if alone else "web/documents/measure.html"
    return render(request, template, {"card": card, "alone": alone, **_common(request, bench)}, status=status)


def back(measure: Measure) -> HttpResponse:
    page = (
        Measure.objects.filter(document=measure.document_id, start__lt=measure.start).count() // PER_PAGE + 1
    )
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{reverse('web:document', args=[measure.document_id])}{query}#m-{measure.pk}")


@overseers
@require_GET
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One card; while the document is in review with ?mode=edit the form to change it, with ?name=X the longer question
    whom that name means.
    """
    found, user = measure_of(request, pk), person(request)
    editing = (
        request.GET.get("mode") == "edit"
        and user.is_supervisor
        and found.document.state == SourceDocument.State.REVIEW
        and found.document.replacement is None
    )
    asked = request.GET.get("name", "")
    asking = None
    if asked and user.is_supervisor:
        initial = {"name": asked, "meaning": "units"}
        asking = NameForm(user=user, initial=initial, auto_id=f"n{found.pk}_%s")
    return answer(
        request, found, make_form=(lambda card: form_of(card, user)) if editing else None, asking=asking
    )


@supervisors
@require_POST
def measure_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a measure, or change what was confirmed, with the values of the form. What was typed stays when refused."""
    found, user = measure_of(request, pk), person(request)
    form = MeasureForm(request.POST, measure=found, user=user)
    if form.is_valid():
        try:
            with at_version(found, form.cleaned_data["version"]) as current:
                if "seen" in request.POST:
                    require_seen(current, request.POST["seen"])
                confirm_measure(user=user, measure=current, at=moment(request), **form.values())
        except DomainError as error:
            if "seen" in request.POST:  # nothing was typed: the card is shown as it is now
                return answer(request, found, error=error.message, status=error.status)
            add_errors(form, error)
            return _kept(request, found, form, status=error.status)
        return done(request, found, _("Confirmed."))
    return _kept(request, found, form, status=400)


def _kept(request: HttpRequest, found: Measure, form: MeasureForm, *, status: int) -> HttpResponse:
    """The card with the form as it was typed; it carries the present version, so that a second press is a decision."""

    def again(card: Card) -> MeasureForm:
        typed = request.POST.copy()
        typed["version"] = card.version
        form.data = typed
        return form

    return answer(request, found, make_form=again, status=status)


def done(request: HttpRequest, found: Measure, message: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return answer(request, found)
    messages.success(request, message)
    return back(found)


@supervisors
@require_POST
def measure_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide that the sentence gets no item, with a reason."""
    found, user = measure_of(request, pk), person(request)
    reason = request.POST.get("reason", "")
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            dismiss_measure(user=user, measure=current, reason=reason, at=moment(request))
    except DomainError as error:
        return answer(
            request, found, error=error.message, reason=reason, opened="dismiss", status=error.status
        )
    return done(request, found, _("Dismissed."))


@supervisors
@require_POST
def measure_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a decision; the draft is dropped."""
    found = measure_of(request, pk)
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            reset_measure(user=person(request), measure=current, at=moment(request))
    except DomainError as error:
        return answer(request, found, error=error.message, status=error.status)
    return done(request, found, _("Reset: the sentence is undecided again."))


@supervisors
@require_http_methods(["GET", "POST"])
def document_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """All measures for which the text itself gives owners and a deadline: shown first, then confirmed together.

    All or nothing: when one has changed since it was shown, none is confirmed and the list is shown again.
    """
    source, user = document_of(request, pk), person(request)
    bench = Workbench.of(source, user)
    cards = [card for card in bench.cards(bench.undecided, context=False) if card.complete]
    if request.method == "POST":
        wanted: dict[str, tuple[str, str]] = {}
        for value in request.POST.getlist("measure"):
            number, version, seen = [*value.split(":", 2), "", ""][:3]
            wanted[number] = (version, seen)
        try:
            count = _confirm_all(request, [card for card in cards if str(card.measure.pk) in wanted], wanted)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("web:document_confirm", pk)
        messages.success(
            request,
            ngettext("%(count)d measure confirmed.", "%(count)d measures confirmed.", count)
            % {"count": count},
        )
        return redirect("web:document", pk)
    context = {"cards": cards, "left": len(bench.undecided) - len(cards), **_common(request, bench)}
    return render(request, "web/documents/confirm.html", context)


@transaction.atomic
def _confirm_all(request: HttpRequest, cards: list[Card], wanted: dict[str, tuple[str, str]]) -> int:
    if len(cards) != len(wanted):
        raise Conflict(
            "documents.bulk_changed",
            _("The list has changed since it was shown; nothing was confirmed. Look at it once more."),
        )
    for card in cards:
        proposal = card.proposal
        version, seen = wanted[str(card.measure.pk)]
        with at_version(card.measure, version) as current:
            require_seen(current, seen, proposal)
            confirm_measure(
                user=person(request),
                measure=current,
                at=moment(request),
                title=proposal.title,
                owners=proposal.owners,
                kind=current.kind,
                deadline=proposal.deadline,
                long_term=proposal.long_term,
            )
    return len(cards)


@supervisors
@require_http_methods(["GET", "POST"])
def document_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be issued to whom, or exactly what is missing; POST issues."""
    source, user = document_of(request, pk), person(request)
    status = 200
    if request.method == "POST":
        try:
            items = issue_document(user=user, document=source, at=moment(request))
        except Conflict as error:
            messages.error(request, error.message)
            return redirect("web:document", pk)
        except Invalid:
            status = 400  # the page below lists what is missing, each with its link
        else:
            tell_planner()
            messages.success(
                request,
                ngettext(
                    "%(count)d item issued. The units are told now.",
                    "%(count)d items issued. The units are told now.",
                    len(items),
                )
                % {"count": len(items)},
            )
            return redirect("web:document", pk)
    if source.state == SourceDocument.State.ISSUED or source.replacement is not None:
        return redirect("web:document", pk)
    bench = Workbench.of(source, user)
    numbers = {row.pk: number for number, row in enumerate(bench.measures, start=1)}
    problems = [
        {"problem": problem, "number": numbers.get(problem.measure_id or 0)}
        for problem in issue_problems(source)
    ]
    decided = [card for card in bench.cards(bench.measures, context=False) if card.item]
    cards = [card for card in decided if card.item and card.item.issued_at is None]
    along, answered = answered_items(bench)
    shares = [row for card in cards for row in card.draft_rows]
    shares += [row for item, _number in along for row in item.assignments.all()]
    context = {
        "problems": problems,
        "cards": cards,
        "along": along,
        "answered": answered,
        "count": len(cards) + len(along),
        "carried": len(decided)
        - len(cards),  # running items: of the earlier version, or issued with another document
        "left": left_running(source),
        "shares": len(shares),
        "unit_count": len({row.unit_id for row in shares}),
        "past": [
            card
            for card in cards
            if card.item and card.item.deadline and card.item.deadline < local_date(moment(request))
        ],
        **_common(request, bench),
    }
    return render(request, "web/documents/issue.html", context, status=status)
