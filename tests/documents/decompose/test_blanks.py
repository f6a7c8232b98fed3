"""Blanks inside dates and figures: they do not hide what is meant, and the quotes keep them."""

import datetime

import pytest

from tasks_app.documents.decompose.blanks import Squeezed
from tasks_app.documents.decompose.columns import Columns, TableGiven

from .helpers import REFERENCE, run
from .test_properties import check


@pytest.mark.parametrize(
    ("source", "squeezed"),
    [
        ("2024 年 6 月底前建成", "2024年6月底前建成"),
        ("9 月 底前验收", "9月底前验收"),
        ("5 月 20 日 前报送", "5月20日前报送"),
        ("新增泊位 300 个以上", "新增泊位 300个以上"),
        ("综合利用率达到 95 %", "综合利用率达到 95%"),
        ("1 项目清单\n2 家具采购", "1 项目清单\n2 家具采购"),
        ("序号 1 | 任务", "序号 1 | 任务"),
        ("GB 50180 标准", "GB 50180 标准"),
        ("没有数字 也没有日期", "没有数字 也没有日期"),
    ],
)
def test_only_blanks_between_a_number_and_its_unit_go(source, squeezed):
    assert Squeezed(source).text == squeezed


def test_dates_and_figures_with_blanks_are_read_and_quoted_as_written():
    text = "一、任务\n1.县住建局要在 2024 年 9 月底前新增停车泊位 300 个，利用率达到 90 %。\n2.每月 5 日前报送进展。\n"
    result = run(text)
    first, second = result.measures
    assert [(d.text, d.date) for d in first.deadlines] == [("2024 年 9 月底前", datetime.date(2024, 9, 30))]
    assert [t.text for t in first.targets] == ["新增停车泊位 300 个", "利用率达到 90 %"]
    assert [o.name for o in first.owners] == ["县住建局"]
    assert [c.text for c in second.cadences] == ["每月 5 日前"]
    assert result.text == text
    check(text, result)


def test_headings_and_references_keep_their_places():
    text = "一、 2024 年 6 月底前的任务\n（一）落实《2024 年 3 月工作要点》。\n各乡镇要在 7 月 1 日前完成。\n"
    result = run(text)
    check(text, result)
    assert next(n.title for n in result.nodes) == "2024 年 6 月底前的任务"
    assert result.reference_date == REFERENCE


def test_what_a_person_said_about_a_table_holds_behind_a_date_with_blanks():
    text = "印发日期：2024 年 3 月 1 日\n甲\t乙\t丙\n1\t新增泊位 300 个\t县住建局\n2\t修剪行道树\t县林业局\n"
    start = run(text).tables[0].start
    assert text.startswith("甲", start)
    given = Columns.of({}, [TableGiven(start, True, ("number", "task", "lead"))])
    result = run(text, columns=given)
    check(text, result)
    assert [[(o.name, o.role) for o in m.owners] for m in result.measures] == [
        [("县住建局", "lead")],
        [("县林业局", "lead")],
    ]
    assert [text[slice(*m.task)] for m in result.measures] == ["新增泊位 300 个", "修剪行道树"]
