"""Whom a name in a document means: aliases, former names, collectives, people, exceptions."""

import datetime as dt
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks_app.core.errors import Conflict, Invalid, NotAllowed
from tasks_app.org.directory import Directory, Meaning
from tasks_app.org.models import Collective, KnownName, Portfolio, Unit
from tasks_app.org.naming import Said, remember_name, save_collective
from tasks_app.org.services import (
    add_alias,
    drop_portfolio,
    found_unit,
    merge_unit,
    rename_unit,
    save_portfolio,
    save_unit,
    set_portfolio,
)
from tests.factories import AT, make_unit, make_user
from tests.personas import County


def means(name: str, sentence: str = "", beside: Iterable[Unit] = ()) -> Meaning:
    return Directory.load().meaning(name, sentence, tuple(beside))


def names(meaning: Meaning) -> list[str]:
    return [str(unit) for unit in meaning.units] or [str(row.person) for row in meaning.people]


def collective(county: County, name: str, rule: str, **values: object) -> Collective:
    return save_collective(user=county.supervisor, at=AT, name=name, rule=rule, **values)


@pytest.fixture
def west(county: County) -> Unit:
    return make_unit("西山乡", county.root, kind="township", order=5)


# --- Former names ----------------------------------------------------------------------------------------------------
def test_a_renamed_unit_is_found_by_its_former_names(county: County) -> None:
    rename_unit(
        user=county.supervisor,
        unit=county.bureau,
        name="示例县农业农村和水利局",
        short_name="农水局",
        on=dt.date(2026, 1, 1),
        at=AT,
    )
    for name in ("示例县农业农村局", "农业农村局", "县农业农村局"):
        found = means(name)
        assert [unit.pk for unit in found.units] == [county.bureau.pk], name
    assert means("农业农村局").renamed == ("农业农村局", dt.date(2026, 1, 1))
    assert means("农水局").renamed is None
    row = KnownName.objects.get(name="农业农村局")
    assert (row.former, row.used_until) == (True, dt.date(2026, 1, 1))


def test_a_unit_can_give_up_a_name_that_another_unit_has_as_well(county: County) -> None:
    one = make_unit("甲县教育局", county.root, short_name="教育局")
    other = make_unit("乙县教育局", county.root, short_name="教育局")
    rename_unit(user=county.supervisor, unit=one, name="甲县教体局", short_name="教体局", at=AT)
    assert means("甲县教育局").units == (one,)
    assert means("教育局").units == (other,)


def test_the_names_of_a_unit_that_is_no_more_are_not_given_to_another_one(county: County) -> None:
    grain = make_unit("粮食局", county.root)
    add_alias(user=county.supervisor, unit=grain, name="粮食办", at=AT)
    merge_unit(user=county.supervisor, unit=grain, into=county.finance, at=AT)
    for name, code in (("粮食办", "org.alias_taken"), ("粮食局", "org.unit_inactive")):
        with pytest.raises(Invalid) as error:
            found_unit(user=county.supervisor, name=name, at=AT)
        assert error.value.code == code
        with pytest.raises(Invalid) as error:
            rename_unit(user=county.supervisor, unit=county.station, name=name, at=AT)
        assert error.value.code == code
    assert means("粮食办").units == (county.finance,)


def test_a_merged_unit_leads_to_the_unit_that_followed_through_any_number_of_mergers(county: County) -> None:
    grain = make_unit("示例县粮食局", county.root, short_name="粮食局")
    price = make_unit("示例县物价局", county.root, short_name="物价局")
    add_alias(user=county.supervisor, unit=grain, name="粮食办", at=AT)
    merge_unit(user=county.supervisor, unit=grain, into=price, on=dt.date(2018, 12, 1), at=AT)
    merge_unit(user=county.supervisor, unit=price, into=county.finance, on=None, at=AT)
    for name in ("粮食局", "示例县粮食局", "粮食办", "物价局"):
        assert [unit.pk for unit in means(name).units] == [county.finance.pk], name
    assert means("粮食局").merged == grain
    assert means("粮食局").renamed == ("示例县粮食局", dt.date(2018, 12, 1))
    with pytest.raises(Invalid) as error:
        merge_unit(user=county.supervisor, unit=county.finance, into=grain, at=AT)
    assert error.value.code == "org.merged_circle"


def test_an_abolished_unit_without_successor_means_nothing(county: County) -> None:
    county.bureau.active = False
    save_unit(unit=county.bureau, at=AT)
    add_alias(user=county.supervisor, unit=county.bureau, name="县农办", at=AT)
    assert means("农业农村局").kind == means("县农办").kind == "unknown"


def test_the_name_in_brackets_behind_a_name_is_the_former_one(county: County) -> None:
    assert names(means("财政局（原财税局）")) == ["财政局"]
    assert names(means("县国资办（原财政局）")) == ["财政局"]


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_renames_and_merges(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        rename_unit(user=county.person(who), unit=county.bureau, name="新名", at=AT)
    with pytest.raises(NotAllowed):
        merge_unit(user=county.person(who), unit=county.bureau, into=county.finance, at=AT)
    assert Unit.objects.get(pk=county.bureau.pk).name == county.bureau.name


def test_a_new_name_that_is_taken_is_refused(county: County) -> None:
    for name in ("示例县财政局", "各乡镇"):
        with pytest.raises(Invalid) as error:
            rename_unit(user=county.supervisor, unit=county.bureau, name=name, at=AT)
        assert error.value.code == "org.alias_taken"


# --- Collectives -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "各乡镇", "全县各乡镇", "所有乡镇", "各乡镇党委", "全体乡镇", "示例县各乡镇", "各乡镇党委、政府", "各乡镇（街道）",
        "各乡镇人民政府", "全市各镇街", "各乡（镇、街道）",
    ],
)  # fmt: skip
def test_the_wordings_of_a_collective_are_one(county: County, west: Unit, name: str) -> None:
    found = means(name)
    assert (found.kind, names(found)) == ("collective", ["东河镇", "西山乡"])


@pytest.mark.parametrize("name", ["乡镇", "有关乡镇", "相关部门", "各有关部门", "部门", "各位同志", "各"])
def test_some_of_them_is_not_all_of_them(county: County, name: str) -> None:
    assert means(name).kind == "unknown"


@pytest.mark.parametrize(
    "name", ["各部门", "县直各部门", "各县直单位", "所有部门", "全县各单位", "县直各单位党组"]
)
def test_all_bureaus(county: County, name: str) -> None:
    assert names(means(name)) == ["农业农村局", "财政局"]


def test_a_list_that_the_office_keeps(county: County, west: Unit) -> None:
    row = collective(county, "试点地区", "list", units=[west, county.town])
    assert names(means("试点地区")) == ["东河镇", "西山乡"]
    save_collective(user=county.supervisor, at=AT, collective=row, names=["试点乡镇"], units=[west])
    assert names(means("各试点乡镇")) == ["西山乡"]
    merge_unit(user=county.supervisor, unit=west, into=county.town, at=AT)
    assert names(means("试点乡镇")) == ["东河镇"]


def test_a_collective_that_is_switched_off_means_nothing(county: County) -> None:
    row = Collective.objects.get(name="各乡镇")
    save_collective(user=county.supervisor, at=AT, collective=row, active=False)
    assert means("各乡镇").kind == "unknown"


def test_some_units_never_belong_to_it(county: County, west: Unit) -> None:
    row = Collective.objects.get(name="各乡镇")
    save_collective(user=county.supervisor, at=AT, collective=row, except_units=[west])
    found = means("各乡镇")
    assert (names(found), found.left_out) == (["东河镇"], (west,))


@pytest.mark.parametrize(
    ("name", "sentence", "left"),
    [
        ("各乡镇（东河镇除外）", "", ["西山乡"]),
        ("各乡镇（除东河镇外）", "", ["西山乡"]),
        ("各乡镇（不含东河镇、西山乡）", "", []),
        ("各乡镇", "除东河镇外，各乡镇要完成排查。", ["西山乡"]),
        ("各乡镇", "除东河镇以外的各乡镇要完成排查。", ["西山乡"]),
        ("各乡镇", "除做好日常工作外，各乡镇还要完成排查。", ["东河镇", "西山乡"]),
        ("各乡镇", "除财政局外，各乡镇和各部门要完成排查。", ["东河镇", "西山乡"]),
        ("各部门", "除财政局外，各乡镇和各部门要完成排查。", ["农业农村局"]),
    ],
)
def test_exceptions(county: County, west: Unit, name: str, sentence: str, left: list[str]) -> None:
    found = means(name, sentence)
    assert [str(unit) for unit in found.units] == left
    assert {unit.pk for unit in found.left_out}.isdisjoint(unit.pk for unit in found.units)


def test_an_exception_with_and_in_its_name(county: County) -> None:
    industry = make_unit("示例县工业和信息化局", county.root, short_name="工信局")
    found = means("各部门（县工业和信息化局和财政局除外）")
    assert names(found) == ["农业农村局"]
    assert set(found.left_out) == {industry, county.finance}


def test_an_exception_that_means_nothing_is_asked_for(county: County) -> None:
    found = means("各乡镇（南山镇除外）")
    assert (found.known, found.open_names) == (False, ("南山镇",))
    remember_name(user=county.supervisor, name="南山镇", said=Said(unit=county.town), at=AT)
    assert names(means("各乡镇（南山镇除外）")) == []


# --- People ----------------------------------------------------------------------------------------------------------
def test_people_by_role_and_position(county: County) -> None:
    county.leader.position = "副县长"
    county.leader.save()
    collective(county, "各位副县长", "role", role="leader", position_words="副县长")
    assert names(means("各位副县长")) == ["Leader"]
    assert names(means("县级领导")) == ["Leader", "Other Leader"]
    county.leader.is_active = False
    county.leader.save()
    assert names(means("各位副县长")) == []


def test_a_body_of_people_with_what_they_are_in_charge_of(county: County) -> None:
    collective(county, "县政府党组成员", "body", people=[county.leader, county.other_leader, county.outsider])
    plain = means("县政府党组成员", "县政府党组成员要带头学习。")
    assert names(plain) == ["Leader", "Other Leader"] and plain.people[0].units == ()
    portfolio = means("全体县政府党组成员", "县政府党组成员要抓好分管战线的安全生产。")
    assert [[str(unit) for unit in row.units] for row in portfolio.people] == [["农业农村局"], ["财政局"]]
    both = means("县政府党组成员", "县政府党组成员要抓好分管领域和包联乡镇的防汛工作。")
    assert [[str(unit) for unit in row.units] for row in both.people] == [
        ["农业农村局", "东河镇"],
        ["财政局"],
    ]
    assert both.people[0].scopes == ("portfolio", "area")
    without = means("县政府党组成员（Other Leader除外）")
    assert names(without) == ["Leader"]


def test_a_body_whose_units_get_the_shares(county: County) -> None:
    collective(county, "班子成员", "body", people=[county.leader, county.other_leader], share="units")
    set_portfolio(
        leader=county.other_leader,
        kind="portfolio",
        name="财政",
        units=[county.finance, county.bureau],
        at=AT,
    )
    found = means("班子成员", "班子成员要抓好分管战线。")
    assert (found.people, names(found)) == ((), ["农业农村局", "财政局"])
    assert names(means("班子成员", "要抓好包联乡镇。")) == ["东河镇"]


def test_the_leader_in_charge_is_told_from_the_units_beside(county: County) -> None:
    assert names(means("分管副县长", beside=[county.station])) == ["Leader"]
    assert means("分管副县长", beside=[county.town]).people == ()
    assert means("分管副县长").kind == "collective"


def test_a_person_by_name(county: County) -> None:
    county.leader.full_name, county.leader.position = "赵守正", "副县长"
    county.leader.save()
    for name in ("赵守正", "赵守正同志", "赵守正副县长", "副县长赵守正"):
        assert names(means(name)) == ["赵守正"], name
    assert means("赵守正局长").kind == "unknown"
    make_user("twin", "leader", county.root, full_name="赵守正", position="副县长")
    assert means("赵守正同志").kind == "unknown"


def test_a_person_without_a_unit_is_named_and_gets_nothing(county: County) -> None:
    county.leader.unit = None
    county.leader.save()
    found = means("县级领导")
    assert names(found) == ["Other Leader"] and found.unplaced == (county.leader,)


# --- What the office says --------------------------------------------------------------------------------------------
def test_several_units_nobody_and_a_person(county: County) -> None:
    boss = county.supervisor
    remember_name(
        user=boss, name="农财两家", said=Said(meaning="units", units=(county.finance, county.bureau)), at=AT
    )
    remember_name(user=boss, name="大家", said=Said(meaning="nobody"), at=AT)
    remember_name(user=boss, name="县长", said=Said(meaning="person", person=county.leader), at=AT)
    assert names(means("农财两家")) == ["农业农村局", "财政局"]
    assert (means("大家").kind, means("大家").known) == ("nobody", True)
    assert names(means("县长")) == ["Leader"]


def test_two_units_of_one_name_are_candidates_until_somebody_says_which(county: County) -> None:
    other = make_unit("城关财政分局", county.root, short_name="财政局")
    found = means("财政局")
    assert (found.kind, set(found.candidates)) == ("ambiguous", {county.finance, other})
    remember_name(user=county.supervisor, name="财政局", said=Said(unit=other), at=AT)
    assert means("财政局").units == (other,)


def test_a_name_is_remembered_once(county: County) -> None:
    remember_name(user=county.supervisor, name="农办", said=Said(unit=county.bureau), at=AT)
    with pytest.raises(Conflict) as error:
        remember_name(user=county.supervisor, name="农办", said=Said(unit=county.finance), at=AT)
    assert error.value.code == "org.name_remembered" and "农业农村局" in error.value.message


# --- Whatever is kept --------------------------------------------------------------------------------------------------
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_expansion_holds_active_members_once_in_order_without_what_is_excepted(
    county: County, data: st.DataObject
) -> None:
    """Whatever the list, the exceptions, the mergers: no double, no inactive unit, nobody who was excepted."""
    towns = list(Unit.objects.filter(name__startswith="第").order_by("pk"))
    if not towns:
        towns = [
            make_unit(f"第{number}镇", county.root, kind="township", order=number % 3) for number in range(6)
        ]
    for town in towns:
        heir = data.draw(st.sampled_from([None, *towns]))
        town.active = data.draw(st.booleans())
        town.successor = None if town.active or heir is None or heir.pk == town.pk else heir
        Unit.objects.filter(pk=town.pk).update(active=town.active, successor=town.successor)
    some = st.lists(st.sampled_from(towns), unique=True)
    row, _created = Collective.objects.get_or_create(name="名单")
    KnownName.objects.get_or_create(name="名单", meaning="collective", collective=row)
    kind = data.draw(st.sampled_from(["list", "kind"]))
    row.rule, row.unit_kind = kind, "township"
    row.save()
    row.units.set(data.draw(some))
    never, away = data.draw(some), data.draw(some)
    row.except_units.set(never)
    name = "名单" + (f"（{'、'.join(town.name for town in away)}除外）" if away else "")
    directory = Directory.load()
    found = directory.meaning(name)
    got = [unit.pk for unit in found.units]
    assert len(got) == len(set(got))
    assert got == [unit.pk for unit in sorted(found.units, key=lambda unit: (unit.order, unit.pk))]
    assert all(unit.active for unit in found.units)
    assert not set(got) & {town.pk for town in never}
    excepted = {unit.pk for town in away for unit in directory.meaning(town.name).units}
    assert not set(got) & excepted
    listed = (
        list(row.units.all())
        if kind == "list"
        else [unit for unit in directory.active if unit.kind == "township"]
    )
    living = {heir.pk for unit in listed if (heir := directory.successor_of(directory.by_pk[unit.pk]))}
    assert set(got) == living - {town.pk for town in never} - excepted


def test_the_directory_costs_the_same_however_many_names(
    county: County, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            directory = Directory.load()
            for number in range(count):
                directory.meaning(f"某单位{number}", "县级领导要抓好分管战线。")
                directory.meaning("县级领导", "县级领导要抓好分管战线。")
                directory.meaning("各乡镇（东河镇除外）")
        return len(seen)

    first = cost(1)
    collective(county, "试点", "list", units=[county.town])
    for number in range(8):
        said = Said(meaning="units", units=(county.town, county.bureau))
        remember_name(user=county.supervisor, name=f"名称{number}", said=said, at=AT)
    assert cost(30) == first <= 9


def test_a_portfolio_that_was_taken_away_is_neither_changed_nor_taken_away_again(county: County) -> None:
    held = set_portfolio(leader=county.leader, kind="area", name="西部", units=[county.town], at=AT)
    stale = Portfolio.objects.get(pk=held.pk)
    drop_portfolio(user=county.supervisor, portfolio=held, at=AT)
    with pytest.raises(Conflict):
        drop_portfolio(user=county.supervisor, portfolio=stale, at=AT)
    with pytest.raises(Conflict):
        save_portfolio(
            user=county.supervisor,
            leader=county.leader,
            kind="area",
            name="西部",
            units=[],
            portfolio=stale,
            at=AT,
        )
    assert not Portfolio.objects.filter(name="西部").exists()
