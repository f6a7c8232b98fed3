"""Files to text: .txt, .docx, .pdf with text, .html, .xlsx and .csv.

    result = read("讲话.docx", content)
    result.text, result.kind, result.warnings

What a file is, is told from its content; its name decides only between kinds of plain text. Newlines become ``\\n``;
nothing else of the text's form is changed. Whatever a reader leaves out is named in a warning.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Invalid
from tasks_app.documents.readers.base import KINDS, ReadResult, refused
from tasks_app.documents.readers.kinds import kind_of
from tasks_app.documents.readers.page import read_html
from tasks_app.documents.readers.pdf import read_pdf
from tasks_app.documents.readers.plain import read_txt
from tasks_app.documents.readers.table import read_csv, read_xlsx
from tasks_app.documents.readers.word import read_docx

__all__ = ["KINDS", "ReadResult", "read"]

READERS: dict[str, Callable[[str, bytes], ReadResult]] = {
    "txt": read_txt,
    "docx": read_docx,
    "pdf": read_pdf,
    "html": read_html,
    "xlsx": read_xlsx,
    "csv": read_csv,
}


def read(name: str, content: bytes) -> ReadResult:
    """The text of a file.

    name: the file's own name, for its ending and for messages.
    Raises Invalid, with advice, for an empty or too large file (settings.DOCUMENT_MAX_BYTES), a kind that is not read,
    a file that is damaged, encrypted or not what its name says, and one that holds no text.
    """
    if not content.strip(b"\x00\r\n\t "):
        raise refused("documents.file_empty", _("“%(name)s” is empty. Choose another file."), name)
    check_size(name, len(content))
    result = READERS[kind_of(name, content)](name, content)
    if not result.text.strip().strip("\ufeff"):
        raise refused("documents.file_no_text", _("“%(name)s” holds no text. Choose another file."), name)
    return result


def check_size(name: str, size: int) -> None:
    """Raises Invalid for a file of more than settings.DOCUMENT_MAX_BYTES bytes; asked before its content is read."""
    if size > settings.DOCUMENT_MAX_BYTES:
        raise Invalid(
            "documents.file_too_large",
            _(
                "“%(name)s” has %(size).1f MB; at most %(limit)d MB are accepted. "
                "Take the pictures out of it, or split it and import the parts."
            ),
            {"name": name, "size": size / 1024 / 1024, "limit": settings.DOCUMENT_MAX_BYTES // 1024 // 1024},
            fields={"file": [_("The file is too large.")]},
        )
