"""`manage.py demo_seed`: fill an empty database with the sample county. A second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tasks_app.bench.demo.seed import CannotSeed, seed
from tasks_app.core.clock import now


class Command(BaseCommand):
    help = "Fill an empty database with the sample county of the demo; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = seed(at=now())
        except CannotSeed as error:
            raise CommandError(str(error)) from error
        if not made.units:
            self.stdout.write("The sample data is there already; nothing was changed.")
            return
        self.stdout.write(
            f"Sample data: {made.units} units, {made.people} people, {made.documents} documents, {made.items} items, "
            f"{made.assignments} assignments, {made.mails} mails."
        )
