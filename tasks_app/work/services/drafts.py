"""Before issue: a confirmed measure is a draft item with draft assignments; a dismissed one has a reason."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid
from tasks_app.documents.models import Measure
from tasks_app.documents.services import decide_measure, locked
from tasks_app.org.models import User
from tasks_app.work.access import require_supervisor
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.owners import Owners
from tasks_app.work.proposals import came_from
from tasks_app.work.services.sources import drop_source, leave_sources


def _validated(title: str, deadline: dt.date | None, long_term: bool, leader: User | None) -> str:
    title = " ".join(title.split())
    if not title:
        raise Invalid(
            "work.title_missing", _("Give the item a title."), fields={"title": [_("Give a title.")]}
        )
    if len(title) > 200:
        raise Invalid(
            "work.title_long",
            _("The title has %(count)d characters; 200 are allowed."),
            {"count": len(title)},
            fields={"title": [_("At most 200 characters.")]},
        )
    if deadline and long_term:
        raise Invalid(
            "work.deadline_and_long_term",
            _("Give a deadline or mark the item as long-term, not both."),
            fields={"deadline": [_("Either a deadline or long-term.")]},
        )
    if leader is not None and leader.role != User.Role.LEADER:
        raise Invalid("work.not_a_leader", _("%(name)s is not a leader."), {"name": str(leader)})
    return title


def _snapshot(item: WorkItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "kind": item.kind,
        "deadline": item.deadline.isoformat() if item.deadline else None,
        "long_term": item.long_term,
        "responsible_leader": item.responsible_leader_id,
        "evidence_required": item.evidence_required,
        "supporters_block": item.supporters_block,
        "owners": [_owner(row) for row in item.assignments.order_by("pk")],
        **({"came_from": item.came_from} if item.came_from else {}),
    }


def _owner(row: Assignment) -> list[Any]:
    """[unit, role], and the person where the share is addressed to one."""
    return [row.unit_id, row.role, *([row.person_id] if row.person_id else [])]


def _write_owners(item: WorkItem, owners: Owners, at: dt.datetime) -> None:
    """Make the draft assignments exactly those of `owners`, keeping rows that stay."""
    wanted = {row.key: row for row in owners.rows()}
    present = {row.key: row for row in item.assignments.all()}
    for key, row in present.items():
        kept = wanted.get(key)
        if kept is None or (kept.role, kept.unit.pk) != (row.role, row.unit_id):
            row.delete()
            continue
        del wanted[key]
    for new in wanted.values():
        Assignment.objects.create(
            item=item, unit=new.unit, person=new.person, role=new.role, state_changed_at=at
        )


@transaction.atomic
def create_item(
    *,
    user: User,
    at: dt.datetime,
    title: str,
    owners: Owners,
    kind: str = "other",
    deadline: dt.date | None = None,
    long_term: bool = False,
    responsible_leader: User | None = None,
    evidence_required: bool = False,
    supporters_block: bool = False,
    measure: Measure | None = None,
) -> WorkItem:
    """A draft item, from a measure or by hand (a telephone order has no document).

    Raises NotAllowed for anybody but a supervisor, Invalid with `fields` for input that cannot stand.
    """
    require_supervisor(user)
    title = _validated(title, deadline, long_term, responsible_leader)
    item = WorkItem.objects.create(
        title=title,
        kind=kind,
        document=measure.document if measure else None,
        measure=measure,
        quote=measure.quote if measure else "",
        responsible_leader=responsible_leader,
        deadline=deadline,
        long_term=long_term,
        evidence_required=evidence_required,
        supporters_block=supporters_block,
        created_by=user,
        created_at=at,
        came_from=came_from(measure, owners) if measure else [],
    )
    _write_owners(item, owners, at)
    record(
        actor=actor_of(user), action="item.drafted", obj=item, at=at, scope=item.scope, after=_snapshot(item)
    )
    return item


@transaction.atomic
def edit_item(
    *,
    user: User,
    item: WorkItem,
    at: dt.datetime,
    title: str,
    owners: Owners,
    kind: str,
    deadline: dt.date | None,
    long_term: bool,
    responsible_leader: User | None = None,
    evidence_required: bool = False,
    supporters_block: bool = False,
) -> WorkItem:
    """Change a draft. Raises Conflict once the item has been issued: from then on it has its own lifecycle."""
    require_supervisor(user)
    item = WorkItem.objects.select_for_update().get(pk=item.pk)
    if item.issued_at is not None:
        raise Conflict(
            "work.already_issued", _("This item has been issued; a draft can no longer be edited.")
        )
    title = _validated(title, deadline, long_term, responsible_leader)
    before = _snapshot(item)
    item.title, item.kind, item.deadline, item.long_term = title, kind, deadline, long_term
    item.responsible_leader = responsible_leader
    item.evidence_required, item.supporters_block = evidence_required, supporters_block
    item.came_from = came_from(item.measure, owners) if item.measure else []
    item.save()
    _write_owners(item, owners, at)
    record(
        actor=actor_of(user),
        action="item.edited",
        obj=item,
        at=at,
        scope=item.scope,
        before=before,
        after=_snapshot(item),
    )
    return item


@transaction.atomic
def confirm_measure(
    *,
    user: User,
    measure: Measure,
    at: dt.datetime,
    title: str,
    owners: Owners,
    kind: str = "other",
    deadline: dt.date | None = None,
    long_term: bool = False,
    responsible_leader: User | None = None,
    evidence_required: bool = False,
    supporters_block: bool = False,
) -> WorkItem:
    """Confirm a measure: it becomes a draft item; confirming again changes the draft.

    Owners and deadline may still be missing: `issue_document` refuses until they are given.
    """
    require_supervisor(user)
    measure = locked(measure)
    fields: dict[str, Any] = {
        "title": title,
        "owners": owners,
        "kind": kind,
        "deadline": deadline,
        "long_term": long_term,
        "responsible_leader": responsible_leader,
        "evidence_required": evidence_required,
        "supporters_block": supporters_block,
    }
    drop_source(user, measure, at)
    existing = WorkItem.objects.filter(measure=measure).first()
    item = (
        edit_item(user=user, item=existing, at=at, **fields)
        if existing
        else create_item(user=user, at=at, measure=measure, **fields)
    )
    decide_measure(user=user, measure=measure, state=Measure.State.CONFIRMED, at=at)
    return item


def release(user: User, measure: Measure, at: dt.datetime) -> None:
    """Take back what a decision on the sentence has made: its draft, or that the item of another document answers it.

    Raises Conflict when its item has been issued, or answers sentences of other documents as well.
    """
    drop_source(user, measure, at)
    item = WorkItem.objects.select_for_update().filter(measure=measure).first()
    if item is None:
        return
    if item.issued_at is not None:
        raise Conflict("work.already_issued", _("This item has been issued; cancel the item instead."))
    leave_sources(user, item, at)
    record(
        actor=actor_of(user),
        action="item.draft_dropped",
        obj=item,
        at=at,
        scope=item.scope,
        before=_snapshot(item),
    )
    item.delete()


@transaction.atomic
def dismiss_measure(*, user: User, measure: Measure, reason: str, at: dt.datetime) -> Measure:
    """Decide that a sentence gets no item, with a reason that stays on record. A draft made from it is dropped."""
    require_supervisor(user)
    reason = reason.strip()
    if not reason:
        raise Invalid(
            "work.reason_missing",
            _("Say why the sentence is dismissed."),
            fields={"reason": [_("A reason is required.")]},
        )
    release(user, locked(measure), at)
    return decide_measure(user=user, measure=measure, state=Measure.State.DISMISSED, reason=reason, at=at)


@transaction.atomic
def reset_measure(*, user: User, measure: Measure, at: dt.datetime) -> Measure:
    """Undo a decision: the measure is undecided again; its draft is dropped, or the item of another document that
    answered it no longer does. Raises Conflict as `release` does."""
    require_supervisor(user)
    release(user, locked(measure), at)
    return decide_measure(user=user, measure=measure, state=Measure.State.UNDECIDED, at=at)
