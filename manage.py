#!/usr/bin/env python
"""Duban's command line: `python manage.py help` lists the commands."""

import contextlib
import os
import sys

# Commands that leave no trace, and work where nothing may be written.
READING = ("decompose", "help", "version", "--help", "--version")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django is not installed for this Python. Run `make demo` or `make test`: they build .venv; "
            "then use .venv/bin/python manage.py …"
        ) from error
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
        if sys.argv[1:] and sys.argv[1] not in READING:
            with contextlib.suppress(OSError):  # a system check tells of it, and what to do
                settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        raise SystemExit(f"Duban is not configured well: {error}") from error
    except OperationalError as error:
        if connection.connection is not None:
            raise
        raise SystemExit(
            f"The database cannot be opened: {error}. Look at DATABASE_URL, or without one at VAR_DIR."
        ) from error


if __name__ == "__main__":
    main()
