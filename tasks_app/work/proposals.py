"""What the text proposes for an item: title, units by role, deadline. Nothing is guessed: what the text does not state
stays empty, and a name that means no unit is handed back so that a person can say what it means."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tasks_app.documents.models import Measure
from tasks_app.org.models import Unit
from tasks_app.work.services.drafts import Owners

TITLE_LENGTH = 60
# Collectives name every unit of a kind at the moment of issue.
_ALL = "(?:各|全县各|全市各|全区各|所有|全体)"
COLLECTIVES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"^{_ALL}(?:乡镇|镇街|乡镇街道|乡镇（街道）|乡镇、街道|镇（街道）|乡（镇、街道）|街道|乡（镇）)"
            r"(?:党委|政府|党政|党委政府|党委、政府|党（工）委)?$"
        ),
        Unit.Kind.TOWNSHIP,
    ),
    (
        re.compile(rf"^{_ALL}(?:村|社区|村（社区）|村、社区|行政村)(?:党支部|党组织|村委会|“两委”)?$"),
        Unit.Kind.VILLAGE,
    ),
    (
        re.compile(
            r"^(?:各|全县各|县直各|县级各|所有)(?:部门|单位|委办局|机关|县直部门|县直单位|县级部门|职能部门|责任单位|部门单位)$"
        ),
        Unit.Kind.OFFICE,
    ),
)
# What a document puts before the name of a unit of its own place, and what it adds for the body that leads the unit.
_PLACE = re.compile(r"^(?:中共)?(?:[×xX某]{1,3}[省市县区州]|[县市区]直|[县市区]级|[县市区])(?=..)")
_BODY = re.compile(
    r"(?:人民政府|党委和政府|党委、政府|党委政府|党委|政府|党工委|办事处|党组|党支部|领导班子)$"
)

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


@dataclass(frozen=True)
class Directory:
    """Which units a name means. Read once (two queries), asked for every sentence of a document."""

    exact: dict[str, tuple[Unit, ...]]
    loose: dict[str, tuple[Unit, ...]]
    kinds: dict[str, tuple[Unit, ...]]
    places: tuple[str, ...]

    @classmethod
    def load(cls) -> "Directory":
        """From the active units and their aliases as they are now."""
        units = list(Unit.objects.active().prefetch_related("aliases"))
        places = tuple(unit.name for unit in units if unit.kind == Unit.Kind.COUNTY)
        exact: dict[str, dict[int, Unit]] = {}
        loose: dict[str, dict[int, Unit]] = {}
        kinds: dict[str, tuple[Unit, ...]] = {}
        for unit in units:
            kinds[unit.kind] = (*kinds.get(unit.kind, ()), unit)
            for name in (unit.name, unit.short_name, *(alias.name for alias in unit.aliases.all())):
                if name:
                    exact.setdefault(name, {})[unit.pk] = unit
                    loose.setdefault(_core(name, places), {})[unit.pk] = unit
        return cls(
            exact={name: tuple(found.values()) for name, found in exact.items()},
            loose={name: tuple(found.values()) for name, found in loose.items()},
            kinds=kinds,
            places=places,
        )

    def units_named(self, name: str) -> list[Unit]:
        """The units that a name means; [] when none, or when it could mean several.

        First the name, short name or alias itself; then a collective (各乡镇); last the name without its place and the
        body that leads it (县财政局 for 某县财政局, 东河镇党委、政府 for 东河镇), where that fits exactly one unit.
        """
        found = self.exact.get(name, ())
        if found:
            return list(found) if len(found) == 1 else []
        for pattern, kind in COLLECTIVES:
            if pattern.match(name):
                return list(self.kinds.get(kind, ()))
        found = self.loose.get(_core(name, self.places), ())
        return list(found) if len(found) == 1 else []


def _core(name: str, places: tuple[str, ...]) -> str:
    """A name without the place before it and the leading body after it; never shorter than two characters."""
    name = "".join(name.split())
    for place in places:
        if len(name) > len(place) + 1:
            name = name.removeprefix("中共").removeprefix(place)
    name = _PLACE.sub("", name)
    bare = _BODY.sub("", name)
    return bare if len(bare) >= 2 else name


def units_named(name: str) -> list[Unit]:
    """The units that one name means; see `Directory.units_named`."""
    return Directory.load().units_named(name)


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
    return spans


def propose(measure: Measure, directory: Directory | None = None) -> Proposal:
    """The proposal for one measure, from what was found in its sentence and inherited from its headings.

    directory: read once by a caller that asks for many measures; None: read now.
    """
    names = directory or Directory.load()
    found = measure.found
    leads: list[Unit] = []
    supports: list[Unit] = []
    eaches: list[Unit] = []
    unknown: list[str] = []
    has_lead = any(owner["role"] == "lead" for owner in found.get("owners", []))
    for owner in found.get("owners", []):
        units = names.units_named(owner["name"])
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
        title=short_title(measure.quote, _named(measure)),
        owners=owners,
        deadline=max(dates) if dates else None,
        long_term=not dates and continuous,
        unknown_names=tuple(dict.fromkeys(unknown)),
    )
