"""Writers of the core tables."""

import datetime as dt
from collections.abc import Iterable

import chinese_calendar
from django.db import transaction

from tasks_app.core.models import CalendarDay, Heartbeat


def beat(*, name: str, at: dt.datetime, interval: int, detail: str = "") -> None:
    """Record a sign of life of the process `name`, expected again within `interval` seconds."""
    Heartbeat.objects.update_or_create(
        name=name, defaults={"last_at": at, "interval": interval, "detail": detail[:200]}
    )


@transaction.atomic
def seed_calendar(*, years: Iterable[int]) -> int:
    """Fill the working calendar from the library `chinese-calendar`; days that were edited by hand stay.

    Returns the number of days added. Years that the library does not know are left out: the check `core.W001` and the
    reminder pages say so.
    """
    known = set(CalendarDay.objects.values_list("day", flat=True))
    rows = []
    for year in years:
        day = dt.date(year, 1, 1)
        while day.year == year:
            try:
                off = chinese_calendar.is_holiday(day)
                _, name = chinese_calendar.get_holiday_detail(day)
            except NotImplementedError:
                break  # the library does not know this year yet
            if off == (day.weekday() < 5) and day not in known:
                rows.append(CalendarDay(day=day, is_workday=not off, name=name or ""))
            day += dt.timedelta(days=1)
    CalendarDay.objects.bulk_create(rows)
    return len(rows)
