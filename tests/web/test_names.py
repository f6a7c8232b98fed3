"""Names on the card and on their own pages: asked once, previewed, changed, undone; collectives and leaders."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tasks_app.audit.models import Event
from tasks_app.documents.mentions import mentions
from tasks_app.documents.models import Measure, SourceDocument
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit
from tasks_app.org.naming import Said, remember_name, save_collective
from tasks_app.org.services import merge_unit, rename_unit
from tasks_app.work.models import WorkItem
from tasks_app.work.review import version_of
from tasks_app.work.services import dismiss_measure
from tests.factories import AT, document_with_measures, make_unit
from tests.personas import County
from tests.web.conftest import log_in

TEXT = "会议记录。\n各乡镇要完成排查。\n县农委要拨付资金。\n"
HTMX = {"HX-Request": "true"}


def owners(row: Measure, *names: str, role: str = "responsible") -> None:
    row.found = {**row.found, "owners": [{"name": name, "role": role, "rule": "r"} for name in names]}
    row.save()


@pytest.fixture
def towns(county: County) -> County:
    for number in range(4):
        make_unit(f"第{number}镇", county.root, kind="township", order=number)
    return county


@pytest.fixture
def document(towns: County) -> SourceDocument:
    found, (first, second) = document_with_measures(
        supervisor=towns.supervisor, text=TEXT, sentences=["各乡镇要完成排查。", "县农委要拨付资金。"]
    )
    owners(first, "各乡镇")
    owners(second, "县农委")
    return found


@pytest.fixture
def boss(towns: County) -> Client:
    return log_in(towns, "supervisor")


def rows(document: SourceDocument) -> list[Measure]:
    return list(document.measures.order_by("start"))


def card(client: Client, row: Measure, query: str = "") -> Any:
    return client.get(reverse("web:measure", args=[row.pk]) + query)


def alias(client: Client, row: Measure, **values: Any) -> Any:
    return client.post(reverse("web:measure_alias", args=[row.pk]), values, headers=HTMX)


# --- The card ----------------------------------------------------------------------------------------------------------
def test_the_card_shows_every_member_of_a_group(boss: Client, document: SourceDocument) -> None:
    page = card(boss, rows(document)[0])
    (group,) = page.context["card"].names.groups
    assert (group.name, group.size, group.role) == ("各乡镇", 5, "each")
    assert 'data-group="各乡镇" data-size="5"' in page.text
    assert all(f">{name}<" in page.text for name in ("东河镇", "第0镇", "第1镇", "第2镇", "第3镇"))


def test_what_is_left_out_is_named(boss: Client, document: SourceDocument) -> None:
    first = rows(document)[0]
    owners(first, "各乡镇（第2镇除外）")
    page = card(boss, first)
    (group,) = page.context["card"].names.groups
    assert (group.size, group.left_out) == (4, ["第2镇"])
    assert "without 第2镇" in page.text


def test_confirming_gives_each_member_a_share_and_keeps_the_group(
    boss: Client, document: SourceDocument
) -> None:
    first = rows(document)[0]
    page = card(boss, first)
    confirmed = boss.post(reverse("web:measure_confirm", args=[first.pk]), hidden(page, first))
    assert confirmed.status_code == 302
    item = WorkItem.objects.get()
    assert item.assignments.count() == 5 and item.came_from[0]["name"] == "各乡镇"
    shown = card(boss, first)
    assert [group.size for group in shown.context["card"].kept] == [5]
    text = boss.get(reverse("web:item", args=[item.pk])).text
    assert 'data-group="各乡镇" data-size="5"' in text
    assert "各乡镇: 东河镇、第0镇、第1镇、第2镇、第3镇" in text  # in its history


def hidden(page: Any, row: Measure, **changes: Any) -> dict[str, Any]:
    proposal = page.context["card"].proposal
    return {
        "version": version_of(row),
        "seen": proposal.seen,
        "title": proposal.title,
        "kind": "other",
        "eaches": [unit.pk for unit in proposal.owners.eaches],
        "people": [person.pk for person in proposal.owners.people],
        "deadline": "2026-12-31",
        **changes,
    }


def test_a_member_who_came_meanwhile_is_not_confirmed_unseen(
    boss: Client, towns: County, document: SourceDocument
) -> None:
    first = rows(document)[0]
    sent = hidden(card(boss, first), first)
    make_unit("新镇", towns.root, kind="township")
    answer = boss.post(reverse("web:measure_confirm", args=[first.pk]), sent, headers=HTMX)
    assert answer.status_code == 409 and not WorkItem.objects.exists()
    assert answer.context["card"].names.groups[0].size == 6
    again = boss.post(reverse("web:measure_confirm", args=[first.pk]), hidden(answer, first), headers=HTMX)
    assert again.status_code == 200 and WorkItem.objects.get().assignments.count() == 6


def test_what_is_chosen_in_the_form_is_what_counts(
    boss: Client, towns: County, document: SourceDocument
) -> None:
    first = rows(document)[0]
    sent = hidden(card(boss, first), first, eaches=[towns.town.pk, towns.bureau.pk])
    del sent["seen"]
    boss.post(reverse("web:measure_confirm", args=[first.pk]), sent)
    item = WorkItem.objects.get()
    assert {row.unit for row in item.assignments.all()} == {towns.town, towns.bureau}
    assert [row["name"] for row in item.came_from[0]["left_out"]] == ["第0镇", "第1镇", "第2镇", "第3镇"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"unit": "示例县财政局"}, ["财政局"]),
        ({"meaning": "units", "units": ["bureau", "finance"]}, ["农业农村局", "财政局"]),
        ({"meaning": "list", "units": ["bureau", "town"]}, ["农业农村局", "东河镇"]),
        ({"meaning": "nobody"}, []),
    ],
)
def test_a_name_is_asked_once_with_choices(
    boss: Client, towns: County, document: SourceDocument, values: dict[str, Any], expected: list[str]
) -> None:
    second = rows(document)[1]
    other, (elsewhere,) = document_with_measures(
        supervisor=towns.supervisor, text="县农委要做好此事。\n", sentences=["县农委要做好此事。"]
    )
    owners(elsewhere, "县农委")
    sent = {**values, "name": "县农委"}
    sent["units"] = [getattr(towns, name).pk for name in values.get("units", [])]
    answer = alias(boss, second, **sent)
    assert answer.status_code == 200 and answer["HX-Trigger"] == "wb-alias"
    # It holds for the open sentences of other documents at once.
    proposal = card(boss, elsewhere).context["card"].proposal
    found = [proposal.owners.lead] if proposal.owners.lead else list(proposal.owners.eaches)
    assert sorted(str(unit) for unit in found) == sorted(expected)
    assert proposal.unknown_names == ()
    assert other.pk


def test_a_collective_or_a_person_can_be_the_answer(
    boss: Client, towns: County, document: SourceDocument
) -> None:
    second = rows(document)[1]
    row = Collective.objects.get(name="各乡镇")
    alias(boss, second, name="县农委", meaning="collective", collective=row.pk)
    assert card(boss, second).context["card"].names.groups[0].size == 5
    alias_row = KnownName.objects.get(name="县农委")
    assert alias_row.collective == row and alias_row.remembered_by == towns.supervisor
    owners(second, "老赵")
    alias(boss, second, name="老赵", meaning="person", person=towns.leader.pk)
    assert card(boss, second).context["card"].proposal.owners.people == (towns.leader,)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"meaning": "unit", "unit": "没有"}, "unit"),
        ({"meaning": "units"}, "units"),
        ({"meaning": "list"}, "units"),
        ({"meaning": "collective", "collective": "999"}, "collective"),
        ({"meaning": "person"}, "person"),
        ({"meaning": "x"}, "meaning"),
    ],
)
def test_an_answer_without_a_meaning_is_refused_and_the_form_stays(
    boss: Client, document: SourceDocument, values: dict[str, Any], field: str
) -> None:
    before = KnownName.objects.count()
    answer = alias(boss, rows(document)[1], name="县农委", **values)
    assert answer.status_code == 400 and KnownName.objects.count() == before
    assert field in answer.context["card"].asking.errors and answer.context["card"].error


def test_the_longer_question_is_fetched_when_it_is_wanted(boss: Client, document: SourceDocument) -> None:
    second = rows(document)[1]
    assert 'name="meaning" value="units"' not in card(boss, second).text
    page = card(boss, second, "?name=县农委")
    assert 'value="units"' in page.text and 'value="nobody"' in page.text


def test_two_units_of_one_name_are_offered(boss: Client, towns: County, document: SourceDocument) -> None:
    other = make_unit("城关财政分局", towns.root, short_name="财政局")
    second = rows(document)[1]
    owners(second, "财政局")
    page = card(boss, second)
    (question,) = page.context["card"].names.questions
    assert set(question.candidates) == {towns.finance, other}
    alias(boss, second, name="财政局", unit=other.name)
    assert card(boss, second).context["card"].proposal.owners.lead == other


def test_former_names_are_shown(boss: Client, towns: County, document: SourceDocument) -> None:
    second = rows(document)[1]
    rename_unit(
        user=towns.supervisor, unit=towns.finance, name="示例县财政和金融局", short_name="财金局", at=AT
    )
    owners(second, "财政局")
    assert "财金局, formerly “财政局”" in card(boss, second).text
    merge_unit(user=towns.supervisor, unit=towns.finance, into=towns.bureau, at=AT)
    owners(second, "财金局")
    page = card(boss, second)
    assert "was merged into" in page.text and page.context["card"].proposal.owners.lead == towns.bureau


def test_a_group_of_nobody_is_said_and_not_complete(
    boss: Client, towns: County, document: SourceDocument
) -> None:
    save_collective(user=towns.supervisor, at=AT, name="试点地区", rule="list")
    first = rows(document)[0]
    owners(first, "试点地区", "财政局")
    page = card(boss, first)
    assert not page.context["card"].complete and "nobody belongs to it now" in page.text


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_supervisors_say_what_names_mean(towns: County, document: SourceDocument, who: str) -> None:
    client = log_in(towns, who)
    known = KnownName.objects.first()
    assert known is not None
    row = Collective.objects.get(name="各乡镇")
    posts = [
        (reverse("web:measure_alias", args=[rows(document)[1].pk]), {"name": "县农委", "meaning": "nobody"}),
        (reverse("web:name_new"), {"name": "县农委", "meaning": "nobody"}),
        (reverse("web:name_edit", args=[known.pk]), {"name": known.name, "meaning": "nobody"}),
        (reverse("web:name_forget", args=[known.pk]), {}),
        (reverse("web:collective_new"), {"name": "新", "rule": "list", "share": "person"}),
        (reverse("web:collective_edit", args=[row.pk]), {"name": "新", "rule": "list", "share": "person"}),
        (reverse("web:portfolio_new", args=[towns.leader.pk, "area"]), {"name": "新"}),
        (reverse("web:portfolio_drop", args=[Portfolio.objects.get(name="财政").pk]), {}),
    ]
    before = (KnownName.objects.count(), Collective.objects.count(), Portfolio.objects.count())
    assert {client.post(address, data).status_code for address, data in posts} == {403}
    assert (KnownName.objects.count(), Collective.objects.count(), Portfolio.objects.count()) == before


@pytest.mark.parametrize("page", ["names", "collectives", "leaders"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("supervisor", 200),
        ("auditor", 200),
        ("leader", 403),
        ("head", 403),
        ("officer", 403),
        ("outsider", 403),
    ],
)
def test_who_reads_the_pages(towns: County, page: str, who: str, status: int) -> None:
    answer = log_in(towns, who).get(reverse(f"web:{page}"))
    assert answer.status_code == status
    if who == "auditor":
        assert '<form method="post" action="/names/' not in answer.text


# --- The page of names ---------------------------------------------------------------------------------------------------
def test_the_page_of_names_counts_open_sentences_and_lists_what_is_asked(
    boss: Client, towns: County, document: SourceDocument
) -> None:
    remember_name(user=towns.supervisor, name="农办", said=Said(unit=towns.bureau), at=AT)
    first, second = rows(document)
    owners(first, "农办", "农办", "各乡镇（南山镇除外）")
    page = boss.get(reverse("web:names"))
    assert {row.name: used for row, _means, used in page.context["rows"] if used} == {"农办": 1, "各乡镇": 1}
    assert page.context["asked"] == [("南山镇", 1), ("县农委", 1)]
    dismiss_measure(user=towns.supervisor, measure=second, reason="已办", at=AT)
    assert boss.get(reverse("web:names")).context["asked"] == [("南山镇", 1)]
    found = boss.get(reverse("web:names"), {"q": "农办", "meaning": "unit"})
    assert [row.name for row, _means, _used in found.context["rows"]] == ["农办"]


def test_a_name_is_changed_forgotten_and_each_undone(boss: Client, towns: County) -> None:
    boss.post(reverse("web:name_new"), {"name": "农办", "meaning": "unit", "unit": towns.bureau.name})
    known = KnownName.objects.get(name="农办")
    edit = reverse("web:name_edit", args=[known.pk])
    assert 'value="示例县农业农村局"' in boss.get(edit).text
    boss.post(edit, {"name": "农办", "meaning": "unit", "unit": towns.finance.name, "former": "on"})
    known.refresh_from_db()
    assert (known.unit, known.former) == (towns.finance, True)
    boss.post(reverse("web:name_forget", args=[known.pk]))
    assert not KnownName.objects.filter(name="农办").exists()

    def undo(action: str) -> Any:
        event = Event.objects.filter(action=action).order_by("-sequence").first()
        assert event is not None
        return boss.post(reverse("web:name_undo", args=[event.sequence]), follow=True)

    undo("name.forgotten")
    assert KnownName.objects.get(name="农办").unit == towns.finance
    changed = Event.objects.get(action="name.changed")
    boss.post(reverse("web:name_undo", args=[changed.sequence]))
    assert KnownName.objects.get(name="农办").unit == towns.bureau
    again = boss.post(reverse("web:name_undo", args=[changed.sequence]), follow=True)
    assert [message.level_tag for message in again.context["messages"]][-1] == "error"
    assert KnownName.objects.get(name="农办").unit == towns.bureau


def test_a_name_that_is_a_units_own_is_refused(boss: Client, towns: County) -> None:
    answer = boss.post(reverse("web:name_new"), {"name": "财政局", "meaning": "nobody"})
    assert answer.status_code == 400 and "示例县财政局" in answer.text
    assert not KnownName.objects.filter(name="财政局").exists()


def test_a_remembered_name_becomes_a_list(boss: Client, towns: County) -> None:
    known = remember_name(user=towns.supervisor, name="试点", said=Said(unit=towns.bureau), at=AT)
    sent = {"name": "试点", "meaning": "list", "units": [towns.bureau.pk, towns.town.pk]}
    assert boss.post(reverse("web:name_edit", args=[known.pk]), sent).status_code == 302
    row = Collective.objects.get(name="试点")
    assert set(row.units.all()) == {towns.bureau, towns.town}
    assert KnownName.objects.get(name="试点").collective == row


# --- Collectives and leaders -----------------------------------------------------------------------------------------------
def test_a_collective_is_made_and_changed(boss: Client, towns: County) -> None:
    sent = {
        "name": "县政府党组成员",
        "rule": "body",
        "share": "person",
        "active": "on",
        "names": "政府班子\n县政府班子成员",
        "people": [towns.leader.pk],
    }
    assert boss.post(reverse("web:collective_new"), sent).status_code == 302
    row = Collective.objects.get(name="县政府党组成员")
    assert {name.name for name in row.names.all()} == {"县政府党组成员", "政府班子", "县政府班子成员"}
    page = boss.get(reverse("web:collectives"))
    assert 'data-collective="县政府党组成员" data-size="1"' in page.text
    edit = reverse("web:collective_edit", args=[row.pk])
    assert "政府班子" in boss.get(edit).text
    boss.post(edit, {**sent, "people": [towns.leader.pk, towns.other_leader.pk]})
    assert row.people.count() == 2
    assert Event.objects.filter(action="collective.changed", object_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"rule": "kind", "unit_kind": ""},
        {"rule": "role", "role": ""},
        {"names": "财政局"},
        {"name": "各村"},
    ],
)
def test_a_collective_that_cannot_stand_is_refused(
    boss: Client, towns: County, change: dict[str, str]
) -> None:
    sent = {"name": "新的", "rule": "list", "share": "person", "active": "on", **change}
    answer = boss.post(reverse("web:collective_new"), sent)
    assert answer.status_code == 400 and not Collective.objects.filter(name="新的").exists()


def test_portfolios_and_linked_areas_are_kept(boss: Client, towns: County) -> None:
    new = reverse("web:portfolio_new", args=[towns.other_leader.pk, "area"])
    assert boss.post(new, {"name": "东部", "units": [towns.town.pk]}).status_code == 302
    row = Portfolio.objects.get(leader=towns.other_leader, kind="area")
    assert list(row.units.all()) == [towns.town]
    edit = reverse("web:portfolio_edit", args=[towns.other_leader.pk, "area", row.pk])
    boss.post(edit, {"name": "东部片区", "units": []})
    row.refresh_from_db()
    assert (row.name, row.units.count()) == ("东部片区", 0)
    assert boss.post(new, {"name": "东部片区"}).status_code == 400
    boss.post(reverse("web:portfolio_drop", args=[row.pk]))
    assert not Portfolio.objects.filter(pk=row.pk).exists()
    assert boss.get(reverse("web:portfolio_new", args=[towns.officer.pk, "area"])).status_code == 404


def test_the_pages_cost_the_same_however_many_names(
    boss: Client, towns: County, document: SourceDocument
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(page: str) -> int:
        boss.get(reverse(f"web:{page}"))
        with CaptureQueriesContext(connection) as seen:
            boss.get(reverse(f"web:{page}"))
        return len(seen)

    pages = ("names", "collectives", "leaders")
    before = {page: cost(page) for page in pages}
    for number in range(6):
        remember_name(
            user=towns.supervisor,
            name=f"名{number}",
            said=Said(meaning="units", units=(towns.town, towns.bureau)),
            at=AT,
        )
        save_collective(
            user=towns.supervisor,
            at=AT,
            name=f"组{number}",
            rule="body",
            people=[towns.leader, towns.other_leader],
        )
        Portfolio.objects.create(leader=towns.leader, kind="area", name=f"片{number}").units.set([towns.town])
    assert {page: cost(page) for page in pages} == before
    assert Unit.objects.exists() and mentions()


def test_the_pages_of_names_keep_the_words_that_were_searched_for(boss: Client, towns: County) -> None:
    for number in range(60):
        remember_name(user=towns.supervisor, name=f"甲&乙{number}", said=Said(meaning="nobody"), at=AT)
    first = boss.get(reverse("web:names"), {"q": "甲&乙", "meaning": "nobody"})
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following is not None
    second = boss.get(reverse("web:names") + html.unescape(following[1]))
    assert (second.context["words"], second.context["page"].number) == ("甲&乙", 2)
