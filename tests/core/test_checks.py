"""A setting that would go wrong later stops the start now, and the message says what to do."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured

from tasks_app.core import checks, clock
from tasks_app.core.models import CalendarDay

ROOT = Path(__file__).resolve().parents[2]


def ids(messages: list[django_checks.CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["insecure-development-key-change-me", "short"])
def test_a_public_or_short_secret_is_refused_while_debug_is_off(settings: Any, key: str) -> None:
    settings.DEBUG, settings.SECRET_KEY = False, key
    assert ids(checks.check_secret_key(None)) == ["duban.E001"]
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is the public default or shorter"):
        checks.refuse_unsafe_start()
    settings.DEBUG = True
    assert checks.check_secret_key(None) == []


@pytest.mark.django_db
def test_a_secret_of_ones_own_is_accepted(settings: Any) -> None:
    settings.DEBUG, settings.SECRET_KEY = False, "k" * 40
    assert checks.check_secret_key(None) == []
    checks.refuse_unsafe_start()


def test_a_folder_that_cannot_be_written_to_is_named(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file" / "var"
    (found,) = checks.check_var_dir(None)
    assert found.id == "duban.E002"
    assert str(settings.VAR_DIR) in found.msg
    settings.VAR_DIR = tmp_path / "var"
    assert checks.check_var_dir(None) == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "duban.local",
        "ftp://duban.local",
        "http://",
        "http://a b",
        "http://a:port",
        "http://a/?q=1",
        "//host",
        "http://u@h",
    ],
)
def test_a_malformed_site_url_is_refused(settings: Any, url: str) -> None:
    settings.SITE_URL = url
    assert ids(checks.check_site_url(None)) == ["duban.E003"]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000", "https://duban.example.gov.cn", "https://gov.cn/duban", "http://[::1]:80"],
)
def test_addresses_of_sites_are_accepted(settings: Any, url: str) -> None:
    settings.SITE_URL = url
    assert checks.check_site_url(None) == []


@pytest.mark.parametrize("name", ["Asia/Peking", "", "../etc/passwd", "+08:00"])
def test_an_unknown_time_zone_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(checks, "settings", type("S", (), {"TIME_ZONE": name}))
    assert ids(checks.check_time_zone(None)) == ["duban.E004"]


@pytest.mark.parametrize("engine", ["django.db.backends.mysql", "django.db.backends.oracle"])
def test_databases_that_nobody_tests_are_refused(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setattr(checks, "settings", type("S", (), {"DATABASES": {"default": {"ENGINE": engine}}}))
    assert ids(checks.check_database_engine(None)) == ["duban.E005"]


def test_the_present_settings_have_no_fault() -> None:
    for check in (
        checks.check_site_url,
        checks.check_time_zone,
        checks.check_database_engine,
        checks.check_var_dir,
    ):
        assert check(None) == []


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.date], None]:
    return lambda day: monkeypatch.setattr(clock, "today", lambda: day)


@pytest.mark.django_db
def test_a_year_without_holidays_in_the_calendar_is_warned_of(on_day: Callable[[dt.date], None]) -> None:
    CalendarDay.objects.all().delete()
    CalendarDay.objects.create(day=dt.date(2030, 10, 1), is_workday=False, name="国庆节")
    on_day(dt.date(2030, 10, 31))
    assert checks.check_calendar(None) == []
    on_day(dt.date(2030, 11, 1))  # from November on the next year's holidays are announced
    (found,) = checks.check_calendar(None)
    assert found.id == "duban.W001"
    assert "2031" in found.msg
    assert "2030" not in found.msg
    on_day(dt.date(2032, 1, 2))
    (found,) = checks.check_calendar(None)
    assert "2032" in found.msg


def manage(*arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_misspelt_boolean_stops_the_start() -> None:
    done = manage("check", DEBUG="ture")
    assert done.returncode != 0
    assert "DEBUG='ture' is not a boolean: write true or false." in done.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://user:hush@db/duban", "://"])
def test_an_address_of_no_database_is_refused_without_repeating_its_password(url: str) -> None:
    done = manage("migrate", DATABASE_URL=url)
    assert done.returncode == 1
    assert "DATABASE_URL is not the address of a supported database" in done.stderr
    assert "hush" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_command_makes_the_folder_itself(tmp_path: Path) -> None:
    done = manage("migrate", "core", DATABASE_URL="", VAR_DIR=str(tmp_path / "new" / "var"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / "var" / "duban.sqlite3").exists()


def test_a_database_that_cannot_be_opened_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = manage("migrate", DATABASE_URL="", VAR_DIR=str(tmp_path / "file" / "var"))
    assert done.returncode == 1
    assert "VAR_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_time_zone_stops_the_start_too() -> None:
    done = manage("check", TIME_ZONE="Asia/Peking")
    assert done.returncode == 1
    assert "TIME_ZONE='Asia/Peking' is not a time zone" in done.stderr
    assert "Traceback" not in done.stderr


def test_runall_does_not_start_with_the_public_secret(tmp_path: Path) -> None:
    done = manage("runall", "--check", DEBUG="false", SECRET_KEY="", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "SECRET_KEY is the public default" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "program", [["gunicorn", "--check-config", "config.wsgi"], ["celery", "-A", "config", "worker"]]
)
def test_neither_do_gunicorn_and_celery_by_themselves(tmp_path: Path, program: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *program],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "false", "SECRET_KEY": "", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    assert "SECRET_KEY is the public default" in done.stdout + done.stderr
