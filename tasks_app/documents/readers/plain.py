"""Plain text: UTF-8, UTF-16 and UTF-32 with or without a byte order mark, GB18030, and what charset-normalizer is sure of."""

import codecs
import unicodedata

from charset_normalizer import from_bytes
from django.utils.translation import gettext_lazy as _

from tasks_app.documents.readers.base import ReadResult, newlines, refused

# UTF-32 before UTF-16: the mark of the first begins with the mark of the second.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 20_000  # characters looked at to tell whether a decoding makes sense
_BROKEN_SHARE = 0.002  # a file that is UTF-8 but for this share of its characters was cut or damaged, not written otherwise


def read_txt(name: str, content: bytes) -> ReadResult:
    """The text of a plain text file. Raises Invalid when it is not text or its encoding cannot be told."""
    text, warnings = decode(name, content)
    return ReadResult(newlines(text), "txt", warnings)


def decode(name: str, content: bytes) -> tuple[str, tuple[object, ...]]:
    """(text, warnings). The byte order mark is left out; nothing else is changed."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return _without_nul(name, content[len(mark) :].decode(encoding)), ()
            except UnicodeDecodeError:
                break
    if b"\x00" in content:
        return _wide(name, content), ()
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    mended = content.decode("utf-8", errors="replace")
    broken = mended.count("\ufffd")
    if broken <= max(1, int(len(mended) * _BROKEN_SHARE)) and _is_chinese(mended):
        return mended, (
            _("%(count)d characters could not be read and are shown as “\ufffd”.") % {"count": broken},
        )
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if text and _is_chinese(text):
        return text, ()
    return _last_resort(name, content)


def _without_nul(name: str, text: str) -> str:
    if "\x00" in text:
        raise _binary(name)
    return text


def _wide(name: str, content: bytes) -> str:
    """Text with zero bytes: UTF-16 without a mark (its digits and line ends hold them), or not text at all."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and _is_text(text):
            return text
    raise _binary(name)


def _last_resort(name: str, content: bytes) -> tuple[str, tuple[object, ...]]:
    best = from_bytes(content[: 4 * _SAMPLE]).best()
    if best is not None:
        try:
            text = content.decode(best.encoding)
        except UnicodeDecodeError:
            text = ""
        if text and "\x00" not in text and _is_text(text):
            return text, (
                _("The encoding of the file was guessed (%(encoding)s). Check that the text reads well.")
                % {"encoding": best.encoding},
            )
    raise refused(
        "documents.file_encoding",
        _("The characters of “%(name)s” cannot be told. Save it as UTF-8 or paste its text."),
        name,
    )


def _is_text(text: str) -> bool:
    """Whether nearly all of it is letters, digits, punctuation and blanks of Chinese or Latin writing."""
    sample = text[:_SAMPLE]
    good = sum(1 for sign in sample if sign in "\r\n\t" or " " <= sign <= "~" or _is_cjk(sign))
    return good >= 0.9 * len(sample)


def _is_chinese(text: str) -> bool:
    """Whether it is text whose characters are nearly all among the 6,763 of GB 2312, as in every office document.

    Bytes of another encoding read as GB18030 give rare characters instead.
    """
    sample = text[:_SAMPLE]
    characters = [sign for sign in sample if "\u3400" <= sign <= "\u9fff"]
    if not characters or not _is_text(sample.replace("\ufffd", "")):
        return False
    common = sum(1 for sign in characters if len(sign.encode("gb2312", errors="ignore")) == 2)
    return common >= 0.95 * len(characters)


def _is_cjk(sign: str) -> bool:
    if "\u2e80" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\uff00" <= sign <= "\uffef":
        return True
    return sign in "·×—–‘’“”…‰℃①②③④⑤⑥⑦⑧⑨⑩○●□■◆△▲★☆→※《》\u3000\xa0\ufeff" or unicodedata.category(sign) in {
        "No",
        "Lm",
    }


def _binary(name: str) -> Exception:
    return refused(
        "documents.file_binary",
        _("“%(name)s” is not a text file. Choose a .docx, .txt or .pdf file, or paste the text."),
        name,
    )
