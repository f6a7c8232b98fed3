"""The supervisor starts in order, says who speaks, restarts what dies, and leaves nothing behind however it ends."""

import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks_app.core import supervisor as module
from tasks_app.core.supervisor import CannotStart, Child, Supervisor, check_port, check_writable, only_one

# Writes its name and the signals that it gets to a log; dies of SIGTERM in its own good time.
OBEDIENT = """
import os, signal, sys, time
def stop(number, frame):
    log.write(f"{sys.argv[1]} TERM\\n"); log.flush(); sys.exit(0)
log = open(sys.argv[2], "a")
signal.signal(signal.SIGTERM, stop)
log.write(f"{sys.argv[1]} up {os.getpid()}\\n"); log.flush()
print(sys.argv[1], "speaks", flush=True)
while True: time.sleep(0.05)
"""
STUBBORN = OBEDIENT.replace("sys.exit(0)", "pass")


def child(name: str, log: Path, program: str = OBEDIENT, last_to_stop: bool = False) -> Child:
    ready = (lambda: f"{name} up" in log.read_text()) if program is OBEDIENT else None
    return Child(
        name,
        [sys.executable, "-c", program, name, str(log)],
        os.environ,
        ready=ready,
        last_to_stop=last_to_stop,
    )


def run_until(supervisor: Supervisor, done: Callable[[], bool], seconds: float = 20) -> int:
    """Run in this (the main) thread; SIGTERM to ourselves as soon as `done`. Fails when it never is."""
    end = time.monotonic() + seconds
    timed_out = []

    def idle() -> None:
        if done():
            os.kill(os.getpid(), signal.SIGTERM)
        elif time.monotonic() > end:
            timed_out.append(True)
            os.kill(os.getpid(), signal.SIGTERM)

    supervisor.idle = idle
    code = supervisor.run()
    assert not timed_out, (
        supervisor.out.getvalue() if isinstance(supervisor.out, io.StringIO) else "timed out"
    )
    return code


def pids(log: Path) -> list[int]:
    return [int(line.split()[2]) for line in log.read_text().splitlines() if " up " in line]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log"
    path.touch()
    return path


def test_children_start_in_order_and_get_one_sigterm_each_in_the_stop_order_the_broker_last(
    log: Path,
) -> None:
    children = [
        child("redis", log, last_to_stop=True),
        child("web", log),
        child("worker", log),
        child("beat", log),
    ]
    out = io.StringIO()
    code = run_until(
        Supervisor(children, ("web", "beat", "worker", "redis"), out), lambda: len(pids(log)) == 4
    )
    lines = [line.split()[:2] for line in log.read_text().splitlines()]
    assert code == 0
    assert [name for name, what in lines if what == "up"] == ["redis", "web", "worker", "beat"]
    assert sorted(name for name, what in lines if what == "TERM") == ["beat", "redis", "web", "worker"]
    assert lines[-1] == ["redis", "TERM"]
    assert not any(map(alive, pids(log)))


def test_every_line_of_a_child_is_behind_its_name(log: Path) -> None:
    out = io.StringIO()
    run_until(
        Supervisor([child("web", log), child("worker", log)], out=out),
        lambda: out.getvalue().count("speaks") == 2,
    )
    assert "web    | web speaks\n" in out.getvalue()
    assert "worker | worker speaks\n" in out.getvalue()


def test_last_words_without_a_line_end_are_not_lost(log: Path) -> None:
    out = io.StringIO()
    talker = Child(
        "web",
        [sys.executable, "-c", "import sys; sys.stdout.write('no such table'); sys.exit(7)"],
        os.environ,
    )
    run_until(Supervisor([talker], out=out), lambda: "exit code 7" in out.getvalue())
    assert "web   | no such table\n" in out.getvalue()


def test_a_child_that_dies_is_started_again_and_it_is_said(log: Path) -> None:
    out = io.StringIO()
    killed: list[int] = []

    def done() -> bool:
        found = pids(log)
        if found and not killed:
            killed.append(found[0])
            os.kill(found[0], signal.SIGKILL)
        return len(found) == 2

    assert run_until(Supervisor([child("worker", log)], out=out), done) == 0
    assert "worker was ended by signal 9; starting it again in 1 s" in out.getvalue()
    assert not any(map(alive, pids(log)))


def test_a_child_that_never_starts_well_ends_the_run_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACKOFF_SECONDS", (0.01,))
    out = io.StringIO()
    broken = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)
    assert Supervisor([broken], out=out).run() == 1
    assert "web ended with exit code 3, 5 times in a row: giving up" in out.getvalue()


def test_a_child_whose_sign_of_life_never_comes_ends_the_run_and_stops_the_others(log: Path) -> None:
    out = io.StringIO()
    dead = Child("redis", [sys.executable, "-c", "raise SystemExit(1)"], os.environ, ready=lambda: False)
    assert Supervisor([child("web", log), dead, child("beat", log)], out=out).run() == 1
    assert "redis did not start" in out.getvalue()
    assert "beat up" not in log.read_text()
    assert not any(map(alive, pids(log)))


def test_a_child_that_does_not_obey_is_killed_after_the_grace_period(log: Path) -> None:
    out = io.StringIO()
    supervisor = Supervisor([child("worker", log, STUBBORN)], out=out, grace=0.5)
    assert run_until(supervisor, lambda: bool(pids(log))) == 0
    assert log.read_text().count("TERM") == 1
    assert "worker did not stop in time and is killed" in out.getvalue()
    assert not any(map(alive, pids(log)))


def test_a_second_signal_ends_the_wait(log: Path) -> None:
    supervisor = Supervisor([child("worker", log, STUBBORN)], out=io.StringIO(), grace=60)

    def again() -> None:
        end = time.monotonic() + 20
        while "TERM" not in log.read_text() and time.monotonic() < end:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    helper = threading.Thread(target=again)
    helper.start()
    started = time.monotonic()
    run_until(supervisor, lambda: bool(pids(log)))
    helper.join()
    assert time.monotonic() - started < 20
    assert not any(map(alive, pids(log)))


def test_grandchildren_of_a_dead_child_do_not_outlive_it(log: Path) -> None:
    parent = textwrap.dedent(
        """
        import subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", sys.argv[3], "grandchild", sys.argv[2]])
        while "grandchild" not in open(sys.argv[2]).read(): time.sleep(0.02)
        raise SystemExit(1)
        """
    )
    argv = [sys.executable, "-c", parent, "web", str(log), STUBBORN]
    out = io.StringIO()
    run_until(Supervisor([Child("web", argv, os.environ)], out=out), lambda: "exit code 1" in out.getvalue())
    assert pids(log)
    wait_for(lambda: not any(map(alive, pids(log))))


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_children_end_when_the_supervisor_itself_is_killed(log: Path) -> None:
    program = textwrap.dedent(
        """
        import os, sys
        from tasks_app.core.supervisor import Child, Supervisor
        Supervisor([Child("web", [sys.executable, "-c", sys.argv[1], "web", sys.argv[2]], os.environ)]).run()
        """
    )
    argv = [sys.executable, "-c", program, OBEDIENT, str(log)]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    wait_for(lambda: bool(pids(log)))
    process.kill()
    process.wait()
    wait_for(lambda: not any(map(alive, pids(log))))
    assert "web TERM" in log.read_text()


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_port_in_use_is_named_together_with_the_way_out() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} .* is in use .* PORT={port + 1}"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(CannotStart, match="not a port number"):
        check_port("127.0.0.1", port)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=r"file/var cannot be written to .* VAR_DIR="):
        check_writable(tmp_path / "file" / "var")
    check_writable(tmp_path / "new" / "var")
    assert list((tmp_path / "new" / "var").iterdir()) == []


def test_one_folder_is_served_by_one_supervisor(tmp_path: Path) -> None:
    lock = tmp_path / "runall.lock"
    with only_one(lock):
        assert int(lock.read_text()) == os.getpid()
        with (
            pytest.raises(CannotStart, match=rf"already runs on .* \(process {os.getpid()}\)"),
            only_one(lock),
        ):
            pytest.fail("two hold the lock")
    with only_one(lock):
        pass


def test_the_lock_does_not_outlive_a_killed_holder(tmp_path: Path) -> None:
    lock = tmp_path / "runall.lock"
    program = textwrap.dedent(
        """
        import fcntl, sys, time
        lock = open(sys.argv[1], "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(60)
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(lock)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CannotStart), only_one(lock):
            pytest.fail("two hold the lock")
        holder.kill()
        holder.wait()
    with only_one(lock), lock.open() as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
