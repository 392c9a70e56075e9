"""States of what a product reads, and what its reach makes of the images of rows that changed between them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from products import FILLING, ORDINARY, Silver, put_down
from pyspark.sql import DataFrame, SparkSession
from steps import frame, rows_of

from edulake.config.settings import Gold
from edulake.contract.table import Table
from edulake.gold import Product
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

Row = dict[str, Any]
State = dict[Table, list[Row]]
Key = tuple[Any, ...]
OF_FEEDS = {"_change_type": "STRING", "_commit_version": "BIGINT"}
# Of no two worlds the same.
NAMES = ("source_system", "school_id", "student_id")


def of_world(world: str, silver: Silver, told_apart: Mapping[Table, tuple[str, ...]]) -> State:
    """The rows as silver holds them, with keys of what they are told apart by; what no row says is ordinary."""
    return {table: [*_keyed(world, table, rows, told_apart[table]).values()] for table, rows in silver.items()}


def _keyed(world: str, table: Table, rows: list[Row], told_apart: tuple[str, ...]) -> dict[str, Row]:
    filling = {c.name: None if c.nullable else ORDINARY.get(c.name, FILLING.get(c.type)) for c in table.columns}
    found = {}
    for row in rows:
        key = "|".join(str(row.get(name)) for name in told_apart)
        named = {**filling, table.key[-1]: key, **row}
        found[key] = {name: f"{world}{v}" if name in NAMES and v else v for name, v in named.items()}
    return found


def later(luck: random.Random, told: State, fresh: State, tables: Iterable[Table]) -> State:
    """The same after news of one table, mostly of memberships: of a few rows, as they are in another world, or none."""
    table = luck.choice([MEMBERSHIPS_TABLE] * 5 + list(tables))
    key = table.key[-1]
    held, drawn = ({row[key]: row for row in of[table]} for of in (told, fresh))
    for name in luck.sample(sorted({*held, *drawn}), 2):
        row = luck.choice([drawn, drawn, {}]).get(name)
        held = {**held, name: row} if row else {other: of for other, of in held.items() if other != name}
    return {**told, table: [*held.values()]}


def worlds(number: int, drawn: Callable[[int], Silver], told_apart: Mapping[Table, tuple[str, ...]]) -> list[State]:
    """Three states of so many worlds, one after another; what is `drawn` depends on a seed alone."""
    luck = random.Random(number)
    states: list[State] = [{table: [] for table in told_apart} for _ in range(3)]
    for n in range(number):
        now, fresh = (of_world(f"{n:02}", drawn(seed), told_apart) for seed in (n, n + number))
        for one in states:
            for table, rows in now.items():
                one[table] += rows
            now = later(luck, now, fresh, told_apart)
    return states


def images(product: Product, states: Sequence[State]) -> State:
    """Of each table with news, the rows that came, went or differ from one state to the next, as a change feed has them."""
    found: State = {}
    for version, (before, after) in enumerate(pairwise(states), 1):
        for read in product.inputs:
            was, now = (_by_key(read.table, state) for state in (before, after))
            for key in sorted({*was, *now}, key=str):
                if was.get(key) == now.get(key):
                    continue
                both = key in was and key in now
                told = [(was, "update_preimage" if both else "delete"), (now, "update_postimage" if both else "insert")]
                of_feed = {"_commit_version": version}
                rows = [{**of[key], **of_feed, "_change_type": how} for of, how in told if key in of]
                found.setdefault(read.table, []).extend(rows)
    return found


def _by_key(table: Table, state: State) -> dict[Any, Row]:
    return {tuple(row[name] for name in table.key): row for row in state.get(table, [])}


def silver(product: Product, spark: SparkSession, state: State) -> dict[Table, DataFrame]:
    """Rows that count, of all inputs."""
    return {
        read.table: rows_of(spark, read.table, *[row for row in state.get(read.table, []) if not row.get("is_deleted")])
        for read in product.inputs
    }


def compared(product: Product, spark: SparkSession, changed: State) -> dict[Table, DataFrame]:
    """Images as the product's reach is given them."""
    found = {}
    for read in product.inputs:
        if read.table in changed:
            types = {column.name: column.type for column in read.table.columns} | OF_FEEDS
            found[read.table] = frame(spark, {name: types[name] for name in read.compared}, changed[read.table])
    return found


def keys_of(product: Product, spark: SparkSession, keys: Iterable[Key]) -> DataFrame:
    types = {column.name: column.type for column in product.table.columns}
    scope = {name: types[name] for name in product.scope}
    return frame(spark, scope, [dict(zip(scope, key, strict=True)) for key in keys])


def touched(product: Product, spark: SparkSession, states: Sequence[State], held: Iterable[Key]) -> set[Key]:
    """The keys in which changes from the first of `states` to the last have a say."""
    assert product.reach
    changed = compared(product, spark, images(product, states))
    asked = changed, silver(product, spark, states[-1]), keys_of(product, spark, held)
    found = product.reach.keys(*asked).distinct().collect() if changed else []
    return {_key(row, product.scope) for row in found}


def rows(
    product: Product, spark: SparkSession, state: State, keys: set[Key] | None = None
) -> dict[Key, tuple[Any, ...]]:
    """The product's rows by key; where `keys` are given, of these, from what their reach says is needed."""
    assert product.reach
    given = silver(product, spark, state)
    needed = given if keys is None else product.reach.rows(given, keys_of(product, spark, keys))
    built = product.rows(needed, Gold(), put_down).collect()
    return {
        _key(row, product.table.key): tuple(row) for row in built if keys is None or _key(row, product.scope) in keys
    }


def _key(row: Any, names: Iterable[str]) -> Key:
    return tuple(value.isoformat() if hasattr(value := row[name], "isoformat") else value for name in names)


def scope_of(product: Product, key: Key) -> Key:
    """The part of a row's key that is the scope."""
    return tuple(value for name, value in zip(product.table.key, key, strict=True) if name in product.scope)


def as_rebuilt(product: Product, spark: SparkSession, states: Sequence[State]) -> tuple[set[Key], set[Key]]:
    """The scopes in which rows are others in the last state than in the first, and those that the news touch.

    All of the former are among the latter, and what is computed for these alone is what all rows are.
    """
    before, after = (rows(product, spark, state) for state in (states[0], states[-1]))
    keys = touched(product, spark, states, {scope_of(product, key) for key in before})
    differ = {scope_of(product, key) for key in {*before, *after} if before.get(key) != after.get(key)}
    assert differ <= keys, sorted(differ - keys, key=str)[:5]
    found = rows(product, spark, states[-1], keys)
    assert found == {key: row for key, row in after.items() if scope_of(product, key) in keys}
    return differ, keys
