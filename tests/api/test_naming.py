"""Names, collectives, portfolios and units over the API: what is written is what documents mean from then on."""

from typing import Any

import pytest

from tasks_app.documents.models import Measure
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit
from tests.api.conftest import Caller
from tests.factories import document_with_measures
from tests.personas import County

API = "/api/v1/"


@pytest.fixture
def boss(call: Caller, county: County) -> Any:
    return call(county.supervisor)


@pytest.fixture
def measure(county: County) -> Measure:
    text = "县政府党组成员要抓好分管战线。"
    _document, (row,) = document_with_measures(supervisor=county.supervisor, text=text, sentences=[text])
    row.found = {
        **row.found,
        "owners": [
            {"name": "县政府党组成员", "role": "responsible"},
            {"name": "县农委", "role": "responsible"},
        ],
    }
    row.save()
    return row


def proposal(boss: Any, measure: Measure) -> Any:
    return boss.get(f"{API}measures/{measure.pk}/proposal/").data


def test_from_asking_to_shares(boss: Any, county: County, measure: Measure) -> None:
    assert boss.get(f"{API}names/asked/").data == [
        {"name": "县农委", "sentences": 1},
        {"name": "县政府党组成员", "sentences": 1},
    ]
    made = boss.post(
        f"{API}collectives/",
        {"name": "县政府党组成员", "rule": "body", "people": [county.leader.pk, county.other_leader.pk]},
        format="json",
    )
    assert made.status_code == 201 and made.data["names"] == ["县政府党组成员"]
    members = boss.get(f"{API}collectives/{made.data['id']}/members/").data
    assert [row["person"]["name"] for row in members["people"]] == ["Leader", "Other Leader"]
    boss.post(f"{API}names/", {"name": "县农委", "unit": county.bureau.pk}, format="json")
    found = proposal(boss, measure)
    assert [row["name"] for row in found["people"]] == ["Leader", "Other Leader"]
    assert [row["name"] for row in found["eaches"]] == [county.bureau.name]
    first = found["meanings"][0]
    assert [[unit["name"] for unit in row["units"]] for row in first["people"]] == [
        [county.bureau.name],
        [county.finance.name],
    ]
    boss.post(f"{API}measures/{measure.pk}/confirm/", {"long_term": True}, format="json")
    item = boss.get(f"{API}items/").data["results"][0]
    assert [(row["person"] or {}).get("name") for row in item["owners"]] == ["Leader", "Other Leader", None]
    assert item["came_from"][0]["name"] == "县政府党组成员"
    assert [row["name"] for row in item["came_from"][0]["members"]] == ["Leader", "Other Leader"]


def test_owners_in_person_are_given_and_taken_back(boss: Any, county: County) -> None:
    made = boss.post(
        f"{API}items/", {"title": "督导", "people": [county.leader.pk], "long_term": True}, format="json"
    )
    assert made.status_code == 201 and [row["role"] for row in made.data["owners"]] == ["lead"]
    changed = boss.patch(f"{API}items/{made.data['id']}/", {"lead": county.bureau.pk}, format="json")
    roles = {(row["role"], bool(row["person"])) for row in changed.data["owners"]}
    assert roles == {("lead", False), ("each", True)}
    bad = boss.post(f"{API}items/", {"title": "督导", "people": [county.outsider.pk]}, format="json")
    assert bad.status_code == 400 and "people" in bad.data["fields"]


def test_a_name_is_said_changed_and_forgotten(boss: Any, county: County) -> None:
    made = boss.post(f"{API}names/", {"name": " 农 办 ", "unit": county.bureau.pk}, format="json")
    assert (made.status_code, made.data["name"], made.data["meaning"]) == (201, "农办", "unit")
    same = boss.post(f"{API}names/", {"name": "农办", "unit": county.bureau.pk}, format="json")
    assert same.data["id"] == made.data["id"]
    other = boss.post(f"{API}names/", {"name": "农办", "unit": county.finance.pk}, format="json")
    assert (other.status_code, other.data["code"]) == (409, "org.name_remembered")
    address = f"{API}names/{made.data['id']}/"
    units = {"meaning": "units", "units": [county.bureau.pk, county.finance.pk]}
    assert len(boss.patch(address, units, format="json").data["units"]) == 2
    assert boss.patch(address, {"meaning": "person"}, format="json").data["code"] == "org.name_means_nothing"
    assert boss.delete(address).status_code == 204
    assert boss.get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "财政局", "meaning": "nobody"}, "org.alias_taken"),
        ({"name": "", "meaning": "nobody"}, "invalid"),
        ({"meaning": "nobody"}, "org.name_missing"),
        ({"name": "甲", "meaning": "units"}, "org.name_means_nothing"),
        ({"name": "甲", "unit": 999999}, "invalid"),
    ],
)
def test_a_name_that_cannot_stand_is_refused(
    boss: Any, county: County, body: dict[str, Any], code: str
) -> None:
    answer = boss.post(f"{API}names/", body, format="json")
    assert (answer.status_code, answer.data["code"]) == (400, code)


def test_a_unit_is_added_renamed_and_merged(boss: Any, county: County) -> None:
    made = boss.post(
        f"{API}units/",
        {"name": "示例县粮食局", "short_name": "粮食局", "parent": county.root.pk},
        format="json",
    )
    assert made.status_code == 201
    address = f"{API}units/{made.data['id']}/"
    renamed = boss.post(
        f"{address}rename/",
        {"name": "示例县粮食和物资储备局", "short_name": "粮储局", "on": "2020-03-01"},
        format="json",
    )
    assert renamed.data["former_names"] == [
        {"name": "示例县粮食局", "used_from": None, "used_until": "2020-03-01"},
        {"name": "粮食局", "used_from": None, "used_until": "2020-03-01"},
    ]
    taken = boss.post(f"{address}rename/", {"name": "示例县财政局"}, format="json")
    assert (taken.status_code, taken.data["code"]) == (400, "org.alias_taken")
    merged = boss.post(f"{address}merge/", {"into": county.finance.pk}, format="json")
    assert (merged.data["active"], merged.data["successor"]) == (False, county.finance.pk)
    back = boss.patch(address, {"active": True}, format="json")
    assert (back.data["active"], back.data["successor"]) == (True, None)
    own = boss.patch(address, {"parent": made.data["id"]}, format="json")
    assert (own.status_code, own.data["code"]) == (400, "org.unit_cycle")
    assert Unit.objects.get(pk=made.data["id"]).parent == county.root


def test_a_portfolio_is_given_changed_and_taken_away(boss: Any, county: County) -> None:
    body = {"leader": county.other_leader.pk, "kind": "area", "name": "东部", "units": [county.town.pk]}
    made = boss.post(f"{API}portfolios/", body, format="json")
    assert made.status_code == 201 and [row["id"] for row in made.data["units"]] == [county.town.pk]
    assert boss.post(f"{API}portfolios/", body, format="json").data["code"] == "org.portfolio_once"
    address = f"{API}portfolios/{made.data['id']}/"
    assert boss.patch(address, {"units": []}, format="json").data["units"] == []
    assert boss.patch(address, {"name": "西部"}, format="json").data["name"] == "西部"
    wrong = boss.post(f"{API}portfolios/", {**body, "leader": county.officer.pk}, format="json")
    assert wrong.data["code"] == "org.portfolio_leader"
    assert boss.post(f"{API}portfolios/", {"name": "甲"}, format="json").status_code == 400
    assert boss.delete(address).status_code == 204 and not Portfolio.objects.filter(name="西部").exists()


def test_the_office_may_look_everything_up_and_an_outsider_nothing(call: Caller, county: County) -> None:
    for path, count in (
        ("names/", KnownName.objects.count()),
        ("collectives/", Collective.objects.count()),
        ("portfolios/", 3),
    ):
        assert call(county.officer).get(f"{API}{path}").data["count"] == count > 0
        assert call(county.outsider).get(f"{API}{path}").data["count"] == 0
