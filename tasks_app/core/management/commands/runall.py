"""`manage.py runall`: web, worker, beat and, where REDIS_URL is empty, a private Redis, as one thing that starts and stops."""

import os
import select
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from tasks_app.core import embedded_redis
from tasks_app.core.checks import refuse_unsafe_start
from tasks_app.core.demo import PERSONAS
from tasks_app.core.supervisor import CannotStart, Child, Supervisor, check_port, check_writable, only_one

STOP_ORDER = ("web", "beat", "worker", "redis")


class Command(BaseCommand):
    help = (
        "Run the web server, the Celery worker, Celery beat and, where REDIS_URL is empty, a private Redis."
    )
    requires_system_checks: list[str] = []  # refuse_unsafe_start runs them, and the stricter ones

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address of the web server (127.0.0.1)")
        parser.add_argument(
            "--port", default=os.environ.get("PORT") or "8000", help="its port (PORT, else 8000)"
        )
        parser.add_argument(
            "--workers", default="2", help="processes of the web server, and of the worker (2)"
        )
        parser.add_argument(
            "--demo", action="store_true", help="print the address and the logins of the demo"
        )
        parser.add_argument(
            "--check", action="store_true", help="only find out whether anything stands in the way"
        )

    def handle(self, **options: Any) -> None:
        host, port = options["host"], _whole_number("PORT", options["port"])
        var_dir = Path(settings.VAR_DIR)
        try:
            check_writable(var_dir)
            with only_one(var_dir / "runall.lock"):
                check_port(host, port)
                refuse_unsafe_start()
                if options["check"]:
                    return
                _refuse_old_database()
                _see_to_static_files()
                workers = _whole_number("--workers", options["workers"])
                children = self._children(host, port, workers, demo=options["demo"])
                supervisor = Supervisor(children, stop_order=STOP_ORDER, out=sys.stdout)
                greeting = _Greeting(supervisor, host, port, demo=options["demo"])
                supervisor.idle = greeting.try_once
                code = supervisor.run()
        except (CannotStart, ImproperlyConfigured, embedded_redis.RedisUnavailable) as error:
            raise CommandError(str(error)) from error
        if code:
            sys.exit(code)

    def _children(self, host: str, port: int, workers: int, *, demo: bool) -> list[Child]:
        base = Path(settings.BASE_DIR)
        env = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
            "VAR_DIR": str(settings.VAR_DIR),
        }
        children = []
        if not settings.REDIS_URL:
            redis_socket = Path(settings.REDIS_SOCKET)
            data_dir = Path(settings.VAR_DIR) / "redis"
            program = embedded_redis.find_server()
            embedded_redis.prepare(redis_socket, data_dir)
            env["REDIS_SOCKET"] = str(redis_socket)
            children.append(
                Child(
                    "redis",
                    embedded_redis.server_argv(program, redis_socket, data_dir),
                    env,
                    ready=lambda: embedded_redis.ping(redis_socket),
                    last_to_stop=True,
                )
            )
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", bind]
        gunicorn += ["--workers", str(workers), "--worker-class", "gthread", "--threads", "4"]
        gunicorn += ["--graceful-timeout", "8", "--no-control-socket", "--log-level", "warning"]
        celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
        worker = [*celery, "worker", "--concurrency", str(workers), "--without-gossip", "--without-mingle"]
        if demo:  # the logins stay on the screen, and a demo in a container may run as root
            env["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
        children += [
            Child("web", gunicorn, env, cwd=base),
            Child("worker", [*worker, "--loglevel", "WARNING" if demo else "INFO"], env, cwd=base),
            # Its own process: `worker -B` silently loses or orphans beat (DESIGN §7). No pid file: the lock is ours.
            Child("beat", [*celery, "beat", "--loglevel", "WARNING", "--pidfile="], env, cwd=base),
        ]
        return children


class _Greeting:
    """Asks /healthz, with one request at a time, until it answers; then says once where Duban is and who may log in.

    Any answer counts: right after the start /healthz says 503, until beat has had its first turn.
    """

    def __init__(self, supervisor: Supervisor, host: str, port: int, *, demo: bool) -> None:
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        self.port = port
        shown = f"[{self.host}]" if ":" in self.host else self.host
        self.address = f"http://{shown}:{port}/"
        self.supervisor, self.demo = supervisor, demo
        self.done = False
        self.connection: socket.socket | None = None

    def try_once(self) -> None:
        if self.done or not self._answered():
            return
        self.done = True
        lines = [f"Duban is ready on {self.address}"]
        if self.demo:
            width = max(len(persona.username) for persona in PERSONAS)
            lines += ["Log in as:"]
            lines += [f"  {who.username:<{width}}  {who.password}   {who.title}" for who in PERSONAS]
            lines += [f"Mails are written to {settings.OUTBOX_DIR}", "Ctrl-C stops everything."]
        for line in lines:
            self.supervisor.say(line)

    def _answered(self) -> bool:
        """Whether the web server has begun to answer. Never waits: the children's output passes through this process."""
        try:
            if self.connection is None:
                self.connection = socket.create_connection((self.host, self.port), timeout=0.5)
                self.connection.sendall(f"GET /healthz HTTP/1.0\r\nHost: {self.host}\r\n\r\n".encode())
            if not select.select([self.connection], [], [], 0)[0]:
                return False
            answer = self.connection.recv(64)
        except OSError:
            answer = b""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        return answer.startswith(b"HTTP/")


def _whole_number(name: str, raw: str) -> int:
    try:
        return int(raw)
    except ValueError as error:
        raise CommandError(f"{name}={raw!r} is not a whole number.") from error


def _see_to_static_files() -> None:
    """While DEBUG is on, static files are served from where they lie; else raise CannotStart when they are not collected."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
    if not settings.DEBUG and not (root / "staticfiles.json").exists():
        raise CannotStart(
            "The static files are not collected: run `make assets`, then `python manage.py collectstatic --noinput`."
        )


def _refuse_old_database() -> None:
    """Raise CannotStart when the database cannot be reached or lacks migrations; leave no connection open."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        raise CannotStart(f"The database cannot be reached: {error}. Check DATABASE_URL.") from error
    finally:
        connection.close()
    if missing:
        raise CannotStart(
            f"The database lacks {len(missing)} migrations: run `python manage.py migrate` first."
        )
