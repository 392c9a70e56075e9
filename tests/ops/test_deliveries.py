"""Which files bronze took: each with an identity of its own, and moments that no time zone changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.ops.deliveries import HELD, LOST, OF_FILE, REMOVED, REMOVING, Delivered, by_table, in_bronze, removed_until
from edulake.ops.tables import DELIVERIES
from edulake.silver.learning.assessments import FORM
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import by_spark, micros, utc

pytestmark = pytest.mark.once

NOON = dt.datetime(2025, 1, 6, 12, 0, 0, 123456, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(seconds=1)
BEFORE = dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
FILE = Delivered("sis", "sis/a.csv", "sha-a", 10, NOON, NOON, False, 3, 2, NOON, "run", 5, 6)


@pytest.mark.parametrize(("at", "number"), [(NOON, 1_736_164_800_123_456), (BEFORE, -1), (utc(0), 0)])
def test_moments_are_whole_microseconds_of_utc(at: dt.datetime, number: int) -> None:
    assert (micros(at), utc(number)) == (number, at)
    assert micros(at.astimezone(dt.timezone(dt.timedelta(hours=-5)))) == number


def test_a_delivery_is_known_by_table_source_batch_file_and_content() -> None:
    """The same file of another load, or in another table, is another one; what it weighs is not what it is."""
    others = [
        FILE.id_in("bronze.b"),
        FILE._replace(source_system="lms").id_in("bronze.a"),
        FILE._replace(batch_number=4).id_in("bronze.a"),
        FILE._replace(source_file="sis/b.csv").id_in("bronze.a"),
        FILE._replace(source_file_sha256="sha-b").id_in("bronze.a"),
    ]
    assert len({FILE.id_in("bronze.a"), *others}) == 6
    same = FILE._replace(records=9, run_id="later", status=LOST, note="x", delivered_at=BEFORE, checked_version=9)
    assert same.id_in("bronze.a") == FILE.id_in("bronze.a")
    assert len(FILE.id_in("bronze.a")) == 64


def test_a_row_has_a_value_for_each_column() -> None:
    row = dict(zip(DELIVERIES.column_names, FILE.row("bronze.a"), strict=True))
    assert row == {**FILE._asdict(), "table_name": "bronze.a", "delivery_id": FILE.id_in("bronze.a")}
    assert (row["status"], row["note"]) == (HELD, None)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_rows_come_back_as_they_were_written(spark: SparkSession, zone: str) -> None:
    """By table; in whichever time zone the session is, and without the hour that it leaves out or says twice."""
    twice = dt.datetime(2025, 11, 2, 5, 30, tzinfo=dt.UTC)
    other = FILE._replace(source_file="b", delivered_at=twice, source_file_modified_at=BEFORE, status=LOST, note="half")
    rows = [FILE.row("bronze.a"), other.row("bronze.a"), other.row("bronze.b")]
    before = spark.conf.get("spark.sql.session.timeZone")
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        held = as_frame(spark, rows, DELIVERIES.struct())
        store: Any = SimpleNamespace(values=partial(by_spark, held))
        found = by_table(store)
    finally:
        spark.conf.set("spark.sql.session.timeZone", before)
    assert {table: set(files) for table, files in found.items()} == {"bronze.a": {FILE, other}, "bronze.b": {other}}


@dataclass
class Bronze:
    """Rows of a bronze table; of interest is what is said of their file."""

    spark: SparkSession

    def rows(self, *files: tuple[Delivered, str | None]) -> Any:
        names = FORM.table.column_names
        given = [{**{name: getattr(file, name) for name in OF_FILE}, "parse_issue": issue} for file, issue in files]
        return as_frame(self.spark, [[row.get(name) for name in names] for row in given], FORM.table.struct())


def test_files_of_bronze_are_counted_from_its_rows(spark: SparkSession) -> None:
    """A file without a record is one as well; one content in two loads is two files."""
    empty = FILE._replace(source_file="sis/none.csv", records=0)
    again = FILE._replace(batch_number=4, run_id="later", records=1)
    rows = Bronze(spark).rows((FILE, None), (FILE, None), (FILE, "empty"), (again, None), (empty, "empty"))
    found = in_bronze(rows, 8, "parse_issue IS NULL")
    expected = {file._replace(bronze_version=8, checked_version=8) for file in (FILE, again, empty)}
    assert set(found) == expected
    assert len(found) == 3
    assert in_bronze(rows.where("false"), 8, "true") == []


def test_what_retention_removed_is_known_by_its_newest_delivery(spark: SparkSession) -> None:
    """Of each table and source; what it is about to remove counts already."""
    later = FILE._replace(source_file="later", delivered_at=NOON + dt.timedelta(days=1))
    rows = [
        FILE._replace(status=REMOVED).row("bronze.a"),
        later._replace(status=REMOVING).row("bronze.a"),
        later._replace(status=HELD, source_file="held", delivered_at=NOON + dt.timedelta(days=2)).row("bronze.a"),
        FILE._replace(status=LOST).row("bronze.b"),
    ]
    held = as_frame(spark, rows, DELIVERIES.struct())
    store: Any = SimpleNamespace(values=lambda table, asked: by_spark(held, table, asked), exists=lambda _: True)
    assert removed_until(store) == {("bronze.a", "sis"): later.delivered_at}
    assert removed_until(SimpleNamespace(exists=lambda _: False)) == {}  # type: ignore[arg-type]


def test_records_of_a_topic_are_counted_by_partition_and_load(spark: SparkSession) -> None:
    """Each is a file of its own; all of a load are known by the last one."""
    first, last = (
        FILE._replace(source_file=f"kafka:days/00000/{at:020d}", source_file_sha256=f"sha-{at}", source_file_bytes=size)
        for at, size in ((9, 10), (10, 30))
    )
    last = last._replace(source_file_modified_at=LATER, delivered_at=LATER)
    other = first._replace(source_file=f"kafka:days/00001/{9:020d}")
    again = last._replace(source_file=f"kafka:days/00000/{11:020d}", batch_number=4)
    rows = Bronze(spark).rows((first, None), (last, None), (other, None), (again, None), (FILE, None), (FILE, None))
    found = in_bronze(rows, 8, "true")
    both = last._replace(source_file_bytes=40, delivered_at=first.delivered_at, records=2)
    one = [file._replace(records=1) for file in (other, again)]
    expected = [file._replace(bronze_version=8, checked_version=8) for file in (both, *one, FILE)]
    assert sorted(found) == sorted(expected)
