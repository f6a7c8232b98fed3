"""A small SMTP server on the loopback address whose manners a test decides, command by command."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Manners:
    """What the server answers. `rcpt` may name single addresses; None anywhere: hang up without a word.

    after_data: hang up after the message has been taken, before saying so.
    """

    greeting: str | None = "220 stub"
    rcpt: dict[str, str | None] = field(default_factory=dict)
    data: str | None = "250 2.0.0 Ok: queued as 4F1A"
    after_data: bool = False
    received: list[bytes] = field(default_factory=list)
    connections: int = 0


class _Hangup(Exception):
    pass


class _Handler(socketserver.StreamRequestHandler):
    server: "_Server"

    def say(self, line: str | None) -> None:
        if line is None:
            raise _Hangup
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.server.manners.connections += 1
        try:
            self._talk(self.server.manners)
        except (_Hangup, ConnectionError, BrokenPipeError):
            return

    def _talk(self, manners: Manners) -> None:
        self.say(manners.greeting)
        while line := self.rfile.readline():
            word = line.strip().decode("utf-8", "replace")
            upper = word.upper()
            if upper.startswith("EHLO"):
                self.wfile.write(b"250-stub\r\n250 8BITMIME\r\n")
            elif upper.startswith("RCPT"):
                address = word.partition("<")[2].partition(">")[0]
                self.say(manners.rcpt.get(address, "250 ok"))
            elif upper == "DATA":
                self._take(manners)
            elif upper == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _take(self, manners: Manners) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _Hangup
            lines.append(line)
        if manners.after_data or manners.data is not None:
            manners.received.append(b"".join(lines))
        self.say(None if manners.after_data else manners.data)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    manners: Manners


@contextmanager
def smtp_server(manners: Manners) -> Iterator[int]:
    """The port of a server with these manners, which may be changed while it runs."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.manners = manners
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def dead_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
