"""What the text proposes for an item: title, units by role, deadline. Nothing is guessed: what the text does not state
stays empty, and a name that means no unit is handed back so that a person can say what it means."""

import datetime as dt
import re
from dataclasses import dataclass, field

from tasks_app.documents.models import Measure
from tasks_app.org.models import Unit
from tasks_app.work.services.drafts import Owners

TITLE_LENGTH = 60
# Collectives name every unit of a kind at the moment of issue.
COLLECTIVES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"^(各|全县各|所有)(乡镇|镇街|乡镇街道|乡镇（街道）|街道|乡（镇）)(党委|政府|党政)?"),
        Unit.Kind.TOWNSHIP,
    ),
    (re.compile(r"^(各|全县各|所有)(村|社区|村（社区）|行政村)(党支部|村委会|“两委”)?$"), Unit.Kind.VILLAGE),
    (
        re.compile(r"^(各|全县各|县直各|县级各|所有)(部门|单位|委办局|机关|县直部门|职能部门|责任单位)$"),
        Unit.Kind.OFFICE,
    ),
)


@dataclass(frozen=True)
class Proposal:
    title: str
    owners: Owners
    deadline: dt.date | None
    long_term: bool
    unknown_names: tuple[str, ...] = field(default=())


def units_named(name: str) -> list[Unit]:
    """The units that a name means: by name, short name or alias, or a collective (各乡镇); [] when none."""
    exact = list(Unit.objects.named(name)[:2])
    if len(exact) == 1:
        return exact
    for pattern, kind in COLLECTIVES:
        if pattern.match(name):
            return list(Unit.objects.active().filter(kind=kind))
    return []


def short_title(quote: str) -> str:
    """The first clause of the sentence without its enumerator, at most 60 characters."""
    text = re.sub(
        r"^[\s　]*([一二三四五六七八九十]+[是要、]|（[一二三四五六七八九十]+）|\d+[.．、]|（\d+）|第[一二三四五六七八九十]+，)",
        "",
        quote,
    )
    text = text.strip()
    for mark in "。；;":
        head = text.split(mark)[0]
        if head:
            text = head
    if len(text) > TITLE_LENGTH:
        cut = max(text.rfind("，", 8, TITLE_LENGTH), text.rfind("、", 8, TITLE_LENGTH))
        text = text[: cut if cut > 0 else TITLE_LENGTH - 1] + "…"
    return text or quote[:TITLE_LENGTH]


def propose(measure: Measure) -> Proposal:
    """The proposal for one measure, from what was found in its sentence and inherited from its headings."""
    found = measure.found
    leads: list[Unit] = []
    supports: list[Unit] = []
    eaches: list[Unit] = []
    unknown: list[str] = []
    has_lead = any(owner["role"] == "lead" for owner in found.get("owners", []))
    for owner in found.get("owners", []):
        units = units_named(owner["name"])
        if not units:
            unknown.append(owner["name"])
        elif owner["role"] == "lead":
            leads += units
        elif owner["role"] == "co" or has_lead:
            supports += units
        else:
            eaches += units
    # One responsible unit answers for the item; several answer each for their own.
    if not leads and len(eaches) == 1:
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
    owners = Owners(lead=lead[0] if lead else None, eaches=once(eaches), supports=once(supports))
    dates = [
        dt.date.fromisoformat(entry["date"]) for entry in found.get("deadlines", []) if entry.get("date")
    ]
    continuous = any(entry["code"] == "continuous" for entry in found.get("cadences", []))
    return Proposal(
        title=short_title(measure.quote),
        owners=owners,
        deadline=max(dates) if dates else None,
        long_term=not dates and continuous,
        unknown_names=tuple(dict.fromkeys(unknown)),
    )
