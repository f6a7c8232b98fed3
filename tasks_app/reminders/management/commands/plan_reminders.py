"""`manage.py plan_reminders [--at ISO]`: plan what is due and write the mails, once, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tasks_app.core.clock import now, parse_moment
from tasks_app.reminders import services


class Command(BaseCommand):
    help = "Plan the reminders that are due and write their mails into the outbox, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=parse_moment, help="as if it were this moment (ISO 8601)")

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"] or now()
        planned = services.plan(at=at)
        composed = services.compose(at=at)
        self.stdout.write(
            f"{planned.new} reminders planned ({planned.undeliverable} cannot be delivered), "
            f"{planned.revived} planned again, {composed.messages} mails written with {composed.reminders} reminders, "
            f"{composed.cancelled} called off"
        )
        if composed.errors:
            self.stderr.write(f"{composed.errors} mails could not be written: see the log")
