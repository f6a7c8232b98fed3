"""Planning: assignments per second, all of them active and due soon or late, beside reading the same rows and writing as
many reminders without deciding anything."""

import datetime as dt
from time import perf_counter

from django.db import transaction

from tasks_app.bench import county
from tasks_app.bench.registry import Result, best_seconds
from tasks_app.core.clock import local_moment
from tasks_app.reminders.models import Reminder
from tasks_app.reminders.services import plan
from tasks_app.work.models import Assignment

AT = local_moment(county.TODAY, dt.time(9))


def run(size: int) -> Result:
    county.build(size, active_only=True)
    start = perf_counter()
    planned = plan(at=AT)
    first = perf_counter() - start
    again, nothing = best_seconds(lambda: plan(at=AT))
    assert planned.new and not nothing.new
    rows = list(Reminder.objects.all())
    Reminder.objects.all().delete()
    for row in rows:
        row.pk = None
    read, _rows = best_seconds(lambda: list(Assignment.objects.active()))
    start = perf_counter()
    with transaction.atomic():
        Reminder.objects.bulk_create(rows, batch_size=500)
    written = perf_counter() - start
    return Result(
        name="reminders",
        size=size,
        value=size / first,
        unit="assignments per second",
        limit=size / (read + written),
        limit_is="one SELECT of the same assignments and a bulk insert of as many reminders",
        better="higher",
        details={
            "reminders": planned.new,
            "nothing_new_ms": again * 1000,
            "select_ms": read * 1000,
            "insert_ms": written * 1000,
        },
    )
