"""Who answers for a measure: parentheses, 责任单位 lines, 由X牵头, X会同Y, and the subject of the sentence.

Roles follow the corpus guide: lead where the text says 牵头 (or 会同, or that the first unit listed leads), co where it says
配合/参与/协助, otherwise responsible. Names are taken exactly as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .orgs import is_org, split_names, subject
from .types import OwnerFound

LABELS = {
    "lead": re.compile(r"(?:总?牵头|主办|主责|主要牵头|第一责任|首责)(?:单位|部门|科室|股室|处室|责任单位|乡镇)?"),
    "co": re.compile(r"(?:配合|协办|协助|参与|参加|协同|支持|会办|联办|协作|共同)(?:责任)?(?:单位|部门|科室|股室|处室)?"),
    "who": re.compile(
        r"(?:整改)?(?:责任|承办|落实|实施|主体责任|整改责任|具体责任|直接责任|包保|包联|包抓|督办|督导|监督|完成|牵头)?(?:单位|部门|主体|科室|股室|处室|县?领导|市领导|人|人员|责任人|乡镇|村|负责人)|牵头领导|分管领导|主管领导|包案领导|整改责任人|责任县领导"
    ),
    "time": re.compile(r"(?:完成|整改|办结|落实|实施|推进|计划完成|要求完成|工作|办理|整治|任务)?(?:时限|时间|期限|时间节点|时间要求|进度|进度安排|时间安排)(?:要求)?"),
}
_LABEL = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{0,6}(?:单位|部门|科室|股室|处室|领导|责任人|负责人|时限|时间|期限|时间节点|主体|乡镇))\s*[：]"
    r"|[【](?P<boxed>[\u4e00-\u9fff]{0,6}(?:单位|部门|科室|领导|责任人|负责人|时限|时间|期限|主体))[】]\s*[：]?"
)
_FIRST_LEADS = re.compile(r"(?:列|排在?|列在)?(?:在)?(?:第一(?:位|个)?|首位)(?:的|者)?(?:单位|部门|责任单位|者)?(?:为|是)(?:总?牵头)|列(?:首位|第一)[^，。；]{0,6}牵头|第一个[^，。；]{0,8}牵头")
_ROLE = re.compile(
    r"(?P<lead>(?:共同)?牵头(?:负责|落实|推进|抓总|组织实施|组织|抓好落实|办理|完成)?|为主(?:负责)?|主办|总牵头)$"
    r"|(?P<co>(?:积极|协同|密切|做好|共同|参与)?(?:配合(?:落实|做好)?|协助|参与|参加|协办|协同(?:配合)?|指导|支持|协作))$"
    r"|(?P<who>(?:等)?(?:按照?(?:各自)?(?:职责|职能)(?:分工)?(?:分别|各自)?(?:负责|落实|配合|抓好落实|做好)?|(?:共同|分别|分工|具体|各自|各负其责|分头|组织)?(?:负责(?:落实|实施|推进)?|各负其责|落实|承办|组织实施|实施|抓好落实|具体落实|推进落实)))$"
)
_KEY = re.compile(r"负责|时限|时间|期限|牵头|配合|责任|单位|领导|部门|协助|参与|参加|落实|承办|[局办委厅会院部府镇乡街村社]|地区|各")
_TIME_TOKEN = re.compile(
    r"^(?:并)?(?:(?:\d{4}年)?\d{1,2}月|\d{4}年|年底|年内|月底|全年|长期|持续|立行立改|立即|每|按[月季年]|\d{1,2}日|上半年|下半年|[一二三四]季度|第[一二三四]季度|到|“十|今年|明年|常态|定期|即知即改|近期|尽快|完成时限|整改时限|贯穿|适时|春节|国庆|“五一|“十一|五一|十一)"
)


@dataclass(slots=True)
class Group:
    """What a parenthesis, bracket or label line says: owners, and where its time limits stand."""

    owners: list[OwnerFound] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    first_leads: bool = False


def _found(text: str, a: int, b: int, role: str, rule: str) -> OwnerFound:
    return OwnerFound(text[a:b], role, False, a, b, rule)


_ROLE_NAME = {"lead": "lead", "co": "co", "who": "responsible"}


def label_role(label: str) -> str | None:
    """Return 'lead', 'co', 'who' or 'time' for a label such as 责任单位 or 整改时限, else None."""
    if label in ("牵头领导",):
        return "who"
    for role, pattern in LABELS.items():
        if pattern.fullmatch(label):
            return role
    return None


def parse_group(text: str, norm: str, start: int, end: int, first_leads: bool, *, bare: bool = True) -> Group | None:
    """Read ``norm[start:end]`` (the inside of a bracket, or a label line) as owners and time limits.

    Return None when it names nobody and limits nothing. ``bare`` allows a list of names without any role word.
    """
    if not _KEY.search(norm, start, end):
        return None
    group = Group(first_leads=_FIRST_LEADS.search(norm, start, end) is not None)
    first_leads = first_leads or group.first_leads
    pieces: list[tuple[int, int, str | None]] = []
    position, role = start, None
    for match in _LABEL.finditer(norm, start, end):
        label = match.group("label") or match.group("boxed")
        known = label_role(label)
        if known is None:
            for cut in range(1, len(label) - 1):  # 县住建局牵头单位： keeps only the label at the end
                known = label_role(label[cut:])
                if known:
                    break
            if known is None:
                continue
        if match.start() > position:
            pieces.append((position, match.start(), role))
        position, role = match.end(), known
    labelled = role is not None
    pieces.append((position, end, role))
    pending: list[tuple[int, int]] = []
    said = labelled
    for a, b, piece_role in pieces:
        if piece_role == "time":
            group.times.append((a, b))
            continue
        for s, e in _tokens(norm, a, b):
            if _FIRST_LEADS.search(norm, s, e) or norm[s:e] in ("下同", "以下同", "其余为配合单位", "其他为配合单位", "其余为责任单位", "其余单位配合"):
                continue
            if _TIME_TOKEN.match(norm[s:e]) and not is_org(norm[s:e]):
                group.times.append((s, e))
                continue
            if piece_role:
                _add(text, norm, s, e, _ROLE_NAME[piece_role], group, "owner.label")
                continue
            token_role = _ROLE.search(norm[s:e])
            if token_role is None:
                pending.append((s, e))
                continue
            said = True
            stop = s + token_role.start()
            kind = token_role.lastgroup or "who"
            if kind == "who" and norm[s:stop].endswith(("负责人", "责任")):
                pending.append((s, e))
                continue
            if norm.startswith("由", s):
                s += 1
            joint = _RE_1.search(norm[s:stop])
            if joint:
                _add(text, norm, s, s + joint.start(), "lead", group, "owner.joint")
                _add(text, norm, s + joint.end(), stop, "co", group, "owner.joint")
                pending.clear()
                continue
            names = [*pending, (s, stop)]
            pending = []
            before = len(group.owners)
            for x, y in names:
                if x < y:
                    _add(text, norm, x, y, _ROLE_NAME[kind], group, f"owner.bracket-{kind}")
            if kind == "who" and first_leads:
                _first_is_lead(group, before)
    if pending:
        if not said and not bare:
            return None
        before = len(group.owners)
        for x, y in pending:
            names = split_names(norm, x, y)
            if names is None:
                if not said and not group.first_leads:
                    return None
                continue
            for p, q in names:
                group.owners.append(_found(text, p, q, "responsible", "owner.bracket-list"))
        if not said and not group.first_leads:
            last = norm[pending[-1][1] - 6 : pending[-1][1]]
            if not group.owners or not last:
                return None
        if first_leads and not labelled:
            _first_is_lead(group, before)
    if not group.owners and not group.first_leads and not (group.times and labelled):
        return None
    return group


def _first_is_lead(group: Group, before: int) -> None:
    owners = group.owners[before:]
    if len(owners) < 2:
        return
    group.owners[before:] = [
        OwnerFound(o.name, "lead" if i == 0 else "co", False, o.start, o.end, "owner.first-leads") for i, o in enumerate(owners)
    ]


def _tokens(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split at ，；。 and blanks outside brackets."""
    out: list[tuple[int, int]] = []
    depth, last = 0, start
    for at in range(start, end):
        char = norm[at]
        if char in "（【“":
            depth += 1
        elif char in "）】”":
            depth = max(0, depth - 1)
        elif depth == 0 and char in "，；。 \u3000":
            out.append((last, at))
            last = at + 1
    out.append((last, end))
    return [(a, b) for a, b in out if b > a and norm[a:b].strip()]


def _add(text: str, norm: str, start: int, end: int, role: str, group: Group, rule: str) -> None:
    """Add the names of ``norm[start:end]``; a mark such as （牵头） after a name decides its role."""
    names = split_names(norm, start, end, loose=True)
    if names is None:
        return
    for a, b in names:
        own = role
        mark = _RE_2.search(norm[a:b])
        if mark:
            own = "lead" if mark.group(1) in ("牵头", "主办") else "co"
            b = a + mark.start()
        if b > a and norm[a:b] not in ("等", "其他", "同上"):
            group.owners.append(_found(text, a, b, own, rule))


# --- inside sentences ---------------------------------------------------------------------------------------------

_LEAD_TIME = re.compile(
    r"(?:同时|另外|此外|其中|并且|并|当前|目前|会后|下一步|下步|今后|今年|明年|年底前?|年内|近期|从现在起|即日起|各项工作|首先|最后|第[一二三四五六]|[一二三四五六七八九十]{1,2}是|[一二三四五六七八九十]{1,2}要(?=[\u4e00-\u9fff]{2,12}要)|特别是|同志们"
    r"|(?:于|到|在|从)?(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|末|份|[上中下]旬)?(?:之?前|以前|起)?|20\d\d年(?:底|末)?前?|“[^”]{1,6}”(?:期间|前|节前)|[\u4e00-\u9fff]{2,4}期间|上半年|下半年|[一二三四]季度|这一块|请|恳请|希望|要求|由|\d+%以上的|对此，?)?"
)
_TOPIC_BY = re.compile(r"(?<![自理])由(?!于|此|来|衷|表及|浅|点|单|主要|一家|一个|其|有关专家)")
_NOT_BY = re.compile(r"(?:担任|任双组长|任组长|组成|任(?=[副组])|兼任|构成|变|转变|向|到|此)")
_JOINT = re.compile(r"(?:要)?会同")
_LEADS = re.compile(r"(?:要|具体|负责|总)?牵头|(?:要)?(?:发挥)?(?:好)?牵头")
_HELPS = re.compile(r"(?:要|应|应当|积极|全力|密切|做好|全程|具体|必须|抽调人员)?(?:积极|全力|密切|全程|抽调人员)?(?:配合|协助|参加(?=[，。；]|$)|参与(?=[，。；]|$)|协同配合|做好(?:[^，。；]{0,6})(?:指导|配合|支持)|支持配合)")
_SEAT = re.compile(r"办公室设在(?P<n>[^，。；]{2,24})，(?:具体)?(?:负责|承担)")


def sentence_owners(text: str, norm: str, start: int, end: int, *, fact: bool = False) -> list[OwnerFound]:
    """Return the owners that the sentence ``text[start:end]`` itself names, in order."""
    found: list[OwnerFound] = []
    position = start
    first = True
    provisional = 0
    leading = False  # a lead was named: the next clause may name its helpers
    while position < end:
        stop = _clause_end(norm, position, end)
        before = len(found)
        lead_seen = _clause_owners(text, norm, position, stop, end, first, leading, fact, found)
        leading = leading or lead_seen
        if len(found) > before and provisional:  # 人民法院在审理…中，各级部门应…: the later subject answers
            del found[:provisional]
            provisional = 0
        elif len(found) > before and first and _PROVISIONAL.search(norm[position:stop]):
            provisional = len(found)
        if stop - position > 1 and (first and not _RE_3.match(norm[position:stop])):
            first = first and _HEAD_CLAUSE.match(norm[position:stop]) is not None
        position = stop + 1
    seat = _SEAT.search(norm, start, end) if "办公室设在" in norm[start:end] else None
    if seat:
        for a, b in split_names(norm, *seat.span("n")) or []:
            found.append(_found(text, a, b, "responsible", "owner.seat-of-office"))
    return found


_HEAD_CLAUSE = re.compile(r"^(?:对|针对|按照|根据|在|从|自|围绕|结合|凡|为|以|当前|目前|今年|明年|年底|会后|同时|此外|另外|其中|下一步|于|到|截至|20\d\d年|\d|“|以上|.{0,30}(?:的|时|后|前|中|期间|下|方面|问题|工作|事项|面|块|事)$)")
_ASKED = re.compile(r"[^，]{0,10}?(?<![申邀提报聘恳])请(?![示假求教])")
_NAMED = re.compile(r"^(?:县|市|区|镇|乡|省|州|各).*(?:局|委|办|中心|院|公司|大队|部|社|办公室|联社|专班|室|部门|单位|乡镇|街道|集团|支行|站|所)$")
_PREDICATE = re.compile(r"(?:每[年月季周日天半]度?)?(?:都|均|也|还)?(?:要|应|必须|务必|须|不得|严禁|负责|按照?职责)")
_CONCRETE = re.compile(r"^(?:县|市|省|区|镇|乡|州|街道|国家|国务院|中央|各|有关|相关)|(?:局|委|办|部|办公室|中心|公司|大队|支队|派出所|法院|检察院|单位|部门|书记|领导|同志)$")
_LATER = re.compile(r".{0,6}(?:要|应|必须|须|不得|负责|牵头|会同|配合|带头|协助)")
_PROVISIONAL = re.compile(r"(?:在.*(?:中|时|期间)|后|的)$")


def _clause_end(norm: str, start: int, end: int) -> int:
    """Return the end of the clause; a comma in quotation marks or brackets is no end."""
    depth = 0
    for match in _CLAUSE_EVENT.finditer(norm, start, end):
        char = match.group()
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth = max(0, depth - 1)
        elif depth == 0:
            return match.start()
    return end


_CLAUSE_EVENT = re.compile("[（“《）”》，；：。！？]")


def _clause_owners(text, norm, start, stop, end, first, leading, fact, found) -> bool:  # type: ignore[no-untyped-def]
    """Add the owners of one clause; return True when it named a lead."""
    lead_seen = False
    by = None
    for match in _TOPIC_BY.finditer(norm, start, min(stop, start + 120)):
        by = match
        names = subject(norm, match.end(), stop, named=True)
        if names is None:
            names = _list_before_role(norm, match.end(), stop)
        if names is None:
            continue
        spans, at, _ = names
        if _NOT_BY.match(norm, at, end) or not _by_is_clausal(norm, start, match.start()):
            continue
        if _RE_4.match(norm[at : min(stop, at + 30)]) and not norm.startswith("牵头", at):
            continue
        lead_seen |= _assign(text, norm, spans, at, stop, found, "owner.by")
    if by is not None and found and found[-1].end > start:
        return lead_seen
    begin = start
    while True:
        moved = _LEAD_TIME.match(norm, begin, stop)
        if moved is None or moved.end() == begin:
            break
        begin = moved.end()
        while begin < stop and norm[begin] in " \u3000，、":
            begin += 1
    asked = _ASKED.match(norm, start, min(stop, start + 14))
    if asked:
        begin = asked.end()
    called = bool(asked) or norm[start:begin].endswith(("请", "希望")) or norm[max(0, begin - 2) : begin] in ("希望",)
    if leading or _RE_5.search(norm[start:stop]):
        helped = _list_before_role(norm, begin, stop)
        if helped is not None and norm[begin:stop].endswith(("配合", "参加", "协助", "参与", "各负其责", "按职责分工负责", "分工负责", "牵头", "抽调人员参加", "配合做好", "全力配合", "协同配合", "负责")):
            spans, at, _ = helped
            return _assign(text, norm, spans, at, stop, found, "owner.role-clause") or lead_seen
    names = subject(norm, begin, stop, named=called)
    if names is None and stop < end and norm[stop] == "，" and stop - begin <= 60:
        spans = split_names(norm, begin, stop)  # the subject is a clause of its own: 各乡镇和有关部门，每年要…
        if spans and is_org(norm[spans[-1][0] : stop]) and _PREDICATE.match(norm, stop + 1, end):
            return _assign(text, norm, spans, stop + 1, _clause_end(norm, stop + 1, end), found, "owner.subject") or lead_seen
    if names is None:
        joint = _JOINT.search(norm, begin, min(stop, begin + 40))
        if joint and (found or joint.start() == begin) and not any(norm[begin : joint.start()].startswith(w) for w in ("对", "在", "把")):
            _joint(text, norm, joint.end(), stop, found)
        return lead_seen
    spans, at, strong = names
    later = strong and (_LATER.match(norm, at, stop) or all(_CONCRETE.search(norm[a:b]) for a, b in spans))
    named = not fact and all(_NAMED.search(norm[a:b]) for a, b in spans)
    weak = first and not fact and all(b - a >= 3 or norm[a:b] in ("大家", "乡镇", "各地") for a, b in spans)
    if called or (strong and first) or later or weak or (named and not norm.startswith("“", at)) or (named and first):
        return _assign(text, norm, spans, at, stop, found, "owner.subject" if not called else "owner.called") or lead_seen
    return lead_seen


def _by_is_clausal(norm: str, start: int, at: int) -> bool:
    """由 counts when it opens the clause, follows a short topic or a modal, not inside a longer verb phrase."""
    head = norm[start:at]
    if len(head) <= 1 or head.endswith(("应当", "应", "要", "分别", "统一", "一律", "可", "须", "必须", "均", "原则上", "则", "建立", "成立", "继续", "主要", "具体", "，", "一并", "都")):
        return True
    return not _RE_6.match(head) and len(head) <= 40


def _list_before_role(norm: str, start: int, stop: int) -> tuple[list[tuple[int, int]], int, bool] | None:
    """Read 「发改、财政配合」: names without endings are allowed before a role word that ends the clause."""
    match = _RE_7.search(norm[start:stop])
    if match is None or match.start() < 2 or match.start() > 60:
        return None
    names = split_names(norm, start, start + match.start(), loose=True)
    return (names, start + match.start(), True) if names else None


def _assign(text, norm, spans, at, stop, found, rule) -> bool:  # type: ignore[no-untyped-def]
    """Give the names a role from the predicate at ``at``; return True when they lead."""
    tail = norm[at:stop]
    if tail.startswith("、") or not spans:
        return False
    joint = _JOINT.match(norm, at, stop) or _RE_8.match(tail) and _JOINT.search(norm, at, stop)
    if joint is None and _RE_9.search(tail[:40]):
        joint = _JOINT.search(norm, at, stop)
    if joint:
        for a, b in spans:
            found.append(_found(text, a, b, "lead", "owner.joint"))
        _joint(text, norm, joint.end(), stop, found)
        return True
    if _LEADS.match(tail):
        role = "lead"
    elif _HELPS.match(tail):
        role = "co"
    else:
        role = "responsible"
    for a, b in spans:
        found.append(_found(text, a, b, role, rule))
    if role == "co" and rule == "owner.by":  # 由派出所配合乡镇依法…: the helped one is responsible
        other = subject(norm, at + 2, stop)
        if other:
            for a, b in other[0]:
                found.append(_found(text, a, b, "responsible", "owner.helped"))
    return role == "lead"


def _joint(text, norm, at, stop, found) -> None:  # type: ignore[no-untyped-def]
    """Add the units after 会同 as cooperating; the ones before become leads."""
    names = subject(norm, at, stop)
    spans = names[0] if names else None
    if spans is None:
        tail = _RE_10.search(norm[at:stop])
        spans = split_names(norm, at, at + tail.start()) if tail else None
    if spans is None:
        return
    for index, owner in enumerate(found):
        if owner.role == "responsible" and owner.end <= at and owner.rule != "owner.label":
            found[index] = OwnerFound(owner.name, "lead", False, owner.start, owner.end, "owner.joint")
    for a, b in spans:
        found.append(_found(text, a, b, "co", "owner.joint"))


# patterns used in one place each
_RE_1 = re.compile("会同")
_RE_2 = re.compile(r"（(牵头|主办|配合|协办|参与)[^（）]{0,4}）$")
_RE_3 = re.compile(r"(?:会议|.{0,20}(?:要求|强调|指出|明确|决定)$)")
_RE_4 = re.compile(r"[^，。；]{0,20}的(?:环节|做法|机制|方式|原则|制度|规定|格局|要求)")
_RE_5 = re.compile(r"(?:牵头|配合|参加|协助|各负其责|负责)$")
_RE_6 = re.compile(r"(?:取消|改变|变|推动|避免|防止|减少|形成|构建|实现)")
_RE_7 = re.compile(r"(?:要|应|须|必须)?(?:抽调人员|共同|全力|积极|密切|按照?(?:各自)?职责(?:分工)?|分工|协同|具体|各自)?(?:牵头|配合(?:做好[^，。；]{0,10})?|参加|参与|协助|负责(?!人|同志)|各负其责|各司其职)(?=[，。；、]|$|[^，。；的]{0,14}$)")
_RE_8 = re.compile(r"(?:要|应|应当|必须)?(?:积极|主动|加强)?会同")
_RE_9 = re.compile(r"会同")
_RE_10 = re.compile(r"[，。；]|$")
