"""The desk, the ledger and the item page for shares that are addressed to a person."""

import pytest
from django.urls import reverse

from tasks_app.core.workdays import WorkCalendar
from tasks_app.web import desk
from tasks_app.work.lights import Window
from tests.factories import AT, DAY, issued_item, make_item, make_user
from tests.personas import County
from tests.web.conftest import log_in

WINDOW = Window.at(AT.date(), WorkCalendar())


def lists(county: County, who: str) -> dict[str, list[str]]:
    found = desk.lists(county.person(who), WINDOW)
    return {row.code: [share.owner for share in row.rows] for row in found if row.rows.exists()}


@pytest.fixture
def given(county: County) -> County:
    issued_item(supervisor=county.supervisor, people=[county.leader, county.other_leader], title="分管战线")
    return county


def test_it_stands_on_the_desk_of_the_person_and_of_nobody_else(given: County) -> None:
    clerk = make_user("clerk", "officer", given.root)
    assert lists(given, "leader") == {"own_to_acknowledge": ["Leader"]}
    assert lists(given, "other_leader") == {"own_to_acknowledge": ["Other Leader"]}
    assert not any(found.rows.exists() for found in desk.lists(clerk, WINDOW))
    assert lists(given, "head") == {}


@pytest.mark.parametrize("who", ["leader", "other_leader", "officer", "town_officer"])
def test_the_figure_of_the_menu_is_the_sum_of_what_waits(given: County, who: str) -> None:
    issued_item(supervisor=given.supervisor, lead=given.bureau, deadline=AT.date() - DAY, at=AT - 9 * DAY)
    issued_item(supervisor=given.supervisor, people=[given.leader], deadline=AT.date() - DAY, at=AT - 9 * DAY)
    user = given.person(who)
    waiting = set(desk.waiting_for(user, WINDOW).values_list("pk", flat=True))
    codes = {"to_acknowledge", "overdue", "returned"} if who.endswith("officer") else {
        "own_to_acknowledge", "own_overdue", "own_returned", "in_review", "extension_pending"
    }  # fmt: skip
    listed = {row.pk for found in desk.lists(user, WINDOW) if found.code in codes for row in found.rows}
    assert waiting == listed


@pytest.mark.parametrize("who", ["leader", "other_leader", "officer", "head", "town_officer", "supervisor"])
def test_every_list_of_the_desk_is_as_long_as_the_list_in_the_ledger(given: County, who: str) -> None:
    make_user("clerk", "officer", given.root)
    issued_item(supervisor=given.supervisor, lead=given.bureau, people=[given.head])
    user = given.person(who)
    for found in desk.lists(user, WINDOW):
        assert set(found.rows) == set(found.ledger.rows(user, WINDOW)), found.code


def test_the_leader_acknowledges_from_the_desk(given: County) -> None:
    client = log_in(given, "leader")
    page = client.get(reverse("web:desk"))
    assert page.status_code == 200
    share = given.leader.own_shares.get()
    assert f'data-assignment="{share.pk}"' in page.text and 'data-list="own_to_acknowledge"' in page.text
    answer = client.post(reverse("web:assignment_action", args=[share.pk, "acknowledge"]))
    assert answer.status_code == 302
    share.refresh_from_db()
    assert share.state == "in_progress"
    other = given.other_leader.own_shares.get()
    assert client.post(reverse("web:assignment_action", args=[other.pk, "acknowledge"])).status_code == 404


def test_the_page_of_the_item_names_the_people(given: County) -> None:
    item = given.leader.own_shares.get().item
    page = log_in(given, "supervisor").get(reverse("web:item", args=[item.pk])).text
    assert "Leader" in page and "Other Leader" in page


def test_a_form_keeps_the_officer_whom_a_draft_is_addressed_to(county: County) -> None:
    client = log_in(county, "supervisor")
    item = make_item(supervisor=county.supervisor, lead=county.bureau, people=[county.officer])
    address = reverse("web:item_edit", args=[item.pk])
    form = client.get(address).context["form"]
    offered = set(form.fields["people"].queryset)
    assert county.officer in offered
    assert not offered & {county.other_officer, county.auditor, county.outsider}
    given = {"title": item.title, "kind": item.kind, "lead": county.bureau.pk, "deadline": "2026-05-01"}
    client.post(address, {**given, "people": [county.officer.pk]})
    assert set(item.assignments.values_list("person", flat=True)) == {None, county.officer.pk}
    refused = client.post(address, {**given, "people": [county.auditor.pk]})
    assert (refused.status_code, "people" in refused.context["form"].errors) == (400, True)
