"""How alike two sentences of different documents are as tasks: the same order in the annual plan and in a speech. Pure.

A sentence is taken apart into what it is about. Words that every order uses (要, 进一步, 开展, 确保 …) say nothing; words of
office work (检查, 整改, 方案 …) say little, and stand for their like; what is left between them, the runs of signs, names
the object and counts by its pairs of signs. Numbers with their unit, titles in brackets, places, and the units that are
named are compared by themselves. Dates are left out: that the same task is ordered for another day is what a person
wants to be shown, not what makes it another task.

`profile` once for a sentence, `likeness` for a pair of profiles, `signs` for the index by which candidates are found.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks_app.documents.versions import normalised

LIKELY = 0.5  # from here on a person is asked
LONG = 600  # signs of a sentence that are looked at
MAX_SIGNS = 40  # entries of one sentence in the index
ENOUGH = 3.0  # weight that two sentences must share; fewer common words say nothing

# Say nothing about what is ordered.
_FILLER = """
分管战线 分管领域 分管 包联乡镇 包联 党组成员
第一责任人 务必 进一步 逐步 逐项 逐条 逐户 逐一 逐村 落到实处 落地见效 落实落细 落到 挂图作战 倒排工期 切实 认真 全面
全力 加快 加大 加强 强化 深入 深化 扎实 持续 不断 积极 大力 着力 严格 严肃 严厉 严防 严控 坚决 依法 及时 立即 尽快 抓紧
抓好 抓实 做好 搞好 办好 用好 建好 管好 开展 进行 组织 实施 落实 推进 推动 促进 确保 力争 争取 完成 实现 建立 健全 完善
制定 制订 出台 拿出 提出 形成 统筹 协调 配合 会同 牵头 负责 指导 督促 支持 做到 达到 到位 予以 给予 有效 充分 明确 坚持
履行 对照 力度 进度 任务 工作 情况 有关 相关 方面 各项 各类 各级 各地 各部门 各单位 责任单位 牵头单位 全县 全市 全区
我县 本县 全部 所有 一批 一次 一定 至少 不少于 不低于 不足 以上 以下 以内 左右 一名 每个 每名 其中 如期 按期 按时 按照
根据 围绕 结合 通过 采取 以及 或者 包括 特别 同步 同时 发现 存在 出现 发挥 抓住 年内 全年 共同 分别 具体 优先 足额 足 各
要 应 须 需 将 把 对 在 于 由 向 从 到 的 了 和 与 及 等 并 或 是 以 为 让 使 其 该 此 做 抓
"""

# Say what kind of work it is, not on what. Words on one line stand for one another.
_OFFICE = """
检查 排查 摸排 核查 巡查 清查 督查 抽查 抽检 大排查 自查 巡护 监测 检测
整治 治理 整改 清理 大整治 规范 打击 查处 严查 遏制 纠正
监管 监督 管理 管控 管护
建设 新建 修建 改建 新改建 建成 扩建 改扩建 施工 修缮 改造 提升 升级 维修 更新 更换 巩固 工程 项目 完工 竣工
设立 设置 增设 新增 增加 配备 配齐 组建 选派 培育 壮大 新开 开通 建立
方案 计划 预案 规划 办法 意见 措施
制度 机制 体系 责任制 体制
培训 学习 教育 宣传 宣讲 推广 推行
通报 报送 上报 汇报 报告 统计 调度
审定 审批 研究 提请 印发 修订 报批 编制
演练 应急
资金 经费 支出 补助
行动 活动 专项 集中 统一 联合
安全 隐患 风险 问题 台账 清单 销号
质量 水平 能力 服务 保障 发展 创新 改革 优化
责任 领导 压实 重点 领域 行业 单位 部门 企业 群众 干部 人员 信息 平台
提高 增强 引导 关爱 防控 防治 执法 违法 违规 行为 秩序 环境
农村 城区 县城 城乡 基层 乡镇 村级
""".strip().splitlines()
_CLASS = {word: f"~{number}" for number, line in enumerate(_OFFICE) for word in line.split()}
_OFFICE_WEIGHT = 0.35
_WORDS = re.compile("|".join(sorted({*_FILLER.split(), *_CLASS}, key=len, reverse=True)))

_HAN = "\u4e00-\u9fff"
_DATE = re.compile(
    r"(?:\d{2,4}年|[今明本]年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}[日号]|底|末|初|[上中下]旬|份)?(?:之?前|以前|起)?"
    r"|(?:\d{2,4}年|[今明本]年)(?:年?[底末内]|上半年|下半年)?(?:之?前|以前)?|年[底末内](?:之?前|以前)?"
    r"|(?:第?[一二三四]季度|[上下]半年|\d{1,3}个?(?:工作日|日|天|月|周)内)[末底]?(?:之?前)?"
)
_NUMBER = re.compile(rf"(\d+(?:\.\d+)?[万亿千百]*)([%‰]|[{_HAN}]{{0,2}})")
_COUNTED = re.compile(r"[一二两三四五六七八九](?=[个次处座家条名项所期部])")
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_TITLE = re.compile(r'《([^《》]{2,60})》|"([^"]{2,20})"')
_PLACE = re.compile(rf"^([{_HAN}]{{2,3}}?(?:镇|乡|街道|社区|村|水库|路|大道|大桥))(?![级镇庄集民党规委振])")
_COLLECTIVE = re.compile(r"^(?:各|全县|所有|每个|有关|相关|责任|牵头)")
_OFFICE_NAME = re.compile(r"(?:[局委办部镇乡]|委员会|办公室|街道|政府|单位|部门|法院|检察院)$")
_OF_A_PLACE = re.compile(r"^(?:中共)?(?:.{2}(?=[县市区]))?[省市县区州]")


@dataclass(frozen=True)
class Profile:
    """What a sentence is about.

    key: the sentence without blanks, width of signs and last stop. tokens: each with how often it occurs. pairs: for
    each run of signs between words that say nothing, its pairs of signs. bodies: the units that it names or is given.
    """

    key: str
    tokens: Counter[str]
    pairs: tuple[tuple[str, ...], ...]
    numbers: frozenset[str]
    titles: frozenset[str]
    bodies: frozenset[str]
    places: frozenset[str]


def profile(quote: str, *, owners: Iterable[str] = (), dates: Iterable[str] = ()) -> Profile:
    """What the sentence is about.

    owners: units that the text gives it, as they are named; dates: time limits in it, as they are written. Both are
    taken out of the words: units are compared by themselves, dates not at all.
    """
    key = normalised(quote)
    text = key[:LONG]
    bodies = {plain for name in owners if (plain := _body(name))}
    for name in sorted({normalised(name) for name in (*owners, *dates)}, key=len, reverse=True):
        text = text.replace(name, " ")
    titles = frozenset(first or second for first, second in _TITLE.findall(text))
    text = _DATE.sub(" ", _COUNTED.sub(lambda found: found.group().translate(_DIGITS), text))
    tokens: Counter[str] = Counter()
    runs: list[str] = []
    numbers = []

    def number(found: re.Match[str]) -> str:
        unit = _WORDS.sub("", found[2])
        numbers.append(found[1] + unit[:1])
        return f" {found[2]}"

    text = _NUMBER.sub(number, text)
    for found in _WORDS.finditer(text):
        if found.group() in _CLASS:
            tokens[_CLASS[found.group()]] = 1  # said once or thrice: the same kind of work
    for run in re.findall(rf"[{_HAN}A-Za-z]+", _WORDS.sub(" ", text)):
        runs.append(run)
        if len(run) == 1:
            tokens[run] += 1
        tokens.update(_pairs(run))
    # “一次” and “1名” distinguish nothing.
    telling = {value for value in numbers if not value.startswith("1") or len(value) > 2}
    tokens.update(f"#{value}" for value in telling)
    return Profile(
        key=key,
        tokens=tokens,
        pairs=tuple(_pairs(run) for run in runs if len(run) > 1),
        numbers=frozenset(telling),
        titles=titles,
        bodies=frozenset(bodies),
        places=frozenset(place[1] for run in runs if (place := _PLACE.match(run))),
    )


def _weigh(token: str) -> float:
    if token[0] == "~":
        return _OFFICE_WEIGHT
    if token[0] == "#":
        return 1.5
    return 1.0 if len(token) > 1 else 0.4


def _weight(tokens: Counter[str]) -> float:
    return sum(_weigh(token) * count for token, count in tokens.items())


def _body(name: str) -> str:
    """The name of a unit without the place before it; '' for a collective, which tells nothing."""
    plain = normalised(name)
    if _COLLECTIVE.match(plain):
        return ""
    return _OF_A_PLACE.sub("", plain) or plain


def _same_body(first: str, second: str) -> bool:
    """Whether one name can be the short form of the other: 住建局, 住房和城乡建设局."""
    short, long = sorted((first, second), key=len)
    signs = iter(long)
    return all(sign in signs for sign in short)


def likeness(first: Profile, second: Profile) -> float:
    """How likely both sentences are the same task, 0 to 1; symmetric. 1 for equal sentences; below LIKELY a rough figure."""
    if first.key == second.key:
        return 1.0
    mine, theirs = _told(first, second), _told(second, first)
    shared = _weight(mine & theirs)
    less, more = sorted((_weight(mine), _weight(theirs)))
    if less <= 0 or shared < min(ENOUGH, less * 0.8):
        return 0.0
    rest = _named(first, second)
    rough = _score(shared, less, more, rest)
    if rough < LIKELY:
        return rough
    shared -= (_exchanged(first.pairs, second.pairs) + _exchanged(second.pairs, first.pairs)) / 2
    return _score(shared, less, more, rest)


def _score(shared: float, less: float, more: float, rest: float) -> float:
    """Half what the shorter one has in common with the other, half what both have; little in common counts less."""
    score = 0.5 * shared / less + shared / (less + more) + rest
    return max(0.0, min(0.99, score * min(1.0, shared / ENOUGH)))


def _named(first: Profile, second: Profile) -> float:
    """What numbers, titles, places and units say for or against it."""
    score = 0.0
    if first.numbers and second.numbers and not first.numbers & second.numbers:
        score -= 0.12
    if first.titles and second.titles and not first.titles & second.titles:
        score -= 0.3
    if first.places and second.places and not first.places & second.places:
        score -= 0.35
    one_sided = {name for name in first.bodies if name in second.key and name not in second.bodies}
    one_sided |= {name for name in second.bodies if name in first.key and name not in first.bodies}
    mine, theirs = first.bodies - one_sided, second.bodies - one_sided
    if mine and theirs:
        same = any(_same_body(one, other) for one in mine for other in theirs)
        score += 0.05 if same else -0.15
    return score


def _told(sentence: Profile, other: Profile) -> Counter[str]:
    """Its tokens, with those of a unit that the other one speaks of but does not give the task to: 殡仪馆要迁建, 迁建殡仪馆."""
    extra = [name for name in sentence.bodies if name in other.key and name not in other.bodies]
    if not extra:
        return sentence.tokens
    return sentence.tokens + Counter(pair for name in extra for pair in _pairs(name))


def _exchanged(runs: Iterable[tuple[str, ...]], others: Sequence[tuple[str, ...]]) -> float:
    """Weight to take off for runs that are half the same: 东河镇污水厂 and 石桥镇污水厂 are two objects, not one."""
    off = 0.0
    for run in runs:
        held = set(run)
        best: tuple[str, ...] = ()
        common = 0
        for other in others:
            both = len(held.intersection(other))
            if both > common:
                best, common = other, both
        if common and best != run:
            off += 0.8 * min(common, _alone(run, best), _alone(best, run))
    return off


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(first + second for first, second in pairwise(run))


def _alone(run: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many signs of a run stand in no pair that the other run has as well."""
    kept = {place for place, pair in enumerate(run) if pair in other}
    return sum(place not in kept and place - 1 not in kept for place in range(len(run) + 1))


def signs(sentence: Profile) -> list[int]:
    """The entries of a sentence in the index: numbers from 0 to 2^31-1, each once; alike sentences share some.

    Words of office work are left out: they would find everything.
    """
    telling = [token for token in sentence.tokens if token[0] != "~" and len(token) > 1]
    # Offices stand in a thousand sentences; a school or a plant that is told to do something may be its object elsewhere.
    telling += [
        pair for name in sorted(sentence.bodies) if not _OFFICE_NAME.search(name) for pair in _pairs(name)
    ]
    chosen = dict.fromkeys(telling[:MAX_SIGNS])
    return sorted({_code(token) for token in (*chosen, f"={sentence.key}")})


def _code(token: str) -> int:
    digest = hashlib.blake2b(token.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") & 0x7FFFFFFF
