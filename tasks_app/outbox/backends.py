"""Ways to hand a mail over. Each leaves the receiver's last answer in `last_answer`, which the outbox keeps as proof."""

import os
import re
import secrets
import smtplib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as DjangoSmtpBackend
from django.utils import timezone


class EmlFileBackend(BaseEmailBackend):
    """Writes each mail as a file `20261124-083000.123456-zhang.san-1a2b3c.eml` into settings.OUTBOX_DIR.

    For the demo and for trying things out: any mail client opens the files. A file appears complete or not at all.
    """

    last_answer = ""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            self.last_answer = f"written to {self._write(folder, mail)}"
        return len(email_messages)

    def _write(self, folder: Path, mail: EmailMessage) -> str:
        moment = f"{timezone.localtime():%Y%m%d-%H%M%S.%f}"
        first = mail.recipients()[0] if mail.recipients() else "nobody"
        local = first.rpartition("<")[2].partition("@")[0]
        recipient = re.sub(r"[^A-Za-z0-9._-]+", "_", local).strip("._")[:40] or "mail"
        name = f"{moment}-{recipient}-{secrets.token_hex(3)}.eml"
        hidden = folder / f".{name}.part"
        with hidden.open("wb") as file:
            file.write(mail.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(folder / name)
        return name


def _remembering(base: type[smtplib.SMTP], backend: "SmtpBackend") -> type[smtplib.SMTP]:
    """`base`, with the answer to DATA passed on to `backend`: smtplib itself throws it away when it is good."""

    class Remembering(base):  # type: ignore[misc, valid-type]
        def data(self, msg: Any) -> tuple[int, bytes]:
            code, text = super().data(msg)
            backend.last_answer = f"{code} {text.decode('utf-8', 'replace')}"
            return code, text

    return Remembering


class SmtpBackend(DjangoSmtpBackend):
    """Django's SMTP backend that also remembers the server's answer, with its queue number where it gives one."""

    last_answer = ""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _remembering(smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP, self)
