# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""The outline: which enumerators are headings, and how deep."""

import pytest

from tasks_app.documents.decompose.outline import cn_number, marker_at

from .helpers import measures, outline, run

CASES = [
    (
        "four kinds nested, one line each",
        "一、总体安排\n（一）加强领导\n1.健全机制\n（1）各乡镇要成立专班。\n（2）各部门要配备专人。\n二、工作要求\n各单位要按期报送。\n",
        [(1, "一、", "总体安排"), (2, "（一）", "加强领导"), (3, "1.", "健全机制"), (1, "二、", "工作要求")],
    ),
    (
        "all in one physical line",
        "一、加强组织领导（一）落实责任。县委办要牵头抓总。（二）强化督导。县政府督查室要每月通报。二、强化保障。县财政局要安排资金。\n",
        [
            (1, "一、", "加强组织领导"),
            (2, "（一）", "落实责任"),
            (2, "（二）", "强化督导"),
            (1, "二、", "强化保障"),
        ],
    ),
    (
        "numbers that run on under other parents",
        "一、政治建设\n1.抓实教育培训。各乡镇要组织轮训。\n二、组织建设\n（一）农村\n2.建强支部。各村要按期换届。\n（二）城市\n3.做实网格。各社区要配齐网格员。\n",
        [
            (1, "一、", "政治建设"),
            (2, "1.", "抓实教育培训"),
            (1, "二、", "组织建设"),
            (2, "（一）", "农村"),
            (3, "2.", "建强支部"),
            (2, "（二）", "城市"),
            (3, "3.", "做实网格"),
        ],
    ),
    (
        "inline topic sentences of a speech",
        "同志们：\n一、抓好三件事。一是要突出重点。县教育局要拿出方案。二是要压实责任。各乡镇要签订责任书。三要跟踪问效。县督查室要逐月通报。\n",
        [
            (1, "一、", "抓好三件事"),
            (2, "一是", "要突出重点"),
            (2, "二是", "要压实责任"),
            (2, "三", "要跟踪问效"),
        ],
    ),
    (
        "short orders without numbers, each with what it means behind it",
        "会议听取了秸秆禁烧工作汇报。会议要求，要看住田块。镇村干部分片包干，每两小时巡查一次。要备足力量。县农业农村局调配打捆机，县消防救援大队前置水车。\n",
        [(1, "", "会议要求，要看住田块"), (1, "", "要备足力量")],
    ),
    (
        "short orders in a row are orders",
        "会议要求，要看住田块。要备足力量，把打捆机调配到位。要通报结果。\n",
        [],
    ),
    (
        "a list of tasks is no list of headings",
        "一、工作任务\n1.县教育局要在6月底前完成63所学校食堂检查。\n2.县住建局要对在建工地开展一次排查。\n3.县财政局要拨付资金180万元。\n",
        [(1, "一、", "工作任务")],
    ),
    (
        "first, second, last",
        "首先，思想要统一。各级干部要带头学习。其次，行动要迅速。各乡镇要马上部署。最后，结果要过硬。县督查室要逐项核查。\n",
        [(1, "首先，", "思想要统一"), (1, "其次，", "行动要迅速"), (1, "最后，", "结果要过硬")],
    ),
    (
        "第一， under 一、",
        "一、责任要实\n第一，压实属地责任。各乡镇要亲自部署。\n第二，严格考核。县考核办要建立台账。\n二、作风要硬\n各级干部要深入一线。\n",
        [
            (1, "一、", "责任要实"),
            (2, "第一，", "压实属地责任"),
            (2, "第二，", "严格考核"),
            (1, "二、", "作风要硬"),
        ],
    ),
    (
        "one more thing, without a number",
        "一、突出重点\n一要紧盯交通。县公安局要排查路口。二要紧盯燃气。县住建局要督促整改。还有一件事，就是防火。县林业局要加密巡护。各村要管住火源。\n",
        [
            (1, "一、", "突出重点"),
            (2, "一", "要紧盯交通"),
            (2, "二", "要紧盯燃气"),
            (2, "", "还有一件事，就是防火"),
        ],
    ),
    (
        "decimals and years are no enumerators",
        "一、工作目标\n到2025年底，完成投资3.6亿元，改造管网12.6公里。\n",
        [(1, "一、", "工作目标")],
    ),
    (
        "a date right after the enumerator",
        "（一）规范审批。县行政审批局牵头。具体措施：1.2024年6月底前公布清单。2.2024年底前建立机制。\n（二）优化服务。各乡镇要设立窗口。\n",
        [(1, "（一）", "规范审批"), (1, "（二）", "优化服务")],
    ),
    (
        "stages with their window",
        "一、时间安排\n第一阶段（5月1日—5月20日）：宣传发动。各村要张贴标语。\n第二阶段（5月21日—6月30日）：集中整治。各村要逐户排查。\n",
        [
            (1, "一、", "时间安排"),
            (2, "第一阶段", "（5月1日—5月20日）：宣传发动"),
            (2, "第二阶段", "（5月21日—6月30日）：集中整治"),
        ],
    ),
    ("no enumerators at all", "各乡镇要加强值守。县应急局要做好准备。\n", []),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_outline(text, expected):
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "ordinal"),
    [
        ("一、总则", "cn", 1), ("十二、附则", "cn", 12), ("（二十一）其他", "cnp", 21), ("3.任务", "ar", 3), ("3、任务", "ar", 3), ("（4）任务", "arp", 4),
        ("⑤任务", "circ", 5), ("6）任务", "arr", 6), ("三是抓落实", "shi", 3), ("四要抓落实", "yao", 4), ("一抓工业稳增长", "shi", 1), ("第五，抓落实", "di", 5), ("第二件事，抓落实", "di", 2),
        ("其三，抓落实", "first", 3), ("首先，抓落实", "first", 1), ("第二部分 任务", "part", 2), ("问题3：学习不深入", "word", 3),
    ],
)  # fmt: skip
def test_enumerator(text, kind, ordinal):
    marker = marker_at(text, 0, len(text))
    assert (marker.kind, marker.ordinal) == (kind, ordinal)


@pytest.mark.parametrize(
    "text", ["3.6亿元", "2024年", "第一书记", "一张网", "（附件1）", "一般项目", "十分重要"]
)
def test_no_enumerator(text):
    assert marker_at(text, 0, len(text)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十五", 15), ("二十", 20), ("三十一", 31), ("一百零二", 102), ("7", 7)],
)
def test_chinese_numbers(text, value):
    assert cn_number(text) == value


def test_every_node_knows_its_parent_and_covers_its_children():
    result = run(
        "一、总体安排\n（一）加强领导\n各乡镇要成立专班。\n（二）强化督导\n县督查室要通报。\n二、要求\n各单位要落实。\n"
    )
    first, one, two, last = result.nodes
    assert [n.parent for n in result.nodes] == [None, 0, 0, None]
    assert first.start < one.start < one.end <= two.start < two.end <= first.end <= last.start
    assert [m.node for m in result.measures] == [1, 2, 3]


def test_a_heading_that_orders_work_and_has_nothing_below_is_a_measure():
    text = "一、基层党建\n1.建强支部。各村要按期换届。\n2.规范生活。各支部要落实制度。\n3.全面推行校长负责制，开学前全部到位。\n"
    assert measures(text)[-1].startswith("3.全面推行校长负责制")


def test_listed_problems_are_neither_headings_nor_measures():
    text = "一、认清形势\n从暗访看，问题主要集中在三个方面：一是思想松懈，个别乡镇应付了事。二是排查不深，问题一大堆。三是执法宽松软。\n各乡镇要照单全收，立即整改。\n"
    assert outline(text) == [(1, "一、", "认清形势")]
    assert measures(text) == ["各乡镇要照单全收，立即整改。"]


def test_attachments_open_no_outline():
    text = "一、工作要求\n各单位要按期报送。\n附件：\n1.任务清单\n2.联络员名单\n"
    assert outline(text) == [(1, "一、", "工作要求")]
    assert measures(text) == ["各单位要按期报送。"]


def test_the_window_of_a_stage_holds_for_its_measures():
    text = "第一阶段（5月1日—5月20日）：宣传发动。各村要张贴标语。\n第二阶段（5月21日—6月30日）：集中整治。各村要在6月10日前逐户排查。\n"
    assert [[d.date.isoformat() for d in m.deadlines] for m in run(text).measures] == [
        ["2024-05-20"],
        ["2024-06-10"],
    ]


def test_a_signature_is_no_content_of_the_last_item():
    text = "四、有关要求\n1.请各乡镇于5月13日前将名单报县农业农村局。\n2.参会人员要准时参会。\n县政府办公室\n2024年4月10日\n"
    assert outline(text) == [(1, "四、", "有关要求")]
    assert len(measures(text)) == 2


def test_a_topic_before_a_colon_is_a_heading_and_its_dates_hold_below():
    text = "一、工作步骤\n（一）宣传发动阶段（4月15日至30日）：各乡镇要召开动员会。\n（二）巩固提升阶段（10月）：开展“回头看”。\n二、工作要求\n1.责任单位：县水利局\n2.县水利局：负责巡河。\n"
    result = run(text)
    assert [(n.level, n.title) for n in result.nodes] == [
        (1, "工作步骤"), (2, "宣传发动阶段（4月15日至30日）"), (2, "巩固提升阶段（10月）"), (1, "工作要求"),
    ]  # fmt: skip
    assert [text[m.start : m.end] for m in result.measures][:2] == ["各乡镇要召开动员会。", "开展“回头看”。"]
    assert [[d.date.isoformat() for d in m.deadlines] for m in result.measures][:2] == [
        ["2024-04-30"],
        ["2024-10-31"],
    ]


def test_articles_order_and_are_no_headings():
    text = "督办制度\n第一条 议定事项均应列入督办范围。\n第二条 议定事项由局办公室负责督办。逾期未办的，通报批评。\n第三条 主办单位要按时报送结果。\n"
    assert outline(text) == []
    assert len(measures(text)) == 4
