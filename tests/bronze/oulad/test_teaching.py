"""OULAD's modules, presentations, what is assessed in them, and results: each dated on the calendar."""

from __future__ import annotations

from typing import Any

import pytest
from oulad_rows import COURSES, PLAN, by_case, current, rows
from pyspark.sql import SparkSession

from edulake.bronze.oulad import teaching
from edulake.bronze.oulad.tables import ASSESSMENTS_RAW, COURSES_RAW, STUDENT_ASSESSMENT_RAW
from edulake.contract.raw import raw_columns
from edulake.silver.learning import assessments, classes, courses, line_items

pytestmark = pytest.mark.once

WAITING = "WAITING_FOR_REFERENCE"


def cases(given: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"case": case, **row} for case, row in given.items()]


def test_results_are_dated_by_their_assessment_and_its_presentation(spark: SparkSession) -> None:
    """They wait for both, and are looked at again with either; an assessment's id is shared by all its students."""
    given: dict[str, dict[str, Any]] = {
        "known": {"id_assessment": "1", "date_submitted": "18", "score": "78"},
        "early, of a new presentation": {"id_assessment": " 2", "date_submitted": "-3", "score": "80.5"},
        "of a new assessment": {"id_assessment": "4", "date_submitted": "soon", "score": ""},
        "of no presentation": {"id_assessment": "3", "date_submitted": "5", "score": "50"},
        "of no assessment": {"id_assessment": "9", "date_submitted": "5", "score": "50"},
        "unread": {"id_assessment": "1", "parse_issue": "UNREADABLE"},
    }
    facts = rows(spark, STUDENT_ASSESSMENT_RAW, *[{"id_student": "11 ", **row} for row in cases(given)])
    made = teaching.results(facts, current(spark))
    names = (
        "assessment_id",
        "assessment_date",
        "subject",
        "class_id",
        "school_year",
        "score",
        "parse_issue",
        "revisit",
    )
    assert by_case(made, *names) == {
        "known": ("11:1", "2013-02-19", "AAA", "AAA:2013B", "2013", "78", None, False),
        "early, of a new presentation": ("11:2", "2013-09-28", "AAA", "AAA:2013J", "2014", "80.5", None, True),
        "of a new assessment": ("11:4", None, "AAA", "AAA:2013B", "2013", "", None, True),
        "of no presentation": ("11:3", None, "CCC", "CCC:2013J", "2014", "50", WAITING, True),
        "of no assessment": ("11:9", None, None, None, None, "50", WAITING, False),
        "unread": ("11:1", None, "AAA", "AAA:2013B", "2013", None, "UNREADABLE", False),
    }
    others = ("student_id", "line_item_id", "term", "grade_level", "score_max")
    assert by_case(made, *others)["known"] == ("11 ", "1", "2013B", None, None)
    assert set(raw_columns(assessments.FORM.table)) <= set(made.columns)


def test_modules_are_courses_and_presentations_are_classes(spark: SparkSession) -> None:
    """A presentation of another name has no days, and its module is a course all the same."""
    named = dict(zip(("february", "october", "odd"), COURSES, strict=True))
    given = {**named, "endless": {**COURSES[0], "module_presentation_length": "?"}, "blank": {"code_module": "AAA"}}
    facts = rows(spark, COURSES_RAW, *cases(given))
    modules = teaching.modules(facts, {})
    days = {
        "february": ("2013-02-01", "2013-09-29", "2013"),
        "october": ("2013-10-01", "2014-06-26", "2014"),
        "endless": ("2013-02-01", None, "2013"),
    }
    dated = by_case(modules, "start_date", "end_date", "school_year")
    assert {case: dated[case] for case in days} == days
    assert {dated[case][1:] for case in ("odd", "blank")} == {(None, None)}
    told = ("course_id", "name", "subject", "grade_level", "term", "revisit", "parse_issue")
    assert by_case(modules, *told)["february"] == ("AAA", "AAA", "AAA", "Ungraded", "2013B", False, None)
    assert by_case(modules, "updated_at")["october"] == ("2013-10-01",), "the newest says how long a module is"

    runs = teaching.presentations(facts, {})
    assert by_case(runs, "class_id", "course_id", "name", "term", "subject", "revisit") == {
        "february": ("AAA:2013B", "AAA", "AAA 2013B", "2013B", "AAA", False),
        "october": ("AAA:2013J", "AAA", "AAA 2013J", "2013J", "AAA", False),
        "odd": ("BBB:spring", "BBB", "BBB spring", "spring", "BBB", False),
        "endless": ("AAA:2013B", "AAA", "AAA 2013B", "2013B", "AAA", False),
        "blank": (None, "AAA", "AAA", None, "AAA", False),
    }
    assert by_case(runs, "end_date")["october"] == ("2014-06-26",)
    for frame, form in ((modules, courses.FORM), (runs, classes.FORM)):
        assert set(raw_columns(form.table)) <= set(frame.columns)


def test_what_is_assessed_is_due_on_a_day_of_the_calendar(spark: SparkSession) -> None:
    """Exams are due on none. Its highest score is that of all of OULAD."""
    given = dict(zip(("work", "exam", "of no presentation", "new"), PLAN, strict=True))
    given["work"] = {**given["work"], "date": "19", "weight": "10"}
    given["exam"] = {**given["exam"], "date": " ", "weight": "100"}
    made = teaching.plan(rows(spark, ASSESSMENTS_RAW, *cases(given)), current(spark))
    names = ("line_item_id", "class_id", "name", "category", "due_date", "weight", "parse_issue", "revisit")
    assert by_case(made, *names) == {
        "work": ("1", "AAA:2013B", "TMA 1", "TMA", "2013-02-20", "10", None, False),
        "exam": ("2", "AAA:2013J", "Exam 2", "Exam", None, "100", None, True),
        "of no presentation": ("3", "CCC:2013J", "TMA 3", "TMA", None, None, WAITING, False),
        "new": ("4", "AAA:2013B", "4", None, None, None, None, False),
    }
    others = ("score_max", "grade_level", "subject", "term", "school_year")
    assert by_case(made, *others)["exam"] == ("100", "Ungraded", " AAA", "2013J", "2014")
    assert set(raw_columns(line_items.FORM.table)) <= set(made.columns)
