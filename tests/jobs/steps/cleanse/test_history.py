"""A life read again from the first new moment on: what is read for it, what it stands on, and who was missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import Held, day, frame, micros, pending, rows_of, source

from edulake.jobs.steps.cleanse import history
from edulake.jobs.steps.cleanse.work import Snapshot, Work
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["students"]
RAW = SUBJECT.form.table
ROSTER, DATABASE = source("roster", snapshot=True, facts=RAW), source("database", facts=RAW)
MANY_ROWS = ("lesson_progress", "proficiency")
EVENT = {
    "source_system": "STRING", "student_id": "STRING", "event": "STRING", "at": "TIMESTAMP", "is_new": "BOOLEAN",
    "revisit": "BOOLEAN", "is_active": "BOOLEAN", "content_hash": "BIGINT", "source_file": "STRING",
    "is_snapshot": "BOOLEAN",
}  # fmt: skip


def events(spark: SparkSession, *told: tuple[str, str, int, bool], kind: str = "row") -> DataFrame:
    """Records of a source about a student, of a day, new or not."""
    rows = [
        {"source_system": of, "student_id": who, "at": day(at), "is_new": new, "revisit": False, "event": kind}
        for of, who, at, new in told
    ]
    return frame(spark, {**{c.name: c.type for c in SUBJECT.table.columns if c.name in SUBJECT.history}, **EVENT}, rows)


def days(rows: DataFrame, *names: str) -> set[tuple[Any, ...]]:
    """Rows by some columns and the day of their moment."""
    return {tuple(row) for row in rows.select(*names, F.datediff("at", F.lit("2024-12-31"))).collect()}


def test_what_is_known_is_read_again(spark: SparkSession) -> None:
    """Of snapshots what came since the first new one, to the microsecond; else all of the same students."""
    known = rows_of(
        spark, RAW, *[{"raw_student_id": who, "delivered_at": day(at)} for who, at in (("A", 1), (" A", 5), ("B", 5))]
    )
    new = rows_of(spark, RAW, {"raw_student_id": "A "}, {"raw_student_id": "A"}, {"raw_student_id": None})
    for first, expected in ((micros(5), {" A", "B"}), (micros(5) + 1, set()), (micros(0), {"A", " A", "B"})):
        found = history._known(pending(ROSTER, table=RAW, first_delivery=first), known, new)
        assert {row["raw_student_id"] for row in found.collect()} == expected
    found = history._known(pending(DATABASE, table=RAW, first_delivery=micros(9)), known, new)
    assert sorted(row["raw_student_id"] for row in found.collect()) == [" A", "A"], "each once"


def test_of_a_person_with_many_rows_only_candidates_say_which_one_it_is(spark: SparkSession) -> None:
    """All that is known is read: a record may have been of another learner, and is the same one for that."""
    known = rows_of(spark, RAW, *[{"raw_student_id": who, "delivered_at": day(5)} for who in ("A", "B", None)])
    new = rows_of(spark, RAW, {"raw_student_id": "A"})
    found = history._known(pending(DATABASE, table=RAW), known, new, by_candidates=True)
    assert {row["raw_student_id"] for row in found.collect()} == {"A", "B", None}
    by = {name: history._by_candidates(SUBJECTS[name], pending(DATABASE, table=RAW)) for name in ("students", "staff")}
    assert by == {"students": False, "staff": False}
    rows = {name: history._by_candidates(SUBJECTS[name], pending(DATABASE, table=RAW)) for name in MANY_ROWS}
    assert rows == dict.fromkeys(MANY_ROWS, True)


def test_the_first_new_moment_of_each_source(spark: SparkSession) -> None:
    """A new snapshot without a record that can be used is one as well; what was known is none."""
    again = events(spark, ("database", "B", 4, False)).withColumn("revisit", F.lit(True))
    usable = events(
        spark, ("roster", "A", 3, True), ("roster", "A", 1, False), ("database", "B", 6, True), ("old", "C", 2, False)
    ).unionByName(again)
    work = Work(
        [
            pending(ROSTER, table=RAW, new_snapshot=True, first_delivery=micros(2)),
            pending(source("empty", facts=RAW), 1, 2, 0, RAW, new_snapshot=True, first_delivery=micros(7)),
            pending(DATABASE, table=RAW, first_delivery=micros(1)),
        ]
    )
    cuts = history._cuts(Held(spark, {}), work, usable).withColumnRenamed("cut", "at")
    assert days(cuts, "source_system") == {("roster", 2), ("empty", 7), ("database", 4)}


def version(of: str, who: str, first: int, last: int | None) -> dict[str, Any]:
    ends = day(last) if last else None
    return {"source_system": of, "student_id": who, "valid_from": day(first), "valid_to": ends, "is_active": True}


def test_a_life_is_told_on_top_of_the_version_before(spark: SparkSession) -> None:
    """Of a source with snapshots everybody's, because a new one tells of everybody; else of who is in the records."""
    held = [
        version(of, who, *span)
        for of in ("roster", "database")
        for who in ("A", "B")
        for span in ((1, 2), (2, 4), (4, None))
    ]
    store = Held(spark, {SUBJECT.table: rows_of(spark, SUBJECT.table, *held, version("other", "A", 1, None))})
    usable = events(
        spark,
        ("roster", "A", 3, True),
        ("database", "A", 4, True),
        ("roster", "A", 2, False),
        ("database", "A", 9, False),
    )
    work = Work([pending(ROSTER, table=RAW), pending(DATABASE, table=RAW)])
    cuts = frame(spark, {"source_system": "STRING", "cut": "TIMESTAMP"}, [
        {"source_system": "roster", "cut": day(3)}, {"source_system": "database", "cut": day(4)},
    ])  # fmt: skip
    found = history._on_top_of_held(store, SUBJECT, work, usable, cuts)
    assert days(found, "source_system", "student_id", "event") == {
        ("roster", "A", "row", 3), ("database", "A", "row", 4), ("database", "A", "row", 9),
        ("roster", "A", "before", 2), ("roster", "A", "held", 4),
        ("roster", "B", "before", 2), ("roster", "B", "held", 4),
        ("database", "A", "before", 2), ("database", "A", "held", 4),
    }  # fmt: skip


def test_who_is_missing_from_a_snapshot_is_absent(spark: SparkSession) -> None:
    """Not who is named by a refused record of it, nor in one that closes nobody, nor before the first new moment."""
    shots = [Snapshot(micros(at), f"of {at}", ("sha",), at) for at in (1, 2, 3, 4)]
    work = Work([pending(ROSTER, table=RAW, snapshots=shots), pending(DATABASE, table=RAW)])
    told = events(spark, ("roster", "A", 2, True), ("roster", "B", 3, True), ("database", "D", 3, True))
    told = told.unionByName(events(spark, ("roster", "C", 1, False), kind="before"))
    unclear = events(spark, ("roster", "C", 2, True), ("roster", "A", 3, True), ("roster", "nobody", 3, True))
    marked = unclear.withColumn("is_snapshot", F.col("student_id") != "A")
    cuts = frame(spark, {"source_system": "STRING", "cut": "TIMESTAMP"}, [
        {"source_system": of, "cut": day(2)} for of in ("roster", "database")
    ])  # fmt: skip
    found = history._with_absences(Held(spark, {}), SUBJECT, work, told, cuts, marked, {"roster": {micros(4)}})
    absent = found.where("event = 'absent'")
    assert days(absent, "student_id", "is_active", "source_file") == {
        ("A", False, "of 3", 3), ("B", False, "of 2", 2), ("C", False, "of 3", 3),
    }  # fmt: skip
    assert found.count() == told.count() + 3


def gone(facts: DataFrame, _: Any) -> DataFrame:
    """Everybody who is in a fact is gone from two days later on."""
    later = F.col("delivered_at") + F.expr("INTERVAL 2 DAYS")
    return facts.select("raw_student_id", later.alias("at"))


def test_who_went_by_a_reference_is_absent_even_if_a_refused_record_names_them(spark: SparkSession) -> None:
    of = source("mis", facts=RAW, absences=gone)
    rows = [{"raw_student_id": who, "source_system": "mis", "batch_number": 1, "delivered_at": day(1)} for who in "AXB"]
    store = Held(spark, {RAW: rows_of(spark, RAW, *[{**row, "payload_form": "json"} for row in rows])})
    told = events(spark, ("mis", "A", 1, True), ("mis", "B", 1, True), ("mis", "B", 3, True))
    unclear = events(spark, ("mis", "A", 3, True)).withColumn("is_snapshot", F.lit(True))
    cuts = frame(spark, {"source_system": "STRING", "cut": "TIMESTAMP"}, [{"source_system": "mis", "cut": day(1)}])
    work = Work([pending(of, table=RAW)])
    found = history._with_absences(store, SUBJECT, work, told, cuts, unclear, {}).where("event = 'absent'")
    assert days(found, "student_id", "is_active") == {("A", False, 3)}, "B is there again, and nobody knows X"


@pytest.mark.parametrize(("untouched", "inserts"), [(True, "true"), (False, "NOT s.gone")])
def test_versions_that_begin_no_more_are_deleted(untouched: bool, inserts: str, spark: SparkSession) -> None:
    """Into an untouched table rows are appended, which no condition may hinder; equal rows stay as they are."""
    run = Run("silver_cleanse", "the run", dt.datetime(2025, 2, 1, tzinfo=dt.UTC))
    told = frame(spark, {"student_id": "STRING", "to_merge": "BOOLEAN"}, [
        {"student_id": "A", "to_merge": True}, {"student_id": "B", "to_merge": False},
    ])  # fmt: skip
    store = Held(spark, {})
    store.new = {SUBJECT.table} if untouched else set()
    history.merge(store, run, SUBJECT, told)
    [(table, rows, (ended, changed), how)] = store.merged
    assert (table, how) == (SUBJECT.table, {"insert_if": inserts})
    assert (ended.condition, ended.assignments) == ("s.gone", None)
    assert changed.condition.startswith("NOT s.gone AND NOT (")
    assert "`batch_id` <=>" not in changed.condition
    assert changed.assignments is not None
    assert changed.assignments["batch_id"] == "s.`batch_id`"
    assert [tuple(row) for row in rows.select("student_id", "batch_id", "to_merge").collect()] == [
        ("A", "the run", True)
    ]
