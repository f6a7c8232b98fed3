"""Working records of the engine: measures and headings before they are frozen."""

from __future__ import annotations

from dataclasses import dataclass, field

from .types import CadenceFound, DeadlineFound, OwnerFound, ReferenceFound, TargetFound


@dataclass(slots=True)
class Draft:
    """A measure in the making."""

    start: int
    end: int
    rule: str
    doubt: float
    node: int | None
    item: int
    paragraph: int
    owners: list[OwnerFound] = field(default_factory=list)
    deadlines: list[DeadlineFound] = field(default_factory=list)
    cadences: list[CadenceFound] = field(default_factory=list)
    targets: list[TargetFound] = field(default_factory=list)
    references: list[ReferenceFound] = field(default_factory=list)
    carried: bool = False  # owners come from a running subject
    soft: bool = False
    task: tuple[int, int] | None = None  # the cell of a table that says what is to be done

    def own(self, owners: list[OwnerFound]) -> None:
        """Add owners, each name once; a lead or co role wins over plain responsibility."""
        known = {o.name: i for i, o in enumerate(self.owners)}
        for owner in owners:
            at = known.get(owner.name)
            if at is None:
                known[owner.name] = len(self.owners)
                self.owners.append(owner)
            elif self.owners[at].role == "responsible" and owner.role != "responsible":
                self.owners[at] = owner

    def limit(self, deadlines: list[DeadlineFound]) -> None:
        """Add the time limits of a block unless the measure has a dated one of its own."""
        if any(d.date for d in self.deadlines):
            return
        self.deadlines.extend(deadlines)

    def repeat(self, cadences: list[CadenceFound]) -> None:
        """Add cadences, each code once."""
        codes = {c.code for c in self.cadences}
        self.cadences.extend(c for c in cadences if c.code not in codes)


@dataclass(slots=True)
class Heading:
    """A node in the making; ``section`` says what kind of section it opens."""

    level: int
    depth: int
    marker: str
    title_start: int
    title_end: int
    start: int
    end: int
    parent: int | None
    rule: str
    section: str
    first_draft: int = 0
    item: int = 0
    owners: list[OwnerFound] = field(default_factory=list)
    deadlines: list[DeadlineFound] = field(default_factory=list)
