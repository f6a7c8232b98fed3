"""`manage.py import_document FILE --title … --date …`: store and decompose a document, print its number."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tasks_app.core.clock import now
from tasks_app.core.errors import DomainError
from tasks_app.documents.column_words import remember_column
from tasks_app.documents.columns import tables_of
from tasks_app.documents.management.arguments import (
    add_column_argument,
    column_advice,
    date_or_none,
    read_path,
)
from tasks_app.documents.models import SourceDocument
from tasks_app.documents.readers import read
from tasks_app.documents.services import described_as, import_document
from tasks_app.documents.suggest import suggest
from tasks_app.org.models import User


class Command(BaseCommand):
    help = "Import a document and decompose it. Prints the number of the document on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a .txt, .docx, .pdf, .html, .xlsx or .csv file")
        parser.add_argument("--title", default="", help="title (default: taken from the text)")
        parser.add_argument(
            "--date", type=date_or_none, metavar="YYYY-MM-DD", help="date of the document (default: none)"
        )
        parser.add_argument(
            "--kind",
            choices=SourceDocument.DocumentKind.values,
            default="",
            help="kind (default: as the text says, else other)",
        )
        parser.add_argument("--unit", default="", help="issuing unit")
        parser.add_argument("--number", default="", help="document number")
        parser.add_argument(
            "--replaces",
            type=int,
            metavar="NUMBER",
            help="number of the document that this one corrects; what is not given is taken from there",
        )
        add_column_argument(parser)
        parser.add_argument(
            "--remember", action="store_true", help="keep what --column says for all later imports, too"
        )
        parser.add_argument("--user", default="", help="login of a supervisor (default: the first one)")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        content = read_path(path)
        user = _supervisor(options["user"])
        replaces = _replaced(options["replaces"])
        given = {
            "title": options["title"],
            "kind": options["kind"],
            "doc_number": options["number"],
            "issuing_unit": options["unit"],
            "issued_on": options["date"],
        }
        try:
            found = read(path.name, content)
            suggested = suggest(found.text, path.name)
            fallback = {"title": suggested.title, "kind": suggested.kind}
            if replaces is not None:
                fallback = described_as(replaces)
            document = import_document(
                user=user,
                text=found.text,
                at=now(),
                file_name=path.name,
                file_bytes=content,
                replaces=replaces,
                columns=dict(options["column"]),
                **{**fallback, **{name: value for name, value in given.items() if value}},
            )
            if options["remember"]:
                for name, role in options["column"]:
                    remember_column(user=user, name=name, role=role, at=now())
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from error
        advice = list(column_advice(tables_of(document)))
        if advice:
            advice.append(
                _("Or open %(page)s in the browser: there it can be said after the import, too.")
                % {"page": f"/documents/{document.pk}/columns/"}
            )
        for line in (*found.warnings, *advice):
            self.stderr.write(str(line))
        if not document.measures.exists():
            self.stderr.write(
                _("Imported, but no sentence that orders work was found. Mark them in the workbench.")
            )
        self.stdout.write(str(document.pk))


def _replaced(number: int | None) -> SourceDocument | None:
    if number is None:
        return None
    found = SourceDocument.objects.filter(pk=number).first()
    if found is None:
        raise CommandError(
            _("There is no document number %(number)d that could be corrected.") % {"number": number},
            returncode=2,
        )
    return found


def _supervisor(login: str) -> User:
    people = User.objects.supervisors().order_by("pk")
    user = people.filter(username=login).first() if login else people.first()
    if user is None:
        raise CommandError(
            _("“%(login)s” is not an active supervisor.") % {"login": login}
            if login
            else _("There is no active supervisor yet. Make one: manage.py createsuperuser."),
            returncode=2,
        )
    return user
