"""Products as materialized views of a declarative pipeline (`pyspark.pipelines`, Spark 4.1 and later).

A second way to the same rows, for those whose platform runs and draws such pipelines. It makes every view anew on each
run, where `gold_aggregate` computes the rows that facts have touched; and it has neither `ops.job_runs` nor checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.gold.product import WRITTEN_AT, Collected
from edulake.jobs.steps.refresh.compute import silver, solved
from edulake.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame, SparkSession

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.gold import Product

SESSION_ZONE = "spark.sql.session.timeZone"
# As Spark, Java and platforms write it.
UTC = frozenset({"UTC", "Etc/UTC", "UCT", "Etc/UCT", "GMT", "Etc/GMT", "Z", "Zulu", "Universal", "+00:00"})


def declare(pipelines: Any, spark: SparkSession, settings: Settings, products: Iterable[Product] = ()) -> list[str]:
    """Declare a view for each of `products`, all by default, whose facts are there; their names.

    `pipelines` is the module `pyspark.pipelines`. Views are called as the tables of their products, in the schema of
    the pipeline, and lack the column of when a run wrote a row. All are of the versions that silver has now. In a
    catalog, that of Databricks, they are clustered as those tables; elsewhere Delta 4.4 takes no clustering from a
    pipeline. ConfigError where the session's days are not those of UTC, as moments would fall on others than in gold.
    """
    zone = spark.conf.get(SESSION_ZONE)
    if zone not in UTC:
        raise ConfigError(
            f"the session's time zone is {zone}",
            "gold takes the days of moments as those of UTC",
            f"set {SESSION_ZONE} to UTC below `configuration` of the pipeline",
        )
    store = Store(spark, settings, reading=True)
    declared = []
    for product in products or PRODUCTS.values():
        versions = store.versions(read.table for read in product.inputs)
        if versions and all(table in versions for table in product.needs):
            _declare(pipelines, store, product, versions)
            declared.append(product.table.name)
    return declared


def _declare(pipelines: Any, store: Store, product: Product, versions: dict[Table, int]) -> None:
    table = product.table
    built = product.rows(silver(store, product, versions), store.settings.gold, _step)
    columns = [column for column in table.columns if column != WRITTEN_AT]
    rows = built.select(*[built[column.name].cast(column.type).alias(column.name) for column in columns])
    view = pipelines.materialized_view(
        name=table.name,
        comment=table.meaning,
        **({"cluster_by": list(table.cluster_by)} if store.settings.catalog else {"format": "delta"}),
    )
    # Built before: the function of a view may not ask what columns a frame has.
    view(lambda: rows)


def _step(step: DataFrame | Collected) -> DataFrame:
    """A frame as it is, as a pipeline stages none; what plain Python makes of sums as it is when views are declared."""
    return solved(step) if isinstance(step, Collected) else step
