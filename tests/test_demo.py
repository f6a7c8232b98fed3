"""`make demo` as a newcomer types it: it comes up, says how to log in, and Ctrl-C leaves no process; and again."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks_app.core.demo import PERSONAS
from tasks_app.core.embedded_redis import default_socket
from tests.support.stack import ROOT, free_port

pytestmark = pytest.mark.slow
START_SECONDS = 240


class Demo:
    """`make demo` in a process group of its own, as a terminal would start it."""

    def __init__(self, var_dir: Path, port: int, log_dir: Path) -> None:
        self.log = log_dir / f"{port}.log"
        keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        env = {**keep, "VAR_DIR": str(var_dir), "PORT": str(port), "ENV_FILE": ""}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                ["make", "demo"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + START_SECONDS
        while text not in self.output():
            assert self.process.poll() is None, f"make demo ended by itself:\n{self.output()}"
            assert time.monotonic() < end, f"{text!r} did not come:\n{self.output()}"
            time.sleep(0.2)

    def press_ctrl_c(self) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)


def processes_of(var_dir: Path) -> list[str]:
    """The command lines of all processes that run on the folder."""
    mark = f"VAR_DIR={var_dir}\0".encode()
    redis = str(default_socket(var_dir)).encode()  # Redis writes its title over its environment
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
            if mark in (folder / "environ").read_bytes() + b"\0" or redis in line:
                found.append(line.replace(b"\0", b" ").decode())
        except (OSError, ValueError):
            continue  # it ended while we looked, or is not ours
    return found


@pytest.fixture
def var_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    assert processes_of(tmp_path / "var") == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_demo_comes_up_twice_in_a_row_and_ctrl_c_leaves_nothing(var_dir: Path, tmp_path: Path) -> None:
    port = free_port()
    for _ in range(2):
        demo = Demo(var_dir, port, tmp_path)
        try:
            demo.wait_for("Ctrl-C stops everything.")
            assert f"http://127.0.0.1:{port}/" in demo.output()
            for persona in PERSONAS:
                assert f"{persona.username} " in demo.output()
            assert persona.password in demo.output()
            names = " ".join(processes_of(var_dir))
            for part in ("gunicorn", "worker", "beat", "redis-server"):
                assert part in names
            second = Demo(var_dir, free_port(), tmp_path)
            assert second.process.wait(60) != 0
            assert "Duban already runs on" in second.output()
        finally:
            demo.press_ctrl_c()
        assert processes_of(var_dir) == []
        assert "everything has stopped" in demo.output()
        assert "Traceback" not in demo.output()


def test_a_port_in_use_is_said_before_anything_is_built(var_dir: Path, tmp_path: Path) -> None:
    import socket

    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        demo = Demo(var_dir, port, tmp_path)
        assert demo.process.wait(60) != 0
    assert f"Port {port} on 127.0.0.1 is in use" in demo.output()
    assert "Traceback" not in demo.output()
    assert not (var_dir / "duban.sqlite3").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    demo = Demo(tmp_path / "file" / "var", free_port(), tmp_path)
    assert demo.process.wait(60) != 0
    assert "cannot be written to" in demo.output()
    assert "Traceback" not in demo.output()
