#!/usr/bin/env python
"""Duban's command line: `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django is not installed for this Python. Run `make demo` or `make test`: they build .venv; "
            "then use .venv/bin/python manage.py …"
        ) from error
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
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
