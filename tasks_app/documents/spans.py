"""Cutting a measure in two and putting two together: spans, and what was found in them. Pure."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from tasks_app.documents.decompose import Join

Found = dict[str, list[dict[str, Any]]]

# Where a clause ends: the places that are offered for a cut. Any other place can be chosen as well.
CLAUSE_ENDS = "，；。、：！？\n"
# Between two owners of one enumeration.
_IN_ONE_BREATH = re.compile(r"[\s、，和与及同]*(?:以及)?")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at both ends; (end, end) where there is nothing but blanks."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def halves(text: str, start: int, end: int, offset: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The two spans into which text[start:end] falls at `offset`, without blanks at their edges.

    None when the offset lies outside, or when one half would hold no letter, character or digit: a stop alone orders
    nothing.
    """
    if not start < offset < end:
        return None
    first, second = trimmed(text, start, offset), trimmed(text, offset, end)
    for low, high in (first, second):
        if not any(sign.isalnum() for sign in text[low:high]):
            return None
    return first, second


def boundaries(text: str, start: int, end: int, joins: Sequence[Join] = ()) -> list[int]:
    """The ends of clauses inside text[start:end] at which it can be cut, in order.

    joins: line ends inside a sentence; behind one it can be cut only where a clause ends before it.
    """
    before = {join.end: join.start for join in joins if start < join.start and join.end < end}
    inside = {place for last, first in before.items() for place in range(first, last)}
    found = []
    for place in range(start + 1, end):
        last = before.get(place, place) - 1
        ended = text[last] in CLAUSE_ENDS and not (place in before and text[last] == "\n")
        if ended and place not in inside and text[place] not in CLAUSE_ENDS + "”）》":
            found.append(place)
    worded = [place for place in range(start, end) if text[place].isalnum()]
    return [place for place in found if worded and worded[0] < place <= worded[-1]]


def distributed(
    found: Found, first: tuple[int, int], second: tuple[int, int], text: str
) -> tuple[Found, Found]:
    """What was found, given to the half that holds its span.

    What lies in neither half alone goes to both: an owner inherited from a heading, an entry that the cut runs through.
    A second half that names nobody itself keeps the subject that runs on from the first (各乡镇要…，…), marked as
    inherited, as the decomposition does from one sentence to the next. text: the document's, to see which of several
    owners that is.
    """

    def inside(entry: dict[str, Any], span: tuple[int, int]) -> bool:
        return bool(span[0] <= entry.get("start", -1) < entry.get("end", -1) <= span[1])

    left: Found = {}
    right: Found = {}
    for name, entries in found.items():
        left[name] = [entry for entry in entries if not inside(entry, second)]
        right[name] = [entry for entry in entries if not inside(entry, first)]
    owners = found.get("owners", [])
    if not any(inside(entry, second) for entry in owners):
        running = _running([entry for entry in owners if inside(entry, first)], text)
        carried = [
            {**entry, "inherited": True} if entry in running else entry
            for entry in owners
            if entry in running or not inside(entry, first)
        ]
        if running:
            right["owners"] = carried
    return left, right


def _running(owners: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Of the owners named in a clause those who go on acting behind it.

    A lead and its supporters stay together. Of responsible ones the last, with those who are named in one breath with it
    (各乡镇、各部门): in 财政局要…，水利局要…，… the water bureau goes on.
    """
    if any(entry.get("role") in ("lead", "co") for entry in owners):
        return owners
    ordered = sorted(owners, key=lambda entry: entry["start"])
    kept = ordered[-1:]
    for entry in reversed(ordered[:-1]):
        if not _IN_ONE_BREATH.fullmatch(text[entry["end"] : kept[-1]["start"]]):
            break
        kept.append(entry)
    return kept


def joined(first: Found, second: Found) -> Found:
    """What was found in either, each entry once, in the order of the text; undoes `distributed`.

    An owner that the second half inherited from the first is the first half's own.
    """
    out: Found = {}
    for name in [*first, *(name for name in second if name not in first)]:
        entries = list(first.get(name, []))
        waiting: list[dict[str, Any]] = []
        for entry in second.get(name, []):
            place = next((at for at, kept in enumerate(entries) if _alike(kept, entry)), None)
            if place is not None:  # common to both: what stands before it in the second comes before it here
                entries[place:place] = waiting
                waiting = []
            else:
                waiting.append(entry)
        out[name] = entries + waiting
    return out


def _alike(own: dict[str, Any], other: dict[str, Any]) -> bool:
    """The same entry, or the same one as `other` inherited it."""
    return own == other or {**own, "inherited": True} == other


def heading_between(text: str, segments: Iterable[Sequence[Any]], start: int, end: int) -> bool:
    """Whether text[start:end] holds anything of a heading. segments: [start, end, label, rule] of the document."""
    return any(
        label == "heading" and text[max(low, start) : min(high, end)].strip()
        for low, high, label, _rule in segments
        if low < end and high > start
    )
