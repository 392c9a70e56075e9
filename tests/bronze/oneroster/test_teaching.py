"""What OneRoster says of teaching, in both versions, from generated sets: each fact with what it refers to."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from oneroster_rows import BOTH, SOURCES, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once


def test_every_candidate_is_said_to_be_provided() -> None:
    """What a source provides and does not map would be called missing in every row."""
    for source in SOURCES.values():
        assert all(name.startswith("raw_") for name in source.provides)
        assert {ref.table for ref in source.references} <= {feed.table for feed in source.feeds}


def test_a_class_lasts_as_long_as_its_terms(spark: SparkSession) -> None:
    content = sets.tables("1.2")
    common = {"type": "term", "parentSourcedId": "y25"}
    content["academicSessions"] += [
        {"sourcedId": "t2", **common, "startDate": "2025-01-15", "endDate": "2025-07-01", "schoolYear": "2025"},
        {"sourcedId": "t3", **common, "startDate": "2025-08-01", "endDate": "2025-12-24", "schoolYear": "2026"},
        {"sourcedId": "odd", **common, "startDate": "last week", "endDate": "2025-07-01", "schoolYear": "2025"},
    ]
    listed = {"a": "t2, t1", "b": "t1,t3", "c": "t1,t9", "d": "odd,t1", "e": "", "f": "t9", "g": "t2,t2"}
    model = content["classes"][0]
    content["classes"] = [{**model, "sourcedId": name, "termSourcedIds": terms} for name, terms in listed.items()]
    rows = candidates(spark, "classes", sets.files("1.2", content, "bulk"), new=2)
    assert picked(rows, "raw_start_date", "raw_end_date", "raw_term", "raw_school_year") == {
        "a": ("2024-08-01", "2025-06-30", "t1,t2", "2025"),
        "b": ("2024-08-01", "2025-12-23", "t1,t3", "2026"),
        "c": ("2024-08-01", "2025-01-14", "t1", "2025"),
        "d": ("last week", "2025-06-30", "t1,odd", "2025"),
        "e": (None, None, None, None),
        "f": (None, None, None, None),
        "g": ("2025-01-15", "2025-06-30", "t2", "2025"),
    }
    assert not any(row["revisit"] for row in rows.values())
    assert candidates(spark, "classes", sets.files("1.2", content, "bulk"), new=1)["a"]["revisit"]


@pytest.mark.more
def test_the_lowest_score_of_a_line_item(spark: SparkSession) -> None:
    content = sets.tables("1.2")
    content["lineItems"][0] |= {"resultValueMin": "1", "resultValueMax": "5"}
    files = sets.files("1.2", content, "bulk")
    names = ("raw_score_min", "raw_score_max")
    assert picked(candidates(spark, "assessments", files), *names)["res1"] == ("1", "5")
    assert picked(candidates(spark, "line_items", files), *names)["lin1"] == ("1", "5")


def test_courses_and_classes(spark: SparkSession) -> None:
    rows = candidates(spark, "courses", sets.bulk("1.2"))
    names = ("raw_name", "raw_code", "raw_subject", "raw_grade_level", "raw_school_id", "raw_school_year")
    assert picked(rows, *names, "raw_start_date", "raw_end_date", "raw_status") == {
        "cou1": ("Algebra I", "ALG1", "Mathematics", "09", "sch1", "2025", "2024-08-01", "2025-06-30", "active"),
        "cou2": ("World history", "HIS", "History", None, "sch1", None, None, None, "active"),
    }
    assert SOURCES["courses"].provides <= set(rows["cou1"])

    rows = candidates(spark, "classes", sets.bulk("1.1"))
    names = ("raw_name", "raw_course_id", "raw_subject", "raw_grade_level", "raw_school_id", "raw_school_year")
    assert picked(rows, *names, "raw_term", "parse_issue") == {
        "cla1": ("Algebra, period 1", "cou1", "Algebra", "09", "sch1", "2025", "t1", None),
        "cla2": ("History, period 3", "cou2", "History", None, "sch1", "2025", "t1", None),
    }
    assert SOURCES["classes"].provides <= set(rows["cla1"])


def test_enrollments(spark: SparkSession) -> None:
    faulty = sets.bulk("1.1")
    for name in ("unknown_role", "dangling_class", "primary_student"):
        faulty = sets.violations("1.1")[name](faulty)
    rows = candidates(spark, "enrollments", faulty, sets.delta("1.1"))
    names = ("raw_student_id", "raw_course_id", "raw_class_id", "raw_status", "parse_issue")
    assert picked(rows, *names) == {
        "enr-stu1-cla1": ("stu1", "cou1", "cla1", "active", None),
        "enr-stu2-cla1": ("stu2", "cou1", "cla1", "active", None),
        "enr-stu3-cla1": ("stu3", "cou1", "cla1", "active", None),
        "enr-stu4-cla1": ("stu4", "cou1", "cla1", "tobedeleted", None),
        "enr-stu5-cla1": ("stu5", "cou1", "cla1", "active", None),
        "enr-stu1-cla2": ("stu1", "cou2", "cla2", "active", None),
        "enr-stu2-cla2": ("stu2", "cou2", "cla2", "active", "UNKNOWN_ROLE"),
        "enr-stu2-cla9": ("stu2", None, "cla9", "active", "WAITING_FOR_REFERENCE"),
        "enr-tea1-cla1": ("tea1", "cou1", "cla1", "active", "NOT_A_STUDENT"),
    }
    dates = ("raw_start_date", "raw_end_date", "raw_school_year", "raw_term", "raw_school_id", "raw_result")
    assert picked(rows, *dates)["enr-stu1-cla1"] == ("2024-08-01", "2025-01-14", "2025", "t1", "sch1", None)
    assert SOURCES["enrollments"].provides <= set(rows["enr-stu1-cla1"])


@pytest.mark.more
def test_what_a_newer_bulk_lacks_counts_like_what_is_to_be_deleted(spark: SparkSession) -> None:
    """Class and line item; what only describes, course and session, is told as it was."""
    empty = sets.files("1.2", {}, "bulk")
    given = {"gone": 2, "new": 2}
    enrolled = candidates(spark, "enrollments", sets.bulk("1.2"), empty, **given)
    names = ("raw_status", "raw_course_id", "raw_school_year", "parse_issue")
    assert picked(enrolled, *names)["enr-stu1-cla1"] == ("inactive", "cou1", "2025", None)
    results = candidates(spark, "assessments", sets.bulk("1.2"), empty, **given)
    assert picked(results, "raw_status", "raw_subject", "parse_issue")["res1"] == ("tobedeleted", "Algebra", None)
    items = candidates(spark, "line_items", sets.bulk("1.2"), empty, **given)
    assert picked(items, "raw_status", "raw_subject")["lin1"] == ("active", "Algebra")


@pytest.mark.parametrize("version", BOTH)
def test_assessments(spark: SparkSession, version: str) -> None:
    """A work not handed in may carry a zero, which is no score."""
    faulty = sets.violations(version)["dangling_line_item"](sets.bulk(version))
    rows = candidates(spark, "assessments", faulty, sets.delta(version), new=2)
    names = ("raw_student_id", "raw_subject", "raw_score", "raw_score_max", "raw_class_id", "raw_status", "parse_issue")
    assert picked(rows, *names) == {
        "res1": ("stu1", "Algebra", "17.5", "20.0", "cla1", "active", None),
        "res2": ("stu2", "Algebra", None, "20.0", "cla1", "tobedeleted", None),
        "res3": ("stu3", "Algebra", None, "20.0", "cla1", "tobedeleted", None),
        "res4": ("stu1", "History", "64.0", "100.0", "cla2", "tobedeleted", None),
        "res9": ("stu1", None, "1.0", None, None, "active", "WAITING_FOR_REFERENCE"),
    }
    names = ("raw_assessment_date", "raw_grade_level", "raw_school_id", "raw_school_year", "raw_completion_time")
    assert picked(rows, *names)["res1"] == ("2024-09-10", "09", "sch1", "2025", None)
    assert not any(row["revisit"] for row in rows.values())
    assert SOURCES["assessments"].provides <= set(rows["res1"])
    assert all(row["revisit"] for key, row in candidates(spark, "assessments", faulty).items() if key != "res9")
