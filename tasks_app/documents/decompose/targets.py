"""Targets: the shortest phrase with a number and what it counts, also 清零 and 全覆盖.

A figure under a comparison (达到98%以上, 不少于4场, 控制在15个工作日以内) takes what it measures from its left; a count before a
noun (42处隐患路段) takes the noun; a count at the end of a clause (红色驿站15个以上) takes the noun before it. Dates, cadences
and plain 一次 are none. Service limits (3个工作日内答复) are targets.
"""

from __future__ import annotations

import re

from .lexicon import ADVERBS, NAME_VERBS, VERBS
from .signals import sign_pattern, signal
from .types import TargetFound

_NUM = r"(?:\d+(?:\.\d+)?|[×X]+)(?:[—～-]\d+(?:\.\d+)?)?"
_UNIT = (
    r"(?:%|‰|个百分点|(?:万|亿|千|百)?(?:亩|公里|千米|平方米|平方公里|立方米|米|厘米|吨|公斤|斤|千瓦时|千瓦|元|人次|人|户次|户|名|家|个工作日|个月|个小时|个|项|件|条|处|座|台套|台|套|所|场次|场|次|辆|支|批|类|种|份|篇|期|部|床|张|座|眼|口|株|头|只|"
    r"枚|间|栋|幢|村|镇|平方|公顷|千克|兆瓦|倍|天|日内|小时|分钟|岁|字|艘|架|宗|起|片|块|艘|组|站|里|册|盏|遍|工作日|吨标煤|毫米|微克(?:/|每)立方米|毫克(?:/|每)(?:立方米|升)|蒸吨|升|度|标箱|公斤|分|卷|幅|笔|例|课时|节|盒|袋|具|扇|根|棵|孔|道|幅|尊|桶)|万|亿|(?:成(?!立|为|员|果|效|本|功)))"
)
_AFTER = r"(?:及?以上|以内|以下|左右|之内|内)?"
_FIGURE = re.compile(rf"{_NUM}(?:余|多)?{_UNIT}?{_AFTER}(?:(?:和|、|或|到|至|及){_NUM}{_UNIT}?{_AFTER})*")
_CN_FIGURE = re.compile(
    rf"(?:不少于|不低于|至少|不得少于|不超过|不得超过|达到|压缩|压减|减少|下降|降低)(?P<verb>[\u4e00-\u9fff]{{0,8}}?)(?P<n>[一二两三四五六七八九十百半]+(?:分之[一二三四五六七八九十]+)?)(?:{_UNIT}|(?=[，。；]|$)){_AFTER}"
)
_COMPARE = re.compile(
    r"(?:要|均|总体|力争|基本|分别|全部|须|应|不断)?(?:达到|达|不低于|不得低于|不少于|不得少于|不高于|不得高于|不超过|不得超过|不能超过|不能低于|超过|分别为|突破|控制在|稳定在|保持在|维持在|压缩至|压缩到|压减至|压减到|压减|压缩|缩短至|缩短到|降至|降到|降低到|下降|降低|减少|减至|提高到|提升到|提升至|提高至|提高|增长|增加到|增加|扩大至|扩大到|"
    r"至少|最多|占比|占|高于|低于|大于|小于|不足|上升|超|力争|每年新增|一律控制在|限制在|翻)(?:要)?[^\d×X]{0,14}$"
)
#: 至少研究一次, 至少走访一遍: no more than that it is done.
_PLAIN_ONCE = re.compile(r"一(?:次|遍|场|轮)$")
#: 30人（含）以下, 10千伏: what the figure describes, not what is to be reached.
_DESCRIBES = re.compile(r"（含[^）]{0,8}）|千伏|伏特|[室楼房层]|[级型代][\u4e00-\u9fff]|[A-Za-z]")
#: 由3%提高到6%: only the second figure is to be reached.
_FROM = re.compile(r"(?:由|从)[^，。；\d]{0,10}$")
_CHANGES = re.compile(r"(?:提高|提升|增加|扩大|增长|下降|降低|降|压减|压缩|缩短|调整|上升|恢复)")
_COMPARED = re.compile(r"(?:达|不低于|不少于|不得低于|不得少于|占|比例|以上|超过)")
_WORDS = re.compile(r"(?:动态)?清零(?!递增|行动)|全覆盖|全部销号|销号清零")
_DATE_UNIT = re.compile(r"\s*(?:年|月(?!活)|日(?!均|处理|产)|号|时(?!长)|点|·|\.|[:：]\d|届|号文|世纪)")
_NOUN_STOP = re.compile(
    r"[，。；：、！？）”《]|的(?!士)|进行|开展|实施|实行|完成|建立|由|要|应|必须|全部|逐|率先|实现|达到|予以|制定|落实|统一|如期|按|每|再|一律|纳入|拨付|发放|配备|投入|组织|以及|和(?!谐)|与|并|在|对|将|把|均|分|都|已|未|未能|集中|形成|汛期|一年|轮训|恢复|年底|年内|于|为|从|至|用于|加强|做到|验收|免费|无偿"
)
_SKIP_AFTER = re.compile(
    r"(?:督导组|督查组|工作组|检查组|调研组|指导组|巡察组|专班|小组|方面|意见|问题导向|第一|层面|环节|一)|(?:级|类)?(?:人民政府)"
)
#: 综合窗口实现全覆盖
_ACHIEVES = re.compile(r"(?:基本|全部)?(?:实现|做到|达到)$")
_CLAUSE = re.compile(r"[，；。！？]")
_ONE = re.compile(r"1(?:次|遍|场|篇|个|名|轮|份|批)")
_MINIMUM = re.compile(r"(?:不少于|至少|不低于|不得少于|至少[^，]{1,12}|每\d+[^，]{1,16}|配备)$")
_TIMES = re.compile(r"\d+(?:次|遍|轮)")
_MINIMUM_TIMES = re.compile(r"(?:不少于|至少|不低于|不得少于|超过)[^，]{0,14}$")
_SPAN_LIMIT = re.compile(r"(?:不少于|不超过|至少|不低于|不得少于|压缩|缩短|控制|达到|减)[^，]{0,8}$")
_CASE_BEFORE = re.compile(r"(?:出现|发现|发生|凡|存在|连续|组成|成立|抽调)[^，]{0,6}$")
_OPENING = re.compile(r"[（“]")
#: 对参保职工30人以上的企业，…: a clause that only names the case.
_CASE_CLAUSE = re.compile(r"(?:其中)?(?:对|对于|凡|凡是)[^，。；]{2,40}(?<![\d%上下])$")
#: 累计2次以上逾期的，…
_CASE_HEAD = re.compile(r"(?:其中)?(?:对|凡|如|若|因|经|一年内|年内|累计|连续|发生|出现|逾期|超过)")
#: 200名有影响的青年人才, 9个未开工的重点项目: what stands between the figure and what is counted.
_ATTRIBUTE = re.compile(r"(?P<x>[^，。；：！？（）“”\d]{1,24}?)的(?P<y>[^，。；：！？（）“”\d的]{2,16})")
#: What is counted may be one sign long.
_SHORT_NOUN = frozenset("村镇乡县区市省校店户人家站点厂矿库桥路湖河")


def find_targets(
    text: str,
    norm: str,
    start: int,
    end: int,
    taken: list[tuple[int, int]],
    services: list[tuple[int, int]] | None = None,
) -> list[TargetFound]:
    """Return the targets of ``text[start:end]``; ``taken`` are spans of dates and cadences, whose numbers do not count."""
    if not services and not _ANY.search(norm, start, end):
        return []
    has_digit = _DIGIT.search(norm, start, end) is not None
    worded = _CN_SIGN.search(norm, start, end) is not None or _WORD_SIGN.search(norm, start, end) is not None
    if (
        len(taken) > 24
    ):  # a giant sentence: the taken spans are blanked once instead of compared with every figure
        norm, taken = _blank(norm, start, end, taken), []
    found: list[TargetFound] = []
    position = start
    while position < end:
        stop = _CLAUSE.search(norm, position, end)
        clause_end = stop.start() if stop else end
        if clause_end - position >= 2 and (
            worded or (has_digit and _FIGURE_SIGN.search(norm, position, clause_end))
        ):
            _clause_targets(text, norm, position, clause_end, taken, found, has_digit)
        position = clause_end + 1
    for a, b in services or ():
        if not any(f.start < b and a < f.end for f in found):
            stop_at = _NOUN_STOP.search(norm, b, min(end, b + 10))
            e = stop_at.start() if stop_at else min(end, b + 10)
            found.append(TargetFound(text[a:e], a, e, "target.service-limit"))
    return found


_ANY = re.compile(
    r"\d|×|清零|全覆盖|销号|不少于|不低于|至少|不得少于|不超过|不得超过|达到|压缩|压减|减少|下降|降低"
)
TARGET_BIT = signal(_ANY)
_DIGIT = re.compile(r"[\d×]")
_FIGURE_SIGN = sign_pattern(_FIGURE)
_CN_SIGN = sign_pattern(_CN_FIGURE)
_WORD_SIGN = sign_pattern(_WORDS)


def _blank(norm: str, start: int, end: int, taken: list[tuple[int, int]]) -> str:
    parts, last = [norm[:start]], start
    for a, b in taken:
        if a >= last:
            parts.append(norm[last:a])
            parts.append("，" * (b - a))
            last = b
    parts.append(norm[last:])
    return "".join(parts)


def _clause_targets(
    text: str,
    norm: str,
    start: int,
    end: int,
    taken: list[tuple[int, int]],
    found: list[TargetFound],
    has_digit: bool,
) -> None:
    """Add the targets of one clause to ``found``."""
    begin = _clause_head(norm, start, end, taken)
    last_end = begin
    if has_digit:
        for match in _FIGURE.finditer(norm, begin, end):
            a, b = match.span()
            figure = match.group()
            if any(s < b and a < e for s, e in taken):
                last_end = max(last_end, b)
                continue
            if _FROM.search(norm, max(start, a - 12), a) and _CHANGES.match(norm, b, end):
                last_end = b
                continue
            if a < last_end or _ignored(norm, a, b, figure, start, end):
                continue
            floor = max([last_end, *(e for s, e in taken if e <= a)])
            span = _phrase(norm, begin if begin <= a else start, floor, a, b, end)
            if span is None:
                continue
            s, e, rule = span
            if found and found[-1].end > s >= start and norm[b - 1] != "的" and found[-1].start <= s:
                s = found[-1].end
            while s < e and norm[s] in "，、； 的和":
                s += 1
            if e - s >= 2:
                # a figure that only limits the subject of a later comparison belongs to that phrase
                if (
                    found
                    and found[-1].rule == "target.limit"
                    and found[-1].end <= s
                    and "，" not in norm[found[-1].end : s]
                ):
                    s = found.pop().start
                found.append(TargetFound(text[s:e], s, e, rule))
                last_end = e
    if not found or found[-1].end <= begin:
        for match in _CN_FIGURE.finditer(norm, begin, end):
            if "每" in match.group() or _PLAIN_ONCE.search(match.group()):
                continue
            s = _left_noun(norm, max([begin, *(e for s, e in taken if e <= match.start())]), match.start(), 8)
            found.append(TargetFound(text[s : match.end()], s, match.end(), "target.comparison"))
            break
    for match in _WORDS.finditer(norm, start, end):
        if found and found[-1].start < match.end() and match.start() < found[-1].end:
            continue
        at = match.start()
        done = _ACHIEVES.search(norm, max(begin, last_end, at - 4), at)  # 全部实现 is the longest
        s = _left_noun(norm, max(begin, last_end), done.start() if done else at, 8)
        if done and done.start() - s < 2:
            s = at
        found.append(TargetFound(text[s : match.end()], s, match.end(), "target.word"))


_CONNECTIVES = (
    "其中", "力争", "确保", "实现", "推动", "全年", "年内", "，", "将", "努力", "切实", "使", "到", "并", "要", "前", "、", " "
)  # fmt: skip
_CONNECTIVE_HEADS = frozenset(word[0] for word in _CONNECTIVES)


def _clause_head(norm: str, start: int, end: int, taken: list[tuple[int, int]]) -> int:
    """Skip dates, cadences and connectives that open a clause."""
    at = start
    moved = True
    while moved:
        moved = False
        for s, e in taken:
            if s <= at < e or s == at:
                at, moved = e, True
        if at >= end or norm[at] not in _CONNECTIVE_HEADS:
            continue
        for word in _CONNECTIVES:
            if norm.startswith(word, at) and at + len(word) < end:
                at, moved = at + len(word), True
                break
    return at if at < end else start


_HOTLINE = re.compile(r"(?:政务|政府)?(?:服务|便民)*(?:热线|电话|平台)")


def _ignored(norm: str, a: int, b: int, figure: str, start: int, end: int) -> bool:
    """Numbers that count nothing: dates, ordinals, names in quotes, frequencies and document numbers."""
    before = norm[max(start, a - 8) : a]
    after = norm[b : min(end, b + 8)]
    if before.endswith(
        ("第", "年", "附件", "等", "表", "图", "（", "【", "GB ", "GB/T ", "《")
    ) and not figure.endswith(("以上", "%")):
        return True
    title = norm.rfind("《", start, a)
    if title >= 0 and norm.find("》", title, a) < 0 <= norm.find("》", b, end):
        return True
    if figure.isdigit() and _HOTLINE.match(norm, b):
        return True
    if _DATE_UNIT.match(norm, b) and figure[-1] not in "个件家户":
        return True
    if (before[-1:].isascii() and before[-1:].isalpha()) or _DESCRIBES.match(after):
        return True
    if after[:1] == "超" and after[1:2].isdigit():  # 2个超50亿元的集群: the next figure takes this one in
        return True
    if figure.isdigit() and (not after or after[0] in "，。；”’」-+、"):
        return True
    quote = norm.rfind("“", start, a)
    if quote >= 0 and norm.find("”", quote, a) < 0:
        if norm[b : b + 1] in ("”", "+") and figure.isdigit():
            return True
        closes = norm.find("”", b, quote + 26)
        if closes >= 0 and "%" not in figure and _COMPARED.search(norm, quote, closes) is None:
            return True  # “50人论坛”: part of a name
    if (
        figure.endswith(("岁", "日内"))
        and not figure.endswith("工作日内")
        and not after.startswith(("以下的", "以上的", "的"))
    ):
        return not (figure.endswith(("岁以下", "岁以上", "岁及以上")) and _COMPARED.search(norm, b, end))
    if _ONE.fullmatch(figure) and not _MINIMUM.search(norm[max(start, a - 14) : a]):
        return True
    if _TIMES.fullmatch(figure) and not _MINIMUM_TIMES.search(norm[max(start, a - 18) : a]):
        return True
    if _SKIP_AFTER.match(after):
        return True
    if (
        figure.endswith(("小时", "分钟", "天", "日"))
        and not _SPAN_LIMIT.search(before)
        and not after.startswith("内")
    ):
        return True
    if before.endswith(("“", "每")) and not figure.endswith("%"):
        return True
    if figure[-1] in "×X":
        return True
    if norm[end - 1] == "的" and _CASE_HEAD.match(norm, start, end):
        return True
    if figure.endswith(("以下", "以上")) and after[:1] == "的" and _CASE_CLAUSE.match(norm, start, end):
        return True
    if _CASE_BEFORE.search(before):
        return True
    return False


def _phrase(norm: str, begin: int, floor: int, a: int, b: int, end: int) -> tuple[int, int, str] | None:
    """Return the span of the phrase around the figure ``norm[a:b]`` and the rule that formed it."""
    low = max(floor, begin, a - 40)
    left = norm[low:a]
    compare = _COMPARE.search(left)
    if compare is None and norm[a - 1 : a] == "的" and norm[b - 1] == "%":
        # 不低于全年计划的55%: the date between belongs to what is measured
        low = max(begin, a - 40)
        compare = _COMPARE.search(norm, low, a)
        if compare and "，" in norm[compare.start() : a]:
            compare = None
        at = compare.start() if compare else a
        floor = max([begin, *(e for e in (floor,) if e <= at)])
    else:
        at = low + compare.start() if compare else a
    tail = norm[b : min(end, b + 44)]
    if tail.startswith("的") and norm[b - 2 : b] in ("以下", "以上", "以内"):
        return _left_noun(norm, max(floor, begin), a, 12), b + 1 + _noun_size(tail[1:], 20), "target.limit"
    said = compare.group() if compare else ""
    if compare and ("的" not in said[3:] or (said.endswith("的") and norm[b - 1] == "%")):
        s = _left_noun(norm, max(floor, begin), at, 14)
        if _is_order(norm[s:at]):
            s = at
        e = b
        if tail and tail[0] not in "，。；、和（）" and norm[b - 1] not in "%内":
            e = b + _noun_size(tail, 18)
        return s, e, "target.comparison"
    if norm[b - 1] == "内" and tail[:1] not in ("", "，", "。", "；"):
        stop = _NOUN_STOP.search(tail)
        return a, b + min(stop.start() if stop else len(tail), 8), "target.service-limit"
    noun = _noun(tail)
    if len(noun) < 2 and noun in _SHORT_NOUN and noun:
        s = a - 2 if norm[a - 2 : a] in ("剩余", "其余") else a
        return s, b + 1, "target.count"
    if noun in VERBS and noun[:2] not in _STATES:
        noun = ""
    attribute = _attribute(tail)
    if (
        norm[b - 1] == "%"
        or norm[b - 2 : b] in ("以上", "以内", "左右", "以下")
        or len(noun) < 2
        or _is_verb(noun)
        or noun[:2] in _MANNER
    ):
        if attribute and norm[b - 1] != "%":
            return a, b + attribute, "target.count"
        if norm[b - 2 : b] in ("以上", "左右", "以下") and tail.startswith("的"):
            return a, b + 1 + _noun_size(tail[1:], 16), "target.count"
        if len(noun) >= 2 and not _is_verb(noun) and a - max(begin, floor) <= 1:
            return a, b + min(len(noun), 12), "target.count"
        s = _left_noun(norm, max(floor, begin), a, 10)
        if s == a and len(noun) < 2:
            return None
        return s, b, "target.count-after-noun"
    s = a
    if norm[a - 1 : a] in ("余", "剩", "约"):
        s = a - 2 if norm[a - 2 : a] in ("剩余", "其余") else a
    return s, b + max(attribute, min(len(noun), 20)), "target.count"


def _is_order(words: str) -> bool:
    """Tell whether what stands before a comparison is nothing but verbs (选拔资助不少于200名)."""
    words = words.removesuffix("好")
    return words == "" or (
        len(words) <= 6
        and len(words) % 2 == 0
        and all(words[i : i + 2] in VERBS or words[i : i + 2] in ADVERBS for i in range(0, len(words), 2))
        and not _CHANGES.match(words)
    )


def _noun_size(tail: str, limit: int) -> int:
    """Return how many signs after a figure under a comparison belong to what is counted."""
    attribute = _attribute(tail.removeprefix("的"))
    if attribute:
        return attribute + (1 if tail.startswith("的") else 0)
    start = 1 if tail.startswith("的") else 0
    masked = _ASIDE.sub(lambda m: "口" * len(m.group()), tail)
    stop = _NOUN_STOP.search(masked, start)
    size = min(stop.start() if stop else len(tail), limit)
    return 0 if size <= start else size


def _attribute(tail: str) -> int:
    """Return the length of 「有影响的青年人才」 at the head of ``tail``, 0 when there is no such attribute and noun."""
    match = _ATTRIBUTE.match(tail)
    if match is None:
        return 0
    words = match.group("x")
    if words[0] not in "有具未已无能可需" and words[:2] not in VERBS:
        return 0  # 42处隐患路段的护栏: the noun is complete before 的
    noun = _noun(match.group("y"))
    if len(noun) < 2 or _is_verb(noun) or noun in VERBS or _CLAUSAL.search(words):
        return 0
    return match.start("y") + len(noun)


#: 42处隐患进行全面的排查: between figure and 的 stands more than an attribute.
_CLAUSAL = re.compile(r"进行|开展|实施|完成|建立|要|应|必须|予以|给予|实现|达到|按照|用于|全部|全面|逐")
#: Adverbs that end a noun; those that are also adjectives (联合收割机, 重点项目) do not.
_MANNER = ADVERBS - frozenset(
    [
        "联合",
        "专项",
        "专题",
        "综合",
        "重点",
        "集中",
        "统一",
        "公共",
        "免费",
        "线上",
        "线下",
        "直接",
        "常",
        "全",
        "先",
        "严",
        "动态",
    ]
)


def _is_verb(noun: str) -> bool:
    return noun[:2] in VERBS and noun[:2] not in NAME_VERBS and noun[:2] not in _STATES


#: Verbs that also describe what is counted (15个新建项目).
_STATES = frozenset(
    ["新建", "改建", "扩建", "续建", "新增", "迁建", "返还", "升级", "投产", "停产", "复工", "达标"]
)


_ASIDE = re.compile(r"（[^（）]{1,10}）|“[^“”]{1,8}”")


def _noun(tail: str) -> str:
    """Return the noun that follows a count, with a short bracket or quotation inside it."""
    masked = _ASIDE.sub(lambda m: "口" * len(m.group()), tail)
    stop = _NOUN_STOP.search(masked)
    size = stop.start() if stop else len(masked)
    for cut in range(1, size - 1):
        word = masked[cut : cut + 2]
        if (cut >= 2 and word in VERBS and word not in NAME_VERBS) or word in _MANNER:
            size = cut
            break
    bad = _OPENING.search(masked[:size])
    return tail[: bad.start()] if bad else tail[:size]


_LAST_ASIDE = re.compile(r"(?P<aside>（[^（）]{1,12}）)[^（）]{0,16}$")
_LEFT_STOP = re.compile(
    r"[，。；：（）、！？]|对|将|把|使|(?<![出转])让|为(?!主)|在|由|推动|确保|实现|推进|加快|开展|帮助|组织|用于|从|向|要(?![求素点件])|应(?![急用对变])|须|负责|做到|前|其中|全年|年内|中(?=安排|列支)"
)


def _left_noun(norm: str, floor: int, at: int, limit: int) -> int:
    """Walk left from ``at`` over what is measured, at most ``limit`` characters, not beyond ``floor``."""
    aside = _LAST_ASIDE.search(norm, max(floor, at - limit - 12), at)
    if aside:  # 细颗粒物（PM2.5）年均浓度: the bracket takes no room
        limit += len(aside.group("aside"))
    low = max(floor, at - limit)
    depth = 0
    position = at
    while position > low:
        char = norm[position - 1]
        if char in "）”":
            depth += 1
        elif char in "（“":
            if depth == 0:
                break
            depth -= 1
            if depth == 0 and position - 1 == low:
                position -= 1
                break
        elif depth == 0 and char in "，。；：、！？":
            break
        position -= 1
    best = position
    for match in _LEFT_STOP.finditer(norm, position, at):
        if match.end() <= at:
            best = match.end()
    return best
