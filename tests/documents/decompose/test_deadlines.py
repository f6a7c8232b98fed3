"""Time limits and what day they mean. Every case is a phrase in a sentence, read on Wednesday 10 April 2024."""

import datetime

import pytest

from tasks_app.documents.decompose.cadences import find_cadences
from tasks_app.documents.decompose.dates import DateBase, add_workdays, read_base
from tasks_app.documents.decompose.deadlines import find_deadlines
from tasks_app.documents.decompose.holidays import holiday
from tasks_app.documents.decompose.normalize import normalize

from .helpers import run

REFERENCE = datetime.date(2024, 4, 10)
UNDATED = "undated"


def read(text: str, reference: datetime.date | None = REFERENCE, **more):
    """Return the dates of ``text`` in order; undated limits as the word."""
    found, _ = find_deadlines(text, normalize(text), 0, len(text), DateBase(reference, **more))
    for item in found:
        assert text[item.start : item.end] == item.text
        assert item.rule.startswith("deadline.")
    return [item.date.isoformat() if item.date else UNDATED for item in found]


CASES = [
    # a day of a month
    ("各乡镇要于5月20日前报送名单。", ["2024-05-20"]),
    ("4月30日之前完成整改。", ["2024-04-30"]),
    ("请于6月5号以前反馈。", ["2024-06-05"]),
    ("2025年3月15日前完成。", ["2025-03-15"]),
    ("3月1日前完成验收。", ["2025-03-01"]),
    ("全角数字：６月１５日前上报。", ["2024-06-15"]),
    ("5月10日下午5点前报县政府办。", ["2024-05-10"]),
    ("最迟不得超过10月底。", ["2024-10-31"]),
    # a month and its parts
    ("6月底前完成护栏安装。", ["2024-06-30"]),
    ("6月末完成。", ["2024-06-30"]),
    ("2025年2月底前建成。", ["2025-02-28"]),
    ("9月前完成招标。", ["2024-08-31"]),
    ("5月上旬开工建设。", ["2024-05-10"]),
    ("7月中旬前完成收储。", ["2024-07-20"]),
    ("8月下旬组织验收。", ["2024-08-31"]),
    ("11月份开展考核。", ["2024-11-30"]),
    ("2024年12月底前，完成率达到100%。", ["2024-12-31"]),
    # halves, quarters, years
    ("上半年完成主体工程。", ["2024-06-30"]),
    ("下半年完成剩余41个村。", ["2024-12-31"]),
    ("二季度全部开工。", ["2024-06-30"]),
    ("第三季度末投入运营。", ["2024-09-30"]),
    ("四季度发放消费券600万元。", ["2024-12-31"]),
    ("明年一季度资金到位。", ["2025-03-31"]),
    ("2025年上半年建成投用。", ["2025-06-30"]),
    ("年底前做到清零。", ["2024-12-31"]),
    ("年内必须全部销号。", ["2024-12-31"]),
    ("今年年底前完成。", ["2024-12-31"]),
    ("要以决战的姿态冲刺四季度。", []),
    ("要查漏补缺，确保全年红、全年胜。", []),
    ("要把今天讲的事列成清单。", []),
    ("同意将迁建项目列入今年重点项目。", []),
    ("今年我们要引进项目40个。", ["2024-12-31"]),
    ("对新识别对象10日内落实帮扶措施。", []),
    ("到今年底，全面消除薄弱村。", ["2024-12-31"]),
    ("明年底前建成。", ["2025-12-31"]),
    ("2025年底前实现全覆盖。", ["2025-12-31"]),
    ("到2027年，机械化率达到75%。", ["2027-12-31"]),
    ("2026年全面推广。", ["2026-12-31"]),
    ("全年发展党员380名。", ["2024-12-31"]),
    ("到“十四五”末，森林覆盖率达到45%。", ["2025-12-31"]),
    ("“十五五”期间建成三条快速路。", ["2030-12-31"]),
    # relative to the document's month, week and day
    ("月底前给我一个结果。", ["2024-04-30"]),
    ("本月底前完成。", ["2024-04-30"]),
    ("下月底前完成。", ["2024-05-31"]),
    ("本月中旬完成摸底。", ["2024-04-20"]),
    ("25日前报送。", ["2024-04-25"]),
    ("5日前报送。", ["2024-05-05"]),
    ("下周三下班前报县安委办。", ["2024-04-17"]),
    ("本周五前整改到位。", ["2024-04-12"]),
    ("周五前交材料。", ["2024-04-12"]),
    ("明天中午12点以前报县防指办。", ["2024-04-11"]),
    # holidays
    ("“五一”前全部整改到位。", ["2024-04-30"]),
    ("“五一”期间加强值守。", ["2024-05-05"]),
    ("国庆期间落实限流措施。", ["2024-10-07"]),
    ("国庆节前建成通车。", ["2024-09-30"]),
    ("中秋节前全部销号。", ["2024-09-16"]),
    ("端午节前完成检查。", ["2024-06-09"]),
    ("春节前兑付到位。", ["2025-01-28"]),
    ("元旦前上线运行。", ["2024-12-31"]),
    # so many days
    ("自本通知印发之日起10个工作日内完成。", ["2024-04-24"]),
    ("会后5个工作日内分解下达。", ["2024-04-17"]),
    ("10日内完成自查。", ["2024-04-20"]),
    ("一周内拿出方案。", ["2024-04-17"]),
    ("3个月内整改到位。", ["2024-07-10"]),
    ("主要污染物排放总量比2022年下降10%。", []),
    ("空气质量要优于2023年。", []),
    ("每月在10日、25日前上报。", []),
    ("2024年起3年内建成20个示范园。", ["2026-12-31"]),
    ("近6个月内受过处罚的企业不予奖补。", []),
    ("认定的人才5年内享受住房补贴。", []),
    ("7月5日18:00前报送自查报告。", ["2024-07-05"]),
    ("严格落实“年初定账、年中对账、年底结账”的办法。", []),
    # windows
    ("从今天起到5月31日，严禁野外用火。", ["2024-05-31"]),
    ("5月25日至6月25日开展集中整治。", ["2024-06-25"]),
    ("5月10日至20日进行公示。", ["2024-05-20"]),
    ("3月1日至5月10日为集中防控期。", ["2024-05-10"]),
    ("2024年11月1日至2025年3月31日开展攻坚。", ["2025-03-31"]),
    ("12月1日至1月10日开展慰问。", ["2025-01-10"]),
    ("六月底前完成，十月十五日前验收。", ["2024-06-30", "2024-10-15"]),
    # several in a sentence, and the year carried on
    ("4月底前完成主体施工，8月底前完成安装。", ["2024-04-30", "2024-08-31"]),
    ("2025年6月底前制定政策，12月底前实现结算。", ["2025-06-30", "2025-12-31"]),
    ("2024年6月底前完成规划，2025年6月底前完成验收。", ["2024-06-30", "2025-06-30"]),
    # without a date
    ("尽快配发到村。", [UNDATED]),
    ("发现火点立即上报。", [UNDATED]),
    ("适时进行抽查。", [UNDATED]),
    ("限期完成移交。", [UNDATED]),
    ("第一时间传达学习。", [UNDATED]),
    ("秋季学期开学前全部落实到位。", [UNDATED]),
    ("收到整改通知后3日内制定方案。", [UNDATED]),
    # no deadline at all
    ("将审批时间压缩至5个工作日以内。", []),
    ("投诉3个工作日内答复。", []),
    ("每月5日前报送进展。", []),
    ("每季度末月25日前汇总。", []),
    ("落实《全县2025年工作要点》。", []),
    ("自2015年起开展稽查。", []),
    ("实施三年行动计划。", []),
    ("及时总结经验做法。", []),
]


@pytest.mark.parametrize(("text", "dates"), CASES, ids=[text for text, _ in CASES])
def test_reading(text, dates):
    assert read(text) == dates


def test_a_window_keeps_its_start():
    text = "5月25日至6月25日开展集中整治。"
    found, _ = find_deadlines(text, text, 0, len(text), DateBase(REFERENCE))
    assert (found[0].window_start, found[0].date) == (datetime.date(2024, 5, 25), datetime.date(2024, 6, 25))


def test_without_a_document_date_only_full_dates_are_dated():
    assert read("6月底前完成，2025年底前验收。", None) == [UNDATED, "2025-12-31"]
    assert read("月底前完成。", None) == [UNDATED]


def test_meeting_date_is_the_base_of_limits_after_the_meeting():
    text = "2024年4月8日上午，县长主持召开专题会议。会后5个工作日内报送方案。"
    base = read_base(text, REFERENCE, None)
    assert base.meeting == datetime.date(2024, 4, 8)
    found, _ = find_deadlines(text, text, text.index("会后"), len(text), base)
    assert found[0].date == datetime.date(2024, 4, 15)


def test_named_period_of_the_document_dates_its_later_mentions():
    text = "禁烧期间（5月25日至6月25日）严防死守。禁烧期间不得请假。"
    base = read_base(normalize(text), REFERENCE, None)
    start = text.rindex("禁烧期间")
    found, _ = find_deadlines(text, normalize(text), start, len(text), base)
    assert [(d.text, d.date) for d in found] == [("禁烧期间", datetime.date(2024, 6, 25))]


def test_service_limits_are_handed_over_as_targets():
    text = "群众反映的问题3个工作日内答复。"
    found, services = find_deadlines(text, text, 0, len(text), DateBase(REFERENCE))
    assert found == []
    assert [text[a:b] for a, b in services] == ["3个工作日内"]


class EveryDayWorks:
    """A calendar in which nobody rests."""

    def add_workdays(self, date, n):
        return date + datetime.timedelta(days=n)


def test_the_office_calendar_counts_when_given():
    assert read("会后5个工作日内分解下达。", workdays=EveryDayWorks()) == ["2024-04-15"]


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-04-10", 1, "2024-04-11"),
        ("2024-04-12", 1, "2024-04-15"),
        ("2024-04-13", 1, "2024-04-15"),
        ("2024-04-10", 10, "2024-04-24"),
    ],
)
def test_working_days_without_a_calendar(start, n, expected):
    assert add_workdays(datetime.date.fromisoformat(start), n, None).isoformat() == expected


def test_dates_that_do_not_exist_stay_undated():
    assert read("2月30日前完成。") == [UNDATED]
    assert read("13月底前完成。") == []


@pytest.mark.parametrize(
    ("name", "year", "last"),
    [
        ("国庆", 2020, "2020-10-08"),
        ("国庆", 2024, "2024-10-07"),
        ("五一", 2024, "2024-05-05"),
        ("春节", 2023, "2023-01-27"),
        ("元旦", 2026, "2026-01-03"),
    ],
)
def test_last_day_of_a_holiday(name, year, last):
    assert holiday(name, year)[2].isoformat() == last


def test_a_holiday_without_a_table_is_unknown():
    assert holiday("春节", 2099) is None
    assert holiday("泼水节", 2024) is None


CADENCES = [
    ("各村每天巡查。", ["daily"]),
    ("每日零报告。", ["daily"]),
    ("每周调度一次。", ["weekly"]),
    ("每周五下午报告进度。", ["weekly"]),
    ("每月5日前报送。", ["monthly"]),
    ("按月通报。", ["monthly"]),
    ("按季度拨付。", ["quarterly"]),
    ("每季度末月25日前汇总。", ["quarterly"]),
    ("每半年更新一次。", ["halfyearly"]),
    ("每年不少于1次。", ["yearly"]),
    ("常态化开展检查。", ["continuous"]),
    ("立行立改，长期坚持。", ["continuous"]),
    ("不定期开展明察暗访。", ["irregular"]),
    ("定期通报，每月排名。", ["irregular", "monthly"]),
    ("落实日调度、周通报、月考核机制。", ["daily", "weekly", "monthly"]),
    ("每人培训不少于5天。", []),
    ("每500亩耕地配备1名巡查员。", []),
    ("统筹常态化疫情防控。", []),
]


@pytest.mark.parametrize(("text", "codes"), CADENCES, ids=[text for text, _ in CADENCES])
def test_cadence(text, codes):
    found = find_cadences(text, text, 0, len(text))
    assert [c.code for c in found] == codes
    assert all(text[c.start : c.end] == c.text for c in found)


@pytest.mark.parametrize(
    "text",
    [
        "从第三季度起，各站所要按周报送用电数据。",
        "县应急局要牵头成立国庆期间值班保障工作专班。",
        "关于4月份集中开工活动筹备工作，各有关单位要抓好细节管理。",
        "对照5月份督查通报，各乡镇要逐条整改。",
    ],
)
def test_beginnings_and_names_of_bodies_are_no_limits(text):
    measures = run("一、有关要求\n" + text + "\n").measures
    assert measures
    assert [d for m in measures for d in m.deadlines] == []
