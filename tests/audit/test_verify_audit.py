"""`manage.py verify_audit`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tasks_app.audit.models import Event
from tests.personas import County


def test_an_untouched_trail(county: County) -> None:
    out = io.StringIO()
    call_command("verify_audit", format="json", stdout=out)
    assert json.loads(out.getvalue()) == {"events": Event.objects.count(), "flaws": []}


def test_an_altered_line_is_named(county: County) -> None:
    event = Event.objects.get(sequence=2)
    Event.objects.filter(pk=event.pk).update(actor_name="somebody else")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    assert out.getvalue().splitlines()[0] == "#2: altered"
