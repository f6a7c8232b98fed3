# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""Who answers: brackets, label lines, subjects, 由…, 会同…, and what is carried on."""

import pytest

from tasks_app.documents.decompose.orgs import is_org, split_names

from .helpers import owners, run

LEAD, CO, WHO = "lead", "co", "responsible"

CASES = [
    ("县教育局要制定方案。", {"县教育局": WHO}),
    ("县公安局、县交通运输局要对隐患路段再排查一遍。", {"县公安局": WHO, "县交通运输局": WHO}),
    ("各乡镇、各部门要严格执行值班制度。", {"各乡镇": WHO, "各部门": WHO}),
    ("各地区各有关部门要加强协同。", {"各地区": WHO, "各有关部门": WHO}),
    ("各省、自治区、直辖市人民政府要落实主体责任。", {"各省、自治区、直辖市人民政府": WHO}),
    ("由县住建局牵头，县财政局、县自然资源局配合，8月底前全部开工。", {"县住建局": LEAD, "县财政局": CO, "县自然资源局": CO}),
    ("由县纪委监委牵头、县委组织部配合，8月中旬开展检查。", {"县纪委监委": LEAD, "县委组织部": CO}),
    ("各级领导干部汛期原则上不得外出。", {"各级领导干部": WHO}),
    ("县长还就春季防火作出部署，要求严管野外火源。", {}),
    ("镇党委书记在全镇干部大会上强调，各级各部门要闻令而动。", {"各级各部门": WHO}),
    ("会议要求县委宣传部要加强舆论引导。", {"县委宣传部": WHO}),
    ("责成县自然资源局牵头，会同有关乡镇限期拆除。", {"县自然资源局": LEAD, "有关乡镇": CO}),
    ("镇督查室每三天通报一次。", {"镇督查室": WHO}),
    ("县医保局负总责，县卫健局分工负责。", {"县医保局": WHO, "县卫健局": WHO}),
    ("全县上下要把群众冷暖放在心上。", {"全县上下": WHO}),
    ("会议责成县委组织部作进一步核查。", {"县委组织部": WHO}),
    ("由县委党校负责，县发改局、县财政局支持。", {"县委党校": WHO, "县发改局": CO, "县财政局": CO}),
    ("县应急局牵头，发改、财政配合，把物资清点一遍。", {"县应急局": LEAD, "发改": CO, "财政": CO}),
    ("县消防救援大队要会同县教育局、县民政局开展检查。", {"县消防救援大队": LEAD, "县教育局": CO, "县民政局": CO}),
    ("资金缺口由县财政局负责及时拨付。", {"县财政局": WHO}),
    ("对焚烧秸秆的当事人，由镇综合执法队依法从严处罚。", {"镇综合执法队": WHO}),
    ("请各单位于11月30日前报送总结。", {"各单位": WHO}),
    ("以上事项，请各责任单位认真抓好落实。", {"各责任单位": WHO}),
    ("县纪委监委要严肃追责问责，各单位主要负责同志要亲自部署。", {"县纪委监委": WHO, "各单位主要负责同志": WHO}),
    ("对暗访通报的问题，有关乡镇要照单全收。", {"有关乡镇": WHO}),
    ("国庆期间，县文旅局要督促景区落实限流措施。", {"县文旅局": WHO}),
    ("会议要求，各有关单位要倒排工期。", {"各有关单位": WHO}),
    ("乡镇人民政府、街道办事处要协助做好相关工作。", {"乡镇人民政府": CO, "街道办事处": CO}),
    ("人民法院在审理案件中，需要技术协助的，各级环境保护部门应给予支持。", {"各级环境保护部门": WHO}),
    ("鼓励企业开展技术改造。", {}),
    ("督促金融机构优化贷款流程。", {}),
    ("加强对地方政府的监督检查。", {}),
    ("收割机必须加装切碎装置。", {}),
    ("取消由所在地服务机构签章的环节。", {}),
    ("镇林业站：负责日常巡护，组织演练。", {"镇林业站": WHO}),
    ("各村支部书记为第一责任人，要亲自抓、负总责。", {"各村支部书记": WHO}),
    ("成立由县委书记任组长的领导小组。", {}),
    ("各市（州）、县（市、区）要对照清单开展自查。", {"各市（州）": WHO, "县（市、区）": WHO}),
    ("各村各单位要签订承诺书。", {"各村": WHO, "各单位": WHO}),
    ("各科室确定一名联络员，负责日常联系。", {"各科室": WHO}),
    ("汛期各村要安排专人巡堤。", {"各村": WHO}),
    ("抢险器材各村居必须在6月1日前备齐。", {"各村居": WHO}),
    ("希各村按时完成清淤。", {"各村": WHO}),
    ("县融媒体中心、县广播站等媒体要加强宣传。", {"县融媒体中心": WHO, "县广播站": WHO, "媒体": WHO}),
    ("指导用工单位规范签订合同，不得扣押证件。", {}),
    ("落实村干部坐班制度，每月通报一次。", {}),
    ("地方各级人民政府要落实属地责任。", {"地方各级人民政府": WHO}),
    ("幼儿园应当由教育行政部门办成公办园。", {"教育行政部门": WHO}),
    ("成立整改工作小组，成员由县财政局、县审计局等部门负责同志组成。", {}),
    ("自查报告由县发改局、县教育局、县科技局、县工信局、县民政局、县司法局、县财政局、县人社局、县自然资源局、县住建局、县交通运输局、县水利局牵头完成。",
     dict.fromkeys(("县发改局", "县教育局", "县科技局", "县工信局", "县民政局", "县司法局", "县财政局", "县人社局", "县自然资源局", "县住建局", "县交通运输局", "县水利局"), LEAD)),
    # brackets
    ("推进改革。（各有关部门和单位、各乡镇按职责分工负责）", {"各有关部门和单位": WHO, "各乡镇": WHO}),
    ("推进改革。（县科技局按职责分工负责，各乡镇结合实际落实）", {"县科技局": WHO, "各乡镇": WHO}),
    ("推进改革。责任单位：县发改局（首位单位为牵头单位，下同）、县财政局、县统计局", {"县发改局": LEAD, "县财政局": CO, "县统计局": CO}),
    ("推进改革。\n县发改局、县统计局分别牵头落实", {"县发改局": LEAD, "县统计局": LEAD}),
    ("推进改革。\n县发改局牵头，县财政局配合", {"县发改局": LEAD, "县财政局": CO}),
    ("推进改革。（县发改局、县工信局牵头督导，县水利局按职责分工负责）", {"县发改局": LEAD, "县工信局": LEAD, "县水利局": WHO}),
    ("县消防救援大队牵头，住建、民政等协同配合开展联合检查。", {"县消防救援大队": LEAD, "住建": CO, "民政": CO}),
    ("推进改革。（牵头单位：县水利局；责任单位：县财政局；时间进度：2024年10月）", {"县水利局": LEAD, "县财政局": WHO}),
    ("推进改革。牵头领导：王副局长责任部门：建管科、质监站", {"王副局长": WHO, "建管科": WHO, "质监站": WHO}),
    ("推进改革。（财政部牵头，国家发展改革委、商务部按职责分工负责）", {"财政部": LEAD, "国家发展改革委": WHO, "商务部": WHO}),
    ("推进改革（财政部牵头，商务部配合）。", {"财政部": LEAD, "商务部": CO}),
    ("推进改革。（财政部等国务院相关部门及各地区按职责分工负责）", {"财政部": WHO, "国务院相关部门": WHO, "各地区": WHO}),
    ("推进改革。（工业和信息化部、文化和旅游部负责）", {"工业和信息化部": WHO, "文化和旅游部": WHO}),
    ("推进改革。（责任单位：县委组织部、各乡镇党委）", {"县委组织部": WHO, "各乡镇党委": WHO}),
    ("推进改革。（牵头单位：县委组织部；配合单位：县直机关工委、城关镇党委）", {"县委组织部": LEAD, "县直机关工委": CO, "城关镇党委": CO}),
    ("推进改革。【责任单位：县水务集团】", {"县水务集团": WHO}),
    ("推进改革。（县住建局、各乡镇）", {"县住建局": WHO, "各乡镇": WHO}),
    ("推进改革。（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）", {"税务总局": LEAD, "财政部": CO}),
    ("推进改革。（县民政局、县残联等负责。列第一位者为牵头单位）", {"县民政局": LEAD, "县残联": CO}),
    ("推进改革。（具体时间见附件2）", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0] for c in CASES])
def test_owners(text, expected):
    assert owners(text) == expected


def test_a_bracket_holds_for_every_measure_of_its_item_and_no_other():
    text = "1.建立信用评价机制，明确评价标准，实行分级管理。公布清单，接受监督。（县司法局负责）\n2.优化流程，压减材料。（县税务局负责）\n"
    found = [[o.name for o in m.owners] for m in run(text).measures]
    assert found == [["县司法局"], ["县司法局"], ["县税务局"]]


def test_labels_with_numbers_of_their_own_hold_for_the_measures_above():
    text = "一、关于台账的问题\n（一）整改措施：1.建立台账。2.定期通报。\n（二）整改时限：2024年6月\n（三）责任领导：王某某\n（四）责任科室：办公室、财务科\n二、关于学习的问题\n（一）整改措施：制定计划。\n"
    found = [
        ({o.name for o in m.owners}, [d.date.month for d in m.deadlines if d.date])
        for m in run(text).measures
    ]
    assert found == [({"王某某", "办公室", "财务科"}, [6])] * 2 + [(set(), [])]


def test_a_label_of_dates_goes_on_behind_a_semicolon():
    text = "一、任务\n新增学位300个。\n主管领导：李某某\n主要责任人：王某某\n进度安排：6月底前完成主体工程；9月底前实现招生。\n"
    (only,) = run(text).measures
    assert {o.name for o in only.owners} == {"李某某", "王某某"}
    assert [d.date.month for d in only.deadlines] == [6, 9]


def test_names_and_limits_on_the_lines_below_their_label():
    text = "一、任务\n1.清理河道。\n牵头单位：\n县水利局\n责任单位：\n县财政局、县审计局\n完成时限：\n8月\n2.拆除违建。\n"
    first, second = run(text).measures
    assert {o.name: o.role for o in first.owners} == {"县水利局": LEAD, "县财政局": WHO, "县审计局": WHO}
    assert [d.date.isoformat() for d in first.deadlines] == ["2024-08-31"]
    assert (second.owners, second.deadlines) == ((), ())


def test_a_bracket_at_the_end_of_a_list_holds_for_the_whole_list():
    text = "1.整治乱象。（1）清理占道摊点；（2）规范车辆停放；（3）拆除破损广告。（县城管局牵头，5月底前完成）\n2.完善设施。补装路灯。（县住建局负责）\n"
    found = [
        ({o.name for o in m.owners}, [d.date.month for d in m.deadlines if d.date])
        for m in run(text).measures
    ]
    assert found == [({"县城管局"}, [5])] * 3 + [({"县住建局"}, [])]


def test_points_of_a_list_that_name_their_own_units_keep_them():
    text = "1.整治乱象。（1）由县公安局规范车辆停放；（2）清理占道摊点；（3）拆除破损广告。（县城管局负责）\n"
    assert [{o.name for o in m.owners} for m in run(text).measures] == [
        {"县公安局"},
        {"县城管局"},
        {"县城管局"},
    ]


def test_a_bracket_deeper_than_usual_holds_for_all_under_the_usual_heading():
    text = "（一）规范用电。开展排查。（县发改局负责）\n（二）规范用气。1.用户管理。更换软管。\n2.站点管理。清理气瓶。（县住建局负责）\n（三）规范用水。检修管网。（县水利局负责）\n"
    assert [{o.name for o in m.owners} for m in run(text).measures] == [
        {"县发改局"},
        {"县住建局"},
        {"县住建局"},
        {"县水利局"},
    ]


def test_a_case_after_an_addressed_order_is_treated_by_the_same():
    text = "各乡镇要逐村开展排查。对落实较好的，要总结做法；对进展缓慢的，要查明原因。\n"
    assert [[o.name for o in m.owners] for m in run(text).measures] == [["各乡镇"]] * 3


def test_label_lines_hold_for_the_whole_block():
    text = (
        "一、污水处理能力不足\n1.完成主体施工。\n2.实施管网改造。\n责任领导：分管副县长\n责任单位：县住建局（牵头）、县财政局\n整改时限：2024年9月底前，长期坚持\n"
        "二、修复滞后\n1.编制修复方案。\n牵头单位：县自然资源局\n配合单位：县林业局\n整改时限：立行立改\n"
    )
    first, second, third = run(text).measures
    for measure in (first, second):
        assert {o.name: o.role for o in measure.owners} == {
            "分管副县长": WHO,
            "县住建局": LEAD,
            "县财政局": WHO,
        }
        assert [d.date.isoformat() for d in measure.deadlines] == ["2024-09-30"]
        assert [c.code for c in measure.cadences] == ["continuous"]
    assert {o.name: o.role for o in third.owners} == {"县自然资源局": LEAD, "县林业局": CO}
    assert [d.date for d in third.deadlines] == [None]


def test_a_block_limit_yields_to_the_measures_own_date():
    text = "一、任务\n1.5月底前完成设计。\n2.完成施工。\n完成时限：2024年10月底前\n"
    assert [[d.date.isoformat() for d in m.deadlines] for m in run(text).measures] == [
        ["2024-05-31"],
        ["2024-10-31"],
    ]


def test_first_is_lead_stays_in_force_when_the_text_says_so():
    text = "1.推广试点。（税务总局、财政部负责，排在第一位的部门为牵头部门，下同）\n2.提前适用政策。（海关总署、商务部等有关部门负责）\n3.释放产能。（海关总署负责）\n"
    roles = [{o.name: o.role for o in m.owners} for m in run(text).measures]
    assert roles == [
        {"税务总局": LEAD, "财政部": CO},
        {"海关总署": LEAD, "商务部": CO, "有关部门": CO},
        {"海关总署": WHO},
    ]


def test_a_running_subject_is_carried_on_and_broken_by_another_topic():
    text = (
        "海关总署要做好牵头工作。要推动区域整合，会同有关部门建立机制。对发现的违纪行为，要依法追究责任。\n"
    )
    first, second, third = run(text).measures
    assert {o.name: o.role for o in first.owners} == {"海关总署": WHO}
    assert {o.name: o.role for o in second.owners} == {"海关总署": LEAD, "有关部门": CO}
    assert third.owners == ()


def test_owners_of_a_heading_are_inherited_and_marked():
    text = "（一）清理收费。（县发改局牵头，县财政局配合）具体措施：1.公布目录清单。2.开展专项检查。（县市场监管局负责）\n"
    first, second = run(text).measures
    assert [(o.name, o.role, o.inherited) for o in first.owners] == [
        ("县发改局", LEAD, True),
        ("县财政局", CO, True),
    ]
    assert [(o.name, o.inherited) for o in second.owners] == [("县市场监管局", False)]


def test_every_owner_quotes_the_text():
    text = "县教育局要制定方案。（县财政局牵头，各乡镇配合）"
    for owner in run(text).measures[0].owners:
        assert text[owner.start : owner.end] == owner.name
        assert owner.rule.startswith("owner.")


@pytest.mark.parametrize(
    "name",
    ["财政部", "国家发展改革委", "县自然资源局", "青河经济开发区管委会", "各乡镇", "有关部门", "县委书记", "各单位主要负责同志", "县直各党（工）委", "镇派出所",
     "县政府办（金融办）", "人行青河县支行", "县级以上地方各级人民政府", "县供电公司", "在职党员", "各基层党组织", "县政府督查室"],
)  # fmt: skip
def test_names(name):
    assert is_org(name)


@pytest.mark.parametrize(
    "phrase",
    [
        "督促金融机构",
        "全社会",
        "座谈会",
        "积极稳妥地在保税区",
        "全县",
        "推进工作",
        "清理规范中小企业",
        "对地方政府",
        "带队",
        "现场",
        "领导",
        "组织",
        "向国务院",
    ],
)
def test_phrases_that_are_no_names(phrase):
    assert not is_org(phrase)


def test_and_inside_a_name_does_not_split_it():
    text = "工业和信息化部、各级环境保护部门和公安机关"
    assert [text[a:b] for a, b in split_names(text, 0, len(text))] == [
        "工业和信息化部",
        "各级环境保护部门",
        "公安机关",
    ]


def test_the_subject_before_a_list_holds_for_its_points():
    text = "一、有关工作\n县教育局要做好以下工作：1.对63所学校食堂开展检查。2.修订应急预案，组织演练。3.由县卫健局培训校医。\n县财政局要保障经费。\n加强督导检查。\n"
    found = [[o.name for o in m.owners] for m in run(text).measures]
    assert found == [["县教育局"], ["县教育局"], ["县卫健局"], ["县财政局"], []]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各乡、镇人民政府要建立工作台账。", ["各乡、镇人民政府"]),
        ("各区、镇政府要落实值守制度。", ["各区、镇政府"]),
        ("防汛专班下设办公室在水利站，负责收集汛情。", ["水利站"]),
        ("普查领导小组挂靠县统计局，负责日常协调。", ["县统计局"]),
    ],
)
def test_names_that_share_an_ending_and_seats_of_offices(text, names):
    assert [o.name for m in run("一、有关要求\n" + text + "\n").measures for o in m.owners] == names


def test_owners_on_lines_of_their_own_are_no_headings():
    text = (
        "一、抓好发布\n加强形势解读，通过发布会、访谈等形式每季度向社会公布工业运行数据，回应企业关切。\n县发改局牵头落实\n"
        "围绕招工用工出台解读材料，讲清补贴范围和申领办法，方便务工人员就近办理各项手续。\n县人社局牵头落实\n"
        "加强金融惠农政策宣传，向种粮大户说明贷款条件和办理流程，及时答复群众来电来访。\n县金融办牵头落实\n"
    )
    result = run(text)
    assert [n.title for n in result.nodes] == ["抓好发布"]
    assert [[(o.name, o.role) for o in m.owners] for m in result.measures] == [
        [("县发改局", "lead")],
        [("县人社局", "lead")],
        [("县金融办", "lead")],
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各成员单位要按照值班规定，主要负责人亲自抓、分管领导具体抓，把责任压到岗位。", ["各成员单位"]),
        ("其他成员单位要主动配合，补齐台账资料。", ["其他成员单位"]),
    ],
)
def test_how_the_unit_does_it_and_modals_before_a_role(text, names):
    assert [o.name for m in run("一、有关要求\n" + text + "\n").measures for o in m.owners] == names


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("试点地区要在6月底前拿出经验做法。", ["试点地区"]),
        ("试点村要建好台账。", ["试点村"]),
        ("项目所在乡镇要做好征地协调。", ["项目所在乡镇"]),
        ("派出所在6月底前完成走访。", ["派出所"]),
        ("除县财政局外的县直各部门要制定节支方案。", ["县直各部门"]),
        ("除东河镇外，各乡镇要在5月底前完成核查。", ["各乡镇"]),
        ("督查企业落实主体责任。", []),
    ],
)
def test_where_something_lies_and_who_is_left_out(sentence, names):
    found = run(f"一、工作任务\n{sentence}\n").measures
    assert [owner.name for measure in found for owner in measure.owners] == names
