"""What goes from quarantine: no payload outlives the bronze table that would have held it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import CLASSES, MARKS, Held, rows_of, source

from edulake.config.retention import Retention
from edulake.config.settings import Settings
from edulake.jobs.steps.retain import refused
from edulake.ops.tables import DELIVERIES, QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
TODAY = dt.date(2026, 3, 11)
SHORT = replace(MARKS, retention_days=10)
# Of the same subject as the marks of the SIS: attendance.
LMS = source("lms", facts=CLASSES)


def first(*of: Any, **days: int) -> dict[str, dt.date]:
    retention = Retention(days={name.replace("__", "."): number for name, number in days.items()})
    return refused.first_days(of, SUBJECTS, [SHORT, CLASSES], retention, TODAY)


def test_the_strictest_of_the_tables_that_deliver_a_subject_counts() -> None:
    found = first(source("sis", facts=SHORT), LMS)
    assert found["attendance"] == found["bronze.marks_raw"] == dt.date(2026, 3, 1)
    assert found["bronze.classes_raw"] == TODAY - dt.timedelta(days=3650)
    assert first(LMS)["attendance"] == TODAY - dt.timedelta(days=3650)
    assert first(LMS, bronze__classes_raw=20)["attendance"] == TODAY - dt.timedelta(days=20)
    assert first(LMS)["messages"] == TODAY - dt.timedelta(days=365)


def moment(month: int, number: int) -> dt.datetime:
    return dt.datetime(2026, month, number, 12, tzinfo=dt.UTC)


def test_a_record_is_as_old_as_its_delivery(spark: SparkSession) -> None:
    """Whole files stay: without them a run would try the file again. A subject that nobody knows has quarantine's days."""
    known = {"source_system": "sis", "source_file": "a", "source_file_sha256": "sha"}
    doubted = {**known, "subject": "attendance", "advice": "3 of 3 dates in date"}
    rows = [
        {**known, "quarantine_id": "old", "subject": "attendance", "quarantined_at": moment(3, 9)},
        {**known, "quarantine_id": "old file", "subject": "attendance", "payload_form": "file"},
        {**known, "quarantine_id": "young", "subject": "attendance", "source_file": "b"},
        {**doubted, "quarantine_id": "old, of a doubted file"},
        {**doubted, "quarantine_id": "of a doubted file", "source_file": "b"},
        {**doubted, "quarantine_id": "of one believed by now", "source_file": "b", "status": "RESOLVED"},
        {"quarantine_id": "by its time", "subject": "attendance", "source_file_modified_at": moment(2, 1)},
        {"quarantine_id": "by its run", "subject": "attendance", "quarantined_at": moment(3, 5)},
        {**known, "quarantine_id": "unknown", "subject": "forgotten"},
    ]
    usual = {"source_system": "sis", "payload_form": "json", "quarantined_at": moment(3, 9), "status": "OPEN"}
    rows = [{**usual, **row} for row in rows]
    held = [
        {**known, "delivered_at": moment(2, 1)},
        {**known, "source_file": "b", "delivered_at": moment(3, 8)},
    ]
    store: Any = Held(
        spark, {QUARANTINE: rows_of(spark, QUARANTINE, *rows), DELIVERIES: rows_of(spark, DELIVERIES, *held)}
    )
    day = dt.date(2026, 3, 1)
    gone = {row[0] for row in refused.old(store, {"attendance": day}, TODAY).collect()}
    assert gone == {"old", "old, of a doubted file", "by its time"}
    store.settings = replace(Settings(), retention=Retention(days={"ops.quarantine": 1}))
    gone = {row[0] for row in refused.old(store, {"attendance": day}, TODAY).collect()}
    assert {"unknown", "young", "of one believed by now"} <= gone, "its own days may be fewer"
    assert "of a doubted file" not in gone
