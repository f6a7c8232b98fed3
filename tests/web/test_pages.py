"""Who gets which page, and what every page keeps to."""

import pytest
from django.test import Client
from django.urls import reverse

from tasks_app.org.models import User
from tasks_app.work.models import ExtensionRequest, WorkItem
from tasks_app.work.services import decide_extension
from tests.personas import PERSONAS, County
from tests.web.conftest import World
from tests.web.pages import fetched, handlers, tags, values

OVERSEERS = {"supervisor", "leader", "other_leader", "auditor"}
EVERYTHING = {"supervisor", "auditor"}


@pytest.mark.parametrize("name", PERSONAS)
def test_each_persona_gets_the_pages_of_the_role(world: World, name: str) -> None:
    client = world.client_of(name)
    expected = {
        "web:desk": 200,
        "web:ledger": 200,
        "web:inbox": 200,
        "web:overview": 200 if name in OVERSEERS else 302,
        "web:reminders": 200 if name in EVERYTHING else 403,
        "web:item_new": 200 if name == "supervisor" else 403,
    }
    found = {page: client.get(reverse(page)).status_code for page in expected}
    assert found == expected


@pytest.mark.parametrize("name", PERSONAS)
def test_the_item_opens_for_those_who_may_see_it_and_for_nobody_else(world: World, name: str) -> None:
    may_see = {"supervisor", "auditor", "leader", "head", "officer", "other_head", "other_officer"}
    # The other leader's portfolio holds finance, which supports the item.
    may_see.add("other_leader")
    status = world.client_of(name).get(reverse("web:item", args=[world.item.pk])).status_code
    assert status == (200 if name in may_see else 404)


def test_an_officer_of_another_unit_gets_404(world: World) -> None:
    address = reverse("web:item", args=[world.by_state["issued"].item_id])
    assert world.client_of("other_officer").get(address).status_code == 404
    assert world.client_of("officer").get(address).status_code == 200


def test_only_supervisor_and_auditor_see_drafts(world: World) -> None:
    address = reverse("web:item", args=[world.draft.pk])
    found = {name for name in PERSONAS if world.client_of(name).get(address).status_code == 200}
    assert found == EVERYTHING


def test_the_head_of_an_item_shows_the_deadline_that_counts(world: World) -> None:
    request = ExtensionRequest.objects.get()
    item, boss = request.assignment.item, world.county.supervisor
    address = reverse("web:item", args=[item.pk])
    before = world.client_of("supervisor").get(address).content.decode()
    decide_extension(user=boss, request=request, grant=True, at=request.requested_at)
    after = world.client_of("supervisor").get(address).content.decode()
    assert values(before, "data-due") == [request.old_deadline.isoformat()]
    assert values(after, "data-due") == [request.new_deadline.isoformat()]


def test_a_draft_without_a_deadline_is_not_called_long_term(world: World) -> None:
    WorkItem.objects.filter(pk=world.draft.pk).update(deadline=None, long_term=False)
    world.draft.assignments.update(deadline=None, original_deadline=None)
    client = world.client_of("supervisor")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("web:item", args=[world.draft.pk])).content.decode()
    assert "not stated" in page and "long-term" not in page


def test_an_outsider_sees_nothing(world: World) -> None:
    client = world.client_of("outsider")
    page = client.get(reverse("web:ledger")).content.decode()
    assert values(page, "data-total") == ["0"]
    assert values(page, "data-assignment") == []
    desk = client.get(reverse("web:desk")).content.decode()
    assert values(desk, "data-list") == [] and tags(desk, "data-empty")
    everything = page + desk
    assert "农业农村局" not in everything and "东河镇" not in everything


@pytest.mark.parametrize("page", ["overview", "desk", "ledger", "inbox", "reminders", "item_new"])
def test_pages_ask_for_a_login(client: Client, db: None, page: str) -> None:
    address = reverse(f"web:{page}")
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/login/?next={address}"


def test_no_page_loads_anything_from_outside_or_has_inline_handlers(world: World) -> None:
    client = world.client_of("supervisor")
    item = reverse("web:item", args=[world.item.pk])
    plain = [
        reverse(f"web:{page}") for page in ("overview", "desk", "ledger", "inbox", "reminders", "item_new")
    ]
    pages = {address: client.get(address) for address in [*plain, item, "/nothing-here/"]}
    pages["/login/"] = Client().get("/login/")
    for address, response in pages.items():
        html = response.content.decode()
        outside = [one for one in fetched(html) if not one.startswith(("/", "?", "#"))]
        assert outside == [], address
        assert [one for one in fetched(html) if one.startswith("//")] == [], address
        assert handlers(html) == [], address


def test_lights_have_a_shape_and_a_word_beside_their_colour(world: World) -> None:
    page = world.client_of("supervisor").get(reverse("web:ledger")).content.decode()
    lamps = page.split('data-light="')[1:]
    assert {lamp.partition('"')[0] for lamp in lamps} >= {"red", "orange", "blue", "purple", "green", "grey"}
    shapes = {}
    for lamp in lamps:
        drawing = lamp.partition("<svg")[2].partition("</svg>")[0].partition(">")[2]
        word = lamp.partition('class="light-word">')[2].partition("<")[0]
        assert drawing and word
        shapes[lamp.partition('"')[0]] = drawing
    assert len(set(shapes.values())) == len(shapes)  # no two lights share a shape


def test_not_found_and_forbidden_are_pages_of_the_product(world: World) -> None:
    client = world.client_of("officer")
    missing, forbidden = client.get("/items/999999/"), client.get(reverse("web:reminders"))
    assert (missing.status_code, values(missing.content.decode(), "data-error")) == (404, ["404"])
    assert (forbidden.status_code, values(forbidden.content.decode(), "data-error")) == (403, ["403"])


# --- Language and login ----------------------------------------------------------------------------------------------
def test_the_language_switch_keeps_the_page_and_remembers(world: World) -> None:
    client = world.client_of("officer")
    page = reverse("web:ledger") + "?light=red"
    response = client.post(reverse("web:language"), {"language": "zh-hans", "next": page})
    assert response.headers["Location"] == page
    assert response.cookies["django_language"].value == "zh-hans"
    assert User.objects.get(username="officer").language == "zh-hans"
    assert '<html lang="zh-hans">' in client.get(page).content.decode()
    client.post(reverse("web:language"), {"language": "en", "next": page})
    assert User.objects.get(username="officer").language == "en"
    assert '<html lang="en">' in client.get(page).content.decode()


def test_the_language_switch_never_leads_off_the_site(world: World) -> None:
    response = world.client_of("officer").post(
        reverse("web:language"), {"language": "en", "next": "https://example.com/"}
    )
    assert response.headers["Location"] == "/"


def test_the_login_takes_the_language_of_the_person(county: County, client: Client) -> None:
    User.objects.filter(username="officer").update(language="en")
    from tests.factories import PASSWORD

    response = client.post("/login/", {"username": "officer", "password": PASSWORD})
    assert response.status_code == 302
    assert response.cookies["django_language"].value == "en"


def test_a_wrong_password_says_so_and_keeps_the_name(county: County, client: Client) -> None:
    response = client.post("/login/", {"username": "officer", "password": "wrong"})
    html = response.content.decode()
    assert response.status_code == 200 and values(html, "data-message") == ["error"]
    assert "officer" in values(html, "value")


def test_personas_stand_on_the_login_page_only_while_debugging(
    db: None, client: Client, settings: object
) -> None:
    assert tags(client.get("/login/").content.decode(), "data-personas") == []
    settings.DEBUG = True  # type: ignore[attr-defined]
    offered = values(client.get("/login/").content.decode(), "data-fill-username")
    assert {"supervisor", "leader", "head", "officer", "auditor"} <= set(offered)


def test_logging_out_needs_a_post(world: World) -> None:
    client = world.client_of("officer")
    assert client.get(reverse("web:logout")).status_code == 405
    assert client.post(reverse("web:logout")).status_code == 302
    assert client.get(reverse("web:desk")).status_code == 302


# --- The frame -------------------------------------------------------------------------------------------------------
def test_a_silent_background_process_stands_on_every_page(world: World) -> None:
    import datetime as dt

    from tasks_app.core.services import beat
    from tests.web.conftest import NOW

    client = world.client_of("officer")
    assert tags(client.get(reverse("web:desk")).content.decode(), "data-banner") == []
    beat(name="planner", at=NOW - dt.timedelta(hours=1), interval=180)
    for page in ("desk", "ledger", "inbox"):
        assert values(client.get(reverse(f"web:{page}")).content.decode(), "data-banner") == ["late"]


def test_the_counter_in_the_menu_is_what_waits_on_the_desk(world: World) -> None:
    page = world.client_of("officer").get(reverse("web:desk")).content.decode()
    waiting = {
        attributes["data-assignment"]
        for listing in ("to_acknowledge", "returned", "overdue")
        for attributes in tags(
            page.partition(f'data-list="{listing}"')[2].partition("</section>")[0], "data-assignment"
        )
    }
    counter = page.partition('data-entry="desk"')[2].partition('data-count="')[2].partition('"')[0]
    assert len(waiting) > 2 and counter == str(len(waiting))


@pytest.mark.parametrize("page", ["document", "document_columns", "document_duplicates", "document_history"])
def test_the_menu_shows_that_the_pages_of_a_document_belong_to_the_documents(world: World, page: str) -> None:
    address = reverse(f"web:{page}", args=[world.item.document_id])
    html = world.client_of("supervisor").get(address).content.decode()
    here = {entry["data-entry"] for entry in tags(html, "data-entry") if "aria-current" in entry}
    assert here == {"documents"}


@pytest.mark.parametrize("page", ["web:ledger", "web:documents", "web:names"])
def test_a_search_for_the_sign_that_postgresql_does_not_take_finds_without_it(
    world: World, page: str
) -> None:
    answer = world.client_of("supervisor").get(reverse(page), {"q": "no\x00body"})
    assert (answer.status_code, 'value="nobody"' in answer.text) == (200, True)
