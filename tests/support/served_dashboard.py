"""A dashboard that answers on loopback, in a thread of the test, and requests to it as plain as they come."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from edulake.config.load import load
from edulake.serving.dashboard.application import application
from edulake.serving.dashboard.guards import LOOPBACK, Guard
from edulake.serving.dashboard.live import Live
from edulake.serving.dashboard.server import quiet
from edulake.serving.dashboard.students import Students

TOKEN = "the-token-of-this-test"


class Answered(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


class Served:
    def __init__(self, guard: Guard, port: int, live: Live) -> None:
        self.guard, self.port, self.live = guard, port, live
        self.cookie = f"{guard.cookie}={guard.secret}"

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/?token={TOKEN}"

    def ask(self, path: str, method: str = "GET", body: str = "", **headers: str) -> Answered:
        """One request, with the cookie and the right name unless `headers` say otherwise; an empty one is left out."""
        wanted = {"host": f"{LOOPBACK}:{self.port}", "cookie": self.cookie, **headers}
        connection = HTTPConnection(LOOPBACK, self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {**wanted, "content-length": str(len(body)) if body else ""}.items():
                if value:
                    connection.putheader(name, value)
            connection.endheaders(body.encode() or None)
            answer = connection.getresponse()
            return Answered(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()


@contextmanager
def served(warehouse: Path, *, identified: bool = False) -> Iterator[Served]:
    settings = load(None, str(warehouse))
    live = Live(settings, identified=identified)
    with socket.socket() as listening:
        listening.bind((LOOPBACK, 0))
        port = listening.getsockname()[1]
        guard = Guard(application(live, Students(settings) if identified else None), port, TOKEN)
        server = quiet(guard)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Served(guard, port, live)
        server.should_exit = True
        thread.join(10)
