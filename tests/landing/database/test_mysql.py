"""What MySQL is asked, word by word; tests/journeys/database/test_mariadb.py puts it to a server."""

from __future__ import annotations

import pytest
from dialects import must_refuse, must_say

from edulake.landing.database.mysql import MySQL

pytestmark = pytest.mark.once

SAYS = MySQL()
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
    must_say(SAYS, kind, text, since)


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_other_types(kind: str, text: str) -> None:
    assert SAYS.as_text("x", kind) == text


@pytest.mark.parametrize("kind", ["geometry"])
def test_a_type_without_a_text_is_refused(kind: str) -> None:
    must_refuse(SAYS, kind)
