"""Task tables of which every cell stands on a line of its own, as copying from a page or a PDF file leaves them.

The names of the columns stand one below the other (序号 / 工作任务 / 牵头单位 / 责任单位 / 完成时限); then every row begins
with its number, or, in a table without numbers, has exactly as many lines as there are columns.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .cells import TIME_CELL, Cell, same_as_above
from .columns import MAX_NAME, OWNER_ROLES, Names
from .orgs import is_org
from .outline import cn_number
from .sentences import FLAT, LINE, Paragraph

#: A line longer than this is no name of a column.
_MAX_NAME = 12
#: A table has at least so many columns.
_FEWEST = 3
#: Names of columns that are looked at.
_MAX_NAMES = 14
#: Lines that a row may have beyond its columns, where a cell was broken into several.
_SPARE = 6
_NUMBER = re.compile(r"[（]?(\d{1,3}|[一二三四五六七八九十]{1,3})[）]?[.、]?")
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}[部章节类]"
)
#: What a cell of units ends with, never the cell of a task.
_ROLE_SAID = re.compile(r"[局委办院部中心站所镇乡](?:分别|共同)?(?:牵头|负责|配合)(?:落实|办理)?$")
_END = re.compile(r"(?:备\s*注|说\s*明|注)\s*[：\d]|(?:附件|抄送|联系人|填表|制表)")


class _Line(NamedTuple):
    """One physical line, blanks at its ends removed, and the numbers of its first and last paragraph."""

    start: int
    end: int
    first: int
    last: int


def vertical_rows(norm: str, paragraphs: list[Paragraph], names: Names) -> dict[int, int]:
    """Return the rows of such tables, headers included: number of the first paragraph -> number of the last."""
    found: dict[int, int] = {}
    short = 0  # paragraphs in a row that are short enough to name a column
    for start, end, *_ in paragraphs:
        short = short + 1 if end - start <= _MAX_NAME or norm[end - 1] in "| \u3000" else 0
        if short == _FEWEST:
            break
    else:
        return found
    lines: list[_Line] = []
    for number, paragraph in enumerate(paragraphs):
        if norm[paragraph.start : paragraph.end] == "|":  # the border between two cells
            continue
        if lines and paragraphs[lines[-1].last].line == paragraph.line:
            lines[-1] = lines[-1]._replace(end=_cell_end(norm, paragraph.start, paragraph.end), last=number)
        else:
            lines.append(
                _Line(paragraph.start, _cell_end(norm, paragraph.start, paragraph.end), number, number)
            )
    at = 0
    while at < len(lines):
        roles = _header(norm, lines, at, names)
        if roles is None:
            at += 1
            continue
        at = _table(norm, lines, at, roles, found, names)
    return found


def _cell_end(norm: str, start: int, end: int) -> int:
    """Return where the words of a line end, without the border of a cell (|) that some pages leave behind it."""
    while end > start + 1 and norm[end - 1] in "| \u3000":
        end -= 1
    return end


def pair_rows(norm: str, paragraphs: list[Paragraph], names: Names) -> set[int]:
    """Return the numbers of the paragraphs that are rows of tables with two columns: one tab in each line.

    One tab alone may stand in any text, so the first line of such a run must name the columns, one of them by a known
    name.
    """
    found: set[int] = set()
    if "\t" not in norm:
        return found
    inside = False
    for number, paragraph in enumerate(paragraphs):
        start, end = paragraph.start, paragraph.end
        at = norm.find("\t", start, end)
        if at < 0 or norm.find("\t", at + 1, end) >= 0 or end - start > FLAT:
            inside = False
            continue
        if not inside:
            left, right = norm[start:at].strip(), norm[at + 1 : end].strip()
            inside = (
                0 < len(left) <= MAX_NAME
                and 0 < len(right) <= MAX_NAME
                and bool(names.role(left) or names.role(right))
                and not any(sign.isdigit() or sign in "。；，：" for sign in left + right)
            )
        if inside:
            found.add(number)
    return found


def _header(norm: str, lines: list[_Line], at: int, names: Names) -> list[str] | None:
    """Return the roles of the columns whose names stand from line ``at`` on, or None when they head no task table.

    Above rows with numbers a name may be unknown ('' is its role): the number of the first row ends the names.
    """
    roles: list[str] = []
    known = 0
    for line in lines[at : at + _MAX_NAMES]:
        if line.end - line.start > _MAX_NAME:
            break
        role = names.role(norm[line.start : line.end])
        if role == "number" and roles:
            break
        if not role and (not roles or roles[0] != "number" or _opens_rows(norm, line)):
            break
        roles.append(role)
        known = len(roles) if role else known
    end = at + len(roles)
    if known < len(roles) and not (end < len(lines) and _opens_rows(norm, lines[end])):
        roles = roles[: roles.index("")]  # nothing tells where the names end
    if sum(map(bool, roles)) < 3:
        return None
    if not {"task", "detail"} & set(roles) and not (roles[0] == "number" and roles.count("") == 1):
        return None  # one unknown name between a number and units is that of the tasks (民生实事)
    return roles if {*OWNER_ROLES, "deadline", "cadence"} & set(roles) else None


def _opens_rows(norm: str, line: _Line) -> bool:
    """Tell whether a line is the number of the first row, or a heading above it."""
    return _ordinal(norm, line) == 1 or _SECTION.match(norm, line.start, line.end) is not None


def _table(
    norm: str, lines: list[_Line], at: int, roles: list[str], found: dict[int, int], names: Names
) -> int:
    """Note the header at line ``at`` and the rows below it; return the line after the last row."""
    width = len(roles)
    found[lines[at].first] = lines[at + width - 1].last
    at += width
    ordinal = 0
    while at < len(lines):
        if _SECTION.match(norm, lines[at].start) and lines[at].end - lines[at].start > 3:
            at += 1
            continue
        again = _header(norm, lines, at, names)
        if again is not None:
            return at  # the header repeated on the next page, or that of the next table
        if roles[0] == "number":
            own = _ordinal(norm, lines[at])
            if own is None or (
                ordinal and own != ordinal + 1 and own != 1
            ):  # an excerpt may open with any number
                return at
            ordinal = own
            size = _numbered(norm, lines, at, width, ordinal)
        else:
            size = width if _fits(norm, lines[at : at + width], roles) else 0
        if size < 2:
            return at
        found[lines[at].first] = lines[at + size - 1].last
        at += size
    return at


def _ordinal(norm: str, line: _Line) -> int | None:
    if line.end - line.start > 6:
        return None
    match = _NUMBER.fullmatch(norm, line.start, line.end)
    return cn_number(match.group(1)) if match else None


def _numbered(norm: str, lines: list[_Line], at: int, width: int, ordinal: int) -> int:
    """Return how many lines the row that begins with its number at line ``at`` has."""
    for size in range(1, width + _SPARE + 1):
        if at + size >= len(lines):
            return min(size, width)
        line = lines[at + size]
        if _END.match(norm, line.start, line.end):
            return min(size, width)
        if size > 1 and _SECTION.match(norm, line.start) and line.end - line.start > 3:
            return size
        if size > 1 and _ordinal(norm, line) in (ordinal + 1, 1):
            return size
    return width


def _fits(norm: str, row: list[_Line], roles: list[str]) -> bool:
    """Tell whether lines without a number can be a row: the cell of the time limit is one, no cell of units a sentence."""
    if len(row) < len(roles):
        return False
    for line, role in zip(row, roles, strict=True):
        value = norm[line.start : line.end]
        if role in ("deadline", "cadence") and not (TIME_CELL.search(value) or same_as_above(value)):
            return False
        if role in OWNER_ROLES and (len(value) > 80 or value[-1] in "。；："):
            return False
        if role in ("task", "detail", "target") and (is_org(value) or _ROLE_SAID.search(value)):
            return False
    return True


def vertical_cells(norm: str, start: int, end: int) -> list[Cell]:
    """Return the lines of a row as cells."""
    out = []
    for match in LINE.finditer(norm, start, end):
        a, b = match.span()
        while a < b and norm[a].isspace():
            a += 1
        while b > a and norm[b - 1].isspace():
            b -= 1
        b = _cell_end(norm, a, b)
        if a < b and norm[a:b] != "|":
            out.append(Cell(a, b))
    return out


def align(norm: str, roles: list[str], row: list[Cell]) -> list[Cell]:
    """Return the cells of a row in the order of the columns.

    Empty cells leave no line behind: a row that is short has its time limit found by its form, the other cells in
    their order. A row that is long has its task broken into several lines.
    """
    extra = len(row) - len(roles)
    if extra == 0 or "task" not in roles:
        return row
    task = roles.index("task")
    if extra > 0:
        spread = _many_units(norm, roles, row, task)
        if spread:
            return spread
        return [*row[:task], Cell(row[task].start, row[task + extra].end), *row[task + extra + 1 :]]
    empty = Cell(row[-1].end, row[-1].end)
    out: list[Cell] = []
    left = list(row)
    for index, role in enumerate(roles):
        if not left:
            out.append(empty)
            continue
        value = norm[left[0].start : left[0].end]
        timed = TIME_CELL.search(value) is not None and len(value) < 24
        short = len(left) < len(roles) - index
        if short and index > task and ((role == "deadline") != timed) and "deadline" in roles[index:]:
            out.append(empty)
        else:
            out.append(left.pop(0))
    return out


def _many_units(norm: str, roles: list[str], row: list[Cell], task: int) -> list[Cell] | None:
    """Lay out a row whose one column of units has several lines, one for each unit; None when it is not like that."""
    behind = roles[task + 1 :]
    owners = [i for i, role in enumerate(behind) if role in OWNER_ROLES]
    if len(owners) != 1:
        return None
    after = len(behind) - owners[0] - 1  # columns behind the units, one line each
    last = len(row) - after
    first = last
    while first > task + 1 + owners[0] and is_org(norm[row[first - 1].start : row[first - 1].end]):
        first -= 1
    if last - first < 2:
        return None
    head = first - owners[0]  # columns between the task and the units, one line each
    return [
        *row[:task],
        Cell(row[task].start, row[head - 1].end),
        *row[head:first],
        Cell(row[first].start, row[last - 1].end),
        *row[last:],
    ]
