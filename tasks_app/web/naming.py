"""What the workbench shows and asks about names: who belongs to a group at this moment, and which names mean nobody yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tasks_app.org.directory import Meaning
from tasks_app.org.models import Unit, User
from tasks_app.work.proposals import Proposal


@dataclass(frozen=True)
class Member:
    """Somebody of a group: a unit, or a person with the units that the sentence makes the person answer for."""

    name: str
    title: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A name that stands for several owners. people: the members are people. bare: nobody belongs to it."""

    name: str
    role: str
    members: list[Member]
    left_out: list[str]
    unplaced: list[str]
    people: bool
    of_units: bool = False  # a body of people whose units get the shares

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def bare(self) -> bool:
        return not self.members


@dataclass(frozen=True)
class Question:
    """A name that means nobody yet, or several units; `inside`: it stands in the exceptions of another name."""

    name: str
    candidates: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class Names:
    """All that a card says about the names of its sentence."""

    groups: list[Group] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    renamed: list[Meaning] = field(default_factory=list)
    single: frozenset[int] = frozenset()  # units that are no member of a group

    @property
    def incomplete(self) -> bool:
        """Whether a group has nobody in it, or somebody who can be given nothing."""
        return any(group.bare or group.unplaced for group in self.groups)


def names_of(proposal: Proposal) -> Names:
    """What to show and to ask; each name once."""
    meanings = list({row.name: row for row in proposal.meanings}.values())
    grouped = {unit.pk for row in meanings if row.is_group for unit in row.units}
    return Names(
        groups=[_group(row, proposal) for row in meanings if row.is_group or row.people or row.unplaced],
        questions=list(
            {
                name: Question(name, row.candidates if not row.missing else ())
                for row in meanings
                for name in row.open_names
            }.values()
        ),
        passed_over=[row.name for row in meanings if row.kind == "nobody"],
        renamed=[row for row in meanings if row.renamed or row.merged],
        single=frozenset(unit.pk for row in meanings if not row.is_group for unit in row.units) - grouped,
    )


def _group(meaning: Meaning, proposal: Proposal) -> Group:
    owners = proposal.owners
    members = [Member(str(unit), unit.name) for unit in meaning.units]
    members += [
        Member(
            str(row.person),
            " ".join(part for part in (str(row.person.unit or ""), row.person.position) if part),
            tuple(str(unit) for unit in row.units),
        )
        for row in meaning.people
    ]
    pks = {unit.pk for unit in meaning.units}
    if meaning.people:
        role = owners.person_role
    elif owners.lead and owners.lead.pk in pks:
        role = "lead"
    else:
        role = "each" if pks & {unit.pk for unit in owners.eaches} else "support"
    return Group(
        name=meaning.name,
        role=role,
        members=members,
        left_out=[str(unit) for unit in meaning.left_out],
        unplaced=[str(person) for person in meaning.unplaced],
        people=bool(meaning.people),
        of_units=bool(meaning.collective and meaning.collective.of_people and meaning.units),
    )


def kept_groups(came_from: Iterable[dict[str, Any]], names: dict[str, str]) -> list[Group]:
    """The groups that an item keeps, with the members of the moment of confirming. names: role of each name, if known."""
    return [
        Group(
            name=str(entry["name"]),
            role=names.get(str(entry["name"]), ""),
            members=[
                Member(str(row["name"]), "", tuple(row.get("covers") or ())) for row in entry["members"]
            ],
            left_out=[str(row["name"]) for row in entry["left_out"]],
            unplaced=[],
            people=any(row["kind"] == "person" for row in entry["members"]),
        )
        for entry in came_from
    ]


def label_of(person: User) -> str:
    """Name, position and unit: two people may have one name."""
    about = " ".join(part for part in (str(person.unit or ""), person.position) if part)
    return f"{person} ({about})" if about else str(person)
