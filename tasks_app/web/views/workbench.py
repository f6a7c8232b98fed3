"""The workbench: a supervisor decides every measure of a document beside its sentence, and issues the document.

Each action answers an htmx request with the card and the coverage bar, and any other request with a page.
"""

import json
from collections.abc import Callable
from contextlib import nullcontext
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
from tasks_app.documents.reshaping import previous_of
from tasks_app.documents.services import mark_measure
from tasks_app.org.models import Unit
from tasks_app.org.services import add_alias
from tasks_app.web.cards import PER_PAGE, Card, Workbench, form_of
from tasks_app.web.forms.documents import AliasForm, MeasureForm
from tasks_app.web.forms.work import add_errors
from tasks_app.web.views.documents import overseers, supervisors
from tasks_app.web.views.edge import moment, person, tell_planner
from tasks_app.work.review import at_version
from tasks_app.work.services import (
    confirm_measure,
    dismiss_measure,
    issue_document,
    issue_problems,
    merge_measures,
    reset_measure,
    split_measure,
)
from tasks_app.work.versions import left_running

SHOWS = ("all", "undecided", "confirmed", "dismissed")


def _document(request: HttpRequest, pk: int) -> SourceDocument:
    return get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=pk)


def _measure(request: HttpRequest, pk: int) -> Measure:
    found = Measure.objects.visible_to(person(request)).select_related("document")
    return get_object_or_404(found, pk=pk)


@overseers
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The source on one side, the measures on the other.

    Query: show (all, undecided, confirmed, dismissed), order (text, doubt), page.
    """
    user, source = person(request), _document(request, pk)
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
        "issued_items": source.items.exclude(number="").count(),
        **_common(request, bench),
    }
    return render(request, "web/documents/workbench.html", context)


def _shows(bench: Workbench) -> list[tuple[str, str, int]]:
    words = (_("All"), _("Undecided"), _("Confirmed"), _("Dismissed"))
    return [(code, word, bench.count[code]) for code, word in zip(SHOWS, words, strict=True)]


def _common(request: HttpRequest, bench: Workbench) -> dict[str, Any]:
    """What the cards and the coverage bar need."""
    undecided = bench.undecided
    return {
        "bench": bench,
        "document": bench.document,
        "today": local_date(moment(request)),
        "next_undecided": undecided[0] if undecided else None,
        "units": list(Unit.objects.visible_to(bench.user).active()),
    }


def _answer(
    request: HttpRequest,
    measure: Measure,
    *,
    error: str = "",
    reason: str = "",
    opened: str = "",
    make_form: Callable[[Card], MeasureForm] | None = None,
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
    alone = bool(getattr(request, "htmx", False))
    template = "web/documents/_answer.html" if alone else "web/documents/measure.html"
    return render(request, template, {"card": card, "alone": alone, **_common(request, bench)}, status=status)


def _back(measure: Measure) -> HttpResponse:
    page = (
        Measure.objects.filter(document=measure.document_id, start__lt=measure.start).count() // PER_PAGE + 1
    )
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{reverse('web:document', args=[measure.document_id])}{query}#m-{measure.pk}")


@overseers
@require_GET
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One card; with ?mode=edit and while the document is in review, with the form to change it."""
    found, user = _measure(request, pk), person(request)
    editing = (
        request.GET.get("mode") == "edit"
        and user.is_supervisor
        and found.document.state == SourceDocument.State.REVIEW
        and found.document.replacement is None
    )
    return _answer(request, found, make_form=(lambda card: form_of(card, user)) if editing else None)


@supervisors
@require_POST
def measure_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a measure, or change what was confirmed, with the values of the form. What was typed stays when refused."""
    found, user = _measure(request, pk), person(request)
    form = MeasureForm(request.POST, measure=found, user=user)
    if form.is_valid():
        try:
            with at_version(found, form.cleaned_data["version"]) as current:
                confirm_measure(user=user, measure=current, at=moment(request), **form.values())
        except DomainError as error:
            add_errors(form, error)
            return _kept(request, found, form, status=error.status)
        return _done(request, found, _("Confirmed."))
    return _kept(request, found, form, status=400)


def _kept(request: HttpRequest, found: Measure, form: MeasureForm, *, status: int) -> HttpResponse:
    """The card with the form as it was typed; it carries the present version, so that a second press is a decision."""

    def again(card: Card) -> MeasureForm:
        typed = request.POST.copy()
        typed["version"] = card.version
        form.data = typed
        return form

    return _answer(request, found, make_form=again, status=status)


def _done(request: HttpRequest, found: Measure, message: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _answer(request, found)
    messages.success(request, message)
    return _back(found)


@supervisors
@require_POST
def measure_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide that the sentence gets no item, with a reason."""
    found, user = _measure(request, pk), person(request)
    reason = request.POST.get("reason", "")
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            dismiss_measure(user=user, measure=current, reason=reason, at=moment(request))
    except DomainError as error:
        return _answer(
            request, found, error=error.message, reason=reason, opened="dismiss", status=error.status
        )
    return _done(request, found, _("Dismissed."))


@supervisors
@require_POST
def measure_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a decision; the draft is dropped."""
    found = _measure(request, pk)
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            reset_measure(user=person(request), measure=current, at=moment(request))
    except DomainError as error:
        return _answer(request, found, error=error.message, status=error.status)
    return _done(request, found, _("Reset: the sentence is undecided again."))


@supervisors
@require_POST
def measure_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut a sentence in two. offset: where the second half begins, in code points of the document's text."""
    found = _measure(request, pk)
    given = request.POST.get("offset", "")
    # What is no number is no place inside the sentence either: the service says so.
    offset = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else -1
    try:
        with at_version(found, request.POST.get("version", ""), whole=True) as current:
            _first, second = split_measure(
                user=person(request), measure=current, at_offset=offset, at=moment(request)
            )
    except DomainError as error:
        return _answer(request, found, error=error.message, opened="split", status=error.status)
    return _reshaped(
        request, second, _("Split in two. To undo it, merge this sentence with the previous one.")
    )


@supervisors
@require_POST
def measure_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a sentence together with the one before it. previous: "number:version" of that one as it was shown."""
    found = _measure(request, pk)
    number, _colon, version = request.POST.get("previous", "").partition(":")
    try:
        with at_version(found, request.POST.get("version", ""), whole=True) as current:
            before = previous_of(current)
            if before is not None and str(before.pk) != number:
                raise Conflict(
                    "documents.previous_changed",
                    _(
                        "Another sentence has meanwhile come before this one. Nothing was changed; look at it again."
                    ),
                )
            with at_version(before, version) if before else nullcontext():
                merged = merge_measures(user=person(request), measure=current, at=moment(request))
    except DomainError as error:
        return _answer(request, found, error=error.message, status=error.status)
    return _reshaped(request, merged, _("Merged with the previous sentence. To undo it, split it again."))


def _reshaped(request: HttpRequest, kept: Measure, message: str) -> HttpResponse:
    """All numbers behind have changed, in the source as well: the page is drawn anew, by the script where htmx asks."""
    messages.success(request, message)
    answer = _back(kept)
    if getattr(request, "htmx", False):
        trigger = json.dumps({"wb-reshaped": {"address": answer["Location"]}})
        return HttpResponse(status=204, headers={"HX-Trigger": trigger})
    return answer


@supervisors
@require_POST
def measure_alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which unit a name means; remembered for all documents."""
    found, user = _measure(request, pk), person(request)
    form = AliasForm(request.POST, user=user)
    if not form.is_valid():
        return _answer(request, found, error=_("Choose the unit that the name means."), status=400)
    name, unit = form.cleaned_data["name"], form.cleaned_data["unit"]
    try:
        add_alias(user=user, unit=unit, name=name, at=moment(request))
    except DomainError as error:
        return _answer(request, found, error=error.message, status=error.status)
    response = _done(
        request, found, _("Remembered: “%(name)s” means %(unit)s.") % {"name": name, "unit": unit.name}
    )
    response["HX-Trigger"] = "wb-alias"  # other cards that wait for this name draw themselves anew
    return response


@supervisors
@require_POST
def document_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a sentence that the rules missed. span: "start-end", code points of the stored text."""
    source = _document(request, pk)
    try:
        start, end = _span(request.POST.get("span", ""))
        marked = mark_measure(user=person(request), document=source, start=start, end=end, at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:document", pk)
    messages.success(request, _("Marked as a measure. Now give it owners and a deadline, or dismiss it."))
    return _back(marked)


def _span(given: str) -> tuple[int, int]:
    start, _dash, end = given.partition("-")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(given) < 30):
        raise Invalid("documents.span_missing", _("Select some text of the document first."))
    return int(start), int(end)


@supervisors
@require_http_methods(["GET", "POST"])
def document_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """All measures for which the text itself gives owners and a deadline: shown first, then confirmed together.

    All or nothing: when one has changed since it was shown, none is confirmed and the list is shown again.
    """
    source, user = _document(request, pk), person(request)
    bench = Workbench.of(source, user)
    cards = [card for card in bench.cards(bench.undecided, context=False) if card.complete]
    if request.method == "POST":
        wanted = dict(value.split(":", 1) for value in request.POST.getlist("measure") if ":" in value)
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
def _confirm_all(request: HttpRequest, cards: list[Card], wanted: dict[str, str]) -> int:
    if len(cards) != len(wanted):
        raise Conflict(
            "documents.bulk_changed",
            _("The list has changed since it was shown; nothing was confirmed. Look at it once more."),
        )
    for card in cards:
        proposal = card.proposal
        with at_version(card.measure, wanted[str(card.measure.pk)]) as current:
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
    source, user = _document(request, pk), person(request)
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
    shares = sum(len(card.draft_rows) for card in cards)
    context = {
        "problems": problems,
        "cards": cards,
        "carried": len(decided) - len(cards),  # running items of the earlier version
        "left": left_running(source),
        "shares": shares,
        "unit_count": len({row.unit_id for card in cards for row in card.draft_rows}),
        "past": [
            card
            for card in cards
            if card.item and card.item.deadline and card.item.deadline < local_date(moment(request))
        ],
        **_common(request, bench),
    }
    return render(request, "web/documents/issue.html", context, status=status)
