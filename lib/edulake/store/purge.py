"""Rows deleted so that no byte of a table holds them any more: neither its files nor its log.

DELETE and MERGE only mark: rows stay in older files, under deletion vectors, in the change feed, and the log keeps the
lowest and highest ids of each file, and every literal of a statement. So what goes is named by a view, files with
deletion vectors are written anew, old ones removed, and the log is cut off behind a checkpoint. Time travel ends there.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from pyspark.errors import PySparkException
from pyspark.sql import functions as F

from edulake.contract.sql import literal, quoted
from edulake.errors import EdulakeError
from edulake.store.delta_log import PURGING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.store.store import Store

# Delta removes what is older than a checkpoint that is older than the full minute that runs (measured).
MINUTE = 60
ATTEMPTS = 3
YOUNG_FILES = "spark.databricks.delta.retentionDurationCheck.enabled"
# A feature that asks nothing of a table, to be dropped again: DROP FEATURE is what cuts a log off. Delta 3.2 cannot
# drop the first, and drops the second.
DROPPED, DROPPED_OF_3 = "vacuumProtocolCheck", "v2Checkpoint"
INTERVAL = "delta.checkpointInterval"
HISTORY = "delta.dropFeatureTruncateHistory.retentionDuration"


def matched(store: Store, table: Table, gone: DataFrame, on: str) -> int:
    """How many rows of the table `t` have a row of `gone`, `s`, for which the SQL condition `on` is true."""
    return store.read(table).alias("t").join(gone.alias("s"), F.expr(on), "left_semi").count()


def remove(store: Store, table: Table, gone: DataFrame, on: str, instead: dict[str, str] | None = None) -> int:
    """Delete those rows, and say how many they were; nothing is committed where there are none.

    With `instead` they stay, and these columns become what these SQL expressions of `t` say: each row may be matched
    by one row of `gone` only. No value may stand in any of them: the log keeps the statement. What is compared are
    columns of the view `gone`.
    """
    with store.locks.holding(str(table)):
        rows = matched(store, table, gone, on)
        if rows:
            view = f"edulake_gone_{uuid4().hex}"
            gone.createOrReplaceTempView(view)
            assigned = ", ".join(f"t.{quoted(name)} = {value}" for name, value in (instead or {}).items())
            what = f"UPDATE SET {assigned}" if instead else "DELETE"
            try:
                store.spark.sql(f"MERGE INTO {store.name(table)} t USING {view} s ON {on} WHEN MATCHED THEN {what}")
            finally:
                store.spark.catalog.dropTempView(view)
    return rows


def purge(store: Store, tables: Iterable[Table], wait: Callable[[float], None] = time.sleep) -> None:
    """Have nothing but their rows of now in the tables; nobody may read or write them meanwhile.

    Older versions and change feeds end with it. The clustering stays, and what a killed purge left is gone on with.
    It waits for the next full minute, once for all of them.
    """
    tables = list(tables)
    with store.locks.holding(*map(str, tables)):
        for table in tables:
            store.ensure(table)
            _rewrite(store, table)
            _vacuum(store, table)
        last = {table: _checkpoint(store, table) for table in tables}
        for _ in range(ATTEMPTS):
            if not last:
                return
            wait(MINUTE - time.time() % MINUTE + 1)
            for table in list(last):
                if _is_cut_off(store, table, last[table]):
                    store.check(table)
                    del last[table]
    if last:
        why = f"Delta kept {len(last)} logs with what the tables held, the first that of {next(iter(last))}"
        raise EdulakeError("older versions are not gone", why, "run it again; report it if that does not help")


def _rewrite(store: Store, table: Table) -> None:
    """Write files anew of which deletion vectors hide rows.

    REORG does nothing, without a word, to files that OPTIMIZE has clustered, while the table is clustered.
    """
    if not table.deletion_vectors or not _hides_rows(store, table):
        return
    name = store.name(table)
    store.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ({literal(PURGING)} = 'true')")
    store.spark.sql(f"ALTER TABLE {name} CLUSTER BY NONE")
    store.spark.sql(f"REORG TABLE {name} APPLY (PURGE)")
    store.cluster_again(table)
    if _hides_rows(store, table):
        why = "REORG left files whose deletion vectors hide rows"
        raise EdulakeError(f"{table} still holds rows that were deleted", why, "report this, with the version of Delta")


def _hides_rows(store: Store, table: Table) -> bool:
    """Whether the table's files hold more rows than the table."""
    rows = store.read(table)
    files = rows.inputFiles()
    return bool(files) and store.spark.read.parquet(*files).count() != rows.count()


def _vacuum(store: Store, table: Table) -> None:
    """Remove every file that is none of the newest version."""
    with _young_files_may_go(store):
        store.spark.sql(f"VACUUM {store.name(table)} RETAIN 0 HOURS")


def _checkpoint(store: Store, table: Table) -> int:
    """Have Delta write a checkpoint of the table as it is; the version of its last commit before."""
    version = store.version(table)
    said = f"{literal(HISTORY)} = 'interval 0 hours', {literal(INTERVAL)} = '1'"
    store.spark.sql(f"ALTER TABLE {store.name(table)} SET TBLPROPERTIES ({said})")
    return version


def _is_cut_off(store: Store, table: Table, last: int) -> bool:
    """Have the commits before the checkpoint removed; whether that of the version `last` is."""
    name = store.name(table)
    feature = DROPPED_OF_3 if store.spark.version.startswith("3.") else DROPPED
    store.spark.sql(f"ALTER TABLE {name} SET TBLPROPERTIES ('delta.feature.{feature}' = 'supported')")
    store.spark.sql(f"ALTER TABLE {name} DROP FEATURE {feature} TRUNCATE HISTORY")
    if store.oldest_version(table) <= last:
        return False
    store.spark.sql(f"ALTER TABLE {name} UNSET TBLPROPERTIES IF EXISTS ({literal(HISTORY)}, {literal(INTERVAL)})")
    # Said again: who reads the log without Spark looks for it from the newest commit back.
    store.cluster_again(table)
    return True


@contextmanager
def _young_files_may_go(store: Store) -> Iterator[None]:
    """A setting of the session, put back at once; EdulakeError where the platform takes none."""
    conf = store.spark.conf
    try:
        before = conf.get(YOUNG_FILES, None)
        conf.set(YOUNG_FILES, "false")
    except PySparkException:
        why = "this platform's sessions refuse the setting with which VACUUM removes young files"
        raise EdulakeError("nothing can be purged here", why, "run it on a cluster of its own") from None
    try:
        yield
    finally:
        conf.unset(YOUNG_FILES) if before is None else conf.set(YOUNG_FILES, before)
