"""Carrying over decisions and running items to a corrected version of their document."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.services import decide_measure, require_open, scope_of
from tasks_app.org.models import User
from tasks_app.work.access import require_supervisor
from tasks_app.work.lifecycle import OPEN_STATES, Action
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services.sources import move_source
from tasks_app.work.services.transitions import transition
from tasks_app.work.versions import Status, heirs


@transaction.atomic
def carry_over(
    *, user: User, document: SourceDocument, pairs: Iterable[tuple[int, int]], at: dt.datetime
) -> list[Measure]:
    """Give sentences of a corrected document the decisions that their counterparts in the earlier version have.

    pairs: (old measure, new measure) as the comparison pairs them, same or changed. A dismissed sentence is dismissed with
    the same reason. A confirmed one hands its item over: a draft with all that was typed, an issued one with its number,
    units, deadlines and history, and without being issued again. One that the item of another document answers stays
    answered by it. All pairs are carried over or none.
    Raises NotAllowed for anybody but a supervisor, Conflict when the document is issued or replaced, or when a pair has
    been decided meanwhile or is none any more.
    Returns the measures of the new version.
    """
    require_supervisor(user)
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    require_open(document)
    wanted = list(dict.fromkeys(pairs))
    list(
        Measure.objects.select_for_update()
        .filter(pk__in={pk for pair in wanted for pk in pair})
        .order_by("pk")
    )
    known = {(heir.old.pk, heir.new.pk): heir for heir in heirs(document) if heir.old and heir.new}
    carried = []
    for pair in wanted:
        heir = known.get(pair)
        if heir is None or heir.old is None or heir.new is None:
            raise Conflict(
                "work.carry_no_pair",
                _(
                    "These sentences do not belong together any more; nothing was carried over. Reload the page."
                ),
            )
        if heir.status != Status.OPEN:
            raise Conflict(
                "work.carry_decided",
                _(
                    "“%(quote)s” has been decided meanwhile; nothing was carried over. Look at the list again."
                ),
                {"quote": heir.new.quote[:40]},
            )
        if heir.item is not None:
            _move_item(user, heir.item.pk, heir.old, heir.new, at)
        elif heir.source is not None:
            move_source(user, heir.source, heir.new, at, _way(document))
        carried.append(
            decide_measure(user=user, measure=heir.new, state=heir.old.state, reason=heir.old.reason, at=at)
        )
        record(
            actor=actor_of(user),
            action="measure.carried",
            obj=heir.new,
            at=at,
            scope=scope_of(document),
            before={"document": document.replaces_id, "measure": heir.old.pk, "state": heir.old.state},
            after={"document": document.pk, "measure": heir.new.pk, "state": heir.old.state},
            note=_way(document),
        )
    return carried


def _way(document: SourceDocument) -> str:
    earlier = document.replaces
    return f"{earlier.title} ({earlier.pk}) → {document.title} ({document.pk})" if earlier else document.title


def _move_item(user: User, pk: int, old: Measure, new: Measure, at: dt.datetime) -> None:
    """Link an item to the new sentence. The old sentence stays in the item's history."""
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=pk)
    before = {"document": item.document_id, "measure": old.pk, "quote": item.quote}
    document = new.document
    item.document, item.measure, item.quote = document, new, new.quote
    item.kept_by = item.kept_at = None  # that was said of the sentence that it no longer belongs to
    item.save(update_fields=["document", "measure", "quote", "kept_by", "kept_at"])
    record(
        actor=actor_of(user),
        action="item.carried",
        obj=item,
        at=at,
        scope=item.scope,
        before=before,
        after={"document": document.pk, "measure": new.pk, "quote": new.quote},
        note=_way(document),
    )


@transaction.atomic
def keep_left(*, user: User, document: SourceDocument, item: WorkItem, at: dt.datetime) -> WorkItem:
    """Say that an item runs on although the corrected version no longer holds its sentence, or decided it anew.

    It stays as it is, with its earlier sentence, and the question is answered: it is not asked again. It can be cancelled
    later all the same. Raises NotAllowed for anybody but a supervisor, Conflict when nothing is asked about the item.
    """
    require_supervisor(user)
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    left = {heir.item.pk for heir in heirs(document) if heir.item and heir.status == Status.LEFT}
    if item.pk not in left:
        raise _not_left()
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    item.kept_by, item.kept_at = user, at
    item.save(update_fields=["kept_by", "kept_at"])
    for obj, action, scope, note in (
        (item, "item.kept", item.scope, _way(document)),
        (document, "document.item_kept", scope_of(document), str(item)),
    ):
        record(
            actor=actor_of(user),
            action=action,
            obj=obj,
            at=at,
            scope=scope,
            after={"item": item.pk, "document": document.pk, "kept": True},
            note=note,
        )
    return item


def _not_left() -> Conflict:
    return Conflict(
        "work.not_left", _("This item is not waiting for a decision any more. Look at the list again.")
    )


@transaction.atomic
def cancel_left(
    *, user: User, document: SourceDocument, item: WorkItem, reason: str, at: dt.datetime
) -> list[Assignment]:
    """Cancel what is still open of an item whose sentence is gone from the corrected version, or was decided anew there.

    Raises NotAllowed for anybody but a supervisor, Invalid without a reason, Conflict when the item is not one that the
    earlier version left running.
    """
    require_supervisor(user)
    SourceDocument.objects.select_for_update().get(pk=document.pk)
    asked = (Status.LEFT, Status.OPEN, Status.KEPT)
    left = [heir.item.pk for heir in heirs(document) if heir.item and heir.status in asked]
    rows = list(Assignment.objects.filter(item=item, state__in=OPEN_STATES).order_by("pk"))
    if item.pk not in left or not rows:
        raise _not_left()
    return [transition(user=user, assignment=row, action=Action.CANCEL, reason=reason, at=at) for row in rows]
