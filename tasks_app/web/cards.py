"""What the workbench shows of a document: its text with the measures in it, and a card for each measure."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tasks_app.documents.models import Measure, OutlineNode, SourceDocument
from tasks_app.documents.rule_words import explain
from tasks_app.documents.spans import boundaries, heading_between
from tasks_app.org.models import Unit, User
from tasks_app.web.duplicates import Pair, pair_of
from tasks_app.web.forms.documents import MeasureForm
from tasks_app.web.forms.naming import NameForm
from tasks_app.web.naming import Group, Names, kept_groups, names_of
from tasks_app.web.reading import Mark, Part, Piece, Span, coverage, marked, pieces, runs
from tasks_app.work.duplicates import Likely, likely_of, loaded, open_of
from tasks_app.work.models import Assignment, ItemSource, WorkItem
from tasks_app.work.proposals import Directory, Meaning, Proposal, propose
from tasks_app.work.review import version_of
from tasks_app.work.services import Problem, item_problems

PER_PAGE = 60  # cards; of a longer document the source is shown around them
WHOLE_TEXT = 60_000  # characters up to which the whole source is shown
CUT_CONTEXT = 14  # characters shown each side of a place to cut at
DOUBTFUL = 0.5  # from here on a measure is called doubtful and not confirmed in bulk


@dataclass(frozen=True)
class OwnerLine:
    """An owner as the text names it, and whom the name means now."""

    name: str
    role: str
    inherited: bool
    rule: str
    meaning: Meaning


@dataclass
class Card:
    """One measure beside its sentence."""

    measure: Measure
    number: int
    version: str
    marks: list[Mark]
    owners: list[OwnerLine]
    proposal: Proposal
    item: WorkItem | None
    problems: list[Problem]
    editable: bool
    nodes: list[OutlineNode] = field(default_factory=list)  # headings between the card before and this one
    between: list[tuple[Piece, str]] = field(default_factory=list)  # text that is no measure, before this one
    cuts: list[tuple[int, str]] = field(default_factory=list)  # where to split: offset, what is around it
    previous: str = ""  # "number:version" of the measure that it can be merged with
    form: MeasureForm | None = None
    asking: NameForm | None = None  # the longer form of a question about a name
    error: str = ""
    reason: str = ""  # typed, but not accepted
    opened: str = ""  # the drawer that stays open: dismiss, split
    likely: list[Pair] = field(default_factory=list)  # the same task elsewhere, as it seems; not answered yet

    @property
    def complete(self) -> bool:
        """Whether the text itself gives all that an item needs, without doubt, for a task that is not elsewhere as well."""
        plain = self.measure.doubt < DOUBTFUL and not self.measure.soft
        return plain and not self.missing and not self.likely

    @property
    def doubtful(self) -> bool:
        return self.measure.doubt >= DOUBTFUL

    @property
    def handed_on(self) -> bool:
        """Confirmed, but its item was carried over to a corrected version: what the text proposes is not the matter any more."""
        return self.measure.state == Measure.State.CONFIRMED and self.item is None

    @property
    def source(self) -> ItemSource | None:
        """That the item of another document answers the sentence."""
        return getattr(self.measure, "answered", None)

    @property
    def draft_rows(self) -> list[Assignment]:
        return list(self.item.assignments.all()) if self.item else []

    @property
    def missing(self) -> list[str]:
        lacks = missing(self.proposal)
        if self.names.incomplete:
            lacks.insert(0, _("somebody in a group"))
        return lacks

    @property
    def address(self) -> str:
        return reverse("web:measure", args=[self.measure.pk])

    @property
    def name_address(self) -> str:
        """Where the answer to the question about a name goes."""
        return reverse("web:measure_alias", args=[self.measure.pk])

    @property
    def target(self) -> str:
        """What an answer of the server replaces."""
        return f"#m-{self.measure.pk}"

    @cached_property
    def names(self) -> Names:
        return names_of(self.proposal)

    @property
    def singles(self) -> list[tuple[Unit, str]]:
        """(unit, role) of the proposed units that the sentence names by themselves, not as members of a group."""
        owners = self.proposal.owners
        rows = [(owners.lead, "lead")] if owners.lead else []
        rows += [(unit, "each") for unit in owners.eaches]
        rows += [(unit, "support") for unit in owners.supports]
        return [(unit, role) for unit, role in rows if unit.pk in self.names.single]

    @property
    def kept(self) -> list[Group]:
        """The groups of the draft or item, with the members of the moment of confirming."""
        return kept_groups(self.item.came_from, {}) if self.item else []

    def past(self, today: dt.date) -> bool:
        return bool(self.proposal.deadline and self.proposal.deadline < today)


def missing(proposal: Proposal) -> list[str]:
    """What an item still needs that the text does not state, in words."""
    lacks = []
    if proposal.unknown_names:
        lacks.append(_("the meaning of a name"))
    if not proposal.owners.answering:
        lacks.append(_("a lead unit"))
    if not proposal.deadline and not proposal.long_term:
        lacks.append(_("a deadline"))
    return lacks


@dataclass
class Workbench:
    """A document and its measures, read once."""

    document: SourceDocument
    measures: list[Measure]
    directory: Directory
    user: User
    pieces: list[Piece]

    @classmethod
    def of(cls, document: SourceDocument, user: User) -> "Workbench":
        """A fixed number of queries, whatever the number of measures and of likely duplicates."""
        measures = list(loaded(document.measures.all()).order_by("start"))
        spans = [Span(row.pk, row.start, row.end, row.state) for row in measures]
        return cls(
            document=document,
            measures=measures,
            directory=Directory.load(),
            user=user,
            pieces=pieces(len(document.text), document.segments, spans),
        )

    @property
    def editable(self) -> bool:
        return self.user.is_supervisor and self.open

    @property
    def open(self) -> bool:
        """Whether something may still be decided in this document."""
        return self.document.replacement is None and self.document.state == SourceDocument.State.REVIEW

    @property
    def correctable(self) -> bool:
        """Whether this person may import a corrected version of it: only the newest version is corrected."""
        return self.user.is_supervisor and self.document.replacement is None

    @property
    def states(self) -> dict[int, str]:
        return {row.pk: row.state for row in self.measures}

    @property
    def parts(self) -> list[Part]:
        return coverage(self.document.text, self.pieces, self.states)

    @property
    def undecided(self) -> list[Measure]:
        return [row for row in self.measures if row.state == Measure.State.UNDECIDED]

    @cached_property
    def likely(self) -> dict[int, list[Likely]]:
        """The likely duplicates in other documents, of the sentences that can still be decided."""
        return likely_of(self.document, self.measures) if self.open else {}

    @cached_property
    def unanswered(self) -> list[Likely]:
        """Those of them that nobody has answered yet, in the order of the text."""
        return open_of(self.likely)

    @property
    def doubtful(self) -> list[tuple[int, int]]:
        """(measure, page of the list in the order of the text) of what is undecided and doubtful, most doubtful first."""
        rows = [(row, place) for place, row in enumerate(self.measures)]
        chosen = [
            (row, place)
            for row, place in rows
            if row.state == Measure.State.UNDECIDED and row.doubt >= DOUBTFUL
        ]
        chosen.sort(key=lambda pair: (-pair[0].doubt, pair[0].start))
        return [(row.pk, place // PER_PAGE + 1) for row, place in chosen]

    @property
    def count(self) -> dict[str, int]:
        """all, decided, undecided, confirmed, dismissed, answered."""
        states = [row.state for row in self.measures]
        counts = {state: states.count(state) for state in Measure.State.values}
        return {**counts, "all": len(states), "decided": len(states) - counts[Measure.State.UNDECIDED]}

    def number(self, measure: Measure) -> int:
        """Its place in the text, from 1."""
        return 1 + sum(1 for row in self.measures if row.start < measure.start)

    def card(self, measure: Measure, number: int | None = None) -> Card:
        """The card of one of the measures."""
        proposal = propose(measure, self.directory)
        item: WorkItem | None = getattr(measure, "item", None)
        owners = [
            OwnerLine(
                name=entry["name"],
                role=entry["role"],
                inherited=bool(entry.get("inherited")),
                rule=entry.get("rule", ""),
                meaning=meaning,
            )
            for entry, meaning in zip(measure.found.get("owners", []), proposal.meanings, strict=True)
        ]
        return Card(
            measure=measure,
            number=number or self.number(measure),
            version=version_of(measure),
            **self._reshaping(measure),
            marks=marked(
                self.document.text, measure.start, measure.end, measure.found, self.document.unwrapped.joins
            ),
            owners=owners,
            proposal=proposal,
            item=item,
            problems=item_problems(item) if item and item.issued_at is None else [],
            likely=[
                pair_of(row, self.directory)
                for row in self.likely.get(measure.pk, [])
                if row.different is None
            ],
            # A running item that was carried over from an earlier version is changed on its own page.
            editable=self.editable and (item is None or item.issued_at is None),
        )

    def _reshaping(self, measure: Measure) -> dict[str, Any]:
        """Where a measure can be split, and what it can be merged with."""
        if not self.editable or measure.state != Measure.State.UNDECIDED:
            return {}
        document = self.document
        text = document.text
        cuts = []
        for place in boundaries(text, measure.start, measure.end, document.unwrapped.joins):
            begin, end = max(measure.start, place - CUT_CONTEXT), min(measure.end, place + CUT_CONTEXT)
            left = ("…" if begin > measure.start else "") + document.quote(begin, place).strip()
            right = document.quote(place, end).strip() + ("…" if end < measure.end else "")
            cuts.append((place, f"{left} ｜ {right}"))
        return {"cuts": cuts, "previous": self._mergeable(measure)}

    def _mergeable(self, measure: Measure) -> str:
        index = bisect_left(self._starts, measure.start) - 1
        if index < 0 or self.measures[index].state != Measure.State.UNDECIDED:
            return ""
        before = self.measures[index]
        low = bisect_right(self._headings, (before.end,))
        between = []
        while low < len(self._headings) and self._headings[low][0] < measure.start:
            between.append(self._headings[low])
            low += 1
        if heading_between(self.document.text, between, before.end, measure.start):
            return ""
        return f"{before.pk}:{version_of(before)}"

    @cached_property
    def _rules(self) -> dict[int, str]:
        return {row.pk: row.rule for row in self.measures}

    @cached_property
    def _starts(self) -> list[int]:
        return [row.start for row in self.measures]

    @cached_property
    def _headings(self) -> list[tuple[int, int, str, str]]:
        return [
            (low, high, label, rule)
            for low, high, label, rule in self.document.segments
            if label == "heading"
        ]

    def cards(self, chosen: Iterable[Measure], *, context: bool) -> list[Card]:
        """The cards of these measures, in this order. context: with headings and the text between, in text order only."""
        numbers = {row.pk: index for index, row in enumerate(self.measures, start=1)}
        found = [self.card(measure, numbers[measure.pk]) for measure in chosen]
        if context and found:
            self._add_context(found)
        return found

    def _add_context(self, cards: list[Card]) -> None:
        nodes = list(self.document.nodes.order_by("start", "level"))
        text = self.document.text
        first = cards[0].measure
        earlier = [row for row in self.measures if row.start < first.start]
        position = earlier[-1].end if earlier else 0
        for card in cards:
            start = card.measure.start
            card.nodes = [node for node in nodes if position <= node.start <= start]
            card.between = [
                (piece, self.document.quote(piece.start, piece.end))
                for piece in self.pieces
                if position <= piece.start < start
                and piece.measure is None
                and piece.label in ("background", "frame", "noise")
                and text[piece.start : piece.end].strip()
            ]
            position = card.measure.end

    def source(self, shown: list[Measure]) -> SafeString:
        """The text with every measure in it, as HTML; of a very long text only what surrounds the shown measures."""
        low, high = 0, len(self.document.text)
        if high > WHOLE_TEXT and shown:
            low = max(0, min(row.start for row in shown) - 3000)
            high = min(high, max(row.end for row in shown) + 3000, low + WHOLE_TEXT)
        anchors = sorted((node.start, node.pk) for node in self.document.nodes.all())
        numbers = {row.pk: index for index, row in enumerate(self.measures, start=1)}
        states = self.states
        on_page = {row.pk for row in shown}
        out: list[str] = []
        for piece in self.pieces:
            if piece.end <= low or piece.start >= high:
                continue
            while anchors and anchors[0][0] < piece.end:
                out.append(format_html('<span class="wb-anchor" id="h-{}"></span>', anchors.pop(0)[1]))
            if piece.measure is not None:
                out.append(self._measure_html(piece, numbers, states, on_page))
            else:
                out.append(self._other_html(piece))
        return mark_safe("".join(out))  # noqa: S308 - made of escaped pieces

    def _measure_html(
        self, piece: Piece, numbers: dict[int, int], states: dict[int, str], on_page: set[int]
    ) -> str:
        pk = piece.measure
        assert pk is not None
        number = numbers[pk]
        if pk in on_page:
            address = f"#m-{pk}"
        else:
            address = f"?page={(number - 1) // PER_PAGE + 1}#m-{pk}"
        link = ""
        if piece.first:
            link = format_html(
                '<a class="wb-number" id="s-{}" href="{}" aria-label="{}">{}</a>',
                pk,
                address,
                _("Measure %(number)d") % {"number": number},
                number,
            )
        return link + format_html(
            '<span class="seg seg-measure" data-measure="{}" data-state="{}" data-start="{}" data-end="{}" title="{}">{}</span>',
            pk,
            states[pk],
            piece.start,
            piece.end,
            explain(self._rules[pk]),
            self._text(piece),
        )

    def _other_html(self, piece: Piece) -> str:
        # Blanks at a cut stand in a segment that was one measure at import, and belong to neither half.
        blank = not self.document.text[piece.start : piece.end].strip()
        html = format_html(
            '<span class="seg seg-{}" data-start="{}" data-end="{}"{}>{}</span>',
            "blank" if blank else piece.label,
            piece.start,
            piece.end,
            format_html(' title="{}"', _title(piece)) if piece.label and not blank else "",
            self._text(piece),
        )
        markable = piece.label in ("background", "frame", "noise", "heading")
        if markable and self.editable and not blank and not piece.within:
            html += plus(piece)
        return html

    def _text(self, piece: Piece) -> SafeString:
        """Escaped, line ends inside a sentence hidden; a carriage return written so that the browser keeps it, or the
        offsets would not fit."""
        joins = () if piece.label == "noise" else self.document.unwrapped.joins
        out = []
        for raw, hidden in runs(self.document.text, piece.start, piece.end, joins):
            shown = escape(raw).replace("\r", "&#13;")
            out.append(f"<span hidden>{shown}</span>" if hidden else shown)
        return mark_safe("".join(out))  # noqa: S308 - escaped


def plus(piece: Piece) -> SafeString:
    """The button that marks a piece as a measure; works without scripts."""
    return format_html(
        '<button class="wb-plus" type="submit" form="mark-form" name="span" value="{}-{}" title="{}" aria-label="{}">＋</button>',
        piece.start,
        piece.end,
        _("Mark this sentence as a measure"),
        _("Mark this sentence as a measure"),
    )


def _title(piece: Piece) -> str:
    words = {
        "heading": _("heading"),
        "background": _("background"),
        "frame": _("frame of the document: title, greeting, signature"),
        "noise": _("dropped: advertising or page furniture"),
        "continuation": _("continuation"),
    }
    return f"{words.get(piece.label, piece.label)} · {explain(piece.rule)}"


def answered_items(bench: Workbench) -> tuple[list[tuple[WorkItem, int]], list[tuple[WorkItem, int]]]:
    """The items of other documents that answer sentences of this one, each once with the place of the first such sentence:
    drafts, which are issued with it, and those that have been issued already.
    """
    found: dict[int, tuple[WorkItem, int]] = {}
    for place, row in enumerate(bench.measures, start=1):
        source: ItemSource | None = getattr(row, "answered", None)
        if source is not None:
            found.setdefault(source.item_id, (source.item, place))
    drafts = [pair for pair in found.values() if pair[0].issued_at is None]
    return drafts, [pair for pair in found.values() if pair[0].issued_at is not None]


def form_of(card: Card, user: User, data: Any = None) -> MeasureForm:
    """The form of a card: as typed, else as drafted, else as the text proposes."""
    initial = (
        MeasureForm.initial_of(card.item) if card.item else MeasureForm.proposed(card.measure, card.proposal)
    )
    return MeasureForm(data, measure=card.measure, user=user, initial={**initial, "version": card.version})


__all__ = ["PER_PAGE", "Card", "OwnerLine", "Workbench", "answered_items", "form_of", "missing", "plus"]
