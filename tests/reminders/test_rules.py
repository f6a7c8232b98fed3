"""What is due: a table of situations, decided without a database."""

import datetime as dt
from typing import Any

import pytest

from tasks_app.core.workdays import WorkCalendar
from tasks_app.reminders.rules import Day, Decision, Facts, Hours, Rule, due_now, outdated
from tests.reminders.conftest import day, moment

ALL = frozenset({"lead", "each", "support"})
RULES = (
    Rule(1, "issued", immediate=True, roles=ALL),
    Rule(2, "unacknowledged", 1),
    Rule(3, "due", -7),
    Rule(4, "due", -3, roles=ALL),
    Rule(5, "due", -1),
    Rule(6, "due", 0),
    Rule(7, "overdue"),
    Rule(8, "escalation", 1, "heads", immediate=True),
    Rule(9, "escalation", 3, "leaders", immediate=True),
    Rule(10, "escalation", 7, "supervisors", immediate=True),
    Rule(11, "returned", immediate=True, roles=ALL),
    Rule(12, "extension", immediate=True, roles=ALL),
)
NAMES = {
    1: "issued", 2: "unack", 3: "-7", 4: "-3", 5: "-1", 6: "0", 7: "overdue", 8: "+1", 9: "+3", 10: "+7",
    11: "returned", 12: "extension",
}  # fmt: skip
# Wednesday 2 December is a day off, Saturday 28 November a make-up working day.
CALENDAR = WorkCalendar({day("12-02"): False, day("11-28"): True}, frozenset({2026}))


def facts(**changes: Any) -> Facts:
    """Issued on 2 November at 10:00, acknowledged at 11:00, due on Friday 27 November, unless said otherwise."""
    values: dict[str, Any] = {
        "state": "in_progress",
        "role": "lead",
        "deadline": day("11-27"),
        "issued_at": moment("11-02 10:00"),
        "state_changed_at": moment("11-02 11:00"),
        "acknowledged_at": moment("11-02 11:00"),
    }
    return Facts(**{**values, **changes})


def due(at: str, calendar: WorkCalendar = CALENDAR, **changes: Any) -> list[str]:
    found = due_now(facts(**changes), RULES, Day.of(moment(at), calendar, dt.time(8, 30)))
    return [f"{NAMES[each.rule.pk]} {each.occurrence}" for each in found]


UNREAD: dict[str, Any] = {
    "state": "issued",
    "acknowledged_at": None,
    "deadline": None,
    "issued_at": moment("11-23 10:00"),
    "state_changed_at": moment("11-23 10:00"),
}


@pytest.mark.parametrize(
    ("at", "changes", "expected"),
    [
        # issue, and not acknowledged
        ("11-23 10:00", UNREAD, ["issued issue"]),
        ("11-24 08:29", UNREAD, ["issued issue"]),
        ("11-24 08:30", UNREAD, ["issued issue", "unack unacknowledged"]),
        ("11-30 20:00", UNREAD, ["issued issue", "unack unacknowledged"]),
        ("11-30 20:00", {**UNREAD, "role": "support"}, ["issued issue"]),
        # before the deadline: Friday 27, so -7 is Wednesday 18, -3 Tuesday 24, -1 Thursday 26
        ("11-18 08:29", {}, []),
        ("11-18 08:30", {}, ["-7 2026-11-27"]),
        ("11-24 08:00", {}, ["-7 2026-11-27"]),
        ("11-24 08:30", {}, ["-3 2026-11-27"]),
        ("11-26 12:00", {}, ["-1 2026-11-27"]),
        ("11-27 23:59", {}, ["0 2026-11-27"]),
        ("11-26 12:00", {"role": "each"}, ["-1 2026-11-27"]),
        ("11-23 12:00", {"role": "support"}, []),
        ("11-26 12:00", {"role": "support"}, ["-3 2026-11-27"]),
        ("12-30 12:00", {"role": "support"}, []),
        # a deadline on a Sunday is asked for on the working day before: Saturday 28, made up for
        ("11-28 12:00", {"deadline": day("11-29")}, ["0 2026-11-29"]),
        # overdue: Saturday 28 counts, Sunday 29 does not, Wednesday 2 December is off
        ("11-28 08:00", {}, []),
        ("11-28 08:30", {}, ["overdue 2026-11-28", "+1 2026-11-27"]),
        ("11-29 12:00", {}, ["overdue 2026-11-28", "+1 2026-11-27"]),
        ("12-01 09:00", {}, ["overdue 2026-12-01", "+1 2026-11-27", "+3 2026-11-27"]),
        ("12-02 09:00", {}, ["overdue 2026-12-01", "+1 2026-11-27", "+3 2026-11-27"]),
        ("12-08 09:00", {}, ["overdue 2026-12-08", "+1 2026-11-27", "+3 2026-11-27", "+7 2026-11-27"]),
        # long-term work has no deadline to be reminded of
        ("12-08 09:00", {"deadline": None}, []),
        # steps that lay before the issue are not made up for; the issue itself said the deadline
        ("11-25 12:00", {"issued_at": moment("11-25 10:00"), "acknowledged_at": moment("11-25 11:00"),
                         "state_changed_at": moment("11-25 11:00")}, []),
        ("11-26 09:00", {"issued_at": moment("11-25 10:00"), "acknowledged_at": moment("11-25 11:00"),
                         "state_changed_at": moment("11-25 11:00")}, ["-1 2026-11-27"]),
        # at rest: nothing at all
        *[("12-08 09:00", {"state": state}, []) for state in ("in_review", "suspended", "closed", "cancelled")],
        # resumed on the 25th at 14:00: the step of the 24th, missed meanwhile, comes now
        ("11-25 14:00", {"state_changed_at": moment("11-25 14:00")}, ["-3 2026-11-27"]),
        # returned after the deadline at 10:00: not overdue this morning, tomorrow it is; the ladder starts anew
        ("12-08 12:00", {"returned": True, "submitted_at": moment("11-27 17:00"),
                         "state_changed_at": moment("12-08 10:00")},
         ["returned 2026-11-27T09:00:00.000000+00:00"]),
        ("12-09 09:00", {"returned": True, "submitted_at": moment("11-27 17:00"),
                         "state_changed_at": moment("12-08 10:00")},
         ["overdue 2026-12-09", "+1 2026-11-27", "returned 2026-11-27T09:00:00.000000+00:00"]),
        # acknowledging late does not restart the ladder
        ("12-01 09:00", {"acknowledged_at": moment("11-30 17:00"), "state_changed_at": moment("11-30 17:00")},
         ["overdue 2026-12-01", "+1 2026-11-27", "+3 2026-11-27"]),
        # extension to 11 December, granted on 1 December: overdue no more, steps of the new deadline only
        ("12-01 12:00", {"deadline": day("12-11"), "decisions": (Decision(5, moment("12-01 11:00"), True),)},
         ["extension 5"]),
        ("12-08 08:30", {"deadline": day("12-11"), "decisions": (Decision(5, moment("12-01 11:00"), True),)},
         ["-3 2026-12-11", "extension 5"]),
        ("11-25 12:00", {"decisions": (Decision(6, moment("11-25 11:00"), False),)},
         ["-3 2026-11-27", "extension 6"]),
        # a decision is news for thirty days
        ("12-31 12:00", {"deadline": None, "decisions": (Decision(5, moment("11-25 11:00"), False),)}, []),
    ],
)  # fmt: skip
def test_due(at: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert due(at, **changes) == expected


@pytest.mark.parametrize(
    ("trigger", "occurrence", "changes", "reason"),
    [
        ("due", "2026-11-27", {}, ""),
        ("due", "2026-11-20", {}, "moved"),
        ("due", "2026-11-27", {"state": "closed"}, "closed"),
        ("due", "2026-11-27", {"state": "suspended"}, "suspended"),
        ("due", "2026-11-27", {"state": "in_review"}, "submitted"),
        ("due", "2026-11-27", {"state": "cancelled"}, "called_off"),
        ("due", "2026-11-20", {"deadline": day("11-20")}, "past"),
        ("issued", "issue", {}, "acknowledged"),
        ("issued", "issue", {"state": "issued"}, ""),
        ("overdue", "2026-11-24", {}, "moved"),
        ("overdue", "2026-11-24", {"deadline": day("11-20")}, ""),
        ("escalation", "2026-11-20", {}, "moved"),
        ("returned", "x", {"returned": True}, "submitted"),
        ("returned", "2026-11-02T02:00:00.000000+00:00", {"returned": True}, ""),
        ("extension", "5", {}, ""),
    ],
)
def test_what_is_no_longer_worth_writing_says_why(
    trigger: str, occurrence: str, changes: dict[str, Any], reason: str
) -> None:
    today = Day.of(moment("11-25 09:00"), CALENDAR, dt.time(8, 30))
    assert outdated(trigger, occurrence, facts(**changes), today) == reason


@pytest.mark.parametrize("offset", [-7, -3, -1, 0, 1, 3, 7])
@pytest.mark.parametrize("at", ["11-25 09:00", "11-28 07:00", "11-29 12:00", "12-02 09:00", "12-03 08:00"])
def test_the_last_date_with_an_offset_is_the_border_between_due_and_not_due(offset: int, at: str) -> None:
    today = Day.of(moment(at), CALENDAR, dt.time(8, 30))
    last = today.last_with(offset)
    assert CALENDAR.add_workdays(last, offset) <= today.ripe
    assert CALENDAR.add_workdays(last + dt.timedelta(days=1), offset) > today.ripe


@pytest.mark.parametrize(
    ("at", "quiet", "digest"),
    [
        ("11-25 06:59", True, False),
        ("11-25 07:00", False, False),
        ("11-25 08:29", False, False),
        ("11-25 08:30", False, True),
        ("11-25 20:59", False, True),
        ("11-25 21:00", True, False),
        ("11-29 12:00", False, False),
        ("11-28 12:00", False, True),
    ],
)
def test_office_hours(at: str, quiet: bool, digest: bool) -> None:
    hours = Hours.parse("08:30", "21:00-07:00")
    assert (hours.is_quiet(moment(at)), hours.digest_due(moment(at), CALENDAR)) == (quiet, digest)


def test_hours_that_do_not_cross_midnight_and_none() -> None:
    assert Hours.parse("08:30", "12:00-14:00").is_quiet(moment("11-25 13:00"))
    assert not Hours.parse("08:30", "12:00-14:00").is_quiet(moment("11-25 14:00"))
    assert not Hours.parse("08:30", "").is_quiet(moment("11-25 03:00"))
    with pytest.raises(ValueError):
        Hours.parse("08:30", "21:00")
