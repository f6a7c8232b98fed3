"""What kind of work a measure is: suggested by keyword rules that are data, so that an office can edit them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindRule:
    """``kind`` is suggested when one of the ``words`` occurs; the weight of every word found adds up."""

    kind: str
    words: tuple[str, ...]
    weight: float = 1.0


#: The rules a new installation starts with.
DEFAULT_KIND_RULES: tuple[KindRule, ...] = (
    KindRule("rectification", ("整改", "整治", "销号", "回头看", "反馈问题", "专项治理", "隐患排查", "问题清单", "举一反三", "立行立改", "立查立改", "排查整治")),
    KindRule("responsibility", ("主体责任", "第一责任人", "一岗双责", "责任制", "责任落实", "压实责任", "全面从严治党", "述职", "领导责任", "工作机制", "责任体系", "党建工作")),
    KindRule("grassroots", ("基层党组织", "党支部", "村集体经济", "软弱涣散", "村“两委”", "网格", "驻村", "基层党建", "党员教育", "发展党员", "三会一课", "标准化规范化", "党群服务中心", "村党组织")),
    KindRule("discipline", ("监督检查", "纪律", "廉政", "廉洁", "四风", "八项规定", "追责", "问责", "约谈", "违纪", "腐败", "警示教育", "政治监督", "巡察", "形式主义", "官僚主义", "审计")),
    KindRule("study", ("学习", "党内政治生活", "民主生活会", "组织生活会", "理论中心组", "主题教育", "培训", "轮训", "党课", "主题党日", "民主评议", "读书班", "宣讲")),
    KindRule("ideology", ("意识形态", "舆情", "舆论", "宣传", "精神文明", "核心价值观", "网络安全", "理想信念", "阵地")),
    KindRule("activity", ("活动", "庆祝", "纪念", "走访慰问", "志愿服务", "文化节", "竞赛", "展演", "创建", "招聘会", "展销")),
)  # fmt: skip


class KindSuggester:
    """Compiled kind rules: one pass over the text, whatever the number of words."""

    __slots__ = ("_pattern", "_weights")

    def __init__(self, rules: Iterable[KindRule] = DEFAULT_KIND_RULES) -> None:
        self._weights: dict[str, tuple[str, float]] = {}
        for rule in rules:
            for word in rule.words:
                self._weights.setdefault(word, (rule.kind, rule.weight))
        words = sorted(self._weights, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def suggest(self, text: str) -> str:
        """Return the kind with the greatest weight in ``text``, the first named rule on a tie, else 'other'."""
        if self._pattern is None:
            return "other"
        total: dict[str, float] = {}
        for match in self._pattern.finditer(text):
            kind, weight = self._weights[match.group()]
            total[kind] = total.get(kind, 0.0) + weight
        return max(total, key=lambda k: total[k]) if total else "other"


#: The default rules compiled once.
DEFAULT_SUGGESTER = KindSuggester()
