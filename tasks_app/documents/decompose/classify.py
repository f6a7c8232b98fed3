"""Does a sentence order something, or does it tell, praise, explain, frame?

The decision rests on modality (要/必须/应/不得…), on a directive verb at the head of a clause, on an addressed subject,
on tense (已/了/去年…), on reported speech (会议指出/会议要求) and on the section the sentence stands in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .clauses import MODAL, RECOGNISE, RECOGNISE_BIT, inner_verb, read_clause, split_clauses, verb_headed
from .formulas import formula_rule
from .signals import opening, signal, signals
from .statements import (
    ABILITY,
    ABILITY_BIT,
    CHAIR,
    CHAIR_BIT,
    DONE,
    IS,
    IS_BIT,
    MEETS,
    MOTTO,
    MOTTO_BIT,
    NODE,
    NODE_BIT,
    PROBLEM_END,
    PROBLEM_END_BIT,
    TELLS,
    THREAT,
    THREAT_BIT,
    TOLD,
    TOLD_BIT,
    WILL,
    asked,
    recognised_fact,
)

_WEAK_MODAL = re.compile(
    r"不能|不可|不要|严格|坚决|可以|(?<![不认许])可(?!持续|能|靠|行|观|见|控|复制|喜|贵|信|再生|追溯|及|达)|允许|不予|免于|给予|予以|依法"
)
_WEAK_MODAL_BIT = signal(_WEAK_MODAL)
#: Tense and comparison with the past: what is told, not ordered.
TENSE = re.compile(
    r"(?=[去前上近以同环截刚日取已曾了先成得仍依尚回完预距离欠恢])(?:去年|前年|上年(?!度?(?:压减|增长|实际|同期|平均|末|缴|全[国省市县]))|近年|以来(?!的|[^，。]{1,14}的)|同比(?![^，。；]{0,12}\d%?(?:个百分点)?以上)|环比|截至(?!\d{0,4}年?\d{0,2}月底前)|截止目前|刚才|前不久|(?<!\d)日前|取得(?:了|明显|显著|积极|阶段性|良好|较好|重大|一定)"
    r"|(?<![而不自])已(?!建成的|依法|批|挪|有的?|[^，。]{1,8}的)|曾经|曾于|(?<![为除受讲])了(?![解之然如却])|先后|成绩来之不易|回升|完成年度(?:任务|计划|目标)的|预计完成|距离|(?:距|离)[^，。]{1,10}(?:还有|只有|不到|仅剩|只剩|不足)|欠账|恢复到|(?<!不)得益于|[仍依]然(?:存在|是|有|突出|严峻)|尚未)"
)
TENSE_BIT = signal(TENSE)
#: States that describe a problem when the sentence orders nothing.
_STATE = re.compile(
    r"较为突出|十分必要|很有必要|势在必行|刻不容缓|不够|不足(?!\d)|不高(?!于)|不强|滞后|短缺|比较突出|十分突出|任重道远|问题突出|压力较大|形势严峻|依然严峻|来不得|难度较大|时有发生|屡禁不止|不到位|不平衡|不充分|近期(?!目标)"
)
_STATE_BIT = signal(_STATE)
_STATEMENT = re.compile(
    r"^[^，]{1,40}?(?:[来容]不得|(?<![凡还就都只于但总若先还])是(?!否|由|要)|具有(?![^，。]{1,30}的)|关系到|关系着|直接关系|事关|意味着|关乎|承载着|体现了|来自于|源于|离不开|有着|没有|没法|无法|不是|就是|正是|既是|不仅是|不仅|(?<=[间期限准围象点])为|均为(?!\d|[^，。]{0,16}责任)|均以[^，。]{2,20}为准|系指|决定着|标志着|马虎不得|永远在路上)"
)
_STATEMENT_BIT = signal(_STATEMENT, opening=True)
_NARRATION = re.compile(
    r"(?:^|[，。])会议(?:听取|传达学习|传达|学习(?:了|传达)|审议(?:了|并(?:原则)?通过)|研究(?:了|审议)|还研究|还?就[^，。]{2,30}(?:作出|进行)了?(?:安排|部署|研究|讨论)|由.{0,20}主持|以.{0,10}形式|在.{0,20}召开|套开|通报了|观看了|书面|采取|(?:深入|认真|全面|系统)?(?:学习|贯彻|总结|回顾|分析|安排|部署)(?![，：要]))|(?:主持召开|主持会议|主持并(?:讲话|作)|(?:领导|同志|负责人|书记|[县市区镇乡]长|主任|委员)(?:等|一同|一并)?(?:出席|参加|列席)。?$|出席会议|参加会议|列席会议|(?<!工)作了?(?:表态|典型|书面|交流|总结|专题|主旨|工作)?(?:发言|汇报|报告|讲话|交流)|交流发言|一行)"
    r"|(?:\d[日号]|近日|日前|今天|昨天)[^。]{0,50}(?:召开|举行|举办)(?:了|的)?.{0,30}(?:会议?|座谈会|推进会|调度会)(?:，|。|$)|(?:参加|出席|列席)(?:了)?(?:会议|收听收看|收看收听|座谈|活动|学习|调研|培训|会见)?。$"
    r"|会议?(?:在[^，。]{2,30})?(?:召开|举行)(?:。|$)|(?:会议室|随后，?|[上下]午)[^，。]{0,12}(?:召开|举行)(?!前|后|的)|作出?了?(?:全面|具体|详细|周密|进一步)?(?:部署|安排)。$"
    r"|(?:负责人|负责同志|代表)(?:分别|依次|先后)?(?:汇报|通报|介绍|宣读)|^会上，[^要应]*$|(?:研究|讨论|审议)了[^。]{0,30}(?:事项|议题|工作)。$|^会议原则(?:同意|通过)[^，]*。$|对[^，。]{2,30}(?:提出|作出)了[^，。]{0,8}(?:要求|意见|部署|安排)。?$|\d[日号][^。]{0,40}会议?在[^，。]{2,20}(?:召开|举行)(?=[，。])"
)
_NARRATION_BIT = signal(_NARRATION)
_TRUTH_SPEAKER = re.compile(
    r"(?:总书记|毛泽东|邓小平|主席|总理)(?:同志)?[^，。]{0,24}(?:指出|强调|要求|说过?|讲过|告诫|嘱托|指示|教导)(?:我们|全党|过)?[，：“]|常言道|俗话说|古人[云说]|有句话|老话说|《[^》]{2,20}》有云"
)
_TRUTH_SPEAKER_BIT = signal(_TRUTH_SPEAKER)
_REPORT = re.compile(
    r"^(?!为|按照?|根据|依照|对照|围绕|落实|贯彻)(?!这|按照?|根据|依照|对照|对标|围绕|落实|贯彻)(?P<who>[^，。：“]{0,40}?)(?P<verb>指出|认为|强调|要求|明确|决定|议定|提出|号召|表示|重申|希望|指示|部署|安排)(?P<mark>，|：|要|，要)"
)
_REPORT_BIT = signal(_REPORT)
#: 有的同志讲，审批要走程序: what others say is no order.
_OTHERS_SAY = re.compile(
    r"^(?:有的?(?:同志|人|干部|群众|单位|企业|部门)?|有些(?:同志|人|干部|单位)?|个别(?:同志|人|干部|单位)?|不少(?:同志|人|群众))(?:[还也都总常就]|经常|曾|可能|会|跟我|对我|向我|和我)*(?:讲|说|问|认为|觉得|反映|以为|抱怨)"
)
_OTHERS_SAY_BIT = signal(_OTHERS_SAY, opening=True)
#: 关于报刊发行工作，县长指出: what is spoken of stands before the speaker.
_TOPIC_HEAD = re.compile(r"^(?:关于|就|针对|对于?|围绕)[^，。：]{2,40}，")
#: 就森林防火作出部署，要求…: a second verb of reporting.
_ASKS = re.compile(r"^(?:并|他|她)?(?:要求|强调)(?=[^，：要])")
_AGREED = re.compile(r"我(?:都|完全|很|表示)?(?:同意|赞成)(?:[。，！]|$)")
_AGREED_BIT = signal(_AGREED)
_AIM = re.compile(r"(?:^|，)(?:确保|力争|务求|努力实现|争取)[^，。]*\d")
_AIM_BIT = signal(_AIM)
_GOAL_DATE = re.compile(r"到20\d\d年|20\d\d年(?:底|末)?(?:之?前|以前)|年底前|到“?十.五”?末|年内")
_EVERY_CASE = re.compile(r"^凡(?:是)?[^，。]{2,60}[的，]")
_EVERY_CASE_BIT = signal(_EVERY_CASE, opening=True)
#: 负责做好…: said of the body named above.
_CHARGED = re.compile(r"(?:具体|主要|全面)?负责(?![人同制的。，])")
_ASKED = re.compile(r"，请(?:各|有关|相关|你)")
#: 目标任务纳入考核体系: passive, without a sign of it.
_TAKEN_IN = re.compile(
    r"^[^，。]{2,30}?(?<!已)(?:纳入|列入)[^，。]{2,30}(?:考核|体系|范围|内容|计划|清单|台账|依据|规划)"
)
#: 县政府将于年底进行督查: announced for the time ahead.
_WILL = re.compile(r"[^，。]{2,20}将(?:于|在|对|适时|定期|不定期|组织|按)")
_EXAMPLE = re.compile(r"^(?:如|比如|例如|譬如|像)(?![果有遇需期何实因不若能])")
_EXAMPLE_BIT = signal(_EXAMPLE, opening=True)
#: 坚持问题导向、……的原则。: a guiding principle, nothing to do.
_PRINCIPLE = re.compile(r"^(?:坚持|遵循|本着)[^。；]*的(?:原则|方针|理念)[。；]?$")
_PRINCIPLE_BIT = signal(_PRINCIPLE, opening=True)
_SLOGAN = re.compile(
    r"^(?:同志们[，！]|让我们|朋友们|我们坚信|我坚信|我相信|我们相信|号角已经|蓝图已|使命呼唤)"
)
_SLOGAN_BIT = signal(_SLOGAN, opening=True)
#: 安全上不能出事，稳定上不能出乱子: said more than once it is an order.
_FORBIDS = re.compile(r"(?:^|，)[^，]{0,8}?(?:不能|不要|不可|切忌|切莫)(?!不|只|再|完全|满足|适应)")
_FORBIDS_BIT = signal(_FORBIDS)
_GREETING = re.compile(
    r"(?:表示(?:衷心的?|诚挚的?|热烈的?)|致以|感谢(?:大家|各位)|拜年|祝(?:大家|各位|贺)|赞成|很好|我都同意|我完全同意)"
)
_GREETING_BIT = signal(_GREETING)
_CONDITION = re.compile(
    r"^(?:对|对于|凡|凡是|遇|遇有|一旦|如|如果|若|经|确需|未|拒不|逾期|存在|出现|发现|发生|因)?[^，]{1,80}的，"
)
_CONDITION_BIT = signal(_CONDITION, opening=True)
_RESULT = re.compile(
    r"^(?:真正|从而|以此|由此|进而|使[^用]|让|形成(?:上下|齐抓|强大|工作合力|合力|全社会|人人)|切实做到|做到(?!.{0,6}\d)|确保(?!.{0,40}(?:\d|前|完成))|以实际行动|以.{2,20}的(?:优异|实际|新)成[绩效]|为.{4,60}(?:贡献|保障|支撑|基础|力量)。$)"
)
_RESULT_BIT = signal(_RESULT, opening=True)
_CALL = re.compile(
    r"^(?:希望(?!就|在|所在|的|永)|请|恳请|号召)|^[^，。]{2,30}，请(?![示假求])|^[^，。]{1,8}[事题]请(?![示假求])"
)
_CALL_BIT = signal(_CALL, opening=True)
_PROBLEM_WORDS = re.compile(
    r"(?:存在|面临|暴露)[^，。]{0,16}(?:问题|不足|短板|差距|薄弱环节|困难)|问题(?:主要)?(?:集中|表现|体现)|主要(?:问题|表现|原因)(?:有|是|在|：)|原因(?:主要|有|是|在)|(?:不足|问题|短板|差距)[：]$|归纳起来|有[以如]下[几一二三四五六七八九]"
)
_PROBLEM_WORDS_BIT = signal(_PROBLEM_WORDS)
_TIME_HEAD = re.compile(
    r"^(?:(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日|[底初末])?(?:之?前|起)?|今年|明年|年内|年底前?|月底前?|近期|当前|目前|会后|下一步|下步|现阶段|今后|即日起|从[^，]{1,12}(?:起|到[^，]{1,10})|“[^”]{1,6}”(?:期间|前)|[^，]{1,8}(?:期间|阶段|之前|之后|前|后|时)|到[^，]{1,10}|自[^，]{1,20}起|其中|同时|此外|另外|一方面|另一方面|特别是|总的来说|具体来说|总之|因此|所以|为此|对此)$"
)
_REASON = re.compile(
    r"^(?:因为|由于|究其原因|之所以|这是因为|这说明|这充分|实践证明|事实证明|经验告诉|这些都|可以说|应该说|总的来?[看说讲]|总体[看上]|从.{1,40}看)"
)
_REASON_BIT = signal(_REASON, opening=True)


#: A sentence is judged by its first part; nothing beyond decides.
MAX_JUDGED = 1200


class Verdict(NamedTuple):
    """Label ('measure', 'continuation', 'background' or 'frame'), doubt 0..1 and the rule's name."""

    label: str
    doubt: float
    rule: str


class Context(NamedTuple):
    """What the place of a sentence says about it.

    ``section``: 'principle', 'goal', 'problem', 'meaning', 'done' or ''; ``preamble``: before the first heading of a
    document that has headings; ``ordered``: an order was reported just before (会议要求…) or a measure stands before
    it in the same item; ``goal_open``: a dated goal stands before it in the same paragraph; ``report``: in a report of a
    meeting, before its first heading.
    """

    section: str = ""
    preamble: bool = False
    ordered: bool = False
    goal_open: bool = False
    item: bool = False
    speech: bool = False
    report: bool = False


#: 加强党的建设是根本保证: a clause that opens with a verb and still only states.
_EQUATION = re.compile(
    r"[^，“《]{2,30}?[来容]不得|[^，“《]{2,30}?[期间限准围象]为(?!了)|[^，“《]{2,30}?(?<![而于总都既若先还就只但])是(?![否由要])[^，]{0,36}(?:的|点|题|程|证|键|础|求|策|务|任|措|举|台|量|容|节|源|带|脉|线|本|魂|法|事)[，。]"
)
_EQUATION_BIT = signal(_EQUATION, opening=True)
_LIMIT = re.compile(
    r"(?:控制在|不超过|不得超过|不低于|不少于|不高于|达到|稳定在|保持在|压缩至|缩短至)[^，\d]{0,6}\d"
)
_LIMIT_BIT = signal(_LIMIT)
_ORDINAL_IS = re.compile(r"^[一二三四五六七八九十]{1,2}(?:是|则)(?=[\u4e00-\u9fff])")
_OFTEN = re.compile(r"每[天日周月季年]|每半年|定期|长期坚持|按[月季]")
_OFTEN_BIT = signal(_OFTEN)
_NUMBER_GOAL = re.compile(r"\d|[×X]万|清零|全覆盖|百分之|[一二三四五六七八九十]成")
#: 与经济增长基本同步, 不低于全市平均水平: goals without a figure.
_COMPARED = re.compile(
    r"(?:不低于|不高于|不少于|高于|优于|好于|同步|持平|正增长|零增长|双下降|只减不增|走在前列)"
)
_DATED = re.compile(
    r"(?:20\d\d年|\d{1,2}月|年|月)(?:\d{1,2}日|底|末)?(?:之?前|以前)|到20\d\d年|年内|\d个月内|上半年|年底|季度|期间（|期间(?=[^，]{0,3}(?:实现|要))"
)
_DATED_BIT = signal(_DATED)
_FIRST_PERSON = re.compile(
    r"^(?:我(?![们县市区省镇乡])|我们(?!要|必须|应|绝?不能|决不|绝不|一定)|大家(?:都|应该都|可以)|同志们)"
)
_FIRST_PERSON_BIT = signal(_FIRST_PERSON, opening=True)
_DUTY = re.compile(
    r"(?:负责(?!人|同志|制|的)|牵头(?!单位|部门)|责任人|总责|领导责任|包案|包抓|包保|联系包|具体承办|各负其责|各司其职)"
)
_DUTY_BIT = signal(_DUTY)
_CALLS = re.compile("要求|希望|号召|责成|强调|请(?![示假求])")


def judge(text: str, context: Context, has_subject: bool, known: int | None = None) -> Verdict:
    """Decide what a sentence (normalised, without its enumerator) is.

    ``has_subject`` tells that a clause of it has a unit or person as subject of an order; ``known`` are its signals where
    the caller has them already.
    """
    text = text[:MAX_JUDGED].strip(" \u3000")
    if "是" in text[1:3] or "则" in text[1:3]:
        text = _ORDINAL_IS.sub("", text)
    if not text:
        return Verdict("frame", 0.0, "frame.empty")
    if text[-1] == "？":
        return Verdict("background", 0.05, "background.question")
    if known is None:
        known = signals(text)
    signs = known & opening(text[0])
    if signs & _SLOGAN_BIT and _SLOGAN.match(text):
        return Verdict("background", 0.05, "background.slogan")
    if not has_subject and signs & _PRINCIPLE_BIT and _PRINCIPLE.match(text):
        return Verdict("background", 0.3, "background.principle")
    if signs & _OTHERS_SAY_BIT and _OTHERS_SAY.match(text):
        return Verdict("background", 0.3, "background.what-others-say")
    if signs & MOTTO_BIT and MOTTO.match(text):
        return Verdict("background", 0.3, "background.maxim")
    if context.speech and signs & THREAT_BIT and not has_subject and THREAT.match(text):
        return Verdict("background", 0.3, "background.maxim")
    if context.speech and signs & CHAIR_BIT and CHAIR.match(text):
        return Verdict("frame", 0.2, "frame.agenda")
    if signs & TOLD_BIT and TOLD.match(text) and not has_subject:
        return Verdict("background", 0.2, "background.told")
    formula = formula_rule(text, signs)
    if formula and not (formula == "background.entitlement" and MODAL.search(text)):
        return Verdict(formula.partition(".")[0], 0.2, formula)
    if signs & _AGREED_BIT and _AGREED.search(text):
        return Verdict("background", 0.1, "background.greeting")
    if signs & _EXAMPLE_BIT and _EXAMPLE.match(text) and not MODAL.search(text):
        return Verdict("background", 0.2, "background.example")
    if text[-1] == "！" and not has_subject and not MODAL.search(text):
        return Verdict("continuation" if context.ordered else "background", 0.3, "continuation.call")
    if context.section == "done":
        return Verdict("background", 0.1, "background.done-section")
    modal = MODAL.search(text)
    if signs & _TRUTH_SPEAKER_BIT and _TRUTH_SPEAKER.search(text):
        return Verdict("background", 0.1, "background.quotation")
    asks = asked(text, MODAL) if has_subject or "强调" in text else None
    if asks:
        text = asks
        signs = known & opening(text[:1])
        context = context._replace(ordered=True, preamble=False)
        modal = MODAL.search(text)
    narration = _NARRATION.search(text) if signs & _NARRATION_BIT else None
    tells = (
        context.report
        and modal is None
        and (TELLS.search(text) or DONE.search(text) or (not context.ordered and MEETS.search(text)))
    )
    if tells and not _CALLS.search(text):
        return Verdict("background", 0.1, "background.narration")
    if (
        narration
        and not (modal and modal.start() > narration.end())
        and not (signs & _DUTY_BIT and _DUTY.search(text))
    ):
        return Verdict("background", 0.1, "background.narration")
    report = None
    if signs & _REPORT_BIT:
        report = _REPORT.match(text) or _REPORT.match(_TOPIC_HEAD.sub("", text))
    truth = False
    if report and (len(report.group("who")) >= 2 or not report.group("who")):
        truth = report.group("verb") in ("指出", "认为", "表示", "提出")
        if report.group("verb") == "表示":
            return Verdict("background", 0.2, "background.pledge")
        text = _ASKS.sub("", report.string[report.end("verb") :].lstrip("，："))
        signs = known & opening(text[:1])
        modal = MODAL.search(text)
        if not truth and not has_subject and not modal and signs & _STATEMENT_BIT and _STATEMENT.match(text):
            return Verdict("background", 0.2, "background.maxim")
        if not truth:
            context = context._replace(ordered=True, preamble=False)
    if context.section == "problem" and not (modal and has_subject):
        return Verdict("background", 0.1, "background.problem")
    if context.section == "principle":
        if _GOAL_DATE.search(text) and _NUMBER_GOAL.search(text) and not TENSE.search(text):
            return Verdict("measure", 0.4, "measure.dated-goal")
        return Verdict("background", 0.15, "background.principle")
    if context.section == "goal":
        if (
            _NUMBER_GOAL.search(text)
            or (signs & _DATED_BIT and _DATED.search(text))
            or _COMPARED.search(text)
        ) and not TENSE.search(text):
            return Verdict("measure", 0.15, "measure.goal")
        if has_subject and modal:
            return Verdict("measure", 0.2, "measure.goal-subject")
        return Verdict("background", 0.3, "background.goal-without-figure")
    recognises = bool(signs & RECOGNISE_BIT) and RECOGNISE.search(text) is not None
    clauses = [read_clause(c, modal is not None, recognises) for c in split_clauses(text)]
    orders = [c for c in clauses if c.order and not (c.recognise and not _VERB_BEYOND.search(c.text))]
    modal_orders = [c for c in orders if c.order == 2]
    first = clauses[0]
    tense = bool(signs & TENSE_BIT) and TENSE.search(first.text if first.order == 1 else text) is not None
    statement = (first.order == 0 and (signs & _STATEMENT_BIT and _STATEMENT.match(text) is not None)) or (
        first.order == 1
        and (
            (signs & _EQUATION_BIT and _EQUATION.match(text) is not None)
            or (signs & IS_BIT and IS.search(text) is not None)
        )
    )
    if not modal_orders and (
        (signs & PROBLEM_END_BIT and PROBLEM_END.search(text))
        or (not has_subject and (signs & ABILITY_BIT and ABILITY.search(text)))
    ):
        return Verdict("background", 0.25, "background.state")
    if signs & _GREETING_BIT and _GREETING.search(text) and not modal_orders:
        return Verdict("background", 0.05, "background.greeting")
    if recognises:
        if (
            (not orders and not (has_subject and len(clauses) >= 3))
            or (recognised_fact(text, MODAL) and not verb_headed(clauses[-1].text))
            or (
                len(orders) == 1
                and context.speech
                and not has_subject
                and not (context.ordered and text[:1] == "要" and len(clauses) > 1)
            )
            or (tense and not has_subject)
        ):
            return Verdict("background", 0.2, "background.recognise")
    if signs & NODE_BIT and NODE.search(text) and not tense:
        return Verdict("measure", 0.3, "measure.dated")
    if (
        context.report
        and not modal
        and not context.ordered
        and not (signs & _DUTY_BIT and _DUTY.search(text))
        and not _CALLS.search(text)
        and not (has_subject and WILL.search(text))
    ):
        return Verdict("background", 0.15, "background.narration")
    if (
        context.preamble
        and not ((modal_orders and (has_subject or context.ordered)) or (has_subject and _WILL.search(text)))
        and not (((signs & _CALL_BIT and _CALL.match(text)) or _ASKED.search(text)) and not tense)
    ):
        return Verdict("background", 0.15, "background.preamble")
    if (
        has_subject
        and (modal_orders or (signs & _DUTY_BIT and _DUTY.search(text)))
        and not ((signs & _FIRST_PERSON_BIT and _FIRST_PERSON.match(text)) and tense)
    ):
        return Verdict("measure", 0.04, "measure.subject-and-modal")
    if modal_orders:
        if signs & _REASON_BIT and _REASON.match(text) and not has_subject:
            return Verdict("background", 0.4, "background.reason")
        if (
            statement
            and len(modal_orders) == 1
            and not has_subject
            and not _MODAL_YAO.search(modal_orders[0].text)
        ):
            return Verdict("background", 0.45, "background.statement")
        if signs & _FIRST_PERSON_BIT and _FIRST_PERSON.match(text) and not has_subject:
            return Verdict("background", 0.4, "background.first-person")
        if tense and not has_subject and first.order == 0 and modal_orders[0] is clauses[-1] and truth:
            return Verdict("background", 0.5, "background.fact")
        return Verdict("measure", 0.12 if not tense else 0.3, "measure.modal")
    if signs & _CALL_BIT and _CALL.match(text):
        return Verdict("measure", 0.2, "measure.call")
    if has_subject and not tense and not statement:
        return Verdict("measure", 0.2, "measure.subject")
    if truth:
        return Verdict("background", 0.15, "background.reported-truth")
    if signs & _REASON_BIT and _REASON.match(text) and not has_subject:
        return Verdict("background", 0.3, "background.reason")
    if tense and not (first.order and (signs & _DATED_BIT and _DATED.search(text))):
        return Verdict("background", 0.2, "background.fact")
    if (
        (signs & _RESULT_BIT and _RESULT.match(text))
        and context.ordered
        and not (text[:2] == "确保" and any(c.order for c in clauses[1:]))
    ):
        return Verdict("continuation", 0.3, "continuation.result")
    if (first.order == 1 or _CHARGED.match(text)) and not statement:
        return Verdict("measure", 0.2 if not context.speech else 0.35, "measure.verb")
    if signs & _PROBLEM_WORDS_BIT and _PROBLEM_WORDS.search(text):
        return Verdict("background", 0.2, "background.problem-words")
    if statement:
        return Verdict("background", 0.2, "background.statement")
    if signs & _EVERY_CASE_BIT and _EVERY_CASE.match(text):
        return Verdict("measure", 0.3, "measure.every-case")
    if (
        first.preposition
        or _TIME_HEAD.match(first.text)
        or (signs & _CONDITION_BIT and _CONDITION.match(text))
    ):
        if orders or (signs & _WEAK_MODAL_BIT and _WEAK_MODAL.search(text)):
            return Verdict("measure", 0.3, "measure.adverbial-and-verb")
    if (
        not tense
        and not statement
        and (signs & _OFTEN_BIT and _OFTEN.search(text))
        and (orders or not context.speech or context.ordered)
    ):
        return Verdict("measure", 0.35, "measure.repeated")
    if (
        signs & _DATED_BIT
        and _DATED.search(text)
        and not tense
        and not (context.speech and not orders and (signs & _REASON_BIT and _REASON.match(text)))
    ):
        return Verdict("measure", 0.3, "measure.dated")
    if not tense and not context.speech and _TAKEN_IN.match(text):
        return Verdict("measure", 0.4, "measure.adverbial-and-verb")
    if signs & _STATE_BIT and _STATE.search(text):
        return Verdict("background", 0.25, "background.state")
    if not tense and signs & _FORBIDS_BIT and len(_FORBIDS.findall(text)) >= 2:
        return Verdict("measure", 0.45, "measure.chain-of-prohibitions")
    if signs & _WEAK_MODAL_BIT and _WEAK_MODAL.search(text) and not context.speech:
        return Verdict("measure", 0.45, "measure.weak-modal")
    if orders and (context.item or not context.speech):
        return Verdict("measure", 0.4, "measure.item")
    if context.ordered and not context.speech and inner_verb(text):
        return Verdict("measure", 0.5, "measure.list-goes-on")
    if context.ordered and orders and len(orders) * 2 >= len(clauses):
        return Verdict("measure", 0.45, "measure.order-goes-on")
    if signs & _AIM_BIT and _AIM.search(text) and not tense:
        return Verdict("measure", 0.35, "measure.aim")
    if signs & _LIMIT_BIT and _LIMIT.search(text) and (context.ordered or not context.speech):
        return Verdict("measure", 0.45, "measure.limit")
    if not context.speech and context.ordered and _NUMBER_GOAL.search(text):
        return Verdict("measure", 0.5, "measure.figure")
    return Verdict("background", 0.4 if orders else 0.2, "background.no-order")


_VERB_BEYOND = re.compile(r"(?:落实|推动|克服|抓好|强化|加强|增强.{0,20}，)(?!.{0,4}认识)")
#: 来不得半点虚假，就要硬碰硬: no order, a maxim.
_MODAL_YAO = re.compile(r"(?<![就才越])要|应|务必")
