"""Celery tasks, a few lines around the services."""

from celery import shared_task

from tasks_app.core.clock import now
from tasks_app.outbox.jobs import sign_of_life
from tasks_app.outbox.wake import wake_sender
from tasks_app.reminders import services


@shared_task(name="reminders.plan")
def plan(woken: bool = False) -> None:
    """Plan what is due, write the mails, and wake the sender when there is one to send."""
    sign_of_life(woken=woken)
    at = now()
    services.plan(at=at)
    if services.compose(at=at).messages:
        wake_sender()
