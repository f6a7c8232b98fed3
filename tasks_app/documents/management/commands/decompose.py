"""`manage.py decompose FILE`: what the rules find in a file, as text or JSON. Needs no database."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tasks_app.core.errors import DomainError
from tasks_app.documents.decompose import Columns, decompose, render_json, render_text
from tasks_app.documents.management.arguments import (
    add_column_argument,
    column_advice,
    date_or_none,
    read_path,
)
from tasks_app.documents.readers import read


class Command(BaseCommand):
    help = "Decompose a document into its outline and measures. Nothing is stored; no database is needed."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a .txt, .docx, .pdf, .html, .xlsx or .csv file")
        parser.add_argument(
            "--date",
            type=date_or_none,
            default=None,
            metavar="YYYY-MM-DD|none",
            help="date of the document, from which 'by the end of the year' is counted (default: none)",
        )
        add_column_argument(parser)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        text, warnings = text_of(Path(options["file"]))
        date: dt.date | None = options["date"]
        result = decompose(text, reference_date=date, columns=Columns.of(dict(options["column"])))
        for line in (*warnings, *column_advice(result.tables)):
            self.stderr.write(str(line))
        if options["format"] == "json":
            self.stdout.write(json.dumps(render_json(result), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(render_text(result), ending="")


def text_of(path: Path) -> tuple[str, tuple[Any, ...]]:
    """(text, warnings) of a file; a plain text in UTF-8 exactly as `path.read_text(encoding="utf-8")` gives it.

    The offsets of the result count the code points of that text, so a byte order mark and rare separators, which the
    readers would take out, stay. Raises CommandError.
    """
    content = read_path(path)
    try:
        found = read(path.name, content)
    except DomainError as error:
        raise CommandError(error.message, returncode=2) from error
    if found.kind == "txt":
        try:
            return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"), found.warnings
        except UnicodeDecodeError:
            return found.text, (
                *found.warnings,
                _("The file is not in UTF-8; offsets count its text as read."),
            )
    return found.text, found.warnings
