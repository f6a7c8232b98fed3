"""Health, figures for the monitoring, the inbox, and the page of reminders."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tasks_app.core.services import beat
from tasks_app.outbox.models import Message
from tasks_app.outbox.services import enqueue
from tasks_app.reminders.health import PROCESSES
from tasks_app.reminders.models import ReminderRule
from tests.personas import County
from tests.web.conftest import NOW, World
from tests.web.pages import tags, values


def alive(at: dt.datetime) -> None:
    for name in PROCESSES:
        beat(name=name, at=at, interval=180)


def test_healthz_is_503_until_every_process_is_on_time(db: None, at_now: None, client: Client) -> None:
    assert client.get("/healthz").status_code == 503  # nothing has run yet
    alive(NOW)
    healthy = client.get("/healthz")
    assert (healthy.status_code, healthy.json()["ok"]) == (200, True)
    beat(name="sender", at=NOW - dt.timedelta(minutes=10), interval=180)
    sick = client.get("/healthz")
    assert sick.status_code == 503
    assert [name for name, one in sick.json()["processes"].items() if not one["ok"]] == ["sender"]


def test_metrics_say_what_the_overview_says(world: World) -> None:
    alive(NOW - dt.timedelta(seconds=30))
    text = Client().get("/metrics").content.decode()
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    html = world.client_of("supervisor").get(reverse("web:overview")).content.decode()
    for figure in tags(html, "data-figure"):
        kind, _, code = figure["data-figure"].partition(":")
        if kind == "light":
            assert samples[f'duban_lights{{light="{code}"}}'] == figure["data-count"]
        if kind == "state":
            assert samples[f'duban_assignments{{state="{code}"}}'] == figure["data-count"]
    assert samples['duban_assignments{state="draft"}'] == "1"
    assert samples['duban_heartbeat_age_seconds{process="planner"}'] == "30"
    assert samples["duban_healthy"] == "1"


@pytest.fixture
def letter(county: County, at_now: None) -> Message:
    return enqueue(
        key="test-letter",
        address="officer@county.example",
        subject="交办：排查隐患",
        text="请签收 http://127.0.0.1:8000/desk/ <script>alert(1)</script>",
        html='<p onclick="x()">请签收</p>',
        recipient_id=county.officer.pk,
        recipient_name="officer",
        at=NOW,
    )


def client_of(county: County, name: str) -> Client:
    client = Client()
    client.force_login(county.person(name))
    return client


def test_the_inbox_holds_ones_own_messages_only(county: County, letter: Message) -> None:
    inbox, page = reverse("web:inbox"), reverse("web:message", args=[letter.pk])
    own = client_of(county, "officer")
    assert values(own.get(inbox).content.decode(), "data-message-row") == [str(letter.pk)]
    assert own.get(page).status_code == 200
    for name in ("head", "supervisor", "outsider"):
        other = client_of(county, name)
        assert values(other.get(inbox + "?all=1").content.decode(), "data-message-row") == []
        assert other.get(page).status_code == 404


def test_in_a_demo_the_supervisor_may_read_all(county: County, letter: Message, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    client = client_of(county, "supervisor")
    assert values(client.get(reverse("web:inbox") + "?all=1").content.decode(), "data-message-row") == [
        str(letter.pk)
    ]
    assert client.get(reverse("web:message", args=[letter.pk])).status_code == 200
    assert client_of(county, "head").get(reverse("web:message", args=[letter.pk])).status_code == 404


def test_a_message_runs_nothing_and_its_links_can_be_followed(county: County, letter: Message) -> None:
    html = client_of(county, "officer").get(reverse("web:message", args=[letter.pk])).content.decode()
    frame = tags(html, "srcdoc")[0]
    assert "allow-scripts" not in frame["sandbox"] and "allow-same-origin" not in frame["sandbox"]
    assert "<script>alert" not in html
    assert "http://127.0.0.1:8000/desk/" in values(html, "href")


def test_the_page_of_reminders_shows_processes_and_rules(world: World) -> None:
    alive(NOW)
    beat(name="worker", at=NOW - dt.timedelta(hours=2), interval=180)
    html = world.client_of("auditor").get(reverse("web:reminders")).content.decode()
    late = {one["data-beat"]: one["data-late"] for one in tags(html, "data-beat")}
    assert late == {name: "true" if name == "worker" else "false" for name in PROCESSES}
    assert set(values(html, "data-rule")) == set(ReminderRule.objects.values_list("code", flat=True))
