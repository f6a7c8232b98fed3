"""Word documents (.docx): paragraphs and tables in order, automatic numbers written out, tracked changes as accepted."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from django.utils.translation import gettext_lazy as _
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from tasks_app.documents.readers.base import ReadResult, damaged, newlines, open_container
from tasks_app.documents.readers.numbering import Numbering, load_numbering

_PARAGRAPH, _TABLE, _TEXT_BOX = qn("w:p"), qn("w:tbl"), qn("w:txbxContent")
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Deleted text and the old place of moved text; ruby holds the reading of a character beside the character itself.
_DROPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:rt"), qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr")}
_TRACKED = [qn(name) for name in ("w:ins", "w:del", "w:moveFrom", "w:moveTo")]


def read_docx(name: str, content: bytes) -> ReadResult:
    """The text of the body: a line for a paragraph, a line with tabs between the cells for a row of a table.

    Headers, footers, footnotes and comments are left out. Raises Invalid when the file is damaged.
    """
    open_container(name, content)
    try:
        document = docx.Document(BytesIO(content))
        body = document.element.body
        numbering = load_numbering(
            _root(document, RELATIONSHIP_TYPE.NUMBERING), _root(document, RELATIONSHIP_TYPE.STYLES)
        )
        lines = list(_Reader(numbering).blocks(body))
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
    return ReadResult(newlines("\n".join(lines)) + "\n", "docx", _warnings(body))


def _root(document: Any, relation: str) -> Any | None:
    try:
        return document.part.part_related_by(relation).element
    except KeyError:
        return None


def _warnings(body: Any) -> tuple[Any, ...]:
    warnings: list[Any] = []
    if any(next(body.iter(tag), None) is not None for tag in _TRACKED):
        warnings.append(_("The document holds tracked changes; it was read as if all of them were accepted."))
    if next(body.iter(qn("w:footnoteReference"), qn("w:endnoteReference")), None) is not None:
        warnings.append(_("Footnotes and endnotes were left out."))
    if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
        warnings.append(_("The document holds pictures or drawings; text inside pictures cannot be read."))
    return tuple(warnings)


class _Reader:
    """Walks the body once, in order, because the numbers count on."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering

    def blocks(self, container: Any) -> Iterator[str]:
        """The lines of a body, a cell or a text box. A paragraph whose mark was deleted runs on into the next."""
        held = ""
        for block in _flat(container):
            if block.tag == _TABLE:
                if held:
                    yield held
                    held = ""
                yield from self.rows(block)
                continue
            line = held + self.paragraph(block)
            held = ""
            if block.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is not None:
                held = line
                continue
            yield line
            for box in _text_boxes(block):
                yield from self.blocks(box)
        if held:
            yield held

    def paragraph(self, paragraph: Any) -> str:
        text = "".join(_signs(paragraph))
        return (self.numbering.label(paragraph) + text) if text.strip() else text

    def rows(self, table: Any) -> Iterator[str]:
        """A line for each row; a cell that is merged with the one above or to the left is empty there."""
        for row in table.iter(qn("w:tr")):
            if row.getparent() is not table and row.getparent().getparent() is not table:
                continue  # a table inside a cell is read with the cell
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            cells: list[str] = []
            for cell in _cells(row):
                cells.append(" ".join(line.strip() for line in self.blocks(cell) if line.strip()))
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                cells += [""] * (int(span.get(qn("w:val"), "1")) - 1 if span is not None else 0)
            yield "\t".join(text.replace("\t", " ").replace("\n", " ") for text in cells)


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
