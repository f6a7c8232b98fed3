"""What may be attached as evidence: the type is told from the content, never from the name alone."""

import re
import unicodedata
import zipfile
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Invalid

OFFICE = "application/vnd.openxmlformats-officedocument."
# extension -> (content type, bytes that the content must begin with; empty for plain text)
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "docx": (OFFICE + "wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": (OFFICE + "spreadsheetml.sheet", (b"PK\x03\x04",)),
    "txt": ("text/plain", ()),
}
# The part that tells an office document from any other zip file (ECMA-376).
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


# Control characters, what file systems refuse, and the marks that reverse the direction of text (“exe.pdf” tricks).
UNSAFE = re.compile('[\\x00-\\x1f\\x7f<>:"|?*\\u202a-\\u202e\\u2066-\\u2069]')


def safe_name(name: str) -> str:
    """The name of an uploaded file without folders, control characters and what file systems refuse; at most 120."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = UNSAFE.sub("", name).strip(". ")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:110]}{dot}{extension[:9]}" if dot else name[:120] or "file"


def checked_type(name: str, content: bytes) -> str:
    """The content type of a file that may be attached.

    Raises Invalid when the extension is not on the list, or the content is not what the extension says.
    """
    extension = name.rpartition(".")[2].lower()
    if extension not in TYPES:
        raise Invalid(
            "progress.file_type",
            _("“%(name)s” cannot be attached. Use one of: %(types)s."),
            {"name": name, "types": ", ".join(sorted(TYPES))},
            fields={"files": [_("This type of file is not accepted.")]},
        )
    content_type, starts = TYPES[extension]
    if not _content_fits(extension, starts, content):
        raise Invalid(
            "progress.file_content",
            _("“%(name)s” is not really a %(type)s file. Save it again in that format, or send a PDF."),
            {"name": name, "type": extension},
            fields={"files": [_("The content does not fit the name.")]},
        )
    return content_type


def _content_fits(extension: str, starts: tuple[bytes, ...], content: bytes) -> bool:
    if extension == "txt":
        return b"\x00" not in content[:4096]
    if not content.startswith(starts):
        return False
    if extension in OFFICE_PARTS:
        try:
            return OFFICE_PARTS[extension] in zipfile.ZipFile(BytesIO(content)).namelist()
        except zipfile.BadZipFile:
            return False
    return True
