"""Names in the administration: what the service would refuse is said beside the form; several are forgotten at once."""

import pytest

from tasks_app.audit.models import Event
from tasks_app.org.models import KnownName
from tasks_app.org.naming import Said, remember_name
from tests.admin.test_admin import client_of, office, url
from tests.factories import AT
from tests.personas import County

__all__ = ["office"]


@pytest.mark.parametrize("change", [{"meaning": "units"}, {"meaning": "unit"}, {"meaning": "person"}])
def test_a_meaning_that_cannot_stand_is_refused_on_the_page(office: County, change: dict[str, str]) -> None:
    known = remember_name(user=office.supervisor, name="县农委", said=Said(unit=office.bureau), at=AT)
    answer = client_of("supervisor").post(url(KnownName, "change", known.pk), change)
    assert (answer.status_code, bool(answer.context["errors"])) == (200, True)
    known.refresh_from_db()
    assert known.unit == office.bureau


def test_several_names_are_forgotten_together(office: County) -> None:
    said = Said(unit=office.bureau)
    rows = [
        remember_name(user=office.supervisor, name=name, said=said, at=AT) for name in ("县农委", "县农办")
    ]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    assert client_of("supervisor").post(url(KnownName, "changelist"), chosen).status_code == 302
    assert not KnownName.objects.filter(pk__in=[row.pk for row in rows]).exists()
    assert Event.objects.filter(action="name.forgotten").count() == 2
