"""A small county with work in every state and light, at ten o'clock on a Tuesday."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client

from tasks_app.work.lifecycle import Action, State
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import confirm_measure, issue_document, request_extension, transition
from tasks_app.work.services.drafts import Owners
from tests import factories
from tests.factories import AT, DAY, HOUR
from tests.personas import County

NOW = AT + 20 * DAY  # Monday, 30 March 2026


@dataclass
class World:
    """The county, what was issued in it, and a client for each persona."""

    county: County
    item: WorkItem  # from a sentence of a document; the bureau leads, finance supports
    hand: WorkItem  # entered by hand; finance leads
    draft: WorkItem
    by_state: dict[str, Assignment]  # one assignment of the bureau in each state
    client_of: Callable[[str], Client]

    def share(self, unit: str) -> Assignment:
        """The share that a unit has in the item of the document."""
        return self.item.assignments.get(unit=getattr(self.county, unit))


@pytest.fixture
def at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def log_in(county: County, name: str) -> Client:
    client = Client()
    client.force_login(county.person(name))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def world(db: None, county: County, at_now: None) -> World:
    boss, officer = county.supervisor, county.officer
    document, measures = factories.document_with_measures(supervisor=boss)
    item = confirm_measure(
        user=boss,
        measure=measures[0],
        at=AT,
        title="农业农村局排查隐患",
        owners=Owners(lead=county.bureau, supports=(county.finance,)),
        deadline=NOW.date() + 40 * DAY,
        responsible_leader=county.leader,
    )
    confirm_measure(
        user=boss,
        measure=measures[1],
        at=AT,
        title="财政局拨付资金",
        owners=Owners(eaches=(county.finance, county.town)),
        long_term=True,
    )
    issue_document(user=boss, document=document, at=AT)
    by_state = {
        state: factories.assignment_in(
            state, supervisor=boss, officer=officer, title=f"事项 {state}", deadline=NOW.date() + 30 * DAY
        )
        for state in State.values
        if state not in {State.IN_REVIEW, State.CLOSED}
    }
    reported = factories.assignment_in(
        State.IN_PROGRESS, supervisor=boss, officer=officer, title="事项 in_review"
    )
    factories.reported(reported, officer, percent=90, files=[factories.upload()])
    by_state[State.IN_REVIEW] = transition(
        user=officer, assignment=reported, action=Action.SUBMIT, at=AT + 3 * HOUR
    )
    by_state[State.CLOSED] = factories.assignment_in(
        State.CLOSED, supervisor=boss, officer=officer, title="事项 closed"
    )
    late = factories.assignment_in(
        State.IN_PROGRESS, supervisor=boss, officer=officer, title="逾期事项", deadline=NOW.date() - 5 * DAY
    )
    request_extension(
        user=officer, assignment=late, new_deadline=NOW.date() + 9 * DAY, reason="汛期影响", at=NOW - DAY
    )
    soon = factories.assignment_in(
        State.IN_PROGRESS, supervisor=boss, officer=officer, title="临期事项", deadline=NOW.date() + 3 * DAY
    )
    transition(  # a returned one
        user=boss,
        assignment=transition(user=officer, assignment=soon, action=Action.SUBMIT, at=NOW - DAY),
        action=Action.RETURN,
        at=NOW - HOUR,
        reason="材料不全",
    )
    hand = factories.issued_item(
        supervisor=boss, lead=county.finance, title="电话交办", deadline=dt.date(2026, 5, 8)
    )
    item.refresh_from_db()
    return World(
        county=county,
        item=item,
        hand=hand,
        draft=by_state[State.DRAFT].item,
        by_state=by_state,
        client_of=lambda name: log_in(county, name),
    )
