"""edulake: an education lakehouse on PySpark and Delta Lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__version__ = "0.1.0"
__all__ = ["__version__", "start"]


def start(warehouse: str | None = None, conf: str | None = None) -> SparkSession:
    """A session in which the tables of the warehouse are known by name, e.g. `silver.student_assessments_clean`.

    Views without personal data are beside them, e.g. `masked.silver_student_assessments_clean`, and views that flag
    facts about students, courses or classes that no table knows, e.g. `flagged_attendance`. On a platform the
    session is the one it gives, and the views are those that someone with the right to made by
    `governance.masked_views.create_views`; locally one is built from conf/local.toml. Nothing is written: the names
    are views of the session, called `silver_students` and `masked_silver_students` where it shares its metastore with
    others. Raises ConfigError for settings that cannot be understood, and where the session has other tables of these
    names.
    """
    from edulake.config.load import load, platform
    from edulake.governance import catalog, masked_views, orphans
    from edulake.store import session, session_views
    from edulake.store.store import Store

    settings = load(conf, warehouse, None, platform())
    spark = session.for_platform(settings)
    store = Store(spark, settings, reading=True)
    if not settings.catalog:
        views = session_views.of_tables(store, catalog.TABLES) + masked_views.views(store, catalog.TABLES)
        session_views.create(store, views)
    orphans.create_views(store)
    return spark
