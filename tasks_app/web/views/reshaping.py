"""Sentences in another shape: split in two, merged with the previous one, marked by a person, the mark taken back.

Afterwards all numbers behind are others, in the source as well: the page is drawn anew.
"""

import json
from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tasks_app.core.errors import Conflict, DomainError, Invalid
from tasks_app.documents.models import Measure
from tasks_app.documents.reshaping import previous_of
from tasks_app.documents.services import mark_measure
from tasks_app.web.views.documents import supervisors
from tasks_app.web.views.edge import moment, person
from tasks_app.web.views.workbench import answer, back, document_of, measure_of
from tasks_app.work.review import at_version
from tasks_app.work.services import merge_measures, split_measure, unmark_measure


@supervisors
@require_POST
def measure_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut a sentence in two. offset: where the second half begins, in code points of the document's text."""
    found = measure_of(request, pk)
    given = request.POST.get("offset", "")
    # What is no number is no place inside the sentence either: the service says so.
    offset = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else -1
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            _first, second = split_measure(
                user=person(request), measure=current, at_offset=offset, at=moment(request)
            )
    except DomainError as error:
        return answer(request, found, error=error.message, opened="split", status=error.status)
    message = _("Split in two. To undo it, merge this sentence with the previous one.")
    return _reshaped(request, second, message, undo={"do": "merge", "card": second.pk})


@supervisors
@require_POST
def measure_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a sentence together with the one before it. previous: "number:version" of that one as it was shown."""
    found = measure_of(request, pk)
    number, _colon, version = request.POST.get("previous", "").partition(":")
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            before = previous_of(current)
            if before is not None and str(before.pk) != number:
                raise Conflict(
                    "documents.previous_changed",
                    _(
                        "Another sentence has meanwhile come before this one. Nothing was changed; look at it again."
                    ),
                )
            with at_version(before, version) if before else nullcontext():
                cut = current.start
                merged = merge_measures(user=person(request), measure=current, at=moment(request))
    except DomainError as error:
        return answer(request, found, error=error.message, status=error.status)
    message = _("Merged with the previous sentence. To undo it, split it again.")
    return _reshaped(request, merged, message, undo={"do": "split", "card": merged.pk, "offset": cut})


def _reshaped(
    request: HttpRequest, kept: Measure | None, message: str, *, undo: dict[str, Any], document: int = 0
) -> HttpResponse:
    """To where the sentence stands now; by the script where htmx asks, which is also told what would undo the change.

    kept: the measure to go to; None: to the beginning of the document.
    """
    messages.success(request, message)
    there = back(kept) if kept is not None else redirect("web:document", document)
    if getattr(request, "htmx", False):
        trigger = json.dumps({"wb-reshaped": {"address": there["Location"], "undo": undo}})
        return HttpResponse(status=204, headers={"HX-Trigger": trigger})
    return there


@supervisors
@require_POST
def measure_unmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a sentence was marked as a measure."""
    found = measure_of(request, pk)
    try:
        with at_version(found, request.POST.get("version", "")) as current:
            before = previous_of(current)
            span = f"{current.start}-{current.end}"
            unmark_measure(user=person(request), measure=current, at=moment(request))
    except DomainError as error:
        return answer(request, found, error=error.message, status=error.status)
    message = _("The mark is taken back; the sentence is what the rules found in it.")
    return _reshaped(request, before, message, undo={"do": "mark", "span": span}, document=found.document_id)


@supervisors
@require_POST
def document_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a sentence that the rules missed. span: "start-end", code points of the stored text."""
    source = document_of(request, pk)
    try:
        start, end = _span(request.POST.get("span", ""))
        marked = mark_measure(user=person(request), document=source, start=start, end=end, at=moment(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("web:document", pk)
    messages.success(request, _("Marked as a measure. Now give it owners and a deadline, or dismiss it."))
    return back(marked)


def _span(given: str) -> tuple[int, int]:
    start, _dash, end = given.partition("-")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(given) < 30):
        raise Invalid("documents.span_missing", _("Select some text of the document first."))
    return int(start), int(end)
