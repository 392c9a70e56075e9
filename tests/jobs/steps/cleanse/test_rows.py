"""Which rows of bronze a run reads, and records taken apart again under the mappings of today."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import MARKS, Held, frame, pending, rows_of, source

from edulake.contract.feed import Dialect, Feed, Files
from edulake.jobs.steps.cleanse.rows import any_of, batches, refused_before, reread_all, with_refused_again
from edulake.jobs.steps.cleanse.rows import rows_of as read
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["attendance"]
MENDED = (Feed(MARKS, {"raw_student_id": "pupil", "raw_mark": "note"}, Files("*", Dialect("jsonl"))),)
SIS, LMS = source("sis", feeds=MENDED), source("lms")
PART = [pending(SIS, 2, 3), pending(LMS, 2, 3)]


def record(pupil: str, of: str = "sis", batch: int = 1, file: str = "f", **values: Any) -> dict[str, Any]:
    """A row that was read under another mapping: who is in `pupil` was not found."""
    payload = f'{{"pupil": "{pupil}", "note": "A"}}'
    row = {"source_system": of, "batch_number": batch, "source_file_sha256": file, "raw_payload": payload}
    return {**row, "payload_form": "json", "raw_mark": "old", **values}


def bronze(spark: SparkSession) -> DataFrame:
    return rows_of(
        spark,
        MARKS,
        record("refused"),
        record("accepted"),
        record("of another file", file="g"),
        record("of another source", "lms"),
        record("new", batch=3),
        record("later", batch=4),
        record("torn", parse_issue="RAGGED_LONG"),
        {"source_system": "sis", "batch_number": 1, "payload_form": "empty"},
    )


def store(spark: SparkSession) -> Held:
    """Who is refused, by the file's content and the record, each of them in one file of one source."""
    rows = bronze(spark)
    hashed = F.xxhash64("raw_payload", "payload_form").alias("record_hash")
    pupils = [("refused", "OPEN", "attendance"), ("accepted", "RESOLVED", "attendance"), ("new", "OPEN", "attendance")]
    pupils += [("of another file", "OPEN", "students"), ("torn", "OPEN", "attendance")]
    said = frame(spark, {"pupil": "STRING", "status": "STRING", "subject": "STRING"}, [
        {"pupil": pupil, "status": status, "subject": subject} for pupil, status, subject in pupils
    ])  # fmt: skip
    refused = rows.select("source_system", "source_file_sha256", hashed, "raw_payload").join(
        said, F.col("raw_payload").contains(F.concat(F.lit(': "'), "pupil", F.lit('"'))), "inner"
    )
    # The same refusal twice, as a record that stands twice in its file has it, makes no row twice.
    return Held(
        spark,
        {
            MARKS: rows,
            QUARANTINE: refused.drop("pupil", "raw_payload").unionByName(refused.drop("pupil", "raw_payload")),
        },
    )


def seen(rows: DataFrame) -> dict[str, tuple[Any, ...]]:
    """What is read of each record, by whom it is about."""
    extra = [name for name in ("again",) if name in rows.columns]
    found = rows.select("raw_payload", "raw_student_id", "raw_mark", *extra).collect()
    named = {(row[0] or "no record").removeprefix('{"pupil": "').partition('"')[0]: tuple(row)[1:] for row in found}
    assert len(named) == len(found)
    return named


def test_batches_are_after_one_and_up_to_another(spark: SparkSession) -> None:
    """What an empty snapshot leaves is no record."""
    held = Held(spark, {MARKS: bronze(spark)})
    assert set(seen(read(held, SIS, MARKS, 0, 3))) == {"refused", "accepted", "of another file", "new", "torn"}
    assert set(seen(read(held, SIS, MARKS, 1, 3))) == {"new"}
    both = any_of([batches("lms", 0, 1), batches("sis", 3, 4)])
    assert set(seen(held.read(MARKS).where(both))) == {"of another source", "later"}


def test_what_stands_open_is_taken_apart_again(spark: SparkSession) -> None:
    """Not what was resolved, what another subject refused, nor what is new; what cannot be taken apart stays so."""
    held = store(spark)
    found = seen(refused_before(held, SUBJECT, held.read(MARKS), PART))
    assert found == {"refused": ("refused", "A"), "torn": (None, "old")}


def test_among_all_rows_those_that_stand_open_are_marked(spark: SparkSession) -> None:
    held = store(spark)
    rows = held.read(MARKS).where("payload_form = 'json'")
    found = seen(with_refused_again(held, SUBJECT, rows, PART))
    assert found == {
        "refused": ("refused", "A", True),
        "new": ("new", "A", True),
        "torn": (None, "old", True),
        "accepted": (None, "old", False),
        "of another file": (None, "old", False),
        "of another source": (None, "old", False),
        "later": (None, "old", False),
    }


def test_each_source_is_read_by_its_own_mapping(spark: SparkSession) -> None:
    other = (Feed(MARKS, {"raw_student_id": "note", "raw_mark": "nothing"}, Files("*", Dialect("jsonl"))),)
    part = [pending(SIS), pending(source("lms", feeds=other))]
    found = seen(reread_all(bronze(spark), part))
    assert found["refused"] == ("refused", "A")
    assert found["of another source"] == ("A", None)
    assert (found["later"], found["torn"], found["no record"]) == (("later", "A"), (None, "old"), (None, None))
