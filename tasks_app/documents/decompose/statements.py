"""Sentences that state, explain or tell, though a verb of work stands in them."""

from __future__ import annotations

import re

from .signals import signal

#: 加强…建设，是…的重要举措; 抓好…是…的依据，也是…: the predicate of a fact, wherever its comma stands.
IS = re.compile(
    r"(?:^[^，。；“《]{2,60}|，这(?:件事)?)，?(?:也|更|既|就|正|都|不仅)?是(?![否由要])[^。；]{0,60}(?:的[^，。；的]{0,6}|[^，。；]{0,12}(?:之|性))"
    r"(?:举措|依据|体现|保障|保证|要求|任务|基础|前提|关键|抓手|途径|载体|内容|环节|手段|标志|标尺|责任|使命|选择|工程|大事|职责|需要|支撑|动力|平台|窗口|名片|检验|考验|底线|基石|所在|举|策|义)(?:[，。；！]|$)"
    r"|^这(?:也|就|既|不仅|不只)?是|^[^，。；]{2,24}(?:重点|范围|内容|对象|主要)包括"
)
IS_BIT = signal(IS)
#: 能够极大缩短周期，有利于…: what something can do is no order.
ABILITY = re.compile(
    r"(?:^|，)(?:就|都|也|更|必将|将|势必)?(?:能够|有利于|有助于|必将|可望|有望)|^[^，]{2,40}(?:能够|必将|将(?:有力|极大|有效|大大|为))"
)
ABILITY_BIT = signal(ABILITY)
#: 县气象局介绍，… 记者了解到，…: what is told on the side of a meeting.
TOLD = re.compile(
    r"^[^，。：“]{0,30}(?:，[^，。：“]{0,20})?(?:介绍说?|告诉[^，。：]{0,8}|透露|坦言|承诺|了解到|获悉|提醒说|回忆说?|坦承|感慨[地道说]*)[，：]"
)
TOLD_BIT = signal(TOLD)
#: 部分乡镇普遍存在“重建轻管”的问题。
PROBLEM_END = re.compile(
    r"(?:仍然?|还|都|均|也|普遍|不同程度地?|[上中里内])存在[^，。；]{1,40}(?:问题|现象|不足|差距|短板)[。；]?$"
)
PROBLEM_END_BIT = signal(PROBLEM_END)
#: 县住建局负责人参加会议。 会上，…: told, whatever words of duty the names hold.
TELLS = re.compile(r"(?:参加|出席|列席)(?:了)?[^，。]{0,6}(?:会议?|活动)。$|^会[上前]，")
MEETS = re.compile(r"召开[^。]{0,60}会议?(?:，|。|$)")
#: 梳理了问题，: done, in the report of a meeting.
DONE = re.compile(r"[\u4e00-\u9fff]了(?!解|然|如指掌)")
#: 清理工作的时间节点是4月30日: an order, though it only states.
NODE = re.compile(r"(?:时间节点|完成时限|截止时间)(?:是|为|定为|定在)[^，。；]*\d")
NODE_BIT = signal(NODE)
#: 县城管局将从下周起组织观摩
WILL = re.compile(r"(?:^|，)[^，。；]{2,24}将(?=从|于|在|对|组织|开展|成立|建立|实行|进行|[每定])")
#: 安全生产，责任为先。: a maxim.
MOTTO = re.compile(
    r"^[^，。；]{4}，[^，。；]{2}(?:先行|为先|为本|为要|为重|为基|为王|为上|当先|当头)[。！]?$"
)
MOTTO_BIT = signal(MOTTO, opening=True)
#: 对失职失责的，将严肃追责。: what awaits those who fail, told to those who listen.
THREAT = re.compile(
    r"^(?:(?:凡|对|因)[^。；]{2,80}|[^。；]{2,80}的)，(?:一律)?将(?:会|被)?(?:依[法规纪]|严肃|从严|坚决|严厉)?[^，。；]{0,8}(?:追责|问责|追究|通报|处理)[^，。；]{0,10}[。；]?$"
)
THREAT_BIT = signal(THREAT, opening=True)
#: 请王县长讲话。 三、请县水利局宣读通报: the order of a meeting, read out by its chair.
CHAIR = re.compile(
    r"^(?:(?:首先|下面|接下来|现在|最后|第[一二三四五六]项)，?)?有?请[^，。；]{1,24}(?:讲话|发言|致辞|[作做][^，。；]{0,6}指示|宣读[^，。；]{2,40})[。；！]?$"
)
CHAIR_BIT = signal(CHAIR, opening=True)
_THEN_ASKS = re.compile(
    r"^(?P<told>[^。；：]{0,90}?(?:书记|[县市区镇乡州]长|主任|局长|部长|校长|院长|董事长|经理|同志|会议)[^。；：]{0,90}?)，(?:并|又|还|随后|同时|他|她)?(?:(?:要求|希望|责成|号召)(?=[^，：。；要]{2})|强调[，：]?(?=(?:全[县市区]|各)?[^，。；：]{0,12}(?:要(?!求)|必须|务必)))"
)
_ABOVE = re.compile(r"召开|国务院|党中央|中央|[习总]书记|[省部]委")
_CONTENT = re.compile(r"(?:认识到|看到|意识到|明白|清楚)[，：](?P<what>.*)")
_STATES = re.compile(r"是(?!否)|意味着|关系到?|事关|关乎|[仍依]然|严峻|还有差距")


def asked(text: str, modal: re.Pattern[str]) -> str | None:
    """Return what is asked in 镇长与各村签订责任书，要求各村…: told first, then ordered; None elsewhere.

    What the authorities above once asked (国务院印发意见，要求各地…) is a fact, and what a report asks in its first
    sentence (县长主持召开会议，要求…) only sums up: neither counts.
    """
    if "，" not in text:
        return None
    match = _THEN_ASKS.match(text)
    if match is None or modal.search(match.group("told")) or _ABOVE.search(match.group("told")):
        return None
    return text[match.end() :]


def recognised_fact(text: str, modal: re.Pattern[str]) -> bool:
    """Tell whether the sentence only asks to see a fact: 我们要认识到，…不仅是…，更是…。"""
    match = _CONTENT.search(text)
    what = match.group("what") if match else ""
    return _STATES.search(what) is not None and modal.search(what) is None
