"""What SQL Server is asked, word by word: no server of it is here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialects import PLACE, must_refuse, must_say

from edulake.landing.database.sqlserver import SQLServer

pytestmark = pytest.mark.once

SAYS = SQLServer()
# Types, the column as text, and the condition for what changed since START.
TIMES = [
    (
        "datetimeoffset",
        "STUFF(CONVERT(nvarchar(27), CONVERT(datetime2(7), SWITCHOFFSET([at], '+00:00')), 121), 11, 1, 'T') + 'Z'",
        "([at] >= TODATETIMEOFFSET(CONVERT(datetime2(6), '2025-01-06T09:00:00.000000', 126), '+00:00') OR [at] IS NULL)",
    ),
    (
        "datetime2",
        "STUFF(CONVERT(nvarchar(27), CONVERT(datetime2(7), [at]), 121), 11, 1, 'T')",
        "([at] >= CONVERT(datetime2(6), '2025-01-06T09:00:00.000000', 126) OR [at] IS NULL)",
    ),
    (
        "datetime",
        "STUFF(CONVERT(nvarchar(26), CONVERT(datetime2(6), CONVERT(datetime2(3), [at])), 121), 11, 1, 'T')",
        "([at] >= CONVERT(datetime, CONVERT(datetime2(6), '2025-01-06T09:00:00.000000', 126)) OR [at] IS NULL)",
    ),
    ("date", "CONVERT(nvarchar(max), [at], 23)", "([at] >= CONVERT(date, '2025-01-06', 23) OR [at] IS NULL)"),
]
TEXTS = [
    ("float", "FORMAT([x], 'R', 'en-US')"),
    ("money", "CONVERT(nvarchar(max), [x], 2)"),
    ("bit", "CONVERT(nvarchar(max), [x])"),
    ("varbinary", "CONVERT(nvarchar(max), [x], 1)"),
    ("image", "CONVERT(nvarchar(max), CONVERT(varbinary(max), [x]), 1)"),
    ("timestamp", "CONVERT(nvarchar(max), CONVERT(binary(8), [x]), 1)"),
    ("geography", "[x].ToString()"),
]


@pytest.mark.parametrize(("kind", "text", "since"), TIMES)
def test_times(kind: str, text: str, since: str) -> None:
    must_say(SAYS, kind, text, since)


@pytest.mark.parametrize(("kind", "text"), TEXTS)
def test_other_types(kind: str, text: str) -> None:
    assert SAYS.as_text("x", kind) == text


@pytest.mark.parametrize("kind", ["sql_variant"])
def test_a_type_without_a_text_is_refused(kind: str) -> None:
    must_refuse(SAYS, kind)


def test_what_sql_server_describes_is_a_text_in_its_question() -> None:
    query = replace(PLACE, table="", query="SELECT 'it''s' AS a, at FROM scores")
    assert "(N'SELECT * FROM (SELECT ''it''''s'' AS a, at FROM scores) q', NULL, 0)" in SAYS.describe(query, ())
