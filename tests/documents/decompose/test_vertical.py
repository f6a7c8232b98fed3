# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""Task tables with one cell per line, and limits or roles that a document declares once for all its measures."""

import datetime

from .helpers import run

HEADER = "序号\n工作任务\n牵头单位\n责任单位\n完成时限\n"
LEAD, CO, WHO = "lead", "co", "responsible"


def rows(text):
    """Return (owners, dates, cadences) of every measure."""
    return [
        (
            {o.name: o.role for o in m.owners},
            [d.date.isoformat() for d in m.deadlines if d.date],
            [c.code for c in m.cadences],
        )
        for m in run(text).measures
    ]


def test_each_row_is_one_measure_with_the_cells_as_its_fields():
    text = HEADER + (
        "1\n清理占道经营\n县城管局\n县公安局、各乡镇\n6月底前\n2\n规范户外广告\n同上\n同上\n9月底前\n3\n完善考核办法\n县政府办\n县人社局\n每季度\n"
    )
    assert rows(text) == [
        ({"县城管局": LEAD, "县公安局": WHO, "各乡镇": WHO}, ["2024-06-30"], []),
        ({"县城管局": LEAD, "县公安局": WHO, "各乡镇": WHO}, ["2024-09-30"], []),
        ({"县政府办": LEAD, "县人社局": WHO}, [], ["quarterly"]),
    ]
    assert text[run(text).measures[0].start :].startswith("1\n清理")


def test_headings_between_the_rows_open_nodes_and_do_not_end_the_table():
    text = HEADER + (
        "一、市容整治\n1\n清理占道经营\n县城管局\n县公安局\n6月底前\n二、停车治理\n2\n新增泊位500个\n县住建局\n县城管局\n年底前\n"
    )
    result = run(text)
    assert [n.title for n in result.nodes] == ["市容整治", "停车治理"]
    assert [m.node for m in result.measures] == [0, 1]


def test_borders_of_cells_at_the_ends_of_lines_do_not_count():
    text = "序号 |\n目标与任务 |\n分管县领导 |\n牵头责任单位 |\n责任单位 |\n36 |\n新增托位200个。 |\n李副县长 |\n县卫健局 |\n各乡镇 |\n37 |\n改造卫生院2所。 |\n李副县长 |\n县卫健局 |\n东河镇 |\n"
    found = rows(text)
    assert [owners for owners, _, _ in found] == [
        {"李副县长": WHO, "县卫健局": LEAD, "各乡镇": WHO},
        {"李副县长": WHO, "县卫健局": LEAD, "东河镇": WHO},
    ]


def test_lines_with_nothing_but_a_border_are_no_cells():
    text = "序号\n|\n工作任务\n|\n责任科室\n|\n完成时限\n|\n1\n|\n清理旧文件。\n|\n办公室\n|\n年底前\n|\n"
    assert rows(text) == [({"办公室": WHO}, ["2024-12-31"], [])]


def test_several_units_of_one_row_on_lines_of_their_own():
    text = "序号\n惠民项目\n责任单位\n完成时限\n1\n新建公厕6座。\n县城管局\n县住建局\n县财政局\n9月底前\n2\n扩建幼儿园。\n县教育局\n8月\n"
    assert rows(text) == [
        ({"县城管局": WHO, "县住建局": WHO, "县财政局": WHO}, ["2024-09-30"], []),
        ({"县教育局": WHO}, ["2024-08-31"], []),
    ]


def test_a_cell_of_units_is_no_task():
    text = "任务\n主要内容\n责任单位\n公开预算信息，按月发布收支情况。\n县财政局牵头落实\n公开就业信息。\n县人社局牵头落实\n"
    assert rows(text) == [({"县财政局": LEAD}, [], ["monthly"]), ({"县人社局": LEAD}, [], [])]


def test_a_row_that_lost_an_empty_cell_takes_it_from_above():
    text = HEADER + (
        "1\n清理占道经营\n县城管局\n县公安局\n6月底前\n2\n规范户外广告\n县工信局\n9月底前\n3\n完善考核办法\n县政府办\n县人社局\n年底前\n"
    )
    assert rows(text)[1] == ({"县工信局": LEAD, "县公安局": WHO}, ["2024-09-30"], [])


def test_a_task_broken_into_two_lines_is_still_one_cell():
    text = (
        HEADER
        + "1\n清理占道经营，\n规范早夜市\n县城管局\n县公安局\n6月底前\n2\n规范户外广告\n县城管局\n县公安局\n年底前\n"
    )
    found = rows(text)
    assert len(found) == 2
    assert found[0] == ({"县城管局": LEAD, "县公安局": WHO}, ["2024-06-30"], [])


def test_a_table_without_numbers_has_as_many_lines_to_a_row_as_columns():
    text = "工作任务\n责任单位\n完成时限\n清理占道经营\n县城管局\n6月底前\n规范户外广告\n县住建局\n年底前\n以上任务要按期完成。\n"
    found = rows(text)
    assert found[:2] == [({"县城管局": WHO}, ["2024-06-30"], []), ({"县住建局": WHO}, ["2024-12-31"], [])]
    assert len(found) == 3


def test_the_note_below_the_table_is_no_row():
    text = HEADER + "1\n清理占道经营\n县城管局\n县公安局\n6月底前\n备注：表中单位均为简称。\n"
    assert len(rows(text)) == 1


def test_short_lines_that_name_no_columns_are_no_table():
    text = "工作任务\n1\n县教育局要制定方案。\n2\n县民政局要开展走访。\n"
    assert [m.rule for m in run(text).measures if m.rule == "table.row"] == []


def test_first_unit_of_a_label_leads_where_the_document_says_so():
    text = "（注：列在首位的为牵头单位，其他为参加单位。）\n1.建设农村公路10公里。\n（责任单位：县交通运输局、县财政局；完成时限：6月底前）\n"
    assert rows(text) == [({"县交通运输局": LEAD, "县财政局": CO}, ["2024-06-30"], [])]
    assert rows(text.split("\n", 1)[1]) == [({"县交通运输局": WHO, "县财政局": WHO}, ["2024-06-30"], [])]


def test_a_declared_limit_holds_where_none_is_given():
    text = (
        "（注：未注明完成时限的，均为2024年12月底前完成。）\n1.建设农村公路10公里。\n（责任单位：县交通运输局）\n"
        "2.修复灌区泵站。\n（责任单位：县水利局；完成时限：6月底前）\n3.加强管护。\n（责任单位：县水利局；完成时限：长期坚持）\n"
    )
    assert [dates for _, dates, _ in rows(text)] == [["2024-12-31"], ["2024-06-30"], []]


def test_what_a_past_year_brought_is_background():
    assert run("2023年，全县脱贫人口务工规模达到1.32万人。").measures == ()
    future = run("2024年，全县脱贫人口务工规模达到1.35万人。", reference=datetime.date(2024, 1, 5)).measures
    assert len(future) == 1


def test_a_problem_is_described_up_to_its_measures():
    text = "问题一：餐饮油烟扰民\n抽查12家门店，7家未安装净化器，台账填写不全。\n整改措施：\n（1）建立门店台账。\n（2）督促门店清洗设施。\n"
    assert [text[m.start : m.end] for m in run(text).measures] == [
        "（1）建立门店台账。",
        "（2）督促门店清洗设施。",
    ]


def test_numbers_of_attachments_make_no_heading_of_the_point_before():
    text = (
        "一、有关要求\n（一）各村党组织书记要亲自抓、负总责。\n（二）镇财政所要管好用好经费，对先进村给予奖励，具体办法另行通知。\n"
        "请各村于4月29日前上报名单。\n附件：1.任务分配表\n2.登记表\n"
    )
    result = run(text)
    assert [n.title for n in result.nodes] == ["有关要求"]
    assert len(result.measures) == 3


def test_points_before_the_first_heading_of_their_series_are_no_preamble():
    text = "会议决定：\n一、成立工作专班。\n二、责成各单位于6月15日前拿出方案。\n三、工作要求\n各乡镇要迅速行动。\n"
    found = [text[m.start : m.end] for m in run(text).measures]
    assert found == ["一、成立工作专班。", "二、责成各单位于6月15日前拿出方案。", "各乡镇要迅速行动。"]


def test_a_bullet_opens_a_point_and_is_no_part_of_its_fields():
    (measure,) = run("一、任务\n——实施重点项目92个。牵头单位：县发改局；完成时限：12月底前\n").measures
    assert [t.text for t in measure.targets] == ["实施重点项目92个"]
    assert {o.name: o.role for o in measure.owners} == {"县发改局": LEAD}


def test_points_numbered_by_phrases_are_headings():
    text = "第一句话，要算清账。\n县统计局要把欠账列出来。\n第二句话，要抢时间。\n县发改局要盯紧项目。\n"
    assert [n.marker for n in run(text).nodes] == ["第一句话，", "第二句话，"]


def test_what_others_say_and_past_quarters_are_background():
    for told in ("有的同志跟我讲，审批要走程序，快不了。", "今年一季度我们新开工项目12个，完成投资9亿元。"):
        assert run(told).measures == ()
    assert len(run("安全上不能出事，稳定上不能出乱子，廉政上不能出问题。").measures) == 1
