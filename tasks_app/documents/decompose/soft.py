"""Demands on attitude or conduct that cannot be checked off (要时刻绷紧讲政治的弦)."""

from __future__ import annotations

import re

from .signals import prefix_pattern

_ATTITUDE = re.compile(
    r"绷紧|牢记|树牢|树立|坚定.{0,4}(?:信念|信心|自信|立场|决心|方向)|坚决维护|政治站位|站位|担当|扛在肩上|担起|扛起|知责|担责|敢抓敢管|敢于|勇于|挺在前面|武装头脑|清醒|警醒|敬畏|自觉|使命感|责任感|紧迫感|危机感|大局意识|宗旨意识|忧患意识|底线思维|思想|理念|"
    r"弦|姿态|昂扬|克服|侥幸|麻痹|厌战|松懈|畏难|讲政治|以身作则|率先垂范|以上率下|表率|忠诚|干净|真抓实干|负总责|总责|第一责任人|政治责任|心中有|身先士卒|谨慎|放在(?:第一位|首位)|守土有责|守土|只争朝夕|争分夺秒|干劲|信心|斗志|初心|立场|看齐|保持一致|政治判断力|领悟力|执行力|觉悟|"
    r"高压态势|胸怀|情怀|感情|冷暖|安危|当成自己|[放挂记]在心|担子|二传手|太平官|标杆|榜样|精神|作风|为民|孺子牛|本领|意识|一岗双责|同心同德|拼劲|韧劲|狠劲|轻车简从|沉得住气|弯得下腰|官僚习气|主动协调|主动作为|主动担当|履行.{0,8}责任|高度重视|认识|境界|修养|团结|带头遵守|严于律己|廉洁|自律|约束|步子|负领导责任|心思|干事创业|以上率下|实干|"
    r"认清形势|教训|克难|迎难|不畏|砥砺|加压|振奋|提振|态度|和气|脸色|以案为鉴|警钟长鸣|自重|自省|自己首先|(?:^|要|做到)不[^，。；、不的]{1,7}、不[^的]{1,8}$|决心|劲头|导向|亲力亲为|想方设法|站位|攻坚冲刺|用心|用情|用力|不懈|协力|协作|相互(?:配合|支持)|协同配合|举一反三|反思|剖析|尽心尽力|尽职|尽好职责|履职尽责|紧紧围绕|锚定|出实招|出硬招|明确职责|"
    r"(?:各负其责|各司其职|形成合力)(?=[，。；！]|$)|(?:压紧|压实)[^，。；]{0,6}责任|(?:执政|驾驭|处突|履职|领导|应变|处置|统筹|研判)[^，]{0,8}(?:能力|水平)|当作?(?:重点|大事|头等大事)|更(?:多|复杂|具体|充分)一些|抓早|抓严"
)
_ATTITUDE_START = prefix_pattern(_ATTITUDE)
_CONCRETE = re.compile(
    r"\d|月底|年底|每[月周日天季年]|建立|制定|制订|编制|印发|报送|上报|台账|清单|方案|排查|检查|督导|督查|召开|举办|开展|组织|完成|建成|安排|拨付|配备|整治|整改|查处|监管|监督|宣传|培训|专项|会同|牵头|纳入|考核|通报|约谈|公开|公示|备案|登记|审核|验收|摸底|倒排|请假|报告|研究|部署|"
    r"招商|项目|建设|改造|执行|落实.{0,12}(?:制度|措施|任务|部署|方案|意见|要求|规定)|《|签订|汇报|督促|推进.{0,12}(?:工作|改革|建设)(?!.{0,4}$)|不得|严禁|挂图|调度|分析研判|摸清|落实到位"
)
_REPORTED = re.compile(r"^.{0,20}(?:要求|强调|指出)$")
#: 开展作风整治: bearing as the object of work, not as a demand.
_OBJECT = re.compile(r"作风|精神|思想|理念|意识|本领|团结|纪律")
#: 会议精神 is a text to be carried out, 政治站位 none.
_TEXTS = re.compile(r"(?:讲话|指示|批示|会议|文件|全会|决策部署)[^，。；]{0,10}精神")
#: Clauses that only say to what end count neither way.
_END = re.compile(
    r"^(?:确保|为[^，]{4,}|以[^，]{2,24}(?:迎接|成绩|成效|行动)|努力(?:开创|实现)|实现[^，]*新|共同(?:夺取|构建|营造)|全力维护|维护)"
)
#: 落实上级决策部署: too general to be checked off.
_GENERAL = re.compile(
    r"(?:贯彻|落实|执行)[^，。；]{0,24}(?:决策部署|部署要求|工作要求|部署|要求|精神)$|责任$|的(?:时期|阶段|工作)$|事关|关系到|不可放松|依然|仍有"
)
#: 支持行业自律: policy towards others, no demand on those who listen.
_POLICY = re.compile(r"(?:充分)?(?:支持|鼓励|允许|发挥|引导|倡导|推动|允许|促进)")
_WORK = re.compile(r"开展|整治|制定|建立|排查|检查|举办|培训|督查")
_CLAUSE = re.compile(r"[，；]")


def _bare(clause: str) -> str:
    clause = _TEXTS.sub("", clause)
    return _OBJECT.sub("", clause) if _WORK.search(clause) else clause


def is_soft(norm: str, start: int, end: int, dated: bool, has_owner: bool) -> bool:
    """Tell whether ``norm[start:end]`` demands an attitude only: no date, no figure, and its clauses speak of bearing.

    Only demands on named people (or without a task at all) count.
    """
    if dated or not _ATTITUDE_START.search(norm, start, end) or not _ATTITUDE.search(norm, start, end):
        return False
    clauses = [c for c in _CLAUSE.split(norm[start:end]) if len(c) > 1]
    if len(clauses) > 1 and _REPORTED.search(clauses[0]):
        del clauses[0]
    if not clauses:
        return False
    clauses = [c for c in clauses if not (_END.match(c) and not _ATTITUDE.search(c))] or clauses
    bearing = [_ATTITUDE.search(_bare(c)) is not None for c in clauses]
    attitude = sum(bearing)
    concrete = sum(
        1
        for c, bears in zip(clauses, bearing, strict=True)
        if not bears and not _GENERAL.search(c) and _CONCRETE.search(c)
    )
    if attitude == 0:
        return False
    if not has_owner and _POLICY.match(clauses[0]):
        return False
    if not has_owner and attitude < len(clauses):
        return concrete == 0 and (attitude * 3 >= len(clauses) * 2 or "态势" in norm[start:end])
    return concrete * 3 <= attitude and attitude * 2 >= len(clauses) - concrete
