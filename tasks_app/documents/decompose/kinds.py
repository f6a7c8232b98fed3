"""What kind of work a measure is: suggested by keyword rules that are data, so that an office can edit them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .normalize import normalize


@dataclass(frozen=True, slots=True)
class KindRule:
    """``kind`` is suggested when one of the ``words`` occurs; the weight of every word found adds up.

    Of words that overlap the longest counts alone, so that a rule of weight 0 (or of the kind 'other') can name the
    longer words in which a shorter one says nothing: 审计局 is no audit.
    """

    kind: str
    words: tuple[str, ...]
    weight: float = 1.0


#: The rules a new installation starts with. Words that say nothing alone (培训, 宣传, 网格, 责任制, 创建) are left to longer ones.
DEFAULT_KIND_RULES: tuple[KindRule, ...] = (
    KindRule("rectification", ("整改", "销号", "立行立改", "立查立改", "反馈问题"), 2.0),
    KindRule("rectification", ("专项整治", "集中整治", "排查整治", "专项治理", "隐患排查", "回头看", "问题清单", "举一反三")),
    KindRule("responsibility", ("主体责任", "第一责任人", "一岗双责", "全面从严治党", "管党治党", "党风廉政建设责任制", "党建责任制", "党建工作责任制"), 2.0),
    KindRule("responsibility", ("压实责任", "责任落实", "责任体系", "领导责任", "监督责任", "述职", "抓党建", "党建工作", "党的建设", "党风廉政建设")),
    KindRule("grassroots", ("基层党组织", "村党组织", "社区党组织", "党组织标准化", "支部标准化", "村集体经济", "村级集体经济", "软弱涣散", "“两委”", "基层党建", "发展党员"), 2.0),
    KindRule("grassroots", ("党支部", "支部建", "党的组织", "驻村", "第一书记", "党员教育", "党群服务中心", "网格化", "网格员", "基层治理", "党建引领", "社区报到", "双报到", "党组织书记")),
    KindRule("discipline", ("八项规定", "“四风”", "四风问题", "政治监督", "巡察", "违纪", "警示教育", "廉政谈话", "违规吃喝", "廉政风险", "纪律处分"), 2.0),
    KindRule("discipline", ("监督检查", "纪律", "党纪", "执纪", "依纪", "廉政", "廉洁", "追责", "问责", "约谈提醒", "提醒谈话", "腐败", "形式主义", "官僚主义", "审计", "作风建设", "纪法")),
    KindRule("study", ("党内政治生活", "民主生活会", "组织生活会", "理论中心组", "理论学习", "主题教育", "主题党日", "三会一课", "党课", "民主评议党员", "党性教育", "党性修养", "思想建设"), 2.0),
    KindRule("study", ("学习", "党员培训", "党员干部培训", "党员教育培训", "干部教育培训", "党务干部培训", "党员轮训", "干部轮训", "读书班", "理论宣讲", "理论武装", "武装头脑", "民主评议", "研讨", "跟进学", "书记轮训")),
    KindRule("ideology", ("意识形态", "核心价值观", "精神文明建设", "宣传思想", "理想信念"), 2.0),
    KindRule("ideology", ("舆情", "舆论", "新闻宣传", "正面宣传", "理论宣传", "主题宣传", "宣传阵地", "思想阵地", "文化阵地", "精神文明", "网络安全")),
    KindRule("activity", ("活动", "庆祝", "走访慰问", "志愿服务", "文化节", "艺术节", "竞赛", "展演", "招聘会", "展销", "纪念日")),
    KindRule(
        "other",
        (
            "审计局", "审计厅", "审计署", "审计部门", "审计机关", "学习用品", "学习环境", "学习借鉴", "停工整改", "安全监督检查", "执法监督检查", "质量监督检查",
            "经济活动", "生产活动", "经营活动", "建设活动", "违法活动", "犯罪活动", "违法犯罪活动", "非法活动", "作业活动", "人类活动", "用火活动", "活动场所", "活动中心", "活动室",
            "活动板房", "违规活动",
        ),
        0.0,
    ),
)  # fmt: skip


class KindSuggester:
    """Compiled kind rules: one pass over the text, whatever the number of words."""

    __slots__ = ("_pattern", "_weights")

    def __init__(self, rules: Iterable[KindRule] = DEFAULT_KIND_RULES) -> None:
        self._weights: dict[str, tuple[str, float]] = {}
        for rule in rules:
            for word in rule.words:
                if word:
                    self._weights.setdefault(normalize(word), (rule.kind, rule.weight))
        words = sorted(self._weights, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def suggest(self, text: str) -> str:
        """Return the kind with the greatest weight in ``text`` (normalised), the one found first on a tie, else 'other'.

        A word that two rules name counts for the first of them.
        """
        if self._pattern is None:
            return "other"
        total: dict[str, float] = {}
        for match in self._pattern.finditer(text):
            kind, weight = self._weights[match.group()]
            if weight > 0:
                total[kind] = total.get(kind, 0.0) + weight
        return max(total, key=lambda k: total[k]) if total else "other"


#: The default rules compiled once.
DEFAULT_SUGGESTER = KindSuggester()
