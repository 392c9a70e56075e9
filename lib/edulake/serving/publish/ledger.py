"""What was published of what, in the database itself: the newest state of each table, and a log of every publish."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from edulake.errors import UnreadableError
from edulake.serving.publish.connection import has_table, run
from edulake.serving.publish.statements import text

if TYPE_CHECKING:
    import datetime as dt

    import psycopg

    from edulake.serving.publish.served import Served
    from edulake.serving.query import View

SCHEMA = "serving"
# Of each table that something is made from, the table's identity and version.
MadeFrom = dict[str, tuple[str, int]]
NONE = ("", -1)
News = Literal["new", "same", "older"]
TABLES = {
    "published": (
        "What each served table holds: of which versions it was made, how, and a sum over its content.",
        {
            "table_name": ("text PRIMARY KEY", "Served table"),
            "made_from": ("jsonb NOT NULL", "Identity and version of each table of the warehouse that it is made from"),
            "version_published": ("bigint NOT NULL", "Version of that table; the newest of several"),
            "fingerprint": ("text NOT NULL", "Hash of the columns and SQL that it is made by"),
            "key_columns": ("text NOT NULL", "Its key, commas between"),
            "row_count": ("bigint NOT NULL", "Its rows"),
            "checksum": ("text NOT NULL", "Sum of hashes over its rows"),
            "run_id": ("text NOT NULL", "Run that published it"),
        },
    ),
    "etl_log": (
        "One row for each table and publish that had something to do.",
        {
            "log_id": ("bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "Order of the rows"),
            "run_id": ("text NOT NULL", "Run that published it"),
            "table_name": ("text NOT NULL", "Served table"),
            "started_at": ("timestamptz NOT NULL", "When its rows began to be read"),
            "ended_at": ("timestamptz NOT NULL", "When it was done, just before all of it was committed"),
            "rows_read": ("bigint", "Rows that the warehouse has of it"),
            "rows_refused": ("bigint", "Rows that PostgreSQL cannot hold, for a text has a U+0000"),
            "rows_written": ("bigint", "Rows inserted or updated"),
            "rows_inserted": ("bigint", "Rows that are new"),
            "rows_updated": ("bigint", "Rows that changed"),
            "rows_deleted": ("bigint", "Rows that went"),
            "rows_served": ("bigint", "Rows that the table has since: rows_read less rows_refused"),
            "status": (
                "text NOT NULL",
                "SUCCESS; REPAIRED after somebody altered it; PARTIAL with refused rows; FAILED",
            ),
            "version_published": ("bigint", "Version of the table of the warehouse; the newest of several"),
            "note": ("text", "Why it failed, or which columns rows were refused for"),
        },
    ),
}


class Published(NamedTuple):
    """The state of one served table."""

    made_from: MadeFrom
    fingerprint: str
    key: tuple[str, ...]
    rows: int
    checksum: str


@dataclass
class Entry:
    """A row of etl_log in the making."""

    table_name: str
    started_at: dt.datetime
    rows_read: int | None = None
    rows_refused: int | None = None
    rows_inserted: int | None = None
    rows_updated: int | None = None
    rows_deleted: int | None = None
    rows_served: int | None = None
    status: str = "SUCCESS"
    version_published: int | None = None
    note: str | None = None
    made_from: MadeFrom = field(default_factory=dict)

    @property
    def rows_written(self) -> int | None:
        return None if self.rows_inserted is None else self.rows_inserted + (self.rows_updated or 0)


def create(connection: psycopg.Connection[Any]) -> None:
    """The two tables, where they are not there."""
    for name, (meaning, columns) in TABLES.items():
        if not has_table(connection, SCHEMA, name):
            described = ", ".join(f"{column} {type_}" for column, (type_, _) in columns.items())
            run(connection, f"CREATE TABLE {SCHEMA}.{name} ({described})")
            run(connection, f"COMMENT ON TABLE {SCHEMA}.{name} IS {text(meaning)}")
            for column, (_, says) in columns.items():
                run(connection, f"COMMENT ON COLUMN {SCHEMA}.{name}.{column} IS {text(says)}")


def read(connection: psycopg.Connection[Any]) -> dict[str, Published]:
    if not has_table(connection, SCHEMA, "published"):
        return {}
    found = run(
        connection,
        f"SELECT table_name, made_from, fingerprint, key_columns, row_count, checksum FROM {SCHEMA}.published",
    )
    return {
        name: Published({of: (id_, version) for of, (id_, version) in made.items()}, mark, tuple(key.split(",")), *rest)
        for name, made, mark, key, *rest in found
    }


def write(connection: psycopg.Connection[Any], served: Served, state: Published, run_id: str) -> None:
    run(
        connection,
        f"INSERT INTO {SCHEMA}.published VALUES (%s, %s, %s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (table_name) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in list(TABLES["published"][1])[1:]),
        (
            str(served),
            json.dumps(state.made_from),
            newest(state.made_from),
            state.fingerprint,
            ",".join(state.key),
            state.rows,
            state.checksum,
            run_id,
        ),
    )


def log(connection: psycopg.Connection[Any], run_id: str, entry: Entry) -> None:
    names = [name for name in TABLES["etl_log"][1] if name not in ("log_id", "run_id", "ended_at")]
    values = [getattr(entry, name) for name in names]
    run(
        connection,
        f"INSERT INTO {SCHEMA}.etl_log (run_id, ended_at, {', '.join(names)}) "
        f"VALUES (%s, clock_timestamp(), {', '.join(['%s'] * len(names))})",
        (run_id, *values),
    )


def made_from(view: View, served: Served) -> MadeFrom:
    """Identity and version of the tables that it is made from, as they are read; NONE of one that is not there yet."""
    return {
        str(table): (view.identity(table), view.version(table)) if view.exists(table) else NONE
        for table in served.tables
    }


def must_not_be_gone(before: Published | None, now: MadeFrom) -> None:
    """UnreadableError for a table that something was published of, and that is not there now: it is not emptied."""
    gone = [name for name, of in now.items() if of == NONE and is_of(before, name)]
    if gone:
        why = "it was published before, and is not in the warehouse now"
        raise UnreadableError(f"{gone[0]} is gone", why, "check the setting warehouse; what is served stays as it is")


def is_of(before: Published | None, table: str) -> bool:
    """Whether rows of this table of the warehouse were published."""
    return before is not None and before.made_from.get(table, NONE) != NONE


def forget(connection: psycopg.Connection[Any], name: str) -> None:
    run(connection, f"DELETE FROM {SCHEMA}.published WHERE table_name = %s", (name,))


def newest(of: MadeFrom) -> int:
    return max(version for _, version in of.values())


def news(before: Published | None, now: MadeFrom, fingerprint: str) -> News:
    """Whether the warehouse has something to say that is not published yet.

    Older is what another run has published a later version of. A table that was made anew in the place of another
    begins to count its versions again: it is new.
    """
    if before is None:
        return "new"
    known = [(before.made_from[name], of) for name, of in now.items() if name in before.made_from]
    if any(then[0] == of[0] and of[1] < then[1] for then, of in known):
        return "older"
    return "same" if before.made_from == now and before.fingerprint == fingerprint else "new"
