"""Working days: Spring Festival, make-up days, ends of years, and what a calendar without the year does."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.core.models import CalendarDay, load_calendar
from tasks_app.core.services import seed_calendar
from tasks_app.core.workdays import ONE_DAY, WorkCalendar

D = dt.date
# Spring Festival 2026: off 15-23 February; working days made up on the Saturday 14 and on Saturday 28 February.
# Source: 国务院办公厅关于2026年部分节假日安排的通知.
FESTIVAL = {D(2026, 2, 14): True, D(2026, 2, 28): True}
FESTIVAL |= {D(2026, 2, day): False for day in (16, 17, 18, 19, 20, 23)}
CALENDAR = WorkCalendar(exceptions=FESTIVAL, years=frozenset({2026}))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 2, 13), True),  # Friday
        (D(2026, 2, 14), True),  # Saturday, made up
        (D(2026, 2, 15), False),  # Sunday
        (D(2026, 2, 16), False),  # Monday, New Year's Eve
        (D(2026, 2, 23), False),  # Monday
        (D(2026, 2, 24), True),
        (D(2026, 2, 28), True),  # Saturday, made up
        (D(2026, 3, 1), False),
    ],
)
def test_the_days_around_spring_festival(day: dt.date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (D(2026, 2, 13), 1, D(2026, 2, 14)),
        (D(2026, 2, 13), 2, D(2026, 2, 24)),
        (D(2026, 2, 24), -1, D(2026, 2, 14)),
        (D(2026, 2, 18), 1, D(2026, 2, 24)),
        (D(2026, 2, 18), -1, D(2026, 2, 14)),
        (D(2026, 2, 18), 0, D(2026, 2, 14)),
        (D(2026, 2, 24), 0, D(2026, 2, 24)),
        (D(2026, 2, 27), 2, D(2026, 3, 2)),
    ],
)
def test_counting_across_the_festival(start: dt.date, count: int, end: dt.date) -> None:
    assert CALENDAR.add_workdays(start, count) == end


def test_days_between_are_counted_without_the_first_and_with_the_last() -> None:
    assert CALENDAR.workdays_between(D(2026, 2, 13), D(2026, 2, 24)) == 2
    assert CALENDAR.workdays_between(D(2026, 2, 24), D(2026, 2, 13)) == -2
    assert CALENDAR.workdays_between(D(2026, 2, 16), D(2026, 2, 20)) == 0


def test_the_next_and_the_last_working_day() -> None:
    assert CALENDAR.workday_on_or_after(D(2026, 2, 15)) == D(2026, 2, 24)
    assert CALENDAR.workday_on_or_before(D(2026, 2, 23)) == D(2026, 2, 14)


def test_outside_the_known_years_weekdays_count_and_it_is_said() -> None:
    assert CALENDAR.is_workday(D(2030, 10, 1)) and not CALENDAR.is_workday(D(2030, 10, 5))
    assert CALENDAR.covers(D(2026, 12, 31)) and not CALENDAR.covers(D(2027, 1, 1))


days = st.dates(D(2025, 12, 1), D(2026, 12, 31))
calendars = st.dictionaries(days, st.booleans(), max_size=60).map(
    lambda found: WorkCalendar(exceptions=found)
)


@given(calendars, days, st.integers(1, 40))
def test_going_there_and_counting_back_agree(calendar: WorkCalendar, day: dt.date, count: int) -> None:
    there = calendar.add_workdays(day, count)
    assert calendar.is_workday(there)
    assert calendar.workdays_between(day, there) == count
    back = calendar.add_workdays(day, -count)
    assert calendar.is_workday(back) and back < day
    between = sum(calendar.is_workday(back + ONE_DAY * number) for number in range((day - back).days))
    assert between == count


@pytest.mark.django_db
def test_the_calendar_is_seeded_from_the_official_notices_and_edits_stay() -> None:
    CalendarDay.objects.create(day=D(2026, 10, 1), is_workday=True, name="edited by hand")
    assert seed_calendar(years=[2025, 2026]) > 20
    assert seed_calendar(years=[2025, 2026]) == 0
    calendar = load_calendar()
    for day, works in FESTIVAL.items():
        assert calendar.is_workday(day) is works, day
    assert calendar.is_workday(D(2026, 10, 1))  # as edited
    assert calendar.years == {2025, 2026}


@pytest.mark.django_db
def test_a_year_that_the_library_does_not_know_is_left_out() -> None:
    assert seed_calendar(years=[2099]) == 0
    assert not load_calendar().covers(D(2099, 5, 1))
