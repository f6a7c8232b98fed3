"""Task tables: which rows belong together, which of them name the columns, and what each column means.

Rows are lines with cells between | or tabs, or runs of lines with a cell each (vertical.py). A table begins with rows of
one cell (its title), then a row that names the columns, which may have a second one below it (责任分工 over 牵头单位 and
配合单位). Headings between the rows do not end it, nor does the header repeated on the next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .cells import TIME_CELL, Cell, cells, same_as_above
from .columns import CARRIED, MAX_NAME, Names, TableGiven
from .orgs import is_org
from .pieces import Piece
from .types import ColumnFound, TableFound
from .vertical import align, vertical_cells

#: Rows of a headerless table that are looked at to guess what its columns mean, and cells of a column that are shown.
_LOOK, SAMPLES = 20, 5
#: Full rows that may stand before the one that names the columns: 填报单位 … 填报日期 ….
_BEFORE = 2
#: A line between rows longer than this, or a sentence, ends the table.
_MAX_BETWEEN = 60
_RULER = re.compile(r"[\s|:—\-=+]*")
_SENTENCE = re.compile(r"[。；！？，]")
#: 栏为空的，与上一行相同: then also an empty cell of supporting units takes the value above.
_EMPTY_IS_SAME = re.compile(r"(?:为空|空白|空格|未填)[^。\n]{0,10}(?:同上|与上|上一?行)")
_LEAST_TASK = 4


@dataclass(slots=True)
class Row:
    """One row: its cells, and what it is: 'title', 'header', 'data'."""

    piece: Piece
    cells: list[Cell]
    vertical: bool
    kind: str = "data"
    between: list[Piece] = field(default_factory=list)  # headings and other lines that stand before it

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.end > cell.start]


@dataclass(slots=True)
class Table:
    """One table: its rows, the roles of its columns, and the last filled cell of every column that is carried down."""

    rows: list[Row]
    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    head: list[list[str]] = field(default_factory=list)  # the rows that name the columns, as they stand there
    carries_all: bool = False
    above: dict[int, Cell] = field(default_factory=dict)

    @property
    def guessed(self) -> bool:
        return "column.guess" in self.rules

    @property
    def idle(self) -> bool:
        """There are no tasks in it, as a person said or as its names say."""
        return bool(self.roles) and set(self.roles) == {"ignore"}

    @property
    def data(self) -> list[Row]:
        return [row for row in self.rows if row.kind == "data"]


#: The card above a document on a web page: its number, its publisher, its date.
_CARD = re.compile(
    r"(?:文\s*号|(?:发布|发文|成文|公开|生成|印发|废止)(?:日期|时间|机构|单位|机关)|(?:公开)?(?:名\s*称|标\s*题|主\s*题)|索\s*引\s*号|主题(?:分类|词)|信息(?:分类|来源|索引)|组配分类|有\s*效\s*性)\s*[：:]?\s*$"
)


def lay_out(norm: str, pieces: list[Piece], names: Names) -> tuple[dict[int, tuple[Table, Row]], list[Table]]:
    """Return the row that begins at each offset, with its table, and all tables in order."""
    found: dict[int, tuple[Table, Row]] = {}
    tables: list[Table] = []
    for run in _runs(norm, pieces):
        at = 0
        while at < len(run):
            table, at = _table(norm, run, at, names)
            tables.append(table)
            for index, row in enumerate(table.rows):
                found[row.piece.start] = (table, row)
                for piece in row.between if index else ():
                    if piece.marker is None:  # a line over some of the rows, as 经济发展类
                        piece.kind = "row"
                        found[piece.start] = (table, Row(piece, [], False, "title"))
    if tables and _EMPTY_IS_SAME.search(norm):
        for table in tables:
            table.carries_all = True
    return found, tables


def _runs(norm: str, pieces: list[Piece]) -> Iterator[list[Row]]:
    """Rows that may be of one table: nothing but short lines, headings and dropped lines between them."""
    run: list[Row] = []
    between: list[Piece] = []
    for piece in pieces:
        if piece.kind == "row":
            vertical = piece.rule == "table.vertical"
            if run and run[-1].vertical != vertical:
                yield run
                run = []
            row = (vertical_cells if vertical else cells)(norm, piece.start, piece.end)
            run.append(Row(piece, row, vertical, between=between if run else []))
            if row and _CARD.match(norm, row[0].start, row[0].end):
                run[-1].kind = "title"
            between = []
        elif piece.kind != "noise" and run:
            between.append(piece)
            short = piece.opens and piece.end - piece.start <= _MAX_BETWEEN
            if not short or (piece.marker is None and norm[piece.end - 1] in "。；！？：，"):
                yield run
                run, between = [], []
    if run:
        yield run


def _table(norm: str, run: list[Row], at: int, names: Names) -> tuple[Table, int]:
    """Return the table that begins with row ``at`` of the run, and the row after it."""
    given = names.given.get(run[at].piece.start)
    head = _header_at(norm, run, at, names, given)
    table = Table([])
    first = at if head is None else head
    for row in run[at:first]:
        row.kind = "title"
    if head is not None and (given is None or given.header):
        top = _texts(norm, run[head])
        table.head, table.names = [top], top
        if head + 1 < len(run) and _is_second_header(norm, top, run[head + 1], names):
            below = _texts(norm, run[head + 1])
            table.head, table.names = [top, below], _joined(top, below)
        first = head + len(table.head)
        for row in run[head:first]:
            row.kind = "header"
    end = first
    widths: set[int] = set()  # how many cells the rows have
    while end < len(run):
        row = run[end]
        texts = _texts(norm, row)
        if _RULER.fullmatch(norm, row.piece.start, row.piece.end):
            row.kind = "title"
        elif table.head and texts == table.head[0]:  # repeated on the next page
            row.kind = "header"
            if len(table.head) == 2 and end + 1 < len(run) and _texts(norm, run[end + 1]) == table.head[1]:
                end += 1
                run[end].kind = "header"
        elif end > first and (header_roles(texts, names) is not None or _is_other(widths, row)):
            break
        else:
            widths.add(len(row.cells))
        end += 1
    table.rows = run[at:end]
    _settle(norm, table, names, given)
    return table, end


def _is_other(widths: set[int], row: Row) -> bool:
    """Tell whether a row behind a line without number is of another table: no row before has as many cells."""
    return len(row.cells) not in widths and any(piece.marker is None for piece in row.between)


def _texts(norm: str, row: Row) -> list[str]:
    return [norm[cell.start : cell.end] for cell in row.cells]


def _header_at(norm: str, run: list[Row], at: int, names: Names, given: TableGiven | None) -> int | None:
    """Return the row that names the columns, or, as a person said, the first full row; None when there is none."""
    full: list[int] = []
    for index in range(at, len(run)):
        row = run[index]
        if len(row.filled) < 2:
            continue
        if header_roles(_texts(norm, row), names) is not None:
            if given is not None and not given.header and full:
                break
            return index
        full.append(index)
        if len(full) > _BEFORE:
            break
    if not full:
        return None
    if given is not None or (full[0] + 1 < len(run) and _looks_like_header(norm, run[full[0]], names)):
        return full[0]
    return None


def header_roles(texts: list[str], names: Names) -> list[str] | None:
    """Return the role of every column when the row is a header: two known names, and half of those that are filled."""
    roles = [names.role(text) for text in texts]
    known = [r for r in roles if r]
    if len(known) >= 2 and len(known) * 2 >= sum(1 for text in texts if text):
        return roles
    return None


def _looks_like_header(norm: str, row: Row, names: Names) -> bool:
    """Tell whether a full row whose names are not known names columns all the same: short words, no figures, no units."""
    texts = [norm[c.start : c.end] for c in row.filled]
    if len(texts) != len(row.cells) and len(texts) < 3:
        return False
    return len(set(texts)) == len(texts) and all(_is_name(text, names) for text in texts)


def _is_name(text: str, names: Names) -> bool:
    if names.role(text):
        return True
    if len(text) > MAX_NAME or _SENTENCE.search(text) or any(sign.isdigit() for sign in text):
        return False
    return not (TIME_CELL.search(text) or is_org(text) or same_as_above(text))


def _is_second_header(norm: str, top: list[str], row: Row, names: Names) -> bool:
    """Tell whether the row names columns below a name that spans several of them."""
    if row.between or row.vertical:
        return False
    spanned = known = False
    for index, text in enumerate(_texts(norm, row)):
        if not text:
            continue
        over = names.role(top[index]) if index < len(top) else ""
        if over == "number" or not _is_name(text, names) or (over == "task" and not names.role(text)):
            return False
        spanned = spanned or index >= len(top) or not top[index]
        known = known or bool(names.role(text))
    return spanned and (known or len(row.filled) >= 2)


def _joined(top: list[str], below: list[str]) -> list[str]:
    """Two rows of names as one: 责任分工/牵头单位; a name holds for the empty ones right of it while names stand below."""
    out: list[str] = []
    over = ""
    for index in range(max(len(top), len(below))):
        own = top[index] if index < len(top) else ""
        text = below[index] if index < len(below) else ""
        over = own or (over if text else "")
        out.append(f"{over}/{text}" if over and text else over or text)
    return out


def _settle(norm: str, table: Table, names: Names, given: TableGiven | None) -> None:
    """Decide the role of every column: what a person said, else its name, else, without any task column, a guess."""
    data = table.data
    width = len(table.names)
    ends = sorted(max((i + 1 for i, c in enumerate(row.cells) if c.end > c.start), default=0) for row in data)
    if ends and not (
        table.head and data[0].vertical
    ):  # columns without a name count where half of the rows fill them
        width = max(width, ends[-1] if not table.head else ends[len(ends) // 2])
    table.names = [*table.names, *[""] * (width - len(table.names))]
    if given is not None:
        table.roles = [*given.roles[:width], *["ignore"] * (width - len(given.roles))]
        table.rules = ["column.given"] * width
    else:
        found = [names.look_up(name) if name else ("", "") for name in table.names]
        table.roles, table.rules = [role for role, _ in found], [rule for _, rule in found]
    _one_task(table)
    if given is None and "task" not in table.roles:
        _guess(norm, table)


def _one_task(table: Table) -> None:
    """Of several columns that say what is to be done the last is the task, the others are its detail.

    Where no column is called a task the last of those called its aim or standard is one.
    """
    tasks = [i for i, role in enumerate(table.roles) if role == "task"]
    if not tasks and "column.given" not in table.rules:
        tasks = [i for i, role in enumerate(table.roles) if role == "detail"]
    for index in tasks:
        table.roles[index] = "task" if index == tasks[-1] else "detail"


def _guess(norm: str, table: Table) -> None:
    """Guess the columns that no name explains: the longest cells are the task, cells of units own it."""
    values: list[list[str]] = [[] for _ in table.roles]
    for row in table.data[:_LOOK]:
        for index, cell in enumerate(row.cells[: len(values)]):
            text = norm[cell.start : cell.end]
            if text and not same_as_above(text):
                values[index].append(text)
    guessed: dict[int, str] = {}
    for index, texts in enumerate(values):
        if not table.roles[index] and texts:
            guessed[index] = _looks_like(texts)
    length = {i: sum(map(len, values[i])) / len(values[i]) for i in guessed}
    candidates = [i for i, role in guessed.items() if role in ("", "list")]
    longest = max(candidates, key=lambda i: length[i], default=None)
    if longest is not None and length[longest] >= _LEAST_TASK:
        guessed[longest] = "task"
    known = set(table.roles)
    for index, role in guessed.items():
        role = "responsible" if role == "list" else role
        if role and (role in ("task", "number") or role not in known):
            table.roles[index], table.rules[index] = role, "column.guess"


def _looks_like(texts: list[str]) -> str:
    """What the cells of a column look like: 'number', 'deadline', 'responsible', 'list' (names with 、), or ''."""
    half = len(texts) / 2
    if sum(text.isdigit() for text in texts) > half:
        return "number"
    if sum(bool(TIME_CELL.search(text)) and len(text) < 20 for text in texts) > half:
        return "deadline"
    if sum(is_org(text) for text in texts) > half:
        return "responsible"
    if sum("、" in text or is_org(text) for text in texts) > half:
        return "list"
    return ""


def fill(norm: str, table: Table, row: Row) -> list[Cell]:
    """Return the cells of a row by column, empty and 同上 cells of unit and time columns taken from above.

    Supporting units of a row that names another lead are not taken over: it has none, unless the document says that
    empty cells are the same as above. Remembers the row's own cells for the next one.
    """
    found = align(norm, table.roles, row.cells) if row.vertical else list(row.cells)
    nothing = Cell(row.piece.end, row.piece.end)
    found += [nothing] * (len(table.roles) - len(found))  # a reader leaves out the empty cells at the end
    own = [norm[cell.start : cell.end] for cell in found]
    leads = not table.carries_all and any(
        role in ("lead", "responsible") and value and not same_as_above(value)
        for role, value in zip(table.roles, own, strict=False)
    )
    for index, role in enumerate(table.roles):
        if role not in CARRIED:
            continue
        if own[index] and not same_as_above(own[index]):
            table.above[index] = found[index]
        elif role == "co" and leads and not own[index]:
            table.above.pop(index, None)
        else:
            found[index] = table.above.get(index, found[index])
    return found


def found_tables(text: str, tables: list[Table]) -> tuple[TableFound, ...]:
    """Return what is known of every table of at least one row of data below a header, or of two without one."""
    out = []
    for table in tables:
        data = [row for row in table.data if len(row.filled) > 1 or table.head]
        if len(table.roles) < 2 or len(data) < (1 if table.head else 2):
            continue
        columns = tuple(
            ColumnFound(name, role, rule, _samples(text, data, index))
            for index, (name, role, rule) in enumerate(
                zip(table.names, table.roles, table.rules, strict=True)
            )
        )
        out.append(
            TableFound(
                table.rows[0].piece.start, table.rows[-1].piece.end, bool(table.head), len(data), columns
            )
        )
    return tuple(out)


def _samples(text: str, data: list[Row], index: int) -> tuple[str, ...]:
    rows = data[:SAMPLES]
    return tuple(
        " ".join(text[row.cells[index].start : row.cells[index].end].split())
        if index < len(row.cells)
        else ""
        for row in rows
    )
