"""record(): the only writer of the audit trail; verify(): the proof that nobody else wrote."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from tasks_app.audit.models import GENESIS, ChainHead, Event


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, or the system itself (`id` None)."""

    id: int | None
    name: str
    role: str = ""
    address: str = ""


SYSTEM = Actor(id=None, name="system", role="system")


def actor_of(user: Any, *, address: str = "") -> Actor:
    """The Actor for a user object (anything with pk, role and get_full_name()); None means the system."""
    if user is None:
        return SYSTEM
    return Actor(
        id=user.pk,
        name=(user.get_full_name() or user.get_username())[:80],
        role=getattr(user, "role", ""),
        address=address or getattr(user, "current_address", ""),
    )


def hold_chain() -> ChainHead:
    """Lock the end of the chain until the transaction ends: whoever holds it is the only one who is writing.

    Raises TransactionManagementError outside a transaction.
    """
    ChainHead.objects.get_or_create(pk=1)
    return ChainHead.objects.select_for_update().get(pk=1)


def record(
    *,
    actor: Actor,
    action: str,
    obj: models.Model,
    at: dt.datetime,
    scope: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Event:
    """Append one event, inside the caller's transaction.

    scope: `item:7` or `document:3`, the thing in whose history the line is shown.
    before, after: JSON-ready values of what changed.
    Raises TransactionManagementError when called outside a transaction (select_for_update needs one).
    """
    head = hold_chain()
    event = Event(
        sequence=head.sequence + 1,
        at=at.astimezone(dt.UTC),
        actor_id=actor.id,
        actor_name=actor.name,
        actor_role=actor.role,
        address=actor.address,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:200],
        scope=scope,
        before=before or {},
        after=after or {},
        note=note,
        previous_hash=head.hash,
    )
    event.hash = event.computed_hash()
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save()
    return event


@dataclass(frozen=True)
class Flaw:
    """A place where the chain does not hold."""

    sequence: int
    kind: str  # 'altered', 'missing', 'inserted', 'head'


def verify() -> list[Flaw]:
    """Walk the whole chain; an empty list means that no event was altered, removed or inserted."""
    flaws: list[Flaw] = []
    previous, expected = GENESIS, 1
    with transaction.atomic():
        for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
            if event.sequence != expected:
                flaws.append(Flaw(expected, "missing"))
            elif event.previous_hash != previous:
                flaws.append(Flaw(event.sequence, "inserted"))
            if event.computed_hash() != event.hash:
                flaws.append(Flaw(event.sequence, "altered"))
            previous, expected = event.hash, event.sequence + 1
        head = ChainHead.objects.filter(pk=1).first()
        end = (head.sequence, head.hash) if head else (0, GENESIS)
        if end != (expected - 1, previous):
            flaws.append(Flaw(expected, "head"))
    return flaws
