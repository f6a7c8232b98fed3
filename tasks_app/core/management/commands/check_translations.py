"""`manage.py check_translations`: fails when a text of the sources has no finished translation."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tasks_app.core.translations import read_catalog

SOURCES = ("config", "tasks_app", "templates", "locale")
Key = tuple[str, ...]


class Command(BaseCommand):
    help = (
        "Compare each .po file with the texts of the sources (as makemessages finds them; needs the gettext tools): "
        "nothing missing, untranslated, fuzzy, or no longer used."
    )
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        if not shutil.which("xgettext"):
            raise CommandError(
                "xgettext is missing: install the gettext tools (Debian: apt-get install gettext)."
            )
        base = Path(settings.BASE_DIR)
        problems: list[str] = []
        count = 0
        with tempfile.TemporaryDirectory(prefix="duban-po-") as folder:
            copy = _copy_sources(base, Path(folder))
            files = sorted((base / "locale").glob("*/LC_MESSAGES/*.po"))
            if not files:
                raise CommandError("There is no .po file below locale/.")
            _make_messages(copy, sorted({path.parent.parent.name for path in files}))
            for path in files:
                name = path.relative_to(base)
                stored = read_catalog(path)
                problems += [f"{name}: {text}" for text in compare(stored, read_catalog(copy / name))]
                count += len(_used(stored))
        if problems:
            raise CommandError(
                "\n".join([*problems, f"{len(problems)} problems: run `make messages`, then translate."])
            )
        self.stdout.write(f"{count} messages in {len(files)} files: all translated and up to date")


def compare(stored: Catalog, fresh: Catalog) -> list[str]:
    """What is wrong with the catalog `stored`, given the one that the sources ask for."""
    have, want = _used(stored), _used(fresh)
    problems = [f"missing: {_name(key)}" for key in want if key not in have]
    problems += [f"not in the sources any more: {_name(key)}" for key in have if key not in want]
    problems += [f"fuzzy: {_name(key)}" for key, message in have.items() if message.fuzzy]
    problems += [f"not translated: {_name(key)}" for key, message in have.items() if not _translated(message)]
    problems += [
        f"{error}: {_name(key)}"
        for key, message in have.items()
        if _translated(message)
        for error in message.check(stored)
    ]
    return problems


def _used(catalog: Catalog) -> dict[Key, Message]:
    """The messages by context and English text; the header and what is obsolete left out."""
    return {_key(message): message for message in catalog if message.id}


def _key(message: Message) -> Key:
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    return (message.context or "", *ids)


def _name(key: Key) -> str:
    return " / ".join(part for part in key if part)


def _translated(message: Message) -> bool:
    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return bool(texts) and all(texts)


def _copy_sources(base: Path, target: Path) -> Path:
    """A copy to work in: makemessages writes into the tree that it reads."""
    for name in SOURCES:
        shutil.copytree(base / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copyfile(base / "manage.py", target / "manage.py")
    return target


def _make_messages(folder: Path, locales: list[str]) -> None:
    argv = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-wrap"]
    argv += [part for locale in locales for part in ("--locale", locale)]
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603
    if done.returncode:
        raise CommandError(f"makemessages failed:\n{done.stdout}{done.stderr}")
