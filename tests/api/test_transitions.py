"""Every action of the table, for every persona, in every state: API, service and access agree."""

from typing import Any

import pytest
from django.db import transaction

from tasks_app.api.work import STEPS
from tasks_app.core.errors import DomainError
from tasks_app.org.models import User
from tasks_app.progress.services import submit
from tasks_app.work.access import available, may
from tasks_app.work.lifecycle import TRANSITIONS, Action, State, find
from tasks_app.work.models import Assignment
from tasks_app.work.services import transition
from tests.api.conftest import NOW, Caller
from tests.factories import assignment_in, reported
from tests.personas import PERSONAS, County


def prepared(county: County, state: str) -> Assignment:
    """An assignment of the bureau in a state; one in progress has been reported on, so that it can be submitted."""
    assignment = assignment_in(state, supervisor=county.supervisor, officer=county.officer)
    if state == State.IN_PROGRESS:
        reported(assignment, county.officer)
        assignment.refresh_from_db()
    return assignment


def expected_status(user: User, assignment: Assignment, action: str) -> int:
    if not Assignment.objects.visible_to(user).filter(pk=assignment.pk).exists():
        return 404
    row = find(assignment.state, action)
    if row is None:
        return 409
    return 200 if may(user, row.permission, assignment) else 403


@pytest.mark.parametrize("state", list(State.values))
@pytest.mark.parametrize("persona", PERSONAS)
def test_actions_by_persona_and_state(county: County, call: Caller, persona: str, state: str) -> None:
    user, assignment = county.person(persona), prepared(county, state)
    offered = {str(row.action) for row in available(user, assignment)} - {"issue"}
    granted = set()
    for action in STEPS:
        expected = expected_status(user, assignment, action)
        undo = transaction.savepoint()
        answer = call(user).post(
            f"/api/v1/assignments/{assignment.pk}/{action}/",
            {"reason": "because", "revision": assignment.revision},
            format="json",
        )
        assert answer.status_code == expected, (action, answer.data)
        if expected == 200:
            granted.add(action)
            row = find(state, action)
            assert row is not None
            wanted = State.IN_PROGRESS if row.target == "back" else row.target
            assert answer.data["state"] == wanted
            assert answer.data["revision"] == assignment.revision + 1
        transaction.savepoint_rollback(undo)
        assert service_status(user, assignment, action) == (
            403 if expected == 404 and find(state, action) else 409 if expected == 404 else expected
        )
    if Assignment.objects.visible_to(user).filter(pk=assignment.pk).exists():
        assert granted == offered


def service_status(user: User, assignment: Assignment, action: str) -> int:
    """What the service itself says, undone again."""
    undo = transaction.savepoint()
    try:
        if action == Action.SUBMIT:
            submit(user=user, assignment=assignment, at=NOW)
        else:
            transition(user=user, assignment=assignment, action=action, at=NOW, reason="because")
    except DomainError as error:
        return error.status
    finally:
        transaction.savepoint_rollback(undo)
    return 200


def test_every_action_of_the_table_has_an_address() -> None:
    assert set(STEPS) == {str(row.action) for row in TRANSITIONS} - {"issue"}


@pytest.mark.parametrize(
    "row", [row for row in TRANSITIONS if row.reason_required], ids=lambda r: f"{r.source}-{r.action}"
)
def test_missing_reason_is_400_and_names_the_field(county: County, call: Caller, row: Any) -> None:
    assignment = prepared(county, row.source)
    answer = call(county.supervisor).post(
        f"/api/v1/assignments/{assignment.pk}/{row.action}/", {}, format="json"
    )
    assert answer.status_code == 400
    assert answer.data["code"] == "work.reason_required"
    assert "reason" in answer.data["fields"]
    assignment.refresh_from_db()
    assert assignment.state == row.source


def test_the_second_of_two_is_told(county: County, call: Caller) -> None:
    assignment = prepared(county, State.ISSUED)
    url = f"/api/v1/assignments/{assignment.pk}/"
    seen = call(county.officer).get(url).data["revision"]
    assert (
        call(county.supervisor).post(url + "suspend/", {"reason": "wait", "revision": seen}).status_code
        == 200
    )
    assert call(county.supervisor).post(url + "resume/", {}).status_code == 200
    late = call(county.officer).post(url + "acknowledge/", {"revision": seen})
    assert (late.status_code, late.data["code"]) == (409, "work.changed_meanwhile")
    assignment.refresh_from_db()
    assert assignment.state == State.ISSUED


def test_submitting_without_a_report_is_refused(county: County, call: Caller) -> None:
    assignment = assignment_in(State.IN_PROGRESS, supervisor=county.supervisor, officer=county.officer)
    answer = call(county.officer).post(f"/api/v1/assignments/{assignment.pk}/submit/", {})
    assert (answer.status_code, answer.data["code"]) == (400, "progress.no_report")


def test_the_trail_says_who_and_from_where(county: County, call: Caller) -> None:
    from tasks_app.audit.models import Event

    assignment = prepared(county, State.ISSUED)
    client = call(county.officer)
    client.post(f"/api/v1/assignments/{assignment.pk}/acknowledge/", {}, REMOTE_ADDR="10.1.2.3")
    event = Event.objects.get(action="assignment.acknowledge")
    assert (event.actor_id, event.address, event.at) == (county.officer.pk, "10.1.2.3", NOW)


def test_lights_come_with_their_reason(county: County, call: Caller) -> None:
    assignment = assignment_in(
        State.ISSUED, supervisor=county.supervisor, officer=county.officer, deadline=NOW.date()
    )
    light = call(county.officer).get(f"/api/v1/assignments/{assignment.pk}/").data["light"]
    assert light == {"code": "orange", "label": "near due", "reason": "Due today."}
