"""The statements for PostgreSQL, put to a real one without Spark."""

from __future__ import annotations

import pytest
from postgres import Server

from edulake.config.database import Database
from edulake.landing.database.dialect import ALL, Described, cuts
from edulake.landing.database.postgres import PostgreSQL

pytestmark = pytest.mark.once

SAYS = PostgreSQL()
MOMENTS = "('2025-01-06 10:00'), ('2025-01-06 09:00'), ('2025-01-05 08:59:59.999999'), ('0044-03-15 BC'), ('infinity'), ('-infinity'), (NULL), ('12025-01-01')"
KINDS = {
    "timestamptz": ("2025-01-06T09:00:00.000000", 6),
    "timestamp": ("2025-01-06T09:00:00.000000", 6),
    "date": ("2025-01-06", 6),
}


def described(server: Server, kind: str, values: str = MOMENTS, **settings: object) -> tuple[Database, Described]:
    database = Database(url="env:X", user="env:X", table="moments", watermark="at", **settings)
    server.sql(
        "DROP TABLE IF EXISTS moments", f"CREATE TABLE moments (at {kind})", f"INSERT INTO moments VALUES {values}"
    )
    rows = server.sql(SAYS.describe(database, ()))
    return database, Described({name: type_ for _, name, type_, _ in rows}, rows[0][-1])


@pytest.mark.parametrize("kind", KINDS)
def test_what_changed_since(kind: str, server: Server) -> None:
    """From a moment on, inclusive; what has no time, or none that a clock reaches, is always read."""
    low, expected = KINDS[kind]
    database, found = described(server, kind)
    SAYS.check(database, found)
    condition = SAYS.since(database, found, low)
    assert len(server.sql(SAYS.rows(database, found, condition))) == expected
    assert len(server.sql(SAYS.rows(database, found, SAYS.since(database, found, None)))) == 8
    assert len(server.sql(SAYS.rows(database, found, SAYS.within(database, found, "2025-01-05", "2025-01-06")))) == 1
    assert len(server.sql(SAYS.rows(database, found, SAYS.within(database, found, "", "")))) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_moments_as_text(kind: str, server: Server) -> None:
    database, found = described(server, kind)
    rows = server.sql(SAYS.rows(database, found, ALL))
    assert [counted for _, counted in rows] == ["8"] * 8
    zone = "Z" if kind == "timestamptz" else ""
    if kind == "date":
        assert [text for text, _ in rows[:3]] == ["2025-01-06", "2025-01-06", "2025-01-05"]
    else:
        assert rows[0][0] == f"2025-01-06T10:00:00.000000{zone}"
        assert rows[2][0] == f"2025-01-05T08:59:59.999999{zone}"
    assert rows[3][0].endswith(" BC")
    assert [text for text, _ in rows[4:7]] == ["infinity", "-infinity", "∅"]
    assert rows[7][0].startswith("+12025-01-01"), "sorts before all usual moments"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("timestamptz", MOMENTS),
        ("timestamp", MOMENTS),
        ("date", MOMENTS),
        ("smallint", "(-32768), (32767), (0), (1), (1), (NULL), (5), (6)"),
        ("bigint", "(-9223372036854775808), (9223372036854775807), (0), (0), (NULL), (1), (2), (3)"),
        ("integer", "(5), (5), (5), (5), (5), (5), (5), (5)"),
        ("integer", "(NULL), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL), (NULL)"),
    ],
)
def test_parts_are_disjoint_and_complete(kind: str, values: str, server: Server) -> None:
    database, found = described(server, kind, values, partition_column="at", partitions=4)
    [[low, high]] = server.sql(SAYS.bounds(database, found, ALL))
    parts = SAYS.parts(database, found, ALL, [] if low == "∅" else cuts(low, high, 4))
    assert len(parts) == (1 if low == high else 4)
    read = [row for part in parts for row in server.sql(SAYS.rows(database, found, part))]
    assert len(read) == 8
    assert sorted(text for text, _ in read) == sorted(text for text, _ in server.sql(SAYS.rows(database, found, ALL)))


def test_the_types_of_a_query_are_told_without_reading_it(server: Server) -> None:
    query = 'SELECT now() AS at, 1::bigint AS "o\'dd", 1 / n AS fails FROM generate_series(0, 1) n'
    database = Database(url="env:X", user="env:X", query=query, watermark="at")
    rows = server.sql(SAYS.describe(database, ["at", "o'dd", "fails"]))
    assert [row[:3] for row in rows] == [
        ["0", "at", "timestamp with time zone"],
        ["1", "o'dd", "bigint"],
        ["2", "fails", "integer"],
    ]
