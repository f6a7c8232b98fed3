"""What the columns of a task table can mean, by the names that offices give them, and what a person says they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .types import TableFound

#: What a column can be. ``detail`` belongs to the task beside it, ``ignore`` is kept as background.
COLUMN_ROLES = (
    "number", "task", "detail", "target", "lead", "co", "responsible", "leader", "deadline", "cadence", "ignore",
)  # fmt: skip
#: Columns whose empty and 同上 cells take the value above.
CARRIED = frozenset(("lead", "co", "responsible", "leader", "deadline", "cadence"))
#: Columns that name who answers for the row, and the role that their names get.
OWNER_ROLES = {"lead": "lead", "co": "co", "responsible": "responsible", "leader": "responsible"}
#: A name of a column is no longer than this.
MAX_NAME = 14

_UNIT = r"(?:责任)?(?:单位|部门|科室|处室|股室|乡镇|街道|主体|机构)"
# The first that fits the whole name counts; `ignore` and `detail` last, because their words are the widest.
_SYNONYMS = (
    ("number", re.compile(r"序\s*号|编\s*号|No\.?|项次|序", re.IGNORECASE)),
    (
        "leader",
        re.compile(
            r"(?:责任|牵头|分管|主管|包保|包联|包抓|包案|挂联|挂点|联系|督办|督导|推进|主抓|主要)?(?:县|市|区|镇|乡|局|校|院)?级?领导"
        ),
    ),
    (
        "lead",
        re.compile(
            rf"(?:总?牵头|主办|主责|主要责任|第一责任|首责)及?(?:负责)?{_UNIT}|牵头|主办|牵头(?:人|负责人)"
        ),
    ),
    (
        "co",
        re.compile(
            rf"(?:配合|协办|协助|参与|参加|协同|协作|支持|会办|联办|共同){_UNIT}|配合|协办|协助|参与|参加"
        ),
    ),
    (
        "responsible",
        re.compile(
            rf"(?:整改|直接|具体)?(?:责任|承办|落实|实施|负责|执行|完成|主体责任|包保|包抓){_UNIT}(?:及责任人)?"
            r"|责任人|责任人员|负责人|承办人|经办人|责任单位、责任人|责任分工"
        ),
    ),
    ("cadence", re.compile(r"(?:工作|报送|调度|督查|检查|通报|开展|推进)?(?:频次|频率|周期)(?:要求)?")),
    (
        "deadline",
        re.compile(
            r"(?:要求|计划|拟|应|预计)?(?:完成|整改|办结|办理|推进|落实|实施|起止|截止|截至|报送|工作)?(?:时限|时间|期限|日期|时间节点|时间安排|进度要求|进度安排|时间进度|节点)(?:要求)?"
        ),
    ),
    (
        "target",
        re.compile(r"(?:年度|量化|考核|目标|任务|计划)?(?:目标值|指标值|指标|任务数|计划数|任务量)|量化目标"),
    ),
    ("ignore", re.compile(r"(?:存在|反馈|主要|具体)?问题(?:描述|清单|表现)?|整改目标")),
    (
        "task",
        re.compile(
            r"(?:主要|重点|具体|年度|整改|督办|督查|交办|改革|落实)?(?:工作)?(?:任务|措施|内容|事项|举措|项目)(?:内容|名称|措施|清单|分解)?|(?:重点|主要|年度)?工作|目标[与和及]任务|任务[与和及]目标"
        ),
    ),
    (
        "detail",
        re.compile(
            r"(?:主要|重点|具体|工作|任务|年度|阶段|阶段性|完成|预期|质量)?(?:目标任务|目标要求|任务要求|目标|要求|标准|成效|成果|标志)(?:要求|内容|形式)?"
        ),
    ),
    (
        "ignore",
        re.compile(
            r"备\s*注|说\s*明|类\s*别|类型|分类|领域|板块|来源|(?:任务|文件|政策)?(?:来源|依据)|(?:目前|工作|整改|任务|当前)?(?:进展|进展情况|完成情况|落实情况|推进情况|进度情况)"
            r"|完成率|佐证材料|姓名|职务|联系人|联络员|联系电话|联系方式|电话|填报人|审核人|分值|得分|评分|状态"
        ),
    ),
)
_ASIDE = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]$")


def header_key(name: str) -> str:
    """Return the form in which names of columns are compared: without blanks, the width of signs and a last colon.

    Two headers with the same key are the same word; '' for a name without letters.
    """
    key = "".join(unicodedata.normalize("NFKC", name).split()).casefold().strip(":*·、，,。.")
    return key if any(sign.isalnum() for sign in key) else ""


@dataclass(frozen=True, slots=True)
class TableGiven:
    """What a person said about one table, known by the offset at which it starts.

    ``header``: its first full row names the columns, else it is data. ``roles``: one of :data:`COLUMN_ROLES` for each
    column from the left; columns beyond are ignored.
    """

    start: int
    header: bool
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known about columns beyond the built-in names.

    ``words``: (name of a column, role) of the office, stronger than the built-in names; ``tables``: single tables,
    stronger than both. Use :meth:`of`, which checks them.
    """

    words: tuple[tuple[str, str], ...] = ()
    tables: tuple[TableGiven, ...] = ()

    @classmethod
    def of(cls, words: Mapping[str, str], tables: Iterable[TableGiven] = ()) -> Columns:
        """Raise ValueError, naming it, for a role that is none of :data:`COLUMN_ROLES` or a name without letters."""
        given = tuple(tables)
        for role in (*words.values(), *(role for table in given for role in table.roles)):
            if role not in COLUMN_ROLES:
                raise ValueError(f"no role of a column: {role!r}")
        for name in words:
            if not header_key(name):
                raise ValueError(f"no name of a column: {name!r}")
        return cls(tuple((header_key(name), role) for name, role in words.items()), given)


#: Nothing known beyond the built-in names.
NO_COLUMNS = Columns()


def is_understood(table: TableFound) -> bool:
    """Tell whether a table needs no person: its columns have names, all of them known, and one of them is the task.

    Without any column for units or time limits none needs to be: a list of telephone numbers. What a person said about a
    table is understood as well.
    """
    rules = {column.rule for column in table.columns}
    if rules == {"column.given"}:
        return True
    if not table.header or "column.guess" in rules:
        return False
    named = [column for column in table.columns if column.name]
    roles = {column.role for column in named}
    return "" not in roles and ("task" in roles or roles <= {"number", "ignore"})


class Names:
    """The names of columns in one run: the office's words before the built-in ones."""

    __slots__ = ("given", "words")

    def __init__(self, columns: Columns) -> None:
        self.words = dict(columns.words)
        self.given = {table.start: table for table in columns.tables}

    def role(self, name: str) -> str:
        """Return the role of the column with this name, '' when the name is not known."""
        return self.look_up(name)[0]

    def look_up(self, name: str) -> tuple[str, str]:
        """Return (role, rule); ('', '') when the name is not known.

        Of 责任分工/牵头单位, as two rows of names are joined, the whole counts, then the lower, both without the stroke,
        and the upper.
        """
        over, _stroke, below = name.rpartition("/")
        for form in (name, below, over + below, over) if over else (name,):
            if self.words:
                role = self.words.get(header_key(form), "")
                if role:
                    return role, "column.word"
            role = synonym(form)
            if role:
                return role, "column.synonym"
        return "", ""


@lru_cache(maxsize=2048)
def synonym(name: str) -> str:
    """Return the role of a built-in name, with or without a remark in brackets behind it, else ''."""
    name = "".join(name.split()).rstrip("：:*")
    if not 0 < len(name) <= MAX_NAME + 10:
        return ""
    for form in dict.fromkeys((name, _ASIDE.sub("", name))):
        for role, pattern in _SYNONYMS:
            if pattern.fullmatch(form):
                return role
    return ""
