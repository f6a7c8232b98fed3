"""Whether the background processes live and what waits for them: for /healthz, /metrics and the banner (dead-man's switch)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from tasks_app.core.models import Heartbeat
from tasks_app.outbox.models import Message
from tasks_app.reminders.models import Reminder

# In the order in which work passes through them.
PROCESSES = {
    "beat": _("clock of the reminders"),
    "worker": _("background worker"),
    "planner": _("planner of reminders"),
    "sender": _("mail dispatch"),
}


@dataclass(frozen=True)
class Beat:
    """The last sign of life of a process. last_at None: never seen, which on a fresh installation is no fault."""

    name: str
    last_at: dt.datetime | None
    late: bool

    @property
    def label(self) -> str:
        return str(PROCESSES.get(self.name, self.name))


@dataclass(frozen=True)
class Status:
    """waiting: messages not handed over yet, `overdue_messages` of them due for over ten minutes. failed: given up.

    undeliverable: reminders that have nobody with a mailbox.
    """

    at: dt.datetime
    beats: tuple[Beat, ...]
    waiting: int
    overdue_messages: int
    oldest_waiting_at: dt.datetime | None
    failed: int
    undeliverable: int

    @property
    def late(self) -> tuple[Beat, ...]:
        """Processes that ran once and have been silent for too long: the banner on every page."""
        return tuple(beat for beat in self.beats if beat.late)

    @property
    def never_seen(self) -> tuple[Beat, ...]:
        return tuple(beat for beat in self.beats if beat.last_at is None)

    @property
    def ok(self) -> bool:
        """Every process has run and is on time: the answer of /healthz."""
        return not self.late and not self.never_seen


def status(at: dt.datetime) -> Status:
    """The state of the reminders at `at`, in three queries."""
    rows = {row.name: row for row in Heartbeat.objects.filter(name__in=PROCESSES)}
    beats = []
    for name in PROCESSES:
        row = rows.get(name)
        late = row is not None and at - row.last_at > dt.timedelta(seconds=row.interval)
        beats.append(Beat(name, row.last_at if row else None, late))
    open_messages = Q(state__in=["queued", "sending"])
    numbers = Message.objects.filter(open_messages | Q(state="failed")).aggregate(
        waiting=Count("pk", filter=open_messages),
        overdue=Count("pk", filter=open_messages & Q(next_attempt_at__lt=at - dt.timedelta(minutes=10))),
        oldest=Min("created_at", filter=open_messages),
        failed=Count("pk", filter=Q(state="failed")),
    )
    return Status(
        at=at,
        beats=tuple(beats),
        waiting=numbers["waiting"],
        overdue_messages=numbers["overdue"],
        oldest_waiting_at=numbers["oldest"],
        failed=numbers["failed"],
        undeliverable=Reminder.objects.undeliverable().count(),
    )
