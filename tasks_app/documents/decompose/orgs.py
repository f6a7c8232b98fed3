"""Names of units and people: lists of them, and a list that is the subject of a clause.

A name is known by its ending (…局, …委, …人民政府, …书记, …部门) or by its opening (各…, 有关…), never from a list of
particular names. Endings follow the usual designations of party and state bodies.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .clauses import MODAL, verb_at
from .lexicon import ADVERBS, NAME_VERBS, ORG_ENDING_MAX, ORG_ENDINGS, ORG_TAIL_STOP, VERBS
from .signals import heads

#: Longest stretch that is searched for a subject, in characters.
MAX_SUBJECT = 72
#: After 由 or 请 the names may be a long list.
MAX_LIST = 240
MAX_NAME = 26
_COLLECTIVE = re.compile(
    r"^(?:各|有关|相关|全体|广大|其他|其它|当地|地方|所在|所属|属地|本级|下级|上级|上一级|责任|牵头|配合|成员|主管|试点|包联|包保|包抓|帮扶|驻村|联系|涉及的|涉事|承办|主办|督查|分管|主要|村|被)"
)
_BAD_HEAD = re.compile(
    r"^(?:会同|会议|报(?=[省市县区镇乡州])|原则|同意|责成|听取|审议|会上|本次|此次|获得|领导$|收到|接到|对(?!口)|在(?![职编岗校外村])|将|把|以(?!色)|为|按|于|从(?!业)|向|并|的|了|使|让|就|因|给|与(?!会)|和|及|至|到|经(?![济开信管])|凡|其中|同时|要|不|是|这|那|此|该项|该事|未|已|没有|通过|推动|加强|由|请|如|若|当(?!地)|还|也|又|再|而|但|且|则|或|除|根据|围绕|针对|结合|依托|现有|新进|新增|一个|一家|每个|每家|每一|利用|充分|确保|实现|\d)"
)
_OF_HEAD = re.compile(
    r"^(?:有|具备|其他|其它|负有|所有|承担|符合|涉及|被|今天|没有|参与|列入|纳入|存在|排名|工作不力|任务重|暂未|未)"
)
_STRONG = re.compile(
    r"(?=[之始时汛节假夜周主要应必务须不负牵会于将按对每把以从向在结根依定抓尽及立认切进继主积严全具统分共原一随适至可给予带率亲联同提配协参都也还均就各是为采作到年本今明\d“用先再回自])(?:要(?![求素点职])|应(?![急用对])|必须|务必|须|不得|不能|负责(?!人|同志)|负[总主]责|牵头|会同|于(?=[\d每今本下明“])|将(?!军)|按(?!揭)|对(?!外|口|台|接)|每(?=[年月季周天日半旬两一三四五六七十学\d])|(?:主?汛期|节假日|节日|假期|夜间|周末)(?:期间)?(?=要|必须|原则上|不得|一律|每|应)|把|以(?!色|上|下|内|外|及)|从(?!业)|向|在(?!建|职|编|校|线|(?<=所在)[地乡镇村县区街社单学])|结合|根据|依据|定期|不定期"
    r"|(?<=各..)之间(?=要|应|必须)|一定(?:要)?|应该|时刻|始终|务求|抓紧|尽快|及时|立即|认真|切实|进一步|继续|主动|积极|严格|全面|具体|主要负责(?!人|同)|统一|分别|共同|依法|原则上|一律|随时|适时|至少|可(?!持续|吸入|再生|回收|燃|降解|视化|研|支配)|给予|予以|不再|不搞|带头|率先|亲自|联合(?!会)|同步|提前|全程|配合|协助|参加|同步|都|也(?=[要应得]|必须)|还要|更要|一道|一起|一同|均|就(?!业)|各负其责|各司其职|[是为](?=.{0,20}(?:责任人|主体))|采取|作(?:为|出|好|进一步|深入|全面)|到(?=[一-鿿]{0,8}[村企户点])|年底|年内|本周|本月|今天|明天|\d{1,2}月|20\d\d年|“[^”]{1,6}”(?:期间|前)|用(?!人|户|地)|先|再|回去|自己|对照)"
)


@lru_cache(maxsize=16384)  # the same units come again and again in a document
def is_org(name: str) -> bool:
    """Tell whether ``name`` has the form of a unit, a body, a post or a group of people."""
    if name and name[-1] == "）":
        if _ADMIN.fullmatch(name):
            return True
        cut = name.rfind("（")
        if cut > 0:
            name = name[:cut]
    size = len(name)
    if size < 2 or size > MAX_NAME or _BAD_HEAD.match(name):
        return False
    if name in (
        "各地",
        "各地区",
        "地方",
        "大家",
        "我们",
        "属地",
        "咱们",
        "乡镇",
        "镇街",
        "各方",
        "各村",
        "各县",
        "各市",
        "各区",
        "各省",
        "各乡",
        "各镇",
        "各室",
        "各科",
        "各站",
        "各队",
        "各组",
        "各校",
        "各企",
    ):
        return True
    if name.endswith("群众"):  # 困难群众 are helped, they do not act
        return name in ("群众", "广大群众", "党员群众")
    if name.endswith("各级"):
        return name == "各级"
    if name.endswith("上下") or (name[:1] == "全" and name.endswith("系统")):
        return _EVERYBODY.fullmatch(name) is not None
    if name.endswith("里组织"):  # 县里组织验收
        return False
    of = name.rfind("的")
    if of >= 0 and not _OF_HEAD.match(name):
        return name[of + 1 :] in _PEOPLE and is_org(name[:of])  # 各督查组的成员
    if _speaks(name[of + 1 :]):
        return False
    plain = name.translate(_UNQUOTED)
    if plain.endswith("们") and plain[:-1] not in _PRONOUNS:  # 班主任们
        plain = plain[:-1]
    if not _COLLECTIVE.match(plain):
        for length in (2, 3, 4):
            if plain[-length:] in ORG_TAIL_STOP and not (
                plain[-1] == "办" and size >= 4 and plain[0] in "县市省区镇乡州"
            ):
                return False
    return ends_like_org(plain)


_PEOPLE = frozenset(
    ["成员", "同志", "负责人", "主要负责人", "主要领导", "领导", "干部", "人员", "党员", "一把手", "“一把手”"]
)
#: 县级领导班子换届工作正在…: part of a longer noun, no predicate.
_COMPOUND = re.compile(
    r"[\u4e00-\u9fff]{2,4}，(?:是|事关|直接|关系)|[\u4e00-\u9fff]{2,4}?(?:工作|活动|任务|情况|机制|能力|水平|问题)(?=正在|[仍依]然|已|还|也|很|十分|较|有|存在|面临|取得|呈现|是)"
)
#: 全县上下, 集团上下, 全市教育系统 as a subject.
_EVERYBODY = re.compile(
    r"全[县市区省州镇][\u4e00-\u9fff]{2,8}系统|(?:全[县市区省州镇乡街村社校院局系][\u4e00-\u9fff]{0,2}|集团|公司)上下"
)
_UNQUOTED = str.maketrans("", "", '“”"')
_PRONOUNS = frozenset("我你他她它人咱")
#: 县（市、区）, 各市（州）: a level of government with its other names.
_ADMIN = re.compile(r"各?[县市区省州地乡镇](?:级)?（[县市区省州地乡镇旗盟街道自治直辖、]{1,16}）")
#: 指导用人单位, 落实村干部: verbs that also stand in names, before a name that is complete without them.
_GOVERNING = frozenset(["落实", "指导", "促进", "整合", "统筹", "抽调", "培训", "督导"])
_INNER = re.compile(
    r"(?:(?<!所)在(?![职编岗校外村])|对(?!口)|[将把使让向]|从(?!业))|通过|按照|根据|进一步|积极|充分|全面|逐步|最大|及时|\d+个|于\d|\d{1,2}月|下设|设在|挂靠|兼任|担任"
)
_ADJECTIVES = frozenset(
    [
        "重点",
        "专项",
        "专题",
        "专门",
        "综合",
        "联合",
        "直接",
        "独立",
        "集中",
        "公共",
        "常",
        "全",
        "先",
        "都",
        "就近",
        "当前",
        "严",
    ]
)
_BODY = re.compile(
    r"(?:机关|组织|部|部门|单位|组|办|局|委|中心|站|机构|领导|人|队|专班|员|主体|干部|厅|院|会|科|股|室|所|处|司|书记|主任|同志|公司|大队|支队)$"
)


#: 试点地区: 试点 says which ones, though it is a verb elsewhere.
_PILOT = re.compile(r"试点(?:地区|[县市区镇乡村]|乡镇|街道|社区|学校|医院|企业|园区)")


def _speaks(name: str) -> bool:
    """Tell whether a would-be name holds a verb or preposition, so that it is a phrase and no name.

    A verb counts at the head of the name and after something that is a name itself (县政府组织…), not across words.
    """
    head = name[:2]
    if (
        head in VERBS
        or name[:3] in ADVERBS
        or (head in ADVERBS and head not in NAME_VERBS and head not in _ADJECTIVES)
    ):
        if head not in NAME_VERBS or len(name) > 8:
            return True
        if _BODY.search(name[2:]) is None and not _PILOT.fullmatch(name):
            return True
        if head in _GOVERNING and len(name) > 4 and name[2:4] not in NAME_VERBS and is_org(name[2:]):
            return True
    for at in range(2, len(name) - 1):
        word = name[at : at + 2]
        if (
            word in VERBS
            and (word not in NAME_VERBS or (at + 2 == len(name) and word != "组织"))
            and ends_like_org(name[:at])
        ):
            return True
    return _INNER.search(name) is not None or name in NAME_VERBS


#: The last character of an ending -> the endings; of those that are one character long nothing more need be known.
_BY_LAST: dict[str, tuple[str, ...]] = {}
for _ending in sorted(ORG_ENDINGS, key=len):
    _BY_LAST[_ending[-1]] = (*_BY_LAST.get(_ending[-1], ()), _ending)
_WHOLE_ENDINGS = frozenset(word for word in ORG_ENDINGS if len(word) == 1)
_LAST = "".join(sorted(c for c in _BY_LAST if c not in "”"))


def ends_like_org(text: str) -> bool:
    """Tell whether ``text`` ends with the ending of a name."""
    last = text[-1:]
    return last in _WHOLE_ENDINGS or (last in _BY_LAST and text.endswith(_BY_LAST[last]))


_NAME_EVENT = re.compile("[（【“）】”、，；/ \u3000\n\r和及与等各]")


def split_names(norm: str, start: int, end: int, *, loose: bool = False) -> list[tuple[int, int]] | None:
    """Split ``norm[start:end]`` into names at 、 and 和/及/与; return their spans, or None when it is no list.

    和 inside a name (工业和信息化部) does not split: its left part would be no name. 等 before a collective counts the
    collective as a name; at the end it is dropped. With ``loose`` names need no known ending (财政、发改配合).
    """
    if _NAME_EVENT.search(norm, start, end) is None:  # a single name
        start, end = _trim(norm, start, end)
        name = norm[start:end]
        return [(start, end)] if name and (is_org(name) or (loose and _plausible(name))) else None
    parts: list[tuple[int, int]] = []
    last = start
    depth = 0
    for match in _NAME_EVENT.finditer(norm, start, end):
        at = match.start()
        char = norm[at]
        if char in "（【“":
            depth += 1
        elif char in "）】”":
            depth = max(0, depth - 1)
        elif depth or at < last:
            continue
        elif char in "、，；/ \u3000\n\r":
            parts.append((last, at))
            last = at + 1
        elif at == last:
            continue
        elif char in "和及与":
            left = norm[last:at]
            if char == "及" and left[-1] == "以" and is_org(left[:-1]):
                parts.append((last, at - 1))
                last = at + 1
            elif is_org(left):
                parts.append((last, at))
                last = at + 1
        elif char == "等" and norm[at : at + 2] != "等级":
            parts.append((last, at))
            last = at + 1
            if norm[last:end].strip("、，") in _GENERIC:
                last, loose = end, True
                break
        elif (
            char == "各"
            and norm[last] in "各有全"
            and at - last >= 2
            and norm[last:at] != "各级"
            and is_org(norm[last:at])
        ):
            parts.append((last, at))
            last = at
    parts.append((last, end))
    names = [(a, b) for a, b in (_trim(norm, a, b) for a, b in parts) if a < b]
    if not names:
        return None
    kept: list[tuple[int, int]] = []
    for index, (a, b) in enumerate(names):
        name = norm[a:b]
        if index == 0 and not loose and _TOPIC_EVERY.match(name):  # 防汛物资各村必须备足
            a += name.index("各")
            name = norm[a:b]
        if norm[a - 1 : a] == "等" and a > start and name in _GENERIC:
            continue
        if index == len(names) - 1 or loose:
            if not (is_org(name) or (loose and _plausible(name))):
                return None
        elif not is_org(name):
            if name[-2:] in VERBS and is_org(name[:-2]):  # 由县级领导挂点、县直单位帮扶
                b -= 2
            elif not _plausible(name):
                return None
        kept.append((a, b))
    return _rejoin(norm, kept)


_SHARED = re.compile("各[县市区州旗乡镇]")
_ENDED = re.compile(
    r"(?:[县市区州旗乡镇]|自治县|县级市|街道)(?:（[^（）]{1,6}）)?(?:人民政府|政府|党委|党委和政府|管委会|办事处)?(?:（[^（）]{1,8}）)?"
)
#: What stands before 各 and is no place or body that 各 belongs to (全县各部门, 县直各单位, 东河镇各村).
_TOPIC_EVERY = re.compile(
    r"(?![全本我县市省区镇乡州])[\u4e00-\u9fff]{2,12}(?<![省市县区镇乡村州旗国军直属统内级院校司团会上界系方层府委的])各[\u4e00-\u9fff]"
)
_GENERIC = frozenset(
    [
        "部门",
        "单位",
        "部门和单位",
        "部门单位",
        "地方",
        "地区",
        "机构",
        "方面",
        "部门及单位",
        "几个部门",
        "多部门",
        "相关方面",
        "单位和部门",
        "单位部门",
    ]
)


def _plausible(name: str) -> bool:
    """A name without a known ending that may stand in a list of names (发改、财政)."""
    if not 2 <= len(name) <= 14 and name not in ("市", "县", "省", "区"):
        return False
    if _BAD_HEAD.match(name) or "的" in name:
        return False
    return not any(
        name[i : i + 2] in VERBS and name[i : i + 2] not in NAME_VERBS for i in range(len(name) - 1)
    )


_REMARK = re.compile(r"（[^（）]*(?:，|下同|简称|即)[^（）]*）$")


def _trim(norm: str, start: int, end: int) -> tuple[int, int]:
    while start < end and norm[start] in " \u3000、，；：\n\r":
        start += 1
    while end > start and norm[end - 1] in " \u3000、，；：。等\n\r":
        end -= 1
    remark = _REMARK.search(norm, start, end) if norm[end - 1 : end] == "）" else None
    if remark and remark.start() > start:  # 牵头单位（无牵头单位的，责任单位即为牵头单位，下同）
        end = remark.start()
    return start, end


def _rejoin(norm: str, names: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """各省、自治区、直辖市人民政府 is one name (GUIDE of the reference corpus)."""
    for index in range(len(names) - 1, 0, -1):
        if norm[slice(*names[index])] in ("单位", "部门", "地方") and norm[names[index][0] - 1] in "和及":
            # 各有关部门和单位 is one name too
            names = [*names[: index - 1], (names[index - 1][0], names[index][1]), *names[index + 1 :]]
    for index in range(len(names) - 2, -1, -1):
        # 各乡、镇人民政府: the first has no ending of its own
        if _SHARED.fullmatch(norm, *names[index]) and _ENDED.fullmatch(norm, *names[index + 1]):
            names = [*names[:index], (names[index][0], names[index + 1][1]), *names[index + 2 :]]
    for index in range(len(names) - 2):
        if (
            norm[names[index][0] : names[index][1]].endswith("省")
            and norm[slice(*names[index + 1])] == "自治区"
        ):
            return [*names[:index], (names[index][0], names[index + 2][1]), *names[index + 3 :]]
    return names


#: 除县财政局外的县直各部门, 除重点乡镇外，其他乡镇: who is left out stands before who is meant.
_LEFT_OUT = re.compile(r"除了?[^，。；：]{2,30}?(?:[以之]外|外)的?，?")


def subject(
    norm: str, start: int, end: int, *, named: bool = False
) -> tuple[list[tuple[int, int]], int, bool] | None:
    """Return (names, offset of the predicate, strong) when ``norm[start:end]`` opens with names as its subject.

    ``strong`` tells that the predicate opens with a modal or an adverb of order, not with a mere verb. With ``named``
    (after 由 or 请) a name counts even before a predicate that is not known.
    """
    if norm[start : start + 1] == "除" and (left_out := _LEFT_OUT.match(norm, start, end)):
        start = left_out.end()
    if _no_name(norm, start):
        return None
    limit = min(end, start + (MAX_LIST if named else MAX_SUBJECT))
    fallback: tuple[list[tuple[int, int]], int, bool] | None = None
    fallback_at = loosest = depth = candidate = 0
    for match in _EVENT.finditer(norm, start, limit):
        char = match.group()
        at = match.end()
        if char in _MARKS:
            if char in "（“":
                depth += 1
                continue
            if char in "）”":
                depth = max(0, depth - 1)
                if depth:
                    continue
            elif depth:
                continue
            elif char in "，。；：！？《":
                break
            elif candidate != at - 1 and MODAL.match(norm, at - 1, end):
                break
            elif char not in _BY_LAST:
                continue
        elif depth:
            continue
        if at - start < 2 or at >= limit:
            continue
        after = norm[at]
        if after in "，。；：！？《" or (
            char not in "）”"
            and char not in _WHOLE_ENDINGS
            and not norm.endswith(_BY_LAST[char], max(start, at - ORG_ENDING_MAX), at)
        ):
            continue
        candidate = at
        if after == "成" and norm[at - 1] == "办" and norm[at + 1 : at + 2] != "立":  # 由教育部门办成公办园
            continue
        strong = after in _STRONG_HEADS and _STRONG.match(norm, at, end)
        if strong and not (after == "要" and not MODAL.match(norm, at, end)):
            names = split_names(norm, start, at)
            if names:
                return names, at, True
        elif after == "“" or norm[at : at + 2] in _WEAK or verb_at(norm, at) or norm[at : at + 3] in ADVERBS:
            if _COMPOUND.match(norm, at):
                continue
            if fallback is None or (
                norm[fallback_at:at] not in NAME_VERBS
                and norm[fallback_at : fallback_at + 2] in NAME_VERBS
                and not _COLLECTIVE.match(norm[fallback_at + 2 : fallback_at + 6])
            ):
                names = split_names(norm, start, at)
                if names:
                    fallback, fallback_at = (names, at, False), at
        elif named and fallback is None and after != "的" and is_org(norm[start:at]):
            loosest = at
    if fallback is None and loosest:
        names = split_names(norm, start, loosest)
        if names:
            return names, loosest, True
    return fallback


def _no_name(norm: str, start: int) -> bool:
    """Cheap refusal: the stretch opens with a word no name can open with."""
    head = norm[start : start + 8]
    return head[:2] in _NO_NAME or (head[:1] in _BAD_HEADS and _BAD_HEAD.match(head) is not None)


_NO_NAME = VERBS - NAME_VERBS
_BAD_HEADS = heads(_BAD_HEAD)


_WEAK = frozenset(w for w in ADVERBS if len(w) == 2) | {"收到", "接到", "没有", "出现"}
#: What a name cannot run across, or only where it closes; everything else is the last character of an ending.
_MARKS = frozenset("）”“（，。；：！？《要应须必务严不一")
_EVENT = re.compile("[" + "".join(sorted({*_LAST, *_MARKS})) + "]")
_STRONG_HEADS = heads(_STRONG)
