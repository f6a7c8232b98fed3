"""The only writers of messages: enqueue in the caller's transaction; claim, send, then mark (DESIGN §4).

A message is handed over at least once. It can be handed over twice only when a sender dies between the server's answer
and its own mark; the repeat has the same Message-ID. No network access happens inside a transaction.
"""

import datetime as dt
import logging
import os
import secrets
import smtplib
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tasks_app.core.errors import Conflict
from tasks_app.core.services import beat
from tasks_app.outbox.mail import build, new_message_id
from tasks_app.outbox.models import DeliveryAttempt, Message
from tasks_app.outbox.querysets import CLAIM_HOLDS

logger = logging.getLogger(__name__)

# After the first, second, … failure, in minutes.
BACKOFF_MINUTES = (1, 5, 15, 60, 240)
MAX_ATTEMPTS = len(BACKOFF_MINUTES) + 1
# One run ends after so many seconds, well inside the broker's visibility timeout; the next run goes on.
RUN_SECONDS = 90.0
# The sender is expected to run every 30 seconds (settings.CELERY_BEAT_SCHEDULE).
SENDER_SILENCE = 300
# After so many attempts in a row that did not even reach the server, a run gives the server a rest.
UNREACHABLE_IN_A_ROW = 3
BATCH = 100


def enqueue(
    *,
    key: str,
    address: str,
    subject: str,
    text: str,
    at: dt.datetime,
    html: str = "",
    recipient_id: int | None = None,
    recipient_name: str = "",
    headers: Mapping[str, str] | None = None,
    not_before: dt.datetime | None = None,
) -> Message:
    """Put a message into the outbox, inside the caller's transaction. The same key again: the row that is there.

    key: what the message is, in at most 120 characters (`digest:7:2026-11-24`); decides sameness.
    not_before: the earliest moment to send; `at` when None.
    """
    earliest = not_before or at
    message, _created = Message.objects.get_or_create(
        key=key,
        defaults={
            "address": address,
            "recipient_id": recipient_id,
            "recipient_name": recipient_name[:80],
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
            "message_id": new_message_id(),
            "created_at": at,
            "not_before": earliest,
            "next_attempt_at": earliest,
        },
    )
    return message


@dataclass(frozen=True)
class Verdict:
    """What an attempt came to. `permanent`: trying again is useless. `unreachable`: not this message's fault."""

    ok: bool
    answer: str
    permanent: bool = False
    unreachable: bool = False


@dataclass
class Sent:
    """What one run did, in numbers of messages."""

    sent: int = 0
    retried: int = 0
    failed: int = 0


def send_due(*, at: dt.datetime, limit: int | None = None) -> Sent:
    """Send what is due at `at`. Any number of senders may run at once.

    limit: at most so many messages; None means all, for at most RUN_SECONDS.
    What goes wrong with one message is recorded on it and does not keep the others. Only when the server cannot be
    reached several times in a row, the rest stays queued, with its attempts unspent, for the next run.
    """
    clock = _running_clock(at)
    sender = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    result = Sent()
    _give_up_on_the_lost(at)
    connection = get_connection()
    unreachable = handled = 0
    started = time.monotonic()
    try:
        while unreachable < UNREACHABLE_IN_A_ROW and time.monotonic() - started < RUN_SECONDS:
            batch = BATCH if limit is None else min(BATCH, limit - handled)
            due = list(Message.objects.due(clock()).values_list("pk", flat=True)[:batch]) if batch > 0 else []
            if not due:
                break
            for pk in due:
                message = _claim(pk, clock(), sender)
                if message is None:
                    continue  # another sender was quicker
                handled += 1
                verdict = _hand_over(connection, message)
                _mark(message, verdict, clock(), sender, result)
                unreachable = unreachable + 1 if verdict.unreachable else 0
                if unreachable >= UNREACHABLE_IN_A_ROW or time.monotonic() - started >= RUN_SECONDS:
                    break
    finally:
        _close(connection)
    beat(
        name="sender",
        at=clock(),
        interval=SENDER_SILENCE,
        detail=f"{result.sent} sent, {result.failed} failed",
    )
    return result


def _running_clock(at: dt.datetime) -> Callable[[], dt.datetime]:
    """`at`, moving on as time passes, so that the claims of a long run do not look like those of a dead sender."""
    started = time.monotonic()
    return lambda: at + dt.timedelta(seconds=time.monotonic() - started)


def _claim(pk: int, at: dt.datetime, sender: str) -> Message | None:
    """Take the message by one conditional update; None when somebody else has it."""
    taken = (
        Message.objects.due(at)
        .order_by()
        .filter(pk=pk)
        .update(state=Message.State.SENDING, claimed_at=at, claimed_by=sender, attempts=F("attempts") + 1)
    )
    return Message.objects.get(pk=pk) if taken else None


def _hand_over(connection: BaseEmailBackend, message: Message) -> Verdict:
    """One attempt. Never raises: whatever happens becomes the verdict on this message."""
    connection.last_answer = ""  # type: ignore[attr-defined]
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        return Verdict(False, _words(error), unreachable=True)
    try:
        connection.send_messages([build(message, connection)])
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        return Verdict(False, _words(error), permanent=_is_permanent(error), unreachable=_is_broken(error))
    except ValueError as error:  # an address or a header that no server would take
        _close(connection)
        return Verdict(False, _words(error), permanent=True)
    except Exception as error:  # recorded, logged and tried again; the other messages must go out
        logger.exception("message %s could not be sent", message.pk)
        _close(connection)
        return Verdict(False, _words(error))
    return Verdict(True, getattr(connection, "last_answer", "") or "accepted")


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        logger.info("closing the mail connection: %s", error)


def _codes(error: BaseException) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _text in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []


def _is_permanent(error: BaseException) -> bool:
    """5xx: the server will never take this message (RFC 5321 §4.2.1). 4xx and a broken network: later, perhaps."""
    codes = _codes(error)
    return bool(codes) and all(500 <= code < 600 for code in codes)


def _is_broken(error: BaseException) -> bool:
    """The connection failed rather than the message: no answer at all, or 421 'closing'."""
    codes = _codes(error)
    return not codes or 421 in codes


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        parts = [f"{code} {_text(text)}" for code, text in error.recipients.values()]
        return "; ".join(parts)[:300]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"[:300]
    return f"{type(error).__name__}: {error}"[:300]


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


@transaction.atomic
def _mark(message: Message, verdict: Verdict, at: dt.datetime, sender: str, result: Sent) -> None:
    """Record the attempt, and what follows from it unless another sender has taken the message over meanwhile."""
    answer = verdict.answer[:300]
    DeliveryAttempt.objects.create(message=message, at=at, ok=verdict.ok, response=answer)
    changes: dict[str, Any] = {"response": answer, "claimed_at": None, "claimed_by": ""}
    if verdict.ok:
        changes.update(state=Message.State.SENT, sent_at=at)
        result.sent += 1
    elif verdict.permanent or message.attempts >= MAX_ATTEMPTS:
        changes.update(state=Message.State.FAILED)
        result.failed += 1
        logger.warning("message %s to %s failed for good: %s", message.pk, message.address, answer)
    else:
        wait = dt.timedelta(minutes=BACKOFF_MINUTES[min(message.attempts, MAX_ATTEMPTS - 1) - 1])
        changes.update(state=Message.State.QUEUED, next_attempt_at=at + wait)
        result.retried += 1
    mine = Message.objects.filter(pk=message.pk, state=Message.State.SENDING)
    if not verdict.ok:
        mine = mine.filter(claimed_by=sender)  # a success counts whoever holds the claim now
    mine.update(**changes)


def _give_up_on_the_lost(at: dt.datetime) -> None:
    """A message whose senders died at every attempt is failed, visibly, instead of killing the next one."""
    Message.objects.filter(
        state=Message.State.SENDING, claimed_at__lt=at - CLAIM_HOLDS, attempts__gte=MAX_ATTEMPTS
    ).update(
        state=Message.State.FAILED,
        claimed_at=None,
        response=f"no answer: the sender ended during each of {MAX_ATTEMPTS} attempts",
    )


def resend(*, message: Message, at: dt.datetime) -> Message:
    """Queue a failed or sent message once more, with a fresh set of attempts and the same Message-ID.

    The caller has checked access. Raises Conflict while it still waits or when it was cancelled.
    """
    changed = Message.objects.filter(
        pk=message.pk, state__in=[Message.State.FAILED, Message.State.SENT]
    ).update(state=Message.State.QUEUED, attempts=0, next_attempt_at=at, claimed_at=None, claimed_by="")
    if not changed:
        raise Conflict(
            "outbox.not_resendable", _("This message is still waiting to be sent, or was called off.")
        )
    message.refresh_from_db()
    return message


def cancel(*, message: Message, why: str = "") -> bool:
    """Call off a message that nobody has begun to send. Returns whether it was still possible."""
    changed = Message.objects.filter(pk=message.pk, state=Message.State.QUEUED).update(
        state=Message.State.CANCELLED, response=why[:300]
    )
    return bool(changed)
