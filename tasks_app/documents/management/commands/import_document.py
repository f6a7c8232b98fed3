"""`manage.py import_document FILE --title … --date …`: store and decompose a document, print its number."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tasks_app.core.clock import now
from tasks_app.core.errors import DomainError
from tasks_app.documents.management.arguments import date_or_none, read_path
from tasks_app.documents.models import SourceDocument
from tasks_app.documents.readers import read
from tasks_app.documents.services import import_document
from tasks_app.documents.titles import proposed_title
from tasks_app.org.models import User


class Command(BaseCommand):
    help = "Import a document and decompose it. Prints the number of the document on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a .txt, .docx, .pdf, .html, .xlsx or .csv file")
        parser.add_argument("--title", default="", help="title (default: taken from the text)")
        parser.add_argument(
            "--date", type=date_or_none, default=None, metavar="YYYY-MM-DD", help="date of the document"
        )
        parser.add_argument("--kind", choices=SourceDocument.DocumentKind.values, default="other")
        parser.add_argument("--unit", default="", help="issuing unit")
        parser.add_argument("--number", default="", help="document number")
        parser.add_argument("--user", default="", help="login of a supervisor (default: the first one)")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        content = read_path(path)
        user = _supervisor(options["user"])
        try:
            found = read(path.name, content)
            document = import_document(
                user=user,
                title=options["title"] or proposed_title(found.text, path.name),
                text=found.text,
                at=now(),
                kind=options["kind"],
                doc_number=options["number"],
                issuing_unit=options["unit"],
                issued_on=options["date"],
                file_name=path.name,
                file_bytes=content,
            )
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from error
        for warning in found.warnings:
            self.stderr.write(str(warning))
        if not document.measures.exists():
            self.stderr.write(
                _("Imported, but no sentence that orders work was found. Mark them in the workbench.")
            )
        self.stdout.write(str(document.pk))


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
