"""Task tables flattened into lines: cells between | or tabs, a header line, empty and 同上 cells that take the value above."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADER = (
    ("number", re.compile(r"序\s*号|编\s*号|No\.?|项次")),
    ("lead", re.compile(r"牵头(?:单位|部门|责任单位|领导|科室)?|主办单位|主责单位|牵头及?责任单位")),
    ("co", re.compile(r"(?:配合|协办|协助|参与|参加)(?:单位|部门|责任单位)?")),
    (
        "who",
        re.compile(
            r"责任(?:单位|部门|人|领导|科室|主体)|承办单位|落实单位|负责(?:单位|人)|责任单位及?责任人|实施单位|分管领导|责任县领导"
        ),
    ),
    (
        "time",
        re.compile(
            r"(?:完成|整改|办结|计划完成|推进)?(?:时限|时间|期限|时间节点|进度要求|频次)(?:要求)?|办理时限"
        ),
    ),
    (
        "task",
        re.compile(
            r"(?:主要|重点|具体|工作)?(?:工作)?(?:任务|措施|内容|事项|举措|要求|目标|项目|目标任务)(?:内容|名称|措施)?|整改措施|整改任务|工作目标|任务内容|督办事项"
        ),
    ),
    ("problem", re.compile(r"(?:存在|反馈|主要|具体)?问题(?:描述|清单)?|备注|类别|整改目标")),
)
#: What only the cell of a time limit says.
TIME_CELL = re.compile(r"\d月|年底|长期|季度|\d年|全年|每[年月周日天]|持续|立行|立即|学期?前|学年")
_SAME = frozenset(("同上", "〃", "″", "同前", "上同", "同上。"))


@dataclass(slots=True)
class Cell:
    """The span of one cell, blanks removed; empty when start == end."""

    start: int
    end: int


@dataclass(slots=True)
class Table:
    """Column roles of the table being read and the last filled cell of every column that is carried down."""

    roles: list[str] = field(default_factory=list)
    above: dict[int, Cell] = field(default_factory=dict)


def header_role(name: str) -> str:
    """Return the role of the column with this name, '' when the name is not known."""
    name = name.replace(" ", "").replace("\u3000", "")
    return next((role for role, pattern in _HEADER if pattern.fullmatch(name)), "")


def same_as_above(value: str) -> bool:
    """Tell whether a cell says that it repeats the one above it."""
    return value in _SAME


def cells(norm: str, start: int, end: int) -> list[Cell]:
    """Return the cells of a row."""
    out = []
    position = start
    while position <= end:
        stop = position
        while stop < end and norm[stop] not in "|\t":
            stop += 1
        a, b = position, stop
        while a < b and norm[a].isspace():
            a += 1
        while b > a and norm[b - 1].isspace():
            b -= 1
        out.append(Cell(a, b))
        position = stop + 1
    if out and out[0].start == out[0].end and norm[start : start + 1] == "|":
        out = out[1:]
        if out and out[-1].start == out[-1].end and norm[end - 1 : end] == "|":
            out = out[:-1]
    return out


def header_roles(norm: str, row: list[Cell]) -> list[str] | None:
    """Return the role of every column when the row is a header: at least a task or unit column and two known ones."""
    roles = [header_role(norm[cell.start : cell.end]) for cell in row]
    known = [r for r in roles if r]
    if len(known) >= 2 and len(known) * 2 >= len(roles):
        return roles
    return None


def fill(norm: str, table: Table, row: list[Cell]) -> list[Cell]:
    """Return the row with empty and 同上 cells of unit and time columns taken from above, and remember its own."""
    out = []
    for index, cell in enumerate(row):
        role = table.roles[index] if index < len(table.roles) else ""
        value = norm[cell.start : cell.end]
        if role in ("lead", "co", "who", "time"):
            if same_as_above(value) or not value:
                cell = table.above.get(index, cell)
            else:
                table.above[index] = cell
        out.append(cell)
    return out
