"""Who gets in: only those whom this machine's terminal told the address, and only by the names of loopback.

Another site's page that the browser has open may send requests here, under a name of its own that it turns to this
machine: the Host header tells, and no answer may be read by, framed by or cached for anybody. The token is random, and
is in an address once: a cookie that no script can read and no other site sends along carries it from then on.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN = "token"  # noqa: S105 - the name of it
LOOPBACK = "127.0.0.1"
USUAL = 80
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# Of a page that brings its own, by the hashes of its style and script: what a page cannot say of itself.
OWN_POLICY = "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
NOT_HERE = (421, "This is not the name of this page. Open the address that the terminal shows.")
NOT_IN = (403, "Nobody gets in without the address that the terminal shows, with its token. Open that.")


class Guard:
    """Around an application: its answers, with headers, for those who may have them.

    The cookie holds a secret of its own, under a name of its own for each port: browsers tell ports of cookies no more
    apart than programs on them do.
    """

    def __init__(self, app: App, port: int, token: str) -> None:
        self.app, self.token = app, token
        # Of the usual port browsers do not speak.
        said = "" if port == USUAL else f":{port}"
        self.hosts = {f"{name}{said}" for name in (LOOPBACK, "localhost")}
        self.cookie, self.secret = f"edulake_{port}", secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._of(scope, "host") not in [[host] for host in self.hosts]:
            await _say(send, *NOT_HERE)
        elif self._is_in(scope):
            await self.app(scope, receive, _with_headers(send))
        elif self._knows_the_token(scope):
            kept = f"{self.cookie}={self.secret}; HttpOnly; SameSite=Strict; Path=/"
            await _say(send, 303, "", {"location": "/", "set-cookie": kept})
        else:
            await _say(send, *NOT_IN)

    def _is_in(self, scope: Scope) -> bool:
        """By the cookie. Other programs of this machine may have set some that only a browser can read."""
        held = (one.strip().partition("=") for of in self._of(scope, "cookie") for one in of.split(";"))
        is_asked_for = TOKEN in parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return not is_asked_for and any(name == self.cookie and _same(value, self.secret) for name, _, value in held)

    def _knows_the_token(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get(TOKEN, [""])
        return scope["method"] == "GET" and scope["path"] == "/" and len(given) == 1 and _same(given[0], self.token)

    @staticmethod
    def _of(scope: Scope, name: str) -> list[str]:
        return [value.decode("latin-1") for key, value in scope["headers"] if key == name.encode()]


def _same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far."""
    return secrets.compare_digest(one.encode(), other.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sending


async def _say(send: Send, status: int, text: str, more: dict[str, str] | None = None) -> None:
    headers = {**HEADERS, "content-type": "text/plain; charset=utf-8", "content-length": str(len(text)), **(more or {})}
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": text.encode()})
