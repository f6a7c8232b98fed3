"""Working days of the People's Republic of China.

The rule: Monday to Friday, corrected by the State Council's yearly notice on public holidays (《关于…年部分节假日安排的通知》),
which names statutory days off and make-up working days. The corrections are rows of `CalendarDay`, seeded from the
library `chinese-calendar` and editable in the admin; `WorkCalendar` is the plain-Python view of them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Decides which days are working days.

    exceptions: date -> True (make-up working day) or False (day off), for the days that differ from Monday-Friday.
    years: the years for which the exceptions are known; outside them plain weekdays are assumed.
    """

    exceptions: Mapping[dt.date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_workday(self, day: dt.date) -> bool:
        known = self.exceptions.get(day)
        return day.weekday() < 5 if known is None else known

    def covers(self, day: dt.date) -> bool:
        """Whether the holidays of that year are known."""
        return day.year in self.years

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """The date `count` working days after `day` (before it when negative); `day` itself does not count.

        With count 0: `day` when it is a working day, else the last working day before it, so that something due on a
        day off is asked for beforehand.
        """
        if count == 0:
            return self.workday_on_or_before(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            if self.is_workday(day):
                left -= 1
        return day

    def workday_on_or_after(self, day: dt.date) -> dt.date:
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def workday_on_or_before(self, day: dt.date) -> dt.date:
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.workdays_between(end, start)
        count, day = 0, start
        while day < end:
            day += ONE_DAY
            count += self.is_workday(day)
        return count
