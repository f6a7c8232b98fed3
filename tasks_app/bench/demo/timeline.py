"""What happened in the demo county, in the order in which it happened."""

import datetime as dt
import heapq
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tasks_app.core.clock import local_date, local_moment
from tasks_app.core.workdays import WorkCalendar

TEXTS = Path(__file__).parent / "texts"


@dataclass
class Timeline:
    """Days are counted in working days from today, so that the demo never ages: -3 is three working days ago."""

    now: dt.datetime
    calendar: WorkCalendar
    _steps: list[tuple[dt.datetime, int, Callable[[dt.datetime], object]]] = field(default_factory=list)
    _added: int = 0

    @property
    def today(self) -> dt.date:
        return local_date(self.now)

    def day(self, offset: int) -> dt.date:
        return self.calendar.add_workdays(self.today, offset)

    def offset(self, day: dt.date) -> int:
        """The inverse of `day`: working days from today."""
        return self.calendar.workdays_between(self.today, day)

    def moment(self, offset: int, clock: str) -> dt.datetime:
        """`clock` ('09:30') on the day; raises ValueError for a moment that has not come yet."""
        at = local_moment(self.day(offset), dt.time.fromisoformat(clock))
        if at > self.now:
            raise ValueError(f"{at} lies in the future of {self.now}")
        return at

    def add(self, offset: int, clock: str, step: Callable[[dt.datetime], object]) -> None:
        """`step(at)` will be done at that moment."""
        heapq.heappush(self._steps, (self.moment(offset, clock), self._added, step))
        self._added += 1

    def run(self) -> None:
        """Do everything in the order of time, also what steps add; of one moment, in the order of adding."""
        while self._steps:
            at, _number, step = heapq.heappop(self._steps)
            step(at)

    def text(self, name: str, dated: dt.date) -> str:
        """A sample text of the day `dated`, in which {+3} stands for the date in three working days, {0} for its own."""

        def written(match: re.Match[str]) -> str:
            offset = int(match[1])
            day = dated if offset == 0 else self.day(offset)
            short = f"{day.month}月{day.day}日"
            return short if offset and day.year == dated.year else f"{day.year}年{short}"

        source = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
        return re.sub(r"\{([+-]?\d+)\}", written, source)
