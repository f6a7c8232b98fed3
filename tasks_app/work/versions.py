"""What a corrected document takes over from the version that it replaces. Reading only; services.versions writes."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.documents.versions import CHANGED, SAME, Change, compare
from tasks_app.work.lifecycle import OPEN_STATES, State
from tasks_app.work.models import ItemSource, WorkItem


class Status(models.TextChoices):
    """What became of the decision on a sentence of the earlier version."""

    OPEN = "open", _("to be carried over")
    CARRIED = "carried", _("carried over")
    ANEW = "anew", _("decided anew")
    LEFT = "left", _("its item is still running")
    KEPT = "kept", _("its item is kept running")
    NONE = "none", _("nothing to carry over")


@dataclass(frozen=True)
class Heir:
    """One entry of the comparison: kind, old and new sentence as in documents.versions.Change.

    item: the item that still belongs to the old sentence. status: what became of the old decision.
    stated_changed: the same sentence, but owners or deadlines that the text gives it (by a heading, by the date of the
    document) are others. source: the item of another document answers the old sentence.
    """

    kind: str
    old: Measure | None
    new: Measure | None
    item: WorkItem | None
    status: str
    stated_changed: bool
    source: ItemSource | None = None

    @property
    def plain(self) -> bool:
        """Nothing differs: the decision can be carried over together with all others of this kind."""
        return self.kind == SAME and self.status == Status.OPEN and not self.stated_changed

    @property
    def key(self) -> str:
        """The pair as a form sends it."""
        return f"{self.old.pk if self.old else ''}-{self.new.pk if self.new else ''}"


def heirs(document: SourceDocument) -> list[Heir]:
    """The comparison of a document with the version that it replaces; empty when it replaces none. Five queries.

    Same, changed and new ones in the order of the text, then those that are gone in the order of the old text.
    """
    if document.replaces_id is None:
        return []
    old, new = (
        list(
            Measure.objects.filter(document=pk)
            .select_related("item__kept_by", "answered__item", "decided_by")
            .prefetch_related("item__assignments__unit", "item__assignments__person")
            .order_by("start")
        )
        for pk in (document.replaces_id, document.pk)
    )
    return [_heir(change) for change in compare(old, new)]


def _heir(change: Change[Measure]) -> Heir:
    old, new = change.old, change.new
    item: WorkItem | None = getattr(old, "item", None)
    source: ItemSource | None = getattr(old, "answered", None)
    return Heir(
        kind=change.kind,
        old=old,
        new=new,
        item=item,
        status=_status(old, new, item, source),
        stated_changed=bool(old and new and change.kind == SAME and stated(old) != stated(new)),
        source=source,
    )


def _status(
    old: Measure | None, new: Measure | None, item: WorkItem | None, source: ItemSource | None
) -> str:
    if old is None or old.state == Measure.State.UNDECIDED:
        return Status.NONE
    if old.state == Measure.State.ANSWERED:
        return _answered_status(new, source)
    confirmed = old.state == Measure.State.CONFIRMED
    if new is not None and new.state == Measure.State.UNDECIDED and (item or not confirmed):
        return Status.OPEN
    if item is not None and is_running(item):
        return Status.KEPT if item.kept_at is not None else Status.LEFT
    if new is None or new.state == Measure.State.UNDECIDED:
        return Status.NONE
    if confirmed:
        return Status.CARRIED if item is None else Status.ANEW
    return Status.CARRIED if (new.state, new.reason) == (old.state, old.reason) else Status.ANEW


def _answered_status(new: Measure | None, source: ItemSource | None) -> str:
    """Of a sentence that the item of another document answers: that item is not touched by what becomes of it here."""
    if new is None:
        return Status.NONE
    if new.state == Measure.State.UNDECIDED:
        return Status.OPEN if source else Status.NONE
    return Status.ANEW if source else Status.CARRIED


def is_running(item: WorkItem) -> bool:
    """Whether units are still bound by the item. Cheap when the assignments are prefetched."""
    return any(row.state in OPEN_STATES for row in item.assignments.all())


def stated(measure: Measure) -> tuple[Any, ...]:
    """Owners with their roles and dates, as the text gives them to a sentence."""
    found = measure.found
    owners = sorted((entry.get("name", ""), entry.get("role", "")) for entry in found.get("owners", []))
    return owners, sorted(str(entry.get("date") or "") for entry in found.get("deadlines", []))


def issued_twice(document: SourceDocument) -> list[tuple[Measure, WorkItem]]:
    """Sentences of this version with a draft of their own although the same sentence was issued in the earlier version.

    Issuing them would bind the same units twice. A cancelled item does not count: it may be ordered again.
    """
    found = []
    for heir in heirs(document):
        draft: WorkItem | None = getattr(heir.new, "item", None)
        if heir.kind != SAME or heir.new is None or heir.item is None or draft is None:
            continue
        if heir.item.issued_at is not None and heir.item.state != State.CANCELLED:
            found.append((heir.new, heir.item))
    return found


def left_running(document: SourceDocument) -> list[Heir]:
    """Items of the earlier version that run on, were not carried over, and of which nobody has said yet that they are kept."""
    return [
        heir
        for heir in heirs(document)
        if heir.status == Status.LEFT or (heir.kind == CHANGED and heir.status == Status.OPEN)
        if heir.item is not None and is_running(heir.item)
    ]
