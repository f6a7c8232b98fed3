# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""Headings without a number: short lines of their own above running text, by their words or by their pattern."""

import pytest

from .helpers import labels, outline, owners, run
from .test_properties import check

PLAN = """云溪县秸秆禁烧工作实施方案
为改善空气质量，结合我县实际，制定本方案。
工作目标
全县秸秆综合利用率达到92%以上，实现全域全时段禁烧。
主要任务：
1.县农业农村局要组织推广秸秆还田技术，6月底前完成作业机具调度。
2.各乡镇要划定网格、明确专人，做到村不漏户、田不漏块。
组织领导
县政府成立秸秆禁烧工作领导小组，统筹推进各项工作。
云溪县人民政府办公室
2024年4月28日
"""


def test_parts_of_a_plan_are_headings_and_numbered_orders_stay_below_them():
    result = run(PLAN)
    check(PLAN, result)
    assert outline(PLAN) == [(1, "", "工作目标"), (1, "", "主要任务"), (1, "", "组织领导")]
    assert [m.node for m in result.measures] == [0, 1, 1, 2]
    assert ("frame", "云溪县人民政府办公室") in labels(PLAN)


def test_boxed_lines_are_headings():
    text = (
        "为做好冬春火灾防控工作，现将有关事项通知如下：\n【排查整治】\n县消防救援大队要对人员密集场所开展拉网式排查，12月底前完成。\n"
        "【宣传教育】\n县融媒体中心要每周播发消防公益广告不少于3次。\n【值班值守】\n各乡镇要落实24小时值班制度，遇有火情及时处置。\n"
    )
    assert [title for _level, _marker, title in outline(text)] == [
        "【排查整治】",
        "【宣传教育】",
        "【值班值守】",
    ]
    check(text, run(text))


SPEECH = (
    "同志们：\n今天召开这次会议，主要任务是总结上半年工作，部署下半年任务。\n认清形势，增强紧迫感\n"
    "当前，区域竞争日趋激烈，周边县区你追我赶，我们稍有松懈就会掉队。大家要清醒看到差距，把压力变成动力。\n突出重点，提升实效\n"
    "县商务局要围绕新能源、新材料两大产业，10月底前梳理一批目标企业，逐家上门对接。各招商专班要每月外出招商不少于2次，及时报告进展情况。\n"
)


def test_topics_of_a_speech_are_headings_where_they_come_again():
    assert outline(SPEECH) == [(1, "", "认清形势，增强紧迫感"), (1, "", "突出重点，提升实效")]
    once = SPEECH.replace("认清形势，增强紧迫感\n", "")
    assert outline(once) == []


def test_below_numbered_parts_they_are_of_the_next_level():
    text = (
        "一、总体要求\n坚持问题导向，抓好落实。\n工作目标\n到2024年底，全县农村自来水普及率达到90%。\n二、重点任务\n工程建设\n"
        "县水利局要于9月底前建成3处集中供水工程，铺设管网120公里，解决2.3万人饮水问题。\n水质监测\n"
        "县卫健局要每季度开展一次水质检测，检测结果向社会公开，确保群众喝上放心水。\n三、保障措施\n县财政局要足额安排资金。\n"
    )
    assert outline(text) == [
        (1, "一、", "总体要求"), (2, "", "工作目标"), (1, "二、", "重点任务"), (2, "", "工程建设"), (2, "", "水质监测"), (1, "三、", "保障措施"),
    ]  # fmt: skip
    check(text, run(text))


def test_numbers_that_run_on_through_the_parts_stay_orders():
    text = (
        "为做好防汛工作，制定本方案。\n主要任务\n1.县水利局要对全县水库逐座排查，建立隐患台账。\n2.县应急局要储备抢险物资，5月底前到位。\n"
        "保障措施\n3.县财政局要安排防汛资金320万元。\n4.县气象局要加密预报频次，及时发布预警信息。\n"
    )
    assert outline(text) == [(1, "", "主要任务"), (1, "", "保障措施")]
    assert len(run(text).measures) == 4


def test_units_and_time_limits_of_a_heading_hold_for_what_is_below():
    text = (
        "为做好防汛工作，制定本方案。\n排查隐患（县水利局牵头，6月10日前完成）\n对全县41座水库逐座排查，建立隐患台账。\n"
        "对河道险工险段逐处登记，落实应急措施。\n物资储备（县应急局牵头，5月底前完成）\n按标准储备编织袋、救生衣等防汛物资。\n"
    )
    result = run(text)
    check(text, result)
    assert [n.level for n in result.nodes] == [1, 1]
    assert [list(owners(text, index)) for index in range(3)] == [["县水利局"], ["县水利局"], ["县应急局"]]
    assert [[d.date.isoformat() for d in m.deadlines] for m in result.measures] == [
        ["2024-06-10"], ["2024-06-10"], ["2024-05-31"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2024年重点工作清单\n推进城区老旧小区改造\n实施农村公路提质改造\n建设智慧水利管理平台\n完善社区养老服务设施\n",
        "会议研究了有关事项。\n推进城区老旧小区改造\n实施农村公路提质改造\n建设智慧水利管理平台\n请各单位于6月底前报送方案，逐项明确责任人和完成时限，确保按期完成。\n",
        "会议强调，校园食品安全事关学生健康，各有关部门要高度重视。\n出席人员\n张三、李四、王五、赵六\n县教育局\n县市场监管局\n2024年3月6日\n",
        "现将任务分解如下。\n县水利局\n负责河道清淤工程建设管理，6月底前完成32公里河道清淤任务，确保安全度汛。\n县住建局\n负责城区排水管网改造工程，8月底前完成18公里管网改造任务，消除易涝点。\n",
        "各单位要抓好落实。\n云溪县人民政府\n2024年4月28日\n",
        "云溪县安全生产重点工作\n各乡镇人民政府，县直各部门：\n县应急局要牵头开展安全生产大检查，6月底前完成。\n",
        "（一）污水直排问题。\n整改措施：\n县住建局要新建管网3公里。\n责任单位：县住建局\n（二）扬尘污染问题。\n整改措施：\n县城管局要每日洒水降尘。\n责任单位：县城管局\n",
        "序号\n工作任务\n牵头单位\n完成时限\n1\n排查水库隐患\n县水利局\n5月底前\n2\n储备抢险物资\n县应急局\n6月底前\n",
        "附件：重点任务清单\n工作目标\n主要任务\n组织领导\n",
    ],
    ids=["list", "list above a sentence", "attendance", "units", "signature", "title", "labels", "table", "contents"],
)  # fmt: skip
def test_other_short_lines_are_none(text):
    result = run(text)
    check(text, result)
    assert [n.title for n in result.nodes if not n.marker] == []
