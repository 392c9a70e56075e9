"""Tables as views of a session, for people who write SQL there: `silver.students`, `masked.silver_students`.

Looking never writes and never drops, so only views are made: by one, SQL cannot replace or drop a table, whose ever it
is. They have two names only where the session's catalog is its own and ends with it. Where a metastore is shared they
are temporary views of this session, with one name: `silver_students`, `masked_silver_students`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.sql import literal, quoted
from edulake.errors import ConfigError
from edulake.store import session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.table import Table
    from edulake.store.store import Store

# Says of a view that it is ours to make anew: for another warehouse, or after a table gained a column.
MADE_BY = "edulake.view"


class SessionView(NamedTuple):
    """A view called `schema.name` that answers `query`."""

    schema: str
    name: str
    query: str


def of_tables(store: Store, tables: Iterable[Table]) -> list[SessionView]:
    """A view of the same name, layer.table, for each of the tables that exist."""
    return [SessionView(t.layer, t.name, f"SELECT * FROM {store.name(t)}") for t in store.existing(tables)]


def create(store: Store, views: Iterable[SessionView]) -> None:
    """Make the views; ConfigError, and none of them, where the session knows one of the names as something else."""
    views = list(views)
    if not session.has_its_own_catalog(store.spark):
        for view in views:
            name = quoted(f"{view.schema}_{view.name}")
            store.spark.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {view.query}")
        return
    schemas = dict.fromkeys(view.schema for view in views)
    for schema in schemas:
        store.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}")
    held = {schema: _names(store, schema) for schema in schemas}
    for view in views:
        if view.name.lower() in held[view.schema]:
            _must_be_ours(store, view)
    for view in views:
        made = f"TBLPROPERTIES ({literal(MADE_BY)} = 'true') AS {view.query}"
        store.spark.sql(f"CREATE OR REPLACE VIEW {_full_name(view)} {made}")


def _names(store: Store, schema: str) -> set[str]:
    """Tables and views that the session knows in a schema; temporary ones are in none."""
    rows = store.spark.sql(f"SHOW TABLES IN {quoted(schema)}").collect()
    return {row["tableName"].lower() for row in rows if not row["isTemporary"]}


def _must_be_ours(store: Store, view: SessionView) -> None:
    properties = {row["key"] for row in store.spark.sql(f"SHOW TBLPROPERTIES {_full_name(view)}").collect()}
    if MADE_BY not in properties:
        raise ConfigError(
            f"this session knows another {view.schema}.{view.name}",
            "somebody's table is never replaced",
            "start edulake in a session of its own, or ask by `edulake sql`",
        )


def _full_name(view: SessionView) -> str:
    return f"{quoted(view.schema)}.{quoted(view.name)}"
