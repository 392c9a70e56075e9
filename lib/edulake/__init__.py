"""edulake: an education lakehouse on PySpark and Delta Lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__version__ = "0.1.0"
__all__ = ["__version__", "start"]


def start(warehouse: str | None = None, conf: str | None = None) -> SparkSession:
    """A session in which the tables of the warehouse are known by name, e.g. `silver.student_assessments_clean`.

    On a platform that is the session it gives; locally one is built from conf/local.toml. Raises ConfigError
    for settings that cannot be understood.
    """
    from edulake import catalog, config, session
    from edulake.store import Store

    settings = config.load(conf, warehouse, None, config.platform())
    spark = session.for_platform(settings)
    Store(spark, settings).register(catalog.TABLES)
    return spark
