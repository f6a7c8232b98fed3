"""Cells of a table: where they stand, and the short forms of dates that only cells have (2025/6/30, 6.30, 6月, 1-6月).

A cell of a column for time limits needs no 前 or 完成 beside its date, so more is a date here than in a sentence.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from .dates import DateBase, DateReader, make_date, month_end
from .types import DeadlineFound

#: What only the cell of a time limit says.
TIME_CELL = re.compile(
    r"\d月|年底|长期|季度|\d年|全年|每[年月周日天]|持续|立行|立即|学期?前|学年|^20\d\d[./-]\d{1,2}(?:[./-]\d{1,2})?$"
)
_SAME = frozenset(("同上", "〃", "″", "同前", "上同", "同上。"))
#: Cells that say that there is nothing to say.
_NOTHING = re.compile(r"[-—－/\\无]*")

_DASH = r"(?:-+|—+|～|至|到|/)"
_FULL = r"(?:20\d\d)(?:年|[./-])\d{1,2}(?:月|[./-])\d{1,2}[日号]?"
_MONTH = r"(?:20\d\d)(?:年|[./-])\d{1,2}月?(?:底|末|份)?"
_POINT = re.compile(
    r"(?:(?P<y>20\d\d)(?:年|[./-]))?(?:(?P<m>\d{1,2})(?:月|[./-](?=\d)))(?P<d>\d{1,2})[日号]?"
    r"|(?P<y2>20\d\d)(?:年|[./-])(?P<m2>\d{1,2})月?(?:底|末|份)?"
    r"|(?P<m3>\d{1,2})月(?:底|末|份)?"
    r"|(?P<y4>20\d\d)年?(?:底|末|度)?"
    r"|(?P<y5>20\d\d)(?P<m5>\d\d)(?P<d5>\d\d)"
)
_AROUND = re.compile(r"(?:于|在|到|至|截至|计划)?(?P<core>.+?)(?:之?前|以前|止)?(?:完成|办结|报送|上报)?。?")
_RANGE = re.compile(
    rf"(?P<a>{_FULL}|{_MONTH}|\d{{1,2}}月(?:\d{{1,2}}[日号])?|\d{{1,2}})(?:起|开始)?{_DASH}(?P<b>{_FULL}|{_MONTH}|\d{{1,2}}月(?:\d{{1,2}}[日号]|底|末|份)?|年底)"
)
#: Days since 30 December 1899, as a spreadsheet keeps them: 1 January 2000 to 31 December 2099.
_SERIAL = re.compile(r"\d{5}")
_SERIAL_FIRST, _SERIAL_LAST = 36526, 73050
_SERIAL_BASE = datetime.date(1899, 12, 30)
_CONTINUOUS = re.compile(
    r"长期|常年|全年|持续|常态化?|长期坚持|长期推进|持续推进|常态化推进|全年推进|全年持续"
)


@dataclass(slots=True)
class Cell:
    """The span of one cell, blanks removed; empty when start == end."""

    start: int
    end: int


def cells(norm: str, start: int, end: int) -> list[Cell]:
    """Return the cells of a row."""
    out = []
    position = start
    # A row that a reader wrote has tabs; a stroke in it belongs to what a cell says.
    sign = "\t" if norm.count("\t", start, end) >= norm.count("|", start, end) else "|"
    while position <= end:
        stop = norm.find(sign, position, end)
        stop = end if stop < 0 else stop
        a, b = position, stop
        while a < b and norm[a].isspace():
            a += 1
        while b > a and norm[b - 1].isspace():
            b -= 1
        out.append(Cell(a, b))
        position = stop + 1
    if out and out[0].start == out[0].end and norm[start : start + 1] == "|":
        out = out[1:]
        if out and out[-1].start == out[-1].end and norm[end - 1 : end] == "|":
            out = out[:-1]
    return out


def same_as_above(value: str) -> bool:
    """Tell whether a cell says that it repeats the one above it."""
    return value in _SAME


def says_nothing(value: str) -> bool:
    """Tell whether a cell is empty or holds only a stroke or 无."""
    return _NOTHING.fullmatch(value) is not None


def is_continuous(value: str) -> bool:
    """Tell whether a whole cell says that the work goes on: 长期, 全年, 持续推进."""
    return _CONTINUOUS.fullmatch(value) is not None


def cell_deadline(text: str, norm: str, start: int, end: int, base: DateBase) -> DeadlineFound | None:
    """Read a whole cell as a time limit; None when it is not of one of the forms of this module.

    Without a year the date is the next one on or after the document's date, as everywhere.
    """
    value = norm[start:end].replace(" ", "")
    if _SERIAL.fullmatch(value):
        days = int(value)
        if _SERIAL_FIRST <= days <= _SERIAL_LAST:
            date = _SERIAL_BASE + datetime.timedelta(days=days)
            return DeadlineFound(text[start:end], date, None, start, end, "deadline.cell-serial")
        return None
    reader = DateReader(base)
    window = _RANGE.fullmatch(value)
    if window and ("月" in value or "年" in value or value.count("20") >= 2):
        return _window(text, start, end, window.group("a"), window.group("b"), reader)
    around = _AROUND.fullmatch(value)
    match = _POINT.fullmatch(around.group("core")) if around else None
    if match is None or around is None:
        return None
    if "前" in value[around.end("core") :] and (match.group("m3") or match.group("m2") or match.group("y4")):
        if around.group("core")[-1] not in "底末":
            return None  # 6月前 is the end of May: the grammar of sentences knows
    last = _point(match, reader)
    if last is None:
        return None
    return DeadlineFound(text[start:end], last, None, start, end, "deadline.cell-date")


def _point(match: re.Match[str], reader: DateReader) -> datetime.date | None:
    group = match.groupdict()
    year = group["y"] or group["y2"] or group["y4"] or group["y5"]
    month = int(group["m"] or group["m2"] or group["m3"] or group["m5"] or 12)
    day = int(group["d"] or group["d5"] or 0)
    if not 1 <= month <= 12:
        return None

    def build(at: int) -> datetime.date | None:
        return make_date(at, month, day) if day else month_end(at, month)

    return reader.place(int(year) if year else None, build)


def _window(
    text: str, start: int, end: int, opens: str, closes: str, reader: DateReader
) -> DeadlineFound | None:
    """1-6月, 2025.1-2025.6, 2025/1/1-2025/12/31, 3月至年底: the end counts."""
    year = re.match(r"20\d\d", opens)
    if year and not closes.startswith("20") and closes != "年底":
        closes = f"{year.group()}年{closes}"
    if closes == "年底":
        closes = f"{year.group()}年12月" if year else "12月"
    last_match = _POINT.fullmatch(closes)
    last = _point(last_match, reader) if last_match else None
    if last is None:
        return None
    first = None
    first_match = re.fullmatch(
        r"(?:(20\d\d)(?:年|[./-]))?(\d{1,2})(?:月|[./-])?(?:(\d{1,2})[日号]?)?(?:底|末|份)?", opens
    )
    if first_match and 1 <= int(first_match.group(2)) <= 12:
        own = int(first_match.group(1)) if first_match.group(1) else last.year
        first = make_date(own, int(first_match.group(2)), int(first_match.group(3) or 1))
        if first and first > last and not first_match.group(1):
            first = make_date(own - 1, int(first_match.group(2)), int(first_match.group(3) or 1))
    return DeadlineFound(text[start:end], last, first, start, end, "deadline.cell-window")
