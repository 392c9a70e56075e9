"""Ids that a spreadsheet destroyed, codes of a source's own, and scores above their highest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import cleaned, told

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import StatusCode

DAMAGED = "1.23457E+11"
MARKED = {"raw_student_id": '="S1"', "raw_class_id": "'K1", "raw_course_id": '="C1"'}
PLACE = {"engagement": "engagement_id", "enrollments": "enrollment_id", "attendance": "attendance_id"}
REGISTER: dict[str, str | None] = {"raw_date": "2025-03-30", "raw_status": "Present"}


PLAIN = Notation()


def row_of(spark: SparkSession, subject: str, notation: Notation = PLAIN, **raw: str | None) -> dict[str, Any]:
    return told(cleaned(spark, subject, notation, **{**(REGISTER if subject == "attendance" else {}), **raw}), subject)


@pytest.mark.parametrize(
    ("subject", "ids"),
    [
        ("students", ["student_id"]),
        ("courses", ["course_id"]),
        ("classes", ["class_id"]),
        ("line_items", ["line_item_id"]),
        ("enrollments", ["student_id", "course_id", "enrollment_id"]),
        ("assessments", ["student_id", "assessment_id"]),
        ("attendance", ["student_id", "attendance_id"]),
        ("engagement", ["student_id", "course_id", "engagement_id"]),
    ],
)
def test_a_row_without_an_id_that_it_needs_is_refused(spark: SparkSession, subject: str, ids: list[str]) -> None:
    """For that reason alone: it is neither missing nor badly written."""
    sound = {"raw_line_item_id": "L1"}
    assert row_of(spark, subject, **sound)["reason_codes"] == []
    for name in ids:
        row = row_of(spark, subject, **{**sound, f"raw_{name}": DAMAGED})
        assert row["reason_codes"] == ["ID_DAMAGED"], name


@pytest.mark.parametrize(
    ("subject", "ids"),
    [
        ("students", ["class_id", "school_id"]),
        ("courses", ["school_id"]),
        ("classes", ["course_id", "school_id"]),
        ("line_items", ["class_id", "school_id"]),
        ("enrollments", ["class_id", "school_id"]),
        ("assessments", ["class_id", "line_item_id", "school_id"]),
        ("attendance", ["class_id", "school_id"]),
        ("engagement", ["resource_id", "school_id"]),
    ],
)
def test_a_row_is_kept_without_an_id_that_it_need_not_have(spark: SparkSession, subject: str, ids: list[str]) -> None:
    own = {f"raw_{name}_id": "1" for name in ("line_item", "enrollment", "assessment", "attendance", "engagement")}
    for name in ids:
        row = row_of(spark, subject, **{**own, f"raw_{name}": DAMAGED})
        assert (row["reason_codes"], row[name]) == ([], None), name
        assert "ID_DAMAGED" in row["issue_codes"], name


@pytest.mark.parametrize(
    ("subject", "place"),
    [
        ("attendance", "class_id"),
        ("engagement", "resource_id"),
        ("enrollments", "class_id"),
        ("assessments", "class_id"),
        ("assessments", "line_item_id"),
    ],
)
def test_no_key_is_made_of_a_destroyed_id(spark: SparkSession, subject: str, place: str) -> None:
    """Two rows of two classes would be one."""
    assert row_of(spark, subject, **{f"raw_{place}": DAMAGED})["reason_codes"] == ["ID_DAMAGED"]


@pytest.mark.parametrize("subject", PLACE)
def test_a_mark_of_a_text_makes_no_other_row(spark: SparkSession, subject: str) -> None:
    plain, marked = row_of(spark, subject), row_of(spark, subject, **MARKED)
    assert {name: plain[name] for name in ("student_id", PLACE[subject])} == {
        name: marked[name] for name in ("student_id", PLACE[subject])
    }
    unexpected = Notation(patterns=(("student_id", "S[0-9]"),))
    assert "UNEXPECTED_STUDENT_ID" not in row_of(spark, subject, unexpected, **MARKED)["issue_codes"]


ENGLISH = (
    StatusCode("T", "Absent"),
    StatusCode("L", "Late", Decimal("0.1")),
    StatusCode("#", "Unknown"),
    StatusCode("-", "Present"),
)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("T", ("Absent", False, "1.0000", [])),
        ("L", ("Late", True, "0.1000", [])),
        ("#", ("Unknown", None, None, [])),
        ("-", ("Present", True, "0.0000", [])),
        ("Excused", ("Excused", False, "1.0000", [])),
        ("Q", ("Unknown", None, None, ["UNMAPPED_STATUS"])),
    ],
)
def test_codes_of_a_source(spark: SparkSession, status: str, expected: tuple[Any, ...]) -> None:
    row = row_of(spark, "attendance", Notation(status_codes=ENGLISH), raw_status=status)
    share = row["absent_fraction"]
    assert (row["status"], row["is_present"], share if share is None else str(share), row["issue_codes"]) == expected


def test_a_share_that_a_row_gives_comes_before_that_of_its_code(spark: SparkSession) -> None:
    given = {"raw_status": "L", "raw_absent_fraction": "0.25"}
    assert str(row_of(spark, "attendance", Notation(status_codes=ENGLISH), **given)["absent_fraction"]) == "0.2500"
    assert row_of(spark, "attendance", raw_status="T")["issue_codes"] == ["UNMAPPED_STATUS"], "of a source without any"


@pytest.mark.parametrize(
    ("caps", "raw", "score", "issue"),
    [
        (False, {"raw_score": "105"}, None, "BAD_SCORE"),
        (True, {"raw_score": "105"}, "100.00", "SCORE_ABOVE_MAXIMUM"),
        (True, {"raw_score": "100"}, "100.00", None),
        (True, {"raw_score": "-1"}, None, "BAD_SCORE"),
        (False, {"raw_score": "21", "raw_score_max": "20"}, None, "BAD_SCORE"),
        (True, {"raw_score": "21", "raw_score_max": "20"}, "100.00", "SCORE_ABOVE_MAXIMUM"),
        (True, {"raw_score": "105", "raw_score_max": "x"}, None, "BAD_SCORE"),
        (True, {"raw_score": "105", "raw_score_max": "210"}, "50.00", None),
    ],
)
def test_a_score_above_its_highest(
    spark: SparkSession, caps: bool, raw: dict[str, str], score: str | None, issue: str | None
) -> None:
    row = row_of(spark, "assessments", Notation(caps_scores=caps), **raw)
    about_scores = [code for code in row["issue_codes"] if code in ("BAD_SCORE", "SCORE_ABOVE_MAXIMUM")]
    assert (row["score"] and str(row["score"]), about_scores) == (score, [issue] if issue else [])
    assert row["reason_codes"] == ([] if score else ["NO_VALID_MEASURE"])
