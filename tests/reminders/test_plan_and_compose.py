"""From what is due to one mail: digest, immediate mail, catching up, hand-over, people without a mailbox."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.core.models import Heartbeat
from tasks_app.org.models import User
from tasks_app.outbox.models import Message
from tasks_app.outbox.services import send_due
from tasks_app.reminders import services
from tasks_app.reminders.models import Reminder, ReminderRule
from tasks_app.reminders.recipients import Directory
from tasks_app.work.models import Assignment
from tasks_app.work.services import decide_extension, request_extension, set_handler
from tests.reminders.conftest import Office, day, moment, person

pytestmark = pytest.mark.django_db


def test_the_officer_is_told_of_an_issue_at_once_and_once(office: Office) -> None:
    assignment = office.issue(at="11-24 10:00", deadline="12-20")
    for at in ("11-24 10:01", "11-24 10:02", "11-24 10:03"):
        office.run(at)
    message = Message.objects.get()
    assert message.address == "officer@county.example"
    assert assignment.item.title in message.subject
    assert assignment.item.number in message.text and "各乡镇要在年底前" in message.text
    assert office.told() == [("issued", "queued")]


def test_thirty_items_of_one_document_are_one_mail(office: Office) -> None:
    titles = [f"第 {number} 项任务" for number in range(30)]
    for title in titles:
        office.issue(at="11-24 10:00", deadline="12-20", title=title)
    office.run("11-24 10:01")
    message = Message.objects.get()
    assert all(title in message.text and title in message.html for title in titles)
    assert Reminder.objects.filter(message=message).count() == 30
    assert message.text.count("/mail/") == 20  # the first twenty in full, one line each for the rest


def test_unacknowledged_work_is_in_the_digest_of_the_next_working_day(office: Office) -> None:
    office.issue(at="11-27 10:00", deadline="12-20")  # a Friday
    office.run("11-27 10:01")
    for at in ("11-28 09:00", "11-29 09:00", "11-30 08:29"):
        office.run(at)
    assert Message.objects.count() == 1
    office.run("11-30 08:30")
    office.run("11-30 08:31")
    assert office.told(office.officer) == [("issued", "queued"), ("unacknowledged", "queued")]
    assert Message.objects.filter(key__startswith="digest:").count() == 1


def test_one_digest_a_day_worst_first_and_own_items_only(office: Office) -> None:
    late = office.issue(at="11-02 09:00", deadline="11-20", title="已经超期的事")
    near = office.issue(at="11-02 09:00", deadline="11-27", title="快要到期的事")
    far = office.issue(at="11-02 09:00", deadline="12-30", title="还早的事")
    for assignment in (late, near, far):
        office.act(office.officer, assignment, "acknowledge", "11-02 10:00")
    office.run("11-24 08:30")
    text = Message.objects.get(key=f"digest:{office.officer.pk}:2026-11-24").text
    assert text.index("已经超期的事") < text.index("快要到期的事")
    assert "还早的事" not in text
    # Something that comes due after the digest waits for tomorrow's: never two a day.
    other = office.issue(at="11-02 09:00", deadline="11-20", title="又一件")
    office.act(office.officer, other, "acknowledge", "11-02 10:00")
    office.run("11-24 15:00")
    assert Message.objects.filter(key__startswith=f"digest:{office.officer.pk}:").count() == 1
    office.run("11-25 08:30")
    assert "又一件" in Message.objects.get(key=f"digest:{office.officer.pk}:2026-11-25").text


def test_nobody_gets_an_empty_digest(office: Office) -> None:
    assignment = office.issue(at="11-02 09:00", deadline="12-30")
    office.act(office.officer, assignment, "acknowledge", "11-02 09:30")
    for at in ("11-03 08:30", "11-04 08:30", "11-05 08:30"):
        office.run(at)
    assert not Message.objects.exists()


def test_after_ten_days_of_downtime_the_missed_ones_come_once_merged(office: Office) -> None:
    assignment = office.issue(at="11-09 09:00", deadline="11-20")
    office.run("11-09 09:01")
    office.act(office.officer, assignment, "acknowledge", "11-09 10:00")
    composed = office.run("11-30 09:15")  # -7, -3, -1, 0, five days of overdue were missed
    assert office.told(office.officer) == [("issued", "queued"), ("overdue", "queued")]
    assert composed.messages == 3  # officer's digest; head and leader, told upwards
    assert office.told(office.head) == [("escalate-1", "queued")]
    assert office.told(office.leader) == [("escalate-3", "queued")]
    assert office.run("11-30 09:16").messages == 0


def test_the_ladder_goes_up_once_a_step(office: Office) -> None:
    assignment = office.issue(at="11-02 09:00", deadline="11-20")
    office.act(office.officer, assignment, "acknowledge", "11-02 10:00")
    start = dt.datetime(2026, 11, 20, 12)
    for number in range(14 * 4):
        office.run((start + dt.timedelta(hours=6 * number)).strftime("%m-%d %H:%M"))
    when = {
        row.rule.code: row.due_at
        for row in Reminder.objects.filter(rule__trigger="escalation").select_related("rule")
    }
    assert when == {
        "escalate-1": moment("11-23 08:30"),
        "escalate-3": moment("11-25 08:30"),
        "escalate-7": moment("12-01 08:30"),
    }
    assert office.told(office.supervisor) == [("escalate-7", "queued")]
    overdue = Reminder.objects.filter(rule__code="overdue", recipient=office.officer)
    assert overdue.count() == 9  # working days from 23 November to 3 December


def test_supporters_are_reminded_once_at_three_days(office: Office) -> None:
    office.issue(at="11-02 09:00", deadline="11-20", support=True)
    share = Assignment.objects.get(role="support")
    office.run("11-02 09:01")
    office.act(office.helper, share, "acknowledge", "11-02 10:00")
    for number in range(3, 31):
        office.run(f"11-{number:02d} 09:00")
    assert office.told(office.helper) == [("issued", "queued"), ("due-3", "queued")]


def test_an_extension_is_told_and_brings_reminders_of_the_new_deadline_only(office: Office) -> None:
    assignment = office.issue(at="11-02 09:00", deadline="11-20")
    office.run("11-02 09:01")
    office.act(office.officer, assignment, "acknowledge", "11-02 10:00")
    office.run("11-17 08:30")
    request = request_extension(
        user=office.officer,
        assignment=assignment,
        new_deadline=day("12-04"),
        reason="汛期延长",
        at=moment("11-18 09:00"),
    )
    decide_extension(user=office.supervisor, request=request, grant=True, at=moment("11-18 10:00"))
    office.run("11-18 10:01")
    assert (
        "2026-12-04" in Message.objects.latest("pk").text
        and "2026-11-20" in Message.objects.latest("pk").text
    )
    for number in range(19, 31):
        office.run(f"11-{number} 09:00")
    office.run("12-01 09:00")
    codes = [code for code, _outcome in office.told(office.officer)]
    assert codes == ["issued", "due-3", "extension", "due-7", "due-3"]
    assert not Reminder.objects.filter(rule__code="overdue").exists()


def test_each_return_is_told_at_once_with_its_reason(office: Office) -> None:
    assignment = office.issue(at="11-02 09:00", deadline="12-30")
    office.run("11-02 09:01")
    assignment = office.act(office.officer, assignment, "acknowledge", "11-02 10:00")
    for at, reason in (("11-03", "缺少佐证材料"), ("11-05", "数字与台账不符")):
        assignment = office.act(office.officer, assignment, "submit", f"{at} 09:00")
        assignment = office.act(office.supervisor, assignment, "return", f"{at} 10:00", reason)
        office.run(f"{at} 10:01")
        office.run(f"{at} 10:02")
        assert reason in Message.objects.latest("pk").text
    # Suspending and resuming is not another return.
    assignment = office.act(office.supervisor, assignment, "suspend", "11-05 11:00", "等待上级")
    office.act(office.supervisor, assignment, "resume", "11-05 12:00")
    office.run("11-05 12:01")
    assert [code for code, _ in office.told(office.officer)] == ["issued", "returned", "returned"]


def test_reopening_is_told_like_a_return(office: Office) -> None:
    assignment = office.issue(at="11-02 09:00", deadline="12-30")
    for who, action, at, reason in (
        (office.officer, "acknowledge", "11-02 10:00", ""),
        (office.officer, "submit", "11-03 10:00", ""),
        (office.supervisor, "approve", "11-03 11:00", ""),
        (office.supervisor, "reopen", "11-09 11:00", "回头看发现反弹"),
    ):
        assignment = office.act(who, assignment, action, at, reason)
    office.run("11-09 11:01")
    assert "回头看发现反弹" in Message.objects.get().text


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([("supervisor", "suspend", "等待上级")], "suspended"),
        ([("supervisor", "cancel", "重复")], "called_off"),
        ([("officer", "acknowledge", ""), ("officer", "submit", "")], "submitted"),
        (
            [("officer", "acknowledge", ""), ("officer", "submit", ""), ("supervisor", "approve", "")],
            "closed",
        ),
    ],
)
def test_what_was_planned_is_called_off_when_the_work_has_moved_on(
    office: Office, steps: list[tuple[str, str, str]], reason: str
) -> None:
    assignment = office.issue(at="11-02 22:00", deadline="11-20")
    office.run("11-02 22:01")  # quiet hours: planned, not written
    assert office.told() == [("issued", "planned")]
    for number, (who, action, why) in enumerate(steps):
        assignment = office.act(getattr(office, who), assignment, action, f"11-02 22:1{number}", why)
    assert office.run("11-03 07:00").cancelled == 1
    assert Reminder.objects.get().reason == reason
    assert not Message.objects.exists()


def test_what_was_called_off_for_a_suspension_is_told_after_it(office: Office) -> None:
    assignment = office.issue(at="11-02 22:00", deadline="11-20")
    office.run("11-02 22:01")
    assignment = office.act(office.supervisor, assignment, "suspend", "11-02 22:30", "等待上级")
    office.run("11-03 07:00")
    office.act(office.supervisor, assignment, "resume", "11-03 09:00")
    office.run("11-03 09:01")
    assert ("issued", "queued") in office.told(office.officer)


def test_quiet_hours_delay_and_do_not_drop(office: Office) -> None:
    office.issue(at="11-02 21:30", deadline="12-20")
    for at in ("11-02 21:31", "11-03 06:59"):
        office.run(at)
        assert not Message.objects.exists()
    office.run("11-03 07:00")
    assert office.told() == [("issued", "queued")]


def test_after_a_hand_over_the_new_handler_is_told_and_the_old_one_not(office: Office) -> None:
    second = person("second", "officer", office.unit)
    assignment = office.issue(at="11-02 22:00", deadline="12-20")
    set_handler(user=office.head, assignment=assignment, handler=office.officer, at=moment("11-02 22:01"))
    office.run("11-02 22:02")
    set_handler(user=office.head, assignment=assignment, handler=second, at=moment("11-02 22:03"))
    office.run("11-03 07:00")
    office.run("11-03 07:01")
    assert office.told(office.officer) == [("issued", "cancelled")]
    assert office.told(second) == [("issued", "queued")]
    assert Reminder.objects.get(recipient=office.officer).reason == "not_theirs"


def test_somebody_inactive_gets_nothing_and_the_others_of_the_unit_do(office: Office) -> None:
    second = person("second", "officer", office.unit)
    assignment = office.issue(at="11-02 10:00", deadline="11-20")
    set_handler(user=office.head, assignment=assignment, handler=second, at=moment("11-02 10:00"))
    User.objects.filter(pk=second.pk).update(is_active=False)
    office.run("11-02 10:01")
    assert office.told(second) == []
    assert office.told(office.officer) == [("issued", "queued")]


def test_without_a_mailbox_it_is_shown_and_sent_as_soon_as_there_is_one(office: Office) -> None:
    User.objects.filter(pk=office.officer.pk).update(email="")
    office.issue(at="11-02 10:00", deadline="11-20")
    office.run("11-02 10:01")
    reminder = Reminder.objects.failed().get()
    assert (reminder.outcome, reminder.reason) == ("undeliverable", "no_mailbox")
    with pytest.raises(Conflict):
        services.resend(user=office.supervisor, reminder=reminder, at=moment("11-02 10:02"))
    User.objects.filter(pk=office.officer.pk).update(email="new@county.example")
    office.run("11-02 10:03")
    assert Message.objects.get().address == "new@county.example"


def test_a_unit_without_people_is_on_record_as_reaching_nobody(office: Office) -> None:
    User.objects.filter(unit=office.unit).update(is_active=False)
    office.issue(at="11-02 10:00", deadline="11-20")
    office.run("11-02 10:01")
    office.run("11-02 10:02")
    assert [(row.recipient, row.reason) for row in Reminder.objects.all()] == [(None, "nobody")]
    User.objects.filter(pk=office.head.pk).update(is_active=True)
    office.run("11-02 10:03")
    assert office.told(office.head) == [("issued", "queued")]


def test_a_rule_that_is_switched_off_is_silent_also_for_what_was_planned(office: Office) -> None:
    office.issue(at="11-02 22:00", deadline="11-20")
    office.run("11-02 22:01")
    rule = ReminderRule.objects.get(code="issued")
    services.change_rule(user=office.supervisor, rule=rule, at=moment("11-02 22:02"), enabled=False)
    office.run("11-03 07:00")
    assert (Reminder.objects.get().state, Reminder.objects.get().reason) == ("cancelled", "rule_off")


def test_rules_are_changed_by_supervisors_and_count_their_versions(office: Office) -> None:
    rule = ReminderRule.objects.get(code="due-7")
    with pytest.raises(NotAllowed):
        services.change_rule(user=office.head, rule=rule, at=moment("11-02 09:00"), offset=-5)
    with pytest.raises(Invalid):
        services.change_rule(user=office.supervisor, rule=rule, at=moment("11-02 09:00"), offset=5)
    rule = services.change_rule(user=office.supervisor, rule=rule, at=moment("11-02 09:00"), offset=-5)
    assert (rule.offset, rule.version) == (-5, 2)
    with translation.override("en"):
        assert rule.label == "5 working days before the deadline"
    assignment = office.issue(at="11-02 09:00", deadline="11-20")
    office.act(office.officer, assignment, "acknowledge", "11-02 10:00")
    office.run("11-13 09:00")
    assert Reminder.objects.get().rule_version == 2


def test_an_error_with_one_persons_mail_does_not_keep_the_others(office: Office, monkeypatch: Any) -> None:
    from tasks_app.reminders.services import composing

    office.issue(at="11-02 10:00", deadline="11-20", support=True)
    write = composing.write

    def broken(*, user: User, **more: Any) -> Any:
        if user == office.officer:
            raise RuntimeError("a template that fails for this person")
        return write(user=user, **more)

    monkeypatch.setattr(composing, "write", broken)
    result = office.run("11-02 10:01")
    assert (result.errors, result.messages) == (1, 1)
    assert office.told(office.officer) == [("issued", "planned")]
    monkeypatch.setattr(composing, "write", write)
    office.run("11-02 10:02")
    assert office.told(office.officer) == [("issued", "queued")]


def test_who_was_told_shows_person_rule_time_answer_and_acknowledgement(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    assignment = office.issue(at="11-02 10:00", deadline="11-20", support=True)
    office.run("11-02 10:01")
    send_due(at=moment("11-02 10:02"))
    office.act(office.officer, assignment, "acknowledge", "11-02 11:00")
    item = assignment.item
    with django_assert_max_num_queries(2):
        rows = list(Reminder.objects.for_item(item))
        shown = {
            (row.recipient.username, row.rule.code, row.outcome, row.attempts, bool(row.acknowledged_at), row.explanation[:10])
            for row in rows
            if row.recipient and [each.ok for each in row.message.deliveries.all()] == [True]
        }  # fmt: skip
    assert shown == {
        ("officer", "issued", "sent", 1, True, "written to"),
        ("helper", "issued", "sent", 1, False, "written to"),
    }


def test_reminders_are_seen_by_those_who_see_the_assignment(office: Office) -> None:
    outsider = person("outsider", "outsider")
    office.issue(at="11-02 10:00", deadline="11-20")
    office.run("11-02 10:01")
    seen = {
        who.username: Reminder.objects.visible_to(who).count()
        for who in (office.supervisor, office.leader, office.head, office.officer, office.helper, outsider)
    }
    assert seen == {"supervisor": 1, "leader": 1, "head": 1, "officer": 1, "helper": 0, "outsider": 0}


def test_a_supervisor_sends_again_with_the_same_message_id(office: Office) -> None:
    office.issue(at="11-02 10:00", deadline="11-20")
    office.run("11-02 10:01")
    reminder = Reminder.objects.get()
    with pytest.raises(Conflict):
        services.resend(user=office.supervisor, reminder=reminder, at=moment("11-02 10:02"))
    send_due(at=moment("11-02 10:02"))
    before = Message.objects.get().message_id
    with pytest.raises(NotAllowed):
        services.resend(user=office.officer, reminder=reminder, at=moment("11-02 10:03"))
    services.resend(user=office.supervisor, reminder=reminder, at=moment("11-02 10:03"))
    send_due(at=moment("11-02 10:04"))
    message = Message.objects.get()
    assert (message.message_id, message.deliveries.count()) == (before, 2)


@pytest.mark.parametrize("audience", ["workers", "heads", "leaders", "supervisors"])
def test_the_directory_gives_the_answers_of_the_querysets(office: Office, audience: str) -> None:
    person("third", "officer", office.unit)
    person("gone", "officer", office.unit, is_active=False)
    person("second-supervisor", "supervisor")
    assignment = office.issue(at="11-02 10:00", deadline="11-20")
    expected = {
        "workers": User.objects.workers_of(office.unit),
        "heads": User.objects.heads_of(office.unit),
        "leaders": User.objects.leaders_of(office.unit),
        "supervisors": User.objects.supervisors(),
    }[audience]
    assert set(Directory().audience(audience, assignment)) == set(expected) != set()


def test_a_run_that_finds_nothing_new_looks_at_no_assignment(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        office.issue(at="11-02 09:00", deadline=f"11-{10 + number % 20}", title=f"任务 {number}")
    office.run("11-16 09:00")
    rules = ReminderRule.objects.enabled().count()
    # One question a rule; the rules, the calendar, new mailboxes, what reached nobody; the heartbeat in its savepoint.
    with django_assert_max_num_queries(rules + 4 + 4):
        services.plan(at=moment("11-16 09:01"))
    assert Heartbeat.objects.get(name="planner").detail == "0 new"
