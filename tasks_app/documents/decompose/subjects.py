"""Owners that a sentence names itself: its subject, 由X牵头, 请X…, X会同Y, 「X牵头，Y、Z配合」."""

from __future__ import annotations

import re

from .clauses import MODAL
from .lexicon import VERBS
from .orgs import is_org, split_names, subject
from .signals import heads, signal, signals
from .types import OwnerFound

#: Sentences are searched for owners in their first part only.
MAX_SEARCHED = 2400

_LEAD_WORDS = (
    r"同时|另外|此外|其中|并且|并|当前|目前|会后|下一步|下步|今后|今年|明年|年底前?|年内|近期|从现在起|即日起|各项工作|首先|最后|第[一二三四五六]|[一二三四五六七八九十]{1,2}是|[一二三四五六七八九十]{1,2}要(?=[\u4e00-\u9fff]{2,12}要)|特别是|同志们"
    r"|(?:于|到|在|从)?(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|末|份|[上中下]旬)?(?:之?前|以前|起)?|20\d\d年(?:底|末)?前?|“[^”]{1,6}”(?:期间|前|节前)",
    r"上半年|下半年|[一二三四]季度|(?:主?汛期|防火期|暑期|节假日|平时|日常)(?=[各全有县市区镇乡])|这一块|会议(?:强调|要求|明确|决定|议定|指出|提出|责成)[，：]?|请|恳请|希望|要求|责成|由|希(?=[各有全])|\d+%以上的|对此，?",
)
_LEAD_TIME = re.compile(r"(?:" + r"|[\u4e00-\u9fff]{2,4}期间|".join(_LEAD_WORDS) + r")?")
#: What a connective or date can begin with; only one with 期间 begins with anything.
_LEAD_HEADS = heads(re.compile("|".join(_LEAD_WORDS)))
_TOPIC_BY = re.compile(r"(?<![自理])由(?!于|此|来|衷|表及|浅|点|单|主要|一家|一个|其|有关专家)")
_NOT_BY = re.compile(r"(?:担任|任双组长|任组长|组成|任(?=[副组])|兼任|构成|变|转变|向|到|此)")
_JOINT = re.compile(r"(?:要)?会同")
_LEADS = re.compile(r"(?:要|具体|负责|总)?牵头|(?:要)?(?:发挥)?(?:好)?牵头")
_HELPS = re.compile(
    r"(?:要|应|应当|协同|积极|全力|密切|做好|全程|具体|必须|抽调人员)?(?:积极|全力|密切|全程|抽调人员)?(?:配合(?!、)|协助|参加(?=[，。；]|$)|参与(?=[，。；]|$)|支持(?=[，。；]|$)|协同配合|做好(?:[^，。；]{0,6})(?:指导|配合|支持)|支持配合)"
)
_THEIR_HEADS = frozenset(
    f"{word}{who}"
    for word in ("主要", "分管", "党政主要", "党政")
    for who in ("负责人", "负责同志", "领导", "领导同志", "同志")
)
_IN_PERSON = re.compile(r"(?:亲自|具体|直接)抓|(?:负)?总(?:负)?责")
_SEAT = re.compile(r"(?:办公室(?:设在|在)|挂靠(?:在)?)(?P<n>[^，。；]{2,24})，(?:具体)?(?:负责|承担)")


_IN_OFFICE = re.compile(
    r"[^，。；]{2,30}?(?:担任|兼任|任(?:双|副|执行|常务副)?(?:组长|主任|总指挥|指挥长|会长))"
)
#: 镇林业站：负责日常巡护。 A unit before a colon is responsible for what follows.
_UNIT_LABEL = re.compile(r"[^：，。；“《]{2,40}：")
_REPORTED = re.compile(r"(?:会议|.{0,20}(?:要求|强调|指出|明确|决定)$)")
#: 县长在会上强调，: who speaks is not who answers; 按照方案要求， is no speech.
_SPEAKS = re.compile(
    r"(?!.*(?:按照?|根据|依照|对照|围绕|落实|的要求$|[工作总体]要求$))[^要应]{2,40}?(?:强调|指出|要求|表示|提出)"
)
#: 县长要求各乡镇要…, 希望老师们能…: those asked stand behind the one who asks, without a comma.
_ASKS_OF = re.compile(
    r"(?!按照?|根据|依照|对照|围绕|落实|符合|达到|不符|有)(?:[\u4e00-\u9fff]{1,16}?(?<![的作体标目规定等上策准量家术全]))?(?:还|也|又|再次|明确)?(?:要求|责成|希望)(?=[^，。；：]{2,60})"
)
#: 县防指在机关召开会议，…: told, no duty.
_TOLD = re.compile(
    r"召开[^，。；]{0,30}会|(?:作|做|进行)了[^，。；]{0,8}(?:安排|部署|发言|汇报|讲话|强调|通报|报告)"
    r"|就[^，。；]{2,30}(?:作|做|进行)(?:具体|全面|详细)?(?:安排|部署|强调)|主持|出席|代表[^，。；]{2,30}(?:与|同|和)|签订了"
)
#: 要相互配合: together, nobody leads.
_TOGETHER = re.compile(r"(?:要|应|必须)?(?:相互|互相|通力|共同)")
#: 各部门要密切配合，: where nobody leads, they help each other.
_EACH_OTHER = re.compile(r"(?:要|应|应当|必须)(?:密切|协同|紧密)配合(?=[，。；]|$)")
#: 各级各部门思想认识要再提高: whose bearing is to rise.
_BEARING = re.compile(
    r"(?P<names>[各全][\u4e00-\u9fff、]{1,24}?)的?(?:思想认识|认识|思想|政治站位|站位|(?:责任|担当|安全|大局|服务)意识|工作作风|作风)(?:[和、][\u4e00-\u9fff]{2,8})?(?=(?:要|必须|务必)(?:再|更|进一步|持续|不断|切实|统一|提高|到位))"
)
_TOGETHER_END = re.compile(r"(?:要|应|必须)(?:相互|互相|通力|加强|注重)$|^(?:相互|互相|通力)$")
_ATTRIBUTE = re.compile(r"[^，。；]{0,20}的(?:环节|做法|机制|方式|原则|制度|规定|格局|要求)")
_NO_CLAUSE_BEFORE_BY = re.compile(r"(?:取消|改变|变|推动|避免|防止|减少|形成|构建|实现)")
_ROLE_WORD = re.compile(
    r"(?:要|应|须|必须)?(?:抽调人员|共同|全力|积极|密切|按照?(?:各自)?职责(?:分工)?|分工|协同|具体|各自)?(?:牵头|配合(?:做好[^，。；]{0,10})?|参加|参与|协助|负责(?!人|同志)|各负其责|各司其职)(?=[，。；、]|$|[^，。；的]{0,14}$)"
)
#: …牵头，住建、司法等协同配合开展检查
_HELPERS = re.compile(
    r"(?P<names>[\u4e00-\u9fff、]{2,60}?)等?(?:部门|单位)?(?P<role>(?:协同|积极|密切)?(?:配合|协助|参与|参加)[^，。；]{2,})"
)
_ROLE_ENDS = ("配合", "参加", "协助", "参与", "各负其责", "负责", "牵头", "配合做好")
_BY_AFTER = (
    "应当",
    "应",
    "要",
    "分别",
    "统一",
    "一律",
    "可",
    "须",
    "必须",
    "均",
    "原则上",
    "则",
    "建立",
    "成立",
    "继续",
    "主要",
    "具体",
    "，",
    "一并",
    "都",
)
_HEAD_CLAUSE = re.compile(
    r"^(?:对|针对|按照|根据|在|从|自|围绕|结合|凡|为|以|当前|目前|今年|明年|年底|会后|同时|此外|另外|其中|下一步|于|到|截至|20\d\d年|\d|“|以上)"
)
_HEAD_CLAUSES = heads(_HEAD_CLAUSE)
#: 春耕备耕工作，: a topic that the subject of the next clause deals with.
_TOPIC_ENDS = ("的", "时", "后", "前", "中", "期间", "下", "方面", "问题", "工作", "事项", "面", "块", "事")
_TOPIC_CLAUSE = re.compile(r"^.{0,30}(?:" + "|".join(_TOPIC_ENDS) + ")$")
_ASKED = re.compile(r"[^，]{0,10}?(?<![申邀提报聘恳])请(?![示假求教])")
_NAMED = re.compile(
    r"^(?:县|市|区|镇|乡|省|州|各).*(?:局|委|办|中心|院|公司|大队|部|社|办公室|联社|专班|室|部门|单位|乡镇|街道|集团|支行|站|所)$"
)
_PREDICATE = re.compile(
    r"(?:每[年月季周日天半]度?)?(?:都|均|也|还)?(?:要(?!求)|应|必须|务必|须|不得|严禁|负责|按照?职责)"
)
_CONCRETE = re.compile(
    r"^(?:县|市|省|区|镇|乡|州|街道|国家|国务院|中央|各|有关|相关)|(?:局|委|办|部|办公室|中心|公司|大队|支队|派出所|法院|检察院|单位|部门|书记|领导|同志)$"
)
_LATER = re.compile(r".{0,6}(?:要|应|必须|须|不得|负责|牵头|会同|配合|带头|协助)")
_PROVISIONAL = re.compile(r"(?:在.*(?:中|时|期间)|后|的)$")


#: What may end a clause.
_CLAUSE_EVENT = re.compile("[（“《）”》，；：。！？]")
#: The same where 由甲牵头、乙配合 is two.
_HELPERS_EVENT = re.compile(
    _CLAUSE_EVENT.pattern + "|(?<=牵头)、(?=[^，。；、]{2,30}(?:配合|参与|参加|协助))"
)
_UNIT_LABEL_BIT = signal(_UNIT_LABEL)
_SPEAKS_BIT = signal(_SPEAKS)
_REPORTED_BIT = signal(_REPORTED)
_SEAT_BIT = signal(_SEAT)
_TOPIC_BY_BIT = signal(_TOPIC_BY)
_ASKS_OF_BIT = signal(_ASKS_OF)
_ASKED_BIT = signal(_ASKED)
_JOINT_BIT = signal(_JOINT)
_PREDICATES = heads(_PREDICATE)


def sentence_owners(
    text: str, norm: str, start: int, end: int, *, fact: bool = False, known: int | None = None
) -> list[OwnerFound]:
    """Return the owners that the sentence ``text[start:end]`` itself names, in order.

    ``fact`` tells that the sentence reports something done: then only modal subjects count. ``known`` are the signals of
    the sentence where the caller has them already.
    """
    found: list[OwnerFound] = []
    if end - start < 8:
        return found
    end = min(end, start + MAX_SEARCHED)
    signs = signals(norm[start:end]) if known is None else known
    position = start
    label = _UNIT_LABEL.match(norm, start, end) if signs & _UNIT_LABEL_BIT else None
    if label and label.end() < end:
        named = split_names(norm, start, label.end() - 1)
        if named and all(is_org(norm[a:b]) for a, b in named):
            found.extend(_found(text, a, b, "responsible", "owner.unit-label") for a, b in named)
            position = label.end()
    first = True
    provisional = told = 0
    leading = False  # a lead was named: the next clause may name its helpers
    for stop in _clause_ends(norm, position, end):
        if stop - position < 4:
            position = stop + 1
            continue
        if (
            signs & _SPEAKS_BIT
            and norm[stop : stop + 1] in ("，", "：")
            and _SPEAKS.fullmatch(norm, position, stop)
        ):
            position = stop + 1
            continue
        before = len(found)
        leading = (
            _clause_owners(text, norm, position, stop, end, first, leading, fact, found, signs) or leading
        )
        if len(found) > before:
            if provisional:  # 人民法院在审理…中，各级部门应…: the later subject answers
                del found[:provisional]
                provisional = 0
            elif first and _PROVISIONAL.search(norm[position:stop]):
                provisional = len(found)
            elif _TOLD.search(norm, position, stop) and not MODAL.search(norm, position, stop):
                told = len(found)  # 县防指召开会议，各单位要…: who met does not answer
        if first:
            clause = norm[position:stop]
            if not (signs & _REPORTED_BIT and _REPORTED.match(clause)):
                first = (clause[0] in _HEAD_CLAUSES and _HEAD_CLAUSE.match(clause) is not None) or (
                    clause.endswith(_TOPIC_ENDS) and _TOPIC_CLAUSE.match(clause) is not None
                )
        position = stop + 1
    if told and len(found) > told:
        del found[:told]
    if len(found) > 1:  # 各单位要…，主要负责人亲自抓: how the unit does it
        found[1:] = [o for o in found[1:] if not (o.name in _THEIR_HEADS and _IN_PERSON.match(norm, o.end))]
    if signs & _SEAT_BIT:
        seat = _SEAT.search(norm, start, end)
        if seat:
            for a, b in split_names(norm, *seat.span("n")) or []:
                found.append(_found(text, a, b, "responsible", "owner.seat-of-office"))
    return found


def _found(text: str, a: int, b: int, role: str, rule: str) -> OwnerFound:
    return OwnerFound(text[a:b], role, False, a, b, rule)


def _clause_end(norm: str, start: int, end: int) -> int:
    """Return the end of the clause that begins at ``start``."""
    return _clause_ends(norm, start, end)[0] if start < end else end


def _clause_ends(norm: str, start: int, end: int) -> list[int]:
    """Return the ends of the clauses; a comma in quotation marks or brackets is no end."""
    depth = 0
    ends: list[int] = []
    event = _HELPERS_EVENT if norm.find("牵头、", start, end) >= 0 else _CLAUSE_EVENT
    for match in event.finditer(norm, start, end):
        char = match.group()
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth = max(0, depth - 1)
        elif depth == 0:
            ends.append(match.start())
    if not ends or ends[-1] + 1 < end:
        ends.append(end)
    return ends


def _clause_owners(
    text: str,
    norm: str,
    start: int,
    stop: int,
    end: int,
    first: bool,
    leading: bool,
    fact: bool,
    found: list[OwnerFound],
    signs: int,
) -> bool:
    """Add the owners of one clause; return True when it named a lead."""
    lead_seen = False
    if signs & _TOPIC_BY_BIT and norm.find("由", start, min(stop, start + 120)) >= 0:
        if norm.endswith(("组成", "构成"), start, stop):  # 成员由县财政局、县审计局等部门负责同志组成
            return lead_seen
        before = len(found)
        lead_seen = _by(text, norm, start, stop, end, found)
        if len(found) > before:
            return lead_seen
    begin = _after_time(norm, start, stop)
    told = (
        _ASKS_OF.match(norm, begin, stop)
        if signs & _ASKS_OF_BIT and (norm.find("求", begin, stop) >= 0 or norm.find("望", begin, stop) >= 0)
        else None
    )
    if told and subject(norm, told.end(), stop, named=True):
        begin = told.end()
    asked = _ASKED.match(norm, start, min(stop, start + 14)) if signs & _ASKED_BIT else None
    if asked:
        begin = asked.end()
    called = (
        asked is not None
        or (told is not None and begin == told.end())
        or (
            begin > start
            and norm.endswith(("请", "希望", "责成", "要求", "希"), max(start, begin - 2), begin)
        )
    )
    if leading:
        helpers = _HELPERS.match(norm, begin, stop)
        helping = split_names(norm, begin, helpers.end("names"), loose=True) if helpers else None
        if helpers and helping:
            return (
                _assign(text, norm, helping, helpers.start("role"), stop, found, "owner.role-clause")
                or lead_seen
            )
    if leading or norm[stop - 1] in "头合加助责与好":
        helped = _list_before_role(norm, begin, stop) if norm.endswith(_ROLE_ENDS, begin, stop) else None
        if helped is not None:
            spans, at, _ = helped
            return _assign(text, norm, spans, at, stop, found, "owner.role-clause") or lead_seen
    names = subject(norm, begin, stop, named=called)
    if names is None and norm.startswith(("各", "全"), begin, stop):
        bearing = _BEARING.match(norm, begin, stop)
        owning = split_names(norm, begin, bearing.end("names")) if bearing else None
        if bearing and owning and all(is_org(norm[a:b]) for a, b in owning):
            return _assign(text, norm, owning, bearing.end(), stop, found, "owner.subject") or lead_seen
    if (
        names is None
        and stop < end
        and norm[stop] == "，"
        and stop - begin <= 60
        and norm[stop + 1 : stop + 2] in _PREDICATES
        and _PREDICATE.match(norm, stop + 1, end)
    ):
        alone = split_names(
            norm, begin, stop
        )  # the subject is a clause of its own: 各乡镇和有关部门，每年要…
        if alone and is_org(norm[alone[-1][0] : stop]):
            return (
                _assign(text, norm, alone, stop + 1, _clause_end(norm, stop + 1, end), found, "owner.subject")
                or lead_seen
            )
    if names is None and first and norm[stop : stop + 1] == "，" and stop - begin <= 40 and stop < end:
        listed = split_names(norm, begin, stop)  # 各级党委政府，各级各部门要…: the list goes on
        if listed and all(is_org(norm[a:b]) for a, b in listed):
            after = subject(norm, stop + 1, _clause_end(norm, stop + 1, end))
            if after and after[2]:
                spans, at, _ = after
                return (
                    _assign(
                        text, norm, [*listed, *spans], at, _clause_end(norm, at, end), found, "owner.subject"
                    )
                    or lead_seen
                )
    if names is None:
        joint = _JOINT.search(norm, begin, min(stop, begin + 40)) if signs & _JOINT_BIT else None
        if joint and (found or joint.start() == begin) and norm[begin] not in "对在把":
            _joint(text, norm, joint.end(), stop, found)
        return lead_seen
    spans, at, strong = names
    if (
        called
        or (strong and first)
        or (strong and (_LATER.match(norm, at, stop) or all(_CONCRETE.search(norm[a:b]) for a, b in spans)))
        or (
            not fact
            and (
                (first and all(b - a >= 3 or norm[a:b] in ("大家", "乡镇", "各地") for a, b in spans))
                or (
                    (first or not norm.startswith("“", at))
                    and all(_NAMED.search(norm[a:b]) for a, b in spans)
                )
            )
        )
    ):
        return (
            _assign(text, norm, spans, at, stop, found, "owner.subject" if not called else "owner.called")
            or lead_seen
        )
    return lead_seen


def _by(text: str, norm: str, start: int, stop: int, end: int, found: list[OwnerFound]) -> bool:
    """Add the owners after 由; return True when one leads."""
    lead_seen = False
    for count, match in enumerate(_TOPIC_BY.finditer(norm, start, min(stop, start + 120))):
        if count > 4:
            break
        if _IN_OFFICE.match(norm, match.end(), stop):  # 由县委书记任组长的领导小组
            continue
        opens = match.end() + 4 if norm.startswith("所涉及的", match.end()) else match.end()
        names = subject(norm, opens, stop, named=True) or _list_before_role(norm, match.end(), stop)
        if names is None:
            continue
        spans, at, _ = names
        if _NOT_BY.match(norm, at, end) or not _by_is_clausal(norm, start, match.start()):
            continue
        if _ATTRIBUTE.match(norm, at, min(stop, at + 30)) and not norm.startswith("牵头", at):
            continue
        lead_seen |= _assign(text, norm, spans, at, stop, found, "owner.by")
    return lead_seen


def _after_time(norm: str, start: int, stop: int) -> int:
    """Skip the connectives and dates that may stand before a subject."""
    begin = start
    during = norm.find("期间", start, stop) >= 0
    while during or norm[begin] in _LEAD_HEADS:
        moved = _LEAD_TIME.match(norm, begin, stop)
        if moved is None or moved.end() == begin:
            return begin
        begin = moved.end()
        while begin < stop and norm[begin] in " \u3000，、":
            begin += 1
        if begin >= stop:
            return begin
    return begin


def _by_is_clausal(norm: str, start: int, at: int) -> bool:
    """由 counts when it opens the clause, follows a short topic or a modal, not inside a longer verb phrase."""
    head = norm[start:at]
    if len(head) <= 1 or head.endswith(_BY_AFTER):
        return True
    return len(head) <= 40 and not _NO_CLAUSE_BEFORE_BY.match(head)


_MODAL_BEFORE = re.compile(r"要(?:积极|主动|密切|全力|认真|切实|加强)")


def _list_before_role(norm: str, start: int, stop: int) -> tuple[list[tuple[int, int]], int, bool] | None:
    """Read 「发改、财政配合」: names without endings are allowed before a role word that ends the clause."""
    match = _ROLE_WORD.search(norm, start, min(stop, start + 110))
    if match is None or not 2 <= match.start() - start <= 60:
        return None
    if _TOGETHER_END.search(norm[start : match.start()]):
        return None
    modal = _MODAL_BEFORE.search(norm, start, match.start())
    names = split_names(norm, start, modal.start() if modal else match.start(), loose=True)
    if names and len(names) == 1 and norm[slice(*names[0])] in VERBS:  # 协调配合
        return None
    return (names, match.start(), True) if names else None


def _assign(
    text: str, norm: str, spans: list[tuple[int, int]], at: int, stop: int, found: list[OwnerFound], rule: str
) -> bool:
    """Give the names a role from the predicate at ``at``; return True when they lead."""
    tail = norm[at:stop]
    if tail.startswith("、") or not spans:
        return False
    joint = _JOINT.search(norm, at, stop) if "会同" in tail[:44] else None
    if joint:
        for a, b in spans:
            found.append(_found(text, a, b, "lead", "owner.joint"))
        _joint(text, norm, joint.end(), stop, found)
        return True
    if _LEADS.match(tail):
        role = "lead"
    elif _HELPS.match(tail) and not _TOGETHER.match(tail):
        mutual = _EACH_OTHER.match(tail) and not any(o.role == "lead" for o in found)
        role = "responsible" if mutual else "co"
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


def _joint(text: str, norm: str, at: int, stop: int, found: list[OwnerFound]) -> None:
    """Add the units after 会同 as cooperating; the ones before become leads."""
    names = subject(norm, at, stop)
    spans = names[0] if names else None
    if spans is None:
        spans = split_names(norm, at, _clause_end(norm, at, stop))
    if spans is None:
        return
    for index, owner in enumerate(found):
        if owner.role == "responsible" and owner.end <= at and owner.rule != "owner.label":
            found[index] = OwnerFound(owner.name, "lead", False, owner.start, owner.end, "owner.joint")
    for a, b in spans:
        found.append(_found(text, a, b, "co", "owner.joint"))
