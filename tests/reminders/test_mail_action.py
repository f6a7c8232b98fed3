"""The link in the mail: a page that names who acts, one press, nothing on GET, kind words when it is too late."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client

from tasks_app.audit.models import Event
from tasks_app.org.models import User
from tasks_app.outbox.models import Message
from tasks_app.reminders.tokens import (
    ACKNOWLEDGE,
    LIFETIME,
    TokenExpired,
    TokenInvalid,
    make_token,
    read_token,
)
from tasks_app.work.models import Assignment
from tests.reminders.conftest import Office, moment, person

pytestmark = pytest.mark.django_db


def outcome(response: Any) -> str:
    found = re.search(r'data-outcome="(\w+)"', response.content.decode())
    assert found, response.content.decode()
    return found.group(1)


@pytest.fixture
def link(office: Office) -> str:
    """The path of the acknowledge link, as it stands in the officer's mail of 24 November, 10:01."""
    office.issue(at="11-24 10:00", deadline="12-20")
    with time_machine.travel(moment("11-24 10:01"), tick=False):
        office.run("11-24 10:01")
    found = re.search(r"http://127\.0\.0\.1:8000(/mail/\S+)", Message.objects.get().text)
    assert found
    return found.group(1)


@pytest.fixture
def visitor() -> Client:
    """Nobody is logged in, and forms need their token, as in a real browser."""
    return Client(enforce_csrf_checks=True)


def press(visitor: Client, page: Any, link: str, **more: Any) -> Any:
    """Press the button of the page: post its form with its token."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    return visitor.post(link, {"csrfmiddlewaretoken": token.group(1)}, **more)


@time_machine.travel(moment("11-24 11:00"), tick=False)
def test_a_scanner_that_follows_the_link_changes_nothing(link: str, visitor: Client) -> None:
    for _ in range(3):
        assert outcome(visitor.get(link)) == "ask"
    assert visitor.head(link).status_code == 200
    assert visitor.post(link).status_code == 403  # a post from elsewhere, without the form's token
    assert Assignment.objects.get().state == "issued"


@time_machine.travel(moment("11-24 11:00"), tick=False)
def test_one_press_acknowledges_as_the_person_of_the_link(link: str, visitor: Client, office: Office) -> None:
    page = visitor.get(link)
    text = page.content.decode()
    assert office.officer.get_full_name() in text and Assignment.objects.get().item.title in text
    assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
    response = press(visitor, page, link, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 302
    assert outcome(visitor.get(link)) == "done"
    assignment = Assignment.objects.get()
    assert (assignment.state, assignment.acknowledged_by) == ("in_progress", office.officer)
    event = Event.objects.get(action="assignment.acknowledge")
    assert (event.actor_id, event.address, bool(event.note)) == (office.officer.pk, "192.0.2.7", True)


@time_machine.travel(moment("11-24 11:00"), tick=False)
def test_pressed_twice_or_after_a_colleague_it_says_so_kindly(
    link: str, visitor: Client, office: Office
) -> None:
    page = visitor.get(link)
    colleague = person("colleague", "officer", office.unit)
    office.act(colleague, Assignment.objects.get(), "acknowledge", "11-24 10:30")
    response = press(visitor, page, link)
    assert (response.status_code, outcome(response)) == (200, "done")
    assert colleague.get_full_name() in response.content.decode()
    assert Event.objects.filter(action="assignment.acknowledge").count() == 1


@time_machine.travel(moment("11-24 11:00"), tick=False)
def test_after_a_cancellation_there_is_nothing_to_acknowledge(
    link: str, visitor: Client, office: Office
) -> None:
    office.act(office.supervisor, Assignment.objects.get(), "cancel", "11-24 10:30", "重复交办")
    page = visitor.get(link)
    assert (page.status_code, outcome(page)) == (200, "done")
    assert 'method="post"' not in page.content.decode()


@time_machine.travel(moment("11-24 11:00"), tick=False)
def test_whoever_is_logged_in_the_person_of_the_link_acts(link: str, visitor: Client, office: Office) -> None:
    visitor.force_login(office.helper)
    page = visitor.get(link)
    assert office.helper.get_full_name() in page.content.decode()  # and says so
    press(visitor, page, link)
    assert Assignment.objects.get().acknowledged_by == office.officer


@time_machine.travel(moment("11-24 11:00"), tick=False)
@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "outsider"}, {"unit": None}])
def test_who_does_the_work_no_longer_cannot_acknowledge(
    link: str, visitor: Client, office: Office, change: dict[str, Any]
) -> None:
    page = visitor.get(link)
    User.objects.filter(pk=office.officer.pk).update(**change)
    assert (press(visitor, page, link).status_code, outcome(visitor.get(link))) == (403, "not_yours")
    assert Assignment.objects.get().state == "issued"


def test_after_fourteen_days_the_link_asks_to_log_in(link: str, visitor: Client) -> None:
    with time_machine.travel(moment("12-08 10:00"), tick=False):
        assert outcome(visitor.get(link)) == "ask"
    with time_machine.travel(moment("12-08 10:02"), tick=False):
        page = visitor.get(link)
        assert (page.status_code, outcome(page)) == (410, "expired")
        assert "/login/" in page.content.decode()


@time_machine.travel(moment("11-24 11:00"), tick=False)
def test_a_damaged_link_is_refused(link: str, visitor: Client) -> None:
    for broken in (link[:-3] + "/", "/mail/x/", "/mail/WyJhIl0:abc/", link.replace(":", "%3A", 1)[:-8] + "/"):
        page = visitor.get(broken)
        assert (page.status_code, outcome(page)) == (404, "invalid")


def test_a_token_permits_one_action_on_one_assignment_by_one_person() -> None:
    at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    token = make_token(action=ACKNOWLEDGE, assignment_id=7, user_id=9, at=at)
    grant = read_token(token, at=at + LIFETIME)
    assert (grant.action, grant.assignment_id, grant.user_id) == (ACKNOWLEDGE, 7, 9)
    with pytest.raises(TokenExpired):
        read_token(token, at=at + LIFETIME + dt.timedelta(seconds=1))
    with pytest.raises(TokenInvalid):  # signed by this installation, but for another purpose
        read_token(signing.Signer(salt="another").sign_object([ACKNOWLEDGE, 7, 9, 2**33]), at=at)


def test_heads_may_acknowledge_and_supervisors_get_no_link(office: Office) -> None:
    User.objects.filter(pk=office.officer.pk).update(is_active=False)
    office.issue(at="11-02 10:00", deadline="11-06")
    for at in ("11-02 10:01", "11-20 09:00"):
        office.run(at)
    with_link = set(Message.objects.filter(text__contains="/mail/").values_list("recipient_name", flat=True))
    assert with_link == {"Head"}
    assert Message.objects.filter(recipient_id=office.supervisor.pk).exists()
