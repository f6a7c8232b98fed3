"""Each address for each persona: the status that it must give. Also the source of docs/permissions.md."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from tasks_app.api.permissions import OPERATIONS, Operation
from tasks_app.documents.models import Measure
from tasks_app.documents.services import mark_measure
from tasks_app.org.models import Collective
from tasks_app.org.naming import Said, remember_name
from tasks_app.outbox.models import Message
from tasks_app.reminders.models import Reminder, ReminderRule
from tasks_app.work.lifecycle import State
from tasks_app.work.services import confirm_measure, request_extension
from tasks_app.work.services.drafts import Owners
from tests.api.conftest import Caller
from tests.factories import (
    AT,
    assignment_in,
    document_with_measures,
    make_document,
    make_item,
    reported,
    upload,
)
from tests.personas import PERSONAS, County

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
    "names",
    "collectives",
    "portfolios",
)

TABLE = "附表。\n序号\t干什么\t谁来干\n1\t修缮校舍\t县财政局\n2\t疏浚沟渠\t县农业农村局\n"


class Scene:
    """One row of everything, of the bureau."""

    def __init__(self, county: County) -> None:
        people: dict[str, Any] = {"supervisor": county.supervisor, "officer": county.officer}
        self.assignment = assignment_in(State.IN_PROGRESS, **people)
        self.report = reported(self.assignment, county.officer, files=[upload()])
        self.evidence = self.report.evidence.get()
        self.extension = request_extension(
            user=county.officer,
            assignment=self.assignment,
            new_deadline=AT.date() + dt.timedelta(days=60),
            reason="rain",
            at=AT,
        )
        self.other = assignment_in(State.IN_PROGRESS, **people)
        self.document, measures = document_with_measures(supervisor=county.supervisor)
        self.measure: Measure = measures[0]
        # The sentence before it, with which it can be merged.
        mark_measure(user=county.supervisor, document=self.document, start=6, end=11, at=AT)
        confirm_measure(
            user=county.supervisor,
            measure=measures[1],
            at=AT,
            title="拨付资金",
            owners=Owners(lead=county.finance),
            long_term=True,
        )
        # The same task in another document, with a draft.
        _other, (self.elsewhere,) = document_with_measures(
            supervisor=county.supervisor, text=f"附则。\n{self.measure.quote}", sentences=[self.measure.quote]
        )
        confirm_measure(
            user=county.supervisor,
            measure=self.elsewhere,
            at=AT,
            title="完成排查",
            owners=Owners(lead=county.finance),
            long_term=True,
        )
        self.tabled = make_document(supervisor=county.supervisor, text=TABLE)
        self.name = remember_name(user=county.supervisor, name="农办", said=Said(unit=county.bureau), at=AT)
        self.draft = make_item(supervisor=county.supervisor, lead=county.bureau)
        message = Message.objects.create(
            key="k",
            address="officer@county.example",
            recipient_id=county.officer.pk,
            subject="s",
            text="t",
            message_id="<m@x>",
            state="failed",
            created_at=AT,
            not_before=AT,
            next_attempt_at=AT,
        )
        self.message = message
        self.reminder = Reminder.objects.create(
            assignment=self.assignment,
            rule=ReminderRule.objects.order_by("pk").first()
            or ReminderRule.objects.create(code="test", trigger="issued"),
            occurrence="1",
            recipient=county.officer,
            due_at=AT,
            planned_at=AT,
            state="composed",
            message=message,
        )
        self.county = county

    def url(self, operation: Operation) -> str:
        numbers: dict[str, Any] = {
            "measures": self.measure,
            "items": self.draft,
            "assignments": self.other if operation.name == "extension" else self.assignment,
            "extensions": self.extension,
            "evidence": self.evidence,
            "reminders": self.reminder,
            "names": self.name,
            "collectives": Collective.objects.get(name="各乡镇"),
            "portfolios": self.county.other_leader.portfolios.get(),
            "units": self.county.station,
        }
        documents = {
            "columns": self.tabled,
            "set columns": self.tabled,
            "issue document": self.elsewhere.document,
        }
        numbers["documents"] = documents.get(operation.name, self.document)
        return "/api/v1/" + operation.path.format(id=numbers[operation.path.split("/")[0]].pk)

    def body(self, operation: Operation) -> dict[str, Any]:
        bodies: dict[str, dict[str, Any]] = {
            "import": {"title": "通知", "text": "各乡镇要做好防汛工作。"},
            "mark": {"start": 0, "end": 5},
            "confirm": {"title": "完成排查", "lead": self.county.bureau.pk, "deadline": "2026-04-30"},
            "dismiss": {"reason": "background"},
            "same": {"other": self.elsewhere.pk},
            "different": {"other": self.elsewhere.pk},
            "set columns": {
                "tables": [{"start": TABLE.index("序号"), "roles": ["number", "task", "lead"]}],
                "remember": False,
            },
            "split": {"offset": self.measure.start + 5},
            "create": {"title": "电话交办", "long_term": True},
            "edit": {"title": "新标题"},
            "report": {"percent": 60, "text": "已完成。"},
            "extension": {"new_deadline": "2026-06-30", "reason": "rain"},
            "decide": {"grant": True},
            "remember": {"name": "县农委", "unit": self.county.bureau.pk},
            "reword": {"meaning": "nobody"},
            "gather": {"name": "试点", "rule": "list", "units": [self.county.town.pk]},
            "regather": {"except_units": [self.county.town.pk]},
            "entrust": {"leader": self.county.leader.pk, "kind": "area", "name": "西部", "units": []},
            "re-entrust": {"units": [self.county.town.pk]},
            "found": {"name": "新单位", "parent": self.county.root.pk},
            "change unit": {"order": 7},
            "rename": {"name": "农技中心"},
            "merge unit": {"into": self.county.bureau.pk, "on": "2026-01-01"},
            "handler": {"handler": self.county.officer.pk},
        }
        return bodies.get(operation.name, {})


@pytest.fixture
def scene(county: County) -> Scene:
    return Scene(county)


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_operation_for_every_persona(scene: Scene, county: County, call: Caller, persona: str) -> None:
    user = county.person(persona)
    found = {}
    for operation in OPERATIONS:
        undo = transaction.savepoint()
        answer = getattr(call(user), operation.method.lower())(
            scene.url(operation), scene.body(operation), format="json"
        )
        transaction.savepoint_rollback(undo)
        if answer.streaming:
            for close in answer._resource_closers:  # what answer.close() does, but for the database
                close()
        found[operation.name] = answer.status_code
    # Of the bureau's rows the finance bureau and the town know nothing; nor does the leader of another portfolio.
    inside = persona in {"supervisor", "auditor", "leader", "head", "officer"}
    expected = {operation.name: operation.expected(persona, inside) for operation in OPERATIONS}
    assert found == expected


@pytest.mark.parametrize("name", LISTS)
def test_nobody_is_401(scene: Scene, call: Caller, name: str) -> None:
    for url in (f"/api/v1/{name}/", f"/api/v1/{name}/1/"):
        answer = call(None).get(url)
        assert (answer.status_code, answer.data["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.name)
def test_operations_of_nobody_are_401(scene: Scene, call: Caller, operation: Operation) -> None:
    answer = getattr(call(None), operation.method.lower())(scene.url(operation), {}, format="json")
    assert answer.status_code == 401


@pytest.mark.parametrize("name", [name for name in LISTS if name != "users"])
def test_an_outsider_sees_empty_lists(scene: Scene, county: County, call: Caller, name: str) -> None:
    answer = call(county.outsider).get(f"/api/v1/{name}/")
    assert (answer.status_code, answer.data["count"]) == (200, 0)
    assert call(county.supervisor).get(f"/api/v1/{name}/").data["count"] > 0 or name == "messages"


def test_an_outsider_sees_only_the_own_row(scene: Scene, county: County, call: Caller) -> None:
    rows = call(county.outsider).get("/api/v1/users/").data["results"]
    assert [row["id"] for row in rows] == [county.outsider.pk]


# How many rows of the scene each persona sees: the scene has one of each for the bureau, two assignments beside the drafts.
VISIBLE = {
    "supervisor": {
        "documents": 3,
        "measures": 6,
        "items": 5,
        "assignments": 5,
        "reports": 1,
        "evidence": 1,
        "extensions": 1,
    },
    "auditor": {
        "documents": 3,
        "measures": 6,
        "items": 5,
        "assignments": 5,
        "reports": 1,
        "evidence": 1,
        "extensions": 1,
    },
    "leader": {
        "documents": 0,
        "measures": 0,
        "items": 2,
        "assignments": 2,
        "reports": 1,
        "evidence": 1,
        "extensions": 1,
    },
    "head": {
        "documents": 0,
        "measures": 0,
        "items": 2,
        "assignments": 2,
        "reports": 1,
        "evidence": 1,
        "extensions": 1,
    },
    "officer": {
        "documents": 0,
        "measures": 0,
        "items": 2,
        "assignments": 2,
        "reports": 1,
        "evidence": 1,
        "extensions": 1,
    },
    "other_officer": {
        "documents": 0,
        "measures": 0,
        "items": 0,
        "assignments": 0,
        "reports": 0,
        "evidence": 0,
        "extensions": 0,
    },
    "town_officer": {
        "documents": 0,
        "measures": 0,
        "items": 0,
        "assignments": 0,
        "reports": 0,
        "evidence": 0,
        "extensions": 0,
    },
    "other_leader": {
        "documents": 0,
        "measures": 0,
        "items": 0,
        "assignments": 0,
        "reports": 0,
        "evidence": 0,
        "extensions": 0,
    },
}


@pytest.mark.parametrize("persona", VISIBLE)
def test_lists_by_persona(scene: Scene, county: County, call: Caller, persona: str) -> None:
    client = call(county.person(persona))
    assert {name: client.get(f"/api/v1/{name}/").data["count"] for name in VISIBLE[persona]} == VISIBLE[
        persona
    ]


@pytest.mark.parametrize(
    "persona", ["other_officer", "other_head", "town_officer", "other_leader", "outsider"]
)
def test_rows_of_another_unit_do_not_exist(scene: Scene, county: County, call: Caller, persona: str) -> None:
    client = call(county.person(persona))
    rows = {
        "assignments": scene.assignment,
        "items": scene.assignment.item,
        "reports": scene.report,
        "evidence": scene.evidence,
        "extensions": scene.extension,
        "reminders": scene.reminder,
        "documents": scene.document,
        "measures": scene.measure,
        "messages": scene.message,
    }
    for name, row in rows.items():
        assert client.get(f"/api/v1/{name}/{row.pk}/").status_code == 404, name
    assert client.get(f"/api/v1/evidence/{scene.evidence.pk}/file/").status_code == 404


def test_messages_are_their_recipients_alone(scene: Scene, county: County, call: Caller) -> None:
    assert call(county.officer).get("/api/v1/messages/").data["count"] == 1
    for persona in set(PERSONAS) - {"officer"}:
        assert call(county.person(persona)).get(f"/api/v1/messages/{scene.message.pk}/").status_code == 404


def test_a_supporter_sees_the_owners_but_not_the_other_assignments(county: County, call: Caller) -> None:
    assignment = assignment_in(
        State.IN_PROGRESS, supervisor=county.supervisor, officer=county.officer, supports=[county.finance]
    )
    item = call(county.other_officer).get(f"/api/v1/items/{assignment.item_id}/").data
    assert [owner["unit"]["id"] for owner in item["owners"]] == [county.bureau.pk, county.finance.pk]
    assert [row["unit"]["id"] for row in item["assignments"]] == [county.finance.pk]
    assert item["state"] == State.IN_PROGRESS


def test_a_deactivated_person_is_out_at_once(scene: Scene, county: County, call: Caller) -> None:
    from rest_framework.authtoken.models import Token

    client = call(None)
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=county.officer).key}")
    assert client.get("/api/v1/assignments/").status_code == 200
    county.officer.is_active = False
    county.officer.save()
    assert client.get("/api/v1/assignments/").status_code == 401
