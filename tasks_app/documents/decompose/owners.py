"""Who answers for a measure: parentheses, 责任单位 lines, 由X牵头, X会同Y, and the subject of the sentence.

Roles follow the corpus guide: lead where the text says 牵头 (or 会同, or that the first unit listed leads), co where it says
配合/参与/协助, otherwise responsible. Names are taken exactly as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .orgs import is_org, split_names
from .types import OwnerFound

LABELS = {
    "lead": re.compile(
        r"(?:总?牵头|主办|主责|主要牵头|第一责任|首责)(?:单位|部门|科室|股室|处室|责任单位|乡镇)?"
    ),
    "co": re.compile(
        r"(?:配合|协办|协助|参与|参加|协同|支持|会办|联办|协作|共同)(?:责任)?(?:单位|部门|科室|股室|处室)?"
    ),
    "who": re.compile(
        r"(?:整改|主要|第一)?(?:责任|承办|落实|实施|主体责任|整改责任|具体责任|直接责任|包保|包联|包抓|督办|督导|监督|完成|牵头)?(?:单位|部门|主体|科室|股室|处室|县?领导|市领导|人|人员|责任人|乡镇|村|负责人)|牵头领导|分管领导|主管领导|包案领导|整改责任人|责任县领导"
    ),
    "time": re.compile(
        r"(?:完成|整改|办结|落实|实施|推进|计划完成|要求完成|工作|办理|整治|任务|时间)?(?:时限|时间|期限|时间节点|时间要求|进度|进度安排|时间安排)(?:要求)?"
    ),
}
_LABEL = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{0,6}(?:单位|部门|科室|股室|处室|领导|责任人|负责人|时限|时间|期限|节点|进度|进度安排|时间安排|时间要求|主体|乡镇))\s*[：]"
    r"|[【](?P<boxed>[\u4e00-\u9fff]{0,6}(?:单位|部门|科室|领导|责任人|负责人|时限|时间|期限|主体))[】]\s*[：]?"
)
_FIRST_LEADS = re.compile(
    r"(?:列|排在?|列在)?(?:在)?(?:第一(?:位|个)?|首位)(?:的|者)?(?:单位|部门|责任单位|者)?(?:为|是)(?:总?牵头)|列(?:首位|第一)[^，。；]{0,6}牵头|第一个[^，。；]{0,8}牵头"
)
_ROLE = re.compile(
    r"(?P<lead>(?:共同|分别|联合)?牵头(?:负责|督导|督办|指导|协调|统筹|统筹协调|落实|推进|抓总|组织实施|组织|抓好落实|办理|完成)?|为主(?:负责)?|主办|总牵头)$"
    r"|(?P<co>(?:积极|协同|密切|做好|共同|参与)?(?:配合(?:落实|做好)?|协助|参与|参加|协办|协同(?:配合)?|指导|支持|协作))$"
    r"|(?P<who>(?:等)?(?:(?:结合(?:各自|本地|本部门)?实际|根据(?:各自)?(?:职责|职能)(?:分工)?)(?:抓好|组织|推进|分别)?(?:负责|落实|实施|推进|执行)|按照?(?:各自)?(?:职责|职能)(?:分工)?(?:分别|各自)?(?:负责|落实|配合|抓好落实|做好)?|(?:共同|分别|分工|具体|各自|各负其责|分头|组织)?(?:负责(?:落实|实施|推进)?|各负其责|落实|承办|组织实施|实施|抓好落实|具体落实|推进落实)))$"
)
_KEY = re.compile(
    r"负责|时限|时间|期限|进度|牵头|配合|责任|单位|领导|部门|协助|参与|参加|落实|承办|[局办委厅会院部府镇乡街村社科室组队站所]|中心|公司|学校|地区|各"
)
_TIME_TOKEN = re.compile(
    r"^(?:并)?(?:(?:\d{4}年)?\d{1,2}月|\d{4}年|年底|年内|月底|全年|长期|持续|立行立改|立即|每|按[月季年]|\d{1,2}日|上半年|下半年|[一二三四]季度|第[一二三四]季度|到|“十|今年|明年|常态|定期|即知即改|近期|尽快|完成时限|整改时限|贯穿|适时|春节|国庆|“五一|“十一|五一|十一)"
)


_TOGETHER = re.compile("会同")
#: 县住建局（牵头）: a mark after a name decides its role.
_NAME_MARK = re.compile(r"（(牵头|主办|配合|协办|参与)[^（）]{0,4}）$")


_ASIDE = re.compile(r"（[^（）]*）$")


@dataclass(slots=True)
class Group:
    """What a parenthesis, bracket or label line says: owners, and where its time limits stand."""

    owners: list[OwnerFound] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    first_leads: bool = False


def _found(text: str, a: int, b: int, role: str, rule: str) -> OwnerFound:
    return OwnerFound(text[a:b], role, False, a, b, rule)


_ROLE_NAME = {"lead": "lead", "co": "co", "who": "responsible"}


@lru_cache(maxsize=1024)
def label_role(label: str) -> str | None:
    """Return 'lead', 'co', 'who' or 'time' for a label such as 责任单位 or 整改时限, else None."""
    if label in ("牵头领导",):
        return "who"
    for role, pattern in LABELS.items():
        if pattern.fullmatch(label):
            return role
    return None


def parse_group(
    text: str, norm: str, start: int, end: int, first_leads: bool, *, bare: bool = True
) -> Group | None:
    """Read ``norm[start:end]`` (the inside of a bracket, or a label line) as owners and time limits.

    Return None when it names nobody and limits nothing. ``bare`` allows a list of names without any role word.
    """
    if not _KEY.search(norm, start, end):
        return None
    group = Group(first_leads=_FIRST_LEADS.search(norm, start, end) is not None)
    first_leads = first_leads or group.first_leads
    pieces: list[tuple[int, int, str | None]] = []
    position, role = start, None
    listed_first: set[int] = set()  # where a list of units begins of which the first may lead
    for match in _LABEL.finditer(norm, start, end):
        label = match.group("label") or match.group("boxed")
        known, cut = label_role(label), 0
        if known is None:
            for cut in range(1, len(label) - 1):  # 县住建局牵头单位： keeps only the label at the end
                known = label_role(label[cut:])
                if known:
                    break
            if known is None:
                continue
        opens = match.start() + cut
        if opens > position:
            pieces.append((position, opens, role))
        position, role = match.end(), known
        if known == "who" and label.endswith(("单位", "部门")):
            listed_first.add(position)
    labelled = role is not None
    pieces.append((position, end, role))
    pending: list[tuple[int, int]] = []
    said = labelled
    if any(piece_role in ("lead", "co") for _, _, piece_role in pieces):
        listed_first.clear()
    for a, b, piece_role in pieces:
        if piece_role == "time":
            group.times.append((a, b))
            continue
        labelled_from = len(group.owners)
        for s, e in _tokens(norm, a, b):
            declared = _FIRST_LEADS.search(norm, s, e)
            if (
                declared
                and not norm.endswith("）", declared.end(), e)
                and "、" not in norm[declared.end() : e]
            ) or norm[s:e] in (
                "下同",
                "以下同",
                "其余为配合单位",
                "其他为配合单位",
                "其余为责任单位",
                "其余单位配合",
            ):
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
            joint = _TOGETHER.search(norm, s, stop)
            if joint:
                _add(text, norm, s, joint.start(), "lead", group, "owner.joint")
                _add(text, norm, joint.end(), stop, "co", group, "owner.joint")
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
        if first_leads and a in listed_first:
            _first_is_lead(group, labelled_from)
    if pending:
        if not said and not bare:
            return None
        before = len(group.owners)
        for x, y in pending:
            listed = split_names(norm, x, y)
            if listed is None:
                if not said and not group.first_leads:
                    return None
                continue
            for p, q in listed:
                group.owners.append(_found(text, p, q, "responsible", "owner.bracket-list"))
        if not said and not group.first_leads and not group.owners:
            return None
        if first_leads and not labelled:
            _first_is_lead(group, before)
    if not group.owners and not group.first_leads and not (group.times and labelled):
        return None
    return group


def _first_is_lead(group: Group, before: int) -> None:
    owners = group.owners[before:]
    if len(owners) < 2 or any(o.role != "responsible" for o in owners):
        return
    group.owners[before:] = [
        OwnerFound(o.name, "lead" if i == 0 else "co", False, o.start, o.end, "owner.first-leads")
        for i, o in enumerate(owners)
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
        elif depth == 0 and char in "，；。 \u3000\n\r":
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
        aside = _ASIDE.search(norm, a, b)
        if aside and _FIRST_LEADS.search(norm, aside.start(), b):  # 县发改局（首位为牵头单位，下同）
            b = aside.start()
        mark = _NAME_MARK.search(norm[a:b])
        if mark:
            own = "lead" if mark.group(1) in ("牵头", "主办") else "co"
            b = a + mark.start()
        if b > a and norm[a:b] not in ("等", "其他", "同上"):
            group.owners.append(_found(text, a, b, own, rule))
