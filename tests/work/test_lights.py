"""Lights: the table of DESIGN §3, and the SQL twin compared with it over random assignments."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tasks_app.core.workdays import WorkCalendar
from tasks_app.work.lifecycle import State
from tasks_app.work.lights import RANK, Light, Window, light
from tasks_app.work.models import Assignment
from tests.factories import SHANGHAI, issued_item
from tests.personas import County

D = dt.date
# Tuesday; Friday the 13th and Monday the 16th are days off, Saturday the 14th is a make-up working day.
TODAY = D(2026, 3, 10)
YESTERDAY = D(2026, 3, 9)
CALENDAR = WorkCalendar(
    {D(2026, 3, 13): False, D(2026, 3, 16): False, D(2026, 3, 14): True}, frozenset({2026})
)
WINDOW = Window.at(TODAY, CALENDAR)


def lit(
    state: str, deadline: dt.date | None, original: dt.date | None = None, issued: Any = YESTERDAY
) -> str:
    found = light(
        state=state,
        deadline=deadline,
        original_deadline=original or deadline,
        issued_on=issued,
        window=WINDOW,
    )
    assert str(found.reason) and found.label
    return found.code


def test_the_window_counts_working_days() -> None:
    assert WINDOW.near_until == D(2026, 3, 20)  # 11 12 14 17 18 19 20
    assert WINDOW.unacknowledged_before == D(2026, 3, 9)


OVER, NEAR, FAR = D(2026, 3, 9), D(2026, 3, 20), D(2026, 3, 21)
TABLE = [
    ("closed", OVER, None, "green"),
    ("draft", OVER, None, "grey"),
    ("suspended", OVER, None, "grey"),
    ("cancelled", OVER, None, "grey"),
    ("in_review", OVER, None, "purple"),
    ("issued", OVER, None, "red"),
    ("in_progress", OVER, None, "red"),
    ("in_progress", OVER, D(2026, 3, 1), "red"),
    ("in_progress", TODAY, None, "orange"),
    ("in_progress", NEAR, None, "orange"),
    ("in_progress", NEAR, D(2026, 3, 1), "orange"),
    ("in_progress", FAR, D(2026, 3, 1), "yellow"),
    ("in_progress", FAR, None, "blue"),
    ("in_progress", None, None, "blue"),
    ("issued", FAR, None, "blue"),
]


@pytest.mark.parametrize(("state", "deadline", "original", "code"), TABLE)
def test_the_table_of_lights(
    state: str, deadline: dt.date | None, original: dt.date | None, code: str
) -> None:
    assert lit(state, deadline, original) == code


@pytest.mark.parametrize(
    ("issued", "code"), [(D(2026, 3, 10), "blue"), (D(2026, 3, 9), "blue"), (D(2026, 3, 6), "orange")]
)
def test_what_is_not_acknowledged_within_a_working_day_is_orange(issued: dt.date, code: str) -> None:
    assert lit("issued", FAR, issued=issued) == code
    assert lit("issued", None, issued=issued) == code
    assert lit("in_progress", FAR, issued=issued) == "blue"


def test_issued_on_friday_is_not_late_on_monday_but_on_tuesday() -> None:
    plain = WorkCalendar()
    for today, code in ((D(2026, 3, 9), "blue"), (D(2026, 3, 10), "orange")):
        found = light(
            state="issued",
            deadline=None,
            original_deadline=None,
            issued_on=D(2026, 3, 6),
            window=Window.at(today, plain),
        )
        assert found.code == code


@pytest.mark.parametrize(("deadline", "days"), [(OVER, "1"), (D(2026, 3, 7), "2"), (D(2026, 3, 6), "2")])
def test_the_reason_says_by_how_many_working_days(deadline: dt.date, days: str) -> None:
    found = light(
        state="in_progress", deadline=deadline, original_deadline=deadline, issued_on=None, window=WINDOW
    )
    assert days in str(found.reason)


def test_the_worst_light_comes_first() -> None:
    assert sorted(Light.values, key=RANK.__getitem__)[0] == "red"
    assert list(RANK) == Light.values


day = st.dates(TODAY - dt.timedelta(days=20), TODAY + dt.timedelta(days=20))
moment = st.datetimes(dt.datetime(2026, 3, 5), dt.datetime(2026, 3, 11), timezones=st.just(SHANGHAI))
row = st.tuples(st.sampled_from(State.values), st.none() | day, st.none() | day, moment)


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(row, min_size=1, max_size=12), today=st.dates(D(2026, 3, 6), D(2026, 3, 18)))
@example(rows=[("issued", None, None, dt.datetime(2026, 3, 9, 0, 0, tzinfo=SHANGHAI))], today=TODAY)
@example(rows=[("issued", None, None, dt.datetime(2026, 3, 8, 23, 59, tzinfo=SHANGHAI))], today=TODAY)
def test_lists_light_as_single_assignments_do(
    shares: list[Assignment], rows: list[Any], today: dt.date
) -> None:
    window = Window.at(today, CALENDAR)
    for share, (state, deadline, original, issued) in zip(shares, rows, strict=False):
        Assignment.objects.filter(pk=share.pk).update(
            state=state, deadline=deadline, original_deadline=original, issued_at=issued
        )
    for found in Assignment.objects.filter(pk__in=[share.pk for share in shares[: len(rows)]]).with_light(
        window
    ):
        assert found.issued_at is not None
        expected = light(
            state=found.state,
            deadline=found.deadline,
            original_deadline=found.original_deadline,
            issued_on=found.issued_at.astimezone(SHANGHAI).date(),
            window=window,
        ).code
        assert (found.light_code, found.light_rank) == (expected, RANK[expected])
        lists = [
            each for each in Light if Assignment.objects.in_light(each, window).filter(pk=found.pk).exists()
        ]
        assert lists == [expected]


@pytest.fixture
def shares(county: County) -> list[Assignment]:
    return [
        issued_item(supervisor=county.supervisor, lead=county.bureau).assignments.get() for _ in range(12)
    ]
