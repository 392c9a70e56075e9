"""The statements that PostgreSQL is asked: what a table has, where to split it, and its rows as text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from edulake.config.database import Database

NUMBERS = ("smallint", "integer", "bigint")
ZONED = "timestamp with time zone"
TIMES: tuple[str, ...] = (ZONED, "timestamp without time zone", "date")
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US'


@dataclass(frozen=True)
class Described:
    """A table's columns with their types, in order, and the database's clock (UTC) before anything was read."""

    types: dict[str, str]
    moment: str


def describe(database: Database) -> str:
    """A row for each column: position, name, type, the clock. Fails where the table does not exist."""
    return (
        "SELECT attnum::int AS position, attname::text AS name, format_type(atttypid, NULL)::text AS type,"
        f" {_moment('now()', ZONED)} AS moment"
        f" FROM pg_attribute WHERE attrelid = '{table(database)}'::regclass AND attnum > 0 AND NOT attisdropped"
    )


def since(database: Database, described: Described, start: str | None) -> str:
    """The condition for rows that changed from `start` (UTC) on; all rows where it is null.

    What has no modification time, or none that a clock reaches, is always among them.
    """
    column, kind = name(database.watermark), described.types[database.watermark]
    if start is None:
        return "true"
    zone = "Z" if kind == ZONED else ""
    return f"({column} >= {kind} '{start}{zone}' OR {column} IS NULL OR {column} = '-infinity')"


def cuts(database: Database, described: Described, condition: str) -> str:
    """The values, as text and numbered, that split the rows of `condition` into parts of equal width."""
    column, kind = name(database.partition_column), described.types[database.partition_column]
    exact, finite = f"{column}::{_exact(kind)}", "true" if kind in NUMBERS else f"isfinite({column})"
    width = f"(highest - lowest) * (cut::float8 / {database.partitions})"
    if kind in NUMBERS:
        width = f"floor((highest - lowest) * cut / {database.partitions})"
    finite_rows = f"FROM {table(database)} WHERE {condition} AND {finite}"
    bounds = f"(SELECT min({exact}) AS lowest, max({exact}) AS highest {finite_rows}) AS bounds"
    steps = f"generate_series(1, {database.partitions - 1}) AS cut"
    return f"SELECT cut, (lowest + {width})::text AS value FROM {bounds}, {steps} WHERE lowest < highest"


def parts(database: Database, described: Described, condition: str, at: list[str]) -> list[str]:
    """Conditions that together hold each row of `condition` once."""
    if not at:
        return [condition]
    column, kind = name(database.partition_column), described.types[database.partition_column]
    values = [f"'{cut}'::{_exact(kind)}" for cut in at]
    between = [f"{column} >= {low} AND {column} < {high}" for low, high in pairwise(values)]
    ranges = [f"({column} < {values[0]} OR {column} IS NULL)", *between, f"{column} >= {values[-1]}"]
    return [f"{condition} AND {part}" for part in ranges]


def rows(database: Database, described: Described, condition: str) -> str:
    """The rows of `condition` as text in the columns c0, c1, …, each with the count of them all.

    One statement sees one state of the table, so rows and count agree however busy the database is.
    """
    values = [f"{as_text(column, kind)} AS c{at}" for at, (column, kind) in enumerate(described.types.items())]
    source = f"FROM {table(database)} WHERE {condition}"
    return f"SELECT {', '.join(values)}, (SELECT count(*) {source}) AS counted {source}"


def as_text(column: str, kind: str) -> str:
    """A column as text: moments as ISO 8601, in UTC where the type has a zone; all else as PostgreSQL writes it."""
    quoted = name(column)
    if kind not in TIMES:
        return f"{quoted}::text"
    # to_char has no word for infinity and none for the years before Christ; five digits sort among four but for a sign.
    usual = f"{quoted} BETWEEN '0001-01-01' AND '9999-12-30'"
    endless = f"{quoted} > '9999-12-30' AND isfinite({quoted})"
    unusual = f"WHEN {endless} THEN '+' || {quoted}::text ELSE {quoted}::text"
    return f"CASE WHEN {usual} THEN {_moment(quoted, kind)} {unusual} END"


def check(database: Database, described: Described) -> None:
    """ConfigError for a watermark or partition column that the table lacks, or whose type does not serve."""
    wanted = [(database.watermark, TIMES)]
    if database.partition_column:
        wanted.append((database.partition_column, (*NUMBERS, *TIMES)))
    for column, kinds in wanted:
        kind = described.types.get(column)
        if kind not in kinds:
            why = f"it is {kind}" if kind else "the table has no such column"
            raise ConfigError(f"{database.table} cannot be read by {column}", why, f"name one of {', '.join(kinds)}")


def table(database: Database) -> str:
    return ".".join(name(part) for part in database.table.split("."))


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _exact(kind: str) -> str:
    """The type in which bounds of a column are reckoned."""
    return "numeric" if kind in NUMBERS else "timestamptz" if kind == ZONED else "timestamp"


def _moment(value: str, kind: str) -> str:
    if kind == ZONED:
        return f"to_char({value} AT TIME ZONE 'UTC', '{MOMENT}\"Z\"')"
    if kind == "date":
        return f"{value}::text"
    return f"to_char({value}, '{MOMENT}')"
