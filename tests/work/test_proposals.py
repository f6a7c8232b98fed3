"""What the text proposes: names become units, several become each, what is not stated stays empty."""

from typing import Any

import pytest

from tasks_app.documents.models import Measure
from tasks_app.org.services import add_alias, save_unit
from tasks_app.work.proposals import propose, short_title, units_named
from tests.factories import AT, make_unit
from tests.personas import County


def measure(*owners: tuple[str, str], **found: Any) -> Measure:
    rows = [{"name": name, "role": role} for name, role in owners]
    return Measure(quote="农业农村局要做好排查。", found={"owners": rows, **found})


def names(units: Any) -> list[str]:
    return [str(unit) for unit in units]


def test_collectives_name_every_active_unit_of_the_kind(county: County) -> None:
    west = make_unit("西山乡", county.root, kind="township")
    for name in ("各乡镇", "各乡镇党委", "全县各乡镇", "所有乡镇"):
        assert names(units_named(name)) == ["东河镇", "西山乡"], name
    assert names(units_named("各村")) == ["柳湾村"]
    assert names(units_named("各部门")) == ["农业农村局", "财政局"]
    west.active = False
    save_unit(unit=west, at=AT)
    assert names(units_named("各乡镇")) == ["东河镇"]


@pytest.mark.parametrize("name", ["水利局", "各位同志", "农业", ""])
def test_a_name_that_means_no_unit_is_not_guessed(county: County, name: str) -> None:
    assert units_named(name) == []


def test_a_name_that_means_two_units_means_none(county: County) -> None:
    make_unit("城关财政分局", county.root, short_name="财政局")
    assert units_named("财政局") == []


def test_lead_and_supporters(county: County) -> None:
    found = propose(measure(("农业农村局", "lead"), ("财政局", "co"), ("各乡镇", "co")))
    assert found.owners.lead == county.bureau
    assert found.owners.supports == (county.finance, county.town)
    assert found.owners.eaches == ()


def test_one_responsible_unit_leads_several_answer_each(county: County) -> None:
    assert propose(measure(("财政局", "responsible"))).owners.lead == county.finance
    several = propose(measure(("财政局", "responsible"), ("农业农村局", "responsible"))).owners
    assert (several.lead, several.eaches) == (None, (county.finance, county.bureau))
    leads = propose(measure(("财政局", "lead"), ("农业农村局", "lead"))).owners
    assert (leads.lead, leads.eaches) == (None, (county.finance, county.bureau))


def test_a_unit_named_twice_gets_one_role(county: County) -> None:
    add_alias(user=county.supervisor, unit=county.bureau, name="农业局", at=AT)
    owners = propose(measure(("农业农村局", "lead"), ("农业局", "co"), ("财政局", "co"))).owners
    assert [row.unit.pk for row in owners.rows()] == [county.bureau.pk, county.finance.pk]


def test_unknown_names_are_handed_back_once_each(county: County) -> None:
    found = propose(measure(("水利局", "lead"), ("水利局", "co"), ("财政局", "co")))
    assert found.unknown_names == ("水利局",)
    assert found.owners.lead is None and found.owners.supports == (county.finance,)


def test_the_last_date_is_the_deadline_and_no_date_stays_empty(county: County) -> None:
    dates = [{"date": "2026-06-30"}, {"date": None}, {"date": "2026-12-31"}]
    assert str(propose(measure(deadlines=dates)).deadline) == "2026-12-31"
    bare = propose(measure())
    assert (bare.deadline, bare.long_term, bare.owners.rows()) == (None, False, [])
    continuous = [{"code": "continuous"}]
    assert propose(measure(cadences=continuous)).long_term
    assert not propose(measure(cadences=continuous, deadlines=dates)).long_term


@pytest.mark.parametrize(
    ("quote", "title"),
    [
        ("一是要守牢粮食生产底线。二是要增收。", "要守牢粮食生产底线"),
        ("（一）各乡镇要排查；发现问题整改。", "各乡镇要排查"),
        ("1.落实责任。", "落实责任"),
        ("。", "。"),
    ],
)
def test_the_title_is_the_first_clause_without_its_number(quote: str, title: str) -> None:
    assert short_title(quote) == title


def test_a_long_title_is_cut_at_a_comma() -> None:
    title = short_title("要" + "一" * 30 + "，" + "二" * 40 + "。")
    assert title == "要" + "一" * 30 + "…"
    assert len(short_title("长" * 300)) == 60


def titled(quote: str, *names: str) -> str:
    """The title when the text names `names` (units and time limits) where they first occur."""
    return short_title(quote, [(quote.index(name), quote.index(name) + len(name)) for name in names])


@pytest.mark.parametrize(
    ("quote", "names", "title"),
    [
        ("县水利局牵头，县财政局配合，6月底前完成渠道清淤。", ("县水利局", "县财政局", "6月底前"), "6月底前完成渠道清淤"),
        ("（一）由县水利局、县财政局牵头，6月底前，全面清淤。", ("县水利局", "县财政局", "6月底前"), "全面清淤"),
        ("开展拉网式检查，由县住建局负责落实，9月底前完成。", ("县住建局", "9月底前"), "开展拉网式检查"),
        ("修订管理办法（县司法局牵头；6月底前完成），报县政府审定。", ("县司法局", "6月底前"), "修订管理办法，报县政府审定"),
        ("县应急局要举一反三，排查隐患。", ("县应急局",), "县应急局要举一反三，排查隐患"),
        ("10月前整改，确有困难的，最迟11月底。", ("10月前", "最迟11月底"), "10月前整改，确有困难的，最迟11月底"),
        ("检查食堂（含校外供餐单位，教育局牵头），逐一建档。", ("教育局",), "检查食堂（含校外供餐单位，教育局牵头），逐一建档"),
    ],
)  # fmt: skip
def test_clauses_that_only_say_who_and_when_are_left_out(
    quote: str, names: tuple[str, ...], title: str
) -> None:
    assert titled(quote, *names) == title


@pytest.mark.parametrize(
    ("quote", "names"),
    [
        ("由县水利局牵头，6月底前完成。", ("县水利局", "6月底前")),
        ("（县水利局牵头）", ("县水利局",)),
        ("县水利局", ("县水利局",)),
    ],
)
def test_a_title_is_never_empty(quote: str, names: tuple[str, ...]) -> None:
    assert titled(quote, *names) == quote.rstrip("。")


def test_the_proposed_title_uses_the_spans_of_the_sentence_and_not_those_of_its_heading(
    county: County,
) -> None:
    text = "一、清淤（财政局牵头）\n1.由农业农村局牵头，财政局配合，对渠道清淤。\n"
    quote = text[text.index("1.") :].strip()
    start = text.index(quote)

    def span(name: str, at: int) -> dict[str, Any]:
        return {
            "name": name,
            "role": "lead",
            "start": text.index(name, at),
            "end": text.index(name, at) + len(name),
        }

    owners = [span("财政局", 0), span("农业农村局", start), span("财政局", start)]
    found = {"owners": owners, "deadlines": []}
    row = Measure(quote=quote, start=start, end=start + len(quote), found=found)
    assert propose(row).title == "对渠道清淤"
