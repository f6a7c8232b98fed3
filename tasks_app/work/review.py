"""Two people at one measure: a decision is made from the version that its maker saw, or not at all."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Conflict
from tasks_app.documents.models import Measure
from tasks_app.documents.services import locked
from tasks_app.work.models import ItemSource, WorkItem
from tasks_app.work.proposals import Proposal, propose


def version_of(measure: Measure) -> str:
    """A short digest of everything that people decided about a measure: its span, state, reason, draft with owners, the
    further sentences that this answers, and the item of another document that answers the measure.

    Cheap when `item`, `item__assignments`, `item__further_sources` and `answered` are loaded already.
    """
    item: WorkItem | None = getattr(measure, "item", None)
    source: ItemSource | None = getattr(measure, "answered", None)
    content: list[object] = [
        measure.start,
        measure.end,
        measure.state,
        measure.reason,
        measure.decided_by_id,
    ]
    if item is not None:
        content += [
            item.title,
            item.kind,
            str(item.deadline),
            item.long_term,
            item.responsible_leader_id,
            item.evidence_required,
            item.supporters_block,
            str(item.issued_at),
            sorted([row.unit_id, row.role, row.person_id or 0] for row in item.assignments.all()),
        ]
        content.append(sorted(row.measure_id for row in item.further_sources.all()))
    if source is not None:
        content.append(["answered", source.item_id])
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


@contextmanager
def at_version(measure: Measure, version: str) -> Iterator[Measure]:
    """A transaction in which the measure is locked, its document first, and still has this version.

    Raises Conflict, naming who decided meanwhile, when it has not, or when it is gone; nothing is changed then.
    """
    with transaction.atomic():
        locked(measure)
        current = (
            Measure.objects.select_related("document", "item", "answered", "decided_by")
            .prefetch_related("item__assignments", "item__further_sources")
            .get(pk=measure.pk)
        )
        if version_of(current) != version:
            who = str(current.decided_by) if current.decided_by else ""
            raise Conflict(
                "work.measure_changed",
                _(
                    "%(who)s has meanwhile set this sentence to “%(state)s”. Nothing was changed; look at it and decide again."
                )
                if who
                else _(
                    "Somebody has meanwhile split, merged or reset this sentence. Nothing was changed; decide again."
                ),
                {"who": who, "state": current.get_state_display()},
            )
        yield current


def require_seen(measure: Measure, seen: str, proposal: Proposal | None = None) -> None:
    """Raises Conflict when the owners that the text proposes are no longer those that were shown: a unit has come to a
    collective, somebody has left it, a name means something else. What somebody has not seen is not confirmed.

    seen: `Proposal.seen` of what was shown. proposal: as it is now, where the caller has it.
    """
    if (proposal or propose(measure)).seen != seen:
        raise Conflict(
            "work.members_changed",
            _(
                "The units or people that the names in this sentence mean have changed since it was shown. Nothing was "
                "confirmed; look at them again."
            ),
        )
