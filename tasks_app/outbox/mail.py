"""From a row of the outbox to a mail that any server and any client understands."""

import hashlib
import uuid
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from tasks_app.outbox.models import Message


def mail_domain() -> str:
    """The host name in Message-ID, List-Id and thread names: that of the sender's address, else of SITE_URL."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or urlsplit(settings.SITE_URL).hostname or "localhost"


def new_message_id() -> str:
    """A Message-ID for a new message. It is stored with the row, so that a repeat after a crash carries the same one."""
    return f"<{uuid.uuid4().hex}@{mail_domain()}>"


def thread_id(name: str) -> str:
    """The Message-ID of an imaginary first mail of a thread (`item-7`): every mail that refers to it is shown together.

    The installation's address is part of it, so that item 7 of the test system and item 7 of the office stay apart.
    """
    installation = hashlib.sha256(settings.SITE_URL.encode()).hexdigest()[:8]
    return f"<{name}.{installation}@{mail_domain()}>"


def build(message: Message, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail for a message: text, HTML beside it, and headers that keep machines from answering.

    Auto-Submitted (RFC 3834) and X-Auto-Response-Suppress stop out-of-office replies, List-Id (RFC 2919) lets people
    filter, Precedence is what older servers look at. `message.headers` may add to or replace any of them.
    """
    headers: dict[str, Any] = {
        "Message-ID": message.message_id,
        "Date": _date(message),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "bulk",
        "List-Id": f"Duban <duban.{mail_domain()}>",
        **message.headers,
    }
    # formataddr encodes a Chinese name by itself (RFC 2047) and quotes one with a comma in it.
    mail = EmailMultiAlternatives(
        subject=_encoded_subject(message.subject),
        body=message.text,
        to=[formataddr((message.recipient_name, message.address))],
        headers=headers,
        connection=connection,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail


def _encoded_subject(subject: str) -> str:
    """The subject as encoded words (RFC 2047), the first short enough for the line that begins with `Subject:`.

    Left to itself, the library puts the whole of a long Chinese subject on continuation lines, after an empty first one,
    which some mail gateways show as a mail without a subject.
    """
    line = " ".join(subject.split())
    if line.isascii():
        return line
    return Header(line, "utf-8", header_name="Subject", maxlinelen=75).encode().replace("\n ", " ")


def _date(message: Message) -> str:
    """When the message was written, which is not when the server was reached again: a repeat looks the same."""
    return format_datetime(timezone.localtime(message.created_at))
