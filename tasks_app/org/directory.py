"""Whom a name in a document means at this moment: units, people, collectives. Read once, asked for every sentence.

The order in which a name is looked up (docs/decompose.md, "Which unit a name means"):
1. what the office has said that it means (KnownName): another or former name, several units, a collective, a person, nobody;
2. the name or short name of exactly one active unit;
3. the names of a unit that was merged: its successor;
4. a collective in another wording (全县各乡镇党委 for 各乡镇);
5. the name without its place and leading body, where that fits exactly one unit (县财政局 for 某县财政局);
6. the name of a person with 同志 or the position (赵某副县长).
Two units of the same name are never chosen between: they are handed back as candidates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tasks_app.org.models import Collective, KnownName, Portfolio, Unit, User
from tasks_app.org.wording import (
    collective_keys,
    collective_lookups,
    core,
    excepted_in,
    listed,
    parted,
    scopes_in,
    squeezed,
    taken_apart,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES = ("等同志", "同志", "先生", "女士")
_LONGEST_NAME = 20  # characters of a full name that a document puts beside a position


@dataclass(frozen=True)
class Covered:
    """A person among the members of a collective, and the units that the sentence makes the person answer for.

    scopes: 'portfolio', 'area', as the sentence speaks of them; () when it speaks of none.
    """

    person: User
    units: tuple[Unit, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meaning:
    """What a name means at this moment.

    kind: unit, units, collective, person, nobody (passed over), ambiguous (several units of that name), unknown.
    units: who gets a share. people: who gets one in person. left_out: units that belong to it but are excepted.
    unplaced: people who belong to it but have no unit, so that they can be given nothing. missing: names in its exceptions
    that mean no unit. candidates: the units of an ambiguous name. renamed: (name, until) where an old name led to a unit.
    """

    name: str
    kind: str
    units: tuple[Unit, ...] = ()
    people: tuple[Covered, ...] = ()
    collective: Collective | None = None
    left_out: tuple[Unit, ...] = ()
    unplaced: tuple[User, ...] = ()
    missing: tuple[str, ...] = ()
    candidates: tuple[Unit, ...] = ()
    renamed: tuple[str, dt.date | None] | None = None
    merged: Unit | None = None

    @property
    def known(self) -> bool:
        """Whether nothing has to be asked."""
        return self.kind not in {"unknown", "ambiguous"} and not self.missing

    @property
    def open_names(self) -> tuple[str, ...]:
        """The names that have to be asked for: this one, or those of its exceptions."""
        return self.missing if self.missing else () if self.known else (self.name,)

    @property
    def is_group(self) -> bool:
        """Whether it stands for a number of owners that changes with time, so that the moment is kept with the item."""
        return self.kind in {"units", "collective"}

    @property
    def size(self) -> int:
        return len(self.people) or len(self.units)


@dataclass
class Directory:
    """The office as it is now. A fixed number of queries, whatever the number of names and sentences asked for."""

    units: list[Unit] = field(default_factory=list)
    names: list[KnownName] = field(default_factory=list)
    collectives: dict[int, Collective] = field(default_factory=dict)
    _kept_units: dict[int, tuple[tuple[Unit, ...], tuple[Unit, ...]]] = field(default_factory=dict)
    _kept_people: dict[int, tuple[User, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Directory:
        """From units, names and collectives as they are now: seven queries; people are read when a name means some."""
        return cls(
            units=list(Unit.objects.all()),
            names=list(KnownName.objects.with_meaning()),
            collectives={row.pk: row for row in Collective.objects.in_force().with_members()},
        )

    # --- Tables, made when first asked for -----------------------------------------------------------------------------
    @cached_property
    def by_pk(self) -> dict[int, Unit]:
        return {unit.pk: unit for unit in self.units}

    @cached_property
    def active(self) -> list[Unit]:
        return [unit for unit in self.units if unit.active]

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of the places, which documents put before the names of units; the longest first."""
        found = {unit.name for unit in self.active if unit.kind == Unit.Kind.COUNTY}
        return tuple(sorted(found, key=lambda name: (-len(name), name)))

    @cached_property
    def _known(self) -> dict[str, KnownName]:
        return {squeezed(row.name): row for row in self.names}

    @cached_property
    def _exact(self) -> dict[str, dict[int, Unit]]:
        found: dict[str, dict[int, Unit]] = {}
        for unit in self.active:
            for name in (unit.name, unit.short_name):
                if name:
                    found.setdefault(squeezed(name), {})[unit.pk] = unit
        return found

    @cached_property
    def _merged(self) -> dict[str, Unit]:
        """The names of units that are no more -> the unit that followed."""
        return {
            squeezed(name): unit
            for unit in self.units
            if not unit.active and self.successor_of(unit)
            for name in (unit.name, unit.short_name)
            if name
        }

    @cached_property
    def _loose(self) -> dict[str, dict[int, Unit]]:
        found: dict[str, dict[int, Unit]] = {}
        for name, units in self._exact.items():
            found.setdefault(core(name, self.places), {}).update(units)
        for row in self.names:
            target = self._living(row.unit_id) if row.meaning == KnownName.Meaning.UNIT else None
            if target:
                found.setdefault(core(row.name, self.places), {})[target.pk] = target
        return found

    @cached_property
    def _collective_keys(self) -> dict[str, int]:
        """Form of a name -> collective; the exact names win, then the order of the collectives."""
        found: dict[str, int] = {}
        rows = [row for row in self.names if row.collective_id in self.collectives]
        place = {pk: number for number, pk in enumerate(self.collectives)}
        rows.sort(key=lambda row: (place[row.collective_id or 0], row.pk))
        for depth in range(8):
            for row in rows:
                keys = collective_keys(row.name, self.places)
                if depth < len(keys):
                    found.setdefault(keys[depth], row.collective_id or 0)
        return found

    # --- People and what they are in charge of --------------------------------------------------------------------------
    @cached_property
    def people(self) -> dict[int, User]:
        """Active people but outsiders and auditors, in the order of the office."""
        rows = User.objects.active().exclude(role__in=[User.Role.OUTSIDER, User.Role.AUDITOR])
        found = list(rows.order_by("pk"))
        for row in found:
            if row.unit_id in self.by_pk:
                row.unit = self.by_pk[row.unit_id]  # known already: no query, and one object for one unit
        found.sort(key=lambda row: (self._place(row.unit_id or 0), row.pk))
        return {row.pk: row for row in found}

    @cached_property
    def _by_full_name(self) -> dict[str, list[User]]:
        found: dict[str, list[User]] = {}
        for row in self.people.values():
            found.setdefault(squeezed(row.get_full_name()), []).append(row)
        return found

    @cached_property
    def _holdings(self) -> dict[int, dict[str, list[Unit]]]:
        """leader -> kind of portfolio -> active units, in the order of the office."""
        found: dict[int, dict[str, list[Unit]]] = {}
        through = Portfolio.units.through.objects.filter(portfolio__leader__is_active=True)
        rows = through.values_list("portfolio__leader_id", "portfolio__kind", "unit_id")
        held = {(leader, kind, unit) for leader, kind, unit in rows}
        for leader, kind, pk in sorted(held, key=lambda row: (row[0], row[1], self._place(row[2]))):
            unit = self.by_pk.get(pk)
            if unit and unit.active:
                found.setdefault(leader, {}).setdefault(kind, []).append(unit)
        return found

    def holdings(self, person: User, scopes: Sequence[str]) -> tuple[Unit, ...]:
        """The active units that a leader holds in these scopes ('portfolio', 'area'), each once."""
        held = self._holdings.get(person.pk, {})
        return _once(unit for scope in scopes for unit in held.get(scope, []))

    def leaders_of(self, units: Iterable[Unit]) -> tuple[User, ...]:
        """The leaders whose portfolio holds one of the units or one above it, in the order of the office."""
        above = {number for unit in units for number in unit.lineage}
        return tuple(
            person
            for pk, person in self.people.items()
            if pk in self._holdings
            and person.role == User.Role.LEADER
            and not above.isdisjoint(unit.pk for unit in self.holdings(person, ("portfolio",)))
        )

    def _place(self, pk: int) -> tuple[int, int]:
        unit = self.by_pk.get(pk)
        return (unit.order if unit else 0, pk)

    # --- Units that are no more ------------------------------------------------------------------------------------------
    def successor_of(self, unit: Unit) -> Unit | None:
        """The active unit that followed a merged one, through any number of mergers; None when there is none."""
        seen: set[int] = set()
        at: Unit | None = unit
        while at is not None and not at.active:
            if at.pk in seen or at.successor_id is None:
                return None
            seen.add(at.pk)
            at = self.by_pk.get(at.successor_id)
        return at

    def _living(self, pk: int | None) -> Unit | None:
        unit = self.by_pk.get(pk or 0)
        return self.successor_of(unit) if unit else None

    # --- The question ----------------------------------------------------------------------------------------------------
    def meaning(self, name: str, sentence: str = "", beside: Sequence[Unit] = ()) -> Meaning:
        """What a name means now.

        sentence: the text that names it, for its exceptions (除…外) and for what it says of a leader's units (分管, 包联).
        beside: the units named beside it, for 分管领导.
        """
        written = taken_apart(name)
        found = Meaning(name, "unknown")
        for form in written.names:
            found = self._looked_up(form, sentence, beside)
            if found.kind != "unknown":
                break
        found = replace(found, name=name)
        if found.kind != "collective" and found.kind != "units":
            return found
        return self._without(found, written.excepted, excepted_in(sentence))

    def units_named(self, name: str) -> list[Unit]:
        """The units that a name means; [] when none, or when it could mean several."""
        return list(self.meaning(name).units)

    def _looked_up(self, name: str, sentence: str, beside: Sequence[Unit]) -> Meaning:
        name = squeezed(name)
        known = self._known.get(name)
        if known is not None:
            found = self._said(known, name, sentence, beside)
            if found is not None:
                return found
        exact = self._exact.get(name, {})
        if exact:
            return self._one_of(name, exact)
        if name in self._merged:
            gone = self._merged[name]
            heir = self.successor_of(gone)
            assert heir is not None
            return Meaning(name, "unit", (heir,), renamed=(gone.name, gone.merged_on), merged=gone)
        for key in collective_lookups(name, self.places):
            pk = self._collective_keys.get(key)
            if pk is not None:
                return self._expanded(name, self.collectives[pk], sentence, beside)
        loose = self._loose.get(core(name, self.places), {})
        if loose:
            return self._one_of(name, loose)
        return self._named_person(name, sentence)

    def _one_of(self, name: str, units: dict[int, Unit]) -> Meaning:
        found = tuple(units.values())
        if len(found) == 1:
            return Meaning(name, "unit", found)
        return Meaning(name, "ambiguous", candidates=found)

    def _said(self, known: KnownName, name: str, sentence: str, beside: Sequence[Unit]) -> Meaning | None:
        """What the office has said; None when that has lost its meaning (a unit without successor, a list that is off)."""
        if known.meaning == KnownName.Meaning.NOBODY:
            return Meaning(name, "nobody")
        if known.meaning == KnownName.Meaning.UNIT:
            unit = self._living(known.unit_id)
            if unit is None:
                return None
            renamed = (known.name, known.used_until) if known.former else None
            merged = self.by_pk[known.unit_id or 0] if unit.pk != known.unit_id else None
            return Meaning(name, "unit", (unit,), renamed=renamed, merged=merged)
        if known.meaning == KnownName.Meaning.UNITS:
            units = self._in_order(self._living(unit.pk) for unit in known.units.all())
            return Meaning(name, "units", units) if units else None
        if known.meaning == KnownName.Meaning.PERSON:
            person = self.people.get(known.person_id or 0)
            return self._in_person(name, person, sentence) if person else None
        if known.collective_id in self.collectives:
            return self._expanded(name, self.collectives[known.collective_id], sentence, beside)
        return None

    def _named_person(self, name: str, sentence: str) -> Meaning:
        """A person by full name, alone or with 同志 or words of the position before or behind it; never a guess among two."""
        for title in _TITLES:
            name_alone = name.removesuffix(title)
            if name_alone != name:
                break
        found = []
        for length in range(2, min(len(name_alone), _LONGEST_NAME) + 1):
            for called, rest in (
                (name_alone[:length], name_alone[length:]),
                (name_alone[-length:], name_alone[:-length]),
            ):
                for person in self._by_full_name.get(called, []):
                    if person not in found and (not rest or rest in squeezed(person.position)):
                        found.append(person)
        if len(found) != 1:
            return Meaning(name, "unknown")
        return self._in_person(name, found[0], sentence)

    def _in_person(self, name: str, person: User, sentence: str) -> Meaning:
        if person.unit_id is None:
            return Meaning(name, "person", unplaced=(person,))
        return Meaning(name, "person", people=(self._covered(person, sentence),))

    def _covered(self, person: User, sentence: str) -> Covered:
        scopes = scopes_in(sentence)
        return Covered(person, self.holdings(person, scopes), scopes)

    # --- Collectives -------------------------------------------------------------------------------------------------
    def expand(self, collective: Collective, sentence: str = "", beside: Sequence[Unit] = ()) -> Meaning:
        """The members of a collective at this moment: active, each once, in the order of the office."""
        return self._expanded(collective.name, collective, sentence, beside)

    def _expanded(self, name: str, collective: Collective, sentence: str, beside: Sequence[Unit]) -> Meaning:
        if not collective.of_people:
            units, never = self._members(collective)
            return Meaning(name, "collective", units, collective=collective, left_out=never)
        if collective.rule == Collective.Rule.IN_CHARGE:
            people = self.leaders_of(beside)
        else:
            people = self._people_of(collective)
        placed = [person for person in people if person.unit_id is not None]
        unplaced = tuple(person for person in people if person.unit_id is None)
        if collective.share == Collective.Share.UNITS:
            scopes = scopes_in(sentence) or ("portfolio",)
            units = _once(unit for person in people for unit in self.holdings(person, scopes))
            return Meaning(name, "collective", self._in_order(units), collective=collective)
        covered = tuple(self._covered(person, sentence) for person in placed)
        return Meaning(name, "collective", people=covered, collective=collective, unplaced=unplaced)

    def _members(self, collective: Collective) -> tuple[tuple[Unit, ...], tuple[Unit, ...]]:
        """(members, those of them that never belong to it); worked out once, for a document names it in every sentence."""
        if collective.pk not in self._kept_units:
            if collective.rule == Collective.Rule.KIND:
                units = self._in_order(unit for unit in self.active if unit.kind == collective.unit_kind)
            else:
                units = self._in_order(self._living(unit.pk) for unit in collective.units.all())
            never = {unit.pk for unit in collective.except_units.all()}
            self._kept_units[collective.pk] = (
                tuple(unit for unit in units if unit.pk not in never),
                tuple(unit for unit in units if unit.pk in never),
            )
        return self._kept_units[collective.pk]

    def _people_of(self, collective: Collective) -> tuple[User, ...]:
        """Active people by list, or by role and position; worked out once."""
        if collective.pk not in self._kept_people:
            if collective.rule == Collective.Rule.BODY:
                body = {person.pk for person in collective.people.all()}
                found = [person for pk, person in self.people.items() if pk in body]
            else:
                words = listed(collective.position_words)
                found = [
                    person
                    for person in self.people.values()
                    if person.role == collective.role
                    and (not words or any(word in person.position for word in words))
                    and (
                        not collective.unit_kind or (person.unit and person.unit.kind == collective.unit_kind)
                    )
                ]
            self._kept_people[collective.pk] = tuple(found)
        return self._kept_people[collective.pk]

    def _in_order(self, units: Iterable[Unit | None]) -> tuple[Unit, ...]:
        """Active units, each once, in the order of the office."""
        found = {unit.pk: unit for unit in units if unit is not None and unit.active}
        return tuple(sorted(found.values(), key=lambda unit: (unit.order, unit.pk)))

    # --- Exceptions ----------------------------------------------------------------------------------------------------
    def _without(self, found: Meaning, stated: tuple[str, ...], around: tuple[str, ...]) -> Meaning:
        """A group without what is excepted. stated: in the name itself, so that each must mean a unit; around: elsewhere in
        the sentence, where 除…外 may be about something else: only members count."""
        out: dict[int, Unit] = {}
        away: set[int] = set()
        missing: list[str] = []
        members = {unit.pk for unit in found.units}
        for entries, must in ((stated, True), (around, False)):
            for entry in entries:
                meant = self._excepted(entry)
                if not meant and must:
                    missing.append(entry)
                for meaning in meant:
                    out.update({unit.pk: unit for unit in meaning.units if unit.pk in members})
                    away.update(covered.person.pk for covered in meaning.people)
        if not out and not away and not missing:
            return found
        return replace(
            found,
            units=tuple(unit for unit in found.units if unit.pk not in out),
            people=tuple(covered for covered in found.people if covered.person.pk not in away),
            left_out=(*found.left_out, *out.values()),
            missing=tuple(missing),
        )

    def _excepted(self, entry: str) -> list[Meaning]:
        """What one entry of 除…外 means; 工业和信息化局 is tried before 工业 and 信息化局. [] when it means nothing."""
        whole = self._looked_up(entry, "", ())
        if whole.kind not in {"unknown", "ambiguous", "nobody"}:
            return [whole]
        for left, right in parted(entry):
            first = self._looked_up(left, "", ())
            rest = self._excepted(right) if first.kind not in {"unknown", "ambiguous", "nobody"} else []
            if rest:
                return [first, *rest]
        return []


def _once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple({unit.pk: unit for unit in units}.values())


def units_named(name: str) -> list[Unit]:
    """The units that one name means now; see `Directory.units_named`."""
    return Directory.load().units_named(name)
