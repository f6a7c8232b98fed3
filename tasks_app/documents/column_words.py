"""Writers of the names of columns that the office remembers, and what is known of columns in the form that the engine takes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tasks_app.audit.services import actor_of, hold_chain, record
from tasks_app.core.errors import Invalid
from tasks_app.documents.decompose import Columns, TableGiven, header_key
from tasks_app.documents.models import ColumnRole, ColumnWord, SourceDocument
from tasks_app.documents.office_rows import checked
from tasks_app.org.models import User

#: What the office may set.
EDITABLE = ("name", "role", "enabled")


def columns_in_force(
    document: SourceDocument | None = None, words: Mapping[str, str] | None = None
) -> Columns:
    """What is known beyond the built-in names: the office's words, stronger `words`, and what was said about `document`."""
    known = dict(ColumnWord.objects.in_force().values_list("name", "role"))
    said: dict[str, Any] = document.columns if document is not None else {}
    # By key, so that a word given for this import replaces the office's even where blanks differ.
    merged = {header_key(name): role for name, role in known.items()}
    for more in (said.get("words", {}), words or {}):
        merged.update({header_key(name): role for name, role in more.items()})
    tables = [
        TableGiven(int(start), bool(table["header"]), tuple(table["roles"]))
        for start, table in said.get("tables", {}).items()
    ]
    return Columns.of(merged, tables)


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """Words given for one import. Raises Invalid, naming it, for a role or a name that cannot stand."""
    for name, role in words.items():
        check_role(role)
        if not header_key(name):
            raise Invalid(
                "documents.column_name",
                _("“%(name)s” cannot be the name of a column."),
                {"name": name},
                fields={"columns": [_("Give the name as it stands in the table, with at least one letter.")]},
            )
    return dict(words)


def check_role(role: str) -> None:
    """Raises Invalid, with the list of roles, for one that does not exist."""
    if role not in ColumnRole.values:
        raise Invalid(
            "documents.column_role",
            _("“%(role)s” is no meaning of a column. Use one of: %(roles)s."),
            {"role": role, "roles": ", ".join(ColumnRole.values)},
            fields={"columns": [_("Unknown meaning.")]},
        )


@transaction.atomic
def remember_column(*, user: User, name: str, role: str, at: dt.datetime) -> ColumnWord:
    """Keep what a name means for all later imports; what was remembered for it before is replaced and switched on.

    Raises NotAllowed for anybody but a supervisor, Invalid for a name or role that cannot stand.
    """
    hold_chain()  # of two people who say it at the same moment the second sees what the first has said
    known = ColumnWord.objects.filter(key=header_key(name)).first()
    if known is None:
        return add_column_word(user=user, at=at, name=name, role=role)
    return change_column_word(user=user, word=known, at=at, role=role, enabled=True)


@transaction.atomic
def add_column_word(*, user: User, at: dt.datetime, **values: Any) -> ColumnWord:
    """Add a name; it holds from the next import on.

    values: any of EDITABLE. Raises NotAllowed for anybody but a supervisor, Invalid (with fields) for values that cannot stand.
    """
    hold_chain()
    word = _checked(user, ColumnWord(noted_by=user, noted_at=at), values)
    word.save()
    after = {name: getattr(word, name) for name in EDITABLE}
    record(actor=actor_of(user), action="column_word.created", obj=word, at=at, after=after)
    return word


@transaction.atomic
def change_column_word(*, user: User, word: ColumnWord, at: dt.datetime, **changes: Any) -> ColumnWord:
    """Change a name or its meaning, or switch it off; it holds from the next import on.

    changes: any of EDITABLE. Raises NotAllowed for anybody but a supervisor, Invalid (with fields) for values that cannot stand.
    """
    hold_chain()
    current = ColumnWord.objects.get(pk=word.pk)
    before = {name: getattr(current, name) for name in EDITABLE}
    current = _checked(user, current, changes)
    after = {name: getattr(current, name) for name in EDITABLE}
    changed = [name for name in EDITABLE if before[name] != after[name]]
    if changed:
        current.noted_by, current.noted_at = user, at
        current.save()
        record(
            actor=actor_of(user),
            action="column_word.changed",
            obj=current,
            at=at,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return current


def _checked(user: User, word: ColumnWord, values: dict[str, Any]) -> ColumnWord:
    refusal = _("Only a supervisor may say what the columns of tables mean.")
    return checked(user, word, values, editable=EDITABLE, code="documents.column_word", refusal=refusal)
