"""Events of Ed-Fi: an object is a row by its id, or several, and goes with what is said last of it."""

from __future__ import annotations

import pytest
from edfi import EXAMPLES, OTHER, SCHOOL, STUDENT, Json, code, guid, one, school, student
from edfi_rows import BOTH, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once


@pytest.mark.parametrize("standard", BOTH)
def test_attendance(spark: SparkSession, standard: str) -> None:
    rows = candidates(spark, "attendance", EXAMPLES[standard])
    names = ("attendance_id", "student_id", "date", "status", "absent_fraction", "school_id", "school_year", "term")
    assert sorted(picked(rows, *[f"raw_{name}" for name in names]), key=str) == sorted([
        (guid("att"), STUDENT, "2024-11-05", "Unexcused Absence", "1.0", str(SCHOOL), "2025", "2024-2025 Fall Semester"),
        (guid("late"), OTHER, "2024-11-05", "Tardy", None, str(SCHOOL), "2025", "2024-2025 Fall Semester"),
    ], key=str)  # fmt: skip


@pytest.mark.more
def test_how_long_it_took_is_the_share_missed_of_an_absence_alone(spark: SparkSession) -> None:
    said = {"eventDate": "2024-11-05", "eventDuration": 0.5, "studentReference": student(), "schoolReference": school()}
    words = ("Excused Absence", "Tardy", "In Attendance", "Of our own")
    told = [one(word, {**said, "attendanceEventCategoryDescriptor": code("X", word)}) for word in words]
    rows = candidates(spark, "attendance", {"studentSchoolAttendanceEvents": told})
    found = {row["raw_status"]: row["raw_absent_fraction"] for row in rows}
    assert found == {"Excused Absence": "0.5", "Tardy": None, "In Attendance": None, "Of our own": None}


def action(*words: str, changed: str = "2025-03-28T16:00:00Z") -> Json:
    [said] = EXAMPLES["6"]["disciplineActions"]
    return {
        **said,
        "disciplines": [{"disciplineDescriptor": code("Discipline", word)} for word in words],
        "_lastModifiedDate": changed,
    }


def test_an_action_for_each_discipline(spark: SparkSession) -> None:
    rows = candidates(spark, "discipline_actions", EXAMPLES["5"])
    names = (
        "student_id",
        "date",
        "action",
        "incident_id",
        "incident_school_id",
        "days_assigned",
        "days_served",
        "school_id",
    )
    assert picked(rows, *[f"raw_{name}" for name in names]) == [
        (STUDENT, "2025-02-11", "Out of School Suspension", "I-1-1", str(SCHOOL), "3.0", "3.0", str(SCHOOL))
    ]
    for words, due in (
        (("Detention", "Other"), [("Detention", None), ("Other", None)]),
        ((), [(None, "NOTHING_SAID")]),
    ):
        rows = candidates(spark, "discipline_actions", {"disciplineActions": [action(*words)]})
        assert picked(rows, "raw_action", "parse_issue") == due


@pytest.mark.more
def test_a_discipline_that_the_next_version_does_not_say(spark: SparkSession) -> None:
    """All that the older version said is taken back, in whichever order they come; the newer one says what is left."""
    old, new = action("Detention", "Other"), action("Detention", changed="2025-03-29T16:00:00Z")
    for told in ([old, new], [new, old]):
        rows = candidates(spark, "discipline_actions", *[{"disciplineActions": [one]} for one in told])
        found = sorted(picked(rows, "raw_action", "parse_issue"), key=str)
        assert found == [("Detention", "TAKEN_BACK"), ("Detention", None), ("Other", "TAKEN_BACK")]
    rows = candidates(
        spark, "discipline_actions", {"disciplineActions": [old]}, {"deletes/disciplineActions": [{"id": old["id"]}]}
    )
    assert picked(rows, "raw_action", "parse_issue") == [("Detention", "TAKEN_BACK"), ("Other", "TAKEN_BACK")]
