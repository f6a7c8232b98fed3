"""The same task in two documents: shown side by side, answered on the card or many on one page."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tasks_app.core.errors import Conflict, DomainError, Invalid
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.web.cards import Workbench
from tasks_app.web.duplicates import Pair, pair_of
from tasks_app.web.views.documents import overseers, supervisors
from tasks_app.web.views.edge import moment, person
from tasks_app.web.views.workbench import answer, done, measure_of
from tasks_app.work.duplicates import Likely, different_of
from tasks_app.work.services import Answer, answer_duplicates, answer_same, ask_again, call_different

PER_PAGE = 30


def _other(request: HttpRequest) -> Measure:
    """The sentence of the other document that a form names. Raises Conflict where there is none."""
    given = request.POST.get("other", "")
    found = None
    if given.isascii() and given.isdigit() and len(given) < 12:
        found = Measure.objects.visible_to(person(request)).filter(pk=given).first()
    if found is None:
        raise Conflict(
            "work.no_duplicate_there", _("The other sentence is not there any more. Reload the page.")
        )
    return found


@supervisors
@require_POST
def measure_same(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the sentence by the item of a likely duplicate. other, version, take (deadline, units: several)."""
    found = measure_of(request, pk)
    take = request.POST.getlist("take")
    try:
        item = answer_same(
            user=person(request),
            measure=found,
            other=_other(request),
            version=request.POST.get("version", ""),
            take_deadline="deadline" in take,
            take_units="units" in take,
            at=moment(request),
        )
    except DomainError as error:
        return answer(request, found, error=error.message, status=error.status)
    name = f"{item.number} {item.title}".strip()
    return done(request, found, _("Answered by “%(item)s”, which now has both sources.") % {"item": name})


@supervisors
@require_POST
def measure_different(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that the sentence is another task than a likely duplicate. other, version."""
    found = measure_of(request, pk)
    try:
        call_different(
            user=person(request),
            measure=found,
            other=_other(request),
            version=request.POST.get("version", ""),
            at=moment(request),
        )
    except DomainError as error:
        return answer(request, found, error=error.message, status=error.status)
    return done(request, found, _("Remembered: these are different tasks. You will not be asked again."))


@supervisors
@require_POST
def measure_ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that two sentences are different tasks."""
    found = measure_of(request, pk)
    try:
        ask_again(user=person(request), measure=found, other=_other(request), at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The two sentences are put before you again."))
    return redirect("web:document_duplicates", found.document_id)


@overseers
@require_http_methods(["GET", "POST"])
def document_duplicates(request: HttpRequest, pk: int) -> HttpResponse:
    """All likely duplicates of a document: open ones with an answer for each, those answered once, those called different.

    POST: answer-K (same, different or empty), version-K and take-K for each pair K; all answers or none.
    """
    user = person(request)
    source = get_object_or_404(SourceDocument.objects.visible_to(user), pk=pk)
    bench = Workbench.of(source, user)
    if request.method == "GET":
        return _page(request, bench)
    if not user.is_supervisor:
        return _page(request, bench, error=_("Only a supervisor answers likely duplicates."), status=403)
    try:
        given = [one for row in bench.unanswered if (one := _given(request, row)) is not None]
        _require_all_there(request, {row.key for row in bench.unanswered})
        if not given:
            raise Invalid("work.nothing_answered", _("Choose an answer for at least one pair."))
        answer_duplicates(user=user, answers=given, at=moment(request))
    except DomainError as error:
        return _page(request, Workbench.of(source, user), error=error.message, status=error.status)
    same = sum(one.same for one in given)
    if same:
        text = ngettext("%(count)d sentence answered once.", "%(count)d sentences answered once.", same)
        messages.success(request, text % {"count": same})
    if different := len(given) - same:
        text = ngettext(
            "%(count)d pair remembered as different tasks.",
            "%(count)d pairs remembered as different tasks.",
            different,
        )
        messages.success(request, text % {"count": different})
    return redirect("web:document_duplicates", pk)


def _require_all_there(request: HttpRequest, keys: set[str]) -> None:
    """Raises Conflict when an answer was given to a pair that does not wait any more."""
    for name, value in request.POST.items():
        if name.startswith("answer-") and value and name.removeprefix("answer-") not in keys:
            raise Conflict(
                "work.duplicates_changed",
                _(
                    "Somebody has meanwhile decided on one of these. Nothing was answered; look at the list again."
                ),
            )


def _given(request: HttpRequest, row: Likely) -> Answer | None:
    value = request.POST.get(f"answer-{row.key}", "")
    if value not in ("same", "different"):
        return None
    take = request.POST.getlist(f"take-{row.key}")
    return Answer(
        measure=row.mine,
        other=row.other,
        same=value == "same",
        version=request.POST.get(f"version-{row.key}", ""),
        take_deadline=value == "same" and "deadline" in take,
        take_units=value == "same" and "units" in take,
    )


def _page(request: HttpRequest, bench: Workbench, *, error: str = "", status: int = 200) -> HttpResponse:
    page = Paginator(bench.unanswered, PER_PAGE).get_page(request.GET.get("page"))
    numbers = {row.pk: number for number, row in enumerate(bench.measures, start=1)}
    context = {
        "bench": bench,
        "document": bench.document,
        "error": error,
        "page": page,
        "pairs": [(_shown(request, bench, row), numbers[row.mine.pk]) for row in page.object_list],
        "answered": [(row, numbers[row.pk]) for row in bench.measures if row.state == Measure.State.ANSWERED],
        "different": [(row, numbers[row.mine.pk]) for row in different_of(bench.likely)],
        "here": reverse("web:document_duplicates", args=[bench.document.pk]),
    }
    return render(request, "web/documents/duplicates.html", context, status=status)


def _shown(request: HttpRequest, bench: Workbench, row: Likely) -> Pair:
    """The pair, with what was typed and not accepted."""
    chosen = request.POST.get(f"answer-{row.key}", "")
    return pair_of(row, bench.directory, chosen, request.POST.getlist(f"take-{row.key}"))
