"""PDF with text: pages joined, broken lines mended, page numbers and running heads taken out. No OCR."""

import re
import unicodedata
from collections import Counter
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from tasks_app.documents.decompose import unwrap
from tasks_app.documents.readers.base import ReadResult, damaged, encrypted, newlines, refused

PAGES_MAX = 1000
_SIGNS_PER_PAGE = 15  # a page of a document has hundreds; a scanned one has at most a stamp
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－·•〔\[（(第]*\d{1,4}[\s\-—–－·•〕\]）)页]*(?:[/／共]\s*\d{1,4}\s*页?)?$"
)
# Compatibility signs that PDFs put in place of ordinary characters: radicals (⼀ for 一) and doubles of characters.
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")


def read_pdf(name: str, content: bytes) -> ReadResult:
    """The text of a PDF. Raises Invalid for one that is scanned, protected, damaged or has more than PAGES_MAX pages."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise encrypted(name)
        count = len(reader.pages)
        if count > PAGES_MAX:
            raise refused(
                "documents.pdf_pages",
                _(
                    "“%(name)s” has %(count)d pages; at most %(limit)d are read. Split it and import the parts."
                ),
                name,
                count=count,
                limit=PAGES_MAX,
            )
        pages = [newlines(page.extract_text() or "") for page in reader.pages]
    except DependencyError as error:
        raise encrypted(name) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise damaged(name) from error
    if sum(len("".join(page.split())) for page in pages) < _SIGNS_PER_PAGE * max(1, len(pages)):
        raise refused(
            "documents.pdf_scanned",
            _(
                "“%(name)s” is a scanned PDF: its pages are pictures without text. Recognise the text first (OCR), "
                "check it, and import the result, or ask for the original Word file."
            ),
            name,
        )
    lines = [[_plain(line) for line in page.split("\n") if line.strip()] for page in pages]
    kept, dropped = without_furniture(lines)
    warnings: list[object] = [
        _("The text comes from a PDF. Check line breaks and tables against the original.")
    ]
    if dropped:
        warnings.append(
            _("Page numbers and running heads were left out: %(list)s")
            % {"list": " · ".join(list(dict.fromkeys(dropped))[:8])}
        )
    return ReadResult("\n".join(mended(kept)) + "\n", "pdf", tuple(warnings))


def _plain(line: str) -> str:
    line = _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), line)
    # Justified lines come with blanks between Chinese characters.
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) +(?=[\u3000-\u9fff\uff00-\uffef])", "", line).rstrip()


def without_furniture(pages: list[list[str]]) -> tuple[list[str], list[str]]:
    """(lines that are text, lines dropped): page numbers at the edges of a page, and edge lines that most pages repeat."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line) for line in page[:2] + page[-2:]})
    repeated = {shape for shape, count in edges.items() if count >= 3 and count * 2 > len(pages)}
    kept: list[str] = []
    dropped: list[str] = []
    for page in pages:
        for index, line in enumerate(page):
            at_edge = index < 2 or index >= len(page) - 2
            if at_edge and len(pages) > 1 and (_PAGE_NUMBER.match(line.strip()) or _shape(line) in repeated):
                dropped.append(line.strip())
            else:
                kept.append(line)
    return kept, dropped


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", "".join(line.split()))


def mended(lines: list[str]) -> list[str]:
    """Lines joined to paragraphs where they were broken at the width of the page."""
    return [line.strip() for line in unwrap("\n".join(lines), typeset=True).text.split("\n")] if lines else []
