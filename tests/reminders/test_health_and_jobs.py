"""Signs of life, the commands, and the tasks in a real worker with a real broker."""

import datetime as dt
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tasks_app.core.models import Heartbeat
from tasks_app.outbox import wake
from tasks_app.outbox.jobs import send
from tasks_app.outbox.models import Message
from tasks_app.reminders.health import status
from tasks_app.reminders.jobs import plan
from tasks_app.reminders.models import Reminder
from tests.reminders.conftest import Office, make_office, moment

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.django_db
def test_on_a_fresh_installation_nothing_is_late_but_nothing_is_proved() -> None:
    now = status(moment("11-24 09:00"))
    assert [beat.name for beat in now.never_seen] == ["beat", "worker", "planner", "sender"]
    assert now.late == () and not now.ok


@pytest.mark.django_db
def test_the_tasks_leave_signs_of_life_and_silence_is_noticed(monkeypatch: Any) -> None:
    at = moment("11-24 09:00")
    for module in ("tasks_app.outbox.jobs", "tasks_app.reminders.jobs"):
        monkeypatch.setattr(f"{module}.now", lambda: at)
    plan(woken=True)
    send(woken=True)
    assert [beat.name for beat in status(at).never_seen] == ["beat"]  # a hint proves the worker, not beat
    plan()
    assert status(at).ok
    later = status(at + dt.timedelta(seconds=301))
    assert {beat.name for beat in later.late} == {"beat", "worker", "planner", "sender"}
    assert not later.ok


@pytest.mark.django_db
def test_status_counts_what_waits_and_what_failed(office: Office) -> None:
    office.issue(at="11-24 09:00", deadline="12-20", support=True)
    office.run("11-24 09:01")
    Message.objects.filter(recipient_id=office.helper.pk).update(state="failed")
    now = status(moment("11-24 09:20"))
    assert (now.waiting, now.failed, now.overdue_messages, now.undeliverable) == (1, 1, 1, 0)
    assert now.oldest_waiting_at == moment("11-24 09:01")


@pytest.mark.django_db
def test_the_commands_do_the_work_without_celery(office: Office) -> None:
    office.issue(at="11-24 09:00", deadline="12-20")
    out = StringIO()
    call_command(
        "plan_reminders", "--at", "2026-11-24T09:01", stdout=out
    )  # office time where no zone is given
    call_command("send_messages", "--at", "2026-11-24T01:02:00+00:00", stdout=out)
    assert "1 reminders planned" in out.getvalue() and "1 sent" in out.getvalue()
    assert Message.objects.get().created_at == moment("11-24 09:01")


def test_waking_never_raises_when_the_broker_is_away(monkeypatch: Any) -> None:
    from kombu.exceptions import OperationalError

    def away(*arguments: Any, **more: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(wake.current_app, "send_task", away)
    assert wake.wake_sender() is False
    assert wake.wake_planner() is False


def test_nobody_waits_for_a_broker_that_is_away(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(wake.current_app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nowhere.sock")
    started = time.monotonic()
    assert wake.wake_planner() is False
    assert time.monotonic() - started < 3, "the hint kept the person waiting"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_real_worker_plans_and_sends_what_the_web_asks_for(broker: str, tmp_path: Path) -> None:
    office = make_office()
    outbox = tmp_path / "var" / "outbox"
    database = connection.settings_dict
    url = os.environ["DATABASE_URL"]
    url = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else url.rpartition("/")[0] + f"/{database['NAME']}"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": broker,
        "VAR_DIR": str(tmp_path / "var"),
        "EMAIL_BACKEND": "tasks_app.outbox.backends.EmlFileBackend",
        "REMINDER_QUIET_HOURS": "",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "--pool", "solo", "--loglevel", "WARNING"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        today = dt.datetime.now(dt.UTC)
        issue_now(office, today)
        assert wake.wake_planner()
        end = time.monotonic() + 60
        while time.monotonic() < end and not list(outbox.glob("*.eml")):
            time.sleep(0.2)
        assert len(list(outbox.glob("*-officer-*.eml"))) == 1
        until(lambda: Message.objects.get().state == "sent")
        assert Reminder.objects.get().outcome == "sent"
        until(lambda: Heartbeat.objects.filter(name__in=["planner", "sender", "worker"]).count() == 3)
    finally:
        worker.terminate()
        worker.wait(30)


def until(condition: Any) -> None:
    """Wait up to 20 seconds for the condition; fails by asserting it."""
    end = time.monotonic() + 20
    while time.monotonic() < end and not condition():
        time.sleep(0.2)
    assert condition()


def issue_now(office: Office, at: dt.datetime) -> None:
    local = at.astimezone(moment("11-02 09:00").tzinfo)
    from tasks_app.work.services import create_item, issue_item
    from tasks_app.work.services.drafts import Owners

    item = create_item(
        user=office.supervisor, at=local, title="今天的事", owners=Owners(lead=office.unit), long_term=True
    )
    issue_item(user=office.supervisor, item=item, at=local)
