"""What databases are asked, word by word: the statements of those that no server is here for are known by this only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.config.database import Database
from edulake.landing.database.asking import DIALECTS
from edulake.landing.database.dialect import ALL, Described, bare, cuts

pytestmark = pytest.mark.once

PLACE = Database(url="env:X", user="env:X", table="app.scores", watermark="at")


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
