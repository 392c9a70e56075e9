"""What databases are asked, word by word: the statements of those that no server is here for are known by this only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.config.database import Database
from edulake.errors import ConfigError
from edulake.landing.database.asking import DIALECTS
from edulake.landing.database.dialect import ALL, Described, bare, cuts

pytestmark = pytest.mark.once

PLACE = Database(url="env:X", user="env:X", table="app.scores", watermark="at")
START = "2025-01-06T09:00:00.000000"
# By product: types, the column as text, and the condition for what changed since START.
TIMES = [
    ("sqlserver", "datetimeoffset",
     "STUFF(CONVERT(nvarchar(27), CONVERT(datetime2(7), SWITCHOFFSET([at], '+00:00')), 121), 11, 1, 'T') + 'Z'",
     "([at] >= TODATETIMEOFFSET(CONVERT(datetime2(6), '2025-01-06T09:00:00.000000', 126), '+00:00') OR [at] IS NULL)"),
    ("sqlserver", "datetime2",
     "STUFF(CONVERT(nvarchar(27), CONVERT(datetime2(7), [at]), 121), 11, 1, 'T')",
     "([at] >= CONVERT(datetime2(6), '2025-01-06T09:00:00.000000', 126) OR [at] IS NULL)"),
    ("sqlserver", "datetime",
     "STUFF(CONVERT(nvarchar(26), CONVERT(datetime2(6), CONVERT(datetime2(3), [at])), 121), 11, 1, 'T')",
     "([at] >= CONVERT(datetime, CONVERT(datetime2(6), '2025-01-06T09:00:00.000000', 126)) OR [at] IS NULL)"),
    ("sqlserver", "date", "CONVERT(nvarchar(max), [at], 23)",
     "([at] >= CONVERT(date, '2025-01-06', 23) OR [at] IS NULL)"),
    ("oracle", "TIMESTAMP WITH TIME ZONE",
     ("CASE WHEN \"at\" < DATE '0001-01-01' THEN TO_CHAR(SYS_EXTRACT_UTC(\"at\"), 'SYYYY-MM-DD\"T\"HH24:MI:SS.FF9\"Z\"')"
     " ELSE TO_CHAR(SYS_EXTRACT_UTC(\"at\"), 'YYYY-MM-DD\"T\"HH24:MI:SS.FF9\"Z\"') END"),
     "(\"at\" >= TIMESTAMP '2025-01-06 09:00:00.000000 +00:00' OR \"at\" IS NULL OR \"at\" < DATE '0001-01-01')"),
    ("oracle", "DATE",
     ("CASE WHEN \"at\" < DATE '0001-01-01' THEN TO_CHAR(\"at\", 'SYYYY-MM-DD\"T\"HH24:MI:SS\".000000\"')"
     " ELSE TO_CHAR(\"at\", 'YYYY-MM-DD\"T\"HH24:MI:SS\".000000\"') END"),
     "(\"at\" >= TIMESTAMP '2025-01-06 09:00:00.000000' OR \"at\" IS NULL OR \"at\" < DATE '0001-01-01')"),
    ("mysql", "timestamp",
     "CASE WHEN `at` >= TIMESTAMP '0001-01-01 00:00:00' THEN DATE_FORMAT(`at`, '%Y-%m-%dT%H:%i:%s.%fZ') ELSE CAST(`at` AS CHAR) END",
     "(`at` >= TIMESTAMP '2025-01-06 09:00:00.000000' OR `at` IS NULL OR `at` < TIMESTAMP '0001-01-01 00:00:00')"),
]  # fmt: skip
TEXTS = [
    (
        "oracle",
        "TIMESTAMP",
        (
            'CASE WHEN "x" < DATE \'0001-01-01\' THEN TO_CHAR(CAST("x" AS TIMESTAMP(9)), \'SYYYY-MM-DD"T"HH24:MI:SS.FF9\')'
            ' ELSE TO_CHAR(CAST("x" AS TIMESTAMP(9)), \'YYYY-MM-DD"T"HH24:MI:SS.FF9\') END'
        ),
    ),
    ("sqlserver", "float", "FORMAT([x], 'R', 'en-US')"),
    ("sqlserver", "money", "CONVERT(nvarchar(max), [x], 2)"),
    ("sqlserver", "bit", "CONVERT(nvarchar(max), [x])"),
    ("sqlserver", "varbinary", "CONVERT(nvarchar(max), [x], 1)"),
    ("sqlserver", "image", "CONVERT(nvarchar(max), CONVERT(varbinary(max), [x]), 1)"),
    ("sqlserver", "timestamp", "CONVERT(nvarchar(max), CONVERT(binary(8), [x]), 1)"),
    ("sqlserver", "geography", "[x].ToString()"),
    ("oracle", "NUMBER", "TO_CHAR(\"x\", 'TM9')"),
    ("oracle", "BINARY_DOUBLE", "TO_CHAR(\"x\", 'TM9')"),
    ("oracle", "CLOB", '"x"'),
    ("oracle", "RAW", 'RAWTOHEX("x")'),
    ("oracle", "BOOLEAN", 'TO_CHAR("x")'),
    ("mysql", "enum", "CAST(`x` AS CHAR)"),
    ("mysql", "bit", "CAST(`x` + 0 AS CHAR)"),
    ("mysql", "blob", "HEX(`x`)"),
]


@pytest.mark.parametrize(("product", "kind", "text", "since"), TIMES)
def test_times(product: str, kind: str, text: str, since: str) -> None:
    dialect = DIALECTS[product]
    assert dialect.as_text("at", kind) == text
    assert dialect.since(PLACE, Described({"at": kind}, ""), START) == since


@pytest.mark.parametrize(("product", "kind", "text"), TEXTS)
def test_other_types(product: str, kind: str, text: str) -> None:
    assert DIALECTS[product].as_text("x", kind) == text


@pytest.mark.parametrize(
    ("product", "kind"), [("sqlserver", "sql_variant"), ("oracle", "BLOB"), ("oracle", "LONG"), ("mysql", "geometry")]
)
def test_a_type_without_a_text_is_refused(product: str, kind: str) -> None:
    """Rather than written in a way that nobody has seen."""
    with pytest.raises(ConfigError, match=r"column ssn cannot be read") as error:
        DIALECTS[product].as_text("ssn", kind)
    assert (error.value.why, error.value.fix) == (f"it is {kind}", 'add "ssn" to omit')


@pytest.mark.parametrize("product", DIALECTS)
def test_names_are_quoted_and_cannot_end_it(product: str) -> None:
    opening, closing = {"mysql": "``", "sqlserver": "[]"}.get(product, '""')
    name = f"O'dd {closing}; --"
    assert DIALECTS[product].name(name) == f"{opening}O'dd {closing * 2}; --{closing}"


def test_rows_are_counted_by_the_statement_that_reads_them() -> None:
    """SQL Server does not see one state in a statement: it counts what it gives."""
    types = Described({"at": "DATE", "id": "NUMBER"}, "")
    rows = DIALECTS["oracle"].rows(PLACE, replace(types, types={"id": "NUMBER"}), ALL)
    counted = '(SELECT count(*) FROM "app"."scores" WHERE 1 = 1)'
    assert rows == f'SELECT TO_CHAR("id", \'TM9\') AS "c0", {counted} AS "counted" FROM "app"."scores" WHERE 1 = 1'
    query = replace(PLACE, table="", query="SELECT id FROM scores")
    rows = DIALECTS["sqlserver"].rows(query, Described({"id": "int"}, ""), ALL)
    text = "CONVERT(nvarchar(max), [id])"
    assert (
        rows == f"SELECT {text} AS [c0], count_big(*) OVER () AS [counted] FROM (SELECT id FROM scores) q WHERE 1 = 1"
    )


def test_what_sql_server_describes_is_a_text_in_its_question() -> None:
    query = replace(PLACE, table="", query="SELECT 'it''s' AS a, at FROM scores")
    assert "(N'SELECT * FROM (SELECT ''it''''s'' AS a, at FROM scores) q', NULL, 0)" in DIALECTS["sqlserver"].describe(
        query, ()
    )


def test_a_table_of_oracle_is_its_owners() -> None:
    described = DIALECTS["oracle"].describe(PLACE, ())
    assert "WHERE OWNER = 'app' AND TABLE_NAME = 'scores'" in described
    described = DIALECTS["oracle"].describe(replace(PLACE, table="SCORES"), ())
    assert "WHERE OWNER = SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') AND TABLE_NAME = 'SCORES'" in described


def test_a_window_has_its_first_day_and_not_the_one_after_its_last() -> None:
    types = Described({"at": "datetime2"}, "")
    found = DIALECTS["sqlserver"].within(PLACE, types, "2025-01-01", "2025-02-01")
    low, high = (f"CONVERT(datetime2(6), '2025-0{month}-01T00:00:00', 126)" for month in (1, 2))
    assert found == f"([at] IS NOT NULL AND [at] >= {low} AND [at] < {high})"
    assert DIALECTS["mysql"].within(PLACE, Described({"at": "date"}, ""), "", "2025-02-01") == (
        "(`at` >= TIMESTAMP '0001-01-01 00:00:00' AND `at` < DATE '2025-02-01')"
    )


@pytest.mark.parametrize(
    ("lowest", "highest", "parts", "expected"),
    [
        ("0", "30", 3, ["10", "20"]),
        ("-9223372036854775808", "9223372036854775807", 2, ["-1"]),
        ("1.5", "9.5", 2, ["5"]),
        ("7", "7", 4, []),
        ("-10", "-2", 2, ["-6"]),
        ("2025-01-01", "2025-01-02", 2, ["2025-01-01T12:00:00.000000"]),
        ("2025-01-01T00:00:00.0000000Z", "2025-01-01T00:00:03.0000000Z", 3,
         ["2025-01-01T00:00:01.000000", "2025-01-01T00:00:02.000000"]),
        ("0001-01-01", "9999-12-30", 2, ["5000-07-01T12:00:00.000000"]),
        ("2025-01-01", "2025-01-01", 2, []),
    ],
)  # fmt: skip
def test_cuts(lowest: str, highest: str, parts: int, expected: list[str]) -> None:
    assert cuts(lowest, highest, parts) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("decimal(10,2)", "decimal"),
        ("nvarchar(max)", "nvarchar"),
        ("TIMESTAMP(6) WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"),
        ("INTERVAL DAY(2) TO SECOND(6)", "INTERVAL DAY TO SECOND"),
        ("timestamp without time zone", "timestamp without time zone"),
    ],
)
def test_types_without_their_lengths(kind: str, expected: str) -> None:
    assert bare(kind) == expected
