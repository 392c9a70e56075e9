"""A product's rows, from versions of its inputs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.fingerprint import fingerprint
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.contract.fingerprint import Fingerprint
    from edulake.contract.table import Table
    from edulake.gold import Product
    from edulake.gold.product import Input
    from edulake.store.store import Store


def built(store: Store, product: Product, versions: dict[Table, int], keys: DataFrame | None) -> DataFrame:
    """The product's rows, of `keys` or all, from those versions of its inputs; one that is not named is empty."""
    silver = {
        read.table: _rows(store, product, read, versions[read.table], keys)
        if read.table in versions
        else as_frame(store.spark, [], read.table.struct())
        for read in product.inputs
    }
    return product.build(silver, store.settings.gold)


def _rows(store: Store, product: Product, read: Input, version: int, keys: DataFrame | None) -> DataFrame:
    """An input's rows that belong to a row of the product, of `keys` or all."""
    columns = [read.column(key) for key in product.table.key]
    rows = store.read(read.table, version).dropna(subset=columns)
    if "is_deleted" in read.table.column_names:
        rows = rows.where(~F.col("is_deleted"))
    if keys is None:
        return rows
    touched = keys.select(*[F.col(key).alias(read.column(key)) for key in product.table.key])
    return rows.join(touched, on=columns, how="left_semi")


def made_by(settings: Settings, product: Product) -> Fingerprint:
    return fingerprint(asdict(settings.gold), [product.build, _rows])
