"""ops.deliveries: which files bronze took. One row a file, and none about a student.

What is new is decided from here, so that no run has to read bronze to know what bronze holds. Bronze stays the truth:
a row is made from the commit that loaded the file, or, where that cannot be read, from bronze itself. A row stays when
records of its file are removed, so that nothing comes back; it is LOST where a RESTORE took the whole load away. It is
REMOVED where `retain` removed all that was delivered then, REMOVING from right before that.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pyspark.sql import functions as F

from edulake.contract.raw import IN_TOPIC
from edulake.ops.tables import DELIVERIES
from edulake.store.merge import Clause
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked, by_spark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.store.store import Store

HELD, LOST, TAKEN_BACK = "HELD", "LOST", "TAKEN_BACK"
REMOVING, REMOVED = "REMOVING", "REMOVED"
# What is not loaded again.
KNOWN = (HELD, REMOVING, REMOVED)
# What nobody can read in bronze again.
EXPIRED = (REMOVING, REMOVED)


class Delivered(NamedTuple):
    """One row of ops.deliveries, but for its table."""

    source_system: str
    source_file: str
    source_file_sha256: str
    source_file_bytes: int
    source_file_modified_at: dt.datetime
    delivered_at: dt.datetime
    is_snapshot: bool
    batch_number: int
    records: int
    ingestion_timestamp: dt.datetime
    run_id: str
    bronze_version: int
    checked_version: int
    status: str = HELD
    note: str | None = None

    def id_in(self, table: str) -> str:
        """What the row is known by among all tables."""
        parts = (table, self.source_system, str(self.batch_number), self.source_file, self.source_file_sha256)
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    def row(self, table: str) -> tuple[object, ...]:
        values = {**self._asdict(), "table_name": table, "delivery_id": self.id_in(table)}
        return tuple(values[name] for name in DELIVERIES.column_names)


# What bronze says of a file with each of its records.
OF_FILE = (*Delivered._fields[:8], "ingestion_timestamp", "run_id")
# What records of a topic that were loaded together do not share.
OF_RECORD = ("source_file_sha256", "source_file_bytes", "source_file_modified_at", "delivered_at")
OF_LOAD = tuple(name for name in OF_FILE if name not in ("source_file", *OF_RECORD))


def by_table(store: Store) -> dict[str, list[Delivered]]:
    """The rows of ops.deliveries, by bronze table."""
    found: dict[str, list[Delivered]] = defaultdict(list)
    for row in store.values(DELIVERIES, Asked(("table_name", *Delivered._fields))):
        found[row.pop("table_name")].append(Delivered(**row))
    return found


def rewrite(store: Store, table: Table, rows: Sequence[Delivered]) -> None:
    """Put rows of a bronze table in the place of those that are written of the same files."""
    if rows:
        changed = as_frame(store.spark, [row.row(str(table)) for row in rows], DELIVERIES.struct())
        whole = {name: f"s.{name}" for name in DELIVERIES.column_names if name not in DELIVERIES.key}
        store.merge(DELIVERIES, changed, [Clause("true", whole)])


def removed_until(store: Store) -> dict[tuple[str, str], dt.datetime]:
    """By bronze table and source the time of the newest delivery of which retention removed the records."""
    if not store.exists(DELIVERIES):
        return {}
    which, when = ("table_name", "source_system"), "delivered_at"
    found = store.values(DELIVERIES, Asked((*which, when), f"status IN {EXPIRED}", which, (when,)))
    return {(row["table_name"], row["source_system"]): row[when] for row in found}


def in_bronze(rows: DataFrame, version: int, is_record: str) -> list[Delivered]:
    """The files of which bronze `rows` (at `version`) hold something; `is_record` is true for those with a record.

    Of a topic a row for each partition and batch, by its last record: each record is a file of its own.
    """
    in_topic = F.col("source_file").startswith(IN_TOPIC)
    whole = F.when(in_topic, F.regexp_replace("source_file", "/[0-9]+$", "")).otherwise(F.col("source_file"))
    own = [F.when(~in_topic, F.col(name)).alias(f"own_{name}") for name in OF_RECORD]
    last = F.max(F.struct("source_file", "source_file_sha256")).alias("last")
    counted = rows.groupBy(*OF_LOAD, whole.alias("whole"), in_topic.alias("in_topic"), *own).agg(
        last,
        F.sum("source_file_bytes").alias("bytes"),
        F.max("source_file_modified_at").alias("source_file_modified_at"),
        F.min("delivered_at").alias("delivered_at"),
        F.expr(f"count_if({is_record})").alias("records"),
    )
    size = F.when(F.col("in_topic"), F.col("bytes")).otherwise(F.col("own_source_file_bytes"))
    counted = counted.select("*", "last.*", size.alias("source_file_bytes"))
    known: dict[str, Any] = {"bronze_version": version, "checked_version": version}
    asked = Asked((*OF_FILE, "records"))
    return [Delivered(**row, **known) for row in by_spark(counted, DELIVERIES, asked)]
