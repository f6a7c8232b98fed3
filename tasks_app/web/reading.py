"""A document's text cut into what each piece of it is: for drawing the source, and for counting what is covered. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tasks_app.documents.decompose import Join

# What a piece can be, in the order of the coverage bar; `measure` stands for four: one for each decision.
CONFIRMED, ANSWERED, DISMISSED, UNDECIDED = "confirmed", "answered", "dismissed", "undecided"
PARTS = (CONFIRMED, ANSWERED, UNDECIDED, DISMISSED, "heading", "background", "frame", "noise")


@dataclass(frozen=True)
class Span:
    """A measure as the text knows it."""

    pk: int
    start: int
    end: int
    state: str


@dataclass(frozen=True)
class Piece:
    """text[start:end]. label: a segment label, '' between segments; measure: the measure it belongs to, None for none.

    first: the measure begins here. within: a line of the page (its number) between two halves of a measure.
    """

    start: int
    end: int
    label: str
    rule: str
    measure: int | None = None
    first: bool = False
    within: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the coverage bar: how many visible characters are of this kind, and their share in percent."""

    code: str
    count: int
    share: int


def pieces(length: int, segments: Iterable[Sequence[object]], spans: Iterable[Span]) -> list[Piece]:
    """The whole text as pieces without gap or overlap, in order.

    segments: [start, end, label, rule] as stored with the document. spans: its measures; where a person marked one, it
    covers whatever the rules saw there, but for the number of a page in the middle of it. A continuation that no measure
    covers belongs to the measure before it.
    """
    measures = sorted(spans, key=lambda span: span.start)
    out: list[Piece] = []
    index = 0
    before: int | None = None
    for start, end, label, rule in _filled(length, segments):
        position = start
        while position < end:
            while index < len(measures) and measures[index].end <= position:
                index += 1
            span = measures[index] if index < len(measures) else None
            if span is not None and span.start < position and label == "noise" and end < span.end:
                stop = end
                out.append(Piece(position, stop, label, rule, within=True))
            elif span is not None and span.start <= position:
                stop = min(end, span.end)
                out.append(Piece(position, stop, "measure", rule, span.pk, position == span.start))
                before = span.pk
            else:
                stop = min(end, span.start) if span is not None else end
                owner = before if label == "continuation" else None
                out.append(Piece(position, stop, label, rule, owner))
            position = stop
    return out


def _filled(length: int, segments: Iterable[Sequence[object]]) -> Iterable[tuple[int, int, str, str]]:
    """The segments with the blanks between them as segments of their own."""
    position = 0
    for start, end, label, rule in segments:
        first, last = int(str(start)), int(str(end))
        if first > position:
            yield position, first, "", ""
        if last > max(first, position):
            yield max(first, position), last, str(label), str(rule)
        position = max(position, last)
    if position < length:
        yield position, length, "", ""


def coverage(text: str, found: Iterable[Piece], states: dict[int, str]) -> list[Part]:
    """How many non-blank characters are measures by decision, heading, background, frame and noise; empty kinds left out.

    states: measure -> state.
    """
    counts = dict.fromkeys(PARTS, 0)
    for piece in found:
        visible = len("".join(text[piece.start : piece.end].split()))
        if not visible:
            continue
        code = states[piece.measure] if piece.measure is not None else piece.label
        counts[code if code in counts else "background"] += visible
    total = sum(counts.values()) or 1
    return [Part(code, count, round(100 * count / total)) for code, count in counts.items() if count]


@dataclass(frozen=True)
class Mark:
    """A stretch of a sentence; kind: what was found in it ('owner', 'deadline', …), '' for plain text.

    hidden: a line end inside the sentence, kept so that places can be counted.
    """

    text: str
    kind: str
    rule: str
    hidden: bool = False


def runs(text: str, start: int, end: int, joins: Sequence[Join]) -> Iterator[tuple[str, bool]]:
    """text[start:end] in stretches, each with whether it is hidden: a line end, or a page's, inside a sentence.

    Where blanks stand for a line end they are shown and take its place, so that the lengths stay those of the text.
    """
    index = bisect_left(joins, start, key=lambda join: join.end)
    while index < len(joins) and joins[index].start < end:
        join = joins[index]
        first, last = max(start, join.start), min(end, join.end)
        shown = join.glue if first == join.start and last - first >= len(join.glue) else ""
        if start < first or shown:
            yield text[start:first] + shown, False
        if first + len(shown) < last:
            yield text[first + len(shown) : last], True
        start = max(start, last)
        index += 1
    if start < end:
        yield text[start:end], False


def marked(
    text: str, start: int, end: int, found: dict[str, list[dict[str, object]]], joins: Sequence[Join] = ()
) -> list[Mark]:
    """A sentence with what was found in it. Where two findings overlap the earlier and longer one is drawn.

    joins: line ends inside the sentence.
    """
    spans: list[tuple[int, int, str, str]] = []
    for name, entries in found.items():
        if name == "task":  # the cell that holds all the others
            continue
        for entry in entries:
            first, last = int(str(entry.get("start", -1))), int(str(entry.get("end", -1)))
            if start <= first < last <= end:
                spans.append((first, last, name.removesuffix("s"), str(entry.get("rule", ""))))
    out: list[Mark] = []

    def add(first: int, last: int, kind: str, rule: str) -> None:
        out.extend(Mark(shown, kind, rule, hidden) for shown, hidden in runs(text, first, last, joins))

    position = start
    for first, last, kind, rule in sorted(spans, key=lambda span: (span[0], -span[1])):
        if first < position:
            continue
        if first > position:
            add(position, first, "", "")
        add(first, last, kind, rule)
        position = last
    if position < end:
        add(position, end, "", "")
    return out
