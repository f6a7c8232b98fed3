"""Claim, send, mark: against a real SMTP server that accepts, refuses, hangs up and is not there."""

import datetime as dt
import email
import email.policy
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections, transaction

from tasks_app.core.errors import Conflict
from tasks_app.core.models import Heartbeat
from tasks_app.outbox import services
from tasks_app.outbox.models import DeliveryAttempt, Message
from tasks_app.outbox.services import cancel, enqueue, resend, send_due
from tests.outbox.smtp_stub import Manners, dead_port, smtp_server

AT = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def put(key: str = "k", address: str = "zhang@county.example", **more: Any) -> Message:
    values: dict[str, Any] = {
        "subject": "【督办】新交办：推进农村人居环境整治",
        "text": "张三：\n请签收。\n",
        "html": "<p>张三：请签收。</p>",
        "recipient_name": "张三",
    }
    return enqueue(key=key, address=address, at=AT, **{**values, **more})


@pytest.fixture
def manners(settings: Any) -> Iterator[Manners]:
    manners = Manners()
    with smtp_server(manners) as port:
        settings.EMAIL_BACKEND = "tasks_app.outbox.backends.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.DEFAULT_FROM_EMAIL = "督办 <duban@county.example>"
        yield manners


@pytest.mark.django_db
def test_the_same_key_is_the_same_message() -> None:
    first, second = put(), put(text="anders")
    assert first == second and Message.objects.count() == 1 and second.text == "张三：\n请签收。\n"


@pytest.mark.django_db(transaction=True)
def test_what_is_enqueued_in_a_transaction_that_fails_is_never_sent() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put()
        raise RuntimeError
    assert send_due(at=AT).sent == 0


@pytest.mark.django_db
def test_it_is_handed_over_once_and_the_servers_answer_is_kept(manners: Manners) -> None:
    for number in range(3):
        put(f"k{number}")
    assert send_due(at=AT).sent == 3
    assert send_due(at=AT + MINUTE).sent == 0
    assert len(manners.received) == 3 and manners.connections == 1  # one connection for the run
    message = Message.objects.first()
    assert message is not None
    assert (message.state, message.attempts, message.response) == ("sent", 1, "250 2.0.0 Ok: queued as 4F1A")
    assert [(each.ok, each.response) for each in message.deliveries.all()] == [(True, message.response)]
    assert Heartbeat.objects.get(name="sender").detail == "0 sent, 0 failed"


@pytest.mark.django_db
def test_the_mail_is_right_in_chinese_and_keeps_machines_from_answering(manners: Manners) -> None:
    message = put(headers={"References": "<item-7@county.example>"}, address="zhang.san@county.example")
    send_due(at=AT)
    received = email.message_from_bytes(manners.received[0], policy=email.policy.default)
    assert received["Subject"] == "【督办】新交办：推进农村人居环境整治"
    assert received["From"].addresses[0].display_name == "督办"
    assert received["To"].addresses[0].display_name == "张三"
    assert (
        received["Message-ID"] == message.message_id and received["References"] == "<item-7@county.example>"
    )
    assert received["Auto-Submitted"] == "auto-generated" and received["Precedence"] == "bulk"
    assert received["List-Id"].endswith("<duban.county.example>")
    assert received["Date"].datetime == AT
    plain, html = received.get_body(("plain",)), received.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().split() == ["张三：", "请签收。"] and "请签收" in html.get_content()
    assert all(len(line) <= 998 for line in manners.received[0].splitlines())
    head = manners.received[0].partition(b"\r\n\r\n")[0]
    assert b"Subject: =?utf-8?" in head and all(
        len(line) <= 78 and line.isascii() for line in head.splitlines()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "state", "answer"),
    [
        ({"rcpt": {"zhang@county.example": "550 5.1.1 no such user"}}, "failed", "550 5.1.1 no such user"),
        ({"rcpt": {"zhang@county.example": "451 4.3.0 later"}}, "queued", "451 4.3.0 later"),
        ({"data": "554 5.7.1 refused"}, "failed", "554 5.7.1 refused"),
        ({"data": "452 4.2.2 mailbox full"}, "queued", "452 4.2.2 mailbox full"),
        ({"data": None}, "queued", "SMTPServerDisconnected"),
        ({"after_data": True}, "queued", "SMTPServerDisconnected"),
        ({"greeting": "421 4.7.0 busy"}, "queued", "421 4.7.0 busy"),
        ({"greeting": "554 5.7.1 not you"}, "queued", "554 5.7.1 not you"),
        ({"greeting": None}, "queued", "SMTPServerDisconnected"),
    ],
)
def test_refusals_for_good_fail_at_once_and_all_others_are_tried_again(
    manners: Manners, change: dict[str, Any], state: str, answer: str
) -> None:
    put()
    for name, value in change.items():
        setattr(manners, name, value)
    send_due(at=AT)
    message = Message.objects.get()
    assert (message.state, message.attempts) == (state, 1)
    assert message.response.startswith(answer)
    assert [(each.ok, each.response) for each in message.deliveries.all()] == [(False, message.response)]
    # The server comes to its senses.
    manners.greeting, manners.rcpt, manners.data, manners.after_data = "220 stub", {}, "250 ok", False
    send_due(at=AT + 2 * MINUTE)
    message.refresh_from_db()
    assert message.state == ("failed" if state == "failed" else "sent")


@pytest.mark.django_db
def test_one_persons_refusal_does_not_keep_the_others(manners: Manners) -> None:
    manners.rcpt = {"bad@county.example": "550 no", "later@county.example": "451 later"}
    names = ("bad", "later", "good", "fine")
    for name in names:
        put(name, address=f"{name}@county.example")
    put("broken", address="two\nlines@county.example")
    put("odd", subject="x", headers={"X-Odd": "a\nb"})
    send_due(at=AT)
    assert dict(Message.objects.values_list("key", "state")) == {
        "bad": "failed", "later": "queued", "good": "sent", "fine": "sent", "broken": "failed", "odd": "failed",
    }  # fmt: skip


@pytest.mark.django_db
def test_backoff_grows_and_ends_visibly(manners: Manners) -> None:
    manners.data = "451 not now"
    put()
    at, waits = AT, []
    for _attempt in range(6):
        send_due(at=at)
        message = Message.objects.get()
        if message.state == "queued":
            waits.append(round((message.next_attempt_at - at).total_seconds() / 60))
            assert send_due(at=message.next_attempt_at - 2 * MINUTE / 60) == services.Sent()
            at = message.next_attempt_at
    assert waits == [1, 5, 15, 60, 240]
    assert (message.state, message.attempts, DeliveryAttempt.objects.count()) == ("failed", 6, 6)
    assert list(Message.objects.failed()) == [message]
    manners.data = "250 ok"
    resend(message=message, at=at)
    send_due(at=at)
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db
def test_while_the_server_is_away_the_rest_keeps_its_attempts(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tasks_app.outbox.backends.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", dead_port()
    for number in range(10):
        put(f"k{number}")
    result = send_due(at=AT)
    assert result.retried == services.UNREACHABLE_IN_A_ROW
    assert Message.objects.filter(attempts=0).count() == 10 - services.UNREACHABLE_IN_A_ROW
    assert "ConnectionRefused" in Message.objects.filter(attempts=1)[0].response


@pytest.mark.django_db
def test_the_message_of_a_sender_that_died_is_taken_over_after_five_minutes(manners: Manners) -> None:
    message = put()
    Message.objects.update(state="sending", claimed_at=AT, claimed_by="dead", attempts=1)
    assert send_due(at=AT + 4 * MINUTE).sent == 0
    assert send_due(at=AT + 6 * MINUTE).sent == 1
    received = email.message_from_bytes(manners.received[0], policy=email.policy.default)
    assert received["Message-ID"] == message.message_id
    # One that has killed six senders is failed instead.
    put("poison")
    Message.objects.filter(key="poison").update(state="sending", claimed_at=AT, attempts=6)
    send_due(at=AT + 6 * MINUTE)
    assert Message.objects.get(key="poison").state == "failed"


@pytest.mark.django_db
def test_not_before_its_time_and_not_after_it_was_called_off(manners: Manners) -> None:
    put("later", not_before=AT + MINUTE)
    off = put("off")
    assert cancel(message=off, why="closed") and not cancel(message=off)
    assert send_due(at=AT).sent == 0
    with pytest.raises(Conflict):
        resend(message=off, at=AT)
    assert send_due(at=AT + MINUTE).sent == 1
    assert Message.objects.get(key="off").state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_message_once(manners: Manners) -> None:
    for number in range(40):
        put(f"k{number}", address=f"p{number}@county.example")
    errors: list[BaseException] = []

    def run() -> None:
        try:
            send_due(at=AT)
        except BaseException as error:  # noqa: BLE001 - given to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(manners.received) == 40 == Message.objects.filter(state="sent", attempts=1).count()
    ids = {email.message_from_bytes(each)["Message-ID"] for each in manners.received}
    assert len(ids) == 40


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(monkeypatch: Any) -> None:
    put()
    inside: list[bool] = []
    monkeypatch.setattr(
        mail.EmailMessage,
        "message",
        lambda self: inside.append(connection.in_atomic_block) or email.message.Message(),
    )
    send_due(at=AT)
    assert inside == [False]


@pytest.mark.django_db
def test_the_demo_writes_whole_files_with_time_and_recipient_in_the_name(
    settings: Any, tmp_path: Path
) -> None:
    settings.OUTBOX_DIR = tmp_path / "new" / "outbox"
    settings.EMAIL_BACKEND = "tasks_app.outbox.backends.EmlFileBackend"
    put("a", address="zhang.san@county.example")
    put("b", address="../../evil@county.example")
    send_due(at=AT)
    names = sorted(path.name for path in settings.OUTBOX_DIR.iterdir())
    assert len(names) == 2 and all(name.endswith(".eml") and "/" not in name for name in names)
    assert any("-zhang.san-" in name for name in names)
    message = Message.objects.get(key="a")
    content = (settings.OUTBOX_DIR / message.response.removeprefix("written to ")).read_bytes()
    assert email.message_from_bytes(content)["Message-ID"] == message.message_id


@pytest.mark.django_db
def test_messages_are_seen_by_their_recipient_only(django_user_model: Any) -> None:
    mine = django_user_model.objects.create_user(username="a", role="officer")
    boss = django_user_model.objects.create_user(username="b", role="supervisor")
    put(recipient_id=mine.pk)
    assert Message.objects.visible_to(mine).count() == 1
    assert Message.objects.visible_to(boss).count() == 0  # it holds links that act as its recipient
