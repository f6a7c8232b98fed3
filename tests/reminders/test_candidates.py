"""What the planner looks at: everything that may be due, and nothing each minute for which nothing can be."""

from typing import Any

import pytest

from tasks_app.org.models import User
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder
from tasks_app.reminders.recipients import Directory
from tasks_app.reminders.services import planning
from tasks_app.work.models import Assignment, WorkItem
from tasks_app.work.services import set_handler
from tests.reminders.conftest import Office, moment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["", "officer", "head", "handler", "leader", "named", "supervisor"])
@pytest.mark.parametrize("audience", ["workers", "heads", "leaders", "supervisors"])
def test_the_database_knows_whom_the_directory_reaches(office: Office, who: str, audience: str) -> None:
    """With nobody in the office but one person."""
    mine = office.issue(at="11-02 10:00", deadline="11-20", support=True)
    if who == "handler":
        set_handler(user=office.head, assignment=mine, handler=office.officer, at=moment("11-02 10:01"))
        User.objects.filter(pk=office.officer.pk).update(role="auditor")
    if who == "named":
        WorkItem.objects.filter(pk=mine.item_id).update(responsible_leader=office.leader)
        office.leader.portfolios.all().delete()
    person_of = {"handler": office.officer, "named": office.leader}
    stays = person_of.get(who) or (getattr(office, who) if who else None)
    User.objects.exclude(pk=stays.pk if stays else None).update(is_active=False)
    directory = Directory()
    every = Assignment.objects.select_related("item", "unit")
    expected = {row.pk for row in every if directory.audience(audience, row)}
    assert {row.pk for row in every.filter(directory.reaches(audience))} == expected
    names = {"workers": ("officer", "head", "handler"), "heads": ("head",), "leaders": ("leader", "named")}
    assert (mine.pk in expected) == (who in names.get(audience, ("supervisor",)))


def nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    def looked_at(*_arguments: Any) -> None:
        pytest.fail("assignments were read for which nothing can be due")

    monkeypatch.setattr(planning, "_record", looked_at)
    services.plan(at=moment(at))


def test_what_reached_nobody_is_not_looked_at_each_minute(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.exclude(role="supervisor").update(is_active=False)
    office.issue(at="11-02 10:00", deadline="11-10")
    office.run("11-13 09:00")
    assert Reminder.objects.filter(reason="nobody").count() > 3
    nothing_is_looked_at(monkeypatch, "11-13 09:01")


def test_steps_that_came_before_the_issue_are_not_looked_at_each_minute(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.issue(at="11-17 10:00", deadline="11-20")
    office.run("11-17 10:01")
    nothing_is_looked_at(monkeypatch, "11-17 10:02")


def test_late_work_that_has_just_come_back_is_not_looked_at_each_minute(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment = office.issue(at="11-02 10:00", deadline="11-10")
    assignment = office.act(office.officer, assignment, "acknowledge", "11-02 11:00")
    assignment = office.act(office.officer, assignment, "submit", "11-10 11:00")
    office.act(office.supervisor, assignment, "return", "11-13 09:00", "缺少佐证")
    office.run("11-13 09:01")
    nothing_is_looked_at(monkeypatch, "11-13 09:02")
