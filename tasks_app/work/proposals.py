"""What the text proposes for an item: title, units by role, deadline. Nothing is guessed: what the text does not state
stays empty, and a name that means no unit is handed back so that a person can say what it means."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tasks_app.documents.models import Measure
from tasks_app.org.directory import Directory, Meaning, units_named
from tasks_app.org.models import Collective, Unit, User
from tasks_app.work.owners import Owners

TITLE_LENGTH = 60
_ENUMERATOR = re.compile(
    r"[\s　]*(?:[一二三四五六七八九十]+[是要、]|（[一二三四五六七八九十]+）|\d+[.．、]|（\d+）|[①-⑳]"
    r"|第[一二三四五六七八九十]+，)\s*"
)
# What is left of a clause that says nothing but who and by when, once the names and dates are blotted out.
_BLOT = "\x00"
_ONLY_NAMES = re.compile(
    r"(?=[^\x00]*\x00)(?:[\x00\s、，；：:（）()]"
    r"|牵头单位|责任单位|配合单位|协办单位|主办单位|责任领导|责任人|完成时限|完成时间|时限"
    r"|牵头|负总责|负责|配合|会同|参与|参加|协助|协同|协办|主办|按|职责|分工|分别|具体|共同|组织实施|抓好落实|落实|完成|务必|确保"
    r"|由|等|和|与|及|要|在|于|为|前|全部)*+"
)
_GROUP = re.compile(r"（[^（）]*）")


@dataclass(frozen=True)
class Proposal:
    title: str
    owners: Owners
    deadline: dt.date | None
    long_term: bool
    unknown_names: tuple[str, ...] = field(default=())
    # What each name of the sentence means, in the order in which it names them.
    meanings: tuple[Meaning, ...] = field(default=())

    @property
    def seen(self) -> str:
        """A digest of the owners as they are shown: whoever confirms them says with it what was seen (see `review`)."""
        found = [("l", self.owners.lead.pk)] if self.owners.lead else []
        found += [("s", unit.pk) for unit in self.owners.supports]
        found += [("e", unit.pk) for unit in self.owners.eaches]
        found += [("p", person.pk) for person in self.owners.people]
        return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()[:12]

    @property
    def groups(self) -> tuple[Meaning, ...]:
        """The names that stand for several owners, or from which owners were left out: shown with all their members."""
        return tuple(row for row in self.meanings if row.is_group or row.people or row.unplaced)


def short_title(quote: str, named: Iterable[tuple[int, int]] = ()) -> str:
    """The first sentence of the quote without its enumerator and without the clauses that only say who or by when; at most
    60 characters, never empty unless the quote is.

    named: spans of the units and time limits in the quote, in its code points.
    """
    # The same text with every named span blotted out, so that both are cut at the same places.
    signs = list(quote)
    for start, end in named:
        signs[start:end] = _BLOT * (end - start)
    blotted = "".join(signs)
    enumerator = _ENUMERATOR.match(quote)
    begin, end = enumerator.end() if enumerator else 0, len(quote)
    gone = [match.span() for match in _GROUP.finditer(blotted) if _ONLY_NAMES.fullmatch(match.group())]
    for mark in "。；;":
        at = quote.find(mark, begin, end)
        while any(start <= at < stop for start, stop in gone):
            at = quote.find(mark, at + 1, end)
        if at > begin:
            end = at
    plain = quote[begin:end].strip()
    clauses: list[str] = []
    for start, stop in _clauses(blotted, begin, end):
        cuts = [span for span in gone if start <= span[0] < stop]
        kept, bare, last = "", "", start
        for cut in [*cuts, (stop, stop)]:
            kept, bare, last = kept + quote[last : cut[0]], bare + blotted[last : cut[0]], cut[1]
        # “确有困难的，最迟不得超过10月底”: the time limit is what is said of the case before it.
        needed = bool(clauses) and clauses[-1].endswith("的")
        if kept.strip() and (needed or not _ONLY_NAMES.fullmatch(bare.strip())):
            clauses.append(kept.strip())
    text = "，".join(clauses) or plain
    if len(text) > TITLE_LENGTH:
        cut_at = max(text.rfind("，", 8, TITLE_LENGTH), text.rfind("、", 8, TITLE_LENGTH))
        text = text[: cut_at if cut_at > 0 else TITLE_LENGTH - 1] + "…"
    return text or quote[:TITLE_LENGTH]


def _clauses(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """The clauses between commas, those in parentheses and quotation marks whole."""
    found, start, depth = [], begin, 0
    for at in range(begin, end):
        if text[at] in "（《“(":
            depth += 1
        elif text[at] in "）》”)":
            depth = max(0, depth - 1)
        elif text[at] in "，," and depth == 0:
            found.append((start, at))
            start = at + 1
    return [*found, (start, end)]


def _named(measure: Measure) -> list[tuple[int, int]]:
    """Where the sentence itself names units and time limits; what is inherited from a heading lies outside it."""
    spans = []
    for entry in [*measure.found.get("owners", []), *measure.found.get("deadlines", [])]:
        start, end = entry.get("start"), entry.get("end")
        if start is not None and end is not None and measure.start <= start < end <= measure.end:
            spans.append((start - measure.start, end - measure.start))
    if not spans or len(measure.quote) == measure.end - measure.start:
        return spans

    def place(offset: int) -> int:  # the quote has no line ends inside the sentence, the document has
        return len(measure.document.quote(measure.start, measure.start + offset))

    return [(place(start), place(end)) for start, end in spans]


def _title(measure: Measure) -> str:
    """The title of the sentence, or, in a row of a table, of the cell that says what is to be done."""
    quote, named, cell = measure.quote, _named(measure), next(iter(measure.found.get("task", ())), None)
    if cell and measure.start <= cell["start"] < cell["end"] <= measure.end:
        begin, end = cell["start"] - measure.start, cell["end"] - measure.start
        quote = quote[begin:end]
        named = [(low - begin, high - begin) for low, high in named if begin <= low and high <= end]
    return short_title(quote, named)


def propose(measure: Measure, directory: Directory | None = None) -> Proposal:
    """The proposal for one measure, from what was found in its sentence and inherited from its headings.

    directory: read once by a caller that asks for many measures; None: read now.
    """
    names = directory or Directory.load()
    found = measure.found
    stated = found.get("owners", [])
    meanings = meanings_of(measure, names)
    leads: list[Unit] = []
    supports: list[Unit] = []
    eaches: list[Unit] = []
    people: dict[int, User] = {}
    has_lead = any(owner["role"] == "lead" for owner in stated)
    for owner, meaning in zip(stated, meanings, strict=True):
        people.update({covered.person.pk: covered.person for covered in meaning.people})
        if owner["role"] == "lead":
            leads += meaning.units
        elif owner["role"] == "co" or has_lead:
            supports += meaning.units
        else:
            eaches += meaning.units
    # One responsible unit answers for the item; several answer each for their own.
    if not leads and len(eaches) == 1 and not people:
        leads, eaches = eaches, []
    if len(leads) > 1:
        eaches, leads = leads + eaches, []
    taken: set[int] = set()

    def once(units: list[Unit]) -> tuple[Unit, ...]:
        fresh = []
        for unit in units:
            if unit.pk not in taken:
                taken.add(unit.pk)
                fresh.append(unit)
        return tuple(fresh)

    lead = once(leads)
    owners = Owners(
        lead=lead[0] if lead else None,
        eaches=once(eaches),
        supports=once(supports),
        people=tuple(people.values()),
    )
    dates = [
        dt.date.fromisoformat(entry["date"]) for entry in found.get("deadlines", []) if entry.get("date")
    ]
    continuous = any(entry["code"] == "continuous" for entry in found.get("cadences", []))
    return Proposal(
        title=_title(measure),
        owners=owners,
        deadline=max(dates) if dates else None,
        long_term=not dates and continuous,
        unknown_names=tuple(dict.fromkeys(name for row in meanings for name in row.open_names)),
        meanings=meanings,
    )


def meanings_of(measure: Measure, directory: Directory) -> tuple[Meaning, ...]:
    """What each name found in a sentence means now, in the order in which they were found.

    Names that mean the leaders in charge (分管领导) are worked out last, from the units named beside them.
    """
    stated = measure.found.get("owners", [])
    first = [directory.meaning(owner["name"], measure.quote) for owner in stated]
    beside = [unit for row in first for unit in row.units]
    return tuple(
        directory.meaning(owner["name"], measure.quote, beside)
        if row.collective and row.collective.rule == Collective.Rule.IN_CHARGE
        else row
        for owner, row in zip(stated, first, strict=True)
    )


def came_from(measure: Measure, owners: Owners, directory: Directory | None = None) -> list[dict[str, Any]]:
    """Which names of the sentence stood for a number of owners, with the members of this moment: kept with the item.

    Each entry: name, collective (its number or None), note (a name that was passed over, or an old name), members and
    left_out, each [kind, number, name]; `covers` of a person are the names of the units that the sentence gives to it.
    Members whom a person took out by hand while confirming are among left_out.
    """
    names = directory or Directory.load()
    kept = {row.key for row in owners.rows()}
    found = []
    for meaning in meanings_of(measure, names):
        if not (meaning.is_group or meaning.people):
            continue
        members: list[dict[str, Any]] = []
        left_out = [{"kind": "unit", "id": unit.pk, "name": str(unit)} for unit in meaning.left_out]
        left_out += [{"kind": "person", "id": row.pk, "name": str(row)} for row in meaning.unplaced]
        for unit in meaning.units:
            entry = {"kind": "unit", "id": unit.pk, "name": str(unit)}
            (members if ("unit", unit.pk) in kept else left_out).append(entry)
        for covered in meaning.people:
            person = covered.person
            entry = {
                "kind": "person",
                "id": person.pk,
                "name": str(person),
                "scopes": list(covered.scopes),
                "covers": [str(unit) for unit in covered.units],
            }
            (members if ("person", person.pk) in kept else left_out).append(entry)
        found.append(
            {
                "name": meaning.name,
                "collective": meaning.collective.pk if meaning.collective else None,
                "members": members,
                "left_out": left_out,
            }
        )
    return found


__all__ = [
    "Directory",
    "Meaning",
    "Proposal",
    "came_from",
    "meanings_of",
    "propose",
    "short_title",
    "units_named",
]
