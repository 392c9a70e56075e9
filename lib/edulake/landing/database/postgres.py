"""What PostgreSQL is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.landing.database.dialect import Dialect, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.config.database import Database

ZONED = "timestamp with time zone"
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US'


class PostgreSQL(Dialect):
    """Every type has a text; infinite times, and those before Christ, are none that a clock reaches."""

    product = "PostgreSQL"
    driver = "org.postgresql.Driver"
    coordinates = "org.postgresql:postgresql:42.7.14"
    numbers = ("smallint", "integer", "bigint")
    times = (ZONED, "timestamp without time zone", "date")
    # Inside arrays and ranges, for example.
    session = "SET TIME ZONE 'UTC'"
    usual = "{} BETWEEN '0001-01-01' AND '9999-12-30'"
    unusual = "{} = '-infinity'"

    def connection(self, mode: str, roots: str) -> dict[str, str]:
        return {"sslmode": mode, "sslrootcert": roots, "ApplicationName": "edulake", "tcpKeepAlive": "true"}

    def describe(self, database: Database, names: Iterable[str], /) -> str:
        moment = f"{_moment('now()', ZONED)} AS moment"
        if database.query:
            types = [f"({at}, {text_of(name)}, pg_typeof(q.{self.name(name)})::text)" for at, name in enumerate(names)]
            listed = f"CROSS JOIN LATERAL (VALUES {', '.join(types)}) listed (position, name, type)"
            # One row, all of it null: nothing is read.
            nothing = f"(SELECT 1) one LEFT JOIN {self.source(database)} ON false"
            return f"SELECT position, name, type, {moment} FROM {nothing} {listed}"
        table = text_of(self.source(database))
        return (
            "SELECT attnum::int AS position, attname::text AS name, format_type(atttypid, NULL)::text AS type,"
            f" {moment} FROM pg_attribute WHERE attrelid = {table}::regclass AND attnum > 0 AND NOT attisdropped"
        )

    def as_text(self, column: str, kind: str) -> str:
        quoted = self.name(column)
        if kind not in self.times:
            return f"{quoted}::text"
        # to_char has no word for infinity and none for the years before Christ; five digits sort among four but for
        # a sign.
        endless = f"{quoted} > '9999-12-30' AND isfinite({quoted})"
        unusual = f"WHEN {endless} THEN '+' || {quoted}::text ELSE {quoted}::text"
        return f"CASE WHEN {self.is_usual(column, kind)} THEN {_moment(quoted, kind)} {unusual} END"

    def literal(self, value: str, kind: str) -> str:
        if kind in self.numbers:
            return f"'{value}'::numeric"
        return f"{kind} '{value}{'Z' if kind == ZONED else ''}'"


def _moment(value: str, kind: str) -> str:
    if kind == ZONED:
        return f"to_char({value} AT TIME ZONE 'UTC', '{MOMENT}\"Z\"')"
    if kind == "date":
        return f"{value}::text"
    return f"to_char({value}, '{MOMENT}')"
