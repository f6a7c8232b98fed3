"""The ledger: filters, order, pages, and what htmx gets."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.urls import reverse

from tasks_app.core.models import load_calendar
from tasks_app.web.ledger import LISTS, SORTS, Ledger
from tasks_app.web.ledger import shown as shown_rows
from tasks_app.work.lights import Light, Window
from tests import factories
from tests.personas import County
from tests.web.conftest import NOW, World
from tests.web.pages import tags, values


def shown(world: World, query: str, name: str = "supervisor") -> list[str]:
    """The titles in the order of the page."""
    html = world.client_of(name).get(reverse("web:ledger") + query).content.decode()
    rows = html.partition('class="list-table ledger-table"')[2]
    return [part.partition(">")[2].partition("<")[0] for part in rows.split('class="row-title"')[1:]]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?q=逾期", {"逾期事项"}),
        ("?q=逾期 财政", set()),
        ("?light=red", {"逾期事项"}),
        ("?state=closed", {"事项 closed"}),
        ("?state=draft", {"事项 draft"}),
        ("?list=overdue", {"逾期事项"}),
        ("?list=due_this_week", {"临期事项"}),
        ("?list=returned", {"临期事项"}),
        ("?list=in_review", {"事项 in_review"}),
        ("?list=extension_pending", {"逾期事项"}),
        ("?list=long_term", {"财政局拨付资金"}),
        ("?list=stuck", {"逾期事项", "事项 in_review", "事项 suspended"}),
        ("?role=each", {"财政局拨付资金"}),
        ("?role=support", {"农业农村局排查隐患"}),
        ("?due_to=2026-03-27", {"逾期事项"}),
        ("?due_from=2026-04-01&due_to=2026-04-03", {"临期事项"}),
    ],
)
def test_filters(world: World, query: str, titles: set[str]) -> None:
    if query.startswith("?due_to"):
        query += "&list=open"
    assert set(shown(world, query)) == titles


def test_unit_and_below_or_the_unit_alone(world: World) -> None:
    county = world.county
    factories.issued_item(supervisor=county.supervisor, lead=county.village, title="柳湾村事项")
    below = shown(world, f"?unit={county.town.pk}")
    alone = shown(world, f"?unit={county.town.pk}&own=1")
    assert set(below) == {"柳湾村事项", "财政局拨付资金"}
    assert set(alone) == {"财政局拨付资金"}


def test_document_leader_and_kind(world: World) -> None:
    assert set(shown(world, f"?document={world.item.document_id}")) == {
        "农业农村局排查隐患",
        "财政局拨付资金",
    }
    assert set(shown(world, f"?leader={world.county.leader.pk}")) == {"农业农村局排查隐患"}
    assert shown(world, "?kind=study") == []


def test_a_filter_never_shows_what_the_person_may_not_see(world: World) -> None:
    assert "电话交办" not in shown(world, "", "officer")
    assert shown(world, f"?unit={world.county.finance.pk}", "officer") == []
    assert shown(world, "?q=电话", "officer") == []
    assert shown(world, "?state=draft", "officer") == []


def test_what_cannot_be_understood_is_left_out(world: World) -> None:
    everything = shown(world, "")
    assert (
        shown(world, "?light=pink&state=x&unit=abc&due_from=2026-02-30&sort=price&page=zz&leader=²")
        == everything
    )


def test_the_address_says_it_all_and_nothing_twice() -> None:
    asked = Ledger(q="排查", light="red", unit=7, own=True, due_from=dt.date(2026, 4, 1), sort="-deadline")
    assert Ledger.of(QueryDict(asked.query)) == asked
    assert Ledger().query == ""
    assert Ledger.of(QueryDict("")) == Ledger()


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_gives_every_row_once(world: World, sort: str) -> None:
    user = world.county.supervisor
    window = Window.at(NOW.date(), load_calendar())
    rows = [row.pk for row in Ledger(sort=sort).rows(user, window)]
    assert sorted(rows) == sorted(row.pk for row in Ledger().rows(user, window))
    assert len(set(rows)) == len(rows)
    part = shown_rows(Ledger(sort=sort).rows(user, window), 2, 5)
    assert [row.pk for row in part] == rows[2:5] and len(rows) > 5


@pytest.mark.parametrize("light", Light.values)
def test_the_order_within_a_light_is_that_of_the_whole(world: World, light: str) -> None:
    user, window = world.county.supervisor, Window.at(NOW.date(), load_calendar())
    whole = [row.pk for row in Ledger().rows(user, window) if row.light_code == light]  # type: ignore[attr-defined]
    assert [row.pk for row in Ledger(light=light).rows(user, window)] == whole


def test_the_worst_light_comes_first(world: World) -> None:
    assert shown(world, "")[0] == "逾期事项"
    assert shown(world, "?sort=deadline")[0] == "逾期事项"


def test_every_named_list_opens_for_everybody(world: World) -> None:
    for name in ("supervisor", "leader", "officer", "outsider"):
        client = world.client_of(name)
        for code in LISTS:
            assert client.get(reverse("web:ledger"), {"list": code, "mine": "1"}).status_code == 200


def test_fifty_rows_a_page_and_the_filter_stays(county: County, world: World) -> None:
    for number in range(60):
        factories.issued_item(supervisor=county.supervisor, lead=county.finance, title=f"批量 {number}")
    client = world.client_of("supervisor")
    first = client.get(reverse("web:ledger") + "?q=批量&sort=number").content.decode()
    assert values(first, "data-total") == ["60"] and len(values(first, "data-assignment")) == 50
    following = next(one["href"] for one in tags(first, "rel") if one["rel"] == "next")
    second = client.get(reverse("web:ledger") + following).content.decode()
    assert len(values(second, "data-assignment")) == 10
    assert not set(values(first, "data-assignment")) & set(values(second, "data-assignment"))


def test_htmx_gets_only_what_changes(world: World) -> None:
    client = world.client_of("supervisor")
    whole = client.get(reverse("web:ledger"))
    part = client.get(reverse("web:ledger"), headers={"HX-Request": "true", "HX-Trigger": "ledger-filter"})
    clicked = client.get(reverse("web:ledger"), headers={"HX-Request": "true"})
    back = client.get(
        reverse("web:ledger"), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert b"<html" in whole.content and b"<html" in back.content
    assert b"<html" not in part.content and b'id="ledger-filter"' not in part.content
    assert b'hx-swap-oob="true"' in clicked.content  # a click elsewhere renews the filter form
    assert "HX-Request" in whole.headers["Vary"] and "HX-Request" in part.headers["Vary"]


def test_an_empty_list_says_what_to_do(world: World) -> None:
    html = world.client_of("supervisor").get(reverse("web:ledger") + "?q=没有这样的事项").content.decode()
    empty = html.partition("data-empty")[2]
    assert 'href="/ledger/"' in empty
