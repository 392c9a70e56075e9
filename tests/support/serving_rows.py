"""A warehouse of a few Delta tables without Spark, and a database of a test's own that it is published to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from postgres import Server

from edulake.config.load import load
from edulake.config.publish import Publish
from edulake.contract.table import Table
from edulake.serving import query
from edulake.serving.publish import rights
from edulake.serving.publish.chosen import chosen
from edulake.serving.publish.postgres import Outcome, Publisher
from edulake.serving.publish.served import Served

MONDAY = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
PASSWORD = "pw-Canary-8d2b"
SECRET = "a secret of the district"
TYPES = {
    "STRING": pa.string(),
    "INT": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us", "UTC"),
    "ARRAY<STRING>": pa.list_(pa.string()),
}


def arrow_type(type_: str) -> pa.DataType:
    found = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", type_)
    return pa.decimal128(int(found[1]), int(found[2])) if found else TYPES[type_]


def frame(table: Table, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows of a contract; what a row does not say is null, or of a required column nothing much."""
    empty = {"STRING": "", "BOOLEAN": True, "ARRAY<STRING>": [], "TIMESTAMP": MONDAY, "DATE": MONDAY.date()}
    whole = [
        {c.name: row.get(c.name, None if c.nullable else empty.get(c.type, 0)) for c in table.columns} for row in rows
    ]
    return pa.Table.from_pylist(whole, pa.schema([(c.name, arrow_type(c.type)) for c in table.columns]))


class World:
    """A warehouse in a folder, and a database that its owner made ready; `connect` signs in as a role."""

    def __init__(self, folder: Path, server: Server | None = None, database: str = "") -> None:
        self.settings = load(warehouse=str(folder / "warehouse"))
        self.server, self.database = server, database
        self.said: list[str] = []

    def path(self, table: Table) -> str:
        return str(Path(self.settings.warehouse, table.layer, table.name))

    def write(self, table: Table, *rows: dict[str, Any], mode: Any = "overwrite") -> None:
        """A new version of a table, with these rows."""
        Path(self.path(table)).mkdir(parents=True, exist_ok=True)
        write_deltalake(self.path(table), frame(table, rows), mode=mode)

    def version(self, table: Table) -> int:
        return DeltaTable(self.path(table)).version()

    def choice(self, **choices: Any) -> Publish:
        port = self.server.port if self.server else 1
        said = {"url": f"postgresql://127.0.0.1:{port}/{self.database or 'none'}", "user": "env:ETL_USER"}
        return Publish(**{**said, "password": "env:ETL_PASSWORD", "questions": False, **choices})

    def publish(self, served: Sequence[Served] | None = None, view: Any = None, **choices: Any) -> Outcome:
        """One publish of what is chosen, as etl_user."""
        settings = self.choice(**choices)
        with query.opened(self.settings) as lake:
            publisher = Publisher(settings, view or lake, uuid4().hex, 5, self.said.append)
            return publisher.publish(chosen(settings) if served is None else served)

    @contextmanager
    def connect(self, user: str = "owner", password: str | None = None) -> Iterator[psycopg.Connection[Any]]:
        """Signed in as `user`: the owner by the socket, others with a password."""
        assert self.server
        host = str(self.server.folder) if user == "owner" else "127.0.0.1"
        with psycopg.connect(
            host=host, port=self.server.port, dbname=self.database, user=user, password=password, autocommit=True
        ) as connection:
            yield connection

    def asks(self, sql: str, user: str = "owner", password: str | None = None) -> list[tuple[Any, ...]]:
        with self.connect(user, password) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def log(self) -> list[tuple[Any, ...]]:
        columns = "table_name, status, rows_read, rows_refused, rows_inserted, rows_updated, rows_deleted, rows_served"
        return self.asks(f"SELECT {columns}, version_published FROM serving.etl_log ORDER BY log_id")


@contextmanager
def ready(folder: Path, server: Server) -> Iterator[World]:
    """A database that the script of rights was run in, gone afterwards; etl_user and reporting_user have PASSWORD."""
    database = f"served_{uuid4().hex[:12]}"
    server.sql(f"CREATE DATABASE {database}")
    world = World(folder, server, database)
    try:
        script = re.sub(r"^--.*$", "", rights.sql(), flags=re.MULTILINE)
        with world.connect() as owner:
            owner.execute(script)  # type: ignore[arg-type]
            for user in (rights.PUBLISHER, rights.REPORTING):
                owner.execute(f"ALTER ROLE {user} PASSWORD '{PASSWORD}'")  # type: ignore[arg-type]
        yield world
    finally:
        server.sql(f"DROP DATABASE {database} WITH (FORCE)")
