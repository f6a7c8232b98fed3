"""Clauses: where they end, and whether their head orders something, by a modal or by a directive verb."""

from __future__ import annotations

import re
from operator import concat
from typing import NamedTuple

from .lexicon import ADVERBS, PREPOSITIONS, VERBS
from .signals import signal

#: The first two characters of a verb -> what may follow them; '' where the two are a verb.
_VERB_TAILS: dict[str, tuple[str, ...]] = {}
for _verb in sorted(VERBS, key=len):
    _VERB_TAILS[_verb[:2]] = (*_VERB_TAILS.get(_verb[:2], ()), _verb[2:])
#: The first character of an adverb -> the adverbs, in the order of the lengths in which they are tried.
_ADVERB_LENGTHS = (4, 3, 2, 5, 1)
_ADVERBS_AT: dict[str, tuple[str, ...]] = {}
for _length in _ADVERB_LENGTHS:
    for _adverb in sorted(ADVERBS):
        if len(_adverb) == _length:
            _ADVERBS_AT[_adverb[0]] = (*_ADVERBS_AT.get(_adverb[0], ()), _adverb)
_PREPOSITION_HEADS = frozenset(word[0] for word in PREPOSITIONS)

#: 要 as a modal: not inside 需要/重要/主要/只要/纲要/必要/要求/要素/要点…
MODAL = re.compile(
    r"(?=[要必务应不严一须原绝决])(?:(?<![需重主之只纲必摘提索想概简首次紧扼险若机切])要(?!闻(?![令风讯汛警])|[求素害职地件道义塞么命览略目津隘旨情案员挟]|紧(?![紧盯扣抓跟密密])|点(?!对点|面)|领(?![会导学]))"
    r"|必须|务必|务须|(?<!适)应当|(?<![来容])不得(?![不已])|严禁|一律|不准|不许|严防"
    r"|(?<![适响反供对相感效回呼顺答理本照报因])应(?![急用对变邀届聘收付诉试力激答和声有尽援运季征验景援允]|.尽|城[市区县]|县委|县[县人政])|(?<![必无急供])须(?!知)|原则上|绝不能|决不能|绝不允许|决不允许)"
)
RECOGNISE = re.compile(
    r"(?=[看认清深充意懂正体感坚相铭记肯给值加搞想弄])(?:[搞想弄]明白|[搞想弄]清楚(?=[搞想弄。，])|看到|认识到|清醒认识|深刻认识|充分认识|意识到|认清|正视|清楚地?看|体会到|深知|感受到|坚信|相信|看清|(?:充分|给予|值得|加以)?肯定|铭记|记住)"
)
RECOGNISE_BIT = signal(RECOGNISE)
_DATE_HEAD = re.compile(
    r"\d{1,2}(?:年|个月|个工作日|天|日)内，?|(?:力争|争取|于|在|到)?(?:20\d\d年|今年|明年)?(?:\d{1,2}月)?(?:\d{1,2}日|[上中下]旬|年?底|年?末|年内|上半年|下半年|[一二三四]季度|“?(?:春节|国庆|五一|元旦|中秋|端午|清明|暑假|寒假|汛期|十一)”?节?)?(?:之?前|以前|期间|内)?"
)


class Clause(NamedTuple):
    """What one clause (between commas) looks like from its head."""

    text: str
    order: int  # 2 modal, 1 directive verb at its head, 0 neither
    preposition: bool
    recognise: bool


def skip_adverbs(text: str, at: int = 0) -> int:
    """Return the offset after the adverbs and modals that open ``text[at:]``."""
    size = len(text)
    while at < size:
        char = text[at]
        for adverb in _ADVERBS_AT.get(char, ()):
            if text.startswith(adverb, at):
                at += len(adverb)
                break
        else:
            if char in "，、 ":
                at += 1
                continue
            return at
    return at


def verb_at(text: str, at: int) -> bool:
    """Tell whether a directive verb stands at ``at``."""
    tails = _VERB_TAILS.get(text[at : at + 2])
    return tails is not None and (not tails[0] or text.startswith(tails, at + 2))


def verb_headed(text: str, at: int = 0) -> bool:
    """Tell whether a clause opens with a directive verb, adverbs aside."""
    if verb_at(text, at):
        return True
    moved = skip_adverbs(text, at)
    return moved != at and verb_at(text, moved)


def split_clauses(text: str) -> list[str]:
    """Split a sentence at its commas; quotations, titles and brackets are kept whole."""
    if "（" not in text and "“" not in text and "《" not in text:
        return text.split("，")
    out: list[str] = []
    depth, start = 0, 0
    for match in _CLAUSE_EVENT.finditer(text):
        char = match.group()
        if char in "“（《":
            depth += 1
        elif char in "”）》":
            depth = depth - 1 if depth else 0
        elif depth == 0:
            out.append(text[start : match.start()])
            start = match.end()
    out.append(text[start:])
    return out


_CLAUSE_EVENT = re.compile("[“（《”）》，]")


#: Words that only begin like a preposition.
_NO_PREPOSITION = frozenset(
    [
        "就业",
        "就是",
        "就读",
        "就诊",
        "就近",
        "就地",
        "对外",
        "对口",
        "在线",
        "在册",
        "在建",
        "在座",
        "以上",
        "以下",
        "以内",
        "从业",
        "从事",
        "由于",
        "与会",
        "自建",
        "自然",
        "自主",
        "自觉",
        "当前",
        "当地",
        "每个",
        "每位",
        "使命",
        "让我",
        "到了",
        "为什",
        "为何",
        "同志",
        "同比",
    ]
)


def read_clause(text: str, modal: bool = True, recognise: bool = True) -> Clause:
    """Read the head of one clause; the flags tell whether the sentence holds a modal or a verb of recognising at all."""
    text = text.strip(" 。；！")
    known = recognise and RECOGNISE.search(text) is not None
    preposition = (
        text[:1] in _PREPOSITION_HEADS
        and (
            text[:2] in PREPOSITIONS
            or text[:1] in PREPOSITIONS
            or text[:3] in PREPOSITIONS
            or text[:4] in PREPOSITIONS
        )
        and not verb_at(text, 0)
        and text[:2] not in _NO_PREPOSITION
    )
    if modal and MODAL.search(text):
        order = 2
    elif verb_headed(text) or (preposition and inner_verb(text)):
        order = 1
    elif (moved := skip_adverbs(text)) and text[moved : moved + 1] in "按对将把" and inner_verb(text[moved:]):
        order = 1  # 继续按现行标准征收
    elif (
        (head := _DATE_HEAD.match(text))
        and head.end()
        and (
            verb_headed(text, head.end())
            or (text[head.end() : head.end() + 1] in "在对将把" and inner_verb(text))
        )
    ):
        order = 1
    else:
        order = 0
    return Clause(text, order, preposition, known)


def inner_verb(text: str) -> bool:
    """Tell whether a clause that opens with a preposition holds a directive verb further on."""
    return not VERBS.isdisjoint(map(concat, text[2:90], text[3:91]))
