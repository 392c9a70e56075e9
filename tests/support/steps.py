"""What a step works on, without a warehouse: rows by the columns that matter, batches, and a store of frames."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from edulake.bronze import Reference, Source
from edulake.config.settings import Settings
from edulake.contract.feed import Dialect, Feed, Files
from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.sql import spark_type
from edulake.contract.table import Table
from edulake.jobs.steps.cleanse.work import Pending
from edulake.store.delta_log import Commit
from edulake.store.merge import Clause
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked, by_spark

Row = dict[str, Any]

MARKS = raw_table(
    "marks_raw", "Marks.", as_delivered(student_id="Student", mark="Mark"), ("raw_student_id", "run_id"), None
)
CLASSES = raw_table("classes_raw", "Classes.", as_delivered(id="Class", room="Room"), ("raw_id", "run_id"), None)


def day(number: int) -> dt.datetime:
    """Noon of a day, counted from the last of 2024."""
    return dt.datetime(2024, 12, 31, 12, tzinfo=dt.UTC) + dt.timedelta(days=number)


def micros(number: int) -> int:
    """The same moment as a whole number."""
    return (day(number) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def frame(spark: SparkSession, columns: Mapping[str, str], rows: Iterable[Row]) -> DataFrame:
    """Rows of columns by name and SQL type; what a row does not say is null."""
    schema = T.StructType([T.StructField(name, spark_type(kind)) for name, kind in columns.items()])
    return as_frame(spark, [[row.get(name) for name in columns] for row in rows], schema)


def rows_of(spark: SparkSession, table: Table, *rows: Row) -> DataFrame:
    """Rows of a table by the columns that matter."""
    assert not {name for row in rows for name in row} - set(table.column_names)
    return frame(spark, {column.name: column.type for column in table.columns}, rows)


def source(
    name: str, *, snapshot: bool | None = False, facts: Table = MARKS, references: tuple[Table, ...] = (), **more: Any
) -> Source:
    """A source of attendance; its references are known by their first column."""
    feeds = tuple(Feed(table, {}, Files("*", Dialect("jsonl")), snapshot=snapshot) for table in (facts, *references))
    keyed = tuple(Reference(table, table.column_names[:1]) for table in references)
    given = {"feeds": feeds, "candidates": lambda rows, _: rows, "provides": frozenset(), **more}
    return Source(name, "attendance", facts=facts, references=keyed, **given)


def pending(of: Source, done: int = 0, last: int = 1, rows: int = 1, table: Table = MARKS, **more: Any) -> Pending:
    """What a subject has not seen of a source."""
    return Pending(of, table, done, last, rows, version=1, **more)


class Held:
    """A store of frames by table, at versions; what is written is noted."""

    def __init__(self, spark: Any, tables: Mapping[Table, Any], versions: Mapping[Table, int] | None = None) -> None:
        self.spark = spark
        self.root = None
        self.tables = tables
        self.versions = versions or {}
        self.settings = Settings()
        self.new: set[Table] = set()
        self.merged: list[tuple[Table, DataFrame, list[Clause], dict[str, Any]]] = []

    def exists(self, table: Table) -> bool:
        return table in self.tables

    def existing(self, tables: Iterable[Table]) -> list[Table]:
        return [table for table in tables if table in self.tables]

    def untouched(self, table: Table) -> bool:
        return table in self.new

    def version(self, table: Table) -> int:
        return self.versions.get(table, 1)

    def commits_after(self, table: Table, version: int) -> list[Commit] | None:
        """Nobody knows what they say."""
        return None

    def name(self, table: Table) -> str:
        """How SQL refers to it: by a view."""
        self.tables[table].createOrReplaceTempView(f"held_{table.layer}_{table.name}")
        return f"held_{table.layer}_{table.name}"

    def read(self, table: Table, version: int | None = None) -> DataFrame:
        assert version in (None, self.version(table))
        return self.tables[table]

    def values(self, table: Table, asked: Asked) -> list[dict[str, Any]]:
        return by_spark(self.read(table), table, asked)

    def stage(self, rows: DataFrame, _: str) -> DataFrame:
        """Nothing is kept, but what is observed of the rows is known afterwards."""
        rows.write.format("noop").mode("overwrite").save()
        return rows

    def merge(self, table: Table, rows: DataFrame, matched: Iterable[Clause] = (), **how: Any) -> None:
        self.merged.append((table, rows, list(matched), how))
