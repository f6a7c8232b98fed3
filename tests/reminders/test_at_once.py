"""Several planners and composers at the same moment, on the real database."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tasks_app.outbox.models import Message
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder
from tests.reminders.conftest import make_office, moment


def at_once(*jobs: Callable[[], Any]) -> None:
    """Run the jobs in threads of their own, started together; re-raise the first error."""
    barrier = threading.Barrier(len(jobs))
    errors: list[BaseException] = []

    def run(job: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            job()
        except BaseException as error:  # noqa: BLE001 - given to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_planners_at_once_plan_once_and_write_each_person_one_mail() -> None:
    office = make_office()
    for number in range(12):
        office.issue(at="11-02 09:00", deadline="11-20", title=f"任务 {number}", support=True)

    def job() -> None:
        services.plan(at=moment("11-24 09:00"))
        services.compose(at=moment("11-24 09:00"))

    at_once(job, job, job, job)
    rows = list(Reminder.objects.values_list("assignment", "rule__code", "occurrence", "recipient"))
    assert len(rows) == len(set(rows))
    by_rule = {
        code: Reminder.objects.filter(rule__code=code).count()
        for code in ("issued", "overdue", "unacknowledged")
    }
    assert by_rule == {"issued": 24, "overdue": 12, "unacknowledged": 12}
    assert not Reminder.objects.planned().exists()
    # Officer, helper and head: one mail each, with everything in it.
    assert sorted(Message.objects.values_list("recipient_name", flat=True)) == ["Head", "Helper", "Officer"]
    assert Message.objects.get(recipient_name="Officer").reminders.count() == 36


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_composers_at_once_do_not_share_a_reminder() -> None:
    office = make_office()
    for number in range(6):
        office.issue(at="11-24 09:00", deadline="12-20", title=f"任务 {number}")
    services.plan(at=moment("11-24 09:01"))

    def job() -> None:
        services.compose(at=moment("11-24 09:01"))

    at_once(job, job, job)
    assert Message.objects.count() == 1
    assert Reminder.objects.filter(message=Message.objects.get()).count() == 6
