# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""What the columns of a table mean: by name, by the office's words, as a person said, or as a guess that asks."""

import datetime

import pytest

from tasks_app.documents.decompose import COLUMN_ROLES, Columns, TableGiven, header_key, is_understood
from tasks_app.documents.decompose.columns import synonym

from .helpers import run
from .test_properties import check

PLAIN = "序号\t工作任务\t牵头单位\t配合单位\t完成时限\n"
ODD = "序号\t干什么\t谁来干\t何时干完\n"
ODD_WORDS = {"干什么": "task", "谁来干": "lead", "何时干完": "deadline"}
ODD_ROWS = "1\t修缮校舍12间\t县教育局\t6月底前\n2\t疏浚沟渠\t县水利局\t9月底前\n"


def rows(text, reference=datetime.date(2024, 4, 10), **more):
    """Return (task, {owner: role}, dates, cadences) of every measure."""
    result = run(text, reference, **more)
    check(text, result)
    return [
        (
            text[slice(*m.task)] if m.task else "",
            {o.name: o.role for o in m.owners},
            [str(d.date) for d in m.deadlines if d.date],
            [c.code for c in m.cadences],
        )
        for m in result.measures
    ]


def roles(text, **more):
    return [[(c.name, c.role, c.rule) for c in t.columns] for t in run(text, **more).tables]


# --- names -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("序号", "number"), ("序 号", "number"), ("编号", "number"),
        ("工作任务", "task"), ("重点任务", "task"), ("具体措施", "task"), ("督办事项", "task"), ("整改措施", "task"), ("重点工作", "task"),
        ("工作目标", "detail"), ("目标要求", "detail"), ("完成标准", "detail"), ("量化指标", "target"), ("目标值", "target"),
        ("牵头单位", "lead"), ("牵头部门", "lead"), ("主办单位", "lead"), ("主责单位（部门）", "lead"),
        ("配合单位", "co"), ("协办部门", "co"), ("参加单位", "co"), ("支持单位", "co"),
        ("责任单位", "responsible"), ("承办单位", "responsible"), ("责任人", "responsible"), ("责任科室", "responsible"),
        ("责任领导", "leader"), ("分管县领导", "leader"), ("包联县级领导", "leader"),
        ("完成时限", "deadline"), ("整改期限", "deadline"), ("完成时间（2024年）", "deadline"), ("计划完成时间", "deadline"), ("起止时间", "deadline"),
        ("频次", "cadence"), ("调度频次", "cadence"), ("备注", "ignore"), ("进展情况", "ignore"), ("联系人", "ignore"), ("反馈问题", "ignore"),
        ("干什么", ""), ("县财政局", ""), ("抓好春耕生产工作", ""), ("", ""), ("要在6月底前完成工作任务", ""),
    ],
)  # fmt: skip
def test_names_of_columns(name, role):
    assert synonym(name) == role


def test_the_key_of_a_name_forgets_blanks_width_and_colons():
    assert header_key("　谁 来干： ") == header_key("谁来干") == "谁来干"
    assert header_key("ＫＰＩ") == header_key("kpi")
    assert header_key("——") == ""


@pytest.mark.parametrize("words", [{"干什么": "duty"}, {"": "task"}, {"**": "task"}])
def test_words_are_checked(words):
    with pytest.raises(ValueError, match="column"):
        Columns.of(words)


def test_a_person_may_name_only_known_roles():
    with pytest.raises(ValueError, match="boss"):
        Columns.of({}, [TableGiven(0, True, ("task", "boss"))])
    assert "ignore" in COLUMN_ROLES


# --- tables that are understood ----------------------------------------------------------------------------------------
def test_a_known_table_is_understood():
    text = PLAIN + "1\t清淤\t县水利局\t县财政局\t6月底前\n"
    (table,) = run(text).tables
    assert is_understood(table) and table.header and table.rows == 1
    assert [c.role for c in table.columns] == ["number", "task", "lead", "co", "deadline"]
    assert {c.rule for c in table.columns} == {"column.synonym"}
    assert table.columns[1].samples == ("清淤",)
    assert (table.start, text[table.end - 4 : table.end]) == (0, "6月底前")


def test_supporting_units_are_not_carried_to_a_row_with_another_lead():
    text = PLAIN + "1\t清淤\t县水利局\t县财政局\t6月底前\n2\t巡堤\t县应急局\t\t\n3\t演练\t\t\t\n"
    assert rows(text)[1:] == [
        ("巡堤", {"县应急局": "lead"}, ["2024-06-30"], []),
        ("演练", {"县应急局": "lead"}, ["2024-06-30"], []),
    ]


def test_unless_the_document_says_that_empty_cells_repeat_the_one_above():
    text = (
        "说明：各栏为空的，与上一行相同。\n"
        + PLAIN
        + "1\t清淤\t县水利局\t县财政局\t6月底前\n2\t巡堤\t县应急局\t\t\n"
    )
    assert rows(text)[1][1] == {"县应急局": "lead", "县财政局": "co"}


def test_a_leader_is_named_by_a_rule_of_its_own():
    text = "工作任务\t责任领导\t责任单位\n清淤\t王明远\t县水利局\n"
    owners = run(text).measures[0].owners
    assert {(o.name, o.role, o.rule) for o in owners} == {
        ("王明远", "responsible", "owner.cell-leader"), ("县水利局", "responsible", "owner.cell"),
    }  # fmt: skip


def test_detail_and_target_columns_add_their_figures_to_the_task():
    text = "序号\t工作任务\t工作目标\t指标值\t责任单位\n1\t改造管网\t年底前更新管网30公里\t12公里\t县住建局\n"
    (measure,) = run(text).measures
    assert text[slice(*measure.task)] == "改造管网"
    assert [t.text for t in measure.targets][-1] == "12公里" and any(
        "30公里" in t.text for t in measure.targets
    )
    assert [str(d.date) for d in measure.deadlines] == ["2024-12-31"]


def test_where_only_the_aim_has_a_column_it_is_the_task():
    assert rows("目标要求\t责任单位\n建成粮仓2座\t县粮食局\n")[0][:2] == (
        "建成粮仓2座",
        {"县粮食局": "responsible"},
    )


def test_two_rows_of_names_above_columns_that_are_merged():
    text = "序号\t工作任务\t责任分工\t\t完成时限\n\t\t牵头\t配合\t\n1\t清淤\t县水利局\t县财政局\t6月底前\n2\t巡堤\t县应急局\t各乡镇\t长期\n"
    assert [name for name, _, _ in roles(text)[0]] == [
        "序号",
        "工作任务",
        "责任分工/牵头",
        "责任分工/配合",
        "完成时限",
    ]
    assert rows(text) == [
        ("清淤", {"县水利局": "lead", "县财政局": "co"}, ["2024-06-30"], []),
        ("巡堤", {"县应急局": "lead", "各乡镇": "co"}, [], ["continuous"]),
    ]


def test_a_task_that_spans_rows_takes_what_they_add():
    text = PLAIN + "1\t清淤\t县水利局\t县财政局\t\n\t\t东河镇\t\t9月底前\n2\t巡堤\t县应急局\t\t长期\n"
    assert rows(text)[0] == (
        "清淤",
        {"县水利局": "lead", "县财政局": "co", "东河镇": "lead"},
        ["2024-09-30"],
        [],
    )
    assert len(rows(text)) == 2
    assert [s.rule for s in run(text).segments].count("table.goes-on") == 1


def test_a_row_whose_only_text_is_its_task_is_a_row():
    text = PLAIN + "1\t清淤\t县水利局\t县财政局\t6月底前\n\t巡堤\t\t\t\n"
    assert rows(text)[1] == ("巡堤", {"县水利局": "lead", "县财政局": "co"}, ["2024-06-30"], [])


def test_the_header_on_every_page_and_headings_between_rows_are_one_table():
    text = PLAIN + "一、防汛\n1\t清淤\t县水利局\t\t6月底前\n" + PLAIN + "二、抗旱\n2\t打井\t\t\t7月底前\n"
    assert len(run(text).tables) == 1
    assert rows(text)[1] == ("打井", {"县水利局": "lead"}, ["2024-07-31"], [])


def test_a_short_line_without_number_between_rows_does_not_end_the_table():
    text = (
        PLAIN
        + "1\t清淤\t县水利局\t\t6月底前\n经济发展类\n2\t招商\t县商务局\t\t7月底前\n以上任务要抓好落实。\n3\t4\t5\n"
    )
    assert rows(text)[1] == ("招商", {"县商务局": "lead"}, ["2024-07-31"], [])
    assert run(text).tables[0].rows == 2, "a sentence ends it"


def test_a_line_without_number_between_rows_of_another_width_parts_two_tables():
    text = (
        PLAIN
        + "1\t清淤\t县水利局\t\t6月底前\n另表\n1\t招商引资\t县商务局\t7月底前\n2\t植树造林\t县林业局\t8月底前\n"
    )
    first, second = run(text).tables
    assert (first.rows, second.rows, second.header) == (1, 2, False)
    assert rows(text)[1][:3] == ("招商引资", {"县商务局": "responsible"}, ["2024-07-31"])


def test_who_fills_it_in_stands_above_the_header_and_is_no_task():
    text = (
        "2024年重点任务分解表\n填报单位：县委办\t\t填报日期：3月\n" + PLAIN + "1\t清淤\t县水利局\t\t6月底前\n"
    )
    assert [task for task, *_ in rows(text)] == ["清淤"]


def test_two_tables_with_their_own_headers():
    text = (
        PLAIN + "1\t清淤\t县水利局\t\t6月底前\n整改措施\t责任单位\t整改时限\n补发资金\t县财政局\t立行立改\n"
    )
    assert [len(t.columns) for t in run(text).tables] == [5, 3]
    assert rows(text)[1][:2] == ("补发资金", {"县财政局": "responsible"})


def test_a_table_of_two_columns_needs_a_known_name():
    text = "工作任务\t责任单位\n清淤\t县水利局\n巡堤\t县应急局\n"
    assert [row[:2] for row in rows(text)] == [
        ("清淤", {"县水利局": "responsible"}),
        ("巡堤", {"县应急局": "responsible"}),
    ]
    assert run("总体要求\t1\n主要任务\t3\n").tables == (), "a table of contents"
    assert run("张三\t局长\n李四\t镇长\n王五\t主任\n").tables == ()


def test_a_long_cell_is_still_one_row():
    long = "推进灌区配套改造，" * 90
    assert len(long) > 600
    text = PLAIN + f"1\t{long}\t县水利局\t\t6月底前\n2\t巡堤\t县应急局\t\t长期\n"
    assert [(len(task), owners) for task, owners, *_ in rows(text)] == [
        (len(long), {"县水利局": "lead"}), (2, {"县应急局": "lead"}),
    ]  # fmt: skip


def test_a_stroke_inside_a_cell_parts_nothing():
    text = PLAIN + "1\t推广“一网|一窗”\t县水利局\t\t6月底前\n"
    assert rows(text)[0][0] == "推广“一网|一窗”"


def test_the_ruler_below_a_header_is_no_row():
    text = "| 工作任务 | 责任单位 |\n|---|---|\n| 清淤 | 县水利局 |\n"
    assert [task for task, *_ in rows(text)] == ["清淤"]


def test_an_unknown_name_in_a_table_with_one_cell_per_line():
    text = "序号\n工作任务\n验收方式\n牵头单位\n完成时限\n1\n清淤\n现场查看\n县水利局\n6月底前\n2\n巡堤\n查看台账\n县应急局\n9月底前\n"
    assert rows(text) == [
        ("清淤", {"县水利局": "lead"}, ["2024-06-30"], []), ("巡堤", {"县应急局": "lead"}, ["2024-09-30"], []),
    ]  # fmt: skip
    assert [(name, role) for name, role, _ in roles(text)[0]][2] == ("验收方式", "")


# --- tables that ask ---------------------------------------------------------------------------------------------------
def test_an_unknown_column_beside_known_ones_asks_and_is_left_alone():
    text = "序号\t工作任务\t谁来干\t完成时限\n1\t清淤\t县水利局\t6月底前\n"
    (table,) = run(text).tables
    assert not is_understood(table)
    assert [(c.name, c.role, c.rule) for c in table.columns][2] == ("谁来干", "", "")
    assert rows(text) == [("清淤", {}, ["2024-06-30"], [])]
    assert rows(text, columns=Columns.of({"谁来干": "lead"}))[0][1] == {"县水利局": "lead"}


def test_unknown_names_are_a_header_all_the_same_and_the_rest_is_a_guess_that_asks():
    text = "部门分工\t工作打算\t收官节点\n县教育局\t修缮校舍12间\t6月底前\n县水利局\t疏浚全部沟渠\t9月底前\n"
    (table,) = run(text).tables
    assert table.header and table.rows == 2 and not is_understood(table)
    assert [c.role for c in table.columns] == ["responsible", "task", "deadline"]
    assert {c.rule for c in table.columns} == {"column.guess"}
    assert [m.rule for m in run(text).measures] == ["table.row-guess"] * 2
    assert min(m.doubt for m in run(text).measures) >= 0.3


def test_words_of_the_office_make_it_a_known_header():
    text = ODD + ODD_ROWS
    columns = Columns.of(ODD_WORDS)
    assert rows(text, columns=columns) == [
        ("修缮校舍12间", {"县教育局": "lead"}, ["2024-06-30"], []), ("疏浚沟渠", {"县水利局": "lead"}, ["2024-09-30"], []),
    ]  # fmt: skip
    (table,) = run(text, columns=columns).tables
    assert is_understood(table) and {c.rule for c in table.columns} == {"column.synonym", "column.word"}
    assert rows("　干什么 \t 谁 来干：\t何时干完\n修缮校舍\t县教育局\t6月底\n", columns=columns)[0][1] == {
        "县教育局": "lead"
    }


def test_words_of_the_office_are_stronger_than_the_built_in_names():
    text = "工作任务\t责任单位\t备注\n清淤\t县水利局\t3公里\n"
    assert run(text).measures[0].targets == ()
    assert [t.text for t in run(text, columns=Columns.of({"备注": "target"})).measures[0].targets] == [
        "3公里"
    ]


def test_words_of_the_office_hold_for_tables_with_one_cell_per_line():
    text = "序号\n干什么\n谁来干\n何时干完\n1\n修缮校舍\n县教育局\n6月底前\n2\n疏浚沟渠\n县水利局\n9月底前\n"
    assert len(rows(text, columns=Columns.of(ODD_WORDS))) == 2


def test_a_table_without_header_is_guessed_and_asks():
    text = "1\t修缮校舍12间\t县教育局\t6月底前\n2\t疏浚沟渠\t县水利局、县财政局\t9月底前\n"
    (table,) = run(text).tables
    assert not table.header and table.rows == 2 and not is_understood(table)
    assert rows(text)[1] == (
        "疏浚沟渠",
        {"县水利局": "responsible", "县财政局": "responsible"},
        ["2024-09-30"],
        [],
    )


def test_what_a_person_said_about_one_table_is_stronger_than_all():
    text = "1\t修缮校舍12间\t县教育局\t6月底前\n2\t疏浚沟渠\t县水利局\t9月底前\n"
    given = Columns.of({}, [TableGiven(0, False, ("number", "task", "lead", "ignore"))])
    assert rows(text, columns=given) == [
        ("修缮校舍12间", {"县教育局": "lead"}, [], []), ("疏浚沟渠", {"县水利局": "lead"}, [], []),
    ]  # fmt: skip
    (table,) = run(text, columns=given).tables
    assert is_understood(table) and {c.rule for c in table.columns} == {"column.given"}


def test_a_person_may_say_that_the_first_row_names_the_columns_or_is_data():
    text = "事由\t部门\n落实\t办理\n抓好\t督促\n".replace("\n", "\t\n")
    as_header = Columns.of({}, [TableGiven(0, True, ("task", "lead"))])
    as_data = Columns.of({}, [TableGiven(0, False, ("task", "lead"))])
    assert [task for task, *_ in rows(text, columns=as_header)] == ["落实", "抓好"]
    assert [task for task, *_ in rows(text, columns=as_data)] == ["事由", "落实", "抓好"]


def test_a_table_that_holds_no_tasks_is_background():
    text = "姓名甲\t单位名\t电话号\n王明远同志\t县教育局\t一二三\n李思源同志\t县水利局\t四五六\n"
    given = Columns.of({}, [TableGiven(0, True, ("ignore", "ignore", "ignore"))])
    result = run(text, columns=given)
    assert result.measures == () and is_understood(result.tables[0])
    assert [s.rule for s in result.segments] == ["table.header", "table.no-tasks", "table.no-tasks"]


def test_of_several_task_columns_that_were_given_the_last_is_the_task():
    text = ODD + ODD_ROWS
    given = Columns.of({}, [TableGiven(0, True, ("task", "task", "lead", "deadline"))])
    assert [c.role for c in run(text, columns=given).tables[0].columns] == [
        "detail",
        "task",
        "lead",
        "deadline",
    ]


def test_the_start_of_a_table_does_not_move_when_its_words_become_known():
    text = "填报：县委办\t\t3月\n" + ODD + ODD_ROWS
    before, after = run(text).tables, run(text, columns=Columns.of(ODD_WORDS)).tables
    assert before[0].start == after[0].start == 0
    assert rows(text, columns=Columns.of(ODD_WORDS))[0][0] == "修缮校舍12间"


# --- cells of time limits ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "dates", "cadences"),
    [
        ("2025/6/30", ["2025-06-30"], []), ("2025-06-30", ["2025-06-30"], []), ("2025.6.30", ["2025-06-30"], []),
        ("2025．6．30", ["2025-06-30"], []), ("20250630", ["2025-06-30"], []), ("2025年6月30日", ["2025-06-30"], []),
        ("2025年6月", ["2025-06-30"], []), ("2025.6", ["2025-06-30"], []), ("2025/06", ["2025-06-30"], []), ("2025年6月底", ["2025-06-30"], []),
        ("2025年6月底前完成", ["2025-06-30"], []), ("2025年", ["2025-12-31"], []), ("2025", ["2025-12-31"], []), ("2025年底", ["2025-12-31"], []),
        ("6月底", ["2024-06-30"], []), ("6月", ["2024-06-30"], []), ("3月", ["2025-03-31"], []), ("6.30", ["2024-06-30"], []), ("6/30", ["2024-06-30"], []),
        ("6月30日前", ["2024-06-30"], []), ("6月前", ["2024-05-31"], []), ("2025年6月前", ["2025-05-31"], []), ("6月底前", ["2024-06-30"], []),
        ("1-6月", ["2024-06-30"], []), ("2025.1-2025.6", ["2025-06-30"], []), ("2025年3月至10月", ["2025-10-31"], []), ("2025/1/1-2025/12/31", ["2025-12-31"], []),
        ("3月至年底", ["2024-12-31"], []), ("45838", ["2025-06-30"], []), ("二季度", ["2024-06-30"], []), ("第三季度", ["2024-09-30"], []), ("上半年", ["2024-06-30"], []),
        ("年底前", ["2024-12-31"], []), ("2024年底前", ["2024-12-31"], []), ("每月", [], ["monthly"]), ("每季度末", [], ["quarterly"]),
        ("长期", [], ["continuous"]), ("长期坚持", [], ["continuous"]), ("常态化", [], ["continuous"]), ("持续推进", [], ["continuous"]), ("全年", ["2024-12-31"], []),
        ("13/45", [], []), ("2025/13/40", [], []), ("99999", [], []), ("按上级要求", [], []), ("立行立改", [], []), ("—", [], []), ("2025.2.30", [], []),
    ],
)  # fmt: skip
def test_a_cell_of_a_time_limit(cell, dates, cadences):
    assert rows(f"序号\t工作任务\t责任单位\t完成时限\n1\t清淤\t县水利局\t{cell}\n") == [
        ("清淤", {"县水利局": "responsible"}, dates, cadences)
    ]


def test_without_a_date_of_the_document_only_a_year_gives_a_date():
    text = "工作任务\t责任单位\t完成时限\n清淤\t县水利局\t{}\n"
    assert rows(text.format("2025.6.30"), None)[0][2] == ["2025-06-30"]
    assert rows(text.format("6.30"), None)[0][2] == []


def test_what_a_time_limit_says_stays_visible_where_it_cannot_be_dated():
    (measure,) = run("工作任务\t责任单位\t完成时限\n清淤\t县水利局\t按上级要求\n").measures
    assert [(d.text, d.date, d.rule) for d in measure.deadlines] == [("按上级要求", None, "deadline.cell")]


def test_a_period_keeps_its_first_day():
    (measure,) = run("工作任务\t责任单位\t完成时限\n清淤\t县水利局\t2025年3月至10月\n").measures
    assert [(str(d.window_start), d.rule) for d in measure.deadlines] == [
        ("2025-03-01", "deadline.cell-window")
    ]


def test_a_topic_in_a_cell_and_the_sentence_behind_it_are_one_point():
    text = "序号 | 整改措施 | 责任单位\n1 | 1.建立台账。逐户登记，按月更新。2.开展排查。摸清底数。 | 县住建局\n2 | 一是加强巡查。二是严肃问责。 | 县城管局\n"
    result = run(text)
    assert [text[slice(*m.task)] for m in result.measures] == [
        "1.建立台账。逐户登记，按月更新。",
        "2.开展排查。摸清底数。",
        "一是加强巡查。",
        "二是严肃问责。",
    ]
