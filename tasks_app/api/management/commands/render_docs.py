"""`manage.py render_docs`: write docs/lifecycle.md and docs/permissions.md from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tasks_app.api.rendering import write


class Command(BaseCommand):
    help = "Write docs/lifecycle.md and docs/permissions.md from the code."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in write(settings.BASE_DIR / "docs"):
            self.stdout.write(f"written: {path.name}")
