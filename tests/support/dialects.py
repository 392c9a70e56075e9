"""What is asked of each dialect of a database alike: a place, and what a type without a text comes to."""

from __future__ import annotations

import pytest

from edulake.config.database import Database
from edulake.errors import ConfigError
from edulake.landing.database.dialect import Described, Dialect

PLACE = Database(url="env:X", user="env:X", table="app.scores", watermark="at")
START = "2025-01-06T09:00:00.000000"


def must_say(dialect: Dialect, kind: str, text: str, since: str) -> None:
    """A time as text, and the condition for what changed since START."""
    assert dialect.as_text("at", kind) == text
    assert dialect.since(PLACE, Described({"at": kind}, ""), START) == since


def must_refuse(dialect: Dialect, kind: str) -> None:
    """Rather than written in a way that nobody has seen."""
    with pytest.raises(ConfigError, match=r"column ssn cannot be read") as error:
        dialect.as_text("ssn", kind)
    assert (error.value.why, error.value.fix) == (f"it is {kind}", 'add "ssn" to omit')
