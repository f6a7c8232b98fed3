"""Split a measure in two, merge two, take back a mark: the work side, where a draft may hang on a measure."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Conflict, quoted
from tasks_app.documents import reshaping
from tasks_app.documents.models import Measure
from tasks_app.org.models import User
from tasks_app.work.models import WorkItem


def _require_no_draft(*measures: Measure | None) -> None:
    """An undecided measure has no draft, unless an item was made from it by hand."""
    item = WorkItem.objects.filter(measure__in=[row for row in measures if row is not None]).first()
    if item is not None:
        raise Conflict(
            "work.measure_has_item",
            _(
                "The item “%(title)s” was made from this sentence. Undo the decision first, then split or merge."
            ),
            {"title": quoted(item.title)},
        )


@transaction.atomic
def split_measure(
    *, user: User, measure: Measure, at_offset: int, at: dt.datetime
) -> tuple[Measure, Measure]:
    """Cut an undecided measure in two; see `documents.reshaping.split_measure`, which also names the errors.

    Raises Conflict as well when a draft hangs on the measure.
    """
    _require_no_draft(measure)
    return reshaping.split_measure(user=user, measure=measure, at_offset=at_offset, at=at)


@transaction.atomic
def merge_measures(*, user: User, measure: Measure, at: dt.datetime) -> Measure:
    """Put an undecided measure together with the one before it; see `documents.reshaping.merge_measures`.

    Raises Conflict as well when a draft hangs on either.
    """
    _require_no_draft(measure, reshaping.previous_of(measure))
    return reshaping.merge_measures(user=user, measure=measure, at=at)


@transaction.atomic
def unmark_measure(*, user: User, measure: Measure, at: dt.datetime) -> None:
    """Take back a mark; see `documents.reshaping.unmark_measure`. Raises Conflict as well when a draft hangs on it."""
    _require_no_draft(measure)
    reshaping.unmark_measure(user=user, measure=measure, at=at)
