"""How often: 每月5日前, 按季度, 每半年一次, 周调度、月通报, 定期, 长期坚持."""

from __future__ import annotations

import re

from .signals import signal
from .types import CadenceFound

_CADENCE = re.compile(
    r"(?=[每逐按年一季月周日天长持常并全不定经随])(?:(?P<yearly>每年度?(?:\d{1,2}月(?:\d{1,2}日|底|份)?(?:之?前)?)?|逐年(?!提|增|下|递|降|攀|上升|减)|按年度?|年度(?=报告制度|评估|考核评价制度|述职)|一年一(?:评|考|次)|每\s*1\s*年)"
    r"|(?P<halfyearly>每半年(?:度)?|按半年)"
    r"|(?P<quarterly>每(?:个)?季度?(?:末|底|初|末月|末月底|首月|第一个月)?(?:的)?(?:\d{1,2}日)?(?:之?前)?|按季度?|逐季|(?:一季|季)(?:度)?(?=一(?:通报|调度|督查|考核|评比|会商|分析|研判|总结|排名|检查))|季(?=通报|考核|调度|小结|点评|评比|观摩))"
    r"|(?P<monthly>每(?:个)?月(?:末|底|初|上旬|中旬|下旬)?(?:\d{1,2}[日号])?(?:之?前)?|每\s*1\s*个?月|按月|逐月|月月|一月(?=一(?!日|号|月)[\u4e00-\u9fff])|(?<![\d一二三四五六七八九十本上下当个每半])月(?=通报|调度(?!会)|考核|例会|小结|点评|排名|报告|报制度|研判|会商))"
    r"|(?P<weekly>每(?:个)?(?:周|星期)(?:[一二三四五六日天](?![次个天]))?(?:[上下]午)?(?:\d{1,2}[点时])?(?:之?前|下班前)?|按周|逐周|一周(?=一(?!周)[\u4e00-\u9fff])|(?<![一二三四五六七八九十本上下每两\d])周(?=调度|通报|例会|报告|研判|会商|报制度|巡查))"
    r"|(?P<daily>(?<!每[人户])每(?:天|日|晚|早)(?:[上下]午)?(?:\d{1,2}[点时])?(?:之?前)?|按日|逐日|天天|一日一(?:报|查|调度)|(?<![工节假每生平近昨今即\d])日(?=调度|报告|通报|研判|会商|巡查|报制度|清(?=、|，)))"
    r"|(?P<continuous>长期坚持(?![的类]|事项)|持续(?:坚持|(?:推进|实施|开展)(?=[，。；）]|$))|常态化(?![的管]|疫情|防控|扫黑|斗争|机制|制度|工作)|经常性(?!支出|收入)|长期推进|并长期坚持|全年(?:坚持|持续))"
    r"|(?P<irregular>不定期|定期(?!存款|限)|经常(?=开展|组织|性?检查)|随机(?=抽查|检查)))"
)
CADENCE_BIT = signal(_CADENCE)


def find_cadences(text: str, norm: str, start: int, end: int) -> list[CadenceFound]:
    """Return the cadences of ``text[start:end]``, one for each code and place."""
    found: list[CadenceFound] = []
    for match in _CADENCE.finditer(norm, start, end):
        a, b = match.span()
        code = match.lastgroup or ""
        if code == "irregular" and match.group().startswith(("随机", "经常")):
            continue
        found.append(CadenceFound(text[a:b], code, a, b, f"cadence.{code}"))
    return found
