"""Random histories against an oracle that knows nothing of the product's rules, only of the office's calendar on paper.

The oracle is written from DESIGN §4 in another way than the product: it walks hour by hour through the whole history and
keeps its own book of who has been told what.
"""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tasks_app.outbox.models import DeliveryAttempt, Message
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder
from tasks_app.work.models import Assignment, ExtensionRequest
from tasks_app.work.services import decide_extension, request_extension
from tests.reminders.conftest import SHANGHAI, Office

START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
WHO = {"acknowledge": "officer", "submit": "officer"}
POSSIBLE = {
    "issued": ("acknowledge", "extend", "refuse", "suspend"),
    "in_progress": ("submit", "submit", "extend", "suspend", "refuse"),
    "in_review": ("return", "return", "approve"),
    "suspended": ("resume", "resume", "cancel"),
    "closed": ("reopen",),
    "cancelled": (),
}


class Oracle:
    """One assignment's book. Every run of the planner asks it what must be on record for the officer afterwards."""

    def __init__(self, deadline: dt.date) -> None:
        self.deadline = deadline
        self.issued = self.given = self.back = START
        self.state = "issued"
        self.before_suspension = ""
        self.submitted = START
        self.open_return = False
        self.decisions: list[tuple[int, dt.datetime]] = []
        self.book: set[tuple[Any, ...]] = set()

    def act(self, action: str, at: dt.datetime, more: dt.date | None = None) -> None:
        if action in ("return", "reopen", "resume"):
            self.back = at
        if action in ("return", "reopen"):
            self.open_return = True
        if action == "submit":
            self.open_return, self.submitted = False, at
        if action == "suspend":
            self.before_suspension = self.state
        if action == "extend" and more:
            self.deadline, self.given = more, at
        if action in ("extend", "refuse"):
            self.decisions.append((len(self.decisions), at))
        self.state = {
            "acknowledge": "in_progress", "submit": "in_review", "return": "in_progress", "approve": "closed",
            "reopen": "in_progress", "suspend": "suspended", "resume": self.before_suspension, "cancel": "cancelled",
        }.get(action, self.state)  # fmt: skip

    def run(self, at: dt.datetime) -> None:
        """Enter what must have been planned for the officer by now."""
        if self.state not in ("issued", "in_progress"):
            return
        if self.state == "issued":
            self.book.add(("issued",))
            if at >= morning(count(self.issued.date(), 1)):
                self.book.add(("unacknowledged",))
        if self.open_return:
            self.book.add(("returned", self.submitted))
        news = at - dt.timedelta(days=30)
        self.book |= {("extension", number) for number, decided in self.decisions if decided >= news}
        # Back in time from now, the first morning on which a step of the deadline fell.
        moments = [
            (morning(count(self.deadline, -n)) if n else morning(on_or_before(self.deadline)), f"due-{n}")
            for n in (7, 3, 1, 0)
        ]
        come = [(when, name) for when, name in moments if when <= at and when > self.given]
        if at.date() <= self.deadline and come:
            self.book.add(
                (
                    max(come, key=lambda step: (step[0], step[1] != "due-7", -int(step[1][-1])))[1],
                    self.deadline,
                )
            )
        if at.date() > self.deadline:
            day = at.date()
            while not is_workday(day) or morning(day) > at:
                day -= dt.timedelta(days=1)
            if day > self.deadline and morning(day) > self.given and morning(day) > self.back:
                self.book.add(("overdue", day))


def is_workday(day: dt.date) -> bool:
    return day.isoweekday() <= 5


def on_or_before(day: dt.date) -> dt.date:
    return next(day - dt.timedelta(days=n) for n in range(7) if is_workday(day - dt.timedelta(days=n)))


def count(day: dt.date, steps: int) -> dt.date:
    ahead = [day + dt.timedelta(days=(1 if steps > 0 else -1) * n) for n in range(1, 40)]
    return [each for each in ahead if is_workday(each)][abs(steps) - 1]


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8, 30), SHANGHAI)


# Steps: wait so many hours (few, or a downtime), then let the planner run once or twice, or do one of what is possible.
STEP = st.tuples(
    st.sampled_from([1, 5, 16, 24, 26, 49, 24 * 10]), st.sampled_from(["run", "run", "twice", 0, 1, 2, 3])
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate], database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(days=st.integers(2, 16), steps=st.lists(STEP, min_size=8, max_size=20))
def test_under_any_history_nothing_due_is_missing_and_nothing_comes_twice(
    office: Office, days: int, steps: list[tuple[int, str | int]]
) -> None:
    DeliveryAttempt.objects.all().delete()
    Reminder.objects.all().delete()
    Message.objects.all().delete()
    ExtensionRequest.objects.all().delete()
    Assignment.objects.all().delete()
    deadline = (START + dt.timedelta(days=days)).date()
    assignment = office.issue(at="11-02 09:00", deadline=deadline.isoformat()[5:])
    oracle, at = Oracle(deadline), START
    for hours, step in steps:
        at += dt.timedelta(hours=hours)
        if step in ("run", "twice"):
            for _ in range(2 if step == "twice" else 1):
                services.plan(at=at)
                services.compose(at=at)
            oracle.run(at)
            assert planned_for(office) == oracle.book
        elif possible := POSSIBLE[oracle.state]:
            action = possible[int(step) % len(possible)]
            oracle.act(action, at, carry_out(office, assignment, action, at))
    none_twice_and_none_at_rest(office)


def carry_out(office: Office, assignment: Assignment, step: str, at: dt.datetime) -> dt.date | None:
    """Do the step through the product; returns the new deadline of a granted extension."""
    text = at.strftime("%m-%d %H:%M")
    if step not in ("extend", "refuse"):
        office.act(getattr(office, WHO.get(step, "supervisor")), assignment, step, text, "理由")
        return None
    current = Assignment.objects.get(pk=assignment.pk)
    assert current.deadline is not None
    later = max(current.deadline, at.date()) + dt.timedelta(days=9)
    request = request_extension(
        user=office.officer, assignment=current, new_deadline=later, reason="理由", at=at
    )
    decide_extension(user=office.supervisor, request=request, grant=step == "extend", note="理由", at=at)
    return later if step == "extend" else None


def planned_for(office: Office) -> set[tuple[Any, ...]]:
    """The product's book of the officer in the oracle's terms. What was called off again counts as planned."""
    numbers = {
        str(pk): n
        for n, pk in enumerate(ExtensionRequest.objects.order_by("pk").values_list("pk", flat=True))
    }
    found: set[tuple[Any, ...]] = set()
    for row in Reminder.objects.filter(recipient=office.officer).select_related("rule"):
        code = row.rule.code
        if code in ("issued", "unacknowledged"):
            found.add((code,))
        elif code == "returned":
            found.add((code, dt.datetime.fromisoformat(row.occurrence)))
        elif code == "extension":
            found.add((code, numbers[row.occurrence]))
        else:
            found.add((code, dt.date.fromisoformat(row.occurrence)))
    return found


def none_twice_and_none_at_rest(office: Office) -> None:
    rows = Reminder.objects.exclude(recipient=None)
    keys = Counter(rows.values_list("assignment", "rule", "occurrence", "recipient"))
    assert not [key for key, number in keys.items() if number > 1]
    digests = Counter(Message.objects.filter(key__startswith="digest:").values_list("recipient_id", "key"))
    assert all(number == 1 for number in digests.values())
    steps = Counter(rows.filter(rule__trigger="escalation").values_list("rule", "recipient", "occurrence"))
    assert all(number == 1 for number in steps.values())
