"""The same task in two documents: answered once by one item that keeps both sources, or called different tasks.

Locks in the order of everything else: documents, measures, items.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, DomainError, Invalid
from tasks_app.documents.models import LikelyPair, Measure, SourceDocument
from tasks_app.documents.services import decide_measure, require_open, scope_of
from tasks_app.org.models import Unit, User
from tasks_app.work.access import require_supervisor
from tasks_app.work.duplicates import Likely, fuller_owners, likely_of, loaded
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.owners import Owners
from tasks_app.work.proposals import Directory, Proposal, propose
from tasks_app.work.services.drafts import confirm_measure, edit_item, release
from tasks_app.work.services.sources import add_source, source_of


@dataclass(frozen=True)
class Answer:
    """One answer to a likely duplicate. same: one item answers both; else these are different tasks.

    version: of the pair as it was shown (`Likely.version`); None: whatever it is now. take_deadline, take_units: give
    the item, while it is a draft, the deadline and the further units that the new sentence states.
    """

    measure: Measure
    other: Measure
    same: bool
    version: str | None = None
    take_deadline: bool = False
    take_units: bool = False


@transaction.atomic
def answer_duplicates(*, user: User, answers: Iterable[Answer], at: dt.datetime) -> list[WorkItem | None]:
    """Give several answers, all or none; returns for each the item that now answers the sentence (None: different).

    Raises NotAllowed for anybody but a supervisor, Invalid when a sentence is to be answered by two items, and what
    `answer_same` and `call_different` raise.
    """
    require_supervisor(user)
    wanted = list(answers)
    merged = [row.measure.pk for row in wanted if row.same]
    if len(merged) != len(set(merged)):
        raise Invalid(
            "work.answered_twice",
            _("A sentence can be answered by one item only. Choose one of those that are like it."),
        )
    _lock(wanted)
    # Compared with what was shown before the first answer changes it: two of them may be about one item.
    directory = Directory.load()
    found: dict[int, list[Likely]] = {}
    for number in sorted({row.measure.document_id for row in wanted}):
        found |= likely_of(SourceDocument.objects.get(pk=number))
    for row in wanted:
        likely = next((one for one in found.get(row.measure.pk, []) if _holds(one, row.other)), None)
        if likely is None or likely.different is not None:
            raise _gone()
        _require_shown(likely, row.version, directory)
    return [_answer(user, row, at) for row in wanted]


def _answer(user: User, answer: Answer, at: dt.datetime) -> WorkItem | None:
    if answer.same:
        return answer_same(
            user=user,
            measure=answer.measure,
            other=answer.other,
            take_deadline=answer.take_deadline,
            take_units=answer.take_units,
            at=at,
        )
    call_different(user=user, measure=answer.measure, other=answer.other, at=at)
    return None


@transaction.atomic
def answer_same(
    *,
    user: User,
    measure: Measure,
    other: Measure,
    at: dt.datetime,
    version: str | None = None,
    take_deadline: bool = False,
    take_units: bool = False,
) -> WorkItem:
    """Answer a sentence by the item of a likely duplicate: it becomes a further source of that item and gets none of its own.

    While the other sentence is undecided it is confirmed first, as its text proposes. A draft that the sentence had is
    dropped. `reset_measure` undoes it. A running item keeps its deadline and units whatever the new text says.
    Raises NotAllowed for anybody but a supervisor, Invalid when a running item was to take over a deadline or units,
    Conflict when the two are no likely duplicates any more, are not what was shown (`version`), or the document of the
    sentence is issued or replaced.
    """
    require_supervisor(user)
    likely = _checked(measure, other, version)
    proposal = propose(likely.mine)
    if likely.running and (take_deadline or take_units):
        raise Invalid(
            "work.running_keeps",
            _(
                "The item %(number)s runs already: its deadline and its units stay as they are. "
                "More time is asked for by the unit; what goes beyond it is entered as an item of its own."
            ),
            {"number": likely.item.number if likely.item else ""},
        )
    release(user, likely.mine, at)
    item = likely.item
    if item is None:
        item = _confirm_other(user, likely.other, at)
        _fill(user, item, proposal, deadline=True, units=False, at=at)
    held = WorkItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if held is None:
        raise _gone()  # the draft has just been dropped
    if take_deadline or take_units:
        _fill(user, held, proposal, deadline=take_deadline, units=take_units, over=True, at=at)
    add_source(user, held, likely.mine, at)
    note = f"{held} ({likely.other.document.title})"
    decide_measure(user=user, measure=likely.mine, state=Measure.State.ANSWERED, at=at, note=note)
    return held


@transaction.atomic
def call_different(
    *, user: User, measure: Measure, other: Measure, at: dt.datetime, version: str | None = None
) -> int:
    """Remember that two likely duplicates are different tasks; nobody is asked again. `ask_again` undoes it.

    Holds for every sentence that the item of the other one answers. Raises like `answer_same`. Returns the number of
    pairs that this settles.
    """
    require_supervisor(user)
    likely = _checked(measure, other, version)
    return _mark(user, likely, at, different=True)


@transaction.atomic
def ask_again(*, user: User, measure: Measure, other: Measure, at: dt.datetime) -> int:
    """Take back that two sentences are different tasks: they are put before a person again. Raises like `answer_same`."""
    require_supervisor(user)
    likely = _checked(measure, other, None, different=True)
    return _mark(user, likely, at, different=False)


def _mark(user: User, likely: Likely, at: dt.datetime, *, different: bool) -> int:
    changed = LikelyPair.objects.filter(pk__in=[pair.pk for pair in likely.pairs]).update(
        different_by=user if different else None, different_at=at if different else None
    )
    # Both documents keep it in their history.
    for mine, other in ((likely.mine, likely.other), (likely.other, likely.mine)):
        record(
            actor=actor_of(user),
            action="measure.different" if different else "measure.asked_again",
            obj=mine,
            at=at,
            scope=scope_of(mine.document),
            before={"different": not different},
            after={"different": different, **source_of(other)},
            note=f"{other.document.title}: {other.quote}"[:300],
        )
    return changed


def _lock(answers: Iterable[Answer]) -> None:
    """Lock the documents and then the measures of all pairs, each in one order, so that two people cannot block each other."""
    numbers = {row.pk for answer in answers for row in (answer.measure, answer.other)}
    documents = Measure.objects.filter(pk__in=numbers).order_by().values("document")
    list(SourceDocument.objects.select_for_update().filter(pk__in=documents).order_by("pk").only("pk"))
    list(Measure.objects.select_for_update().filter(pk__in=numbers).order_by("pk").only("pk"))


def _checked(measure: Measure, other: Measure, version: str | None, *, different: bool = False) -> Likely:
    """The pair as it is now, locked. different: one that was called different is wanted, else one that was not."""
    _lock([Answer(measure, other, same=True)])
    mine = loaded(Measure.objects.filter(pk=measure.pk)).first()
    if mine is None:
        raise _gone()
    require_open(mine.document)
    found = likely_of(mine.document, [mine]).get(mine.pk, [])
    likely = next((row for row in found if _holds(row, other)), None)
    if likely is None or (likely.different is not None) != different:
        raise _gone()
    _require_shown(likely, version)
    return likely


def _require_shown(likely: Likely, version: str | None, directory: Directory | None = None) -> None:
    if version is not None and version != likely.version(directory):
        raise Conflict(
            "work.duplicate_changed",
            _(
                "One of the two sentences, or the item of the other one, has changed since they were shown. "
                "Nothing was decided; look at both again."
            ),
        )


def _holds(likely: Likely, other: Measure) -> bool:
    """Whether this entry is about the other sentence, or about the item that answers it."""
    return any(other.pk in (pair.earlier_id, pair.later_id) for pair in likely.pairs)


def _gone() -> DomainError:
    return Conflict(
        "work.no_duplicate",
        _(
            "These two sentences do not wait for this answer any more: one of them has meanwhile been decided, or the "
            "question was answered. Nothing was changed; reload the page."
        ),
    )


def _confirm_other(user: User, other: Measure, at: dt.datetime) -> WorkItem:
    """Make the draft that answers both, from the sentence that was there first."""
    proposal = propose(other)
    return confirm_measure(
        user=user,
        measure=other,
        at=at,
        title=proposal.title,
        owners=proposal.owners,
        kind=other.kind,
        deadline=proposal.deadline,
        long_term=proposal.long_term,
    )


def _fill(
    user: User,
    item: WorkItem,
    proposal: Proposal,
    *,
    deadline: bool,
    units: bool,
    at: dt.datetime,
    over: bool = False,
) -> None:
    """Give a draft what the new sentence states. over: its deadline also in the place of the draft's own."""
    rows = list(item.assignments.select_related("unit", "person").order_by("pk"))
    held = [(row.role, row.unit_id) for row in rows if row.person_id is None]
    more = fuller_owners(held, proposal) if units or not rows else []
    due, long_term = item.deadline, item.long_term
    if deadline and proposal.deadline and (over or (due is None and not long_term)):
        due, long_term = proposal.deadline, False
    elif deadline and proposal.long_term and (over or due is None):
        due, long_term = None, True
    if not more and (due, long_term) == (item.deadline, item.long_term):
        return
    edit_item(
        user=user,
        item=item,
        at=at,
        title=item.title,
        owners=_joined(rows, more),
        kind=item.kind,
        deadline=due,
        long_term=long_term,
        responsible_leader=item.responsible_leader,
        evidence_required=item.evidence_required,
        supporters_block=item.supporters_block,
    )


def _joined(rows: list[Assignment], more: list[tuple[str, Unit]]) -> Owners:
    held = [(row.role, row.unit) for row in rows if row.person_id is None] + more
    return Owners(
        lead=next((unit for role, unit in held if role == Assignment.Role.LEAD), None),
        supports=tuple(unit for role, unit in held if role == Assignment.Role.SUPPORT),
        eaches=tuple(unit for role, unit in held if role == Assignment.Role.EACH),
        people=tuple(row.person for row in rows if row.person is not None),
    )
