"""The further sentences that an item answers: taken away with the decision that added them, carried to a corrected version."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, quoted
from tasks_app.documents.models import Measure
from tasks_app.org.models import User
from tasks_app.work.models import ItemSource, WorkItem


def source_of(measure: Measure) -> dict[str, Any]:
    """A sentence and its document, as the history keeps it."""
    return {
        "document": measure.document_id,
        "title": measure.document.title,
        "measure": measure.pk,
        "quote": measure.quote,
    }


def add_source(user: User, item: WorkItem, measure: Measure, at: dt.datetime) -> ItemSource:
    """Make a sentence a further source of an item. The caller holds the transaction and decides the sentence."""
    source = ItemSource.objects.create(item=item, measure=measure, added_by=user, added_at=at)
    count = item.further_sources.count()
    record(
        actor=actor_of(user),
        action="item.source_added",
        obj=item,
        at=at,
        scope=item.scope,
        before={"further_sources": count - 1},
        after={"further_sources": count, **source_of(measure)},
    )
    return source


def drop_source(user: User, measure: Measure, at: dt.datetime) -> None:
    """A sentence is no longer answered by the item of another document, if it was. The item stays as it is."""
    source = (
        ItemSource.objects.select_for_update(of=("self",))
        .select_related("item", "measure__document")
        .filter(measure=measure)
        .first()
    )
    if source is not None:
        _remove(user, source, at)


def leave_sources(user: User, item: WorkItem, at: dt.datetime) -> None:
    """Before a draft is dropped: nothing that it answers elsewhere may be lost with it.

    Raises Conflict, naming the sentence, while a sentence of a document that is not replaced is answered by the draft.
    What a replaced version left behind goes with the draft.
    """
    sources = list(
        item.further_sources.select_for_update(of=("self",)).select_related("measure__document", "item")
    )
    for source in sources:
        document = source.measure.document
        if document.replacement is None:
            raise Conflict(
                "work.answers_others",
                _(
                    "This item also answers “%(quote)s” of “%(title)s”. Undo the decision there first, "
                    "or the task would be lost."
                ),
                {
                    "quote": quoted(source.measure.quote),
                    "title": document.title,
                    "measure": source.measure_id,
                },
            )
    for source in sources:
        _remove(user, source, at)


def _remove(user: User, source: ItemSource, at: dt.datetime) -> None:
    item, count = source.item, source.item.further_sources.count()
    record(
        actor=actor_of(user),
        action="item.source_removed",
        obj=item,
        at=at,
        scope=item.scope,
        before={"further_sources": count, **source_of(source.measure)},
        after={"further_sources": count - 1},
    )
    source.delete()


def move_source(user: User, source: ItemSource, new: Measure, at: dt.datetime, note: str) -> None:
    """Link a further source to the sentence of a corrected version; the old one stays in the item's history."""
    before = source_of(source.measure)
    source.measure = new
    source.save(update_fields=["measure"])
    record(
        actor=actor_of(user),
        action="item.source_carried",
        obj=source.item,
        at=at,
        scope=source.item.scope,
        before=before,
        after=source_of(new),
        note=note,
    )
