"""Celery tasks, a few lines around the services."""

from celery import shared_task

from tasks_app.core.clock import now
from tasks_app.core.services import beat
from tasks_app.outbox.services import send_due

# Both run far more often; five minutes of silence is a fault that everybody should see.
SILENCE = 300


def sign_of_life(*, woken: bool) -> None:
    """That a task runs proves the worker; that nobody asked for it proves beat, which alone sends it then."""
    beat(name="worker", at=now(), interval=SILENCE)
    if not woken:
        beat(name="beat", at=now(), interval=SILENCE)


@shared_task(name="outbox.send")
def send(woken: bool = False) -> None:
    """Send what is due."""
    sign_of_life(woken=woken)
    send_due(at=now())
