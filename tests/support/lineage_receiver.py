"""A receiver of lineage events on this machine: what is posted to it, as text."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Received:
    """The events so far, and where they are to be sent."""

    def __init__(self, port: int, events: list[str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.events = events


@contextmanager
def receiving() -> Iterator[Received]:
    """A receiver that takes whatever is posted."""
    events: list[str] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            events.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(201)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is said of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Received(server.server_port, events)
    finally:
        server.shutdown()
        server.server_close()
