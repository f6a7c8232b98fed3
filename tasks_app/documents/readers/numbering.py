"""Automatic numbers of Word paragraphs, written out: 一、 （一） 1. as `numbering.xml` defines them (ECMA-376 §17.9)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """1 to 9999 in Chinese: 一, 十, 十一, 二十, 一百〇五; other numbers in digits."""
    if not 0 < number < 10_000:
        return str(number)
    signs = ""
    zero = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            zero = bool(signs)
            continue
        signs += (digits[0] if zero else "") + digits[digit] + (units[place - 1] if place else "")
        zero = False
    if 10 <= number < 20 and units[0] == "十":
        signs = signs.removeprefix(digits[1])
    return signs


def roman(number: int) -> str:
    """Roman numerals of 1 to 3999; other numbers in digits."""
    if not 0 < number < 4000:
        return str(number)
    signs = ""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    for value, sign in zip(
        values, ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"], strict=True
    ):
        signs += sign * (number // value)
        number %= value
    return signs


def letter(number: int) -> str:
    """a, b, … z, aa, bb, … as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else str(number)


def circled(number: int) -> str:
    """① to ⑳; other numbers in digits."""
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": lambda number: letter(number).upper(),
    "lowerLetter": letter,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(d)] for d in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(d)] for d in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, _LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, _LEGAL, "拾佰仟"),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10] if number > 0 else str(number),
}


@dataclass
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False
    paragraph_style: str = ""


@dataclass
class Numbering:
    """The lists of one document and how far each has been counted.

    Paragraphs must be given in the order of the document, each once.
    """

    lists: dict[str, str] = field(default_factory=dict)  # number of the list -> its abstract list
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # abstract list -> levels
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)  # (list, level) -> restart at
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    used: set[tuple[str, int]] = field(default_factory=set)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)  # paragraph style -> (list, level)

    def label(self, paragraph: Any) -> str:
        """The number that Word shows before this paragraph, '' for none or a bullet; counts it."""
        found = self._place(paragraph)
        if found is None:
            return ""
        number, level = found
        abstract = self.lists.get(number, "")
        levels = self.levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(abstract, {})
        restart = self.overrides.get((number, level))
        if restart is not None and (number, level) not in self.used:
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level].start
        self.used.add((number, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._written(levels, counts, level)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """(list, level) of a paragraph from its own properties or its style; None when it has no number."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return self.styles.get("")
        style = properties.find(qn("w:pStyle"))
        inherited = self.styles.get(style.get(qn("w:val"), "") if style is not None else "")
        own = properties.find(qn("w:numPr"))
        if own is None:
            return inherited
        number, level = own.find(qn("w:numId")), own.find(qn("w:ilvl"))
        name = number.get(qn("w:val")) if number is not None else inherited[0] if inherited else None
        if name in (None, "0"):  # 0 switches off what the style says
            return None
        depth = int(level.get(qn("w:val"), "0")) if level is not None else inherited[1] if inherited else 0
        return name, depth

    def _written(self, levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
        here = levels[level]
        if here.style in ("bullet", "none"):
            return ""
        text = here.text
        for depth in range(level + 1):
            place = f"%{depth + 1}"
            if place in text:
                shown = levels.get(depth, _Level())
                count = counts.get(depth, shown.start)
                style = "decimal" if here.legal and depth < level else shown.style
                text = text.replace(place, FORMATS.get(style, str)(count))
        # Without a mark after it the number would run into the text: 1.1推进 is not what the page shows.
        return text + ("" if not text or not text[-1].isalnum() else " ")


def load_numbering(numbering: Any | None, styles: Any | None) -> Numbering:
    """From the roots of numbering.xml and styles.xml, either of which may be missing."""
    found = Numbering()
    if numbering is None:
        return found
    for abstract in numbering.findall(qn("w:abstractNum")):
        name = abstract.get(qn("w:abstractNumId"))
        found.levels[name] = {
            int(row.get(qn("w:ilvl"), "0")): _level(row) for row in abstract.findall(qn("w:lvl"))
        }
    for row in numbering.findall(qn("w:num")):
        name = row.get(qn("w:numId"))
        link = row.find(qn("w:abstractNumId"))
        if link is None:
            continue
        found.lists[name] = link.get(qn("w:val"))
        for override in row.findall(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                found.overrides[name, int(override.get(qn("w:ilvl"), "0"))] = int(start.get(qn("w:val"), "1"))
    if styles is not None:
        found.styles = _styles(styles, found)
    return found


def _value(row: Any, name: str, default: str) -> str:
    child = row.find(qn(name))
    return str(child.get(qn("w:val"), default)) if child is not None else default


def _level(row: Any) -> _Level:
    return _Level(
        start=int(_value(row, "w:start", "0")),
        style=_value(row, "w:numFmt", "decimal"),
        text=_value(row, "w:lvlText", ""),
        legal=row.find(qn("w:isLgl")) is not None,
        paragraph_style=_value(row, "w:pStyle", ""),
    )


def _styles(root: Any, numbering: Numbering) -> dict[str, tuple[str, int]]:
    """Paragraph styles that number, their own way or through the style they are based on; '' is the default style."""
    rows = {row.get(qn("w:styleId")): row for row in root.findall(qn("w:style"))}
    found: dict[str, tuple[str, int]] = {}
    for name, row in rows.items():
        seen: set[str] = set()
        at: Any = row
        while at is not None and at.get(qn("w:styleId")) not in seen:
            seen.add(at.get(qn("w:styleId")))
            own = at.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if own is not None:
                number = _value(own, "w:numId", "0")
                level = _linked_level(numbering, number, seen, int(_value(own, "w:ilvl", "0")))
                if number != "0":
                    found[name] = (number, level)
                break
            at = rows.get(_value(at, "w:basedOn", ""))
        if row.get(qn("w:default")) == "1" and row.get(qn("w:type")) == "paragraph" and name in found:
            found[""] = found[name]
    return found


def _linked_level(numbering: Numbering, number: str, styles: set[str], default: int) -> int:
    """The level that names one of these styles: a heading style gives its list, the list gives the level."""
    levels = numbering.levels.get(numbering.lists.get(number, ""), {})
    return next((depth for depth, level in levels.items() if level.paragraph_style in styles), default)
