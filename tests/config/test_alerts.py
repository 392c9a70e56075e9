"""What settings may say of alerts: secrets by reference, no password in the clear, and only what there is to choose."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.config.alerts import KINDS, LOOPBACK, Alerts, Email, Webhook
from edulake.errors import ConfigError

pytestmark = pytest.mark.once

SIGNED = {"user": "env:MAIL_USER", "password": "secret:mail/password"}


def email(**choices: Any) -> Email:
    return Email(**{"host": "mail.example", "sender": "lake@school.example", "to": ["head@school.example"], **choices})


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({**SIGNED, "tls": "none"}, "in the clear"),
        ({**SIGNED, "tls": "none", "host": "localhost.mail.example"}, "in the clear"),
        ({**SIGNED, "tls": "none", "host": "127.0.0.1.mail.example"}, "in the clear"),
        ({**SIGNED, "password": "hunter2"}, "password is never written"),
        ({**SIGNED, "user": "hunter2"}, "user is never written"),
        ({"user": "env:U"}, "belong together"),
        ({"password": "env:P"}, "belong together"),
        ({"tls": "ssl"}, "tls cannot be ssl"),
        ({"to": []}, "lacks an address"),
        ({"to": ["head@school.example", "nobody"]}, "lacks an address"),
        ({"sender": "nobody"}, "lacks an address"),
    ],
)
def test_unsafe_mail_is_refused(choices: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        email(**choices)
    assert "hunter2" not in " ".join(refused.value.lines())


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"tls": "none"},
        {**SIGNED, "tls": "implicit", "port": 465},
        {**SIGNED, "tls": "none", "host": "localhost"},
        {**SIGNED, "tls": "none", "host": "127.0.0.1"},
        {**SIGNED, "tls": "none", "host": "::1"},
    ],
)
def test_mail_that_is_safe(choices: dict[str, Any]) -> None:
    """Nothing secret crosses the network: there is no password, or TLS, or no network."""
    assert {name: getattr(email(**choices), name) for name in choices} == choices
    assert email().tls == "starttls"


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("127.0.0.1\n", False),
        ("10.0.0.1", False),
        ("mail.localhost", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host: str, here: bool) -> None:
    assert bool(LOOPBACK.match(host)) == here


def test_a_webhook_is_given_by_reference() -> None:
    with pytest.raises(ConfigError, match="never written") as refused:
        Webhook("https://hooks.example/T0-secret")
    assert "T0-secret" not in " ".join(refused.value.lines())
    assert (Webhook("env:HOOK").body, Webhook("secret:ops/hook", "teams").body) == ("json", "teams")
    with pytest.raises(ConfigError, match="body cannot be xml") as refused:
        Webhook("env:HOOK", "xml")
    assert refused.value.fix == "choose from json, slack, teams"


def test_all_kinds_are_sent_unless_some_are_chosen() -> None:
    assert Alerts().on == list(KINDS)
    assert Alerts(on=["drift"]).on == ["drift"]
    with pytest.raises(ConfigError, match="on cannot be everything"):
        Alerts(on=["failed", "everything"])


@pytest.mark.parametrize("none", [{"attempts": 0}, {"timeout_seconds": 0}, {"attempts": -1}])
def test_at_least_one_attempt_of_a_second(none: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match="at least one attempt of one second"):
        Alerts(**none)
    assert Alerts(attempts=1, timeout_seconds=1).attempts == 1


def test_whether_there_is_anybody_to_tell() -> None:
    assert not Alerts().is_sent
    assert Alerts(webhook=Webhook("env:HOOK")).is_sent
    assert Alerts(email=email()).is_sent
