"""Wake the workers through the broker. Only a hint: the tables are the queue, and beat looks at them anyway."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake_sender() -> bool:
    """Ask for a run of the sender now, instead of within its interval. Returns whether the broker took the hint."""
    return _wake("outbox.send")


def wake_planner() -> bool:
    """Ask for a run of the planner now (which wakes the sender in turn). Returns whether the broker took the hint."""
    return _wake("reminders.plan")


# A person waits for the answer: Kombu's own patience with a broker that is away is six seconds, for each hint.
IMPATIENT = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": 2,
}


def _wake(task: str) -> bool:
    try:
        # Expires, so that hints do not pile up while no worker runs.
        with current_app.connection_for_write(transport_options=IMPATIENT) as connection:
            current_app.send_task(
                task, kwargs={"woken": True}, expires=60, retry=False, connection=connection
            )
    except (OperationalError, OSError) as error:
        logger.warning("the broker cannot be reached, %s waits for its turn: %s", task, error)
        return False
    return True
