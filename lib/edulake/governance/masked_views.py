"""Views for people who may see rows, but not whom they are about: `masked.<layer>_<table>`.

What a view shows of a column is said in the table's contract: names, ids of people and of rows about them, hashes over
them and everything as delivered are not in it, addresses become j***@domain. Bronze and quarantine have no views: raw
text can hold a name in any column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.sql import literal, quoted
from edulake.expr.masking import EMAIL, MASKED_EMAIL
from edulake.store.session_views import SessionView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.table import Column, Table
    from edulake.store.store import Store

SCHEMA = "masked"
LAYERS = ("silver", "gold")


def select_list(table: Table) -> list[str]:
    """The columns of a table's masked view, as SQL."""
    email = f"regexp_replace({{0}}, {literal(EMAIL)}, {literal(MASKED_EMAIL)}) AS {{0}}"
    forms = [(email if c.personal == "direct" else "{0}", c.name) for c in table.columns if not hidden(c)]
    return [form.replace("{0}", quoted(name)) for form, name in forms]


def hidden(column: Column) -> bool:
    return column.personal == "sensitive" or (column.personal == "direct" and column.mask != "email")


def views(store: Store, tables: Iterable[Table]) -> list[SessionView]:
    """The masked views of those tables of silver and gold that exist."""
    shown = store.existing(table for table in tables if table.layer in LAYERS)
    return [
        SessionView(
            SCHEMA, f"{table.layer}_{table.name}", f"SELECT {', '.join(select_list(table))} FROM {store.name(table)}"
        )
        for table in shown
    ]


def create_views(store: Store, tables: Iterable[Table]) -> None:
    """Create or replace the masked views in the store's catalog, by somebody who has the right to."""
    schema = ".".join(quoted(part) for part in (store.settings.catalog, SCHEMA))
    store.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for view in views(store, tables):
        store.spark.sql(f"CREATE OR REPLACE VIEW {schema}.{quoted(view.name)} AS {view.query}")
