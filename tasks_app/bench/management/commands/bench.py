"""`manage.py bench NAME [--size N] [--format text|json]`: measure, beside a limit from the same run."""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tasks_app.bench.registry import BENCHMARKS, Benchmark, CannotMeasure

# Set in the process that stands on the benchmark's own database.
INSIDE = "DUBAN_BENCH_FOLDER"


class Command(BaseCommand):
    help = "Measure one thing beside a limit from the same run. Your database is never touched."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        sizes = ", ".join(f"{name}: {row.default_size:,} {row.size_is}" for name, row in BENCHMARKS.items())
        parser.add_argument("name", choices=sorted(BENCHMARKS))
        parser.add_argument("--size", type=int, help=f"how much (default {sizes})")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, **options: Any) -> None:
        name, benchmark = options["name"], BENCHMARKS[options["name"]]
        size = benchmark.default_size if options["size"] is None else options["size"]
        if size < 1:
            raise CommandError("--size must be at least 1.")
        if benchmark.database and not _is_inside():
            self.stdout.write(self._on_a_database_of_its_own(name, size, options["format"]), ending="")
            return
        self.stdout.write(self._measured(benchmark, size, options["format"]))

    def _measured(self, benchmark: Benchmark, size: int, output: str) -> str:
        if benchmark.database:
            call_command("migrate", verbosity=0, interactive=False)
        try:
            result = benchmark.run(size)
        except CannotMeasure as error:
            raise CommandError(str(error)) from error
        return json.dumps(result.as_json(), ensure_ascii=False) if output == "json" else result.as_text()

    def _on_a_database_of_its_own(self, name: str, size: int, output: str) -> str:
        """Run this command again in a process whose settings name a new SQLite file in a temporary folder."""
        with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
            env = {
                **os.environ,
                "VAR_DIR": folder,
                "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
                INSIDE: folder,
                "LOG_LEVEL": "WARNING",
            }
            argv = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "bench", name]
            argv += ["--size", str(size), "--format", output]
            done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        if done.returncode:
            raise CommandError(f"The benchmark failed.\n{done.stderr.strip()}")
        return done.stdout


def _is_inside() -> bool:
    """Whether this process works on the temporary database; both must agree before anything is written."""
    folder = os.environ.get(INSIDE, "")
    return bool(folder) and str(settings.DATABASES["default"]["NAME"]).startswith(folder)
