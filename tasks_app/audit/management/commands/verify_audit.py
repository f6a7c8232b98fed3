"""`manage.py verify_audit`: walk the chain of the audit trail and say whether anything was altered."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tasks_app.audit.models import Event
from tasks_app.audit.services import verify


class Command(BaseCommand):
    help = "Check that no line of the audit trail was altered, removed or inserted. Exit code 1 when one was."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        flaws = verify()
        count = Event.objects.count()
        if options["format"] == "json":
            found = [{"sequence": flaw.sequence, "kind": flaw.kind} for flaw in flaws]
            self.stdout.write(json.dumps({"events": count, "flaws": found}))
        else:
            for flaw in flaws:
                self.stdout.write(f"#{flaw.sequence}: {flaw.kind}")
            self.stdout.write(f"{count} events, {len(flaws)} flaws")
        if flaws:
            raise CommandError("the audit trail does not hold", returncode=1)
