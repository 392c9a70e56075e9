"""OULAD's students, as known at the start of each presentation taken, and their registrations."""

from __future__ import annotations

from typing import Any

import pytest
from oulad_rows import by_case, current, rows
from pyspark.sql import SparkSession

from edulake.bronze.oulad.people import people, registrations
from edulake.bronze.oulad.tables import STUDENT_INFO_RAW, STUDENT_REGISTRATION_RAW
from edulake.contract.raw import raw_columns
from edulake.silver.learning import enrollments
from edulake.silver.people import students

pytestmark = pytest.mark.once

WAITING = "WAITING_FOR_REFERENCE"
TAKEN = {"code_module": "AAA", "code_presentation": "2013B", "id_student": "11"}


def test_a_student_in_a_presentation(spark: SparkSession) -> None:
    """What is said of them holds from its first day on; nobody at this university has a grade level."""
    said = {"gender": "F", "age_band": "35-55", "disability": "N", "imd_band": "20-30%", "highest_education": "A Level"}
    given: dict[str, dict[str, Any]] = {
        "known": said,
        "of a new presentation": {"code_presentation": "2013J"},
        "of one to come": {"code_presentation": "2014B", "gender": "M"},
        "unread": {"parse_issue": "UNREADABLE"},
        "silent": {"id_student": None},
    }
    facts = rows(spark, STUDENT_INFO_RAW, *[{**TAKEN, "case": case, **row} for case, row in given.items()])
    made = people(facts, current(spark))
    names = (
        "student_id",
        "gender",
        "age_band",
        "disability",
        "deprivation_band",
        "updated_at",
        "parse_issue",
        "revisit",
    )
    assert by_case(made, *names) == {
        "known": ("11", "F", "35-55", "N", "20-30%", "2013-02-01", None, False),
        "of a new presentation": ("11", None, None, None, None, "2013-10-01", None, True),
        "of one to come": ("11", "M", None, None, None, None, WAITING, False),
        "unread": ("11", None, None, None, None, "2013-02-01", "UNREADABLE", False),
        "silent": (None, None, None, None, None, "2013-02-01", None, False),
    }
    assert by_case(made, "grade_level", "term", "name", "school_id")["known"] == ("Ungraded", "2013B", None, None)
    assert set(raw_columns(students.FORM.table)) <= set(made.columns)


def test_a_registration(spark: SparkSession) -> None:
    """From when to when, and with what result in the end, which may come later; with one that is new it is told anew."""
    given: dict[str, dict[str, Any]] = {
        "passed": {"date_registration": "-30"},
        "failed": {"id_student": " 12 ", "date_registration": "10"},
        "left": {"id_student": "13", "date_registration": "-5", "date_unregistration": "20"},
        "left, one knows not when": {"id_student": "14", "date_unregistration": "?"},
        "stayed": {"id_student": "15", "date_unregistration": " "},
        "waiting": {"code_presentation": "2014B"},
        "unread": {"parse_issue": "UNREADABLE"},
    }
    facts = rows(spark, STUDENT_REGISTRATION_RAW, *[{**TAKEN, "case": case, **row} for case, row in given.items()])
    made = registrations(facts, current(spark))
    names = ("enrollment_id", "start_date", "end_date", "status", "result", "parse_issue", "revisit")
    assert by_case(made, *names) == {
        "passed": ("11:AAA:2013B", "2013-01-02", None, None, "Pass", None, False),
        "failed": ("12:AAA:2013B", "2013-02-11", None, None, "Fail", None, True),
        "left": ("13:AAA:2013B", "2013-01-27", "2013-02-21", "withdrawn", None, None, False),
        "left, one knows not when": ("14:AAA:2013B", None, None, "withdrawn", None, None, False),
        "stayed": ("15:AAA:2013B", None, None, None, None, None, False),
        "waiting": ("11:AAA:2014B", None, None, None, None, WAITING, False),
        "unread": ("11:AAA:2013B", None, None, None, "Pass", "UNREADABLE", False),
    }
    others = ("student_id", "course_id", "class_id", "term", "school_year")
    assert by_case(made, *others)["failed"] == (" 12 ", "AAA", "AAA:2013B", "2013B", "2013")
    assert set(raw_columns(enrollments.FORM.table)) <= set(made.columns)


def test_without_a_result_so_far_a_registration_is_told(spark: SparkSession) -> None:
    facts = rows(spark, STUDENT_REGISTRATION_RAW, {**TAKEN, "case": "a"})
    made = registrations(facts, current(spark, STUDENT_INFO_RAW))
    assert by_case(made, "enrollment_id", "result", "parse_issue", "revisit") == {
        "a": ("11:AAA:2013B", None, None, False)
    }
