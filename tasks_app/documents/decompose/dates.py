"""The calendar side of time limits: what dates are read against, and how a date without a year finds its year."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .types import Workdays

_ONE = datetime.timedelta(days=1)


@dataclass(slots=True)
class DateBase:
    """What dates are read against: document date, meeting date, named periods of the document and the calendar."""

    reference: datetime.date | None
    meeting: datetime.date | None = None
    periods: dict[str, tuple[datetime.date | None, datetime.date | None]] = field(default_factory=dict)
    workdays: Workdays | None = None


def add_workdays(date: datetime.date, n: int, workdays: Workdays | None) -> datetime.date:
    """Return the ``n``-th working day after ``date``; without a calendar Monday to Friday count."""
    if workdays is not None:
        return workdays.add_workdays(date, n)
    weeks, rest = divmod(n, 5)
    weekday = date.weekday()
    if weekday >= 5:  # from a weekend the count starts on Monday
        date -= datetime.timedelta(days=weekday - 4)
        weekday = 4
    date += datetime.timedelta(days=7 * weeks)
    while rest:
        date += _ONE
        if date.weekday() < 5:
            rest -= 1
    return date


def month_end(year: int, month: int) -> datetime.date:
    """Return the last day of a month; months outside 1-12 carry into the year."""
    year, month = year + month // 12, month % 12 + 1
    return datetime.date(year, month, 1) - _ONE


def make_date(year: int, month: int, day: int) -> datetime.date | None:
    """Return the date, or None when there is no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


class DateReader:
    """Reads the matches of one sentence in order; remembers the year of the last date."""

    def __init__(self, base: DateBase) -> None:
        self.base = base
        self.last: datetime.date | None = None
        self.explicit: int | None = None

    def year_of(self, explicit: str | None, relative: str | None) -> int | None:
        if explicit:
            return int(explicit)
        if relative and self.base.reference:
            step = {"明": 1, "次": 1, "后": 2}.get(relative[0], 0)
            return self.base.reference.year + step
        return None

    def place(self, year: int | None, build: Callable[[int], datetime.date | None]) -> datetime.date | None:
        """Build the date in its year; without a year take the one before it or the next after the document."""
        try:
            if year is not None:
                date = build(year)
                self.last, self.explicit = date, year
                return date
            if self.last is not None and self.explicit is not None:
                date = build(self.explicit)
                if date is not None and date >= self.last:
                    return date
                if self.base.reference is None:
                    return build(self.explicit + 1)
            reference = self.base.reference
            if reference is None:
                return None
            date = build(reference.year)
            if date is None or date < reference:
                date = build(reference.year + 1) or date
            self.last = date
            return date
        except (ValueError, OverflowError):
            return None


def read_window(
    opens: str, closes: str, reader: DateReader
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return (last day, first day) of a window; one that has begun before the document is still running."""
    year = _POINT.match(opens)
    month = year.group(2) if year else None
    if "月" not in closes and closes != "年底" and month:
        closes = f"{month}月{closes}"
    if year and year.group(1) and "年" not in closes[:5]:
        closes = f"{year.group(1)}年{closes}"
    last = point(closes, reader)
    first = point(opens, DateReader(reader.base))
    if first and last and first > last:
        if "年" in opens:
            last = make_date(last.year + 1, last.month, last.day)
        else:
            first = (
                make_date(first.year - 1, first.month, min(first.day, 28))
                if first.month == 2
                else make_date(first.year - 1, first.month, first.day)
            )
    return last, first


_POINT = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(?:(\d{1,2})[日号])?(底|末|上旬|中旬|下旬|份)?")


def point(text: str | None, reader: DateReader) -> datetime.date | None:
    """Return the day a bare point of a range means."""
    if not text:
        return None
    if text[0] in "今即现":
        return reader.base.reference
    if text == "年底":
        return reader.place(None, lambda y: datetime.date(y, 12, 31))
    match = _POINT.match(text)
    if match is None or not match.group(2):
        return None
    year = int(match.group(1)) if match.group(1) else None
    month = int(match.group(2))
    if not 1 <= month <= 12:
        return None
    if match.group(3):
        day = int(match.group(3))
        return reader.place(year, lambda y: make_date(y, month, day))
    fixed = {"上旬": 10, "中旬": 20}.get(match.group(4) or "")
    if fixed:
        return reader.place(year, lambda y: make_date(y, month, fixed))
    return reader.place(year, lambda y: month_end(y, month))


_MEETING = (
    re.compile(
        r"(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日(?:上午|下午|晚上|晚|中午)，?[^。月]{0,80}?(?:召开|召集|举行|主持)"
    ),
    re.compile(r"(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日，?[^。月]{0,60}?(?:召开|召集|举行|主持)[^。]{0,40}会"),
)
#: No meeting is dated without a day; a search for the whole costs far more.
_DAY = re.compile(r"月\d{1,2}日")
_BEFORE_DAY = re.compile(r"(?:20\d\d年)?\d{1,2}$")
_PERIOD = re.compile(
    r"([\u4e00-\u9fff]{1,4}期间?)（(?:从|自)?((?:20\d\d年)?\d{1,2}月\d{1,2}日)(?:起)?(?:至|到|—+|-+|～)((?:20\d\d年)?(?:\d{1,2}月)?\d{1,2}日)"
)


def _meeting(norm: str, head: int) -> re.Match[str] | None:
    """Return the first sentence before ``head`` that says on what day a meeting was held."""
    days = []
    for day in _DAY.finditer(norm, 0, head):
        low = max(0, day.start() - 7)
        begins = _BEFORE_DAY.search(norm[low : day.start()])
        if begins:
            days.append(low + begins.start())
    for pattern in _MEETING:
        for at in days:
            match = pattern.match(norm, at, head)
            if match:
                return match
    return None


def read_base(norm: str, reference: datetime.date | None, workdays: Workdays | None) -> DateBase:
    """Collect what the dates of a document are read against: the meeting's date and its named periods."""
    base = DateBase(reference, workdays=workdays)
    head = min(len(norm), 1500)
    match = _meeting(norm, head)
    if match and (reference or match.group(1)):
        year = int(match.group(1)) if match.group(1) or reference is None else reference.year
        date = make_date(year, int(match.group(2)), int(match.group(3)))
        if date and reference and date > reference and not match.group(1):
            date = make_date(year - 1, int(match.group(2)), int(match.group(3)))
        base.meeting = date
    if "期（" in norm or "期间（" in norm:
        for match in _PERIOD.finditer(norm):
            last, first = read_window(match.group(2), match.group(3), DateReader(base))
            name = match.group(1)
            base.periods[name] = (first, last)
    return base
