# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""Speeches and reports of meetings: who speaks, who is told to act, and what only rouses, tells or states."""

import pytest

from .helpers import labels, measures, outline, owners, run

NEWS = "本报讯（记者 李明）4月9日上午，全县河道清障工作推进会召开。"


def news(*sentences):
    """Return a report of a meeting: its first line, then a paragraph of ``sentences``."""
    return NEWS + "\n" + "".join(sentences)


def test_points_after_who_speaks_are_points():
    text = news(
        "会议强调，一要摸清底数。各乡镇要逐条河道登记造册。二要集中清理。县水利局要组织机械进场。三要常抓不懈。村级河长要坚持日常巡查。"
    )
    assert [title for _, _, title in outline(text)] == ["要摸清底数", "要集中清理", "要常抓不懈"]
    assert measures(text) == [
        "各乡镇要逐条河道登记造册。",
        "县水利局要组织机械进场。",
        "村级河长要坚持日常巡查。",
    ]
    assert ("frame", "会议强调，") in labels(text)


def test_points_after_who_speaks_with_half_width_signs():
    text = news("县长指出,一要早动手。各村要备足砂石料。二要重质量。施工单位要按图施工。")
    assert len(outline(text)) == 2
    assert owners(text, 1) == {"施工单位": "responsible"}


def test_points_within_a_sentence_take_its_subject():
    text = news("各乡镇要做好两件事，一是清点物料；二是检修泵车。会后各村要传达到户。")
    assert measures(text) == ["一是清点物料；", "二是检修泵车。", "会后各村要传达到户。"]
    assert owners(text, 0) == owners(text, 1) == {"各乡镇": "responsible"}


def test_points_of_points():
    text = news(
        "县长强调，一是守住险段，确保万无一失。一要加密巡查，各村要派人；二要备足物料，镇水利站要清点。二是转移群众，确保不落一户。各村要逐户上门。"
    )
    assert [(level, title) for level, _, title in outline(text)] == [
        (1, "守住险段，确保万无一失"),
        (1, "转移群众，确保不落一户"),
    ]
    assert len(measures(text)) == 3


def test_topics_without_numbers():
    text = news(
        "县长要求，要守住险段。各村要派人值守，备足物料。要抓好检修。镇水利站要逐台试机。要严明纪律。对脱岗的，严肃处理。"
    )
    assert [title for _, _, title in outline(text)] == ["要守住险段", "要抓好检修", "要严明纪律"]
    assert len(measures(text)) == 3


def test_points_right_behind_those_who_are_asked():
    text = news("县长要求各乡镇一要守住险段，加密巡查。各村要派人值守。二要备足物料，定期清点。各站要建账。")
    assert [title for _, _, title in outline(text)] == ["要守住险段，加密巡查", "要备足物料，定期清点"]


def test_a_date_as_the_point_of_time_of_a_piece_of_work_is_an_order():
    text = (
        NEWS
        + "\n会上强调了两项工作的时间节点。主河道清障的时间节点是4月30日；支流清障的时间节点是5月31日。县水利局将从下周起组织观摩。"
    )
    assert len(measures(text)) == 3


def test_short_orders_are_no_topics():
    text = news("会议要求，要守住险段。要抓好检修。要严明纪律。")
    assert outline(text) == []
    assert len(measures(text)) == 3


def test_mixed_words_of_one_list_stay_one_list():
    text = news("会议强调，一是压实责任。各村要包段。二要备足物料。各站要清点。三要守住底线。各校要值守。")
    assert [level for level, _, _ in outline(text)] == [1, 1, 1]


def test_what_makes_sure_of_something_by_work_is_an_order_of_its_own():
    text = news(
        "会议要求，各单位要确保值班到位，落实带班制度；确保巡查到位，全面检查山塘水库；确保队伍到位，组织抢险演练。"
    )
    assert len(measures(text)) == 3
    assert owners(text, 2) == {"各单位": "responsible"}


def test_where_a_report_comes_from_is_not_who_acts():
    text = news("县水利局要清完主河道。各乡镇要守住险段。(县融媒体中心)")
    assert owners(text, 0) == {"县水利局": "responsible"}
    assert ("noise", "(县融媒体中心)") in labels(text)


TOLD = [
    ("a meeting that was held", "随后，在三楼会议室召开河道清障调度会。"),
    ("with its purpose", "为落实上级要求，4月8日，大河镇清障推进会召开。"),
    ("what somebody else explained", "县水利局相关人员介绍说，从巡查情况看，淤积主要集中在下游河段，另外还有个别弯道。"),
    ("what a reporter learned", "另外，记者从县水利局了解到，目前清障船有两种：30吨级和50吨级。"),
    ("a problem that exists", "部分乡镇在巡河中普遍存在“重打卡轻整改”的问题。"),
    ("what the figures show", "从巡查数据来看，多数乡镇只对主河道进行清理，放弃了支流。"),
    ("what something is", "抓好河道清障是检验各级河长履职的重要标尺，也是守护下游安全的关键之举。"),
    ("what something can do", "通过无人机巡河，能够极大缩短发现问题的时间。"),
    ("a decision without a task", "会议原则同意《全县河道清障三年方案》。"),
    ("what this is", "清得彻不彻底、守得牢不牢靠，这也是对基层干部能力的检验。"),
    ("who reported", "县水利局、县应急局负责人汇报清障进展，分析存在问题，提出下一步举措。"),
    ("what happened at the meeting", "会上，各河段负责人交流清障做法，查找薄弱环节。"),
    ("who came", "县水利局、各包段领导和责任单位负责人参加会议。"),
    ("what this is, with a claim", "这是我县对标市里要求，第一时间落实部署的责任状。"),
    ("what was commented on", "对照清障台账，县水利局对各乡镇逐一点评，梳理了存在的问题。"),
    ("another meeting", "随后，市里召开全市河道清障会议。"),
    ("what was arranged", "对全市的清障工作作出全面部署。"),
    ("who looked on", "县水利局负责人在分会场参加收看收听。"),
    ("what the work is about", "巡查防守重点包括所有水库、山塘和在建工程。"),
    ("what the first sentence sums up", "昨日，县长主持召开清障调度会，要求各乡镇加快进度。"),
    ("a maxim", "防汛工作来不得半点马虎，下了雨的事就要当场办。"),
]  # fmt: skip


@pytest.mark.parametrize("sentence", [t[1] for t in TOLD], ids=[t[0] for t in TOLD])
def test_what_only_tells_is_no_measure(sentence):
    text = news("会议要求，各乡镇要在汛前清完主河道。", sentence)
    assert measures(text) == ["会议要求，各乡镇要在汛前清完主河道。"]


def test_a_meeting_inside_an_order_stays_an_order():
    text = news("会议要求，各乡镇每季度召开一次河长例会。")
    assert len(measures(text)) == 1


def test_told_first_then_ordered():
    text = news("镇长代表镇政府与各村签订了责任书，要求各村盯紧险段、备足物料；落实夜间巡堤制度。")
    assert owners(text, 0) == {"各村": "responsible"}
    assert owners(text, 1) == {"各村": "responsible"}


def test_orders_before_the_first_point_of_a_report():
    text = news(
        "会议指出，全体巡河人员要熟悉河段情况；要备好救生器材。\n会议强调，一要守住险段。各村要派专人值守。"
    )
    assert len(measures(text)) == 3
    assert owners(text, 1) == {"全体巡河人员": "responsible"}


OWNERS = [
    ("we", "我们必须把险段守住。", {"我们": "responsible"}),
    ("staff", "会议要求，全体工作人员要熟记预案。", {"全体工作人员": "responsible"}),
    ("those at the meeting", "与会各单位要立即部署。", {"与会各单位": "responsible"}),
    ("everybody of a company", "会议要求，集团上下务必守住安全底线。", {"集团上下": "responsible"}),
    ("one asks several", "赵局长要求巡查员、安全员要按时到岗。", {"巡查员": "responsible", "安全员": "responsible"}),
    ("a plural", "他希望班主任们上好第一课。", {"班主任们": "responsible"}),
    ("straight quotation marks", '在清障这件事上，村"两委"干部一定要带好头。', {'村"两委"干部': "responsible"}),
    (
        "a list that goes on over a comma",
        "各级党委政府，各级各部门要把河道守好。",
        {"各级党委政府": "responsible", "各级各部门": "responsible"},
    ),
    ("one and all", "汛期即将到来，各乡镇、各部门一定要压实防御责任。", {"各乡镇": "responsible", "各部门": "responsible"}),
    ("all levels", "通知强调，各级要严格落实责任。", {"各级": "responsible"}),
    ("members", "各督查组的成员要加强沟通。", {"各督查组的成员": "responsible"}),
    ("heads of units", "全镇各村负责人要到岗。", {"全镇各村负责人": "responsible"}),
    ("also", "保洁部门要清扫路面，医务人员也应做好宣教。", {"保洁部门": "responsible", "医务人员": "responsible"}),
    (
        "forces",
        "各成员单位要加强值守，消防大队、公安、交警要整备车辆。",
        {"各成员单位": "responsible", "消防大队": "responsible", "公安": "responsible", "交警": "responsible"},
    ),
    (
        "together with others",
        "会议要求各镇水利站主动汇报，会同公安、住建等部门以及村委会一道建立联防机制。",
        {"各镇水利站": "lead", "公安": "co", "住建": "co", "村委会": "co"},
    ),
    ("heads and staff", "各项目负责人、从业人员要守住质量。", {"各项目负责人": "responsible", "从业人员": "responsible"}),
    (
        "those on the spot",
        "各包案领导、责任部门和属地要各尽其责。",
        {"各包案领导": "responsible", "责任部门": "responsible", "属地": "responsible"},
    ),
    ("zones and offices of the economy", "经济开发区、县经信局要抓紧复核。", {"经济开发区": "responsible", "县经信局": "responsible"}),
    ("among each other", "各部门之间要加强沟通，协调配合，及时解决问题。", {"各部门": "responsible"}),
    ("an office that is set to work", "会议要求，镇城建办成立巡查小组，对各村进行督查。", {"镇城建办": "responsible"}),
    (
        "closely together",
        "要强化衔接，交通、农业等部门要密切配合，加强沟通。",
        {"交通": "responsible", "农业": "responsible"},
    ),
    ("with one that leads", "县水利局牵头，县住建局要密切配合，抓好清障。", {"县水利局": "lead", "县住建局": "co"}),
    ("the crowd", "镇村干部、群众要把河道守好。", {"镇村干部": "responsible", "群众": "responsible"}),
    ("those who are helped", "受灾群众要全部安置到位。", {}),
    ("part of a longer noun", "当前，县级领导班子换届工作正在进行，要把纪律挺在前面。", {}),
    ("reported to, not responsible", "各乡镇要摸清底数，5月底前报县水利局备案。", {"各乡镇": "responsible"}),
    ("shops", "各大商场、超市要备足货源。", {"各大商场": "responsible", "超市": "responsible"}),
    (
        "together nobody helps",
        "各村、镇水利站和镇直各单位要相互配合，守好堤防。",
        {"各村": "responsible", "镇水利站": "responsible", "镇直各单位": "responsible"},
    ),
    (
        "who met does not answer",
        "昨日下午，县防汛指挥部在水利大厦召开会议，启动预案，各乡镇要迅速落实防御措施。",
        {"各乡镇": "responsible"},
    ),
    (
        "who spoke does not answer",
        "周主任就校园防汛作了部署，要求各班主任逐一通知家长。",
        {"各班主任": "responsible"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), [o[1:] for o in OWNERS], ids=[o[0] for o in OWNERS])
def test_who_is_told_to_act(sentence, expected):
    assert owners(news(sentence)) == expected


def test_the_subject_runs_on_over_what_is_faced_and_after_meanwhile():
    text = news(
        "各乡镇和防指成员单位必须备足物料。面对多变的天气，要把困难估计得更充分一些。同时加强夜间巡查，对险段，要派人守候。"
    )
    for index in (1, 2):
        assert list(owners(text, index)) == ["各乡镇", "防指成员单位"]


def test_a_company_does_not_go_on_with_what_the_state_does():
    text = news("重点排污单位应安装监测设备。制定税收激励政策，鼓励企业减排。")
    assert owners(text, 1) == {}


SOFT = [
    ("effort", "各级各部门要认清形势，以高度负责的态度，不畏艰难、迎难而上，用心用情做好各项工作。", True),
    ("learning from mistakes", "各乡镇要举一反三，不断吸取教训，不断提高应变处置能力。", True),
    ("together", "各村、镇直各单位要相互配合，通力协作，共同夺取防汛的全面胜利。", True),
    ("to what end", "各乡镇要牢固树立大局意识，主动担当，确保全县社会大局稳定。", True),
    ("a text to be carried out", "各乡镇要认真贯彻落实全市会议精神，分析研判辖区内的险情。", False),
    ("general orders of those above", "各单位要认真落实市委决策部署，坚决扛牢政治责任。", True),
    ("conduct", "督查人员要不打招呼、不听汇报，严于律己。", True),
    ("policy towards others", "会议要求，支持各类协会自我约束、自我管理。", False),
    ("work that can be checked", "各乡镇要提高认识，逐户排查险房，建立台账。", False),
]


@pytest.mark.parametrize(("sentence", "soft"), [s[1:] for s in SOFT], ids=[s[0] for s in SOFT])
def test_demands_on_bearing(sentence, soft):
    assert run(news(sentence)).measures[0].soft is soft


SPEECH = "在全县河道清障动员会上的讲话\n同志们：\n一、抓紧清理\n各乡镇要在汛前清完主河道。\n"


def test_the_end_of_a_speech_rouses_and_orders_only_who_is_named():
    text = (
        SPEECH
        + "同志们，时间不等人。我们一定要鼓足干劲、乘势而上！希望全县上下齐心协力，打好这一仗。各级河长要以钉钉子精神抓好落实。"
    )
    assert measures(text)[1:] == ["各级河长要以钉钉子精神抓好落实。"]


def test_an_exclamation_without_an_order_belongs_to_what_stands_before():
    text = SPEECH + "以干净通畅的河道，为全县发展保驾护航！"
    assert len(measures(text)) == 1


def test_what_we_are_to_recognise_is_no_task():
    text = SPEECH + "我们要充分认识到，清障不仅是水利部门的事，更是一场全民行动。"
    assert len(measures(text)) == 1


def test_minutes_keep_decisions_without_a_modal():
    text = "专题会议纪要\n4月9日上午，县长主持召开会议。\n会议议定：\n沿河公园停车场清明期间免费向市民开放。"
    assert measures(text) == ["沿河公园停车场清明期间免费向市民开放。"]


def test_advertising_below_a_speech_is_noise():
    advert = "搜索“某某”或“某某范文网”即可找到本站免费阅读全部范文。收藏本站方便下次阅读,提供最新讲话稿的全文阅读和文档下载服务,每天更新海量内容供大家浏览。"
    assert ("noise", advert) in labels(SPEECH + advert)


CADENCES = [
    ("once a month", "各村要落实一月一走访。", ["monthly"]),
    ("once a week", "各村要坚持一周一清扫。", ["weekly"]),
    ("a ration", "各超市要按每人每天两袋限量供应。", []),
    ("a trend", "近期险情逐年攀高，各村要加强巡查。", []),
    ("what the work is called", "各部门要推进常态化扫黑除恶斗争。", []),
    ("as a habit", "各部门要常态化开展巡河。", ["continuous"]),
    ("a date", "元月一日前，各村要清点物料。", []),
]


@pytest.mark.parametrize(("sentence", "codes"), [c[1:] for c in CADENCES], ids=[c[0] for c in CADENCES])
def test_spoken_cadences(sentence, codes):
    assert [c.code for c in run(news(sentence)).measures[0].cadences] == codes


TIMES = [
    ("what is fought", "各部门要坚定信心，决战四季度，打赢收官战。"),
    ("what it is", "第四季度是全年收官的关键时期，各部门要盯紧目标。"),
    ("what was planned for it", "各部门要紧盯今年计划实施的项目。"),
    ("what happened then", "针对4月2日晚，我县开始出现的抢购苗头，各部门要加强宣传。"),
]


@pytest.mark.parametrize("sentence", [t[1] for t in TIMES], ids=[t[0] for t in TIMES])
def test_a_time_that_is_spoken_of_is_no_limit(sentence):
    assert run(news(sentence)).measures[0].deadlines == ()


def test_the_names_of_the_editors_are_no_table():
    assert ("noise", "记者|李明 编辑|王芳") in labels(
        news("会议要求，各乡镇要守住险段。") + "\n记者|李明 编辑|王芳"
    )


def test_who_came_and_spoke_then_what_was_asked():
    text = news(
        "7月2日，全市河道清障会议召开。", "市长王明出席会议并讲话，强调要全面清理险段，及时补齐物料。"
    )
    assert [text[m.start : m.end][:4] for m in run(text).measures] == ["市长王明"]


def test_a_place_whose_name_begins_like_a_duty():
    text = news("7月2日，全市河道清障会议召开。", "应城市市长王明主持会议并通报险段情况。")
    assert run(text).measures == ()


@pytest.mark.parametrize(
    "sentence",
    ["清障不力造成后果的，将严肃追责。", "对清障不力造成后果的，将依规追究责任。", "江河安澜，清障为先。"],
)
def test_threats_and_mottoes_are_no_measures(sentence):
    text = news("会议要求，各乡镇要守住险段。", sentence)
    assert len(run(text).measures) == 1


def test_each_other_is_nobody():
    text = news("会议要求各乡镇守住险段，互相配合，形成合力。")
    assert {o.name for m in run(text).measures for o in m.owners} == {"各乡镇"}


def test_a_whole_line_of_work_is_asked():
    text = news("会后要抓好传达，全市水利系统要迅速掀起清障热潮。")
    assert {o.name for m in run(text).measures for o in m.owners} == {"全市水利系统"}


@pytest.mark.parametrize(
    "sentence",
    ["请水利局李局长宣读《关于清障情况的通报》。", "现在，请王县长讲话。", "最后，请市领导作重要指示。"],
)
def test_the_chair_asks_to_speak(sentence):
    text = "同志们：\n现在开会。" + sentence + "\n会后，各乡镇要立即传达。"
    assert [text[m.start : m.end] for m in run(text).measures] == ["会后，各乡镇要立即传达。"]


def test_that_somebody_asked_for_something_is_told():
    text = news("刚才，王县长对今后的清障工作提出了明确要求。", "各乡镇要立即传达。")
    assert [text[m.start : m.end] for m in run(text).measures] == ["各乡镇要立即传达。"]


def test_a_meeting_with_a_spoken_date_is_told():
    text = "9月6号晚，全县清障调度会在县水利局召开，分析研判形势，调度清障工作。\n县长强调，各乡镇要立即行动；要守住险段。"
    assert [text[m.start : m.end][:2] for m in run(text).measures] == ["县长", "要守"]


def test_whose_bearing_is_to_rise():
    text = news(
        "会议要求，各级各部门思想认识要再提高，切实增强守住险段的紧迫感；巡查频次要再增加，守住每一处险段。"
    )
    assert [[o.name for o in m.owners] for m in run(text).measures] == [["各级各部门"], ["各级各部门"]]


def test_a_text_may_end_where_somebody_is_asked():
    assert run("0、:000000请").text == "0、:000000请"
