"""A webhook and a mail server of a test's own, on free ports of loopback."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

PASSWORD = "pw-Canary-91c2"


class Hook:
    """Answers each POST with the next of `answers`, the last one for ever; keeps what it was sent."""

    def __init__(self, answers: list[int]) -> None:
        self.answers = answers
        self.got: list[dict[str, Any]] = []
        self.visits: list[str] = []
        self.url = ""

    def answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def webhook(*answers: int) -> Iterator[Hook]:
    hook = Hook(list(answers) or [200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.visits.append(f"POST {self.path}")
            hook.got.append(json.loads(body))
            self.send_response(hook.answer())
            self.send_header("Location", f"{hook.url}/elsewhere")
            self.end_headers()

        def do_GET(self) -> None:
            hook.visits.append(f"GET {self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    hook.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Mailbox:
    """Keeps mails; answers each RCPT with the next of `answers`, the last one for ever."""

    def __init__(self, answers: list[str]) -> None:
        self.answers = answers
        self.got: list[Any] = []
        self.port = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd looks for it
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - and for it
        envelope.was_encrypted = session.ssl is not None
        envelope.was_signed_in = bool(session.authenticated)
        self.got.append(envelope)
        return "250 taken"


def sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=known)


@contextmanager
def mail_server(*answers: str, certificate: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """With a certificate it takes mail after STARTTLS and sign-in only."""
    box = Mailbox(list(answers) or ["250 taken"])
    strict = {"tls_context": certificate, "require_starttls": True, "auth_required": True} if certificate else {}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, authenticator=sign_in, **strict)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for localhost, signed by nobody but itself: folder/localhost.pem."""
    key, pem = folder / "localhost.key", folder / "localhost.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(pem)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return context
