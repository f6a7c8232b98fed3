"""Writers of documents and measures: import once, decompose, decide, mark what was missed."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.core.models import load_calendar
from tasks_app.documents.column_words import checked_words, columns_in_force
from tasks_app.documents.decompose import Columns, Decomposition, MeasureFound, decompose
from tasks_app.documents.duplicates import index, inherit_answers
from tasks_app.documents.kind_rules import rules_in_force
from tasks_app.documents.models import Measure, OutlineNode, SourceDocument
from tasks_app.documents.versions import compare
from tasks_app.org.models import User


def scope_of(document: SourceDocument) -> str:
    """The key of this document's history in the audit trail."""
    return f"document:{document.pk}"


def require_supervisor(user: User) -> None:
    """Raises NotAllowed for anybody but a supervisor, who alone imports, reviews and reshapes documents."""
    if not user.is_supervisor:
        raise NotAllowed("documents.supervisor_only", _("Only a supervisor may import and review documents."))


def require_open(document: SourceDocument) -> None:
    """Raises Conflict when nothing may be decided in this document any more: it was issued, or replaced by a newer version."""
    if document.state == SourceDocument.State.ISSUED:
        raise Conflict("documents.issued", _("The document has been issued; its measures are decided."))
    if document.replacement is not None:
        raise Conflict(
            "documents.replaced",
            _("A corrected version has replaced this document: “%(title)s”. Decide there."),
            {"title": document.replacement.title, "id": document.replacement.pk},
        )


def _require_replaceable(replaces: SourceDocument) -> SourceDocument:
    """The version to replace, locked. Raises Conflict when it is not the newest one, or has not taken over all of its own
    earlier version: what was decided there would be lost behind it."""
    earlier = SourceDocument.objects.select_for_update().get(pk=replaces.pk)
    if earlier.replacement is not None:
        raise Conflict(
            "documents.replaced",
            _("This version has been replaced already, by “%(title)s” (number %(id)d). Correct that one."),
            {"title": earlier.replacement.title, "id": earlier.replacement.pk},
        )
    if earlier.replaces is not None and earlier.state == SourceDocument.State.REVIEW:
        changes = compare(
            list(earlier.replaces.measures.order_by("start")), list(earlier.measures.order_by("start"))
        )
        undecided = Measure.State.UNDECIDED
        if any(row.old and row.new and row.old.state != undecided == row.new.state for row in changes):
            raise Conflict(
                "documents.carry_first",
                _(
                    "“%(title)s” itself has not taken over all decisions of the version before it. "
                    "Carry them over or decide anew first."
                ),
                {"title": earlier.title},
            )
    return earlier


def described_as(earlier: SourceDocument) -> dict[str, Any]:
    """What a corrected version is, unless its importer says otherwise: what the version before it is."""
    names = ("title", "kind", "issued_on", "issuing_unit", "doc_number")
    return {name: getattr(earlier, name) for name in names}


def found_of(measure: Any) -> dict[str, list[dict[str, Any]]]:
    """The JSON form of what the engine found in a measure: dates as ISO text.

    In a row of a table "task" holds the span of the cell that says what is to be done.
    """

    def plain(entry: Any) -> dict[str, Any]:
        values = entry._asdict()
        return {
            key: value.isoformat() if isinstance(value, dt.date) else value for key, value in values.items()
        }

    found = {
        name: [plain(entry) for entry in getattr(measure, name)]
        for name in ("owners", "deadlines", "cadences", "targets", "references")
    }
    if measure.task:
        found["task"] = [{"start": measure.task[0], "end": measure.task[1]}]
    return found


def decomposed(text: str, issued_on: dt.date | None, columns: Columns) -> Decomposition:
    """What the engine finds in a text with the office's calendar and rules of now. Nothing is stored."""
    return decompose(
        text,
        reference_date=issued_on,
        workdays=load_calendar(),
        kind_rules=rules_in_force(),
        columns=columns,
    )


def measure_row(
    document: SourceDocument, node: OutlineNode | None, order: int, found: MeasureFound
) -> Measure:
    """A sentence that the engine found, as a row that is not stored yet."""
    return Measure(
        document=document,
        node=node,
        order=order,
        start=found.start,
        end=found.end,
        quote=document.quote(found.start, found.end),
        soft=found.soft,
        kind=found.kind,
        doubt=found.doubt,
        rule=found.rule[:60],
        found=found_of(found),
    )


@transaction.atomic
def import_document(
    *,
    user: User,
    title: str,
    text: str,
    at: dt.datetime,
    kind: str = "other",
    doc_number: str = "",
    issuing_unit: str = "",
    issued_on: dt.date | None = None,
    file_name: str = "",
    file_bytes: bytes = b"",
    replaces: SourceDocument | None = None,
    columns: Mapping[str, str] | None = None,
) -> SourceDocument:
    """Store a document, decompose it and store its outline and measures, all or nothing.

    text: as read from the file or pasted; stored unchanged, spans count its code points.
    replaces: the version that this one corrects. From now on nothing is decided there; what was decided stays there until
    it is carried over (work.services.carry_over).
    columns: names of columns in its tables and what they mean (ColumnRole), for this document only.
    Raises NotAllowed for anybody but a supervisor, Invalid for an empty title or text, one that is too long, or a meaning
    of a column that does not exist, Conflict
    when exactly this text has been imported before (the message names the document), or when `replaces` is not the
    newest version.
    """
    require_supervisor(user)
    title = " ".join(title.split())
    if not title:
        raise Invalid(
            "documents.title_missing", _("Give the document a title."), fields={"title": [_("Give a title.")]}
        )
    if not text.strip():
        raise Invalid(
            "documents.empty",
            _("There is no text in this document. Paste the text or choose another file."),
            fields={"text": [_("There is no text.")]},
        )
    if len(text.encode()) > settings.DOCUMENT_MAX_BYTES:
        raise Invalid(
            "documents.too_long",
            _("The text is longer than %(limit)d MB. Split the document and import the parts."),
            {"limit": settings.DOCUMENT_MAX_BYTES // 1024 // 1024},
            fields={"text": [_("Too long.")]},
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    twin = SourceDocument.objects.filter(text_sha256=digest).first()
    if twin:
        raise Conflict(
            "documents.twice",
            _("This text was imported before, as “%(title)s” (number %(id)d). Open that one instead."),
            {"title": twin.title, "id": twin.pk},
        )
    earlier = _require_replaceable(replaces) if replaces else None
    words = checked_words(columns or {})
    result = decomposed(text, issued_on, columns_in_force(words=words))
    document = SourceDocument(
        title=title[:200],
        kind=kind,
        doc_number=doc_number.strip()[:60],
        issuing_unit=issuing_unit.strip()[:120],
        issued_on=issued_on,
        text=text,
        text_sha256=digest,
        file_name=file_name[-200:],
        file_sha256=hashlib.sha256(file_bytes).hexdigest() if file_bytes else "",
        segments=[[part.start, part.end, part.label, part.rule] for part in result.segments],
        columns={"words": words} if words else {},
        replaces=earlier,
        imported_by=user,
        imported_at=at,
    )
    if file_bytes:
        document.file.save(document.file_sha256, ContentFile(file_bytes), save=False)
    document.save()
    nodes: list[OutlineNode] = []
    for order, found in enumerate(result.nodes):
        nodes.append(
            OutlineNode(
                document=document,
                order=order,
                level=found.level,
                marker=found.marker[:20],
                title=found.title,
                start=found.start,
                end=found.end,
            )
        )
    OutlineNode.objects.bulk_create(nodes)
    for node, found in zip(nodes, result.nodes, strict=True):
        if found.parent is not None:
            node.parent = nodes[found.parent]
    OutlineNode.objects.bulk_update(nodes, ["parent"])
    measures = Measure.objects.bulk_create(
        measure_row(document, nodes[found.node] if found.node is not None else None, order, found)
        for order, found in enumerate(result.measures)
    )
    record(
        actor=actor_of(user),
        action="document.imported",
        obj=document,
        at=at,
        scope=scope_of(document),
        after={"text_sha256": digest, "headings": len(nodes), "measures": len(result.measures)},
    )
    index(measures)  # while record() holds the chain: of two imports at the same moment one comes second
    if earlier is not None:
        inherit_answers(document)
    if earlier is not None:
        record(
            actor=actor_of(user),
            action="document.replaced",
            obj=earlier,
            at=at,
            scope=scope_of(earlier),
            after={"replaced_by": document.pk},
            note=document.title,
        )
    return document


def locked(measure: Measure) -> Measure:
    """The measure as it is now, locked until the transaction ends: its document first, then the measure itself.

    Whatever decides, splits, merges or issues takes the locks in this order, so that two people wait for each other and
    never block each other; and what is read of the document afterwards is not older than the lock.
    Raises Conflict when the measure is gone: merged into another one, or its mark taken back.
    """
    documents = SourceDocument.objects.select_for_update().defer("text", "segments")  # of a book, megabytes
    document = documents.get(pk=measure.document_id)
    found: Measure | None = document.measures.select_for_update(of=("self",)).filter(pk=measure.pk).first()
    if found is None:
        raise Conflict(
            "documents.measure_gone",
            _(
                "This sentence is no longer there: it was merged with another one, or its mark was taken back. "
                "Nothing was changed."
            ),
        )
    return found


@transaction.atomic
def decide_measure(
    *, user: User, measure: Measure, state: str, at: dt.datetime, reason: str = "", note: str = ""
) -> Measure:
    """Write the decision on a measure. Called by work.services, which also makes or drops the draft item.

    note: what the history says beside it, where there is no reason.

    Raises Conflict once the document has been issued, or when the measure is gone.
    """
    require_supervisor(user)
    measure = locked(measure)
    require_open(measure.document)
    before = measure.state
    decided = state != Measure.State.UNDECIDED
    measure.state = state
    measure.reason = reason[:300] if state == Measure.State.DISMISSED else ""
    measure.decided_by = user if decided else None
    measure.decided_at = at if decided else None
    measure.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(
        actor=actor_of(user),
        action=f"measure.{state}",
        obj=measure,
        at=at,
        scope=scope_of(measure.document),
        before={"state": before},
        after={"state": state},
        note=measure.reason or note,
    )
    return measure


@transaction.atomic
def mark_measure(*, user: User, document: SourceDocument, start: int, end: int, at: dt.datetime) -> Measure:
    """Mark a sentence that the rules missed as a measure.

    start, end: code points of the document's text; blanks at both ends are left out.
    Raises Invalid for a span outside the text, empty, or overlapping a measure; Conflict once the document is issued.
    """
    require_supervisor(user)
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    require_open(document)
    if not 0 <= start < end <= len(document.text):
        raise Invalid("documents.span_outside", _("Select some text of the document first."))
    while start < end and document.text[start].isspace():
        start += 1
    while end > start and document.text[end - 1].isspace():
        end -= 1
    if start == end:
        raise Invalid("documents.span_blank", _("The selection holds no text."))
    overlap = document.measures.filter(start__lt=end, end__gt=start).first()
    if overlap:
        raise Invalid(
            "documents.span_taken",
            _("The selection overlaps the measure “%(quote)s”."),
            {"quote": overlap.quote[:40]},
        )
    node = document.nodes.filter(start__lte=start, end__gte=end).order_by("-level", "-start").first()
    measure = Measure.objects.create(
        document=document,
        node=node,
        order=document.measures.count(),
        start=start,
        end=end,
        quote=document.quote(start, end),
        rule="marked by a person",
        found={name: [] for name in ("owners", "deadlines", "cadences", "targets", "references")},
        origin=Measure.Origin.MARKED,
    )
    record(
        actor=actor_of(user),
        action="measure.marked",
        obj=measure,
        at=at,
        scope=scope_of(document),
        after={"start": start, "end": end},
    )
    index([measure])
    return measure
