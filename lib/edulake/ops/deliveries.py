"""ops.deliveries: which files bronze took. One row a file, and none about a student.

What is new is decided from here, so that no run has to read bronze to know what bronze holds. Bronze stays the truth:
a row is made from the commit that loaded the file, or, where that cannot be read, from bronze itself. A row stays when
records of its file are removed, so that nothing comes back; it is LOST where a RESTORE took the whole load away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pyspark.sql import functions as F

from edulake.ops.tables import DELIVERIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column, DataFrame, Row

HELD, LOST, TAKEN_BACK = "HELD", "LOST", "TAKEN_BACK"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


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


TIMES = ("source_file_modified_at", "delivered_at", "ingestion_timestamp")
# What bronze says of a file with each of its records.
OF_FILE = (*Delivered._fields[:8], "ingestion_timestamp", "run_id")


def utc(micros: int) -> dt.datetime:
    """A moment from microseconds since 1970, UTC: Spark collects timestamps without a time zone."""
    return EPOCH + dt.timedelta(microseconds=micros)


def micros(at: dt.datetime) -> int:
    return (at - EPOCH) // dt.timedelta(microseconds=1)


def by_table(rows: DataFrame) -> dict[str, list[Delivered]]:
    """The rows of ops.deliveries, by bronze table."""
    found: dict[str, list[Delivered]] = defaultdict(list)
    for row in rows.select("table_name", *_collectable(Delivered._fields)).collect():
        found[row["table_name"]].append(_delivered(row, {}))
    return found


def in_bronze(rows: DataFrame, version: int, is_record: str) -> list[Delivered]:
    """The files of which bronze `rows` (at `version`) hold something; `is_record` is true for those with a record."""
    counted = rows.groupBy(*OF_FILE).agg(F.expr(f"count_if({is_record})").alias("records"))
    known: dict[str, Any] = {"bronze_version": version, "checked_version": version}
    return [_delivered(row, known) for row in counted.select(*_collectable((*OF_FILE, "records"))).collect()]


def _collectable(names: Iterable[str]) -> list[Column]:
    return [F.unix_micros(name).alias(name) if name in TIMES else F.col(name) for name in names]


def _delivered(row: Row, known: dict[str, Any]) -> Delivered:
    values = {name: value for name, value in row.asDict().items() if name in Delivered._fields}
    return Delivered(**{name: utc(v) if name in TIMES else v for name, v in values.items()}, **known)
