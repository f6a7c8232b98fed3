# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""Texts broken at the width of a page: read as the paragraphs that they were, offsets counted in the text as given."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks_app.documents.decompose import decompose, render_json, render_text
from tasks_app.documents.decompose.unwrap import unwrap

from .helpers import REFERENCE, run
from .test_properties import OWN, check, relaxed

NOT_FIRST = "，。、；：）》”"


def broken(text, width, *, indent="", by="cells", eol="\n", keep=False):
    """Break every line of ``text`` at ``width`` cells or characters; ``keep`` takes no sign to the head of a line."""
    out = []
    for line in text.split("\n"):
        now, size = "", 0
        for sign in (indent + line) if line else "":
            step = 1 if by == "signs" or sign.isascii() else 2
            if size + step > width:
                carried = ""
                while keep and (sign if not carried else carried[0]) in NOT_FIRST and len(now) > 1:
                    carried, now = now[-1] + carried, now[:-1]
                out.append(now)
                now = carried
                size = sum(1 if by == "signs" or c.isascii() else 2 for c in carried)
            now += sign
            size += step
        out.append(now)
    return eol.join(out)


def reading(text, result):
    """Everything that is found, without blanks and offsets."""

    def bare(quote):
        return "".join(quote.split())

    return (
        [(n.level, n.marker, bare(n.title)) for n in result.nodes],
        [
            (
                bare(result.quote(m.start, m.end)),
                {(o.name, o.role, o.inherited) for o in m.owners},
                {(d.text, d.date) for d in m.deadlines},
                {t.text for t in m.targets},
                {r.title for r in m.references},
                m.node,
            )
            for m in result.measures
        ],
    )


@pytest.mark.parametrize("width", [24, 27, 30, 34, 41, 48, 56, 60])
@pytest.mark.parametrize(
    "how",
    [{}, {"indent": "　　"}, {"indent": "    "}, {"eol": "\r\n"}, {"keep": True}, {"by": "signs"}],
    ids=["plain", "indent", "blanks", "crlf", "keep", "signs"],
)
def test_a_broken_document_reads_like_the_whole_one(width, how):
    text = broken(OWN, width // 2 if how.get("by") == "signs" else width, **how)
    result = run(text)
    check(text, result)
    assert reading(text, result) == reading(OWN, run(OWN))


def test_offsets_count_the_text_as_given_and_quotes_have_no_line_ends():
    text = (
        "各乡镇要对辖区内的山塘水库逐座排\n查，建立隐患台账，6月底前由县财\n政局会同县水利局对整改资金进行核\n"
        "定。汛期来临前，县应急局要组织一\n次《防汛应急\n预案》演练。\n"
    )
    result = run(text)
    check(text, result)
    first = result.measures[0]
    assert text[first.start : first.end].count("\n") == 3
    assert result.quote(first.start, first.end).startswith("各乡镇要对辖区内的山塘水库逐座排查，建立")
    names = {o.name: text[o.start : o.end] for m in result.measures for o in m.owners}
    assert names["县财政局"] == "县财\n政局"
    assert [d.text for d in first.deadlines] == ["6月底前"]
    shown = render_json(result)
    assert "\n" not in shown["measures"][0]["text"]
    assert "县财政局" in render_text(result)


@pytest.mark.parametrize("width", range(28, 42))
def test_numbers_enumerators_and_brackets_are_put_together(width):
    whole = (
        "一、重点任务\n"
        "（一）新建改建农村公路不少于120公里，县交通运输局负责统筹调度各乡镇，确保质量。（责任单位：县财政局、县交通运输局；"
        "完成时限：2024年11月底前）\n"
        "（二）县住建局要对城区38个老旧小区的燃气管网开展一次全面检测评估，发现问题立即整改。（责任单位：县住建局）\n"
        "（三）县教育局要组织各学校对消防设施和用电线路逐一排查登记，建立台账并落实专人管理。（责任单位：县教育局、县消防救援大队）\n"
    )
    text = broken(whole, width)
    result = run(text)
    check(text, result)
    assert reading(text, result) == reading(whole, run(whole))
    assert next(t.text for m in result.measures for t in m.targets).endswith("120公里")
    assert {d.date.isoformat() for m in result.measures for d in m.deadlines if d.date} == {"2024-11-30"}


@pytest.mark.parametrize(
    "page",
    ["— 3 —", "\n- 3 -\n", "第 3 页 共 9 页", "3/9", "\x0c3"],
    ids=["dashes", "blank lines", "words", "fraction", "form feed"],
)
def test_a_sentence_goes_on_behind_the_number_of_the_page(page):
    text = (
        "各乡镇要对辖区内的山塘水库逐座排\n查，建立隐患台账，6月底前由县财\n"
        + page
        + "\n政局会同县水利局对整改资金进行核\n定，并将结果报送县政府督查室备案。\n"
    )
    result = run(text)
    check(text, result)
    assert len(result.measures) == 1
    measure = result.measures[0]
    assert result.quote(measure.start, measure.end).endswith("备案。")
    assert page.strip() not in result.quote(measure.start, measure.end)
    assert "县财政局" in {o.name for o in measure.owners}
    assert [s.label for s in result.segments] == ["measure", "noise", "continuation"]
    assert text[result.segments[1].start : result.segments[1].end] == page.strip()


def test_a_running_head_is_noise():
    body = broken(
        "县教育局要对全县各类学校的食堂逐一开展检查，重点查看进货台账和留样记录，9月底前完成整改并报县政府。\n"
        * 6,
        32,
    )
    lines = body.split("\n")
    text = ""
    for number in range(0, len(lines), 5):
        text += "\n".join(lines[number : number + 5]) + f"\n— {number // 5 + 1} —\n云溪县人民政府办公室文件\n"
    result = run(text)
    check(text, result)
    assert len(result.measures) == 6
    assert not any("云溪县人民政府办公室" in result.quote(m.start, m.end) for m in result.measures)


LISTS = {
    "titles": [
        "县域产业转型升级实施方案", "城乡环境卫生整治行动计划", "农村集体资产监督管理办法", "政府投资项目管理暂行规定",
        "重大行政决策程序实施细则", "安全生产责任考核评价办法",
    ],
    "slogans": [
        "坚持党建引领，夯实基层基础", "坚持问题导向，破解发展难题", "坚持民生为本，增进群众福祉", "坚持改革创新，激发内生动力",
        "坚持底线思维，防范重大风险", "坚持实干为先，推动任务落地",
    ],
    "addresses": [
        "云溪县城关镇人民路12号县政府大楼", "云溪县东河镇新华街35号镇政府院内", "云溪县西山乡团结村18号村部办公室",
        "云溪县北关镇建设路21号党群服务点",
    ],
    "documents": [
        "《关于加强基层治理的实施意见》", "《关于推进乡村建设的行动方案》", "《关于做好防汛工作的紧急通知》", "《关于规范项目管理的若干规定》",
    ],
    "people": [
        "张三　县发展和改革局党组书记、局长", "李四　县自然资源局党组书记、局长", "王五　县农业农村局党组书记、局长",
        "赵六　县住房城乡建设局党组副书记",
    ],
    "fields": [
        "项目名称：东河大桥改造", "建设地点：城关镇东河村", "建设规模：全长三百二十米", "总投资额：四千六百万元", "开工时间：二〇二四年三月",
    ],
    "tasks": [
        "推进城区老旧小区改造工程", "实施农村公路提质改造项目", "建设智慧水利综合管理平台", "完善社区养老服务中心设施", "开展河湖清四乱专项整治行动",
    ],
    "rows": [
        "1|完善防汛应急预案|县应急局|6月底前", "2|排查病险水库隐患|县水利局|5月底前", "3|储备抢险救援物资|县粮储局|5月底前",
        "4|组织开展防汛演练|县人武部|6月底前",
    ],
    "tabs": [
        "完善防汛应急预案\t县应急局\t6月底前", "排查病险水库隐患\t县水利局\t5月底前", "储备抢险救援物资\t县粮储局\t5月底前",
    ],
    "clauses": [
        "县财政局要及时安排拨付专项资金；", "县水利局要加快河道治理施工进度；", "县住建局要组织燃气管网全面排查；", "县教育局要抓好校园食堂食品安全。",
    ],
    "signature": ["各单位要按时报送情况。", "云溪县防汛抗旱指挥部办公室", "云溪县应急管理局办公室代章", "2024年6月30日"],
    "headings": [
        "一、加强组织领导，压实工作责任", "各乡镇要落实包保责任。", "二、强化督促检查，确保工作实效", "县政府督查室要定期通报。",
    ],
}  # fmt: skip


@pytest.mark.parametrize("lines", LISTS.values(), ids=LISTS.keys())
@pytest.mark.parametrize("times", [1, 3])
def test_lines_of_their_own_are_never_joined(lines, times):
    assert unwrap("\n".join(lines * times)).joins == []


def test_the_whole_document_is_not_touched():
    assert unwrap(OWN).joins == []
    assert run(OWN).joins == ()


def test_paragraphs_parted_by_blank_lines_stay_apart():
    text = broken(
        "县农业农村局要指导各乡镇抢抓农时开展春耕备耕工作，确保种子化肥供应充足。\n\n县气象局要密切监测天气变化，遇有强对流天气提前发布预警。\n\n"
        "县供销社要加强农资储备，坚决打击囤积居奇和哄抬物价行为。",
        30,
    )
    result = run(text)
    check(text, result)
    assert len(result.measures) == 3
    assert "\n\n" not in "".join(text[m.start : m.end] for m in result.measures)


def test_a_list_inside_a_broken_text_stays_a_list():
    text = broken(
        "各地各部门要按照职责分工抓好下列重点工程建设，逐项明确责任领导和责任人员，确保年底前全部竣工投入使用。\n"
        "东河大桥\n南环公路\n西山水厂\n"
        "县发展改革局要会同县财政局加强项目调度，每月通报一次进展情况，对进度滞后的单位进行约谈。",
        30,
    )
    read = unwrap(text)
    assert "\n东河大桥\n南环公路\n西山水厂\n" in read.text


def test_hanging_indents():
    text = (
        "1. 县水利局要对全县四十一座小型水库进\n   行安全鉴定，十月底前完成除险加固任\n   务并组织验收。\n"
        "2. 县交通运输局要加快推进农村公路安全\n   生命防护工程建设，确保年底前全部完\n   工投入使用。\n"
    )
    result = run(text)
    check(text, result)
    assert [result.quote(m.start, m.end) for m in result.measures] == [
        "1. 县水利局要对全县四十一座小型水库进行安全鉴定，十月底前完成除险加固任务并组织验收。",
        "2. 县交通运输局要加快推进农村公路安全生命防护工程建设，确保年底前全部完工投入使用。",
    ]


def test_latin_words_keep_the_blank_between_them_and_lose_the_hyphen():
    text = (
        "The county finance bureau shall release the\nspecial funds, and the water bureau shall in-\n"
        "spect every reservoir before the flood season\nbegins, reporting the results each month.\n"
    )
    read = unwrap(text)
    assert "release the special funds" in read.text
    assert "shall inspect every" in read.text
    check(text, run(text))


def test_a_line_of_commas_runs_on_whatever_its_width():
    text = "县财政局要及时足额拨付资金，\n县审计局要全过程跟踪，\n6月底前完成专项检查并通报结果。\n"
    result = run(text)
    check(text, result)
    assert len(result.measures) == 1


@relaxed
@given(
    st.lists(st.integers(0, len(OWN)), max_size=40),
    st.sampled_from(["\n", "\r\n", "\n　　", " \n", "\n\n", "\n— 2 —\n", "\u2028", "\x0c"]),
)
def test_line_breaks_anywhere(places, sign):
    text = OWN
    for place in sorted(places, reverse=True):
        text = text[:place] + sign + text[place:]
    check(text, decompose(text, reference_date=REFERENCE))


def test_broken_lines_with_noise_between_them():
    chance = random.Random(20240411)
    strange = [
        "\n",
        "\n\n",
        "— 5 —\n",
        "\x00",
        "（",
        "》",
        "　",
        "\t",
        "|",
        "1.",
        "（二）",
        "责任单位：",
        "-\n",
        "A-\nb",
        "\ufeff",
    ]
    for _ in range(300):
        text = broken(OWN, chance.randint(10, 70), indent=chance.choice(["", "　　"]))
        for _ in range(chance.randint(0, 12)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(strange) + text[at:]
        check(text, decompose(text, reference_date=REFERENCE))
