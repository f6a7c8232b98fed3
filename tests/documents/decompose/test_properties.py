# ruff: noqa: E501 - Chinese sentences: each sign counts as two columns
"""What holds for any text: quotes are reproduced, nothing is lost or counted twice, nothing raises, nothing is slow."""

import datetime
import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks_app.bench.hostile import HOSTILE
from tasks_app.documents.decompose import (
    CADENCES,
    KINDS,
    ROLES,
    SEGMENT_LABELS,
    decompose,
    render_json,
    render_text,
)

REFERENCE = datetime.date(2024, 4, 10)
FRAGMENTS = [
    "一、", "（一）", "1.", "（1）", "①", "一是", "二要", "第一，", "首先，", "其次，", "要", "必须", "不得", "县财政局", "各乡镇", "牵头", "负责", "会同", "由", "请", "，", "。", "；", "：", "、", "\n", "　　", " ",
    "“", "”", "（", "）", "《", "》", "【", "】", "6月底前", "6 月 底前", "300 个", " 年 ", "2024年", "年底前", "每月5日前", "定期", "42处隐患", "达到98%", "清零", "责任单位：", "整改时限：", "下同", "加强管理", "会议指出", "去年以来", "|", "\t",
    "序号|工作任务|牵头单位", "首页 > ", "附件：", "同志们：", "\u200b", "\ufeff", "\U0001f600", "e\u0301", "\x00", "\u2028", "a", "0", "×", "收到后3日内",
]  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(FRAGMENTS), max_size=80).map("".join))
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_joins(text, result):
    """Assert that only line ends, pages and the hyphens of broken words are left out of quotes."""
    position = 0
    noise = [(s.start, s.end) for s in result.segments if s.label == "noise"]
    for join in result.joins:
        assert position <= join.start < join.end < len(text)
        assert join.glue.isspace() or join.glue == ""
        assert text[join.start : join.end].splitlines() != [text[join.start : join.end]]
        left = "".join(
            c
            for i, c in enumerate(text[join.start : join.end], join.start)
            if not any(a <= i < b for a, b in noise)
        )
        assert left.strip() in ("", "-")
        position = join.end


def check(text, result):
    """Assert everything the result promises about ``text``."""
    check_joins(text, result)
    position = 0
    covered = bytearray(len(text))
    for segment in result.segments:
        assert segment.label in SEGMENT_LABELS
        assert segment.rule
        assert position <= segment.start < segment.end <= len(text)
        covered[segment.start : segment.end] = b"\1" * (segment.end - segment.start)
        position = segment.end
    assert [text[i] for i in range(len(text)) if not covered[i] and not text[i].isspace()] == []
    measured = []
    for segment in result.segments:
        if segment.label == "measure":
            measured.append((segment.start, segment.end))
        elif segment.rule == "continuation.next-page":  # its second half, behind the number of the page
            measured[-1] = (measured[-1][0], segment.end)
    assert [(m.start, m.end) for m in result.measures] == measured
    for measure in result.measures:
        assert 0.0 <= measure.doubt <= 1.0
        assert measure.kind in KINDS
        assert measure.node is None or result.nodes[measure.node].start < measure.start
        for found in (*measure.deadlines, *measure.cadences, *measure.targets):
            assert result.quote(found.start, found.end) == found.text != ""
        for owner in measure.owners:
            assert result.quote(owner.start, owner.end) == owner.name != ""
            assert owner.role in ROLES
        for reference in measure.references:
            assert result.quote(reference.start, reference.end) == reference.title
        assert all(c.code in CADENCES for c in measure.cadences)
        names = [o.name for o in measure.owners]
        assert len(names) == len(set(names))
    for index, node in enumerate(result.nodes):
        assert result.quote(node.title_start, node.title_end) == node.title
        assert result.quote(node.start, node.end).startswith(node.marker)
        assert node.start <= node.title_start <= node.title_end <= node.end <= len(text)
        if node.parent is None:
            assert node.level == 1
        else:
            parent = result.nodes[node.parent]
            assert node.parent < index
            assert parent.level == node.level - 1
            assert parent.start < node.start
            assert node.end <= parent.end


@relaxed
@given(texts)
def test_any_text(text):
    result = decompose(text, reference_date=REFERENCE)
    check(text, result)
    render_json(result)
    render_text(result)


@relaxed
@given(texts)
def test_any_text_without_a_date(text):
    check(text, decompose(text))


@relaxed
@given(texts)
def test_the_same_text_gives_the_same_result(text):
    assert decompose(text, reference_date=REFERENCE) == decompose(text, reference_date=REFERENCE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\x00",
        "\ufeff",
        "。",
        "，",
        "（",
        "）",
        "一、",
        "1.",
        "|||",
        "\t\t\t",
        "\ud800",
        "责任单位：",
        "【】",
        "《》",
    ],
)
def test_texts_with_nothing_in_them(text):
    result = decompose(text, reference_date=REFERENCE)
    check(text, result)
    assert result.measures == ()


OWN = """云溪县人民政府办公室关于做好2024年度夏防汛工作的通知
云政办发〔2024〕7号
各乡镇人民政府，县政府各部门：
为切实做好今年防汛工作，现就有关事项通知如下：
一、压实责任
（一）落实包保。县领导包乡镇、乡镇干部包村，各乡镇要在5月10日前将名单报县防指办。（县防指办牵头，各乡镇配合）
（二）严格值守。汛期实行24小时值班，县应急局每周抽查不少于2次，发现脱岗的，由县纪委监委依规处理。
二、排查隐患
1.县水利局会同县住建局对41座水库、12处易涝点再排查一遍，5月底前全部销号清零。
2.对《防汛应急预案》进行修订，做到一村一策。责任单位：县应急局、各乡镇。完成时限：6月15日前
三、强化保障
县财政局要安排资金320万元，尽快拨付到位。去年我县因强降雨转移群众1.2万人，教训十分深刻。
各级干部要时刻绷紧安全这根弦，以身作则、率先垂范。
附件：1.包保责任名单
云溪县人民政府办公室
2024年4月28日
（此件公开发布）
联系人：县防指办　联系电话：××××
"""


def mutate(text, chance):
    """Return ``text`` with a few random cuts, doublings, swaps, insertions and foreign characters."""
    signs = list(text)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(signs) + 1)
        act = chance.randrange(6)
        if act == 0:
            del signs[at : at + chance.randint(1, 9)]
        elif act == 1:
            signs[at:at] = signs[max(0, at - chance.randint(1, 40)) : at]
        elif act == 2:
            signs.insert(at, chance.choice(FRAGMENTS))
        elif act == 3:
            signs.insert(
                at, chr(chance.choice([0x20, 0x3000, 0x202E, 0xFFFD, 0x1F600, 0xD7FF, 0xFF10, 0x2028, 0x85]))
            )
        elif act == 4:
            cut = chance.randrange(len(signs) + 1)
            signs = signs[cut:] + signs[:cut]
        else:
            signs = [c for c in signs if c != "\n"] if chance.random() < 0.2 else signs
    return "".join(signs)


def test_mutated_documents_neither_crash_nor_lose_text():
    chance = random.Random(20240410)
    for _ in range(400):
        text = mutate(OWN, chance)
        check(text, decompose(text, reference_date=REFERENCE))


def test_the_unmutated_document_reads_as_written():
    result = decompose(OWN, reference_date=datetime.date(2024, 4, 28))
    assert [(n.level, n.title) for n in result.nodes] == [
        (1, "压实责任"),
        (2, "落实包保"),
        (2, "严格值守"),
        (1, "排查隐患"),
        (1, "强化保障"),
    ]
    assert len(result.measures) == 6
    assert [m.soft for m in result.measures] == [False, False, False, False, False, True]
    assert {d.date.isoformat() for m in result.measures for d in m.deadlines if d.date} == {
        "2024-05-10",
        "2024-05-31",
        "2024-06-15",
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_like_any_other(name):
    text = HOSTILE[name](4_000)
    check(text, decompose(text, reference_date=REFERENCE))


def steps(text):
    """Count the calls that one decomposition makes: the same on every machine, unlike seconds."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        decompose(text, reference_date=REFERENCE)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_steps_grow_with_a_hostile_text_and_no_faster(name):
    small, large = steps(HOSTILE[name](2_000)), steps(HOSTILE[name](16_000))
    assert large < 8 * 1.3 * small


def test_steps_grow_with_an_ordinary_text_and_no_faster():
    assert steps(OWN * 40) < 10 * 1.3 * steps(OWN * 4)
