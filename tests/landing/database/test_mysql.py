"""What MySQL is asked, word by word; tests/journeys/database/test_mariadb.py puts it to a server."""

from __future__ import annotations

import pytest

from edulake.config.database import Database
from edulake.errors import ConfigError
from edulake.landing.database.dialect import Described
from edulake.landing.database.mysql import MySQL

pytestmark = pytest.mark.once

SAYS = MySQL()
PLACE = Database(url="env:X", user="env:X", table="app.scores", watermark="at")
START = "2025-01-06T09:00:00.000000"
# Types, the column as text, and the condition for what changed since START.
TIMES = [
    (
        "timestamp",
        "CASE WHEN `at` >= TIMESTAMP '0001-01-01 00:00:00' THEN DATE_FORMAT(`at`, '%Y-%m-%dT%H:%i:%s.%fZ') ELSE CAST(`at` AS CHAR) END",
        "(`at` >= TIMESTAMP '2025-01-06 09:00:00.000000' OR `at` IS NULL OR `at` < TIMESTAMP '0001-01-01 00:00:00')",
    )
]
TEXTS = [("enum", "CAST(`x` AS CHAR)"), ("bit", "CAST(`x` + 0 AS CHAR)"), ("blob", "HEX(`x`)")]


@pytest.mark.parametrize(("kind", "text", "since"), TIMES)
def test_times(kind: str, text: str, since: str) -> None:
    assert SAYS.as_text("at", kind) == text
    assert SAYS.since(PLACE, Described({"at": kind}, ""), START) == since


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_other_types(kind: str, text: str) -> None:
    assert SAYS.as_text("x", kind) == text


@pytest.mark.parametrize("kind", ["geometry"])
def test_a_type_without_a_text_is_refused(kind: str) -> None:
    """Rather than written in a way that nobody has seen."""
    with pytest.raises(ConfigError, match=r"column ssn cannot be read") as error:
        SAYS.as_text("ssn", kind)
    assert (error.value.why, error.value.fix) == (f"it is {kind}", 'add "ssn" to omit')
