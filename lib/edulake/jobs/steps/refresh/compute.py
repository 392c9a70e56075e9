"""A product's rows, from versions of its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.contract.fingerprint import fingerprint
from edulake.contract.sql import spark_type
from edulake.gold.product import Collected
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.contract.fingerprint import Fingerprint
    from edulake.contract.table import Table
    from edulake.gold import Product
    from edulake.gold.product import Input, Inputs
    from edulake.store.store import Store

    Sums = Callable[[Input, int], DataFrame]


def built(
    store: Store, product: Product, versions: dict[Table, int], keys: DataFrame | None, sums: Sums | None = None
) -> DataFrame:
    """The product's rows, of `keys` of its scope or all, from those versions of its inputs; one that is not named is
    empty.

    All rows of an input with a grain are summed by `sums`, where that is given.
    """

    def put_down(step: DataFrame | Collected) -> DataFrame:
        return solved(step) if isinstance(step, Collected) else store.stage(step, f"{product.name}_step")

    if product.reach and keys is not None:
        needed = product.reach.rows(silver(store, product, versions), keys)
        rows = product.rows(needed, store.settings.gold, put_down)
        return rows.join(keys, on=list(product.scope), how="left_semi")
    return product.rows(silver(store, product, versions, keys, sums), store.settings.gold, put_down)


def solved(step: Collected) -> DataFrame:
    """What plain Python makes of sums."""
    columns = T.StructType([T.StructField(name, spark_type(type_)) for name, type_ in step.columns.items()])
    return as_frame(step.sums.sparkSession, step.solved(step.sums.collect()), columns)


def silver(
    store: Store, product: Product, versions: dict[Table, int], keys: DataFrame | None = None, sums: Sums | None = None
) -> Inputs:
    """What the product reads of those versions of its inputs."""
    return {read.table: _read(store, product, read, versions.get(read.table), keys, sums) for read in product.inputs}


def _read(
    store: Store, product: Product, read: Input, version: int | None, keys: DataFrame | None, sums: Sums | None
) -> DataFrame:
    """What the product reads of an input: facts, or the sums of its grain."""
    if version is None:
        return read.summed(as_frame(store.spark, [], read.table.struct()), store.settings.gold)
    if product.reach:
        return read.summed(read.complete(facts(store, read, version)), store.settings.gold)
    if sums and read.grain and keys is None:
        return _of_a_row(read.complete(sums(read, version)), read.columns(product.scope))
    return read.summed(_rows(store, product, read, version, keys), store.settings.gold)


def facts(store: Store, read: Input, version: int) -> DataFrame:
    """An input's rows that count."""
    rows = store.read(read.table, version)
    return rows.where(~F.col("is_deleted")) if "is_deleted" in read.table.column_names else rows


def _rows(store: Store, product: Product, read: Input, version: int, keys: DataFrame | None) -> DataFrame:
    """An input's rows that belong to a row of the product, of `keys` or all."""
    columns = read.columns(product.scope)
    rows = _of_a_row(read.complete(facts(store, read, version)), columns)
    if keys is None:
        return rows
    touched = keys.select(*[F.col(key).alias(read.column(key)) for key in product.scope])
    return rows.join(touched, on=columns, how="left_semi")


def _of_a_row(rows: DataFrame, columns: list[str]) -> DataFrame:
    """Rows that have a value in each column of the scope."""
    return rows.dropna(subset=columns) if columns else rows


def made_by(settings: Settings, product: Product) -> Fingerprint:
    """What the product's rows are made of: settings, code, and what is declared of the facts that it reads."""
    grains = [read.grain for read in product.inputs if read.grain]
    scope = [] if product.part is None else [f"scope {product.part}"]
    filled = [f"{read.table} filled {read.filled}" for read in product.inputs if read.filled]
    reach = [product.reach.keys, product.reach.rows] if product.reach else []
    return fingerprint(settings.gold.chosen(*product.choices), [product.build, *grains, *reach, _rows], *scope, *filled)
