"""`manage.py compile_translations`: .po to .mo with Babel, so that no gettext tools are needed to run or test."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tasks_app.core.translations import read_catalog


class Command(BaseCommand):
    help = "Compile locale/*/LC_MESSAGES/*.po. What is marked fuzzy or not translated stays in English."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        files = [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")]
        for path in sorted(files):
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {compile_file(path)} messages")


def compile_file(path: Path) -> int:
    """Write the .mo beside the .po at `path`; returns how many messages it holds.

    Raises:
        CommandError: the file is not a valid .po file.
    """
    try:
        catalog = read_catalog(path)
    except ValueError as error:
        raise CommandError(str(error)) from error
    target = path.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as out:
        write_mo(out, catalog)
    fresh.replace(target)
    return sum(1 for message in catalog if message.id and message.string and not message.fuzzy)
