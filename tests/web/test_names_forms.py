"""The forms of names, collectives and portfolios: what they hold is not lost by saving, what is taken out is forgotten."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tasks_app.audit.models import Event
from tasks_app.org.naming import Said, collective_state, remember_name, save_collective, state_of
from tasks_app.org.services import merge_unit, save_portfolio
from tests.factories import AT, make_unit
from tests.personas import County
from tests.web.conftest import log_in


@pytest.fixture
def boss(county: County) -> Client:
    return log_in(county, "supervisor")


def sent(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that nobody has touched: of a choice only what is offered."""
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "queryset") and isinstance(value, list):
            offered = {str(getattr(row, "pk", row)) for row in bound.field.queryset}
            value = [pk for pk in (str(getattr(row, "pk", row)) for row in value) if pk in offered]
        elif value is True:
            value = "on"
        if value not in (None, False, ""):
            found[bound.html_name] = value
    return found


def saved_untouched(client: Client, address: str) -> None:
    form = client.get(address).context["form"]
    answer = client.post(address, sent(form))
    assert answer.status_code == 302, answer.context["form"].errors


def test_saving_a_page_untouched_changes_nothing(boss: Client, county: County) -> None:
    gone = make_unit("粮食局", county.root)
    by = {"user": county.supervisor, "at": AT}
    held = save_portfolio(leader=county.leader, kind="area", name="西部", units=[gone, county.town], **by)
    body = save_collective(
        name="专班", rule="body", people=[county.officer, county.head], names=["工作专班"], note="n", **by
    )
    units = save_collective(name="试点", rule="list", units=[gone, county.bureau], share="units", **by)
    roles = save_collective(name="各干事", rule="role", role="officer", **by)
    said = Said(
        unit=county.bureau, former=True, used_from=dt.date(2010, 1, 1), used_until=dt.date(2019, 1, 1)
    )
    old = remember_name(name="农委", said=said, **by)
    person = remember_name(name="老张", said=Said(meaning="person", person=county.officer), **by)
    merge_unit(unit=gone, into=county.finance, on=None, **by)
    county.head.unit = None
    county.head.save()
    before = [collective_state(row) for row in (body, units, roles)] + [state_of(old), state_of(person)]
    for address in (
        reverse("web:portfolio_edit", args=[county.leader.pk, "area", held.pk]),
        *(reverse("web:collective_edit", args=[row.pk]) for row in (body, units, roles)),
        *(reverse("web:name_edit", args=[row.pk]) for row in (old, person)),
    ):
        saved_untouched(boss, address)
    for row in (held, body, units, roles, old, person):
        row.refresh_from_db()
    assert [collective_state(row) for row in (body, units, roles)] + [
        state_of(old),
        state_of(person),
    ] == before
    assert set(held.units.all()) == {gone, county.town}
    assert sorted(row.name for row in body.names.all()) == ["专班", "工作专班"]


def test_a_name_that_is_taken_out_of_a_collective_is_forgotten(boss: Client, county: County) -> None:
    by = {"user": county.supervisor, "at": AT}
    row = save_collective(
        name="试点", rule="list", units=[county.bureau], names=["试点单位", "试点部门"], **by
    )
    address = reverse("web:collective_edit", args=[row.pk])
    given = {**sent(boss.get(address).context["form"]), "names": "试点单位\n示范 单位"}
    assert boss.post(address, given).status_code == 302
    assert sorted(known.name for known in row.names.all()) == ["示范单位", "试点", "试点单位"]
    assert Event.objects.filter(action="name.forgotten").count() == 1
