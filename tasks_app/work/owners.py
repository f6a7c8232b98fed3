"""Who is to do an item: units by role, and people who answer in person."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Invalid
from tasks_app.org.models import Unit, User


@dataclass(frozen=True)
class Row:
    """One share before it is an assignment. person: it is addressed to this person of the unit; None: to the unit."""

    unit: Unit
    role: str
    person: User | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What an item holds at most once: a unit, or a person."""
        return ("person", self.person.pk) if self.person else ("unit", self.unit.pk)


@dataclass(frozen=True)
class Owners:
    """One lead with supporters, or units that each answer for themselves; beside them people who answer in person."""

    lead: Unit | None = None
    supports: tuple[Unit, ...] = ()
    eaches: tuple[Unit, ...] = ()
    people: tuple[User, ...] = ()

    @property
    def person_role(self) -> str:
        """A single person beside nobody who answers leads; otherwise each answers for the own share."""
        alone = len(self.people) == 1 and not self.lead and not self.eaches
        return "lead" if alone else "each"

    @property
    def answering(self) -> bool:
        """Whether somebody answers for the item: without it, it cannot be issued."""
        return bool(self.lead or self.eaches or self.people)

    def rows(self) -> list[Row]:
        """The shares; raises Invalid when a unit or person is named twice, or a person has no unit."""
        rows = [Row(self.lead, "lead")] if self.lead else []
        rows += [_in_person(person, self.person_role) for person in self.people]
        rows += [Row(unit, "each") for unit in self.eaches]
        rows += [Row(unit, "support") for unit in self.supports]
        seen: set[tuple[str, int]] = set()
        for row in rows:
            if row.key in seen:
                raise Invalid(
                    "work.unit_twice",
                    _("%(unit)s is named twice. Give each unit one role."),
                    {"unit": str(row.person or row.unit.name)},
                    fields={"supports": [_("A unit is named twice.")]},
                )
            seen.add(row.key)
        return rows


def _in_person(person: User, role: str) -> Row:
    if person.unit is None or not person.is_active:
        raise Invalid(
            "work.person_without_unit",
            _("%(name)s belongs to no unit or has left: nothing can be given to this person."),
            {"name": str(person)},
            fields={"people": [_("Choose people who belong to a unit.")]},
        )
    return Row(person.unit, role, person)
