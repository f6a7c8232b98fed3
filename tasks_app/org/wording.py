"""How documents write names: with place and leading body, with 各 and 全体, with exceptions. Pure: text in, text out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What a document puts before the name of a unit of its own place, and what it adds for the body that leads the unit.
_PLACE = re.compile(r"^(?:中共)?(?:[×xX某]{1,3}[省市县区州]|[县市区]直|[县市区]级|[县市区])(?=..)")
_BODY = re.compile(
    r"(?:人民政府|党政领导班子|党委和政府|党委、政府|党委政府|党委|政府|党政|党（工）委|党工委|办事处|党组织|党组|党支部|村委会|“两委”|领导班子)$"
)
# What says that all of them are meant. Without it a bare word such as 乡镇 or 部门 is no collective.
_ALL = re.compile(r"^(?:全?[省市县区州乡镇]?(?:[直级]|属)?各(?:位|类)?|所有|全体|全部)(?=.)")

_OUT = r"(?:除外|(?:以|之)?外)"
# 各乡镇（城关镇除外）, 各乡镇（除城关镇外）, 各乡镇（不含城关镇）
_IN_BRACKETS = re.compile(
    rf"[（(](?:除(?P<a>[^（）()]+?){_OUT}?|(?:不含|不包括|不包含)(?P<b>[^（）()]+)|(?P<c>[^（）()]+?)除外)[）)]$"
)
# 除城关镇外，各乡镇 and 除城关镇以外的各乡镇
_BEFORE = re.compile(
    r"除(?P<names>[^，。；：！？（）\n]{2,60}?)(?:以|之)?外(?=[，,的、]|其他|其余|各|所有|全)"
)
# 县农办（原县农业局）: the name that it has now comes first.
_FORMERLY = re.compile(r"[（(](?:原|原为|原名|前身为)(?P<old>[^（）()]{2,40})[）)]$")
_LIST = re.compile(r"以及|[、，,；]")
_AND = re.compile(r"[和及与]")

# What a sentence says of a leader's own share: the units in charge (分管), the areas that the leader is linked with (包联).
_PORTFOLIO = re.compile(
    r"(?:分管|主管|分工负责的?)(?:的)?(?:战线|领域|部门|行业|系统|工作|范围|单位|口|条线|方面|区域|业务)|本战线|各自战线"
)
_AREA = re.compile(
    r"(?:包联|联系|挂联|挂钩|挂点|挂包|包保|包抓|包干|联系点|所包|所联系)(?:的)?"
    r"(?:地区|片区|区域|乡镇|镇街|乡|镇|街道|村|社区|县区|点|单位)"
)


@dataclass(frozen=True)
class Written:
    """A name as written, taken apart. names: what to look up, the likeliest first; excepted: the names after 除."""

    names: tuple[str, ...]
    excepted: tuple[str, ...] = ()


def squeezed(name: str) -> str:
    """Without blanks."""
    return "".join(name.split())


def taken_apart(name: str) -> Written:
    """The name without what brackets say beside it: exceptions, and the name that it had before."""
    name = squeezed(name)
    found = _IN_BRACKETS.search(name)
    if found and found.start() >= 2:
        inside = found.group("a") or found.group("b") or found.group("c")
        return Written((name[: found.start()],), listed(inside))
    found = _FORMERLY.search(name)
    if found and found.start() >= 2:
        return Written((name, name[: found.start()], found.group("old")))
    return Written((name,))


def excepted_in(sentence: str) -> tuple[str, ...]:
    """The names in 除…外 of a sentence, in their order; whether they are units is for the reader to say."""
    found: dict[str, None] = {}
    for match in _BEFORE.finditer(sentence):
        found.update(dict.fromkeys(listed(match.group("names"))))
    return tuple(found)


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list; 和 does not part them, for it may belong to a name (工业和信息化局): see `parted`."""
    return tuple(part for part in (squeezed(piece) for piece in _LIST.split(text)) if part)


def parted(entry: str) -> tuple[tuple[str, str], ...]:
    """The ways to part an entry of a list in two at 和, 及 or 与; () when there is none."""
    found = ((entry[: at.start()], entry[at.end() :]) for at in _AND.finditer(entry))
    return tuple((left, right) for left, right in found if left and right)


def core(name: str, places: Sequence[str]) -> str:
    """A name without the place before it and the leading body after it; never shorter than two characters."""
    name = squeezed(name)
    for place in places:
        if len(name) > len(place) + 1:
            name = name.removeprefix("中共").removeprefix(place)
    name = _PLACE.sub("", name)
    bare = _BODY.sub("", name)
    return bare if len(bare) >= 2 else name


def collective_keys(name: str, places: Sequence[str]) -> tuple[str, ...]:
    """The forms under which a collective is kept, the exact one first.

    全县各乡镇党委, 所有乡镇 and 各乡镇 have the form 各乡镇 in common; 乡镇 alone has none: that all of them are meant must
    be said.
    """
    bare, stem = _stem(name, places)
    keys = [squeezed(name), bare]
    if stem:
        keys += [f"各{form}" for form in (stem, _inner(stem), _trimmed(stem), _trimmed(_inner(stem)))]
    return tuple(dict.fromkeys(keys))


def collective_lookups(name: str, places: Sequence[str]) -> tuple[str, ...]:
    """The forms under which a collective is looked for: `collective_keys`, and for 全体党组成员 also 党组成员."""
    _bare, stem = _stem(name, places)
    keys = collective_keys(name, places)
    return tuple(dict.fromkeys((*keys, stem))) if stem else keys


def _stem(name: str, places: Sequence[str]) -> tuple[str, str]:
    """(the name without its place, what stands behind 各 or its like; "" where nothing says that all are meant)."""
    bare = squeezed(name)
    for place in places:
        if len(bare) > len(place) + 1:
            bare = bare.removeprefix("中共").removeprefix(place)
    match = _ALL.match(bare)
    return bare, bare[match.end() :] if match else ""


def _inner(stem: str) -> str:
    """各县直部门 and 县直各部门 are one."""
    return re.sub(r"^[县市区省州][直级属](?=.{2})", "", stem)


def _trimmed(stem: str) -> str:
    bare = _BODY.sub("", stem)
    return bare if len(bare) >= 1 else stem


def scopes_in(sentence: str) -> tuple[str, ...]:
    """Which of a leader's units a sentence speaks of: 'portfolio' (分管战线), 'area' (包联地区), both or none."""
    found = []
    if _PORTFOLIO.search(sentence):
        found.append("portfolio")
    if _AREA.search(sentence):
        found.append("area")
    return tuple(found)
