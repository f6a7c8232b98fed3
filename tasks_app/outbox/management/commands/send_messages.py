"""`manage.py send_messages [--at ISO]`: send what is due, once, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tasks_app.core.clock import now, parse_moment
from tasks_app.outbox.services import send_due


class Command(BaseCommand):
    help = "Send the messages that are due, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=parse_moment, help="as if it were this moment (ISO 8601)")

    def handle(self, *args: Any, **options: Any) -> None:
        result = send_due(at=options["at"] or now())
        self.stdout.write(f"{result.sent} sent, {result.retried} to be tried again, {result.failed} failed")
