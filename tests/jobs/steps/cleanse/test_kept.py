"""Rows whose records retention removed: which these are, and what becomes of records of before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import MARKS, day, frame, pending, rows_of, source

from edulake.jobs.steps.cleanse import kept
from edulake.jobs.steps.cleanse.work import Snapshot, Work
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
ATTENDANCE, STUDENTS = SUBJECTS["attendance"], SUBJECTS["students"]
SIS, LMS = source("sis"), source("lms")


def removed() -> dict[tuple[str, str], dt.datetime]:
    return {(str(MARKS), "sis"): day(3)}


def never() -> dict[tuple[str, str], dt.datetime]:
    raise AssertionError("asked for nothing")


def test_it_is_asked_only_where_more_than_news_is_looked_at() -> None:
    """A run of new facts alone pays nothing for it."""
    work = Work([pending(SIS), pending(LMS)])
    assert kept.kept(never, ATTENDANCE, work) == {}
    assert kept.kept(removed, STUDENTS, work) == {"sis": day(3)}
    assert kept.kept(removed, ATTENDANCE, Work(work.facts, anew={"sis": "asked", "lms": "asked"})) == {"sis": day(3)}
    full = Work([pending(SIS, snapshots=[Snapshot(1, "s", ("sha",), 1)])])
    assert kept.kept(removed, ATTENDANCE, full) == {"sis": day(3)}


@pytest.mark.parametrize(("subject", "column"), [(ATTENDANCE, "delivered_at"), (STUDENTS, "valid_from")])
def test_which_rows_nobody_can_make_again(spark: SparkSession, subject: Any, column: str) -> None:
    rows = [
        {"source_system": of, column: day(at), subject.row_id: f"{of} {at}"}
        for of in ("sis", "lms")
        for at in (2, 3, 4)
    ]
    held = rows_of(spark, subject.table, *rows)
    work = Work([], kept={"sis": day(3)})
    assert sorted(row[subject.row_id] for row in held.where(kept.is_kept(subject, work)).collect()) == [
        "sis 2",
        "sis 3",
    ]
    assert held.where(kept.is_kept(subject, Work([]))).count() == 0


def test_records_of_a_time_before_are_too_late(spark: SparkSession) -> None:
    columns = {
        "source_system": "STRING",
        "at": "TIMESTAMP",
        "event": "STRING",
        "is_new": "BOOLEAN",
        "revisit": "BOOLEAN",
    }
    said = [("sis", 3, "row", True), ("sis", 4, "row", True), ("sis", 1, "row", False), ("lms", 1, "row", True)]
    said += [("sis", 1, "replaced", True), ("sis", 1, "before", True)]
    events = frame(spark, columns, [
        {"source_system": of, "at": day(at), "event": kind, "is_new": new, "revisit": False} for of, at, kind, new in said
    ])  # fmt: skip
    work = Work([], kept={"sis": day(3)})
    assert [tuple(row) for row in kept.too_late(events, work).select("source_system", "fate").collect()] == [
        ("sis", "stale"),
        ("sis", "stale"),
    ]
    assert kept.too_late(events, Work([])).count() == 0


def test_events_before_the_horizon_are_put_aside_where_nothing_else_is_wrong(spark: SparkSession) -> None:
    columns = {"date": "DATE", "known_at": "TIMESTAMP", "reason_codes": "ARRAY<STRING>"}
    edge = dt.date(2020, 1, 1)
    said = [(dt.date(2019, 12, 31), []), (edge, []), (dt.date(2019, 1, 1), ["NULL_STUDENT_ID"]), (None, [])]
    rows = frame(spark, columns, [{"date": date, "known_at": day(1), "reason_codes": codes} for date, codes in said])
    found = kept.too_old_put_aside(ATTENDANCE, rows, Work([], horizon=edge))
    assert sorted((str(row["date"]), row["reason_codes"]) for row in found.collect()) == [
        ("2019-01-01", ["NULL_STUDENT_ID"]),
        ("2019-12-31", ["EXPIRED"]),
        ("2020-01-01", []),
        ("None", []),
    ]
    assert kept.too_old_put_aside(ATTENDANCE, rows, Work([])) is rows
