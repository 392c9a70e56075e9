"""Whether gold still is what silver says: a sample of a product's keys, computed once more."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.refresh.compute import built, silver
from edulake.jobs.steps.refresh.write import STAMP
from edulake.store.replace import DIGITS

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Column as Declared
    from edulake.gold import Product
    from edulake.jobs.steps.refresh.news import News
    from edulake.store.store import Store


def differing(store: Store, product: Product, news: list[News], sample: int, seed: str) -> int:
    """Of so many scopes that silver or the product has, how many rows are others, or missing, or one too many.

    The product must have seen all of its inputs, as `news` says. Another `seed` takes other scopes. Of a product
    without a scope all rows are compared.
    """
    scope = list(product.scope)
    held = store.read(product.table)
    versions = {n.input.table: n.now for n in news}
    if not scope:
        return _different(held, built(store, product, versions, None), product)
    named = {n.input: n.input.complete(store.read(n.input.table, n.now)) for n in news if n.input.has(scope)}
    if product.reach:
        facts = {read.table: rows for read, rows in named.items()}
        scopes = [product.reach.keys(facts, silver(store, product, versions), held.select(*scope))]
    else:
        scopes = [rows.select(*[F.col(i.column(name)).alias(name) for name in scope]) for i, rows in named.items()]
    every = reduce(lambda above, below: above.unionByName(below), [held.select(*scope), *scopes]).dropna().distinct()
    chosen = store.stage(every.orderBy(F.xxhash64(*scope, F.lit(seed))).limit(sample), f"{product.name}_sample")
    rows = built(store, product, versions, chosen)
    one, other = (frame.join(chosen, on=scope, how="left_semi") for frame in (held, rows))
    return _different(one, other, product)


def _different(held: DataFrame, rows: DataFrame, product: Product) -> int:
    """How many keys have another row in one than in the other, or none."""
    key = list(product.table.key)
    compared = [column for column in product.table.columns if column.name not in (*key, STAMP)]
    one, other = (_as_one(frame, key, compared) for frame in (held, rows))
    both = one.withColumnRenamed("said", "held").join(other, on=key, how="full")
    return both.where(~F.col("held").eqNullSafe(F.col("said"))).count()


def _as_one(rows: DataFrame, key: list[str], compared: list[Declared]) -> DataFrame:
    """Rows as their key and one value of all that they say, typed as declared."""
    return rows.select(*key, F.struct(*[_typed(column) for column in compared]).alias("said"))


def _typed(column: Declared) -> Column:
    value = F.col(column.name).cast(column.type)
    return (F.round(value, DIGITS) if column.type == "DOUBLE" else value).alias(column.name)
