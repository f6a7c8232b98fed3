"""System checks: what would go wrong later and quietly stops the start now and says what to do.

Ordinary checks run with every command. Checks marked deploy=True run where something is served (`runall`, the WSGI entry
point, Celery's worker and beat, through `refuse_unsafe_start`) and with `manage.py check --deploy`: a person who
decomposes a file or runs a benchmark needs no secret.
"""

import os
import tempfile
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from tasks_app.core import clock
from tasks_app.core.models import load_calendar

TAG = "duban"
SECRET_KEY_MIN_LENGTH = 32
SUPPORTED_ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


def refuse_unsafe_start() -> None:
    """Run Django's ordinary checks and Duban's own, the stricter ones included.

    Raises:
        ImproperlyConfigured: one of them found an error; every error is named, with what to do.
    """
    found = checks.run_checks() + checks.run_checks(tags=[TAG], include_deployment_checks=True)
    errors = dict.fromkeys(str(message) for message in found if message.is_serious())
    if errors:
        raise ImproperlyConfigured("Duban does not start:\n" + "\n".join(errors))


@checks.register(TAG, deploy=True)
def check_secret_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Sessions and the one-click links of mails are signed with SECRET_KEY: a known or short one lets anybody in."""
    key = settings.SECRET_KEY
    if settings.DEBUG:
        return []
    if key == settings.INSECURE_SECRET_KEY or len(key) < SECRET_KEY_MIN_LENGTH:
        return [
            checks.Error(
                f"SECRET_KEY is the public default or shorter than {SECRET_KEY_MIN_LENGTH} characters, and DEBUG is off.",
                hint="Set SECRET_KEY to a secret of your own, in the environment or in .env; "
                'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))". '
                "To try Duban out on this machine only, set DEBUG=true.",
                id="duban.E001",
            )
        ]
    return []


@checks.register(TAG)
def check_var_dir(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Everything that is written goes below VAR_DIR."""
    var_dir = Path(settings.VAR_DIR)
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=var_dir):
            return []
    except OSError as error:
        return [
            checks.Error(
                f"The folder VAR_DIR={var_dir} cannot be written to: {os.strerror(error.errno or 0)}.",
                hint="Give this user the right to write there, or set VAR_DIR to another folder.",
                id="duban.E002",
            )
        ]


@checks.register(TAG)
def check_site_url(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The links in mails begin with SITE_URL: scheme and host, an optional port and path, nothing else."""
    if _is_site_url(settings.SITE_URL):
        return []
    return [
        checks.Error(
            f"SITE_URL={settings.SITE_URL!r} is not the address of a site.",
            hint="Write it as people type it, for example https://duban.example.gov.cn",
            id="duban.E003",
        )
    ]


def _is_site_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when the port is no number
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username) and not any(sign.isspace() for sign in url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain


@checks.register(TAG)
def check_time_zone(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Dates, deadlines and the hour of the digest are those of TIME_ZONE."""
    try:
        zoneinfo.ZoneInfo(settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return [
            checks.Error(
                f"TIME_ZONE={settings.TIME_ZONE!r} is not a time zone.",
                hint="Use a name of the IANA database, for example Asia/Shanghai.",
                id="duban.E004",
            )
        ]
    return []


@checks.register(TAG)
def check_database_engine(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Constraints, locks and searches are written for, and tested on, these two."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine in SUPPORTED_ENGINES:
        return []
    return [
        checks.Error(
            f"The database {engine} is not supported.",
            hint="DATABASE_URL begins with sqlite:/// or postgres://",
            id="duban.E005",
        )
    ]


@checks.register(TAG, checks.Tags.database)
def check_calendar(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Working days of a year without statutory holidays in the calendar are counted Monday to Friday. Warned of for this
    year, and from November on for the next: the State Council announces its holidays by then.
    """
    today = clock.today()
    try:
        covered = load_calendar().years
    except DatabaseError:
        return []  # not migrated yet, or not reachable: that is told elsewhere
    wanted = [today.year] + ([today.year + 1] if today.month >= 11 else [])
    missing = [str(year) for year in wanted if year not in covered]
    if not missing:
        return []
    return [
        checks.Warning(
            f"The working calendar has no holidays for {', '.join(missing)}: working days are counted Monday to Friday.",
            hint="Enter the State Council's announcement under Admin, Working calendar.",
            id="duban.W001",
        )
    ]
