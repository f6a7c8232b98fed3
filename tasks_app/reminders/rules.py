"""What is due about one assignment at a moment: pure functions of facts, rules, calendar and time.

The question is always 'due by now and not yet recorded', never 'due today': after any downtime the newest step that was
missed comes once, and the older ones, which it overtakes, do not. An occurrence names an occasion so that asking twice
gives the same answer: the deadline (an extension makes new occasions), the working day (overdue), the submission that was
returned (each return is its own), the number of the decision (extension).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tasks_app.core.clock import local_date, local_moment
from tasks_app.core.workdays import ONE_DAY, WorkCalendar
from tasks_app.work.lifecycle import ACTIVE_STATES, State

# A decision on an extension is news for so many days; later it would only puzzle.
NEWS_DAYS = 30


@dataclass(frozen=True)
class Rule:
    """A rule in force, as a plain value. The codes of trigger and audience are those of models.Trigger, Audience."""

    pk: int
    trigger: str
    offset: int = 0
    audience: str = "workers"
    roles: frozenset[str] = frozenset({"lead", "each"})
    immediate: bool = False
    version: int = 1


@dataclass(frozen=True)
class Decision:
    """A decision on an extension request."""

    pk: int
    at: dt.datetime
    granted: bool


@dataclass(frozen=True)
class Facts:
    """What the rules need to know about an assignment.

    returned: a reviewer gave it back and it has not been submitted again.
    decisions: of its extension requests, in any order.
    """

    state: str
    role: str
    deadline: dt.date | None
    issued_at: dt.datetime
    state_changed_at: dt.datetime
    acknowledged_at: dt.datetime | None = None
    submitted_at: dt.datetime | None = None
    returned: bool = False
    decisions: tuple[Decision, ...] = ()

    @property
    def active(self) -> bool:
        """The unit is expected to act."""
        return self.state in ACTIVE_STATES

    @property
    def given_at(self) -> dt.datetime:
        """When the present deadline was given to the unit: at issue, or by the last extension granted."""
        return max([self.issued_at, *(decision.at for decision in self.decisions if decision.granted)])

    @property
    def back_since(self) -> dt.datetime:
        """Since when the ball has been with the unit: issue, or the last return, reopening or resumption.

        Acknowledging changes the state too, but does not give the unit anything it did not have.
        """
        if self.state_changed_at == self.acknowledged_at:
            return self.issued_at
        return max(self.issued_at, self.state_changed_at)

    @property
    def submission(self) -> str:
        """Names the return: at most one return or reopening answers each submission."""
        return (self.submitted_at or self.issued_at).astimezone(dt.UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Due:
    """A rule that has come due for an assignment."""

    rule: Rule
    occurrence: str
    due_at: dt.datetime


@dataclass(frozen=True)
class Day:
    """A moment, seen through the calendar.

    today: the office's date. ripe: the last date whose digest time has come; what falls on a day is due from then on.
    overdue_on: the last working day up to `ripe`, for which an overdue assignment is reminded.
    """

    at: dt.datetime
    today: dt.date
    ripe: dt.date
    overdue_on: dt.date
    digest_time: dt.time
    calendar: WorkCalendar

    @classmethod
    def of(cls, at: dt.datetime, calendar: WorkCalendar, digest_time: dt.time) -> "Day":
        today = local_date(at)
        ripe = today if at >= local_moment(today, digest_time) else today - ONE_DAY
        return cls(at, today, ripe, calendar.workday_on_or_before(ripe), digest_time, calendar)

    def morning(self, day: dt.date) -> dt.datetime:
        """The digest time of a day: the moment at which what falls on it is due."""
        return local_moment(day, self.digest_time)

    def last_with(self, offset: int) -> dt.date:
        """The latest date from which counting `offset` working days does not lead beyond `ripe`."""
        day = self.ripe
        while self.calendar.add_workdays(day, offset) > self.ripe:
            day -= ONE_DAY
        while self.calendar.add_workdays(day + ONE_DAY, offset) <= self.ripe:
            day += ONE_DAY
        return day


def due_now(facts: Facts, rules: Iterable[Rule], day: Day) -> list[Due]:
    """What is due by now, recorded or not, in the order of the rules.

    Nothing for an assignment that is not active. Of the steps before the deadline only the latest one that has come.
    """
    if not facts.active:
        return []
    mine = [rule for rule in rules if facts.role in rule.roles]
    found = [due for rule in mine for due in _of_rule(rule, facts, day)]
    steps = [due for due in found if due.rule.trigger == "due"]
    latest = max(steps, key=lambda due: (due.due_at, due.rule.offset), default=None)
    return [due for due in found if due.rule.trigger != "due" or due is latest]


def _of_rule(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    return [due for due in _CANDIDATES[rule.trigger](rule, facts, day) if due.due_at <= day.at]


def _issued(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    return [Due(rule, "issue", facts.issued_at)] if facts.state == State.ISSUED else []


def _unacknowledged(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    if facts.state != State.ISSUED:
        return []
    late = day.calendar.add_workdays(local_date(facts.issued_at), rule.offset)
    return [Due(rule, "unacknowledged", day.morning(late))]


def _before_deadline(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    """A step before the deadline: not after it has passed, and not for steps that lay before the deadline was given."""
    if facts.deadline is None or facts.deadline < day.today:
        return []
    due_at = day.morning(day.calendar.add_workdays(facts.deadline, rule.offset))
    return [Due(rule, facts.deadline.isoformat(), due_at)] if due_at > facts.given_at else []


def _overdue(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    """Every working day after the deadline on which the unit had the ball in the morning; after downtime the last one."""
    if facts.deadline is None or facts.deadline >= day.overdue_on or facts.deadline >= day.today:
        return []
    due_at = day.morning(day.overdue_on)
    if due_at <= max(facts.given_at, facts.back_since):
        return []
    return [Due(rule, day.overdue_on.isoformat(), due_at)]


def _escalation(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    """Each step once per deadline. Time during which the unit could not act (in review, suspended) does not count."""
    if facts.deadline is None or facts.deadline >= day.today:
        return []
    start = max(facts.deadline, local_date(facts.given_at), local_date(facts.back_since))
    due_at = day.morning(day.calendar.add_workdays(start, rule.offset))
    return [Due(rule, facts.deadline.isoformat(), due_at)]


def _returned(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    if facts.state != State.IN_PROGRESS or not facts.returned:
        return []
    return [Due(rule, facts.submission, facts.state_changed_at)]


def _extension(rule: Rule, facts: Facts, day: Day) -> list[Due]:
    oldest = day.at - dt.timedelta(days=NEWS_DAYS)
    return [Due(rule, str(each.pk), each.at) for each in facts.decisions if each.at >= oldest]


_CANDIDATES = {
    "issued": _issued,
    "unacknowledged": _unacknowledged,
    "due": _before_deadline,
    "overdue": _overdue,
    "escalation": _escalation,
    "returned": _returned,
    "extension": _extension,
}


def outdated(trigger: str, occurrence: str, facts: Facts, day: Day) -> str:
    """Why a planned reminder need not be written any more, as a code of Reminder.Reason; empty when it still holds."""
    if facts.state == State.CLOSED:
        return "closed"
    if facts.state == State.CANCELLED:
        return "called_off"
    if facts.state == State.SUSPENDED:
        return "suspended"
    if not facts.active:
        return "submitted"
    if trigger in ("issued", "unacknowledged"):
        return "" if facts.state == State.ISSUED else "acknowledged"
    if trigger == "returned":
        return "" if facts.returned and occurrence == facts.submission else "submitted"
    if trigger == "extension":
        return ""
    if facts.deadline is None:
        return "moved"
    if trigger == "overdue":
        return "" if facts.deadline < day.today else "moved"
    if occurrence != facts.deadline.isoformat():
        return "moved"
    return "past" if trigger == "due" and facts.deadline < day.today else ""


@dataclass(frozen=True)
class Hours:
    """When mail may go out. quiet: (from, until) in local time, across midnight or not; None: at any hour."""

    digest_time: dt.time
    quiet: tuple[dt.time, dt.time] | None = None

    def is_quiet(self, at: dt.datetime) -> bool:
        if self.quiet is None:
            return False
        start, end = self.quiet
        morning, evening = (local_moment(local_date(at), time) for time in (end, start))
        return at >= evening or at < morning if start > end else evening <= at < morning

    def digest_due(self, at: dt.datetime, calendar: WorkCalendar) -> bool:
        """Whether a digest may be written now: on a working day, from the digest time on, outside quiet hours."""
        today = local_date(at)
        return (
            calendar.is_workday(today)
            and at >= local_moment(today, self.digest_time)
            and not self.is_quiet(at)
        )

    @classmethod
    def parse(cls, digest: str, quiet: str) -> "Hours":
        """From settings: "08:30" and "21:00-07:00" or "". Raises ValueError for anything else."""
        times = (
            tuple(dt.time.fromisoformat(part.strip()) for part in quiet.split("-")) if quiet.strip() else ()
        )
        if len(times) not in (0, 2):
            raise ValueError(f"quiet hours are two times with a dash between them, not {quiet!r}")
        return cls(dt.time.fromisoformat(digest), (times[0], times[1]) if times else None)
