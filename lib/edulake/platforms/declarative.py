"""Products as materialized views of a declarative pipeline (`pyspark.pipelines`, Spark 4.1 and later).

A second way to the same rows, for those whose platform runs and draws such pipelines. It makes every view anew on each
run, where `gold_aggregate` computes the rows that facts have touched; and it has neither `ops.job_runs` nor checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.gold import PRODUCTS
from edulake.gold.product import WRITTEN_AT
from edulake.jobs.steps.refresh.compute import silver
from edulake.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import SparkSession

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.gold import Product


def declare(pipelines: Any, spark: SparkSession, settings: Settings, products: Iterable[Product] = ()) -> list[str]:
    """Declare a view for each of `products`, all by default, whose facts are there; their names.

    `pipelines` is the module `pyspark.pipelines`. Views are called as the tables of their products, in the schema of
    the pipeline, and lack the column of when a run wrote a row. All are of the versions that silver has now. In a
    catalog, that of Databricks, they are clustered as those tables; elsewhere Delta 4.4 takes no clustering from a
    pipeline.
    """
    tables = Tables(spark, settings, reading=True)
    declared = []
    for product in products or PRODUCTS.values():
        versions = tables.versions(read.table for read in product.inputs)
        if versions and all(table in versions for table in product.needs):
            _declare(pipelines, tables, product, versions)
            declared.append(product.table.name)
    return declared


def _declare(pipelines: Any, tables: Tables, product: Product, versions: dict[Table, int]) -> None:
    table = product.table
    built = product.rows(silver(tables, product, versions), tables.settings.gold, lambda step: step)
    columns = [column for column in table.columns if column != WRITTEN_AT]
    rows = built.select(*[built[column.name].cast(column.type).alias(column.name) for column in columns])
    view = pipelines.materialized_view(
        name=table.name,
        comment=table.meaning,
        **({"cluster_by": list(table.cluster_by)} if tables.settings.catalog else {"format": "delta"}),
    )
    # Built before: the function of a view may not ask what columns a frame has.
    view(lambda: rows)
