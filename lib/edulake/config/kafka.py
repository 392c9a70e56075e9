"""Where records are read from instead of files. Data only: standard library, no session, never a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edulake.config.secret import REFERENCE
from edulake.errors import ConfigError

BROKERS = re.compile(r"\A[\w.-]+:\d+(?:,[\w.-]+:\d+)*\Z|\A\[::1\]:\d+\Z", re.ASCII)
LOOPBACK = re.compile(r"\A(?:localhost|127(?:\.\d+){3}|\[::1\]):\d+\Z")
# What a broker lets a topic be called.
TOPIC = re.compile(r"\A(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,249}\Z")
MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")
BY_REFERENCE = "write env:NAME or secret:SCOPE/NAME"


@dataclass(frozen=True)
class Kafka:
    """A topic, whose records are JSON objects, read from where bronze ends.

    `brokers` are host:port, some joined by commas, or env:NAME. `user` and `password` name where the value is:
    env:NAME, or secret:SCOPE/NAME of the platform; they sign in by `mechanism`. All is encrypted (`ca` is a PEM file
    of who is trusted, by default whom the machine trusts), but on loopback, where `tls` says whether it is. A run reads
    some `max_records` at most, or one of each partition, and the next one goes on there.
    """

    brokers: str
    topic: str
    user: str = ""
    password: str = ""
    mechanism: str = "SCRAM-SHA-512"
    ca: str = ""
    tls: bool = False
    max_records: int = 1_000_000

    def __post_init__(self) -> None:
        if not self.brokers.startswith("env:"):
            checked_brokers(self.brokers)
        for name, value in (("user", self.user), ("password", self.password)):
            if value and not REFERENCE.match(value):
                raise ConfigError(f"a broker's {name} is never written in configuration", "", BY_REFERENCE)
        if bool(self.user) != bool(self.password):
            raise ConfigError("user and password of a broker belong together", "one is missing", "give both or none")
        if not TOPIC.match(self.topic):
            why = "it has other characters than letters, digits, . _ -, or more than 249"
            raise ConfigError("a topic cannot be called so", why, "correct topic")
        if self.mechanism not in MECHANISMS:
            raise ConfigError(f"no mechanism is called {self.mechanism}", "", f"choose from {', '.join(MECHANISMS)}")
        if self.max_records < 1:
            raise ConfigError("max_records is too small", "a run reads one at least", "give 1000000")

    def protocol(self, brokers: str) -> str:
        """How to speak to `brokers`: encrypted, unless all of them are this machine and nobody asks for it."""
        is_plain = all(map(LOOPBACK.match, checked_brokers(brokers))) and not (self.tls or self.ca)
        return ("SASL_" if self.user else "") + ("PLAINTEXT" if is_plain else "SSL")


def checked_brokers(text: str) -> list[str]:
    """Each host with its port; ConfigError, which does not repeat them, for another form."""
    if not BROKERS.match(text):
        raise ConfigError("brokers are not host:port", "some are joined by commas, without blanks", "correct brokers")
    return text.split(",")
