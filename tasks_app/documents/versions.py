"""What changed between two versions of a document: which sentences are the same, changed, new or gone. Pure.

Sentences are compared without blanks, without the width of punctuation and without their last stop, so that a list
that was set anew, or a sentence that moved to its end, is still the same. Every sentence is in exactly one entry.
"""

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"

ALIKE = 0.6  # from this share of common signs on, two sentences are one that was changed
NEAR = 2  # places looked at around where a sentence is expected
COMMON = 60  # a pair of signs that stands in more sentences than this tells nothing
BEST = 3  # candidates that are compared sign by sign
LONG = 1000  # signs from which on only pairs of signs are counted

_PLAIN = str.maketrans({"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "…": "."})
_TOKEN = re.compile(r"[0-9A-Za-z.%]+|\s+|.", re.DOTALL)


class Quoted(Protocol):
    """Anything with a sentence."""

    quote: Any  # a text; the descriptor of a model's field is no property for mypy


Sentence = TypeVar("Sentence", bound=Quoted)


class Change(NamedTuple, Generic[Sentence]):
    """kind: same, changed (both sentences given), new (old is None), gone (new is None)."""

    kind: str
    old: Sentence | None
    new: Sentence | None


class Part(NamedTuple):
    """A piece of a sentence; differs: the other version has something else here."""

    text: str
    differs: bool


def normalised(quote: str) -> str:
    """The sentence without blanks, width of signs and last stop; the sentence itself where nothing would be left."""
    plain = "".join(unicodedata.normalize("NFKC", quote).translate(_PLAIN).split())
    return plain.rstrip(".;,") or plain


def compare(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[Change[Sentence]]:
    """Pair the sentences of two versions, both in the order of their text, one to one.

    Equal sentences are the same wherever they stand; of several equal ones those with the same neighbours, then those
    in the same order. What is left is paired by likeness (at least ALIKE), and among equally like ones by the place
    where it is expected. Returns same, changed and new in the order of the new text, then gone in that of the old.
    The time grows with the number of sentences, but for the sign by sign comparison of those that changed.
    """
    old_keys, new_keys = [normalised(row.quote) for row in old], [normalised(row.quote) for row in new]
    twin = _equal(old_keys, new_keys)
    same = set(twin.values())
    twin |= _alike(old_keys, new_keys, twin)
    back = {second: first for first, second in twin.items()}
    found: list[Change[Sentence]] = []
    for place, sentence in enumerate(new):
        if place not in back:
            found.append(Change(NEW, None, sentence))
        else:
            found.append(Change(SAME if place in same else CHANGED, old[back[place]], sentence))
    found += [Change(GONE, sentence, None) for place, sentence in enumerate(old) if place not in twin]
    return found


def _equal(old: list[str], new: list[str]) -> dict[int, int]:
    """Places of equal sentences, old to new: first with both neighbours equal, then with one, then in order."""
    twin: dict[int, int] = {}
    taken: set[int] = set()
    for before, after in ((True, True), (True, False), (False, True), (False, False)):
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for place in range(len(new)):
            if place not in taken:
                waiting[_in_context(new, place, before, after)].append(place)
        for place in range(len(old)):
            rest = waiting.get(_in_context(old, place, before, after)) if place not in twin else None
            if rest:
                twin[place] = rest.popleft()
                taken.add(twin[place])
    return twin


def _in_context(keys: list[str], place: int, before: bool, after: bool) -> Hashable:
    previous = keys[place - 1] if before and place else ""
    following = keys[place + 1] if after and place + 1 < len(keys) else ""
    return (previous, keys[place], following)


def _alike(old: list[str], new: list[str], twin: dict[int, int]) -> dict[int, int]:
    """Places of sentences that were changed, old to new."""
    taken = set(twin.values())
    rest = {place: _pairs_of_signs(new[place]) for place in range(len(new)) if place not in taken}
    if not rest:
        return {}
    holders: dict[str, list[int]] = defaultdict(list)
    for place, signs in rest.items():
        for pair in signs:
            holders[pair].append(place)
    scored: list[tuple[float, int, int, int]] = []
    expected = -1
    for place, key in enumerate(old):
        if place in twin:
            expected = twin[place]
            continue
        expected += 1
        signs = _pairs_of_signs(key)
        shared: Counter[int] = Counter()
        for pair in signs:
            if len(holders.get(pair, ())) <= COMMON:
                shared.update(holders.get(pair, ()))
        chosen = [candidate for candidate, _count in shared.most_common(BEST)]
        chosen += [near for near in range(expected - NEAR, expected + NEAR + 1) if near in rest]
        for candidate in dict.fromkeys(chosen):
            score = _likeness(key, new[candidate], signs, rest[candidate])
            if score >= ALIKE:
                scored.append((-round(score, 2), abs(candidate - expected), place, candidate))
    found: dict[int, int] = {}
    used: set[int] = set()
    for _score, _distance, place, candidate in sorted(scored):
        if place not in found and candidate not in used:
            found[place] = candidate
            used.add(candidate)
    return found


def _pairs_of_signs(key: str) -> Counter[str]:
    return Counter(key[place : place + 2] for place in range(max(1, len(key) - 1)))


def _likeness(old: str, new: str, old_signs: Counter[str], new_signs: Counter[str]) -> float:
    """The share of common signs, 0 to 1. Of very long sentences, and of those that cannot be alike, that of common pairs."""
    total = old_signs.total() + new_signs.total()
    common = 2 * (old_signs & new_signs).total() / total
    if common < ALIKE / 3 or max(len(old), len(new)) > LONG:
        return common
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def differences(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both sentences cut into parts that are equal and parts that differ; the parts joined are the sentences.

    Numbers and Latin words are one sign each; a single equal sign between two differences counts as different, so that
    the marks are words and not confetti. Of very long sentences nothing is marked.
    """
    if max(len(old), len(new)) > 4 * LONG:
        return [Part(old, False)], [Part(new, False)]
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    old_parts: list[Part] = []
    new_parts: list[Part] = []
    for place, (tag, i1, i2, j1, j2) in enumerate(blocks):
        lonely = tag == "equal" and i2 - i1 == 1 and 0 < place < len(blocks) - 1
        differs = tag != "equal" or lonely
        _add(old_parts, left[i1:i2], differs)
        _add(new_parts, right[j1:j2], differs)
    return old_parts, new_parts


def _add(parts: list[Part], tokens: Iterable[str], differs: bool) -> None:
    text = "".join(tokens)
    if not text:
        return
    if parts and parts[-1].differs == differs:
        text = parts.pop().text + text
    parts.append(Part(text, differs))
