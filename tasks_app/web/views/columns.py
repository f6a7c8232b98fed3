"""“What do the columns mean?”: the tables of a document, a choice for each column, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tasks_app.core.errors import DomainError
from tasks_app.documents.columns import decided_in_tables, read_tables, set_columns, tables_of
from tasks_app.documents.decompose import TableFound, TableGiven, is_understood
from tasks_app.documents.models import ColumnRole, SourceDocument
from tasks_app.documents.rule_words import explain
from tasks_app.web.views.documents import overseers, supervisors
from tasks_app.web.views.edge import moment, person

#: What the first row of a table is: the names of its columns, data, or nothing, because the table holds no tasks.
HEADER, DATA, NONE = "header", "data", "none"


@dataclass(frozen=True)
class Choice:
    """One column on the page. mark: 'unknown', 'guess' or '' for one that needs no look."""

    field: str
    name: str
    role: str
    mark: str
    how: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """One table on the page. mode: one of HEADER, DATA, NONE; tasks: how many it gives with these choices."""

    number: int
    start: int
    rows: int
    mode: str
    clear: bool
    tasks: int
    error: str
    choices: tuple[Choice, ...]


@overseers
@require_http_methods(["GET", "POST"])
def document_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the tables, or save what their columns mean; with the button “Count” only show what would follow."""
    document = get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=pk)
    if request.method == "GET":
        return _page(request, document, ())
    if "count" in request.POST:
        return _page(request, document, _given(request.POST, tables_of(document)))
    return _saved(request, document)


@supervisors
@require_POST
def document_columns_count(request: HttpRequest, pk: int) -> HttpResponse:
    """What the choices of the form would give, as a fragment; nothing is stored."""
    document = get_object_or_404(SourceDocument.objects.visible_to(person(request)), pk=pk)
    reading = read_tables(document, _given(request.POST, tables_of(document)))
    context = {"tasks": reading.tasks, "counts": list(reading.counts.items())}
    return render(request, "web/documents/_columns_found.html", context)


def _saved(request: HttpRequest, document: SourceDocument) -> HttpResponse:
    given = _given(request.POST, tables_of(document))
    try:
        applied = set_columns(
            user=person(request),
            document=document,
            tables=given,
            remember="remember" in request.POST,
            at=moment(request),
        )
    except DomainError as error:
        return _page(request, document, given, error=error, status=error.status)
    messages.success(
        request,
        ngettext(
            "The tables were read anew: they give %(count)d task. Confirm, change or dismiss it.",
            "The tables were read anew: they give %(count)d tasks. Confirm, change or dismiss each of them.",
            applied.tasks,
        )
        % {"count": applied.tasks},
    )
    if applied.remembered:
        messages.info(
            request, _("Remembered for next time: %(names)s.") % {"names": _(", ").join(applied.remembered)}
        )
    return redirect("web:document_versions" if document.replaces_id else "web:document", document.pk)


def _given(posted: Mapping[str, str], tables: tuple[TableFound, ...]) -> tuple[TableGiven, ...]:
    """What the form says; of a table or column that it does not name, what is known. A role is checked when it is saved."""
    given = []
    for table in tables:
        mode = posted.get(f"header-{table.start}", HEADER if table.header else DATA)
        roles = tuple(
            ColumnRole.IGNORE.value
            if mode == NONE
            else posted.get(f"role-{table.start}-{index}", column.role or ColumnRole.IGNORE.value)
            for index, column in enumerate(table.columns)
        )
        given.append(TableGiven(table.start, mode != DATA, roles))
    return tuple(given)


def _page(
    request: HttpRequest,
    document: SourceDocument,
    given: tuple[TableGiven, ...],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    present = read_tables(document)
    known = present.result.tables
    valid = all(role in ColumnRole.values for table in given for role in table.roles)
    reading = read_tables(document, given) if given and valid else present
    decided = decided_in_tables(document, known)
    open_ = document.state == SourceDocument.State.REVIEW and document.replacement is None
    blocks = _blocks(request, known, given, reading.counts, error)
    context = {
        "document": document,
        "blocks": blocks,
        "marked": any(block.error for block in blocks),
        "tasks": reading.tasks,
        "roles": ColumnRole.choices,
        "modes": (
            (HEADER, _("The first row names the columns")),
            (DATA, _("The first row is data already")),
            (NONE, _("This table holds no tasks")),
        ),
        "unclear": sum(1 for table in known if not is_understood(table)),
        "decided": decided,
        "editable": person(request).is_supervisor and open_ and not decided,
        "open": open_,
        "error": error.message if error else "",
        "remember": "remember" in request.POST if request.method == "POST" else True,
    }
    return render(request, "web/documents/columns.html", context, status=status)


def _blocks(
    request: HttpRequest,
    known: tuple[TableFound, ...],
    given: tuple[TableGiven, ...],
    counts: dict[int, int],
    error: DomainError | None,
) -> list[Block]:
    chosen = {table.start: table for table in given}
    fields: dict[str, Any] = error.fields if error else {}
    blocks = []
    for number, table in enumerate(known, start=1):
        said = chosen.get(table.start)
        roles = (
            said.roles if said else tuple(column.role or ColumnRole.IGNORE.value for column in table.columns)
        )
        idle = set(roles) == {ColumnRole.IGNORE.value} and is_understood(table)
        mode = request.POST.get(f"header-{table.start}", "") if said else ""
        if mode not in (HEADER, DATA, NONE):
            mode = NONE if idle else HEADER if table.header else DATA
        blocks.append(
            Block(
                number,
                table.start,
                table.rows,
                mode,
                is_understood(table),
                counts.get(table.start, 0),
                " ".join(str(text) for text in fields.get(f"table-{table.start}", ())),
                tuple(
                    Choice(
                        f"role-{table.start}-{index}",
                        column.name,
                        request.POST.get(f"role-{table.start}-{index}", role),
                        _mark(column.role, column.rule, column.name),
                        explain(column.rule),
                        column.samples,
                    )
                    for index, (column, role) in enumerate(zip(table.columns, roles, strict=False))
                ),
            )
        )
    return blocks


def _mark(role: str, rule: str, name: str) -> str:
    if rule == "column.guess":
        return "guess"
    return "unknown" if not role and name else ""
