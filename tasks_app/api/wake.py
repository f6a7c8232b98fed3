"""After a change that somebody must be told of, ask for a run of the planner now instead of within its minute."""

from django.db import transaction

from tasks_app.outbox.wake import wake_planner


def wake() -> None:
    """Only a hint, given once the change is committed; when the broker is away, beat comes round anyway."""
    transaction.on_commit(wake_planner)
