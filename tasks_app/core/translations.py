"""Reading .po files, for the commands that compile and check them."""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

# The gettext tools leave a date empty that nobody has set; Babel takes only dates.
EMPTY_DATE = re.compile(r'^"(?:POT-Creation|PO-Revision)-Date: *\\n"\n', re.MULTILINE)


def read_catalog(path: Path) -> Catalog:
    """The messages of LOCALE/LC_MESSAGES/DOMAIN.po.

    Raises:
        ValueError: the file is not a valid .po file; it is named.
    """
    text = EMPTY_DATE.sub("", path.read_text(encoding="utf-8"))
    try:
        return read_po(io.BytesIO(text.encode()), locale=path.parent.parent.name, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
