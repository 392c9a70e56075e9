"""Files that name their columns in other ways, or not at all, become the rows that they mean; doubt is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lake import Lake

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]

CONF = """
[sources.exams]
files = "**/*.csv"
format = "csv"
loose_names = true
[sources.exams.columns]
assessment_id = ["TestID", "StudentID"]
student_id = "StudentID"
assessment_date = ["Day", "Date"]
score = {score}

[sources.marks]
files = "**/*.csv"
format = "csv"
delimiter = ";"
header = false
[sources.marks.columns]
assessment_date = 1
student_id = 2
score = 4
"""
FILES = {
    "exams/a.csv": "test id,STUDENTID,Day,Score\nT1,S1,2024-03-05,80\nT1,S2,2024-03-05,70\n",
    "exams/b.csv": "TestID,Student ID,DATE,Points,Score\nT|2,S1,2024-03-06,90,\nT2,S2,2024-03-06,60,61\n"
    ",S3,2024-03-06,50,\n",
    "exams/c.csv": "TestID,StudentID,Day,day,Score\nT3,S1,2024-03-07,2024-03-08,80\n",
    "exams/d.csv": "TestID,Day,Score\nT3,2024-03-07,80\n",
    "marks/a.csv": "2024-03-05;S1;x;88\n2024-03-05;S2;x;77\n",
    "marks/b.csv": "2024-03-06;S1;88\n",
}
OF_EXAMS = {"source": ["exams", "marks"], "subject": ["assessments"]}


def scores(lake: Lake) -> set[tuple[str, ...]]:
    rows = lake.facts("source_system", "student_id", "assessment_id", "score")
    found = {(r["source_system"], r["student_id"], r["assessment_id"], f"{r['score']:f}") for r in rows}
    return {(*row[:2], row[2] if "|" in row[2] else "made", row[3]) for row in found}


def test_names_that_nobody_foresees(lake: Lake) -> None:
    first = lake.configured(CONF.replace("{score}", '["Score", "Points"]'))
    for name, content in FILES.items():
        first.deliver(name, content)
    first.ingest(source=OF_EXAMS["source"])
    first.cleanse(**OF_EXAMS)
    sure = {
        ("exams", "S1", "T1|S1", "80.00"),
        ("exams", "S2", "T1|S2", "70.00"),
        ("exams", "S1", r"T\|2|S1", "90.00"),
        ("exams", "S3", "made", "50.00"),
        ("marks", "S1", "made", "88.00"),
        ("marks", "S2", "made", "77.00"),
    }
    assert scores(first) == sure
    refused = {(r["source_file"], r["status"], *r["reason_codes"]) for r in first.refused()}
    of_files = {
        ("exams/c.csv", "OPEN", "FILE_DUP_COLUMN"),
        ("exams/d.csv", "OPEN", "FILE_SCHEMA"),
        ("marks/b.csv", "OPEN", "FILE_SCHEMA"),
    }
    assert refused == {*of_files, ("exams/b.csv", "OPEN", "NAMES_DISAGREE")}

    mended = lake.configured(CONF.replace("{score}", '{ first = ["Score", "Points"] }'))
    mended.cleanse(**OF_EXAMS)
    assert scores(mended) == {*sure, ("exams", "S2", "T2|S2", "61.00")}
    refused = {(r["source_file"], r["status"], *r["reason_codes"]) for r in mended.refused()}
    assert refused == {*of_files, ("exams/b.csv", "RESOLVED", "NAMES_DISAGREE")}


# The files of a pipeline of student data, as it describes them, beside those of the nightly drop.
FLAT = {
    "assessment_id": "A-1",
    "student_id": "S-0001",
    "subject": "Math",
    "score": 45.5,
    "max_score": 50,
    "assessment_date": "2025-01-10",
    "created_at": "2025-01-10T09:00:00",
}
NESTED = {
    "assessment_id": "A-2",
    "student": {"id": "S-0002"},
    "class": {"id": "CLASS-01"},
    "subject": "Math",
    "score": 30,
    "max_score": 50,
    "assessed_at": "2025-01-11",
    "updated_at": "2025-01-12T09:00:00",
    "created_at": "2025-01-11T09:00:00",
}
DELIVERED = {
    "students.csv": "student_id,student_name,class_id,grade_level,enrollment_status,updated_at\n"
    "S-0001,Ada Example,CLASS-01,10,ACTIVE,2025-01-01T00:00:00\n",
    "attendance.csv": "attendance_id,student_id,attendance_date,status,created_at\n"
    "T-1,S-0001,2025-01-10,PRESENT,2025-01-10T08:00:00\n",
    "assessments.json": json.dumps([FLAT, NESTED]),
    "assessments_more.json": json.dumps({**FLAT, "assessment_id": "A-3"}) + "\n",
}
LOGINS = """SELECT 'S-0001' AS StudentID, 'C1' AS CourseID, timestamp'2025-01-10 08:15:00Z' AS LoginTime,
40.5d AS ProgressPercentage, 71d AS EngagementScore, timestamp'2025-01-10 09:00:00Z' AS LastModifiedDate"""


def test_files_of_known_systems_load_as_they_are(lake: Lake, tmp_path: Path) -> None:
    for name, content in DELIVERED.items():
        lake.deliver(f"school_files/2025-01-13/{name}", content)
    lake.spark.sql(LOGINS).coalesce(1).write.parquet(str(tmp_path / "logins"))
    [logins] = (tmp_path / "logins").glob("*.parquet")
    lake.deliver("edtech_platform/logins.parquet", logins.read_bytes())
    lake.ingest(source=["school_files", "edtech_platform"])
    lake.cleanse(subject=["students", "attendance", "assessments", "engagement"])
    assert [(r["source_file"], r["reason_codes"], r["raw_payload"]) for r in lake.refused()] == []

    def told(subject: str, *names: str) -> list[tuple[str, ...]]:
        rows = lake.rows(SUBJECTS[subject].table, *names)
        return sorted(tuple(str(row[name]) for name in names) for row in rows)

    of_students = ("student_id", "name", "grade_level", "status", "class_id")
    assert told("students", *of_students) == [("S-0001", "Ada Example", "10th Grade", "Active", "CLASS-01")]
    assert told("attendance", "attendance_id", "date", "status") == [("T-1", "2025-01-10", "Present")]
    results = ("assessment_id", "student_id", "class_id", "score", "assessment_date", "source_updated_at")
    assert told("assessments", *results) == [
        ("A-1", "S-0001", "None", "91.00", "2025-01-10", "2025-01-10 09:00:00"),
        ("A-2", "S-0002", "CLASS-01", "60.00", "2025-01-11", "2025-01-12 09:00:00"),
        ("A-3", "S-0001", "None", "91.00", "2025-01-10", "2025-01-10 09:00:00"),
    ]
    platform = ("student_id", "course_id", "date", "progress_percentage", "engagement_score")
    assert told("engagement", *platform) == [("S-0001", "C1", "2025-01-10", "40.50", "71.00")]
