"""A likely duplicate as the page shows it: both sentences with the differing words marked, and what each would be or is."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks_app.documents.models import Measure
from tasks_app.documents.versions import Part, differences
from tasks_app.org.models import Unit
from tasks_app.work.duplicates import Likely, fuller_owners
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.proposals import Directory, Proposal, propose


@dataclass(frozen=True)
class Share:
    """A unit or person with a role; state and deadline where it is a share of a running item."""

    name: str
    role: str
    state: str = ""
    deadline: dt.date | None = None

    @property
    def role_label(self) -> str:
        return str(Assignment.Role(self.role).label)


@dataclass(frozen=True)
class Side:
    """What one of the two is: its sentence in parts, who does it, until when."""

    measure: Measure
    parts: list[Part]
    shares: list[Share]
    deadline: dt.date | None
    long_term: bool
    unknown_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """One question: mine stands in the document that is looked at. added: units that mine names beyond those of theirs.

    takes: date and units can be taken over, because nothing has been issued yet.
    """

    likely: Likely
    version: str
    mine: Side
    theirs: Side
    added: list[Share]
    chosen: str = ""  # typed, but not accepted: same, different
    take: frozenset[str] = field(default=frozenset())

    @property
    def key(self) -> str:
        return self.likely.key

    @property
    def item(self) -> WorkItem | None:
        return self.likely.item

    @property
    def takes(self) -> bool:
        return not self.likely.running

    @property
    def other_date(self) -> bool:
        """The new sentence states another deadline than the one that holds, or the only one."""
        if not self.mine.deadline and not self.mine.long_term:
            return False
        return (self.mine.deadline, self.mine.long_term) != (self.theirs.deadline, self.theirs.long_term)

    @property
    def earlier(self) -> bool:
        """The new sentence wants it sooner."""
        return bool(self.mine.deadline and self.theirs.deadline and self.mine.deadline < self.theirs.deadline)

    @property
    def differs(self) -> bool:
        return self.other_date or bool(self.added)


def pair_of(likely: Likely, directory: Directory, chosen: str = "", take: Iterable[str] = ()) -> Pair:
    """The page's view of a likely duplicate. chosen, take: what was typed and not accepted."""
    here, there = differences(likely.mine.quote, likely.other.quote)
    new = propose(likely.mine, directory)
    old = propose(likely.other, directory) if likely.item is None else None
    held = _held(likely.item, old)
    return Pair(
        likely=likely,
        version=likely.version(directory),
        mine=_proposed(likely.mine, here, new),
        theirs=_proposed(likely.other, there, old) if old else _existing(likely, there),
        added=[Share(str(unit), role) for role, unit in fuller_owners(held, new)],
        chosen=chosen,
        take=frozenset(take),
    )


def _held(item: WorkItem | None, proposal: Proposal | None) -> list[tuple[str, int]]:
    if item is not None:
        return [(row.role, row.unit_id) for row in item.assignments.all() if row.person_id is None]
    assert proposal is not None
    return [(row.role, row.unit.pk) for row in proposal.owners.rows() if row.person is None]


def _proposed(measure: Measure, parts: list[Part], proposal: Proposal) -> Side:
    return Side(
        measure=measure,
        parts=parts,
        shares=[Share(_name(row.unit, row.person), row.role) for row in proposal.owners.rows()],
        deadline=proposal.deadline,
        long_term=proposal.long_term,
        unknown_names=proposal.unknown_names,
    )


def _existing(likely: Likely, parts: list[Part]) -> Side:
    item = likely.item
    assert item is not None
    issued = item.issued_at is not None
    shares = [
        Share(
            row.owner, row.role, row.get_state_display() if issued else "", row.deadline if issued else None
        )
        for row in item.assignments.all()
    ]
    return Side(likely.other, parts, shares, item.deadline, item.long_term)


def _name(unit: Unit, person: object) -> str:
    return str(person or unit)
