"""How each of three systems writes a record: read back by json and csv of the standard library."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import frame

from edulake.jobs.steps.generate import forms
from edulake.jobs.steps.generate.plan import HEADER, ORIGINAL

pytestmark = pytest.mark.once
TEXTS = ("assessment_id", "student_id", "subject", "assessment_date", "score", "grade_level", "completion_time",
         "engagement_score", "comment", "iso_changed_day", "updated_day", "updated_clock")  # fmt: skip
COLUMNS = {"role": "STRING", "cents": "BIGINT", "engagement": "BIGINT", **dict.fromkeys(TEXTS, "STRING")}
FULL = {
    "role": ORIGINAL, "assessment_id": "X-1", "student_id": "STU1", "subject": "Art", "assessment_date": "2024-03-05",
    "score": "88.5", "cents": 8850, "grade_level": "KG", "completion_time": "45.5", "engagement_score": "79",
    "engagement": 79, "comment": '"said ""no;""\nleft"', "iso_changed_day": "2024-03-06", "updated_day": "6.3.",
    "updated_clock": "10:00:01",
}  # fmt: skip
# A student or a time that is missing is null; a score or an engagement that is no number is a text.
POOR = {**FULL, "student_id": None, "completion_time": None, "cents": None, "score": "N/A", "engagement": None}
POOR |= {"engagement_score": "INVALID", "comment": '""'}


def lines(spark: SparkSession, system: forms.System) -> list[str]:
    rows = frame(spark, COLUMNS, [{"role": HEADER}, FULL, POOR]).coalesce(1)
    return [row["line"] for row in forms.lines(rows, system).collect()]


def read(text: list[str], delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO("\n".join(text)), delimiter=delimiter, strict=True))


def test_the_learning_system_writes_json(spark: SparkSession) -> None:
    """Numbers bare, with the digits that were written; no line for a header."""
    full, poor = lines(spark, forms.systems()[0])
    found = json.loads(full, parse_float=str)
    assert found == {
        "student_id": "STU1", "assessment_date": "2024-03-05", "subject": "Art", "score": "88.5", "grade_level": "KG",
        "completion_time": "45.5", "engagement_score": 79, "assessment_id": "X-1", "updated_at": "6.3.T10:00:01Z",
    }  # fmt: skip
    assert '"score": 88.5' in full
    nothing = {"student_id": None, "completion_time": None, "score": "N/A", "engagement_score": "INVALID"}
    assert json.loads(poor, parse_float=str) == {**found, **nothing}


def test_the_platform_writes_commas(spark: SparkSession) -> None:
    """The time of the change alone is in ISO form; what is missing is empty, and no comment is written."""
    header, full, poor = read(lines(spark, forms.systems()[1]), ",")
    assert ",".join(header) == forms.PLATFORM_HEADER
    assert full == ["X-1", "STU1", "Art", "2024-03-05", "88.5", "KG", "45.5", "79", "2024-03-06 10:00:01"]
    assert poor == ["X-1", "", "Art", "2024-03-05", "N/A", "KG", "", "INVALID", "2024-03-06 10:00:01"]


def test_the_school_writes_semicolons_and_comments_over_lines(spark: SparkSession) -> None:
    """A mark of the order of bytes stands before the header, and nowhere else."""
    text = lines(spark, forms.systems()[2])
    assert text[0] == "\ufeff" + forms.SCHOOL_HEADER
    assert "\ufeff" not in "".join(text[1:])
    header, full, poor = read(text, ";")
    assert len(header) == len(full) == len(poor) == 10
    assert full[-2:] == ['said "no;"\nleft', "6.3. 10:00:01"]
    assert (poor[1], poor[6], poor[8]) == ("", "", "")


def test_days(spark: SparkSession) -> None:
    """A day that does not exist is written as any other."""
    rows: list[dict[str, Any]] = [{"iso": "2024-02-30"}, {"iso": "2024-12-01"}]
    written = [form(F.col("iso")) for form in (forms.iso, forms.month_first, forms.day_first)]
    found = frame(spark, {"iso": "STRING"}, rows).select(*written).collect()
    assert sorted(tuple(row) for row in found) == [
        ("2024-02-30", "02/30/2024", "30.02.2024"),
        ("2024-12-01", "12/01/2024", "01.12.2024"),
    ]


def test_each_system_has_a_folder_and_a_notation_of_its_own() -> None:
    systems = forms.systems()
    assert [(s.name, s.suffix, s.id_prefix, s.decimal_mark, s.has_comments) for s in systems] == [
        ("lms_system_a", "jsonl", "A-", ".", False),
        ("assessment_platform_b", "csv", "B-", ".", False),
        ("school_database_c", "csv", "C-", ",", True),
    ]
