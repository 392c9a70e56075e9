"""Who gets in, by which name, and what every answer says of itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from edulake.serving.dashboard.guards import HEADERS, Guard

pytestmark = pytest.mark.once

PORT, HERE = 4711, "127.0.0.1:4711"


async def inside(scope: Any, receive: Any, send: Any) -> None:
    """An application that answers with a policy of its own where it is asked for that."""
    own = [(b"content-security-policy", b"own")] if scope["path"] == "/own" else []
    await send({"type": "http.response.start", "status": 200, "headers": own})
    await send({"type": "http.response.body", "body": b"inside"})


def answered(guard: Guard, path: str = "/", *headers: tuple[str, str], method: str = "GET", kind: str = "http") -> Any:
    """Status, headers and body; None where nothing is answered at all."""
    path, _, query = path.partition("?")
    told: list[Any] = []
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    scope = {"type": kind, "method": method, "path": path, "query_string": query.encode(), "headers": sent}

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(guard(scope, receive, send))
    if not told:
        return None
    start, *bodies = told
    got = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], got, b"".join(one["body"] for one in bodies).decode()


@pytest.fixture
def guard() -> Guard:
    return Guard(inside, PORT, "right")


def cookie(guard: Guard) -> tuple[str, str]:
    return "cookie", f"{guard.cookie}={guard.secret}"


def test_the_token_becomes_a_cookie_that_nobody_else_sends(guard: Guard) -> None:
    status, headers, body = answered(guard, "/?token=right", ("host", HERE))
    assert (status, headers["location"], body) == (303, "/", "")
    name, *rules = headers["set-cookie"].split("; ")
    assert set(rules) == {"HttpOnly", "SameSite=Strict", "Path=/"}
    assert "right" not in name, "whoever reads the cookie has the address as well"
    assert answered(guard, "/any", ("host", HERE), ("cookie", name))[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?token=",
        "/?token=wrong",
        "/?token=righ",
        "/?token=right&token=right",
        "/?token=%ff%C3%A9",
        "/any?token=right",
    ],
)
def test_nobody_gets_in_without_the_token(guard: Guard, path: str) -> None:
    status, headers, body = answered(guard, path, ("host", HERE))
    assert status == 403
    assert "set-cookie" not in headers
    assert "inside" not in body


@pytest.mark.parametrize(
    "value", ["", "x", "edulake_4711", "edulake_4711=", "edulake_4711=wrong", "edulake_4712={}", "\xe9=;;="]
)
def test_nobody_gets_in_by_another_cookie(guard: Guard, value: str) -> None:
    assert answered(guard, "/", ("host", HERE), ("cookie", value.format(guard.secret)))[0] == 403


def test_cookies_of_other_programs_do_not_hide_it(guard: Guard) -> None:
    name, value = cookie(guard)
    strange = '{"a": [1]}=x; b="un"closed; edulake_4711=old'
    assert answered(guard, "/", ("host", HERE), (name, f"{strange}; {value}"))[0] == 200
    assert answered(guard, "/", ("host", HERE), (name, strange), (name, value))[0] == 200


def test_a_token_in_an_address_is_never_passed_on(guard: Guard) -> None:
    """Not even of somebody who is in: it would stay in the browser's line."""
    assert answered(guard, "/?token=right", ("host", HERE), cookie(guard))[0] == 303
    assert answered(guard, "/any?token=", ("host", HERE), cookie(guard))[0] == 403
    assert answered(guard, "/?token=right", ("host", HERE), method="POST")[0] == 403


@pytest.mark.parametrize(
    "hosts",
    [[], ["evil.example"], ["evil.example:4711"], ["127.0.0.1"], ["127.0.0.1:4712"], ["127.0.0.1:4711.evil.example"],
     ["0.0.0.0:4711"], [HERE, "evil.example"], ["localhost:4711 "], ["LOCALHOST:4711"]],
)  # fmt: skip
def test_another_name_is_not_answered(guard: Guard, hosts: list[str]) -> None:
    """DNS rebinding: a name of somebody else's that leads here."""
    status, headers, _ = answered(guard, "/?token=right", *[("host", host) for host in hosts], cookie(guard))
    assert status == 421
    assert "set-cookie" not in headers


def test_both_names_of_loopback_are_answered(guard: Guard) -> None:
    for host in (HERE, "localhost:4711"):
        assert answered(guard, "/", ("host", host), cookie(guard))[2] == "inside"


def test_of_the_usual_port_browsers_name_the_host_alone() -> None:
    guard = Guard(inside, 80, "right")
    assert answered(guard, "/", ("host", "localhost"), cookie(guard))[0] == 200
    assert answered(guard, "/", ("host", "evil.example"), cookie(guard))[0] == 421


def test_every_answer_has_the_headers(guard: Guard) -> None:
    for path, more in (("/", [cookie(guard)]), ("/", []), ("/?token=right", [])):
        _, headers, _ = answered(guard, path, ("host", HERE), *more)
        assert HEADERS.items() <= headers.items()
    assert HEADERS.items() <= answered(guard, "/", ("host", "evil.example"))[1].items()
    own = answered(guard, "/own", ("host", HERE), cookie(guard))[1]
    assert own["content-security-policy"] == "own"
    assert own["cache-control"] == "no-store"
    assert not [name for name in HEADERS if name.startswith("access-control")]
    for name in ("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'", "base-uri 'none'"):
        assert name in HEADERS["content-security-policy"]
    assert "unsafe" not in HEADERS["content-security-policy"]


def test_a_socket_is_not_opened(guard: Guard) -> None:
    assert answered(guard, "/", ("host", HERE), cookie(guard), kind="websocket") is None


def test_secrets_differ_from_process_to_process(guard: Guard) -> None:
    other = Guard(inside, PORT, "right")
    assert other.secret != guard.secret
    assert len(guard.secret) >= 43
