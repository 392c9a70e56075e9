"""Two states of a roster and its facts, and the images of what became of rows between them, as a change feed has them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from products import put_down
from pyspark.sql import DataFrame, SparkSession
from steps import frame, rows_of

from edulake.config.settings import Gold
from edulake.contract.table import Table
from edulake.gold import PRODUCTS

Row = dict[str, Any]
State = dict[Table, list[Row]]
Key = tuple[str, str]
PRODUCT = PRODUCTS["class_daily_performance"]
REACH = PRODUCT.reach
KEYS = {"class_id": "STRING", "date": "DATE"}


def images(states: list[State]) -> State:
    """Of each table with news, the rows that came, went or differ from one state to the next; `_change_type` says how."""
    found: State = {}
    for before, after in pairwise(states):
        for read in PRODUCT.inputs:
            was, now = (_by_key(read.table, state) for state in (before, after))
            for key in sorted({*was, *now}, key=str):
                if was.get(key) == now.get(key):
                    continue
                both = key in was and key in now
                told = [(was, "update_preimage" if both else "delete"), (now, "update_postimage" if both else "insert")]
                rows = [{**of[key], "_change_type": how} for of, how in told if key in of]
                found.setdefault(read.table, []).extend(rows)
    return found


def _by_key(table: Table, state: State) -> dict[Any, Row]:
    return {tuple(row[name] for name in table.key): row for row in state.get(table, [])}


def silver(spark: SparkSession, state: State) -> dict[Table, DataFrame]:
    """Rows that count, of all inputs."""
    return {
        read.table: rows_of(spark, read.table, *[row for row in state.get(read.table, []) if not row.get("is_deleted")])
        for read in PRODUCT.inputs
    }


def compared(spark: SparkSession, changed: State) -> dict[Table, DataFrame]:
    """Images as the product's reach is given them."""
    found = {}
    for read in PRODUCT.inputs:
        if read.table in changed:
            types = {column.name: column.type for column in read.table.columns}
            columns = {name: types.get(name, "STRING") for name in read.compared}
            found[read.table] = frame(spark, columns, changed[read.table])
    return found


def keys_of(spark: SparkSession, keys: Iterable[Key]) -> DataFrame:
    return frame(spark, KEYS, [dict(zip(KEYS, key, strict=True)) for key in keys])


def touched(spark: SparkSession, states: list[State], held: Iterable[Key]) -> set[Key]:
    """The keys in which changes from the first of `states` to the last have a say."""
    assert REACH
    changed = compared(spark, images(states))
    found = REACH.keys(changed, silver(spark, states[-1]), keys_of(spark, held)).distinct().collect()
    return {(row["class_id"], row["date"].isoformat()) for row in found}


def rows(spark: SparkSession, state: State, keys: set[Key] | None = None) -> dict[Key, tuple[Any, ...]]:
    """The product's rows by key; where `keys` are given, of these, from what their reach says is needed."""
    assert REACH
    given = silver(spark, state)
    needed = given if keys is None else REACH.rows(given, keys_of(spark, keys))
    built = {
        (row["class_id"], row["date"].isoformat()): tuple(row)
        for row in PRODUCT.rows(needed, Gold(), put_down).collect()
    }
    return {key: row for key, row in built.items() if keys is None or key in keys}
