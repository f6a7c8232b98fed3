"""More time: asked for by the unit, decided above it; the original deadline stays."""

import datetime as dt

import pytest

from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.work.lifecycle import State
from tasks_app.work.models import Assignment, ExtensionRequest
from tasks_app.work.services import decide_extension, request_extension, transition
from tests.factories import AT, DAY, assignment_in, issued_item
from tests.personas import PERSONAS, County

DUE = AT.date() + 10 * DAY
NEW = DUE + 10 * DAY


@pytest.fixture
def assignment(county: County) -> Assignment:
    return assignment_in("in_progress", supervisor=county.supervisor, officer=county.officer, deadline=DUE)


def ask(
    county: County,
    assignment: Assignment,
    until: dt.date = NEW,
    at: dt.datetime = AT + DAY,
    reason: str = "rain",
) -> ExtensionRequest:
    return request_extension(
        user=county.officer, assignment=assignment, new_deadline=until, reason=reason, at=at
    )


def test_a_granted_extension_moves_the_deadline_and_keeps_the_original(
    county: County, assignment: Assignment
) -> None:
    request = ask(county, assignment)
    assert (request.state, request.late, request.old_deadline) == ("pending", False, DUE)
    assert Assignment.objects.get().deadline == DUE
    decided = decide_extension(
        user=county.leader, request=request, grant=True, note="agreed", at=AT + 2 * DAY
    )
    now = Assignment.objects.get()
    assert (now.deadline, now.original_deadline, now.is_extended) == (NEW, DUE, True)
    assert (decided.state, decided.decided_by, decided.decision_note) == ("granted", county.leader, "agreed")


def test_a_refused_extension_moves_nothing_and_needs_a_reason(county: County, assignment: Assignment) -> None:
    request = ask(county, assignment)
    with pytest.raises(Invalid) as error:
        decide_extension(user=county.supervisor, request=request, grant=False, note=" ", at=AT + 2 * DAY)
    assert error.value.code == "work.extension_refusal"
    decide_extension(user=county.supervisor, request=request, grant=False, note="no", at=AT + 2 * DAY)
    assert Assignment.objects.get().deadline == DUE
    assert not Assignment.objects.get().is_extended
    with pytest.raises(Conflict) as conflict:
        decide_extension(user=county.supervisor, request=request, grant=True, note="", at=AT + 2 * DAY)
    assert conflict.value.code == "work.extension_decided"


def test_after_the_deadline_it_is_still_taken_but_marked_late(county: County, assignment: Assignment) -> None:
    on_the_day = dt.datetime.combine(DUE, dt.time(23, 0), tzinfo=AT.tzinfo)
    assert not ask(county, assignment, at=on_the_day).late
    ExtensionRequest.objects.all().delete()
    assert ask(county, assignment, at=on_the_day + DAY).late


@pytest.mark.parametrize("until", [DUE, DUE - DAY])
def test_the_new_date_must_be_later(county: County, assignment: Assignment, until: dt.date) -> None:
    with pytest.raises(Invalid) as error:
        ask(county, assignment, until)
    assert error.value.code == "work.extension_date"


def test_the_new_date_must_not_lie_in_the_past(county: County, assignment: Assignment) -> None:
    with pytest.raises(Invalid):
        ask(county, assignment, DUE + DAY, at=AT + 20 * DAY)


def test_a_reason_is_needed_and_one_request_at_a_time(county: County, assignment: Assignment) -> None:
    with pytest.raises(Invalid):
        ask(county, assignment, reason=" ")
    ask(county, assignment)
    with pytest.raises(Conflict) as error:
        ask(county, assignment)
    assert error.value.code == "work.extension_pending"


@pytest.mark.parametrize("who", [who for who in PERSONAS if who not in ("officer", "head")])
def test_only_the_unit_asks(county: County, assignment: Assignment, who: str) -> None:
    with pytest.raises(NotAllowed):
        request_extension(
            user=county.person(who), assignment=assignment, new_deadline=NEW, reason="rain", at=AT + DAY
        )


@pytest.mark.parametrize("who", [who for who in PERSONAS if who not in ("supervisor", "leader")])
def test_only_supervisor_and_responsible_leader_decide(
    county: County, assignment: Assignment, who: str
) -> None:
    request = ask(county, assignment)
    with pytest.raises(NotAllowed):
        decide_extension(user=county.person(who), request=request, grant=True, note="", at=AT + DAY)
    assert ExtensionRequest.objects.get().state == "pending"


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.CLOSED, State.SUSPENDED, State.CANCELLED])
def test_only_what_is_under_way_can_be_extended(county: County, state: str) -> None:
    assignment = assignment_in(state, supervisor=county.supervisor, officer=county.officer, deadline=DUE)
    with pytest.raises(Conflict) as error:
        ask(county, assignment)
    assert error.value.code == "work.extension_state"


def test_long_term_work_has_nothing_to_extend(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, lead=county.bureau, long_term=True)
    with pytest.raises(Conflict):
        ask(county, item.assignments.get())


def test_what_was_cancelled_meanwhile_is_not_extended(county: County, assignment: Assignment) -> None:
    request = ask(county, assignment)
    transition(user=county.supervisor, assignment=assignment, action="cancel", at=AT + DAY, reason="merged")
    with pytest.raises(Conflict) as error:
        decide_extension(user=county.supervisor, request=request, grant=True, note="", at=AT + 2 * DAY)
    assert error.value.code == "work.extension_gone"
    assert ExtensionRequest.objects.get().state == "pending"
    decide_extension(user=county.supervisor, request=request, grant=False, note="cancelled", at=AT + 2 * DAY)


def test_a_second_extension_keeps_the_first_original(county: County, assignment: Assignment) -> None:
    for until in (NEW, NEW + 5 * DAY):
        decide_extension(
            user=county.supervisor,
            request=ask(county, assignment, until),
            grant=True,
            note="",
            at=AT + 2 * DAY,
        )
    now = Assignment.objects.get()
    assert (now.deadline, now.original_deadline) == (NEW + 5 * DAY, DUE)
    assert list(ExtensionRequest.objects.order_by("pk").values_list("old_deadline", flat=True)) == [DUE, NEW]
