"""Every figure is the length of the list that it links to."""

import pytest
from django.urls import reverse

from tests.web.conftest import World
from tests.web.pages import tags, values


def length_of(client: object, address: str) -> int:
    """The rows of a list, counted over all of its pages."""
    html = client.get(address).content.decode()  # type: ignore[attr-defined]
    assert len(set(values(html, "data-assignment"))) == int(
        values(html, "data-total")[0]
    )  # all on one page here
    return int(values(html, "data-total")[0])


@pytest.mark.parametrize("name", ["supervisor", "auditor", "leader", "other_leader"])
def test_every_figure_of_the_overview_is_the_length_of_its_list(world: World, name: str) -> None:
    client = world.client_of(name)
    html = client.get(reverse("web:overview")).content.decode()
    figures = [one for one in tags(html, "data-figure") if "href" in one]
    assert len(figures) > 20
    for figure in figures:
        assert length_of(client, figure["href"]) == int(figure["data-count"]), figure


@pytest.mark.parametrize("name", ["supervisor", "leader"])
def test_the_lights_and_the_units_add_up_to_the_total(world: World, name: str) -> None:
    html = world.client_of(name).get(reverse("web:overview")).content.decode()
    counts = {one["data-figure"]: int(one["data-count"]) for one in tags(html, "data-figure")}
    lights = [one for one in tags(html, "data-figure") if one["data-figure"].startswith("light:")]
    states = [one for one in tags(html, "data-figure") if one["data-figure"].startswith("state:")]
    units = [one for one in tags(html, "data-figure") if one["data-figure"] == "unit:total"]
    assert counts["total"] > 5
    for group in (lights, states, units):
        assert sum(int(one["data-count"]) for one in group) == counts["total"]


def test_each_light_is_lit_for_the_supervisor(world: World) -> None:
    """So that the test above says something: no light stands at 0 but 'extended'."""
    html = world.client_of("supervisor").get(reverse("web:overview")).content.decode()
    counts = {one["data-figure"]: int(one["data-count"]) for one in tags(html, "data-figure")}
    assert all(counts[f"light:{code}"] for code in ("red", "orange", "blue", "purple", "green", "grey"))


@pytest.mark.parametrize("name", ["officer", "head", "other_officer", "supervisor", "leader"])
def test_every_list_of_the_desk_has_the_length_of_its_list_in_the_ledger(world: World, name: str) -> None:
    client = world.client_of(name)
    html = client.get(reverse("web:desk")).content.decode()
    tiles = {one["data-figure"]: int(one["data-count"]) for one in tags(html, "data-figure")}
    assert tiles
    for code, count in tiles.items():
        section = html.partition(f'data-list="{code}"')[2].partition("</section>")[0]
        ledger = next(one["href"] for one in tags(section, "href") if one["href"].startswith("/ledger/"))
        assert length_of(client, ledger) == count == len(values(section, "data-assignment"))


def test_what_is_stuck_names_who_must_act(world: World) -> None:
    html = world.client_of("supervisor").get(reverse("web:overview")).content.decode()
    late = html.partition("逾期事项")[2].partition("</a>")[0]
    # The overdue one asks for more time: the supervision office decides, for no leader is named.
    assert "supervision office" in late and "5 days" in late
