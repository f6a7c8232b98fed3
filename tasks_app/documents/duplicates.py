"""Finding likely duplicates: each sentence is compared once, when it is stored, with all that are stored already.

The index holds some signs of every sentence (`likeness.signs`). A new sentence asks for its rarest ones first and stops
after a fixed number of entries, so that a phrase that stands in every document costs nothing and the work for one
sentence does not grow with the number of stored ones, but for counting. What is found is compared exactly.

Written in the transaction that writes the sentences; the caller holds the audit chain, so that of two documents
imported at the same moment the second sees the first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from tasks_app.documents.likeness import LIKELY, Profile, likeness, profile, signs
from tasks_app.documents.models import LikelyPair, Measure, MeasureSign, SourceDocument
from tasks_app.documents.versions import normalised

READ = 600  # entries of the index that are read for one sentence
COMMON = 1500  # a sign that stands in more sentences than this is not looked at
CANDIDATES = 8  # sentences that are compared exactly, for each new one
BEST = 5  # pairs that are kept, for each new sentence
CHUNK = 800  # values in one query


@dataclass(frozen=True)
class Tables:
    """The models to work on: the present ones, or in a migration those of its moment."""

    measure: Any = Measure
    sign: Any = MeasureSign
    pair: Any = LikelyPair
    document: Any = SourceDocument


PRESENT = Tables()


def profile_of(measure: Any) -> Profile:
    """The profile of a stored sentence, with the units and time limits that were found in it or above it."""
    found = measure.found
    return profile(
        measure.quote,
        owners=[entry.get("name", "") for entry in found.get("owners", [])],
        dates=[entry.get("text", "") for entry in found.get("deadlines", [])],
    )


def index(measures: Sequence[Any], tables: Tables = PRESENT) -> int:
    """Put new sentences of one document into the index and store the pairs that they make with other documents.

    Versions of one document are not compared: for these there is documents.versions. Returns the number of pairs.
    """
    if not measures:
        return 0
    profiles = {row.pk: profile_of(row) for row in measures}
    codes = {pk: signs(sentence) for pk, sentence in profiles.items()}
    candidates = _candidates(codes, tables)
    tables.sign.objects.bulk_create(
        [tables.sign(code=code, measure_id=pk) for pk, found in codes.items() for code in found],
        batch_size=2000,
    )
    related = family(measures[0].document_id, tables)
    others: dict[int, Profile] = {}
    wanted = sorted({pk for found in candidates.values() for pk in found})
    for chunk in _chunks(wanted):
        rows = tables.measure.objects.filter(pk__in=chunk).exclude(document__in=related)
        others.update((row.pk, profile_of(row)) for row in rows.only("quote", "found"))
    pairs = []
    for pk, found in candidates.items():
        scored = [(likeness(profiles[pk], others[other]), other) for other in found if other in others]
        likely = sorted((pair for pair in scored if pair[0] >= LIKELY), reverse=True)[:BEST]
        pairs += [
            tables.pair(earlier_id=min(pk, other), later_id=max(pk, other), score=round(score, 3))
            for score, other in likely
        ]
    tables.pair.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=500)
    return len(pairs)


def reindex(measures: Sequence[Measure]) -> int:
    """The same for sentences of one document whose words have changed: what was found and answered before is forgotten."""
    numbers = [row.pk for row in measures]
    MeasureSign.objects.filter(measure__in=numbers).delete()
    LikelyPair.objects.filter(earlier__in=numbers).delete()
    LikelyPair.objects.filter(later__in=numbers).delete()
    return index(measures)


def rebuild(tables: Tables = PRESENT) -> tuple[int, int]:
    """The whole index anew, after a change of `likeness` or in a migration. Answers of people are kept.

    Returns the numbers of sentences and of pairs.
    """
    tables.sign.objects.all().delete()
    tables.pair.objects.filter(different_at__isnull=True).delete()
    sentences = pairs = 0
    for document in tables.document.objects.order_by("pk").values_list("pk", flat=True):
        measures = list(tables.measure.objects.filter(document=document).order_by("pk"))
        sentences += len(measures)
        pairs += index(measures, tables)
    return sentences, pairs


def inherit_answers(document: SourceDocument) -> int:
    """Take over from the earlier version which sentences were called different: nobody is asked that twice.

    Holds for sentences that are the same but for blanks and width of signs. Returns the number of answers.
    """
    answered: dict[tuple[str, int], LikelyPair] = {}
    assert document.replaces is not None
    old = {row.pk: row.quote for row in document.replaces.measures.only("quote")}
    for pair in LikelyPair.objects.of_document(document.replaces).filter(different_at__isnull=False):
        mine, other = (
            (pair.earlier_id, pair.later_id) if pair.earlier_id in old else (pair.later_id, pair.earlier_id)
        )
        answered[normalised(old[mine]), other] = pair
    if not answered:
        return 0
    new = {row.pk: normalised(row.quote) for row in document.measures.only("quote")}
    changed = []
    for pair in LikelyPair.objects.of_document(document):
        mine, other = (
            (pair.earlier_id, pair.later_id) if pair.earlier_id in new else (pair.later_id, pair.earlier_id)
        )
        known = answered.get((new[mine], other))
        if known is not None:
            pair.different_by_id, pair.different_at = known.different_by_id, known.different_at
            changed.append(pair)
    LikelyPair.objects.bulk_update(changed, ["different_by", "different_at"])
    return len(changed)


def family(document: int, tables: Tables = PRESENT) -> set[int]:
    """The numbers of all versions of a document."""
    found = {document}
    fresh = {document}
    while fresh:
        later = set(tables.document.objects.filter(replaces__in=fresh).values_list("pk", flat=True))
        earlier = set(
            tables.document.objects.filter(pk__in=fresh, replaces__isnull=False).values_list(
                "replaces", flat=True
            )
        )
        fresh = (later | earlier) - found
        found |= fresh
    return found


def _candidates(codes: dict[int, list[int]], tables: Tables) -> dict[int, list[int]]:
    """For each new sentence the stored ones that share its rarest signs, those that share most and rarest first."""
    entries = tables.sign.objects
    asked = sorted({code for found in codes.values() for code in found})
    frequency: dict[int, int] = {}
    for chunk in _chunks(asked):
        counted = entries.filter(code__in=chunk).values("code").order_by("code").annotate(held=Count("pk"))
        frequency.update((row["code"], row["held"]) for row in counted)
    chosen: dict[int, list[int]] = {}
    for pk, found in codes.items():
        left = READ
        for code in sorted((code for code in found if code in frequency), key=frequency.__getitem__):
            if frequency[code] > COMMON or (frequency[code] > left and pk in chosen):
                break
            chosen.setdefault(pk, []).append(code)
            left -= frequency[code]
    holders: dict[int, list[int]] = defaultdict(list)
    for chunk in _chunks(sorted({code for found in chosen.values() for code in found})):
        for code, measure in entries.filter(code__in=chunk).values_list("code", "measure"):
            holders[code].append(measure)
    return {pk: _nearest(found, holders, frequency) for pk, found in chosen.items()}


def _nearest(found: Iterable[int], holders: dict[int, list[int]], frequency: dict[int, int]) -> list[int]:
    weight: Counter[int] = Counter()
    for code in found:
        telling = 1000 // (3 + frequency[code])
        for measure in holders[code]:
            weight[measure] += 1 + telling
    # Of equally near ones the newer: it is more likely still under way.
    ranked = sorted(weight.items(), key=lambda entry: (-entry[1], -entry[0]))
    return [measure for measure, _weight in ranked[:CANDIDATES]]


def _chunks(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
