"""The audit trail: chained, and verify() finds what was altered, taken out or put in."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction

from tasks_app.audit.models import ChainHead, Event
from tasks_app.audit.services import SYSTEM, Flaw, actor_of, record, verify
from tasks_app.org.models import Unit
from tests.factories import AT, DAY, issued_item, make_unit
from tests.personas import County


@pytest.fixture
def chain(db: None) -> list[Event]:
    unit = make_unit("示例县")
    for number in range(5):
        record(
            actor=SYSTEM, action="unit.touched", obj=unit, at=AT, after={"number": number, "甲": [1, "乙"]}
        )
    return list(Event.objects.order_by("sequence"))


def test_an_untouched_chain_holds(chain: list[Event]) -> None:
    assert [event.sequence for event in chain] == [1, 2, 3, 4, 5, 6]
    assert all(b.previous_hash == a.hash for a, b in pairwise(chain))
    assert verify() == []


CHANGES = [
    {"note": "x"},
    {"actor_name": "somebody else"},
    {"action": "unit.other"},
    {"after": {"number": 99}},
    {"before": {"number": 0}},
    {"at": AT + DAY},
    {"object_label": "another"},
    {"scope": "item:1"},
    {"address": "192.0.2.1"},
    {"object_id": "12345"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_an_altered_line_is_found(chain: list[Event], change: dict[str, object]) -> None:
    Event.objects.filter(sequence=3).update(**change)
    assert verify() == [Flaw(3, "altered")]


def test_a_line_altered_with_a_new_hash_breaks_the_next(chain: list[Event]) -> None:
    event = chain[2]
    event.note = "x"
    event.hash = event.computed_hash()
    event.save()
    assert verify() == [Flaw(4, "inserted")]


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_missing_line_is_found(chain: list[Event], sequence: int) -> None:
    Event.objects.filter(sequence=sequence).delete()
    assert verify() == [Flaw(sequence, "missing")]


def test_missing_last_lines_are_found_by_the_end_of_the_chain(chain: list[Event]) -> None:
    Event.objects.filter(sequence__gte=5).delete()
    assert verify() == [Flaw(5, "head")]


def test_a_line_put_in_at_the_end_is_found(chain: list[Event]) -> None:
    last = chain[-1]
    forged = Event(
        sequence=last.sequence + 1,
        at=AT.astimezone(dt.UTC),
        actor_name="x",
        action="x",
        object_type="x",
        object_id="1",
        object_label="x",
        previous_hash=last.hash,
    )
    forged.hash = forged.computed_hash()
    forged.save()
    assert verify() == [Flaw(8, "head")]


def test_a_chain_whose_end_was_taken_away_does_not_hold(chain: list[Event]) -> None:
    ChainHead.objects.all().delete()
    assert verify() == [Flaw(7, "head")]


@pytest.mark.django_db
def test_an_empty_trail_holds() -> None:
    assert verify() == []


def test_a_refused_change_leaves_no_line(chain: list[Event]) -> None:
    class Refused(Exception):
        pass

    with pytest.raises(Refused), transaction.atomic():
        record(actor=SYSTEM, action="unit.touched", obj=Unit.objects.get(), at=AT)
        raise Refused
    assert Event.objects.count() == len(chain)
    assert verify() == []


def test_a_line_names_actor_role_address_and_object_for_ever(county: County) -> None:
    county.supervisor.current_address = "192.0.2.7"
    item = issued_item(supervisor=county.supervisor, lead=county.bureau)
    event = Event.objects.get(action="item.issued")
    assert (event.actor_id, event.actor_name, event.actor_role, event.address) == (
        county.supervisor.pk,
        "Supervisor",
        "supervisor",
        "192.0.2.7",
    )
    assert event.scope == item.scope
    assert event.object_label.startswith("2026-0001")
    assert event.after["owners"] == [[county.bureau.name, "lead"]]
    assert list(Event.objects.filter(scope=item.scope).values_list("action", flat=True)) == [
        "item.issued",
        "item.drafted",
    ]
    assert actor_of(None) == SYSTEM
    assert verify() == []
