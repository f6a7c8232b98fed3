"""Time limits: their grammar and what day they mean, read against the date of the document.

The date is always the last day allowed. 6月底前 is 30 June, 9月前 is 31 August, 上半年 is 30 June, a named day before 前 is
that day; a missing year is the year of the date before it in the sentence, else the next such date on or after the
document's date (GUIDE of the reference corpus). What cannot be dated (尽快, 汛期前, 收到通知后3日内) stays without a date.
"""

from __future__ import annotations

import datetime
import re

from .dates import DateBase, DateReader, add_workdays, make_date, month_end, read_window
from .holidays import holiday
from .outline import cn_number
from .signals import sign_pattern, signal
from .types import DeadlineFound

_ONE = datetime.timedelta(days=1)
_YEAR = r"(?:(?P<y>20\d\d|19\d\d)年|(?P<ry>今年|明年|后年|本年度?|当年|次年|全年)(?:的)?)"
_FEAST = r"“?(?P<feast>五一|十一|国庆节?|春节|元旦节?|清明节?|端午节?|中秋节?|元宵节?|劳动节|七一|八一|六一|建党节|新年)”?(?:节|小长假|黄金周)?"
#: Characters a time limit can start with; everything else is skipped at once.
_HEADS = "0123456789今明后本当次全到至于在截最自从力不“五十国春元清端中劳七八六建新上下第一二三四九两半年月周星礼这底末内即立马及尽限适择近早随大会汛主暑寒禁防采供旺预特夏秋开投入封麦庭换学启封冰"
_DATE = re.compile(
    rf"(?=[{_HEADS}])(?:"
    # from … to …: the end counts
    r"(?P<range>(?:从|自)?(?:(?P<a>(?:20\d\d年)?(?:\d{1,2}月\d{1,2}[日号]|\d{1,2}月底|\d{1,2}月)|今天|即日|现在|今日)(?:起|开始)?，?)(?:至|到|—+|-+|～)(?P<b>(?:20\d\d年)?(?:\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|末|份)?|\d{1,2}[日号]|年底)))(?:前|止|之间|期间|结束)?"
    rf"|(?P<md>(?:到|至|于|在|截至|最迟不得超过|最迟|不晚于)?{_YEAR}?(?P<m>\d{{1,2}}|(?<![一二三四五六七八九十两几个])(?:十[一二]?|[一二三四五六七八九]))月(?!一[通调督考评会])(?:(?P<d>\d{{1,2}}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]|(?P<part>上旬|中旬|下旬|底|末|初|中(?=[，。前])|月底|份)?)(?P<mtail>(?:下午|上午|中午|晚上)?(?:下班前|\d{{1,2}}(?:[时点](?:\d{{1,2}}分)?|：\d\d))?(?:之?前|以前|前完成|底前|之内|内|止|完成|截止)?))"
    rf"|(?P<half>(?:到|至|于|在|力争)?{_YEAR.replace('<y>', '<yh>').replace('<ry>', '<ryh>')}?(?:(?P<h>[上下])半年|(?P<q>第?[一二三四1-4])季度)(?:末|底)?(?:之?前|以?内)?)"
    r"|(?P<plan>(?:到)?“?(?P<five>十[三四五六七八九])五”?(?:规划)?(?:期?末|期间|期内|时期))"
    rf"|(?P<ye>(?:到|至|于|在|截至)?(?:(?P<y2>20\d\d)年|(?P<ry2>今年|明年|后年|本年度?|当年|次年))?(?P<yp>年底|年末|年内|年中|年初|底|末|内(?=[，完实建全基]))(?:之?前|以前|之内|内)?)"
    r"|(?P<year>(?P<yin>到|在|至|力争|于|确保|努力)?(?:(?P<y3>20\d\d)年|(?P<ry3>今年|明年|全年|本年度))(?P<ytail>之?前|以前|以内|内)?)"
    rf"|(?P<fest>{_FEAST}(?:、{_FEAST.replace('feast', 'feast2')})?(?P<ftail>前夕|节前|假期前|之?前|以前|假期期间|假日期间|期间|假期|长假期间|节日期间|后))"
    r"|(?P<week>(?P<wrel>本|这|下下|下|上)?(?:个)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天末]|内)(?:上午|下午|中午)?(?:下班)?(?:之?前|以前|内)?(?:\d{1,2}[点时]前?)?)"
    r"|(?P<mon>(?P<mrel>本|当|下|上|这个|下个)?月(?P<mp>底|末|内|初|中旬|上旬|下旬)(?:之?前|以前|内)?)"
    r"|(?P<dom>(?:本月|当月|下月)?(?P<dom_d>\d{1,2})[日号](?:之?前|以前))"
    r"|(?P<day>(?:今天|今日|明天|明日|后天|当天|当日|大后天)(?:上午|下午|中午|晚上|夜里)?(?:\d{1,2}[点时])?(?:下班)?(?:之?前|以前|内)?)"
    r"|(?P<rel>(?P<n>\d{1,3}(?:\.\d{1,2})?|半|[一二两三四五六七八九十]{1,3})(?:个)?(?P<unit>工作日|自然日|个?月|日|天|周|星期|年|小时|分钟)(?:以|之)?内(?!部|容|外))"
    r"|(?P<vague>尽快|立即|立刻|马上|即刻|第一时间|限期|适时|及早|尽早|立行立改|即知即改|立查立改|随即|择机|近期内?|早日)"
    r"|(?P<event>(?:开学|投运|到来|来临|启动|入汛|汛期|主汛期|冰冻期|封冻|春耕|秋收|麦收|夏收|开工|开庭|换届|学期|暑假|寒假|暑期|采暖季|供暖期)(?:之?前|以前)|(?:汛期|主汛期|暑期|暑假|寒假|禁渔期|防火期|采暖季|供暖期|旺季|预警|特护期|春耕|夏收|秋收)(?:期间|前|之前))"
    r"|(?P<meet>会后)(?=[，自立马]|[\u4e00-\u9fff]))"
)
_DATE_SIGN = sign_pattern(_DATE)
DATE_BIT = signal(_DATE)
_ANCHOR = re.compile(
    r"(?:(?:自|从)[^，。；]{1,24}(?:之日|当日|之时)?起，?|(?:自|从)?[^，。；、：]{0,24}(?:之)?后(?:的)?，?(?:应|须|要)?(?:在)?|会后)$"
)
_EVENT_HEAD = re.compile(r"[\u4e00-\u9fff“”]{1,10}$")
_VERB_AFTER = re.compile(
    r"，|(?:要|应|必须|全面|基本|力争|实现|完成|建成|确保|争取|新增|实施|开展|推进|启动|组织|发展|继续|重点|计划|将|(?:我们|我[县市区省镇乡]|全[县市区省镇乡]|各级)要|年?底前|分|内|再|累计|全县|全市|全省|全国|全部|\d+%|开工|投入|建设|打造|培育|创建|新建|改造|达到|消除|突破|成功|顺利|如期|圆满)"
)
_SERVICE = re.compile(
    r"^.{0,8}(?:办结|办理|受理|答复|回访|响应|审批|审核|核准|回复|处置|流转|到达|到场|反馈|告知|审结|先行|签收|送达|上门|处理|评估|复核|出具|核实|查处|电话|书面|报告|上报|赶到)"
)
#: 今天讲的事: today as the day of speaking, no limit.
_TODAY_SPOKEN = re.compile(r"今[天日][讲说开召谈强提部安下到在听看研传通讨][^，。；]{0,12}的")
#: 第四季度是关键时期, 今年计划实施的项目, 决战四季度, 针对3月16日，我县开始出现的…: a time that is spoken of, no limit.
_SPOKEN_OF = re.compile(
    r"(?:是(?!否)|(?:计划|确定|安排|部署|下达|谋划|签约)[^，。；]{1,6}的|[^。；]{0,6}(?:开始出现|发生的))"
)
_FOUGHT = ("决战", "决胜", "奋战", "冲刺", "鏖战", "针对")
_DIGITS = re.compile(r"\d")
#: 对新识别对象10日内落实: the limit of every single case, a standard.
_EACH_CASE = re.compile(r"(?:^|[，。；：\n])(?:对|凡)[^，。；：\n]{2,20}$")
_INSIDE = re.compile(r"《[^》]{0,120}》")
#: “年初建账、年中查账、年底交账”: a slogan that names times sets none; “五一、十一”期间 is no slogan.
_SLOGAN = re.compile(r"“(?=[^”]{0,60}、)[^”]{9,120}”")
#: 近6个月内, 最近3年内: behind the document.
_BACKWARDS = re.compile(r"(?:近|过去|前|连续|满)$")
#: 2024年起3年内: counted with the first year.
_FROM_YEAR = re.compile(r"(20\d\d)年(?:起|开始)，?$")
#: 春节期间安全工作领导小组
_BODY_NAME = re.compile(r"[^，。；、]{0,12}?(?:领导小组|指挥部|工作组|专班)")
_FREQUENCY = re.compile(r"(?:不少于|不低于|至少|不超过|累计)")
_YEAR_BEFORE = re.compile(r"(20\d\d)年$")
_KNOWN_ANCHOR = re.compile(
    r"(?:印发|发布|下发|公布|施行|实施|今天|即日|发文|本(?:通知|方案|纪要|意见))|^会后|会议?(?:结束)?后"
)
_LIMIT_BEFORE = re.compile(r"(?:压缩|压减|控制|缩短|减至|降至|限制|不超过|提前|至|到|为)(?:至|在|到|为)?$")
_AFTER_MEETING = re.compile(r"^会后|会议?(?:结束)?后")


_ABOUT = ("关于", "对照", "根据", "针对", "结合", "围绕", "按照")


def find_deadlines(
    text: str, norm: str, start: int, end: int, base: DateBase
) -> tuple[list[DeadlineFound], list[tuple[int, int]]]:
    """Return the deadlines of ``text[start:end]`` and the spans of service limits (which are targets)."""
    if _DATE_SIGN.search(norm, start, end) is None and not base.periods:
        return [], []
    titles = (
        [m.span() for m in _INSIDE.finditer(norm, start, end)] if norm.find("《", start, end) >= 0 else []
    )
    if norm.find("“", start, end) >= 0:
        titles += [m.span() for m in _SLOGAN.finditer(norm, start, end)]
    reader = DateReader(base)
    found: list[DeadlineFound] = []
    services: list[tuple[int, int]] = []
    position = start
    while _DATE_SIGN.search(norm, position, end):
        match = _DATE.search(norm, position, end)
        if match is None:
            break
        position = max(match.end(), match.start() + 1)
        a, b = match.span()
        if titles and any(s <= a < e for s, e in titles):
            continue
        if norm[b - 1] in "月份" and norm[max(start, a - 3) : a + (norm[a] == "于")].endswith(_ABOUT):
            continue  # 关于4月份集中开工活动，…: the month names the thing
        try:
            result = _read(match, norm, start, end, reader, services)
        except (ValueError, OverflowError):  # no such day in the calendar, or one beyond its ends
            result = None, None, "deadline.no-such-day", match.span()
        if result is None:
            continue
        date, window, rule, (a, b) = result
        while a < b and norm[a] in "，、；。 ：":
            a += 1
        while b > a and norm[b - 1] in "，、；。 ":
            b -= 1
        if a < b:
            found.append(DeadlineFound(text[a:b], date, window, a, b, rule))
    for name, (first, last) in base.periods.items():
        at = norm.find(name, start, end)
        if at >= 0 and not any(d.start <= at < d.end or (d.date == last and last) for d in found):
            found.append(
                DeadlineFound(
                    text[at : at + len(name)], last, first, at, at + len(name), "deadline.named-period"
                )
            )
    if len(found) > 1:
        found.sort(key=lambda d: d.start)
    if len(found) > 1 and any(d.date and d.rule != "deadline.year" for d in found):
        # 今年要…，11月底前…: the year only frames the date
        found = [d for d in found if d.rule != "deadline.year" or d.text[:2] not in ("今年", "明年")]
    return found, services


#: What a match means: its day, the start of its window, the rule, and its span; None when it is no deadline.
Reading = tuple[datetime.date | None, datetime.date | None, str, tuple[int, int]] | None


def _read(  # a dispatch over the alternatives of the grammar, each a few lines
    match: re.Match[str], norm: str, start: int, end: int, reader: DateReader, services: list[tuple[int, int]]
) -> Reading:
    """Return (date, window start, rule, span) of one match, or None when it is no deadline."""
    group, kind = match, match.lastgroup
    a, b = match.span()
    before, after = norm[max(start, a - 6) : a], norm[b : min(end, b + 12)]
    previous = norm[a - 1] if a > start else "\n"
    base = reader.base
    reference = base.reference
    if before.endswith(("每年", "每", "逐年", "隔")) and kind != "range":
        return None
    if kind != "range" and (_SPOKEN_OF.match(after) or before.endswith(_FOUGHT)):
        return None
    if kind == "range":
        last, first = read_window(group["a"] or "", group["b"] or "", reader)
        return last, first, "deadline.window", (a, b)
    if kind == "md":
        month = cn_number(group["m"])
        if not 1 <= month <= 12:
            return None
        day, part, tail = group["d"], group["part"], group["mtail"] or ""
        year = reader.year_of(group["y"], group["ry"])
        if after.startswith(("以来", "起", "开始", "，县政府", "印发的", "的")) and "前" not in tail:
            if after.startswith(("起", "开始", "以来")):
                return None
        if not day and not part and not tail:
            if not _VERB_AFTER.match(after) or (
                after.startswith("，") and not match.group().startswith(("到", "至", "在", "于"))
            ):
                return None
        if before.endswith(("自", "从")) and not tail:
            return None
        if day:
            number = cn_number(day)
            date = reader.place(year, lambda y: make_date(y, month, number))
        elif part in ("底", "末", "份", "月底", "下旬"):
            date = reader.place(year, lambda y: month_end(y, month))
        elif part == "上旬":
            date = reader.place(year, lambda y: make_date(y, month, 10))
        elif part == "中旬":
            date = reader.place(year, lambda y: make_date(y, month, 20))
        elif part == "初":
            date = reader.place(year, lambda y: make_date(y, month, 10))
        elif part == "中":
            date = reader.place(year, lambda y: make_date(y, month, 15))
        elif tail and ("前" in tail and "底前" not in tail):
            date = reader.place(year, lambda y: datetime.date(y, month, 1) - _ONE)
        else:
            date = reader.place(year, lambda y: month_end(y, month))
        return date, None, "deadline.month", (a, b)
    if kind == "half":
        year = reader.year_of(group["yh"], group["ryh"])
        if (
            year is None
            and match.group()[-1] in "度年"
            and match.group()[0] not in "到至于在力"
            and previous not in "\n，。；：、（）”“ "
            and not _VERB_AFTER.match(after)
        ):
            return None  # 冲刺四季度: spoken of, no limit
        if after.startswith(("起", "以来", "开始")):
            return None
        if group["h"]:
            date = reader.place(
                year, lambda y: datetime.date(y, 6, 30) if group["h"] == "上" else datetime.date(y, 12, 31)
            )
        else:
            quarter = cn_number(group["q"].replace("第", ""))
            date = reader.place(year, lambda y: month_end(y, quarter * 3))
        if (
            year is None
            and reference
            and date
            and date.year > reference.year
            and not match.group().endswith("前")
        ):
            return None  # a quarter that lies behind the document is told, not ordered
        return date, None, "deadline.half-or-quarter", (a, b)
    if kind == "plan":
        index = cn_number(group["five"])
        date = datetime.date(1955 + 5 * (index - 1) + 5, 12, 31)
        return date, None, "deadline.five-year-plan", (a, b)
    if kind == "ye":
        year = reader.year_of(group["y2"], group["ry2"])
        part = group["yp"]
        if part in ("底", "末", "内") and year is None and not group["ry2"]:
            return None
        if part in ("底", "末") and year is None:
            return None
        if part == "年中":
            date = reader.place(year, lambda y: datetime.date(y, 6, 30))
        elif part == "年初":
            return None
        else:
            date = reader.place(year, lambda y: datetime.date(y, 12, 31))
        return date, None, "deadline.year-end", (a, b)
    if kind == "year":
        lead, tail = group["yin"] or "", group["ytail"] or ""
        year = reader.year_of(group["y3"], group["ry3"])
        spoken = group["ry3"] in ("今年", "全年", "本年度", "明年")
        whole = group["ry3"] == "全年"
        if whole and ((before and before[-1] not in "，。；：）") or after.startswith(("持续", "坚持"))):
            return None
        if whole and lead in ("确保", "努力") and not _DIGITS.search(after):
            return None  # 确保全年红
        if (
            not whole
            and not tail
            and lead not in ("到", "至", "力争")
            and not _VERB_AFTER.match(after)
            and not (lead == "在" and norm[b : b + 1] not in "的度")
        ):
            return None
        if (
            norm[b : b + 1] in ("的", "度", "起", "以")
            or after.startswith(("以来", "起", "工作", "《"))
            or before.endswith(("自", "从", "比", "较", "同", "超"))
        ):
            return None
        if lead == "于" and before.endswith(("高", "低", "优", "好", "早", "晚")):
            return None  # 优于2020年
        if spoken and not whole and not lead and not tail and previous in "入为对的和与":
            return None  # 列入今年重点项目: no limit
        if spoken and _FREQUENCY.match(after):
            return None
        if year is None:
            return None
        date = datetime.date(year, 12, 31) if "前" not in tail else datetime.date(year - 1, 12, 31)
        reader.last, reader.explicit = date, year
        return date, None, "deadline.year", (a, b)
    if kind == "fest":
        name = group["feast2"] or group["feast"]
        tail = group["ftail"]
        if tail == "后" or _BODY_NAME.match(norm, b, min(end, b + 16)):
            return None
        explicit = _YEAR_BEFORE.search(before + "")
        last_day = tail.endswith("前") or tail in ("前夕",)
        first_name = group["feast"] if last_day else name

        def build(year: int) -> datetime.date | None:
            known = holiday(first_name, year)
            if known is None:
                return None
            return known[1] - _ONE if last_day else known[2]

        date = reader.place(int(explicit.group(1)) if explicit else None, build)
        window = None
        if date is not None and not last_day:
            known = holiday(group["feast"], date.year)
            window = known[1] if known else None
        return date, window, "deadline.holiday", (a, b)
    if kind == "week":
        if (
            reference is None
            or group["wrel"] == "上"
            or (not group["wrel"] and (group["wd"] in "内末" or previous in "每一两三四几半"))
        ):
            return (
                (None, None, "deadline.week", (a, b)) if group["wrel"] in ("本", "下", "这", "下下") else None
            )
        weeks = {"下": 1, "下下": 2}.get(group["wrel"] or "", 0)
        monday = reference - datetime.timedelta(days=reference.weekday())
        weekday = {"日": 6, "天": 6, "末": 6, "内": 6}.get(group["wd"])
        if weekday is None:
            weekday = cn_number(group["wd"]) - 1
        date = monday + datetime.timedelta(days=7 * weeks + weekday)
        if not group["wrel"] and date < reference:
            date += datetime.timedelta(days=7)
        return date, None, "deadline.week", (a, b)
    if kind == "mon":
        if previous.isdigit() or previous in "每季个一二两三四五六七八九十上":
            return None
        if reference is None:
            return None, None, "deadline.month-relative", (a, b)
        step = 1 if group["mrel"] in ("下", "下个") else 0
        month_number = reference.year * 12 + reference.month - 1 + step
        year, month = divmod(month_number, 12)
        last = month_end(year, month + 1)
        part = group["mp"]
        day = {"上旬": 10, "初": 10, "中旬": 20}.get(part, last.day)
        return datetime.date(year, month + 1, day), None, "deadline.month-relative", (a, b)
    if kind == "dom":
        if previous in "月至到-—日、" or "每" in norm[max(start, a - 12) : a]:
            return None
        if reference is None:
            return None, None, "deadline.day-of-month", (a, b)
        number = int(group["dom_d"])
        anchor = reader.last or reference
        date = make_date(anchor.year, anchor.month, number)
        if match.group().startswith("下月") or date is None or date < reference:
            year, month = divmod(reference.year * 12 + reference.month, 12)
            date = make_date(year, month + 1, number)
        return date, None, "deadline.day-of-month", (a, b)
    if kind == "day":
        ahead = {"今": 0, "明": 1, "后": 2, "大": 3}.get(group["day"][0])
        if norm[b : b + 1] in ("的", "起", "开") or (
            ahead == 0
            and (
                after.startswith(("，", "上午", "没", "这", "我", "会")) or _TODAY_SPOKEN.match(norm, a, end)
            )
        ):
            return None
        if group["day"].startswith(("今天", "今日")) and before.endswith(("从", "自")):
            return None
        date = reference + datetime.timedelta(days=ahead) if ahead is not None and reference else None
        return date, None, "deadline.day", (a, b)
    if kind == "rel":
        return _relative(group, norm, start, a, b, match, end, reader, services)
    if kind == "vague":
        if (
            group["vague"].startswith("近期")
            and not after.startswith("，")
            and not group["vague"].endswith("内")
        ):
            return None
        if group["vague"] == "限期" and after.startswith(("办结制", "制")):
            return None
        return None, None, "deadline.undated", (a, b)
    if kind == "event":
        if match.group().endswith("前"):
            low = max(start, a - 8)
            head = _EVENT_HEAD.search(norm[low:a])
            if head:
                a = low + head.start()
        return None, None, "deadline.event", (a, b)
    return None


def _relative(
    group: re.Match[str], norm: str, start: int, a: int, b: int, match: re.Match[str], end: int,
    reader: DateReader, services: list[tuple[int, int]],
) -> Reading:  # fmt: skip
    """Read N日内, N个工作日内, N个月内 with or without an anchor (自本通知印发之日起, 会后, 收到通知后)."""
    base = reader.base
    unit, count_text = (group["unit"] or "").lstrip("个"), group["n"] or ""
    quantity_at = match.start("n")
    low = max(start, quantity_at - 30)
    before = _ANCHOR.search(norm[low:quantity_at])
    anchor = ""
    if before:
        anchor, a = before.group().strip("，"), low + before.start()
    tail = norm[b : min(end, b + 14)]
    if "." in count_text:
        services.append((quantity_at, b))
        return None
    if _BACKWARDS.search(norm[max(start, quantity_at - 2) : quantity_at]):
        return None
    if unit == "年":
        if tail.startswith(("享受", "有效", "免")):  # how long a benefit runs
            return None
        since = _FROM_YEAR.search(norm[max(start, quantity_at - 10) : quantity_at])
        if since and cn_number(count_text):
            opens = quantity_at - len(since.group())
            return (
                datetime.date(int(since.group(1)) + cn_number(count_text) - 1, 12, 31),
                None,
                "deadline.years-from",
                (opens, b),
            )
    known_anchor = _KNOWN_ANCHOR.search(anchor)
    if anchor and not known_anchor:
        return None, None, "deadline.relative-to-event", (a if a < quantity_at else quantity_at, b)
    if unit in ("小时", "分钟"):
        if not anchor:
            services.append((quantity_at, b))
            return None
        return None, None, "deadline.hours", (a, b)
    if _LIMIT_BEFORE.search(norm[max(0, quantity_at - 6) : quantity_at]):
        services.append((quantity_at, b))
        return None
    if not anchor and (
        _SERVICE.match(tail) or _EACH_CASE.search(norm[max(0, start - 1, quantity_at - 24) : quantity_at])
    ):
        services.append((quantity_at, b))
        return None
    start_date = base.reference
    if anchor and _AFTER_MEETING.search(anchor):
        start_date = base.meeting or base.reference
    if start_date is None:
        return None, None, "deadline.relative", (a, b)
    count = (
        int(count_text)
        if count_text.isdigit()
        else (0 if count_text == "半" else cn_number(count_text.replace("两", "二")))
    )
    try:
        if unit == "工作日":
            date = add_workdays(start_date, count, base.workdays)
        elif unit in ("日", "天", "自然日"):
            date = start_date + datetime.timedelta(days=count)
        elif unit in ("周", "星期"):
            date = start_date + datetime.timedelta(days=7 * count)
        elif unit == "月":
            if count_text == "半":
                date = start_date + datetime.timedelta(days=15)
            else:
                year, month = divmod(start_date.year * 12 + start_date.month - 1 + count, 12)
                date = min(
                    month_end(year, month + 1),
                    datetime.date(year, month + 1, min(start_date.day, 28))
                    + datetime.timedelta(days=max(0, start_date.day - 28)),
                )
        else:
            date = datetime.date(start_date.year + (count or 0), start_date.month, min(start_date.day, 28))
    except (ValueError, OverflowError):
        return None, None, "deadline.relative", (a, b)
    return date, None, "deadline.relative", (a, b)
