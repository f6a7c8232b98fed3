"""The table of transitions, asked of every state, every action and every persona."""

import pytest

from tasks_app.audit.models import Event
from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.work.access import available, may, portfolio_of
from tasks_app.work.lifecycle import TRANSITIONS, Action, Permission, State, find, from_state, item_state
from tasks_app.work.models import Assignment
from tasks_app.work.services import set_handler, transition
from tests.factories import AT, DAY, assignment_in, issued_item
from tests.personas import PERSONAS, County

# Who holds which permission for an assignment of the bureau, whose leader is found through the portfolio.
HOLDERS = {
    Permission.SUPERVISE: {"supervisor"},
    Permission.DECIDE: {"supervisor", "leader"},
    Permission.DO: {"head", "officer"},
}
LATER = AT + 5 * DAY


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_every_action_of_every_persona_in_a_state(county: County, state: str) -> None:
    """Allowed exactly when the table has the row and the persona holds its permission; otherwise nothing changes."""
    source = assignment_in(state, supervisor=county.supervisor, officer=county.officer)
    for action in Action.values:
        for who in PERSONAS:
            assignment = Assignment.objects.get(pk=source.pk)
            user, row = county.person(who), find(state, action)
            events = Event.objects.count()
            allowed = (
                row is not None and who in HOLDERS[Permission(row.permission)] and action != Action.ISSUE
            )
            if not allowed:
                with pytest.raises((Conflict, NotAllowed)):
                    transition(user=user, assignment=assignment, action=action, at=LATER, reason="a reason")
                unchanged = Assignment.objects.get(pk=source.pk)
                assert (unchanged.state, unchanged.revision) == (state, source.revision), (action, who)
                assert Event.objects.count() == events
                continue
            assert row is not None
            done = transition(user=user, assignment=assignment, action=action, at=LATER, reason="a reason")
            assert done.state == (source.suspended_from if row.target == "back" else row.target)
            assert done.revision == source.revision + 1
            assert done.state_changed_at == LATER
            event = Event.objects.order_by("-sequence").first()
            assert event is not None
            assert (event.action, event.actor_id) == (f"assignment.{action}", user.pk)
            source.save()  # back to where it was, for the next persona


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("who", PERSONAS)
def test_the_buttons_are_what_the_table_gives(county: County, who: str, state: str) -> None:
    assignment = assignment_in(state, supervisor=county.supervisor, officer=county.officer)
    expected = [row.action for row in from_state(state) if who in HOLDERS[Permission(row.permission)]]
    user = county.person(who)
    assert [row.action for row in available(user, assignment)] == expected
    assert [row.action for row in available(user, assignment, portfolio_of(user))] == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", [row for row in TRANSITIONS if row.reason_required], ids=lambda row: f"{row.source}-{row.action}"
)
def test_a_reason_is_required_where_the_table_says_so(county: County, row: object) -> None:
    source, action = row.source, row.action  # type: ignore[attr-defined]
    assignment = assignment_in(source, supervisor=county.supervisor, officer=county.officer)
    with pytest.raises(Invalid) as error:
        transition(user=county.supervisor, assignment=assignment, action=action, at=LATER, reason="  ")
    assert error.value.code == "work.reason_required"
    assert "reason" in error.value.fields


@pytest.mark.django_db
def test_a_named_leader_decides_instead_of_the_one_of_the_portfolio(county: County) -> None:
    assignment = assignment_in(
        State.IN_REVIEW,
        supervisor=county.supervisor,
        officer=county.officer,
        responsible_leader=county.other_leader,
    )
    assert may(county.other_leader, Permission.DECIDE, assignment)
    assert not may(county.leader, Permission.DECIDE, assignment)


@pytest.mark.django_db
def test_a_linked_area_gives_a_leader_sight_but_no_decision(county: County) -> None:
    assignment = assignment_in(State.IN_REVIEW, supervisor=county.supervisor, officer=county.town_officer)
    assert Assignment.objects.visible_to(county.leader).filter(pk=assignment.pk).exists()
    assert not may(county.leader, Permission.DECIDE, assignment)


@pytest.mark.django_db
def test_a_head_acts_for_the_units_below_but_an_officer_does_not(county: County) -> None:
    item = issued_item(supervisor=county.supervisor, lead=county.station)
    assignment = item.assignments.get()
    assert may(county.head, Permission.DO, assignment)
    assert not may(county.officer, Permission.DO, assignment)


@pytest.mark.django_db
def test_somebody_who_has_left_may_do_nothing(county: County) -> None:
    assignment = assignment_in(State.IN_REVIEW, supervisor=county.supervisor, officer=county.officer)
    for who in PERSONAS:
        user = county.person(who)
        user.is_active = False
        assert not any(may(user, permission, assignment) for permission in Permission.values)


@pytest.mark.django_db
def test_the_way_from_issue_to_closing_leaves_its_dates(county: County) -> None:
    closed = assignment_in(State.CLOSED, supervisor=county.supervisor, officer=county.officer)
    assert closed.issued_at and closed.acknowledged_at and closed.submitted_at and closed.closed_at
    assert closed.issued_at < closed.acknowledged_at < closed.submitted_at < closed.closed_at
    assert (closed.percent, closed.acknowledged_by) == (100, county.officer)


@pytest.mark.django_db
def test_what_is_reopened_is_not_closed_any_more_and_says_why(county: County) -> None:
    closed = assignment_in(State.CLOSED, supervisor=county.supervisor, officer=county.officer)
    opened = transition(
        user=county.supervisor, assignment=closed, action=Action.REOPEN, at=LATER, reason="re-check failed"
    )
    assert (opened.state, opened.closed_at, opened.return_reason) == ("in_progress", None, "re-check failed")


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.ISSUED, State.IN_PROGRESS])
def test_what_is_resumed_goes_back_to_where_it_was(county: County, state: str) -> None:
    assignment = assignment_in(state, supervisor=county.supervisor, officer=county.officer)
    boss = county.supervisor
    suspended = transition(user=boss, assignment=assignment, action="suspend", at=LATER, reason="no funds")
    assert transition(user=boss, assignment=suspended, action="resume", at=LATER).state == state


@pytest.mark.django_db
def test_a_stale_page_is_told_so_and_an_unknown_action_too(county: County) -> None:
    assignment = assignment_in(State.ISSUED, supervisor=county.supervisor, officer=county.officer)
    set_handler(user=county.officer, assignment=assignment, handler=county.officer, at=LATER)
    with pytest.raises(Conflict) as error:
        transition(
            user=county.officer,
            assignment=assignment,
            action="acknowledge",
            at=LATER,
            revision=assignment.revision,
        )
    assert error.value.code == "work.changed_meanwhile"
    with pytest.raises(Conflict) as error:
        transition(user=county.officer, assignment=assignment, action="explode", at=LATER)
    assert error.value.code == "work.not_in_this_state"
    assert "explode" in error.value.message


@pytest.mark.django_db
def test_the_handler_is_of_the_unit(county: County) -> None:
    assignment = assignment_in(State.ISSUED, supervisor=county.supervisor, officer=county.officer)
    with pytest.raises(Invalid) as error:
        set_handler(user=county.head, assignment=assignment, handler=county.other_officer, at=LATER)
    assert error.value.code == "work.handler_other_unit"
    with pytest.raises(NotAllowed):
        set_handler(user=county.other_officer, assignment=assignment, handler=None, at=LATER)


ITEM_STATES = [
    ([], "draft"),
    ([("lead", "closed"), ("support", "in_progress")], "closed"),
    ([("each", "closed"), ("each", "in_progress")], "in_progress"),
    ([("each", "closed"), ("each", "cancelled")], "closed"),
    ([("lead", "cancelled"), ("support", "in_progress")], "cancelled"),
    ([("each", "in_review"), ("each", "issued")], "issued"),
    ([("lead", "suspended")], "suspended"),
    ([("support", "in_progress")], "in_progress"),
]


@pytest.mark.parametrize(("rows", "state"), ITEM_STATES)
def test_the_state_of_an_item_follows_from_its_assignments(rows: list[tuple[str, str]], state: str) -> None:
    assert item_state(rows) == state


def test_supporters_hold_an_item_up_only_where_it_says_so() -> None:
    rows = [("lead", "closed"), ("support", "in_progress")]
    assert item_state(rows, supporters_block=True) == "in_progress"


def test_every_state_but_the_last_ones_has_a_way_out_and_each_row_is_once() -> None:
    pairs = [(row.source, row.action) for row in TRANSITIONS]
    assert len(pairs) == len(set(pairs))
    assert {state for state in State.values if not from_state(state)} == {State.CANCELLED}
