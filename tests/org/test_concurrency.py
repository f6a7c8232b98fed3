"""Two people who say at the same moment what a name means: one meaning, one row, and the second is told."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tasks_app.audit.services import verify
from tasks_app.core.errors import DomainError
from tasks_app.org.models import Collective, KnownName, Unit
from tasks_app.org.naming import Said, remember_name, save_collective
from tests.factories import AT
from tests.personas import make_county

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The results, or the code of the error, of calls made at the same moment in threads of their own."""
    results: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=10)
            results[place] = call()
        except DomainError as error:
            results[place] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def remembering(user: Any, unit: Unit) -> Callable[[], Any]:
    return lambda: remember_name(user=user, name="农办", said=Said(unit=unit), at=AT)


def test_the_same_said_by_four_people_at_once_is_one_name() -> None:
    county = make_county()
    found = at_once(*[remembering(county.supervisor, county.bureau) for _number in range(4)])
    assert {row.pk for row in found} == {KnownName.objects.get(name="农办").pk}
    assert verify() == []


def test_of_two_meanings_said_at_once_one_stands_and_the_other_is_told() -> None:
    county = make_county()
    units = (county.bureau, county.finance)
    found = at_once(*[remembering(county.supervisor, unit) for unit in units])
    row = KnownName.objects.get(name="农办")
    assert found.count("org.name_remembered") == 1 and row in found and row.unit in units
    assert verify() == []


def test_a_name_and_a_collective_of_that_name_at_once_are_not_both() -> None:
    county = make_county()

    def gathering() -> Any:
        return save_collective(user=county.supervisor, at=AT, name="农办", rule="list", units=[county.town])

    found = at_once(remembering(county.supervisor, county.bureau), gathering)
    assert found.count("org.name_remembered") == 1
    assert KnownName.objects.filter(name="农办").count() == 1
    # Whoever came second has left nothing half made.
    means_list = KnownName.objects.get(name="农办").collective is not None
    assert Collective.objects.filter(name="农办").exists() is means_list
