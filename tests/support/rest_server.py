"""An API of a test's own on a free port of loopback: a list in pages, tokens, and every usual way to fail."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

TOKEN = "tok-Canary-55aa"
CLIENT, PASSWORD = "client-7", "pw-Canary-91c2"
Record = dict[str, Any]
ELSEWHERE = "http://127.0.0.1:9/v1/users"
PAGE = b'{"users": [{"id": "Zebulon"}]}'
# Status, body and headers of answers that are wrong.
WRONG: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "slow": (200, PAGE, {}),
    "html": (200, b"<html>sign in, Zebulon</html>", {}),
    "text": (200, b'{"users": "\xff\xfe"}', {}),
    "list": (200, b'{"users": {"id": "Zebulon"}}', {}),
    "huge": (200, b"[" + b" " * 5000 + b"]", {}),
    "elsewhere": (302, b"", {"Location": ELSEWHERE}),
    "link elsewhere": (200, PAGE, {"Link": f'<{ELSEWHERE}>; rel="next"'}),
    "circle": (200, PAGE, {"Link": '<HERE>; rel="next"'}),
    "limit": (403, b"403 Forbidden (Rate Limit Exceeded)", {}),
}


class Api:
    """What it holds, how it pages, and what goes wrong with the next answers; it keeps what it was asked.

    A fault is a status (with `wait` as its Retry-After), or a word: drop, half, one of WRONG, or ok for none.
    """

    def __init__(self, records: Sequence[Record], paging: str = "link") -> None:
        self.records = list(records)
        self.paging = paging
        self.faults: list[int | str] = []
        self.wait = "0"
        self.most = 3
        self.indent: int | None = 1
        self.is_ascii = True
        self.total: int | None = None
        self.counts = paging == "offset"
        self.tokens = [TOKEN]
        self.needs_token = True
        self.asked: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.granted = 0
        self.url = ""

    @property
    def list_url(self) -> str:
        return f"{self.url}/v1/users"


class Handler(BaseHTTPRequestHandler):
    api: Api
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self._grant(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _grant(self, body: str) -> None:
        given = self.headers.get("Authorization", "")
        from base64 import b64encode

        right = given == "Basic " + b64encode(f"{CLIENT}:{PASSWORD}".encode()).decode()
        if not right or parse_qs(body).get("grant_type") != ["client_credentials"]:
            self._send(401, b"{}")
            return
        self.api.granted += 1
        self._send(200, json.dumps({"access_token": self.api.tokens[-1], "token_type": "bearer"}).encode())

    def do_GET(self) -> None:
        api = self.api
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        api.asked.append({**query, "path": urlsplit(self.path).path})
        api.headers.append({name.lower(): value for name, value in self.headers.items()})
        fault = api.faults.pop(0) if api.faults else None
        if fault is not None and self._fails(fault):
            return
        if api.needs_token and self.headers.get("Authorization") != f"Bearer {api.tokens[-1]}":
            self._send(401, b'{"error": "who is this?"}')
            return
        self._page(query)

    def _page(self, query: dict[str, str]) -> None:
        api = self.api
        since = query.get("since", "")
        chosen = [one for one in api.records if str(one.get("changed", "")) >= since]
        at = int(query.get("offset") or query.get("after") or query.get("page") or 0)
        size = min(int(query.get("limit", api.most)), api.most)
        shown, more = chosen[at : at + size], at + size < len(chosen)
        headers, page = {}, {"users": shown, "meta": {"next": str(at + size) if more else None}}
        if api.paging == "link" and more:
            rest = {name: value for name, value in query.items() if name != "page"}
            following = f"{api.list_url}?{urlencode({**rest, 'page': at + size})}"
            headers["Link"] = f'<{api.list_url}>; rel="current", <{following}>; rel="next"'
        if api.counts:
            headers["X-Total-Count"] = str(len(chosen) if api.total is None else api.total)
        self._send(200, json.dumps(page, indent=api.indent, ensure_ascii=api.is_ascii).encode(), headers)

    def _fails(self, fault: int | str) -> bool:
        if isinstance(fault, int):
            self._send(fault, b'{"error": "Zebulon"}', {"Retry-After": self.api.wait})
        elif fault == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault == "half":
            self._send(200, PAGE[:12], length=len(PAGE))
            self.close_connection = True
        elif fault in WRONG:
            time.sleep(0.6 if fault == "slow" else 0)
            status, body, headers = WRONG[fault]
            self._send(status, body, {name: value.replace("HERE", self.path) for name, value in headers.items()})
        return fault != "ok"

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body) if length is None else length)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def serving(records: Sequence[Record], paging: str = "link") -> Iterator[Api]:
    with serving_by(Api(records, paging), Handler) as api:
        yield api


Served = TypeVar("Served", bound=Api)


@contextmanager
def serving_by(api: Served, handler: type[Handler]) -> Iterator[Served]:
    """The same by a handler of another API's shape."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (handler,), {"api": api}))
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
