"""The comparison of a corrected document with the version that it replaces, as the page shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tasks_app.documents.models import Measure
from tasks_app.documents.versions import CHANGED, GONE, NEW, SAME, Part, differences
from tasks_app.work.duplicates import item_of
from tasks_app.work.models import WorkItem
from tasks_app.work.versions import Heir, Status, is_running

# In the order in which they need a person: what differs before what does not.
GROUPS = {
    CHANGED: _("Changed"),
    GONE: _("Gone"),
    NEW: _("New"),
    SAME: _("The same"),
}
EXPLAINED = {
    CHANGED: _(
        "Look at the marked words, then take the earlier decision over or decide anew in the workbench."
    ),
    GONE: _(
        "These sentences are no longer in the text. Items that were issued run on until you cancel them; "
        "say for each of them whether it is kept."
    ),
    NEW: _("These sentences were not in the earlier version. Decide them in the workbench."),
    SAME: _("Decisions and items of these sentences can be taken over together."),
}
SHOWS = ("all", *GROUPS)


@dataclass(frozen=True)
class Row:
    """One entry: both sentences with the differing words marked, and what can be done."""

    heir: Heir
    old_parts: list[Part]
    new_parts: list[Part]
    number: int | None  # place of the new sentence in its document, from 1

    @property
    def kind(self) -> str:
        return self.heir.kind

    @property
    def item(self) -> WorkItem | None:
        """The item of the old sentence, or, carried over, that of the new one; also one of another document that answers it."""
        if self.heir.item is not None:
            return self.heir.item
        if self.heir.source is not None:
            return self.heir.source.item
        item = item_of(self.heir.new) if self.heir.new is not None else None
        return item if self.heir.old is not None and self.heir.status == Status.CARRIED else None

    @property
    def open(self) -> bool:
        return self.heir.status == Status.OPEN

    @property
    def left(self) -> bool:
        """A running item of which nobody has said yet whether it is kept."""
        return self.heir.status == Status.LEFT

    @property
    def kept(self) -> bool:
        return self.heir.status == Status.KEPT

    @property
    def running(self) -> bool:
        """An issued item that still belongs to the old sentence."""
        return self.heir.item is not None and is_running(self.heir.item)

    @property
    def status_label(self) -> str:
        return str(Status(self.heir.status).label)

    @property
    def asks(self) -> bool:
        """Whether a person has something to decide here."""
        return self.heir.status in (Status.OPEN, Status.LEFT)


def numbered(heirs: list[Heir], show: str) -> list[tuple[Heir, int | None]]:
    """The entries of a group, or of all in the order of GROUPS, each with the place of its new sentence."""
    place = 0
    found: list[tuple[Heir, int | None]] = []
    for heir in heirs:
        if heir.new is not None:
            place += 1
        found.append((heir, place if heir.new is not None else None))
    order = list(GROUPS)
    chosen = [pair for pair in found if show in ("all", pair[0].kind)]
    return sorted(chosen, key=lambda pair: order.index(pair[0].kind))


def row_of(heir: Heir, number: int | None) -> Row:
    old, new = _quote(heir.old), _quote(heir.new)
    if heir.kind == CHANGED:
        old_parts, new_parts = differences(old, new)
    else:
        old_parts, new_parts = [Part(old, False)], [Part(new, False)]
    return Row(heir=heir, old_parts=old_parts, new_parts=new_parts, number=number)


def _quote(measure: Measure | None) -> str:
    return measure.quote if measure is not None else ""
