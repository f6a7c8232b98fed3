"""Which reader a file needs, told from its content; the name decides only between kinds of plain text."""

import zipfile

from django.utils.translation import gettext_lazy as _

from tasks_app.documents.readers.base import encrypted, open_container, refused

ACCEPTED = ".docx, .txt, .pdf, .html, .xlsx, .csv"
_OLE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: .doc, .xls, .wps, and office files with a password
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_TEXT_NAMES = {
    "txt": "txt",
    "text": "txt",
    "md": "txt",
    "html": "html",
    "htm": "html",
    "csv": "csv",
    "tsv": "csv",
}
_CONTAINERS = {"docx": "Word (.docx)", "xlsx": "Excel (.xlsx)", "pdf": "PDF"}


def kind_of(name: str, content: bytes) -> str:
    """The kind of a file, one of base.KINDS. Raises Invalid with advice for a kind that is not read."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if content.startswith(_OLE):
        raise _old_office(name, content)
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(name, content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_PICTURES):
        raise refused(
            "documents.file_picture",
            _("“%(name)s” is a picture. Recognise its text first (OCR), check it, and paste the text."),
            name,
        )
    if content.startswith(b"{\\rtf"):
        raise refused(
            "documents.file_rtf",
            _("“%(name)s” is in the RTF format. Open it, save it as .docx and import that copy."),
            name,
        )
    if ending in _CONTAINERS:
        raise refused(
            "documents.file_not_really",
            _(
                "“%(name)s” is not really a %(kind)s file. Open it, save it again in that format, or paste its text."
            ),
            name,
            kind=_CONTAINERS[ending],
        )
    if content[:256].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if ending in _TEXT_NAMES:
        return _TEXT_NAMES[ending]
    if ending == "":
        return "txt"
    raise refused(
        "documents.file_kind",
        _("Files like “%(name)s” are not read. Use one of %(kinds)s, or paste the text."),
        name,
        kinds=ACCEPTED,
    )


def _zip_kind(name: str, content: bytes) -> str:
    container: zipfile.ZipFile = open_container(name, content)
    parts = set(container.namelist())
    if "word/document.xml" in parts:
        return "docx"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "OFD.xml" in parts:
        raise refused(
            "documents.file_ofd",
            _(
                "“%(name)s” is in the OFD format. Export it as .docx or as text from the OFD reader and import that."
            ),
            name,
        )
    raise refused(
        "documents.file_zip",
        _("“%(name)s” is an archive that holds no Word document. Unpack it and import the document inside."),
        name,
    )


def _old_office(name: str, content: bytes) -> Exception:
    """An old Word or WPS file, or a new one with a password: both are compound files."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return encrypted(name)
    return refused(
        "documents.file_old_office",
        _(
            "“%(name)s” is an old .doc, .xls or .wps file. Open it in Word or WPS, save it as .docx and import that copy."
        ),
        name,
    )
