"""Writers that change the spans of measures: split one in two, merge two, each of which undoes the other; take back a mark.

All lock the document first and its measures then, as the issue does.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid, quoted
from tasks_app.documents.duplicates import reindex
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import locked, require_open, require_supervisor, scope_of
from tasks_app.documents.spans import distributed, halves, heading_between, joined
from tasks_app.org.models import User


def _opened(user: User, measure: Measure) -> tuple[SourceDocument, Measure]:
    """The document of a measure, whose spans stay as they are until the transaction ends, and the undecided measure.

    Raises Conflict when the measure is gone or decided, or the document is issued.
    """
    require_supervisor(user)
    current = locked(measure)
    require_open(current.document)
    _require_undecided(current)
    return current.document, current


def _require_undecided(measure: Measure) -> None:
    if measure.state != Measure.State.UNDECIDED:
        raise Conflict(
            "documents.measure_decided",
            _("“%(quote)s” is decided (%(state)s). Undo the decision first, then split or merge."),
            {"quote": quoted(measure.quote), "state": measure.get_state_display()},
        )


def _span_of(measure: Measure) -> dict[str, int]:
    return {"measure": measure.pk, "start": measure.start, "end": measure.end}


@transaction.atomic
def split_measure(
    *, user: User, measure: Measure, at_offset: int, at: dt.datetime
) -> tuple[Measure, Measure]:
    """Cut an undecided measure in two; the row stays the first half, the second is a new one. `merge_measures` undoes it.

    at_offset: where the second half begins, in code points of the document's text; blanks at the cut are left out.
    What was found goes to the half that holds it; what lies in neither alone (inherited owners) goes to both. A second half
    without an owner of its own inherits the subject that runs on from the first.
    Raises Invalid for an offset outside the measure or one that leaves a half without words, Conflict once the measure
    is decided or the document is issued.
    """
    document, first = _opened(user, measure)
    spans = halves(document.text, first.start, first.end, at_offset)
    if spans is None:
        raise Invalid(
            "documents.split_outside",
            _("The sentence cannot be cut there: both halves must hold some words of it."),
            fields={"offset": [_("Choose a place inside the sentence.")]},
        )
    before = _span_of(first)
    left, right = distributed(first.found, *spans, document.text)
    second = Measure(
        document=document,
        node_id=first.node_id,
        order=document.measures.count(),
        soft=first.soft,
        kind=first.kind,
        doubt=first.doubt,
        rule=first.rule,
        origin=first.origin,
    )
    for half, (start, end), found in zip((first, second), spans, (left, right), strict=True):
        half.start, half.end, half.quote, half.found = start, end, document.quote(start, end), found
    first.save(update_fields=["start", "end", "quote", "found"])
    second.save()
    record(
        actor=actor_of(user),
        action="measure.split",
        obj=first,
        at=at,
        scope=scope_of(document),
        before=before,
        after={"halves": [_span_of(first), _span_of(second)]},
    )
    reindex([first, second])
    return first, second


def previous_of(measure: Measure) -> Measure | None:
    """The measure before this one in the text; None for the first."""
    return (
        Measure.objects.filter(document=measure.document_id, start__lt=measure.start).order_by("start").last()
    )


@transaction.atomic
def merge_measures(*, user: User, measure: Measure, at: dt.datetime) -> Measure:
    """Put an undecided measure together with the undecided one before it, which stays; `split_measure` undoes it.

    The text between them, if any, becomes part of it. What was found is joined, each entry once; doubt is the greater of
    the two; it is a demand on attitude only where both are.
    Raises Invalid when there is no measure before it or a heading lies between, Conflict once either is decided or the
    document is issued.
    """
    document, second = _opened(user, measure)
    previous = previous_of(second)
    if previous is None:
        raise Invalid(
            "documents.no_previous",
            _("This is the first measure of the document; there is none before it to merge with."),
        )
    first = locked(previous)
    _require_undecided(first)
    if heading_between(document.text, document.segments, first.end, second.start):
        raise Invalid(
            "documents.heading_between",
            _("A heading stands between this sentence and the one before it; they cannot be merged."),
        )
    before = {"halves": [_span_of(first), _span_of(second)]}
    first.end = max(first.end, second.end)
    first.quote = document.quote(first.start, first.end)
    first.found = joined(first.found, second.found)
    first.doubt = max(first.doubt, second.doubt)
    first.soft = first.soft and second.soft
    second.delete()
    first.save(update_fields=["end", "quote", "found", "doubt", "soft"])
    record(
        actor=actor_of(user),
        action="measure.merged",
        obj=first,
        at=at,
        scope=scope_of(document),
        before=before,
        after=_span_of(first),
    )
    reindex([first])
    return first


@transaction.atomic
def unmark_measure(*, user: User, measure: Measure, at: dt.datetime) -> None:
    """Take back that a sentence was marked as a measure; undoes `services.mark_measure`.

    What the rules saw there counts again. Raises Invalid for a measure that the rules found: that one is dismissed with a
    reason instead; Conflict once it is decided or the document is issued.
    """
    document, marked = _opened(user, measure)
    if marked.origin != Measure.Origin.MARKED:
        raise Invalid(
            "documents.not_marked",
            _("The rules found this sentence; nobody marked it. Dismiss it with a reason instead."),
        )
    before = _span_of(marked)
    record(
        actor=actor_of(user),
        action="measure.unmarked",
        obj=marked,
        at=at,
        scope=scope_of(document),
        before=before,
        note=marked.quote[:100],
    )
    marked.delete()
