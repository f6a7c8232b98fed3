"""Word documents (.docx): paragraphs and tables in order, automatic numbers written out, tracked changes as accepted, notes
written out behind the paragraph that they belong to."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext_lazy as _
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from tasks_app.documents.readers.base import COLUMNS_MAX, ReadResult, damaged, newlines, open_container
from tasks_app.documents.readers.numbering import Numbering, load_numbering

_PARAGRAPH, _TABLE, _TEXT_BOX = qn("w:p"), qn("w:tbl"), qn("w:txbxContent")
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Deleted text and the old place of moved text; ruby holds the reading of a character beside the character itself.
_DROPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:rt"), qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr")}
_NOTE_PARTS = {
    qn("w:footnoteReference"): (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnote")),
    qn("w:endnoteReference"): (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnote")),
}
# What a header or footer says when it says nothing but the page: 第 1 页 共 3 页, - 1 -, Page 1 of 3.
_ONLY_PAGE = re.compile(r"[\W\d_]*(?:(?:第|共|页|总|页码|Page|of)[\W\d_]*)*", re.IGNORECASE)
_RUNNING_SHOWN = 200  # characters of headers and footers that a warning quotes
_TRACKED = [qn(name) for name in ("w:ins", "w:del", "w:moveFrom", "w:moveTo")]


def read_docx(name: str, content: bytes) -> ReadResult:
    """The text of the body: a line for a paragraph, a line with tabs between the cells for a row of a table.

    A footnote or endnote is a line “（注1：…）” behind its paragraph, or behind the table that it stands in, counted in the order
    of reading. Headers and footers are left out, with a warning that quotes them; comments are left out. Raises Invalid when
    the file is damaged.
    """
    open_container(name, content)
    try:
        document = docx.Document(BytesIO(content))
        body = document.element.body
        numbering = load_numbering(
            _root(document, RELATIONSHIP_TYPE.NUMBERING), _root(document, RELATIONSHIP_TYPE.STYLES)
        )
        lines = list(_Reader(numbering, _notes(document)).blocks(body, top=True))
        running = _running(document)
    except (
        OpcError,
        LxmlError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        NotImplementedError,
    ) as error:
        raise damaged(name) from error
    return ReadResult(newlines("\n".join(lines)) + "\n", "docx", _warnings(body, running))


def _root(document: Any, relation: str) -> Any | None:
    try:
        return document.part.part_related_by(relation).element
    except KeyError:
        return None


def _notes(document: Any) -> dict[tuple[str, str], Any]:
    """The notes by (tag of the reference, number in the file)."""
    found: dict[tuple[str, str], Any] = {}
    for reference, (relation, tag) in _NOTE_PARTS.items():
        try:
            part = document.part.part_related_by(relation)
        except KeyError:
            continue
        for note in parse_xml(part.blob).iter(tag):
            found[reference, note.get(qn("w:id"), "")] = note
    return found


def _running(document: Any) -> list[str]:
    """What headers and footers say beside the number of the page, each text once."""
    texts: dict[str, None] = {}
    for relation in document.part.rels.values():
        if relation.reltype not in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            continue
        for paragraph in parse_xml(relation.target_part.blob).iter(_PARAGRAPH):
            text = " ".join("".join(_signs(paragraph)).split())
            if not _ONLY_PAGE.fullmatch(text):
                texts.setdefault(text)
    return list(texts)


def _warnings(body: Any, running: list[str]) -> tuple[Any, ...]:
    warnings: list[Any] = []
    if any(next(body.iter(tag), None) is not None for tag in _TRACKED):
        warnings.append(_("The document holds tracked changes; it was read as if all of them were accepted."))
    if running:
        text = " · ".join(running)
        text = text if len(text) <= _RUNNING_SHOWN else text[: _RUNNING_SHOWN - 1] + "…"
        warnings.append(_("Headers and footers were left out: %(list)s") % {"list": text})
    if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
        warnings.append(_("The document holds pictures or drawings; text inside pictures cannot be read."))
    return tuple(warnings)


class _Reader:
    """Walks the body once, in order, because the numbers count on."""

    def __init__(self, numbering: Numbering, notes: dict[tuple[str, str], Any]) -> None:
        self.numbering = numbering
        self.notes = notes
        self.count = 0
        self.waiting: list[Any] = []

    def blocks(self, container: Any, *, top: bool = False) -> Iterator[str]:
        """The lines of a body, a cell or a text box. A paragraph whose mark was deleted runs on into the next.

        top: the body, where notes may follow; in a cell they would become part of what the cell says.
        """
        held = ""
        for block in _flat(container):
            if block.tag == _TABLE:
                if held:
                    yield held
                    held = ""
                yield from self.rows(block)
                if top:
                    yield from self.waiting_notes()
                continue
            line = held + self.paragraph(block)
            held = ""
            if block.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None:
                held = line
                continue
            yield line
            for box in _text_boxes(block):
                yield from self.blocks(box)
            if top:
                yield from self.waiting_notes()
        if held:
            yield held
        if top:
            yield from self.waiting_notes()

    def waiting_notes(self) -> Iterator[str]:
        """A line for each note that was referred to since the last call and says something."""
        waiting, self.waiting = self.waiting, []
        for note in waiting:
            text = " ".join(" ".join(self.blocks(note)).split())
            if text:
                self.count += 1
                yield f"（注{self.count}：{text}）"

    def paragraph(self, paragraph: Any) -> str:
        text = "".join(_signs(paragraph))
        for key in _references(paragraph):
            note = self.notes.pop(key, None)  # a note is written once, whatever refers to it
            if note is not None:
                self.waiting.append(note)
        return (self.numbering.label(paragraph) + text) if text.strip() else text

    def rows(self, table: Any) -> Iterator[str]:
        """A line for each row; a cell that is merged with the one above or to the left is empty there."""
        for row in table.iter(qn("w:tr")):
            if row.getparent() is not table and row.getparent().getparent() is not table:
                continue  # a table inside a cell is read with the cell
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            cells: list[str] = []
            own = 0
            for cell in _cells(row):
                own += 1
                cells.append(" ".join(line.strip() for line in self.blocks(cell) if line.strip()))
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                wide = int(span.get(qn("w:val"), "1")) if span is not None else 1
                cells += [""] * (min(wide, COLUMNS_MAX) - 1)
            texts = [text.replace("\t", " ").replace("\n", " ") for text in cells]
            # A heading over the whole table is one cell as wide as the row.
            yield texts[0] if own == 1 else "\t".join(texts)


def _flat(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a container, through content controls and tracked insertions."""
    for child in container:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _flat(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _cells(child)


def _signs(element: Any) -> Iterator[str]:
    """The visible characters of a paragraph, without its text boxes."""
    for child in element:
        tag = child.tag
        if tag in _DROPPED or tag == _TEXT_BOX or not isinstance(tag, str):
            continue
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in (qn("w:tab"), qn("w:ptab")):
            yield " "
        elif tag == qn("w:br"):
            yield "" if child.get(qn("w:type")) in ("page", "column") else "\n"
        elif tag == qn("w:cr"):
            yield "\n"
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag == _ALTERNATIVES:
            choice = child.find(_CHOICE)  # the other branch repeats the same for older programs
            if choice is not None:
                yield from _signs(choice)
        else:
            yield from _signs(child)


def _references(element: Any) -> Iterator[tuple[str, str]]:
    """The notes that a paragraph refers to, in order, without those of its text boxes and of deleted text."""
    for child in element:
        tag = child.tag
        if tag in _DROPPED or tag == _TEXT_BOX:
            continue
        if tag in _NOTE_PARTS:
            yield tag, child.get(qn("w:id"), "")
        elif tag == _ALTERNATIVES:
            choice = child.find(_CHOICE)
            if choice is not None:
                yield from _references(choice)
        else:
            yield from _references(child)


def _text_boxes(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _TEXT_BOX:
            yield child
        elif child.tag == _ALTERNATIVES:
            choice = child.find(_CHOICE)
            if choice is not None:
                yield from _text_boxes(choice)
        elif child.tag not in _DROPPED:
            yield from _text_boxes(child)
