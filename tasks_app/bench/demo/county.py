"""The invented county of the demo: its units, people, portfolios and linked areas, as plain data."""

import datetime as dt
from typing import NamedTuple

COUNTY = "云岭县"
MAIL_DOMAIN = "yunling.example"  # reserved for examples (RFC 2606): no mail can reach anybody


class UnitRow(NamedTuple):
    """A unit; `parent` is the name of the one it belongs to, given further up."""

    name: str
    short_name: str
    kind: str
    parent: str
    aliases: tuple[str, ...] = ()


UNITS: tuple[UnitRow, ...] = (
    UnitRow("云岭县", "云岭县", "county", ""),
    UnitRow("云岭县委办公室", "县委办", "office", "云岭县", ("县委办公室",)),
    UnitRow(
        "云岭县人民政府办公室", "县政府办", "office", "云岭县", ("县政府办公室", "县人民政府办公室", "政府办")
    ),
    UnitRow("云岭县人民政府督查室", "县政府督查室", "office", "云岭县人民政府办公室", ("督查室",)),
    UnitRow("云岭县委组织部", "县委组织部", "office", "云岭县", ("组织部",)),
    UnitRow("云岭县委宣传部", "县委宣传部", "office", "云岭县", ("宣传部",)),
    UnitRow("云岭县纪委监委", "县纪委监委", "office", "云岭县", ("县纪委", "纪委监委")),
    UnitRow("云岭县发展和改革局", "县发改局", "office", "云岭县", ("县发展和改革局", "发改局")),
    UnitRow("云岭县财政局", "县财政局", "office", "云岭县", ("财政局",)),
    UnitRow("云岭县教育局", "县教育局", "office", "云岭县", ("教育局",)),
    UnitRow("云岭县民政局", "县民政局", "office", "云岭县", ("民政局",)),
    UnitRow(
        "云岭县住房和城乡建设局", "县住建局", "office", "云岭县", ("县住房和城乡建设局", "住建局", "县住建")
    ),
    UnitRow("云岭县交通运输局", "县交通运输局", "office", "云岭县", ("交通运输局", "县交通局", "交通局")),
    UnitRow("云岭县农业农村局", "县农业农村局", "office", "云岭县", ("农业农村局",)),
    UnitRow(
        "云岭县农业技术推广中心", "县农技中心", "enterprise", "云岭县农业农村局", ("县农业技术推广中心",)
    ),
    UnitRow("云岭县生态环境局", "县生态环境局", "office", "云岭县", ("生态环境局",)),
    UnitRow("云岭县卫生健康局", "县卫健局", "office", "云岭县", ("县卫生健康局", "卫健局")),
    UnitRow("云岭县应急管理局", "县应急局", "office", "云岭县", ("县应急管理局", "应急管理局")),
    UnitRow("云岭县行政审批局", "县审批局", "office", "云岭县", ("县行政审批局", "行政审批局")),
    UnitRow("城关镇", "城关镇", "township", "云岭县", ("城关镇人民政府",)),
    UnitRow("河湾镇", "河湾镇", "township", "云岭县", ("河湾镇人民政府",)),
    UnitRow("松坪乡", "松坪乡", "township", "云岭县", ("松坪乡人民政府",)),
    UnitRow("石桥镇", "石桥镇", "township", "云岭县", ("石桥镇人民政府",)),
    UnitRow("河湾镇柳树村", "柳树村", "village", "河湾镇"),
    UnitRow("石桥镇桥头村", "桥头村", "village", "石桥镇"),
)


class FormerRow(NamedTuple):
    """A name that a unit had until a day."""

    name: str
    unit: str
    until: dt.date


FORMER_NAMES: tuple[FormerRow, ...] = (
    FormerRow("县农业局", "云岭县农业农村局", dt.date(2019, 2, 28)),
    FormerRow("县环保局", "云岭县生态环境局", dt.date(2019, 2, 28)),
)
# A unit that is no more: its name, its short name, the unit that it was merged into, and when.
MERGED: tuple[tuple[str, str, str, dt.date], ...] = (
    ("云岭县粮食局", "县粮食局", "云岭县发展和改革局", dt.date(2019, 3, 15)),
)


class PersonRow(NamedTuple):
    """A person; the user names of the personas are those of core.demo.PERSONAS."""

    username: str
    full_name: str
    role: str
    unit: str
    position: str


PEOPLE: tuple[PersonRow, ...] = (
    PersonRow("supervisor", "陈立新", "supervisor", "云岭县人民政府督查室", "督查室主任"),
    PersonRow("tangxiaoyu", "唐晓宇", "supervisor", "云岭县人民政府督查室", "督查专员"),
    PersonRow("gujing", "顾静", "officer", "云岭县人民政府督查室", "督查科科员"),
    PersonRow("leader", "赵永刚", "leader", "云岭县", "副县长"),
    PersonRow("linguodong", "林国栋", "leader", "云岭县", "县长"),
    PersonRow("hexiulan", "何秀兰", "leader", "云岭县", "副县长"),
    PersonRow("wangzhiyuan", "王志远", "leader", "云岭县", "县委副书记"),
    PersonRow("head", "周建民", "head", "云岭县农业农村局", "局长"),
    PersonRow("officer", "李晓梅", "officer", "云岭县农业农村局", "办公室主任"),
    PersonRow("auditor", "孙文静", "auditor", "云岭县", "审计专员"),
    PersonRow("outsider", "吴明", "outsider", "", "外单位人员"),
    PersonRow("gaoyuanfang", "高远方", "head", "云岭县委办公室", "主任"),
    PersonRow("maqian", "马倩", "officer", "云岭县委办公室", "秘书科科长"),
    PersonRow("dengkai", "邓凯", "head", "云岭县人民政府办公室", "主任"),
    PersonRow("yushuhua", "余淑华", "officer", "云岭县人民政府办公室", "综合科科长"),
    PersonRow("luobin", "罗斌", "head", "云岭县委组织部", "常务副部长"),
    PersonRow("shenjing", "沈静", "officer", "云岭县委组织部", "组织科科长"),
    PersonRow("fanghao", "方浩", "head", "云岭县委宣传部", "常务副部长"),
    PersonRow("jiangnan", "江楠", "officer", "云岭县委宣传部", "干事"),
    PersonRow("tianzheng", "田峥", "head", "云岭县纪委监委", "副书记"),
    PersonRow("caimin", "蔡敏", "officer", "云岭县纪委监委", "党风室主任"),
    PersonRow("xufei", "许飞", "head", "云岭县发展和改革局", "局长"),
    PersonRow("hanlu", "韩露", "officer", "云岭县发展和改革局", "投资股股长"),
    PersonRow("qianweiguo", "钱卫国", "head", "云岭县财政局", "局长"),
    PersonRow("zhengying", "郑颖", "officer", "云岭县财政局", "预算股股长"),
    PersonRow("songyuping", "宋玉萍", "head", "云岭县教育局", "局长"),
    PersonRow("pengtao", "彭涛", "officer", "云岭县教育局", "办公室主任"),
    PersonRow("dongli", "董莉", "head", "云岭县民政局", "局长"),
    PersonRow("yuanbo", "袁博", "officer", "云岭县民政局", "社会救助股股长"),
    PersonRow("panjianguo", "潘建国", "head", "云岭县住房和城乡建设局", "局长"),
    PersonRow("weilan", "魏岚", "officer", "云岭县住房和城乡建设局", "城建股股长"),
    PersonRow("luhaitao", "陆海涛", "head", "云岭县交通运输局", "局长"),
    PersonRow("jiayi", "贾怡", "officer", "云岭县交通运输局", "公路股股长"),
    PersonRow("xiongwei", "熊伟", "officer", "云岭县农业技术推广中心", "农艺师"),
    PersonRow("mengfanlin", "孟凡林", "head", "云岭县生态环境局", "局长"),
    PersonRow("qinshuang", "秦爽", "officer", "云岭县生态环境局", "水环境股股长"),
    PersonRow("baixue", "白雪", "head", "云岭县卫生健康局", "局长"),
    PersonRow("shikai", "石凯", "officer", "云岭县卫生健康局", "基层卫生股股长"),
    PersonRow("leiming", "雷鸣", "head", "云岭县应急管理局", "局长"),
    PersonRow("duanrui", "段锐", "officer", "云岭县应急管理局", "综合协调股股长"),
    PersonRow("yaohong", "姚红", "head", "云岭县行政审批局", "局长"),
    PersonRow("luxin", "卢鑫", "officer", "云岭县行政审批局", "政务服务股股长"),
    PersonRow("caoyong", "曹勇", "head", "城关镇", "镇长"),
    PersonRow("xiemeng", "谢萌", "officer", "城关镇", "党政办主任"),
    PersonRow("huangdajun", "黄大军", "head", "河湾镇", "镇长"),
    PersonRow("fanyating", "范雅婷", "officer", "河湾镇", "党政办主任"),
    PersonRow("liaochengzhi", "廖成志", "head", "松坪乡", "乡长"),
    PersonRow("zoujing", "邹静", "officer", "松坪乡", "党政办主任"),
    PersonRow("shiyulong", "史玉龙", "head", "石桥镇", "镇长"),
    PersonRow("aixiaoqing", "艾小青", "officer", "石桥镇", "党政办主任"),
    PersonRow("liushuqing", "柳树青", "officer", "河湾镇柳树村", "村党支部书记"),
)


class PortfolioRow(NamedTuple):
    leader: str
    kind: str
    name: str
    units: tuple[str, ...]


PORTFOLIOS: tuple[PortfolioRow, ...] = (
    PortfolioRow(
        "leader",
        "portfolio",
        "农业农村、生态环境、交通运输",
        ("云岭县农业农村局", "云岭县生态环境局", "云岭县交通运输局"),
    ),
    PortfolioRow("leader", "area", "河湾镇", ("河湾镇",)),
    PortfolioRow(
        "linguodong",
        "portfolio",
        "全面工作、财政、应急",
        ("云岭县财政局", "云岭县应急管理局", "云岭县人民政府办公室"),
    ),
    PortfolioRow("linguodong", "area", "城关镇", ("城关镇",)),
    PortfolioRow(
        "hexiulan",
        "portfolio",
        "教育、民政、卫生健康、城乡建设",
        ("云岭县教育局", "云岭县民政局", "云岭县卫生健康局", "云岭县住房和城乡建设局"),
    ),
    PortfolioRow("hexiulan", "area", "松坪乡", ("松坪乡",)),
    PortfolioRow(
        "wangzhiyuan",
        "portfolio",
        "党的建设、发展改革、政务服务",
        ("云岭县委办公室", "云岭县委组织部", "云岭县委宣传部", "云岭县发展和改革局", "云岭县行政审批局"),
    ),
    PortfolioRow("wangzhiyuan", "area", "石桥镇", ("石桥镇",)),
)


class CollectiveRow(NamedTuple):
    """Whom a word of the county's documents means; beside those that every installation starts with."""

    name: str
    rule: str
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    position_words: str = ""


COLLECTIVES: tuple[CollectiveRow, ...] = (
    CollectiveRow(
        "县政府党组成员",
        "body",
        ("县政府班子成员", "县政府领导班子成员"),
        people=("linguodong", "leader", "hexiulan"),
    ),
    CollectiveRow("县委常委", "body", ("县委常委会组成人员",), people=("linguodong", "wangzhiyuan")),
    CollectiveRow("各位副县长", "role", position_words="副县长"),
    CollectiveRow("试点地区", "list", ("试点乡镇",), units=("河湾镇", "石桥镇")),
)

# Where the text names nobody in particular, the supervision office gives the work to the unit in charge of the subject.
IN_CHARGE: tuple[tuple[str, str], ...] = (
    ("党", "云岭县委组织部"),
    ("形式主义", "云岭县委办公室"),
    ("廉政", "云岭县纪委监委"),
    ("资金", "云岭县财政局"),
    ("工程", "云岭县住房和城乡建设局"),
)
IN_CHARGE_OTHERWISE = "云岭县人民政府办公室"
