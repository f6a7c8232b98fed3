"""The first page of the ledger as a supervisor sees it, beside the time that the bare primary-key page takes."""

from typing import Any

from tasks_app.bench import county
from tasks_app.bench.registry import Result, best_seconds
from tasks_app.core.workdays import WorkCalendar
from tasks_app.org.models import User
from tasks_app.web.ledger import PAGE_SIZE, Ledger, shown
from tasks_app.work.lights import Window
from tasks_app.work.models import Assignment

ROUNDS = 7


def page(asked: Ledger, user: User, window: Window) -> tuple[int, list[Any]]:
    """What the ledger asks of the database for its first page: how many there are, and the rows that are shown."""
    rows = asked.rows(user, window)
    return rows.count(), list(shown(rows, 0, PAGE_SIZE))


def run(size: int) -> Result:
    supervisor = county.build(size)
    window = Window.at(county.TODAY, WorkCalendar())

    def milliseconds(asked: Ledger) -> float:
        return best_seconds(lambda: page(asked, supervisor, window), ROUNDS)[0] * 1000

    bare, rows = best_seconds(lambda: list(Assignment.objects.order_by("pk")[:PAGE_SIZE]), ROUNDS)
    assert len(rows) == min(size, PAGE_SIZE)
    return Result(
        name="ledger",
        size=size,
        value=milliseconds(Ledger()),
        unit="ms",
        limit=bare * 1000,
        limit_is=f"the first {PAGE_SIZE} rows by primary key, one query",
        better="lower",
        details={
            "by_deadline_ms": milliseconds(Ledger(sort="deadline")),
            "overdue_ms": milliseconds(Ledger(list="overdue")),
            "red_light_ms": milliseconds(Ledger(light="red")),
            "search_two_words_ms": milliseconds(Ledger(q="第7单位 推进")),
        },
    )
