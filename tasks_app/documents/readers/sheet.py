"""What a worksheet's file says beside its values: hidden rows and columns, merged cells, how values are written.

openpyxl tells this only when it keeps whole sheets in memory, which takes some fifty times the size of the file; here the
part is walked through once.
"""

import datetime as dt
import re
import zipfile
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from tasks_app.documents.readers.base import COLUMNS_MAX

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_UNIT = re.compile(r'(?:General|[#,0]+(?:\.0+)?)"([^"]{1,8})"(?:;.*)?')
_PERCENT = re.compile(r"0(?:\.(0+))?%")


@dataclass
class Layout:
    """Rows count from 1, columns from 0.

    wide: for each row the merged areas of several columns that begin in it, as (first, last); tall: the stretches of rows
    with a cell that belongs to one above, as (first, last), in order and apart. An area may claim a million rows: it is kept
    as it is told, not row by row.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    wide: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    tall: list[tuple[int, int]] = field(default_factory=list)

    def shown(self, texts: list[str]) -> list[str]:
        """The texts of a row without those of hidden columns."""
        if not self.hidden_columns:
            return texts
        return [text for index, text in enumerate(texts) if index not in self.hidden_columns]

    def stands_alone(self, row: int, texts: list[str]) -> bool:
        """Whether the only text of a row is a heading: its cell spans several columns, or it is the first cell and no cell
        beside it belongs to one above."""
        only = next((index for index, text in enumerate(texts) if text), 0)
        if any(first <= only <= last for first, last in self.wide.get(row, ())):
            return True
        at = bisect_right(self.tall, row, key=lambda stretch: stretch[0]) - 1
        return only == 0 and not (at >= 0 and row <= self.tall[at][1])


def sheet_parts(container: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet by its name. Raises KeyError or LxmlError for a damaged file."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _parsed(container, "xl/_rels/workbook.xml.rels").iter(_PACKAGE)
    }
    parts = {}
    for sheet in _parsed(container, "xl/workbook.xml").iter(f"{_NS}sheet"):
        target = targets.get(sheet.get(_REL, ""), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path in container.NameToInfo:
            parts[sheet.get("name", "")] = path
    return parts


def _parsed(container: zipfile.ZipFile, path: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(container.read(path), parser)


def layout_of(container: zipfile.ZipFile, path: str) -> Layout:
    """The layout of one worksheet. Raises LxmlError or ValueError for a damaged file."""
    layout = Layout()
    tags = [f"{_NS}{name}" for name in ("row", "col", "mergeCell")]
    with container.open(path) as part:
        last = 0
        tall: list[tuple[int, int]] = []
        for _event, element in etree.iterparse(part, tag=tags, resolve_entities=False, no_network=True):
            if element.tag == tags[0]:
                last = int(element.get("r") or last + 1)
                if element.get("hidden") in ("1", "true"):
                    layout.hidden_rows.add(last)
            elif element.tag == tags[1]:
                if element.get("hidden") in ("1", "true"):
                    first, until = int(element.get("min", "1")), int(element.get("max", "1"))
                    layout.hidden_columns.update(range(first - 1, min(until, COLUMNS_MAX)))
            else:
                _merge(layout, tall, element.get("ref", ""))
            element.clear()
            while element.getprevious() is not None:  # what was read is let go of
                del element.getparent()[0]
    for first, until in sorted(tall):
        if layout.tall and first <= layout.tall[-1][1]:
            layout.tall[-1] = (layout.tall[-1][0], max(until, layout.tall[-1][1]))
        else:
            layout.tall.append((first, until))
    return layout


def _merge(layout: Layout, tall: list[tuple[int, int]], ref: str) -> None:
    left, top, right, bottom = range_boundaries(ref)
    if None in (left, top, right, bottom):
        return
    if right > left:
        layout.wide.setdefault(top, []).append((left - 1, right - 1))
    if bottom > top and left <= COLUMNS_MAX:
        tall.append((top + 1, bottom))


def written(value: Any, number_format: str = "") -> str:
    """A value as an office writes it: 2026年6月30日, 2026年6月 where the format shows no day, 85%, 12家; '' for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime | dt.date):
        return _date(value, number_format)
    if isinstance(value, int | float):
        return _number(value, number_format or "")
    return " ".join(str(value).split())


def _date(value: dt.date, number_format: str) -> str:
    """The date with its year, which the format may leave out; a day or month only where the format shows one."""
    shown = _QUOTED.sub("", number_format.partition(";")[0]).lower()
    text = f"{value.year}年{value.month}月{value.day}日"
    if "y" in shown and "d" not in shown:
        return f"{value.year}年{value.month}月" if "m" in shown else f"{value.year}年"
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        text += f"{value.hour}时{value.minute}分" if value.minute else f"{value.hour}时"
    return text


def _number(value: float, number_format: str) -> str:
    percent = _PERCENT.search(number_format)
    if percent:
        return f"{value * 100:.{len(percent.group(1) or '')}f}%"
    unit = _UNIT.fullmatch(number_format)
    # Fifteen digits are what a spreadsheet keeps; more would only show how the machine rounds.
    plain = str(int(value)) if float(value).is_integer() else f"{value:.15g}"
    return plain + unit.group(1) if unit else plain
