"""Lists: a constant number of queries, filters, order, pages; figures that are the length of their list."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tasks_app.org.models import User
from tasks_app.outbox.models import Message
from tasks_app.reminders.models import Reminder, ReminderRule
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment
from tasks_app.work.services import request_extension
from tests.api.conftest import Caller
from tests.factories import AT, DAY, assignment_in, document_with_measures, make_unit, reported, upload
from tests.personas import County


def more(county: County, count: int) -> None:
    """`count` more of everything."""
    rule = ReminderRule.objects.order_by("pk").first() or ReminderRule.objects.create(
        code="t", trigger="issued"
    )
    start = Assignment.objects.count()
    for number in range(start, start + count):
        assignment = assignment_in(
            State.IN_PROGRESS,
            supervisor=county.supervisor,
            officer=county.officer,
            title=f"任务{number}",
            supports=[county.finance],
        )
        reported(assignment, county.officer, files=[upload(content=b"%PDF-" + str(number).encode())])
        request_extension(
            user=county.officer,
            assignment=assignment,
            new_deadline=AT.date() + 60 * DAY,
            reason="rain",
            at=AT,
        )
        document_with_measures(
            supervisor=county.supervisor,
            text=f"第{number}次会议。\n财政局要拨付资金。\n",
            sentences=["财政局要拨付资金。"],
            title=f"纪要{number}",
        )
        make_unit(f"单位{number}", county.root)
        User.objects.create(username=f"u{number}", role="officer", unit=county.bureau)
        message = Message.objects.create(
            key=f"k{number}",
            address="a@b.example",
            recipient_id=county.supervisor.pk,
            subject="s",
            text="t",
            message_id=f"<{number}@x>",
            state="sent",
            created_at=AT,
            not_before=AT,
            next_attempt_at=AT,
        )
        Reminder.objects.create(
            assignment=assignment,
            rule=rule,
            occurrence=str(number),
            recipient=county.officer,
            due_at=AT,
            planned_at=AT,
            state="composed",
            message=message,
        )


LISTS = (
    "documents",
    "measures",
    "items",
    "assignments",
    "reports",
    "evidence",
    "extensions",
    "units",
    "users",
    "reminders",
    "messages",
    "stats",
)


def queries(client: APIClient, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_cost_of_a_list_does_not_grow_with_its_rows(county: County, call: Caller) -> None:
    people = ("supervisor", "leader", "head", "officer")
    cost: dict[tuple[str, str], list[int]] = {}
    for count in (5, 45):
        more(county, count)
        for persona in people:
            for name in LISTS:
                client = call(county.person(persona))
                cost.setdefault((persona, name), []).append(queries(client, f"/api/v1/{name}/?page_size=50"))
    rows = call(county.supervisor).get("/api/v1/reports/").data["count"]
    assert rows == 50
    grown = {key: pair for key, pair in cost.items() if pair[0] != pair[1]}
    assert grown == {}
    assert max(pair[1] for pair in cost.values()) <= 15


def test_filters_and_order(county: County, call: Caller) -> None:
    client = call(county.supervisor)
    people: dict[str, Any] = {"supervisor": county.supervisor, "officer": county.officer}
    late = assignment_in(State.IN_PROGRESS, deadline=AT.date() - DAY, title="排查隐患", **people)
    far = assignment_in(State.ISSUED, deadline=AT.date() + 90 * DAY, title="修水渠", **people)
    closed = assignment_in(State.CLOSED, title="建台账", **people)

    def found(query: str) -> list[int]:
        answer = client.get(f"/api/v1/assignments/?{query}")
        assert answer.status_code == 200, answer.data
        return [row["id"] for row in answer.data["results"]]

    assert found("light=red") == [late.pk]
    assert found("overdue=true") == [late.pk]
    assert set(found("overdue=false")) == {far.pk, closed.pk}
    assert found("state=issued") == [far.pk]
    assert set(found("state=issued&state=closed")) == {far.pk, closed.pk}
    assert found("q=水渠") == [far.pk]
    assert found(f"due_from={AT.date() + 80 * DAY}") == [far.pk]
    assert set(found(f"below={county.root.pk}")) == {late.pk, far.pk, closed.pk}
    assert found(f"unit={county.finance.pk}") == []
    assert found(f"item={late.item_id}") == [late.pk]
    assert found("open=true&ordering=-deadline") == [far.pk, late.pk]
    assert found("open=true&ordering=deadline") == [late.pk, far.pk]
    assert found("extension_pending=true") == []


@pytest.mark.parametrize("query", ["state=nonsense", "light=pink", "due_from=2026-02-30", "unit=x"])
def test_a_filter_that_means_nothing_is_refused(county: County, call: Caller, query: str) -> None:
    answer = call(county.supervisor).get(f"/api/v1/assignments/?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, "invalid")
    assert query.split("=", maxsplit=1)[0] in answer.data["fields"]


def test_pages(county: County, call: Caller) -> None:
    for number in range(3):
        make_unit(f"单位{number}", county.root)
    client = call(county.supervisor)
    first = client.get("/api/v1/units/?page_size=2").data
    assert len(first["results"]) == 2 and first["next"]
    seen, url = [], "/api/v1/units/?page_size=2"
    while url:
        page = client.get(url).data
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == first["count"]
    assert client.get("/api/v1/units/?page=99").status_code == 404


@pytest.mark.parametrize(
    "persona", ["supervisor", "leader", "head", "officer", "town_officer", "auditor", "outsider"]
)
def test_every_figure_is_the_length_of_its_list(county: County, call: Caller, persona: str) -> None:
    people: dict[str, Any] = {"supervisor": county.supervisor, "officer": county.officer}
    for state in State.values:
        assignment_in(state, title=state, **people)
    assignment_in(State.IN_PROGRESS, deadline=AT.date() - DAY, **people)
    asked = assignment_in(State.ISSUED, deadline=AT.date() + 2 * DAY, supports=[county.town], **people)
    request_extension(
        user=county.officer, assignment=asked, new_deadline=AT.date() + 9 * DAY, reason="rain", at=AT
    )
    client = call(county.person(persona))
    stats = client.get("/api/v1/stats/").data
    figures = [stats["total"], *stats["by_light"], *stats["by_state"], *stats["by_unit"], *stats["attention"]]
    counted = {figure["url"]: client.get(figure["url"]).data["count"] for figure in figures}
    assert counted == {figure["url"]: figure["count"] for figure in figures}
    assert sum(figure["count"] for figure in stats["by_light"]) == stats["total"]["count"]
    assert (stats["total"]["count"] > 0) == (persona != "outsider")
