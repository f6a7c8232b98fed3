"""Arguments that several commands take."""

import argparse
import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from tasks_app.core.errors import DomainError
from tasks_app.documents.decompose import COLUMN_ROLES, TableFound, header_key, is_understood
from tasks_app.documents.readers import check_size


def date_or_none(value: str) -> dt.date | None:
    """YYYY-MM-DD, or 'none'. Raises ArgumentTypeError (exit code 2) for a date that does not exist."""
    if value == "none":
        return None
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a date, not a moment
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“%(value)s” is not a date that exists; write YYYY-MM-DD, or none.") % {"value": value}
        ) from error


def column_word(value: str) -> tuple[str, str]:
    """HEADER=role. Raises ArgumentTypeError (exit code 2), with the list of roles, for anything else."""
    name, sign, role = value.rpartition("=")
    if not sign or not header_key(name) or role not in COLUMN_ROLES:
        raise argparse.ArgumentTypeError(
            _("“%(value)s” is not understood; write HEADER=role with one of the roles %(roles)s.")
            % {"value": value, "roles": ", ".join(COLUMN_ROLES)}
        )
    return name, role


def add_column_argument(parser: argparse.ArgumentParser) -> None:
    """--column HEADER=role, as often as needed."""
    parser.add_argument(
        "--column",
        type=column_word,
        action="append",
        default=[],
        metavar="HEADER=role",
        help="what a column of its tables means; can be repeated. Roles: " + ", ".join(COLUMN_ROLES),
    )


def column_advice(tables: Iterable[TableFound]) -> Iterator[str]:
    """A line of advice for each table whose columns are not all understood, and one that says how to tell."""
    advised = False
    for number, table in enumerate(tables, start=1):
        if is_understood(table):
            continue
        advised = True
        unknown = [column.name for column in table.columns if column.name and not column.role]
        guessed = [column.name or "?" for column in table.columns if column.rule == "column.guess"]
        if not table.header:
            yield _("Table %(number)d names none of its columns; what they mean is guessed.") % {
                "number": number
            }
        elif unknown or guessed:
            yield _("Table %(number)d: not understood: %(names)s.") % {
                "number": number, "names": ", ".join([*unknown, *guessed]),
            }  # fmt: skip
        else:
            yield _("Table %(number)d: no column is the task.") % {"number": number}
    if advised:
        yield _("Say what they mean: --column HEADER=role, once for each. Roles: %(roles)s.") % {
            "roles": ", ".join(COLUMN_ROLES)
        }


def read_path(path: Path) -> bytes:
    """The content of a file named on the command line, its size checked first. Raises CommandError with exit code 2."""
    try:
        check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except DomainError as error:
        raise CommandError(error.message, returncode=2) from error
    except OSError as error:
        raise CommandError(
            _("“%(path)s” cannot be read: %(reason)s") % {"path": path, "reason": error.strerror or error},
            returncode=2,
        ) from error
