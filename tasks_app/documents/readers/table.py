"""Task tables (.xlsx, .csv): a line for each row, tabs between the cells, as decomposition reads tables."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from tasks_app.documents.readers.base import ReadResult, damaged, newlines, open_container, refused
from tasks_app.documents.readers.plain import decode

ROWS_MAX = 20_000
COLUMNS_MAX = 80


def read_xlsx(name: str, content: bytes) -> ReadResult:
    """The visible sheets in order, each under its name when there are several; formulas as the values last computed.

    A merged cell has its text once, at its upper left. Raises Invalid when damaged or longer than ROWS_MAX rows.
    """
    open_container(name, content)
    lines: list[str] = []
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            if len(sheets) > 1:
                lines.append(sheet.title)
            _append(name, lines, sheet.iter_rows(values_only=True, max_col=COLUMNS_MAX))
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
    ) as error:
        raise damaged(name) from error
    hidden = len(book.worksheets) - len(sheets)
    warnings = (_("%(count)d hidden sheets were left out.") % {"count": hidden},) if hidden else ()
    return ReadResult("\n".join(lines) + "\n", "xlsx", warnings)


def read_csv(name: str, content: bytes) -> ReadResult:
    """A table in plain text, its cells parted by commas, semicolons or tabs, whichever the first line has most of."""
    text, warnings = decode(name, content)
    text = newlines(text)
    first = text.partition("\n")[0]
    delimiter = max(",;\t，", key=first.count)
    lines: list[str] = []
    try:
        _append(name, lines, csv.reader(StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise damaged(name) from error
    return ReadResult("\n".join(lines) + "\n", "csv", warnings)


def _append(name: str, lines: list[str], rows: Iterable[Iterable[Any]]) -> None:
    for row in rows:
        cells = [_written(value) for value in list(row)[:COLUMNS_MAX]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(lines) >= ROWS_MAX:
            raise refused(
                "documents.table_rows",
                _("“%(name)s” has more than %(limit)d rows. Split it and import the parts."),
                name,
                limit=ROWS_MAX,
            )
        # A heading in the first cells of a merged row stands alone in its line.
        lines.append("\t".join(cells) if sum(map(bool, cells)) > 1 else "".join(cells))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())
