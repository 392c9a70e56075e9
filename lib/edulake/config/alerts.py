"""Who is told, of what, and how. Data only: standard library, no session, never a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from edulake.config.secret import FORMS, REFERENCE
from edulake.errors import ConfigError

KINDS = ("failed", "unbalanced", "partial", "refused", "quality", "cost", "list", "drift", "gate")
BODIES = ("json", "slack", "teams")
TLS = ("starttls", "implicit", "none")
LOOPBACK = re.compile(r"\A(?:localhost|127(?:\.\d+){3}|::1)\Z")


@dataclass(frozen=True)
class Webhook:
    """A URL that takes a POST. Who knows it may write there, so that only a reference to it is given.

    `body` is "json" (every alert with its fields, and one text), or what incoming webhooks of "slack" or "teams"
    (an adaptive card) take.
    """

    url: str
    body: str = "json"

    def __post_init__(self) -> None:
        _check_reference("alerts.webhook.url", self.url)
        _check_choice("alerts.webhook.body", self.body, BODIES)


@dataclass(frozen=True)
class Email:
    """A mail server that forwards from `sender` to all of `to`.

    `tls` is "starttls", "implicit" (TLS from the first byte, mostly port 465), or "none", which takes a password on
    loopback only. `user` and `password` are references.
    """

    host: str
    sender: str
    to: list[str] = field(hash=False)
    port: int = 587
    tls: str = "starttls"
    user: str = ""
    password: str = ""

    def __post_init__(self) -> None:
        _check_choice("alerts.email.tls", self.tls, TLS)
        for name in ("user", "password"):
            if getattr(self, name):
                _check_reference(f"alerts.email.{name}", getattr(self, name))
        if bool(self.user) != bool(self.password):
            raise ConfigError("alerts.email.user and password belong together", "one is missing", "give both or none")
        if self.password and self.tls == "none" and not LOOPBACK.match(self.host):
            raise ConfigError("a password would cross the network in the clear", "alerts.email.tls is none", "use TLS")
        if not self.to or any("@" not in address for address in (self.sender, *self.to)):
            raise ConfigError("alerts.email lacks an address", "sender and to hold name@domain", "correct them")


@dataclass(frozen=True)
class Alerts:
    """`on` are the kinds of alert that are sent: failed, unbalanced and partial runs, drift, and a model's gate.

    A source of which more than `refused_share` of its records were refused in a run, or more than `faulty_share` of the
    accepted carry an issue code, is told of (quality), where it brought `judged_records` or more. A run that takes or
    costs unusually more than those before it (cost), and a list with other selected students (list), are as well.
    Each attempt may take `timeout_seconds`; what may pass by itself is tried `attempts` times.
    """

    on: list[str] = field(default_factory=lambda: list(KINDS), hash=False)
    webhook: Webhook | None = None
    email: Email | None = None
    refused_share: Decimal = Decimal("0.05")
    faulty_share: Decimal = Decimal("0.20")
    judged_records: int = 20
    timeout_seconds: int = 10
    attempts: int = 3

    def __post_init__(self) -> None:
        for kind in self.on:
            _check_choice("alerts.on", kind, KINDS)
        for name in ("refused_share", "faulty_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"alerts.{name} cannot be {getattr(self, name)}", "it is a share", "give 0 to 1")
        if self.attempts < 1 or self.timeout_seconds < 1:
            raise ConfigError("alerts need at least one attempt of one second", "", "correct attempts, timeout_seconds")

    @property
    def is_sent(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.webhook or self.email)


def _check_reference(name: str, value: str) -> None:
    if not REFERENCE.match(value):
        raise ConfigError(f"{name} is never written in configuration", "it is a secret", FORMS)


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigError(f"{name} cannot be {value}", "", f"choose from {', '.join(choices)}")
