"""What all readers share: the result, the refusal, newlines, the limits of a zip container."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Invalid

#: What `ReadResult.kind` can be.
KINDS = ("txt", "docx", "pdf", "html", "xlsx", "csv")
# A container that unpacks to more than this is refused before anything is unpacked. The largest honest office files
# hold some thousand parts; text compresses about tenfold, so 200 MB is far above what 10 MB of them can need.
UNPACKED_MAX_BYTES = 200 * 1024 * 1024
PARTS_MAX = 10_000
COLUMNS_MAX = 80  # of a table; a cell that claims to span more takes no more room than these
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True)
class ReadResult:
    """The text of a file.

    kind: one of KINDS. warnings: translated sentences on what was left out or is doubtful.
    """

    text: str
    kind: str
    warnings: tuple[Any, ...] = ()


def refused(code: str, message: Any, name: str, **params: Any) -> Invalid:
    """The error for a file that is not read; the message belongs to the file field of the form."""
    error = Invalid(code, message, {"name": name, **params})
    error.fields = {"file": [error.message]}
    return error


def newlines(text: str) -> str:
    """The text with every kind of line end as one ``\\n``."""
    return _NEWLINES.sub("\n", text)


def open_container(name: str, content: bytes) -> zipfile.ZipFile:
    """The zip container of an office file, its sizes checked.

    zipfile never unpacks more of a part than its directory entry declares, so checking the directory bounds the memory.
    Raises Invalid when it is damaged, encrypted, or unpacks to too much.
    """
    try:
        container = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise damaged(name) from error
    parts = container.infolist()
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX_BYTES:
        raise refused(
            "documents.file_bomb",
            _(
                "“%(name)s” unpacks to far more than a document needs and is refused. Copy its text and paste it."
            ),
            name,
        )
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted(name)
    return container


def damaged(name: str) -> Invalid:
    """The error for a file of a known kind that cannot be opened."""
    return refused(
        "documents.file_damaged",
        _(
            "“%(name)s” is damaged and cannot be read. Open it in the program it was made with, save it again and retry."
        ),
        name,
    )


def encrypted(name: str) -> Invalid:
    """The error for a file with a password."""
    return refused(
        "documents.file_encrypted",
        _("“%(name)s” is protected by a password. Save it without the password and import that copy."),
        name,
    )
