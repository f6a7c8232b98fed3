"""Sentences of other documents that are likely the same task as one of this document. Reading only; services.duplicates writes.

A pair is put before a person while the sentence here can still be decided and the one there is either undecided in a
document under review, or has an item that was not cancelled.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from tasks_app.documents.duplicates import family
from tasks_app.documents.models import LikelyPair, Measure, SourceDocument
from tasks_app.org.models import Unit
from tasks_app.work.lifecycle import State
from tasks_app.work.models import ItemSource, WorkItem
from tasks_app.work.proposals import Directory, Proposal, propose
from tasks_app.work.review import version_of

# What a measure must carry with it to be looked at here without further queries.
RELATED = ("item__responsible_leader", "item__document", "answered__item__document", "decided_by", "document")
PREFETCHED = (
    "item__assignments__unit",
    "item__assignments__person",
    "answered__item__assignments__unit",
    "answered__item__assignments__person",
    "answered__item__further_sources",
)


@dataclass(frozen=True)
class Likely:
    """A sentence of this document (`mine`) and the one of another document that is likely the same task.

    item: the item that the other one became, or that answers it; None while it is undecided. pairs: all stored pairs
    that an answer settles (the other one, and the further sources of its item).
    """

    mine: Measure
    other: Measure
    item: WorkItem | None
    score: float
    pairs: tuple[LikelyPair, ...] = field(default=())

    @property
    def key(self) -> str:
        """The pair as a form sends it."""
        return f"{self.mine.pk}-{self.other.pk}"

    @property
    def different(self) -> LikelyPair | None:
        """The pair, where a person has said that these are different tasks."""
        return next((pair for pair in self.pairs if pair.different_at is not None), None)

    @property
    def running(self) -> bool:
        """The other one has been issued: units are bound by it, or were."""
        return self.item is not None and self.item.issued_at is not None

    @property
    def finished(self) -> bool:
        return self.item is not None and self.item.state == State.CLOSED

    def version(self, directory: Directory | None = None) -> str:
        """A digest of all that is shown of both: what people decided, the item with its shares, and whom the names in the
        sentences mean now. directory: read once by a caller that asks for many; None: read now.
        """
        names = directory or Directory.load()
        content: list[object] = [version_of(self.mine), version_of(self.other), bool(self.different)]
        content.append(propose(self.mine, names).seen)
        if self.item is not None:
            rows = [[*row.key, row.role, row.state, str(row.deadline)] for row in self.item.assignments.all()]
            content += [self.item.pk, str(self.item.issued_at), sorted(rows)]
        else:
            content.append(propose(self.other, names).seen)
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def item_of(measure: Measure) -> WorkItem | None:
    """The item that was made from a sentence, or that answers it as a further source."""
    item: WorkItem | None = getattr(measure, "item", None)
    if item is not None:
        return item
    source: ItemSource | None = getattr(measure, "answered", None)
    return source.item if source is not None else None


def loaded(measures: models.QuerySet[Measure]) -> models.QuerySet[Measure]:
    """The measures with all that `Likely` and the cards look at; without the texts of their documents."""
    return (
        measures.select_related(*RELATED)
        .prefetch_related(
            *PREFETCHED, models.Prefetch("item__further_sources", ItemSource.objects.for_page())
        )
        .defer(
            *(
                f"{path}document__{name}"
                for path in ("", "item__", "answered__item__")
                for name in ("text", "segments")
            )
        )
    )


def likely_of(document: SourceDocument, measures: Iterable[Measure] | None = None) -> dict[int, list[Likely]]:
    """For each sentence of the document the likely duplicates in other documents, the likeliest first.

    measures: those of the document that are asked about, loaded with `loaded`; None: all of it, read now. Also the pairs that
    were called different: `Likely.different`. One query where there are no pairs, else a fixed number.
    """
    pairs = list(LikelyPair.objects.of_document(document).select_related("different_by"))
    if not pairs:
        return {}
    own = {row.pk: row for row in (loaded(document.measures.all()) if measures is None else measures)}
    pairs = [pair for pair in pairs if pair.earlier_id in own or pair.later_id in own]
    wanted = {pair.earlier_id if pair.later_id in own else pair.later_id for pair in pairs}
    others = {row.pk: row for row in loaded(Measure.objects.filter(pk__in=wanted))}
    replaced, related = _replaced(others.values()), family(document.pk)
    found: dict[int, dict[object, Likely]] = {}
    for pair in pairs:
        mine, other = (
            (pair.later_id, pair.earlier_id) if pair.later_id in own else (pair.earlier_id, pair.later_id)
        )
        if mine not in own or other not in others or not asks(own[mine]):
            continue
        row = others[other]
        item = item_of(row)
        if not _counts(own[mine], row, item, replaced):
            continue
        if item is not None and item.document_id in related:
            continue  # of an earlier version: what becomes of it is decided by carrying over
        # An item with several sentences is one question.
        entries = found.setdefault(mine, {})
        key = ("item", item.pk) if item is not None else row.pk
        known = entries.get(key)
        if known is None:
            entries[key] = Likely(own[mine], row, item, pair.score, (pair,))
        else:
            entries[key] = Likely(own[mine], known.other, item, known.score, (*known.pairs, pair))
    return {mine: list(entries.values()) for mine, entries in found.items()}


def open_of(found: dict[int, list[Likely]]) -> list[Likely]:
    """Those that nobody has answered yet, in the order of the text."""
    rows = [row for entries in found.values() for row in entries if row.different is None]
    return sorted(rows, key=lambda row: (row.mine.start, -row.score))


def different_of(found: dict[int, list[Likely]]) -> list[Likely]:
    """Those that were called different tasks, in the order of the text."""
    rows = [row for entries in found.values() for row in entries if row.different is not None]
    return sorted(rows, key=lambda row: (row.mine.start, -row.score))


def asks(measure: Measure) -> bool:
    """Whether the sentence can still be answered by another item: it is undecided, or has a draft of its own."""
    if measure.state == Measure.State.UNDECIDED:
        return True
    item: WorkItem | None = getattr(measure, "item", None)
    return measure.state == Measure.State.CONFIRMED and item is not None and item.issued_at is None


def _counts(mine: Measure, other: Measure, item: WorkItem | None, replaced: set[int]) -> bool:
    """Whether the other sentence stands for something that is done or may be done."""
    if other.document_id == mine.document_id:
        return False
    if item is None:
        return (
            other.state == Measure.State.UNDECIDED
            and other.document.state == SourceDocument.State.REVIEW
            and other.document_id not in replaced
        )
    if item.measure_id == mine.pk or item.state == State.CANCELLED:
        return False
    # A draft that a corrected version has left behind will never be issued.
    return item.issued_at is not None or item.document_id not in replaced


def _replaced(measures: Iterable[Measure]) -> set[int]:
    """Of the documents of these sentences and of their items, those that a corrected version has replaced."""
    numbers: set[int] = set()
    for row in measures:
        numbers.add(row.document_id)
        item = item_of(row)
        if item is not None and item.document_id is not None:
            numbers.add(item.document_id)
    found = SourceDocument.objects.filter(replaces__in=numbers).values_list("replaces", flat=True)
    return {pk for pk in found if pk is not None}


def fuller_owners(held: Iterable[tuple[str, int]], proposal: Proposal) -> list[tuple[str, Unit]]:
    """(role, unit) of the units that a sentence proposes beyond those that an item has already.

    held: (role, unit) of the shares of units that there are. A unit gets the role that fits to them: lead where nobody
    leads or answers yet, each where each answers for its own, else support.
    """
    rows = list(held)
    present = {unit for _role, unit in rows}
    roles = {role for role, _unit in rows}
    found: list[tuple[str, Unit]] = []
    for row in proposal.owners.rows():
        if row.person is not None or row.unit.pk in present:
            continue
        present.add(row.unit.pk)
        if row.role == "lead" and not roles & {"lead", "each"}:
            role = "lead"
        elif row.role == "each" and "lead" not in roles:
            role = "each"
        else:
            role = "support"
        roles.add(role)
        found.append((role, row.unit))
    return found
