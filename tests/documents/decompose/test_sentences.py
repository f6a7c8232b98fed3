# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""Where sentences end, what is noise or frame, and what orders something."""

import pytest

from tasks_app.documents.decompose.noise import noise_rule
from tasks_app.documents.decompose.normalize import normalize
from tasks_app.documents.decompose.sentences import bracket_spans, paragraphs, sentence_ends

from .helpers import labels, measures, owners, run


def sentences(text):
    norm = normalize(text)
    out = []
    for paragraph in paragraphs(norm):
        last = paragraph.start
        for end in sentence_ends(
            norm, paragraph.start, paragraph.end, bracket_spans(norm, paragraph.start, paragraph.end)
        ):
            out.append(text[last:end].strip())
            last = end
    return out


CASES = [
    ("stops", "要加强值守。要按时报告！谁来负责？", ["要加强值守。", "要按时报告！", "谁来负责？"]),
    ("semicolons", "一律停工；不准复工；", ["一律停工；", "不准复工；"]),
    ("half-width", "要加强值守;要按时报告!", ["要加强值守;", "要按时报告!"]),
    ("a stop inside a quotation", "他说：“要早。要快。”大家赞成。", ["他说：“要早。要快。”大家赞成。"]),
    (
        "a stop inside a bracket",
        "优化流程（含审批。备案）后上线。再评估。",
        ["优化流程（含审批。备案）后上线。", "再评估。"],
    ),
    (
        "a bracket of its own",
        "精简材料。（财政部牵头。下同）具体措施如下。",
        ["精简材料。", "（财政部牵头。下同）", "具体措施如下。"],
    ),
    ("a half-width stop between signs", "任务重.为确保安全,要早部署。", ["任务重.", "为确保安全,要早部署。"]),
    ("no decimal point", "完成投资3.6亿元。", ["完成投资3.6亿元。"]),
    ("lines", "第一行\n第二行", ["第一行", "第二行"]),
    ("wide blanks", "通知如下：　　各乡镇要早部署。", ["通知如下：", "各乡镇要早部署。"]),
    ("an open bracket never closed", "要加强（值守。要报告。", ["要加强（值守。", "要报告。"]),
    ("crossing brackets", "要“加强（值守”。要）报告。", ["要“加强（值守”。要）报告。"]),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_sentences(text, expected):
    assert sentences(text) == expected


def test_normalising_keeps_every_offset():
    text = "１２．（a）,;:!?｜〔2024〕％\u3000\u00a0"
    assert len(normalize(text)) == len(text)


@pytest.mark.parametrize(
    "line",
    ["仅供学习 禁止外传", "会员群：    免费QQ群：", "酷学文库整理，咨询QQ123456", "首页 > 政务公开 > 通知公告", "【打印本页】 【关闭窗口】", "上一篇：无 下一篇：无",
     "来源：县政府办　责任编辑：信息科", "发布时间：2024-05-20 浏览次数：132次", "联系人：张某 联系电话：××××", "版权所有：某某网站", "- 3 -", "第 3 页 共 12 页", "————"],
)  # fmt: skip
def test_noise(line):
    assert noise_rule(normalize(line)) is not None


@pytest.mark.parametrize(
    "line",
    [
        "各级工会要做好会员发展工作。",
        "开展“优惠购车”促销活动3场。",
        "清理违规户外广告20处。",
        "加强适老化改造。",
        "请各单位于11月30日前将总结报组织科（电话：××××）。",
        "落实党报党刊订阅任务。",
    ],
)
def test_no_noise(line):
    assert noise_rule(normalize(line)) is None


FRAMED = "在全县安全生产会议上的讲话\n（2024年4月10日）\n同志们：\n下面，我讲三点意见。\n各乡镇要加强值守。\n我就讲这些，谢谢大家。\n县政府办公室\n2024年4月10日\n（此件公开发布）\n"


def test_the_frame_of_a_document():
    assert [label for label, _ in labels(FRAMED)] == ["frame"] * 4 + ["measure"] + ["frame"] * 4


def test_advertising_before_inside_and_after_is_no_measure():
    text = "仅供学习 禁止外传\n举报倒卖会员资料的人，免费赠送会员材料！\n在大会上的讲话\n一、抓落实\n各乡镇要加强值守。\n酷文整理，咨询QQ1234567\n各部门要按时报告。\n扫码关注公众号：酷文\n"
    result = run(text)
    assert measures(text) == ["各乡镇要加强值守。", "各部门要按时报告。"]
    assert sum(s.label == "noise" for s in result.segments) == 4


ORDERS = [
    "要深入学习贯彻习近平总书记关于安全生产的重要指示精神，全面排查隐患。", "2025年春节前在4个乡镇设立便民点。", "各项目秘书要驻点服务。",
    "各乡镇要加强值守。", "加快推进项目建设。", "进一步优化营商环境。", "对重点设备实施专项检查。", "按照规定落实补贴政策。", "严禁一切野外用火。", "凡是存在重大隐患的，一律停工整改。",
    "任何单位不得擅自扩大规模。", "县财政局负责及时拨付资金。", "鼓励企业开展技术改造。", "允许企业自主备案。", "会议要求，各有关单位要倒排工期。", "6月底前完成42处隐患整改。",
    "5年内重点扶持100个左右具有发展前景的项目。", "大力挖掘基层就业岗位。", "对困难家庭按上年度实际缴费额的50%返还。", "继续按不高于现行标准的原则征收。",
    "突出培养青年人才，大力引进创新团队，实施以下重点工程：",
    "以上事项，请各责任单位抓好落实。", "同意从预备费中安排320万元，由县财政局拨付。", "各责任单位主要负责同志是第一责任人，对整改工作负总责。", "每月开展1次主题党日。", "县文明委每半年听取一次工作汇报。", "凡发生一起火情的，扣村年终考核分5分。",
]  # fmt: skip
TOLD = [
    "去年以来，全县安全生产形势总体平稳。", "目前已完成投资2160万元。", "会议听取了县住建局关于老旧小区改造的汇报。", "会议认为，老旧小区改造是民心工程。", "会议指出，耕地是粮食生产的命根子。",
    "习近平总书记指出，空谈误国、实干兴邦。", "同志们，安全生产责任重于泰山。", "让我们携起手来，为建设平安家园作出新的更大贡献！", "成绩来之不易，在座的各位都付出了辛勤汗水。", "作风问题具有顽固性和反复性。",
    "如有异议，请于公示期内以书面形式向镇政府反映。", "督察反馈问题：一些村对垃圾清运重视不够，长期无人过问。",
    "凡具有本县户籍的居民均可参保。", "《全县任务分工方案》已经县政府第12次常务会议研究同意。", "以上通知希遵照执行。",
    "谁敢打包票？", "会议同意县农业农村局提出的项目实施方案。", "就业、教育、医疗这些事情，群众天天看着。", "综合保税区是开放型经济的重要平台。", "大家要深刻认识到当前形势的严峻性。", "常言道，一分部署，九分落实。", "刚才，县应急局通报了情况，讲得很好，我都赞成。",
]  # fmt: skip


@pytest.mark.parametrize("sentence", ORDERS)
def test_orders(sentence):
    assert len(run(f"一、有关工作\n{sentence}\n").measures) == 1


@pytest.mark.parametrize("sentence", TOLD)
def test_told_not_ordered(sentence):
    assert run(f"在会上的讲话\n同志们：\n一、有关工作\n{sentence}\n").measures == ()


def test_principles_are_background_and_goals_count_with_a_date_or_figure():
    text = "一、指导思想\n坚持以人民为中心，加快推进改革。\n二、工作目标\n到2025年，机械化率达到75%。居民收入与经济增长基本同步。建立健全一批长效机制。\n三、任务\n加快推进改革。\n"
    assert measures(text) == ["到2025年，机械化率达到75%。", "居民收入与经济增长基本同步。", "加快推进改革。"]


def test_a_report_on_rectification_tells_and_orders_only_for_the_time_ahead():
    text = (
        "关于安全生产督察反馈问题整改情况的报告\n县政府：\n现将整改情况报告如下：\n一、整改情况\n（一）台账不健全。\n一是建立隐患台账，明确整改时限。二是开展专项检查，督促企业落实责任。\n"
        "二、下一步工作\n（一）加强日常监管。定期开展抽查。\n"
    )
    assert measures(text) == ["定期开展抽查。"]


def test_a_notice_about_reports_is_no_report():
    text = "关于建立工作落实情况报告制度的通知\n各科室：\n现将有关事项通知如下：\n一、各科室每月10日前要报送进展，逾期通报。\n二、办公室要及时汇总，建立台账。\n"
    assert len(measures(text)) == 2


def test_orders_that_go_on_before_the_first_heading():
    text = "关于做好秋收工作的通知\n各村：\n今年秋收时间紧。各村要组织好劳力，抢收抢运。要备足烘干设备，保证颗粒归仓。现将任务分解如下：\n一、机具检修\n检修收割机30台。\n"
    assert measures(text) == [
        "各村要组织好劳力，抢收抢运。",
        "要备足烘干设备，保证颗粒归仓。",
        "检修收割机30台。",
    ]


def test_a_bracket_with_contacts_is_noise():
    text = "一、报送\n各村要按月报送进展。（联系人：李某，联系电话：××××）\n"
    assert labels(text)[-1] == ("noise", "（联系人：李某，联系电话：××××）")


def test_a_plan_of_rectification_orders():
    text = "安全生产督察反馈问题整改方案\n一、整改任务\n（一）台账不健全。\n一是建立隐患台账，明确整改时限。二是开展专项检查，督促企业落实责任。\n"
    assert len(measures(text)) == 2


def test_the_aim_of_a_plan_is_no_report_of_what_somebody_said():
    text = "创建行动方案\n为全面落实县委提出的新目标、新要求，经研究决定，开展专项行动，进一步完善功能。现制定如下方案。\n一、任务\n（一）整治环境\n清理积存垃圾。\n"
    assert measures(text) == ["清理积存垃圾。"]


def test_lines_of_a_page_that_describe_the_document_are_noise():
    text = "索引号： | QH-2024-1 | 成文日期： | 2024-04-10 |\n文件编号： | 青政办〔2024〕2号 | 组配分类： | 工作要点 |\n一、任务\n加强值守。\n"
    assert measures(text) == ["加强值守。"]


def test_a_result_clause_belongs_to_the_measure_before_it():
    text = "一、任务\n各乡镇要把责任落实到人。真正把担子扛在肩上。\n"
    assert labels(text)[1:] == [
        ("measure", "各乡镇要把责任落实到人。"),
        ("continuation", "真正把担子扛在肩上。"),
    ]


SOFT = [
    ("各级领导干部要始终绷紧安全这根弦，任何时候都不能有麻痹思想、侥幸心理。", True),
    ("各级党组织书记要牢固树立“抓好党建是最大政绩”的理念，以更加昂扬的姿态推动落实。", True),
    ("县教育局要在6月底前制定方案。", False),
    ("各有关单位要进一步增强紧迫感，倒排工期、挂图作战，建立台账。", False),
]


@pytest.mark.parametrize(("sentence", "soft"), SOFT)
def test_soft(sentence, soft):
    assert run(sentence).measures[0].soft is soft


TARGETS = [
    ("完成42处隐患路段的护栏安装。", ["42处隐患路段"]),
    ("安装率要达到100%。", ["安装率要达到100%"]),
    ("护林员每天巡山不得少于两次。", ["巡山不得少于两次"]),
    ("将办理时间压缩至5个工作日以内。", ["办理时间压缩至5个工作日以内"]),
    ("建设“红色驿站”15个以上。", ["建设“红色驿站”15个以上"]),
    ("对全镇86台联合收割机进行一次全面检修。", ["86台联合收割机"]),
    ("无分歧欠款全部清零。", ["无分歧欠款全部清零"]),
    ("实现农村公路村级全覆盖。", ["农村公路村级全覆盖"]),
    ("总投资控制在3.6亿元以内。", ["总投资控制在3.6亿元以内"]),
    ("形成2个超50亿元的产业集群。", ["形成2个超50亿元的产业集群"]),
    ("选拔培养不少于60名农村电商带头人。", ["不少于60名农村电商带头人"]),
    ("培养100名有影响的青年人才。", ["100名有影响的青年人才"]),
    ("9个未开工的重点项目必须提速。", ["9个未开工的重点项目"]),
    ("上半年完成投资不低于全年计划的55%。", ["完成投资不低于全年计划的55%"]),
    ("年底前完成36个村的管网铺设。", ["36个村"]),
    ("将考核权重由3%提高到6%。", ["提高到6%"]),
    ("年底前，综合窗口实现全覆盖。", ["综合窗口实现全覆盖"]),
    ("安排30%左右的场地免费提供给创业者。", ["30%左右的场地"]),
    ("对参保职工30人以上的企业，按规定返还保费。", []),
    ("办好“乡村振兴50人论坛”活动。", []),
    ("加快5G基站建设，完成10千伏线路改造。", []),
    ("对于累计2次以上逾期未报的，通报批评。", []),
    ("将材料送县政府督查室420室。", []),
    ("每月至少走访一次。", []),
    ("开展一次拉网式检查。", []),
    ("成立3个督导组开展检查。", []),
    ("落实“1367”工作机制。", []),
    ("于2024年6月30日前完成。", []),
]


@pytest.mark.parametrize(("sentence", "expected"), TARGETS, ids=[t[0] for t in TARGETS])
def test_targets(sentence, expected):
    text = f"一、任务\n{sentence}\n"
    assert [t.text for t in run(text).measures[0].targets] == expected


@pytest.mark.parametrize(
    ("sentence", "titles"),
    [
        ("县政府督查室要把《县政府工作报告》确定的任务逐项建账。", []),
        ("围绕《方案》的推进，各乡镇要按月报送进度。", []),
        ("各乡镇要制定《方案》并报县水利局。", ["《方案》"]),
        ("各学校不得再收取《健康合格证》复印件。", []),
        ("各乡镇要对照《村级财务公开目录》逐项公开。", ["《村级财务公开目录》"]),
    ],
)
def test_documents_that_only_say_where_something_stands(sentence, titles):
    assert [r.title for m in run(sentence).measures for r in m.references] == titles


def test_references():
    text = "一、任务\n要落实《党务公开条例》和《关于〈条例〉的实施意见》，对照《党务公开条例》整改。\n"
    assert [r.title for r in run(text).measures[0].references] == [
        "《党务公开条例》",
        "《关于〈条例〉的实施意见》",
    ]


KINDS = [
    ("县纪委监委要加强监督检查，严肃追责问责。", "discipline"), ("要牢牢把握意识形态工作主动权，加强舆情研判。", "ideology"), ("各乡镇要抓好问题整改销号。", "rectification"),
    ("各支部要组织党员学习，按时开展主题党日。", "study"), ("县发改局要加快铁路建设。", "other"),
    ("各乡镇要组织扑火队伍培训。", "other"), ("县人社局要开展职业技能培训1500人次。", "other"), ("要加强党务干部培训，严格落实“三会一课”。", "study"),
    ("县审计局要做好配合。", "other"), ("要开展村干部经济责任审计。", "discipline"), ("各乡镇要划定网格，责任到人。", "other"),
    ("要建立健全调度工作机制。", "other"), ("要广泛宣传惠民政策。", "other"), ("要规范企业生产经营活动。", "other"), ("要开展“企业服务月”活动。", "activity"),
    ("各级党组织书记要履行第一责任人责任。", "responsibility"), ("要开展违规吃喝专项整治。", "discipline"), ("要选优配强村“两委”班子。", "grassroots"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "kind"), KINDS)
def test_kind_is_suggested(sentence, kind):
    assert run(sentence).measures[0].kind == kind


def test_kind_rules_are_data():
    from tasks_app.documents.decompose import KindRule

    assert (
        run("县发改局要加快铁路建设。", kind_rules=[KindRule("activity", ("铁路",))]).measures[0].kind
        == "activity"
    )


def test_the_longest_word_counts_alone_the_first_rule_owns_a_word_and_weights_add_up():
    from tasks_app.documents.decompose import KindRule

    def kind(*rules):
        return run("县发改局要加快铁路建设,做好(沿线)绿化。", kind_rules=rules).measures[0].kind

    assert kind(KindRule("activity", ("铁路",)), KindRule("other", ("铁路建设",), 0.0)) == "other"
    assert kind(KindRule("study", ("铁路",)), KindRule("activity", ("铁路",), 5.0)) == "study"
    assert kind(KindRule("study", ("铁路",)), KindRule("activity", ("绿化",), 2.0)) == "activity"
    assert kind(KindRule("study", ("铁路",)), KindRule("activity", ("绿化",))) == "study", (
        "a tie: found first"
    )
    assert kind(KindRule("ideology", ("做好(沿线)",))) == "ideology", "written with other brackets"
    assert kind(KindRule("study", ("",), 9.0)) == kind() == "other"


def test_written_out_notes_are_background_and_end_nothing():
    text = "一、防汛\n各乡镇要落实包保责任：\n1.6月底前完成排查。\n（注1：各单位要于5月底前报送名单。联系人见附件。）\n2.每月调度一次。\n"
    result = run(text)
    notes = [text[s.start : s.end] for s in result.segments if s.rule == "background.note"]
    assert "".join(notes) == "（注1：各单位要于5月底前报送名单。联系人见附件。）"
    bare = run(text.replace("（注1：各单位要于5月底前报送名单。联系人见附件。）\n", ""))
    found, expected = ([(m.kind, m.owners and m.owners[0].name) for m in r.measures] for r in (result, bare))
    assert found == expected and len(found) >= 2


TABLE = "序号 | 工作任务 | 牵头单位 | 责任单位 | 完成时限\n一、提升便利度\n1 | 压缩开办时间；推行延时服务 | 县行政审批局 | 县税务局、县公安局 | 2024年4月底前\n2 | 实现首次免费 |  | 同上 | 长期坚持\n"


def test_a_flattened_table():
    result = run(TABLE)
    assert [n.title for n in result.nodes] == ["提升便利度"]
    first, second, third = result.measures
    everybody = {"县行政审批局": "lead", "县税务局": "responsible", "县公安局": "responsible"}
    for measure in (first, second, third):
        assert {o.name: o.role for o in measure.owners} == everybody
    assert [d.date.isoformat() for d in second.deadlines] == ["2024-04-30"]
    assert third.deadlines == ()
    assert [c.code for c in third.cadences] == ["continuous"]


@pytest.mark.parametrize(
    "header", ["序号\t任务内容\t主办单位\t完成期限", "序号 | 重点任务 | 牵头部门 | 办结时限"]
)
def test_other_headers(header):
    mark = "\t" if "\t" in header else " | "
    text = header + "\n" + mark.join(["1", "推进改革", "县发改局", "6月底前"]) + "\n"
    (measure,) = run(text).measures
    assert [(o.name, o.role) for o in measure.owners] == [("县发改局", "lead")]
    assert [d.date.isoformat() for d in measure.deadlines] == ["2024-06-30"]


def test_members_are_named_and_what_their_group_is_charged_with_is_a_measure():
    text = "（一）供水保障组\n组  长：李某某\n成  员：水务站全体人员\n主要职责：负责抢修损坏的供水管线。\n"
    assert measures(text) == ["主要职责：负责抢修损坏的供水管线。"]


def test_how_a_body_is_divided_is_no_measure():
    text = "一、成立机构\n指挥部设3个工作组：\n（一）综合组。县政府办要汇总情况。\n"
    assert measures(text) == ["县政府办要汇总情况。"]


def test_taken_into_an_assessment():
    text = "四、严格考核，确保完成全年目标\n河道清淤任务纳入乡镇年度考核内容。\n管网普查结果已纳入平台考核体系。\n"
    assert measures(text) == ["河道清淤任务纳入乡镇年度考核内容。"]


def test_goals_before_the_first_heading():
    text = "2031年全县主要预期目标是：粮食总产量稳定在21万吨以上；森林覆盖率达到47%；城镇新增就业1200人。\n现将任务分解如下：\n一、抓好春耕\n县农业农村局要备足种子。\n"
    assert measures(text)[-3:] == [
        "森林覆盖率达到47%；",
        "城镇新增就业1200人。",
        "县农业农村局要备足种子。",
    ]


def test_a_request_in_the_opening_paragraph():
    text = "关于做好信息报送的通知\n各乡镇：\n现将报送要点印发给你们，请各单位按时报送材料。\n一、报送内容\n各乡镇要报送排查台账。\n"
    assert len(measures(text)) == 2


def test_the_card_above_a_document():
    text = (
        "文 号 | 青政办〔2031〕7号 | 发文日期 | 2031-03-02 |\n发布机构 | 青石县人民政府办公室 | 有 效 性 | 有效 |\n"
        "标 题 | 关于开展水井普查的通知 |\n一、登记\n各村要登记全部水井。\n"
    )
    assert measures(text) == ["各村要登记全部水井。"]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("各单位要重视《年度工作报告》确定的任务。", []),
        ("承担《年度工作报告》目标任务的责任单位要报送进度。", []),
        ("县水利局要印发《用水定额》。", ["《用水定额》"]),
    ],
)
def test_documents_that_only_say_where_a_task_stands(text, references):
    found = run("一、有关要求\n" + text + "\n").measures
    assert [r.title for m in found for r in m.references] == references


@pytest.mark.parametrize(
    "text", ["县信访局要完善12345政务服务热线。", "县政府办要修订《百镇2000村行动办法》。"]
)
def test_figures_in_names_are_no_targets(text):
    found = run("一、有关要求\n" + text + "\n").measures
    assert [t for m in found for t in m.targets] == []


def test_figures_of_several_places():
    text = "一、工作目标\n到2031年底，氨氮浓度分别为1.5、0.3毫克/升。\n"
    assert [t.text for m in run(text).measures for t in m.targets] == ["氨氮浓度分别为1.5、0.3毫克/升"]


def test_who_keeps_a_web_page_answers_for_nothing_above():
    text = "一、压实责任\n县水利局要在6月底前完成排查。\n【打印此页】　【关闭窗口】\n主办：云溪县融媒体中心\n备案号：ICP备××号\n"
    assert owners(text) == {"县水利局": "responsible"}
    assert ("noise", "主办：云溪县融媒体中心") in labels(text)
