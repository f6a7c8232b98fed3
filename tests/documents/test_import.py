"""Titles taken from the text, and what happens to names of units: nothing is guessed."""

import pytest

from tasks_app.documents.titles import proposed_title
from tasks_app.org.services import add_alias
from tasks_app.work.proposals import Directory, propose
from tests.factories import AT, document_with_measures, make_unit
from tests.personas import County


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("在全县工作会议上的讲话\n（2026年3月1日）\n同志们：", "a.docx", "在全县工作会议上的讲话"),
        (
            "某县人民政府办公室\n关于做好春耕生产\n有关工作的通知\n各乡镇：",
            "a.docx",
            "关于做好春耕生产有关工作的通知",
        ),
        ("政府常务会议纪要（第12期）\n会议要求……", "", "政府常务会议纪要（第12期）"),
        ("今天开会。\n要抓落实。", "三月例会.docx", "三月例会"),
        ("今天开会。\n要抓落实。", "", "今天开会。"),
        ("", "", ""),
    ],
)
def test_a_title_comes_from_the_text_else_from_the_file(text: str, name: str, title: str) -> None:
    assert proposed_title(text, name) == title


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("财政局", ["示例县财政局"]),
        ("县财政局", ["示例县财政局"]),
        ("×县财政局", ["示例县财政局"]),
        ("示例县财政局党组", ["示例县财政局"]),
        ("东河镇党委、政府", ["东河镇"]),
        ("东河镇人民政府", ["东河镇"]),
        ("各乡镇", ["东河镇"]),
        ("各乡镇党委、政府", ["东河镇"]),
        ("各村（社区）", ["柳湾村"]),
        ("各部门", ["示例县农业农村局", "示例县财政局"]),
        ("教育局", []),
        ("县委", []),
        ("局", []),
        ("", []),
    ],
)
def test_names_of_units(county: County, name: str, means: list[str]) -> None:
    assert [unit.name for unit in Directory.load().units_named(name)] == means


def test_a_name_that_could_mean_two_units_means_none(county: County) -> None:
    make_unit("东河镇财政局", county.town)
    make_unit("某市财政局")
    assert Directory.load().units_named("县财政局") == []


def test_an_alias_answers_for_the_next_sentence(county: County) -> None:
    _document, measures = document_with_measures(supervisor=county.supervisor)
    measure = measures[0]
    measure.found = {
        **measure.found,
        "owners": [{"name": "县农委", "role": "lead", "inherited": False, "rule": "x"}],
    }
    assert propose(measure).unknown_names == ("县农委",)
    add_alias(user=county.supervisor, unit=county.bureau, name="县农委", at=AT)
    proposal = propose(measure)
    assert proposal.unknown_names == () and proposal.owners.lead == county.bureau
