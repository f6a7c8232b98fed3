"""Task tables (.xlsx, .csv): a line for each row, tabs between the cells, as decomposition reads tables."""

import csv
import zipfile
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException

from tasks_app.documents.readers.base import (
    COLUMNS_MAX,
    ReadResult,
    damaged,
    newlines,
    open_container,
    refused,
)
from tasks_app.documents.readers.plain import decode
from tasks_app.documents.readers.sheet import Layout, layout_of, sheet_parts, written

ROWS_MAX = 20_000
_LINES_LOOKED_AT = 50


def read_xlsx(name: str, content: bytes) -> ReadResult:
    """The visible sheets in order, each under its name when there are several; formulas as the values last computed.

    A merged cell has its text once, at its upper left; dates are written 2026年6月30日, figures as their format shows them.
    Hidden sheets, rows and columns are left out, with a warning that counts them.
    Raises Invalid when damaged or longer than ROWS_MAX rows.
    """
    container = open_container(name, content)
    lines: list[str] = []
    hidden_rows = 0
    gone: set[tuple[str, int]] = set()  # hidden columns that hold something
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        parts = sheet_parts(container)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            if len(sheets) > 1:
                lines.append(sheet.title)
            layout = layout_of(container, parts[sheet.title]) if sheet.title in parts else Layout()
            # What the file says of its own size is sometimes wrong, and then cells would be left out.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX), start=1):
                texts = [written(cell.value, getattr(cell, "number_format", "")) for cell in row]
                if number in layout.hidden_rows:
                    hidden_rows += any(texts)
                    continue
                gone.update((sheet.title, i) for i in layout.hidden_columns if "".join(texts[i : i + 1]))
                _append(name, lines, layout.shown(texts), alone=layout.stands_alone(number, texts))
    except (
        InvalidFileException,
        LxmlError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
    ) as error:
        raise damaged(name) from error
    return ReadResult(
        "\n".join(lines) + "\n", "xlsx", _left_out(len(book.worksheets) - len(sheets), hidden_rows, len(gone))
    )


def _left_out(sheets: int, rows: int, columns: int) -> tuple[Any, ...]:
    warnings: list[Any] = []
    if sheets:
        warnings.append(_("%(count)d hidden sheets were left out.") % {"count": sheets})
    if rows:
        warnings.append(
            ngettext(
                "%(count)d hidden row was left out. To import it, show it in the spreadsheet first.",
                "%(count)d hidden rows were left out. To import them, show them in the spreadsheet first.",
                rows,
            )
            % {"count": rows}
        )
    if columns:
        warnings.append(
            ngettext(
                "%(count)d hidden column was left out. To import it, show it in the spreadsheet first.",
                "%(count)d hidden columns were left out. To import them, show them in the spreadsheet first.",
                columns,
            )
            % {"count": columns}
        )
    return tuple(warnings)


def read_csv(name: str, content: bytes) -> ReadResult:
    """A table in plain text, its cells parted by commas, semicolons or tabs, whichever most of the first lines have."""
    text, warnings = decode(name, content)
    text = newlines(text)
    first = text.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT]
    delimiter = max(",;\t，", key=lambda sign: sum(sign in line for line in first))
    lines: list[str] = []
    try:
        for row in csv.reader(StringIO(text), delimiter=delimiter):
            texts = [written(value) for value in row[:COLUMNS_MAX]]
            _append(name, lines, texts, alone=bool(texts and texts[0]))
    except csv.Error as error:
        raise damaged(name) from error
    return ReadResult("\n".join(lines) + "\n", "csv", warnings)


def _append(name: str, lines: list[str], texts: Iterable[str], *, alone: bool) -> None:
    """alone: the only text of a row is a heading over the whole table and stands in its line without tabs."""
    cells = list(texts)
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        return
    if len(lines) >= ROWS_MAX:
        raise refused(
            "documents.table_rows",
            _("“%(name)s” has more than %(limit)d rows. Split it and import the parts."),
            name,
            limit=ROWS_MAX,
        )
    if sum(map(bool, cells)) == 1:
        # With tabs on both sides it stays a row, though the cells beside it are empty.
        lines.append("".join(cells) if alone else "\t".join(cells) + "\t" * max(0, 3 - len(cells)))
        return
    lines.append("\t".join(cells))
