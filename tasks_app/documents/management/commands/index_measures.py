"""`manage.py index_measures`: compare all stored sentences anew, after a change of the rules for likely duplicates."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from tasks_app.audit.services import hold_chain
from tasks_app.documents.duplicates import rebuild


class Command(BaseCommand):
    help = "Find likely duplicates among all stored sentences anew; what people answered is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            hold_chain()  # nobody stores a sentence meanwhile
            sentences, pairs = rebuild()
        self.stdout.write(f"{sentences} sentences compared, {pairs} likely duplicates found")
