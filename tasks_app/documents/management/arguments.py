"""Arguments that several commands take."""

import argparse
import datetime as dt
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from tasks_app.core.errors import DomainError
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
