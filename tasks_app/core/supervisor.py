"""Keeps a few processes running as one: starts them in order, prefixes their output, restarts what dies, and leaves
nothing behind when it ends. Free of Django. One thread only: output and deaths come through one selector.

How it ends is measured, not guessed (DESIGN §7): each child has its own session, so that Ctrl-C reaches the supervisor
alone; each gets one SIGTERM (a second would make Celery drop its tasks), in the order given, the broker only when the
others are gone; what is left after the grace period is killed with its whole process group; should the supervisor itself be
killed, the kernel sends the children SIGTERM (Linux).
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

GRACE_SECONDS = 10.0
READY_SECONDS = 15.0
STABLE_SECONDS = 10.0  # a child that lived this long has started well
BACKOFF_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
GIVE_UP_AFTER = 5  # deaths in a row of a child that has never started well
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class CannotStart(Exception):
    """What stands in the way of starting, and what to do about it."""


@dataclass(frozen=True)
class Child:
    """One process to keep running. The next one starts when `ready`, asked again and again, has said True."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path | None = None
    ready: Callable[[], bool] | None = None
    last_to_stop: bool = False


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths_in_a_row: int = 0
    ever_stable: bool = False
    restart_at: float | None = None
    buffer: bytes = b""


def check_port(host: str, port: int) -> None:
    """Raise CannotStart when `host:port` cannot be listened on."""
    if not 0 < port < 65536:
        raise CannotStart(f"PORT={port} is not a port number: choose one from 1024 to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} on {host} is in use by another program. Stop it, or choose another port: PORT={port + 1}"
                ) from error
            raise CannotStart(
                f"Port {port} on {host} cannot be used: {error.strerror}. Choose another with PORT=…"
            ) from error


def check_writable(folder: Path) -> None:
    """Make `folder` and write into it, or raise CannotStart."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-test-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The folder {folder} cannot be written to ({error.strerror}). "
            "Give this user the right to write there, or choose another folder: VAR_DIR=/path/to/folder"
        ) from error


@contextlib.contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Hold `lock_file` while the block runs. The kernel lets go of it however the process ends.

    Raises:
        CannotStart: another process holds it; its process id is named.
    """
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise CannotStart(
                f"Duban already runs on {lock_file.parent} (process {holder}). "
                "Stop it first, or give this one another folder: VAR_DIR=/path/to/folder"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def die_with(parent: int) -> None:
    """For `preexec_fn` in a child: SIGTERM when the process `parent` dies, also if it died a moment ago (Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


@dataclass
class Supervisor:
    """Runs `children` (started in the order given, stopped in `stop_order`) until SIGTERM, SIGINT or SIGHUP.

    `started` is called once, when every child has been started, and `idle` several times a second.
    """

    children: Sequence[Child]
    stop_order: Sequence[str] = ()
    out: IO[str] = field(default_factory=lambda: sys.stdout)
    grace: float = GRACE_SECONDS
    idle: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        self._running = [_Running(child) for child in self.children]
        self._width = max((len(child.name) for child in self.children), default=0)
        self._selector = selectors.DefaultSelector()
        self._signals: list[int] = []
        self._failure = ""

    def say(self, text: str, name: str = "duban") -> None:
        """One line of output, behind the name of who says it. A reader that has gone away stops nothing."""
        with contextlib.suppress(OSError):
            print(f"{name:<{max(self._width, 5)}} | {text}", file=self.out, flush=True)

    def run(self) -> int:
        """Start everything, keep it running, stop everything. Returns the exit code: 0 when told to stop, 1 on failure."""
        wakeup_read, wakeup_write = os.pipe()
        for descriptor in (wakeup_read, wakeup_write):
            os.set_blocking(descriptor, False)
        previous = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        }
        previous[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
        previous_wakeup = signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
        self._selector.register(wakeup_read, selectors.EVENT_READ, None)
        try:
            self._start_all()
            while not self._signals and not self._failure:
                self._turn(0.5)
                self._look_after_children()
                if self.idle:
                    self.idle()
        finally:
            self._stop_all()
            signal.set_wakeup_fd(previous_wakeup)
            for number, handler in previous.items():
                signal.signal(number, handler)
            self._selector.close()
            os.close(wakeup_read)
            os.close(wakeup_write)
        if self._failure:
            self.say(self._failure)
            return 1
        self.say("everything has stopped")
        return 0

    def _on_signal(self, number: int, frame: object) -> None:
        self._signals.append(number)

    # --- starting ------------------------------------------------------------------------------------------------
    def _start_all(self) -> None:
        for running in self._running:
            if self._signals or self._failure:
                return
            self._start(running)
            if running.child.ready:
                self._wait_until_ready(running)

    def _start(self, running: _Running) -> None:
        child, parent = running.child, os.getpid()
        running.restart_at = None
        running.started = time.monotonic()
        running.process = subprocess.Popen(  # noqa: S603 - the arguments are ours
            list(child.argv),
            env=dict(child.env),
            cwd=child.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),  # safe: this process has one thread  # noqa: PLW1509
        )
        assert running.process.stdout is not None
        os.set_blocking(running.process.stdout.fileno(), False)
        self._selector.register(running.process.stdout, selectors.EVENT_READ, running)

    def _wait_until_ready(self, running: _Running) -> None:
        """Wait for the child's first sign of life; a child that ends or stays silent before it stops everything."""
        assert running.process is not None and running.child.ready is not None
        end = time.monotonic() + READY_SECONDS
        while not self._signals and not running.child.ready():
            if running.process.poll() is not None or time.monotonic() >= end:
                self._failure = f"{running.child.name} did not start: see its lines above"
                return
            self._turn(0.05)

    # --- running -------------------------------------------------------------------------------------------------
    def _turn(self, timeout: float) -> None:
        """Wait up to `timeout` seconds for output or a signal, and pass on what came."""
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(key.fd, 4096)
            else:
                self._pass_on(key.data)

    def _pass_on(self, running: _Running) -> None:
        assert running.process is not None and running.process.stdout is not None
        try:
            data = os.read(running.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not data:
            self._close_output(running)
            return
        *lines, running.buffer = (running.buffer + data).split(b"\n")
        for line in lines:
            self.say(line.decode("utf-8", "replace").rstrip("\r"), running.child.name)

    def _close_output(self, running: _Running) -> None:
        assert running.process is not None and running.process.stdout is not None
        if not running.process.stdout.closed:
            self._selector.unregister(running.process.stdout)
            running.process.stdout.close()
        if running.buffer:
            self.say(running.buffer.decode("utf-8", "replace"), running.child.name)
            running.buffer = b""

    def _drain(self, running: _Running) -> None:
        """Pass on what a dead child had still written, then close its pipe (a grandchild may hold it open for ever)."""
        process = running.process
        for _ in range(100):
            if process is None or process.stdout is None or process.stdout.closed:
                return
            before = process.stdout.fileno()
            ready = [key for key, _ in self._selector.select(0) if key.fd == before]
            if not ready:
                break
            self._pass_on(running)
        self._close_output(running)

    def _look_after_children(self) -> None:
        now = time.monotonic()
        for running in self._running:
            if running.process is None:
                if running.restart_at is not None and now >= running.restart_at:
                    self._start(running)
                continue
            if now - running.started >= STABLE_SECONDS:
                running.ever_stable, running.deaths_in_a_row = True, 0
            code = running.process.poll()
            if code is not None:
                self._bury(running, code, now)

    def _bury(self, running: _Running, code: int, now: float) -> None:
        """Clear away a child that ended by itself, and plan its restart."""
        name = running.child.name
        assert running.process is not None
        _kill_group(running.process.pid)  # else an orphan of it would keep the port
        self._drain(running)
        running.process = None
        running.deaths_in_a_row += 1
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if not running.ever_stable and running.deaths_in_a_row >= GIVE_UP_AFTER:
            self._failure = (
                f"{name} {how}, {running.deaths_in_a_row} times in a row: giving up, see its lines above"
            )
            return
        wait = BACKOFF_SECONDS[min(running.deaths_in_a_row, len(BACKOFF_SECONDS)) - 1]
        running.restart_at = now + wait
        self.say(f"{name} {how}; starting it again in {wait:g} s")

    # --- stopping ------------------------------------------------------------------------------------------------
    def _stop_all(self) -> None:
        order = {name: place for place, name in enumerate(self.stop_order)}
        rest = sorted(self._running, key=lambda running: order.get(running.child.name, len(order)))
        if any(running.process for running in rest):
            self.say("stopping; a second Ctrl-C kills at once")
        already = len(self._signals)
        for last in (False, True):
            group = [running for running in rest if running.child.last_to_stop is last and running.process]
            for running in group:
                assert running.process is not None
                if running.process.poll() is None:
                    running.process.terminate()
            self._wait_for(group, already)

    def _wait_for(self, group: list[_Running], signals_so_far: int) -> None:
        """Give `group` the grace period (less after one more signal), then kill what is left and close the pipes."""
        end = time.monotonic() + self.grace
        while any(running.process and running.process.poll() is None for running in group):
            if time.monotonic() >= end or len(self._signals) > signals_so_far:
                break
            self._turn(0.1)
        for running in group:
            if running.process is None:
                continue
            if running.process.poll() is None:
                self.say(f"{running.child.name} did not stop in time and is killed")
            _kill_group(running.process.pid)
            running.process.wait()
            self._drain(running)
            running.process = None


def _kill_group(group: int) -> None:
    """SIGKILL to whatever is left of a child's own process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
