"""What Oracle is asked, word by word: no server of it is here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialects import PLACE, must_refuse, must_say

from edulake.landing.database.oracle import Oracle

pytestmark = pytest.mark.once

SAYS = Oracle()
# Types, the column as text, and the condition for what changed since START.
TIMES = [
    (
        "TIMESTAMP WITH TIME ZONE",
        'CASE WHEN "at" < DATE \'0001-01-01\' THEN TO_CHAR(SYS_EXTRACT_UTC("at"), \'SYYYY-MM-DD"T"HH24:MI:SS.FF9"Z"\') ELSE TO_CHAR(SYS_EXTRACT_UTC("at"), \'YYYY-MM-DD"T"HH24:MI:SS.FF9"Z"\') END',
        '("at" >= TIMESTAMP \'2025-01-06 09:00:00.000000 +00:00\' OR "at" IS NULL OR "at" < DATE \'0001-01-01\')',
    ),
    (
        "DATE",
        'CASE WHEN "at" < DATE \'0001-01-01\' THEN TO_CHAR("at", \'SYYYY-MM-DD"T"HH24:MI:SS".000000"\') ELSE TO_CHAR("at", \'YYYY-MM-DD"T"HH24:MI:SS".000000"\') END',
        '("at" >= TIMESTAMP \'2025-01-06 09:00:00.000000\' OR "at" IS NULL OR "at" < DATE \'0001-01-01\')',
    ),
]
TEXTS = [
    (
        "TIMESTAMP",
        'CASE WHEN "x" < DATE \'0001-01-01\' THEN TO_CHAR(CAST("x" AS TIMESTAMP(9)), \'SYYYY-MM-DD"T"HH24:MI:SS.FF9\') ELSE TO_CHAR(CAST("x" AS TIMESTAMP(9)), \'YYYY-MM-DD"T"HH24:MI:SS.FF9\') END',
    ),
    ("NUMBER", "TO_CHAR(\"x\", 'TM9')"),
    ("BINARY_DOUBLE", "TO_CHAR(\"x\", 'TM9')"),
    ("CLOB", '"x"'),
    ("RAW", 'RAWTOHEX("x")'),
    ("BOOLEAN", 'TO_CHAR("x")'),
]


@pytest.mark.parametrize(("kind", "text", "since"), TIMES)
def test_times(kind: str, text: str, since: str) -> None:
    must_say(SAYS, kind, text, since)


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_other_types(kind: str, text: str) -> None:
    assert SAYS.as_text("x", kind) == text


@pytest.mark.parametrize("kind", ["BLOB", "LONG"])
def test_a_type_without_a_text_is_refused(kind: str) -> None:
    must_refuse(SAYS, kind)


def test_a_table_of_oracle_is_its_owners() -> None:
    described = SAYS.describe(PLACE, ())
    assert "WHERE OWNER = 'app' AND TABLE_NAME = 'scores'" in described
    described = SAYS.describe(replace(PLACE, table="SCORES"), ())
    assert "WHERE OWNER = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND TABLE_NAME = 'SCORES'" in described
