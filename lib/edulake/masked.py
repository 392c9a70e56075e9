"""Views without personal data, `masked.<layer>_<table>`, and pseudonyms for what leaves the house.

What a view shows of a column is said in the table's contract: names and everything as delivered are not in it,
addresses become j***@domain. Identifiers stay as they are, because rows are joined by them; who passes rows on
uses `pseudonymised`. Bronze and quarantine have no views: raw text can hold a name in any column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import secret
from edulake.contract import literal, quoted
from edulake.errors import ConfigError
from edulake.expr.masking import EMAIL, MASKED_EMAIL
from edulake.expr.pseudonym import key_blocks, pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame

    from edulake.contract import Table
    from edulake.store import Store

SCHEMA = "masked"
LAYERS = ("silver", "gold")
# Student ids are few and often numbered: a key that can be guessed undoes every pseudonym.
SHORTEST_KEY = 16


def select_list(table: Table) -> list[str]:
    """The columns of a table's masked view, as SQL."""
    email = f"regexp_replace({{0}}, {literal(EMAIL)}, {literal(MASKED_EMAIL)}) AS {{0}}"
    shown = {"identifier": "{0}", "email": email}
    forms = [("{0}" if c.personal != "direct" else shown.get(c.mask), c.name) for c in table.columns]
    return [form.replace("{0}", quoted(name)) for form, name in forms if form]


def create_views(store: Store, tables: Iterable[Table]) -> None:
    """Create or replace the masked views of those tables of silver and gold that exist."""
    schema = ".".join(quoted(part) for part in (store.settings.catalog, SCHEMA) if part)
    store.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for table in store.existing(table for table in tables if table.layer in LAYERS):
        view = f"{schema}.{quoted(f'{table.layer}_{table.name}')}"
        columns = ", ".join(select_list(table))
        meaning = literal(f"{table.meaning} Without personal data but identifiers.")
        store.spark.sql(f"CREATE OR REPLACE VIEW {view} COMMENT {meaning} AS SELECT {columns} FROM {store.name(table)}")


def pseudonymised(rows: DataFrame, columns: Iterable[str], key: str) -> DataFrame:
    """`rows` with HMAC-SHA256 pseudonyms in place of the values of `columns`; null stays null.

    `key` is a reference, `env:NAME` or `secret:SCOPE/NAME`. Frames pseudonymised with one key join on the pseudonyms;
    a namespace that all values share is part of them. ConfigError for a missing or short key.
    """
    held = secret.read(key).encode()
    if len(held) < SHORTEST_KEY:
        raise ConfigError("the key for pseudonyms is too short", f"under {SHORTEST_KEY} bytes", f"set another at {key}")
    # The key is data of a frame, which no plan prints, where literals, SQL parameters and session variables are
    # printed by all of them (Spark 3.5 and 4.2). It costs a broadcast of one row.
    blocks = "edulake_key_blocks"
    one = rows.sparkSession.createDataFrame([(bytearray(key_blocks(held)),)], f"{blocks} binary")
    named = {name: pseudonym(F.col(name).cast("string"), F.col(blocks)) for name in columns}
    return rows.crossJoin(F.broadcast(one)).withColumns(named).drop(blocks)
