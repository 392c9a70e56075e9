"""Facts of sources with snapshots: where each stands among the snapshots, and on top of which rows they are told."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import Held, day, frame, micros, pending, rows_of, source

from edulake.jobs.steps.cleanse import retold
from edulake.jobs.steps.cleanse.statements import HELD, KNOWN, ROW
from edulake.jobs.steps.cleanse.work import Pending, Snapshot, Work
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
ATTENDANCE, ENROLLMENTS = SUBJECTS["attendance"], SUBJECTS["enrollments"]
SIS, LMS, MIS = (source(name, snapshot=True) for name in ("sis", "lms", "mis"))
EVENT = {
    "source_system": "STRING", "attendance_id": "STRING", "event": "STRING", "delivered_at": "TIMESTAMP",
    "source_updated_at": "TIMESTAMP", "is_snapshot": "BOOLEAN", "_old": "BOOLEAN",
}  # fmt: skip


def snapshot(at: int, batch: int) -> Snapshot:
    return Snapshot(micros(at), "s", ("sha",), batch)


def looked(of: Any, done: int, **more: Any) -> Pending:
    return pending(of, done, 5, snapshots=[snapshot(2, 1), snapshot(4, 2), snapshot(6, 5), snapshot(8, 5)], **more)


def test_a_refused_record_names_its_row_by_an_id_or_by_what_it_says_well(spark: SparkSession) -> None:
    """A status that is missing does not touch the key of attendance; a day that cannot be read does."""
    columns = {"n": "INT", "source_id": "STRING", "attendance_id": "STRING", "reason_codes": "ARRAY<STRING>"}
    said = [
        ("A1", ["BAD_DATE"], True),
        (None, ["NULL_STATUS"], True),
        (None, [], True),
        (None, ["NULL_STATUS", "BAD_DATE"], False),
        (None, ["NULL_STUDENT_ID"], False),
    ]
    rows = [
        {"n": n, "source_id": own, "attendance_id": "hash", "reason_codes": codes}
        for n, (own, codes, _) in enumerate(said)
    ]
    cleaned = frame(spark, columns, rows)
    asked = cleaned.select("n", retold.names_itself(ATTENDANCE, cleaned).alias("itself")).collect()
    assert {row["n"]: row["itself"] for row in asked} == {n: itself for n, (*_, itself) in enumerate(said)}
    keyed = cleaned.drop("source_id").withColumn("attendance_id", F.when(F.col("n") == 0, "A1"))
    asked = keyed.select("n", retold.names_itself(ATTENDANCE, keyed).alias("itself")).collect()
    assert {row["n"] for row in asked if row["itself"]} == {0, 1, 2}


def placed(spark: SparkSession, part: list[Pending], *rows: tuple[str, str, int, bool]) -> list[tuple[Any, ...]]:
    """Epoch, whether a change, and the snapshots before, up to it and in all, of source, kind, day and replaced."""
    events = frame(spark, EVENT, [
        {"source_system": of, "attendance_id": str(n), "event": kind, "delivered_at": day(at), "_old": old}
        for n, (of, kind, at, old) in enumerate(rows)
    ])  # fmt: skip
    work = Work(part)
    told = events.withColumns(retold._places(part, work, {"sis": {micros(8)}}))
    wanted = ("epoch", "is_change", "seen_before", "seen_after", "snapshots")
    found = told.orderBy(F.col("attendance_id").cast("int")).select(*wanted).collect()
    return [tuple(row) for row in found]


def test_where_words_stand_among_snapshots(spark: SparkSession) -> None:
    """All of a source that begins again; else the new ones, after the last that was known. In sis day 8 is mute."""
    part = [looked(SIS, 2), looked(LMS, 2, late=True), looked(MIS, 5)]
    found = placed(
        spark,
        part,
        ("sis", HELD, 2, False),
        ("sis", ROW, 6, False),
        ("sis", ROW, 7, False),
        ("sis", ROW, 8, False),
        ("lms", KNOWN, 8, False),
        ("lms", ROW, 4, False),
        ("lms", ROW, 4, True),
        ("lms", ROW, 5, False),
        ("lms", ROW, 8, False),
        ("lms", ROW, 1, False),
        ("mis", ROW, 9, False),
    )
    assert found == [
        (0, True, 0, 0, 1),
        (4, False, 0, 1, 1),
        (4, True, 1, 1, 1),
        (6, False, 1, 1, 1),
        (-1, False, 0, 0, 4),
        (4, False, 1, 2, 4),
        (3, False, 1, 1, 4),
        (4, True, 2, 2, 4),
        (8, False, 3, 4, 4),
        (0, True, 0, 0, 4),
        (2, True, 0, 0, 0),
    ]


def test_the_version_is_the_update_time_else_the_delivery(spark: SparkSession) -> None:
    rows = [{"source_system": "sis", "delivered_at": day(5)}, {"source_system": "lms", "delivered_at": day(5)}]
    rows[0]["source_updated_at"] = day(3)
    part = [pending(SIS), pending(LMS)]
    told = frame(spark, EVENT, rows).withColumns(retold._places(part, Work(part), {}))
    found = told.select("source_system", F.unix_micros("version_at")).collect()
    assert {tuple(row) for row in found} == {("sis", micros(3)), ("lms", micros(5))}


def test_which_rows_of_the_table_are_told_on(spark: SparkSession) -> None:
    """All of a source with a new snapshot; of one that begins again only to compare; else those that share a key."""
    rows = [
        {
            "source_system": of,
            "attendance_id": key,
            "batch_id": f"run of {key}",
            "bronze_batch_id": "b",
            "content_hash": 7,
        }
        for of in ("sis", "lms", "mis", "other")
        for key in ("told", "untold")
    ]
    store = Held(spark, {ATTENDANCE.table: rows_of(spark, ATTENDANCE.table, *rows)})
    events = frame(spark, EVENT, [{"source_system": "mis", "attendance_id": "told"}])
    part = [looked(SIS, 2), looked(LMS, 5, late=True), looked(MIS, 5)]
    held = retold._of_table(store, ATTENDANCE, part, Work(part), events)
    found = held.select("source_system", "attendance_id", "event", "held_run", "batch_id", "is_snapshot").collect()
    assert {tuple(row)[:3] for row in found} == {
        ("sis", "told", HELD), ("sis", "untold", HELD), ("lms", "told", KNOWN), ("lms", "untold", KNOWN),
        ("mis", "told", HELD),
    }  # fmt: skip
    assert {tuple(row)[3:] for row in found} == {("run of told", "b", False), ("run of untold", "b", False)}
    assert not {"bronze_batch_id", "processing_timestamp"} & set(held.columns)


def test_a_row_that_is_closed_says_what_one_says_that_was_delivered_so(spark: SparkSession) -> None:
    """Closing it once more changes nothing; a subject whose rows are deleted knows no other content."""
    status = {"open": "Active", "closed": "Inactive", "told": "Completed"}
    rows = [{"enrollment_id": key, "status": said, "is_active": key == "open"} for key, said in status.items()]
    rows = rows_of(spark, ENROLLMENTS.table, *rows).withColumn("closed_hash", retold._closed_hash(ENROLLMENTS))
    closed = retold._closed(ENROLLMENTS, rows.withColumn("closing", F.lit(True)))
    again = closed.withColumn("twice", retold._closed_hash(ENROLLMENTS))
    found = {row["enrollment_id"]: row for row in again.collect()}
    assert {key: row["status"] for key, row in found.items()} == {**status, "open": "Inactive"}
    assert [row["twice"] == row["closed_hash"] == row["content_hash"] for row in found.values()] == [True] * 3
    assert found["open"]["closed_hash"] == found["closed"]["closed_hash"] != found["told"]["closed_hash"]
    kept = retold._closed(ENROLLMENTS, rows.withColumn("closing", F.lit(False)))
    assert {row["enrollment_id"]: row["status"] for row in kept.collect()} == status
    deleted = frame(spark, {"content_hash": "BIGINT"}, [{"content_hash": 5}])
    assert deleted.select(retold._closed_hash(ATTENDANCE)).collect()[0][0] == 5


def test_refused_records_are_numbered_and_written_nowhere(spark: SparkSession) -> None:
    columns = {"source_system": "STRING", "source_file_sha256": "STRING", "raw_payload": "STRING"}
    columns |= {"batch_id": "STRING", "reason_codes": "ARRAY<STRING>"}
    one = {"source_system": "sis", "source_file_sha256": "f", "raw_payload": "x", "reason_codes": ["BAD_DATE"]}
    rows = [{**one, "batch_id": "1"}, {**one, "batch_id": "2"}, {**one, "raw_payload": None}]
    rows += [{**one, "source_system": "lms", "reason_codes": ["NOT_A_STUDENT"]}]
    told = retold._refused(frame(spark, columns, rows)).collect()
    assert sorted((row["source_system"], row["raw_payload"] or "", row["ordinal"], row["fate"]) for row in told) == [
        ("lms", "x", 1, "out_of_scope"),
        ("sis", "", 1, "quarantined"),
        ("sis", "x", 1, "quarantined"),
        ("sis", "x", 2, "quarantined"),
    ]
    assert {(row["to_merge"], row["gone"]) for row in told} == {(False, False)}
