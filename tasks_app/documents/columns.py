"""The columns of a document's tables: what was understood, what a person says they mean, and reading the tables anew."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, record
from tasks_app.core.errors import Conflict, Invalid, quoted
from tasks_app.documents.column_words import check_role, columns_in_force, remember_column
from tasks_app.documents.decompose import (
    Columns,
    Decomposition,
    MeasureFound,
    Names,
    TableFound,
    TableGiven,
    header_key,
    is_understood,
)
from tasks_app.documents.duplicates import index
from tasks_app.documents.models import NAME_LENGTH, ColumnRole, Measure, SourceDocument
from tasks_app.documents.services import decomposed, measure_row, require_open, require_supervisor, scope_of
from tasks_app.org.models import User


@dataclass(frozen=True)
class Reading:
    """What the tables of a document give with certain columns.

    tasks: sentences that would be found in the tables. counts: the same for each table, by its start.
    """

    result: Decomposition
    tasks: int
    counts: dict[int, int]


@dataclass(frozen=True)
class Applied:
    """What saving did: how many tasks the tables now give, and the names that were remembered."""

    tasks: int
    remembered: tuple[str, ...] = field(default=())


def tables_of(document: SourceDocument) -> tuple[TableFound, ...]:
    """The tables with what is known of their columns now; () without reading where there are none."""
    return read_tables(document).result.tables if document.has_tables else ()


def asking(document: SourceDocument) -> tuple[TableFound, ...]:
    """The tables that have a column which is not understood, or no row of names, or no task."""
    return tuple(table for table in tables_of(document) if not is_understood(table))


def decided_in_tables(document: SourceDocument, tables: Iterable[TableFound]) -> int:
    """How many sentences of these tables somebody has decided."""
    spans = [(table.start, table.end) for table in tables]
    starts = document.measures.exclude(state=Measure.State.UNDECIDED).values_list("start", flat=True)
    return sum(1 for start in starts if _inside(start, spans))


def read_tables(document: SourceDocument, given: Sequence[TableGiven] = ()) -> Reading:
    """What the tables give, with `given` instead of what is known about those tables. Nothing is stored."""
    known = columns_in_force(document)
    starts = {table.start for table in given}
    columns = Columns(known.words, (*(table for table in known.tables if table.start not in starts), *given))
    result = decomposed(document.text, document.issued_on, columns)
    counts = {
        table.start: sum(1 for found in result.measures if table.start <= found.start < table.end)
        for table in result.tables
    }
    return Reading(result, sum(counts.values()), counts)


def check_tables(known: Sequence[TableFound], given: Sequence[TableGiven]) -> None:
    """known: all tables of the document. Raises Invalid, with the message at the table's field, for what cannot stand.

    That is: a table that is not there, an unknown role, another number of columns, two columns for the task, none for it.
    A table of which every column is ignored holds no tasks, and that is allowed.
    """
    tables = {table.start: (number, table) for number, table in enumerate(known, start=1)}
    for table in given:
        if table.start not in tables:
            raise Invalid(
                "documents.no_such_table",
                _("There is no table at %(start)d in this document. Load its tables anew."),
                {"start": table.start},
            )
        number, there = tables[table.start]
        for role in table.roles:
            check_role(role)
        where: dict[str, Any] = {"number": number}
        if len(table.roles) != len(there.columns):
            raise _at(
                table,
                "documents.columns_count",
                _("Table %(number)d has %(count)d columns; say what each of them means."),
                {**where, "count": len(there.columns)},
            )
        tasks = table.roles.count(ColumnRole.TASK)
        if tasks > 1:
            raise _at(
                table,
                "documents.two_task_columns",
                _(
                    "Table %(number)d: only one column can be the task, because each row becomes one task. "
                    "Choose “detail of the task” for the others: what they say stays with the task."
                ),
                where,
            )
        if not tasks and set(table.roles) != {ColumnRole.IGNORE}:
            raise _at(
                table,
                "documents.no_task_column",
                _(
                    "Table %(number)d: no column is the task, so no row could become one. "
                    "Choose the column that says what is to be done, or ignore every column if the table holds no tasks."
                ),
                where,
            )


def _at(table: TableGiven, code: str, message: Any, params: dict[str, Any]) -> Invalid:
    error = Invalid(code, message, params)
    error.fields = {f"table-{table.start}": [error.message]}
    return error


@transaction.atomic
def set_columns(
    *, user: User, document: SourceDocument, tables: Sequence[TableGiven], remember: bool, at: dt.datetime
) -> Applied:
    """Say what the columns of tables mean, and read these tables anew; sentences outside them are not touched.

    remember: also keep the names whose meaning was not known, for all later imports.
    Sentences that somebody marked in a table stay where no row covers them.
    Raises NotAllowed for anybody but a supervisor; Conflict once the document is issued or replaced, or when a sentence of
    these tables is decided already; Invalid as check_tables.
    """
    require_supervisor(user)
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    require_open(document)
    known = tables_of(document)
    check_tables(known, tables)
    starts = {table.start for table in tables}
    before = [table for table in known if table.start in starts]
    reading = read_tables(document, tables)
    after = [table for table in reading.result.tables if table.start in starts]
    spans = [(table.start, table.end) for table in (*before, *after)]
    stored = [row for row in document.measures.select_for_update(of=("self",)) if _inside(row.start, spans)]
    decided = [row for row in stored if row.state != Measure.State.UNDECIDED]
    if decided:
        raise Conflict(
            "documents.columns_decided",
            _(
                "%(count)d sentences of these tables are decided already, the first one being “%(quote)s”. "
                "Undo these decisions in the workbench first, or import a corrected version."
            ),
            {"count": len(decided), "quote": quoted(decided[0].quote)},
        )
    found = [row for row in enumerate(reading.result.measures) if _inside(row[1].start, spans)]
    fresh = _replace(document, stored, found, reading.result)
    said = dict(document.columns)
    said["tables"] = {
        **said.get("tables", {}),
        **{str(table.start): {"header": table.header, "roles": list(table.roles)} for table in tables},
    }
    document.columns = said
    document.segments = [
        *(row for row in document.segments if not _inside(row[0], spans)),
        *([s.start, s.end, s.label, s.rule] for s in reading.result.segments if _inside(s.start, spans)),
    ]
    document.segments.sort(key=lambda row: row[0])
    document.save(update_fields=["columns", "segments"])
    remembered = _remember(user, before, tables, at) if remember else ()
    record(
        actor=actor_of(user),
        action="document.columns",
        obj=document,
        at=at,
        scope=scope_of(document),
        before={"measures": len(stored)},
        after={"measures": len(found), "tables": said["tables"], "remembered": list(remembered)},
    )
    index(fresh)  # after record(), which holds the chain; rows that stayed are in the index already
    return Applied(len(found), remembered)


def _inside(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _replace(
    document: SourceDocument,
    stored: list[Measure],
    found: list[tuple[int, MeasureFound]],
    result: Decomposition,
) -> list[Measure]:
    """Put what was found in the place of what is stored. A row with the same span stays the same row.

    Returns the rows that are new.
    """
    nodes = {node.start: node for node in document.nodes.all()}
    same = {(row.start, row.end): row for row in stored if row.origin == Measure.Origin.FOUND}
    spans = [(new.start, new.end) for _order, new in found]
    kept = {
        row.pk
        for row in stored
        if row.origin == Measure.Origin.MARKED
        and not any(row.start < end and start < row.end for start, end in spans)
    }
    kept.update(same[span].pk for span in spans if span in same)
    document.measures.filter(pk__in=[row.pk for row in stored if row.pk not in kept]).delete()
    fresh = []
    for order, new in found:
        node = nodes.get(result.nodes[new.node].start) if new.node is not None else None
        row = measure_row(document, node, order, new)
        old = same.get((new.start, new.end))
        row.pk = old.pk if old else None
        row.save(force_insert=old is None)
        if old is None:
            fresh.append(row)
    return fresh


def _remember(
    user: User, tables: Sequence[TableFound], given: Sequence[TableGiven], at: dt.datetime
) -> tuple[str, ...]:
    """Keep the names whose meaning, without what was said about this document, would be another one."""
    known = Names(columns_in_force())
    said = {table.start: table for table in given}
    names: dict[str, str] = {}
    for table in tables:
        one = said[table.start]
        if not (one.header and table.header):
            continue
        idle = set(one.roles) == {ColumnRole.IGNORE}
        for column, role in zip(table.columns, one.roles, strict=True):
            meant = known.role(column.name)
            # Of several known task columns all but the last are details: that says nothing about the name. And that a
            # table holds no tasks says nothing about names that are known from others.
            unclear = role != meant and (meant, role) != ("task", "detail") and not (idle and meant)
            if header_key(column.name) and len(column.name) <= NAME_LENGTH and unclear:
                names[column.name] = role
    for name, role in names.items():
        remember_column(user=user, name=name, role=role, at=at)
    return tuple(names)
