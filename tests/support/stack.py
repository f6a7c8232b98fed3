"""The running product, for tests that use it as people do: own folder, own database, own Redis, own port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120


def free_port() -> int:
    """A TCP port of the loopback address that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`runall` in the folder `var_dir` after migrate and, unless `seed` is off, demo_seed.

    url: where it answers. log: what it has printed so far. outbox: the folder of the mails it has sent.
    """

    def __init__(self, var_dir: Path, *, seed: bool = True) -> None:
        self.var_dir, self.seed = var_dir, seed
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.outbox = var_dir / "outbox"
        self._log_file = var_dir / "runall.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._database: str | None = None

    @property
    def log(self) -> str:
        return self._log_file.read_text(encoding="utf-8", errors="replace") if self._log_file.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def environment(self) -> dict[str, str]:
        """The environment of the running product: also for a manage.py that works on the same data."""
        return {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
            "DEBUG": "true",
            "VAR_DIR": str(self.var_dir),
            "ASSETS_DIR": str(ROOT / "var" / "assets"),
            "DATABASE_URL": self._database or "",
            "REDIS_URL": "",
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "STATICFILES_BACKEND": "",
            "LOG_LEVEL": "INFO",
            "NO_PROXY": "127.0.0.1",
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command on the stack's data; returns what it printed.

        Raises:
            AssertionError: it failed; the text has its output.
        """
        argv = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(argv, env=self.environment(), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Returns when /healthz has answered."""
        self.var_dir.mkdir(parents=True, exist_ok=True)
        self._create_database()
        self.manage("migrate", "--noinput", "--verbosity", "0")
        if self.seed:
            self.manage("demo_seed")
        with self._log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "runall", "--demo"],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.25)
        raise AssertionError(f"the product did not start:\n{self.log}")

    def answers(self) -> bool:
        """Whether /healthz gives any answer."""
        try:
            urllib.request.urlopen(self.url + "/healthz", timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and wait for the end; returns the exit code. Takes the database away again."""
        code = 0
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(number)
            try:
                code = self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                raise
            self._process = None
        self._drop_database()
        return code

    # On PostgreSQL the stack has a database of its own beside the one of the tests.
    def _create_database(self) -> None:
        url = os.environ.get("DATABASE_URL", "")
        if not url or url.startswith("sqlite"):
            return
        name = f"duban_demo_{os.getpid()}_{self.port}"
        self._admin(url, f'CREATE DATABASE "{name}"')
        self._database = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))

    def _drop_database(self) -> None:
        if self._database:
            name = urlsplit(self._database).path.lstrip("/")
            self._admin(os.environ["DATABASE_URL"], f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self._database = None

    @staticmethod
    def _admin(url: str, statement: str) -> None:
        import psycopg

        target = urlunsplit(urlsplit(url)._replace(scheme="postgresql", path="/postgres"))
        with psycopg.connect(target, autocommit=True) as connection:
            connection.execute(statement.encode())
