"""Units, aliases and portfolios."""

import pytest

from tasks_app.core.errors import Invalid, NotAllowed
from tasks_app.org.models import Unit, User
from tasks_app.org.services import add_alias, save_unit, set_portfolio
from tests.factories import AT, make_unit, make_user
from tests.personas import County


def names(units: object) -> set[str]:
    return {unit.name for unit in units}  # type: ignore[attr-defined]


def test_a_unit_that_moves_takes_everything_below_along(county: County) -> None:
    county.town.parent = county.bureau
    save_unit(unit=county.town, at=AT)
    village = Unit.objects.get(pk=county.village.pk)
    assert village.path == f"{county.bureau.path}{county.town.pk}/{village.pk}/"
    assert names(Unit.objects.at_or_below(county.bureau)) == {
        county.bureau.name,
        county.station.name,
        "东河镇",
        "柳湾村",
    }


@pytest.mark.parametrize("above", ["town", "village"])
def test_a_unit_cannot_belong_to_itself_or_to_a_unit_below_it(county: County, above: str) -> None:
    county.town.parent = getattr(county, above)
    with pytest.raises(Invalid) as error:
        save_unit(unit=county.town, at=AT)
    assert error.value.code == "org.unit_cycle"


def test_units_whose_numbers_begin_alike_are_not_below_each_other(county: County) -> None:
    for number in range(12):
        make_unit(f"另一单位{number}", county.root)
    for unit in Unit.objects.all():
        below = Unit.objects.at_or_below(unit)
        assert all(f"/{unit.pk}/" in other.path for other in below)


def test_nothing_is_at_or_below_no_unit(county: County) -> None:
    assert not Unit.objects.at_or_below().exists()


def test_a_name_means_a_unit_by_name_short_name_or_alias(county: County) -> None:
    add_alias(user=county.supervisor, unit=county.bureau, name=" 县农办 ", at=AT)
    for name in ("示例县农业农村局", "农业农村局", "县农办"):
        assert names(Unit.objects.named(name)) == {county.bureau.name}
    assert not Unit.objects.named("农业").exists()


def test_an_abolished_unit_is_not_proposed_any_more(county: County) -> None:
    county.bureau.active = False
    save_unit(unit=county.bureau, at=AT)
    assert not Unit.objects.named("农业农村局").exists()


def test_an_alias_cannot_mean_two_units(county: County) -> None:
    with pytest.raises(Invalid) as error:
        add_alias(user=county.supervisor, unit=county.bureau, name="财政局", at=AT)
    assert error.value.code == "org.alias_taken"
    assert county.finance.name in error.value.message


def test_the_same_alias_twice_is_one_alias(county: County) -> None:
    first = add_alias(user=county.supervisor, unit=county.bureau, name="农办", at=AT)
    assert add_alias(user=county.supervisor, unit=county.bureau, name="农办", at=AT) == first


@pytest.mark.parametrize("who", ["leader", "head", "officer", "auditor", "outsider"])
def test_only_a_supervisor_adds_aliases(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        add_alias(user=county.person(who), unit=county.bureau, name="农办", at=AT)


ANSWERED_FOR = {
    "supervisor": {"root", "bureau", "station", "finance", "town", "village"},
    "auditor": {"root", "bureau", "station", "finance", "town", "village"},
    "leader": {"bureau", "station", "town", "village"},
    "other_leader": {"finance"},
    "head": {"bureau", "station"},
    "officer": {"bureau"},
    "other_officer": {"finance"},
    "town_officer": {"town"},
    "outsider": set(),
}


@pytest.mark.parametrize(("who", "units"), ANSWERED_FOR.items(), ids=ANSWERED_FOR)
def test_whose_work_a_person_may_see(county: County, who: str, units: set[str]) -> None:
    expected = {getattr(county, unit).name for unit in units}
    assert names(Unit.objects.answered_for_by(county.person(who))) == expected


@pytest.mark.parametrize("who", list(ANSWERED_FOR))
def test_somebody_who_has_left_answers_for_nothing(county: County, who: str) -> None:
    person = county.person(who)
    person.is_active = False
    assert not Unit.objects.answered_for_by(person).exists()
    assert not Unit.objects.visible_to(person).exists()
    assert not User.objects.visible_to(person).exists()


def test_a_leader_whose_portfolio_is_empty_answers_for_nothing(county: County) -> None:
    set_portfolio(leader=county.other_leader, kind="portfolio", name="财政", units=[], at=AT)
    assert not Unit.objects.answered_for_by(county.other_leader).exists()


def test_the_leader_of_a_unit_is_found_through_the_portfolio_not_the_linked_area(county: County) -> None:
    assert list(User.objects.leaders_of(county.station)) == [county.leader]
    assert list(User.objects.leaders_of(county.village)) == []


def test_what_is_addressed_to_a_unit_without_officers_goes_to_its_head(county: County) -> None:
    assert list(User.objects.workers_of(county.bureau)) == [county.officer]
    county.officer.is_active = False
    county.officer.save()
    assert list(User.objects.workers_of(county.bureau)) == [county.head]
    assert list(User.objects.workers_of(county.village)) == []


def test_only_supervisors_who_are_still_here_are_told_as_supervisors(county: County) -> None:
    make_user("gone", "supervisor", is_active=False)
    assert list(User.objects.supervisors()) == [county.supervisor]


def test_an_outsider_sees_no_unit_and_only_the_own_name(county: County) -> None:
    assert not Unit.objects.visible_to(county.outsider).exists()
    assert list(User.objects.visible_to(county.outsider)) == [county.outsider]
    assert Unit.objects.visible_to(county.officer).count() == Unit.objects.count()


def test_every_word_of_a_search_must_occur(county: County) -> None:
    add_alias(user=county.supervisor, unit=county.bureau, name="三农办", at=AT)
    assert names(Unit.objects.search("示例 农业")) == {county.bureau.name}
    assert names(Unit.objects.search("三农")) == {county.bureau.name}
    assert names(Unit.objects.search("农业 财政")) == set()
    assert list(User.objects.search("officer 农业")) == [county.officer]


def test_a_superuser_from_the_command_line_is_a_supervisor(db: None) -> None:
    assert User.objects.create_superuser("root", "root@county.example", "x" * 12).is_supervisor
