"""What every test stands on: its own folder, a private real Redis, the database of DATABASE_URL or SQLite, a real Chromium.

The environment is set here, at import, because pytest-django reads the settings right after the first conftest.
"""

import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMITTING = {"transactional_db", "live_server"}
TEST_DIR = Path(tempfile.mkdtemp(prefix="duban-test-"))


def _set_environment() -> None:
    """Settings of the tests. Nothing of the developer's own .env or var/ is read or written."""
    for name in (
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "HTTPS",
        "BEHIND_PROXY",
        "TIME_ZONE",
        "EMAIL_BACKEND",
    ):
        os.environ.pop(name, None)
    os.environ.setdefault("DATABASE_URL", "")  # SQLite
    os.environ.setdefault("REDIS_URL", "")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        ENV_FILE="",
        DEBUG="false",
        SECRET_KEY="a-key-for-the-tests-that-is-long-enough-to-pass-the-check",
        SITE_URL="http://127.0.0.1:8000",
        VAR_DIR=str(TEST_DIR / "var"),
        ASSETS_DIR=str(ROOT / "var" / "assets"),
        STATICFILES_BACKEND="django.contrib.staticfiles.storage.StaticFilesStorage",
        LOG_LEVEL="WARNING",
    )


_set_environment()
(TEST_DIR / "var" / "static").mkdir(
    parents=True
)  # whitenoise warns of a missing one, and warnings are errors

import django  # noqa: E402 - after the environment

django.setup()  # here, so that a conftest in a folder below may import models

from tests.support.browser import chromium_path  # noqa: E402 - after the environment
from tests.support.stack import Stack  # noqa: E402

pytest_plugins = ["tests.personas"]  # the people whom every test is about


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing of a run stays on the disk."""
    shutil.rmtree(TEST_DIR, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last, and are skipped with a reason where there is no Chromium, but not in CI.

    Tests that commit empty the database after themselves; what migrations put there is then put back for the next one.
    """
    for item in items:
        mark = item.get_closest_marker("django_db")
        if (mark and mark.kwargs.get("transaction")) or COMMITTING & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    browser = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in browser] + browser
    if (
        browser
    ):  # Playwright's loop runs in this thread, where Django would take every query for an asynchronous one
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if browser and chromium_path() is None:
        if os.environ.get("CI_REQUIRE_BROWSER") == "1":
            raise pytest.UsageError(
                "CI_REQUIRE_BROWSER=1, but no Chromium was found (CHROMIUM=/path/to/chromium)"
            )
        reason = (
            "no Chromium: install it (Debian: chromium, fonts-noto-cjk) or set CHROMIUM=/path/to/chromium"
        )
        for item in browser:
            item.add_marker(pytest.mark.skip(reason=reason))


# --- Redis -----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Redis that lives as long as the test run: REDIS_URL where it is set, else a private one."""
    from django.conf import settings

    from tasks_app.core import embedded_redis
    from tasks_app.core.supervisor import die_with

    if settings.REDIS_URL:
        yield settings.REDIS_URL
        return
    socket, data_dir = Path(settings.REDIS_SOCKET), TEST_DIR / "redis-data"
    embedded_redis.prepare(socket, data_dir)
    argv = embedded_redis.server_argv(embedded_redis.find_server(), socket, data_dir)
    process = subprocess.Popen(
        argv,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=functools.partial(die_with, os.getpid()),  # noqa: PLW1509 - a killed test run leaves no Redis behind
    )
    try:
        for _ in range(200):
            if embedded_redis.ping(socket):
                break
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            pytest.exit(f"the private Redis ended with code {process.returncode}", returncode=3)
        yield settings.CELERY_BROKER_URL
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# --- Django ----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """On SQLite the test database is a file: several connections, and what they do to one another, as in real use."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(TEST_DIR / "test.sqlite3")


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Uploads and mails of one test are not seen by the next."""
    # The real hash takes a third of a second for each person of a test.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }


# --- The whole product, and a browser to use it ----------------------------------------------------------------------
@pytest.fixture(scope="session")
def demo_stack(broker: str) -> Iterator[Stack]:
    """`make demo` without the building: migrated, seeded, with web, worker, beat and a private Redis, in a folder of its own."""
    stack = Stack(TEST_DIR / "demo")
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    from tests.support.browser import LAUNCH_ARGUMENTS

    return {**browser_type_launch_args, "executable_path": chromium_path(), "args": LAUNCH_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 900},
    }
