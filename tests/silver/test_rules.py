"""Rules that subjects share: which ids must be there, which may be lost, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import cleaned, told
from texts import frame

from edulake.contract.feed import Notation
from edulake.contract.rule import Rule
from edulake.silver import rules

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


# --- each rule by itself ---------------------------------------------------------------------------

NAMES = "raw_student_id student student_id raw_class_id class_id raw_row_id source_id updated source_updated_at role role_raw"
SOUND = {"raw_student_id": "S1", "student": "S1", "student_id": "S1", "raw_class_id": "K1", "class_id": "K1"}
LOST_STUDENT = {"raw_student_id": DAMAGED, "student": DAMAGED, "student_id": None}
LOST_CLASS = {"raw_class_id": DAMAGED, "class_id": None}
NO_CLASS = {"raw_class_id": None, "class_id": None}


def broken(spark: SparkSession, rule: Rule, *changes: dict[str, str | None]) -> list[bool | None]:
    rows = [tuple({**SOUND, **change}.get(name) for name in NAMES.split()) for change in changes]
    return [row[0] for row in frame(spark, rows, NAMES).select(rule.broken()).collect()]


def test_what_says_something_that_cannot_be_read(spark: SparkSession) -> None:
    assert broken(
        spark,
        rules.BAD_VERSION[1],
        {"updated": "soon"},
        {"updated": "2025-01-06", "source_updated_at": "2025-01-06"},
        {"updated": None},
    ) == [True, False, False]


def test_a_student_is_missing_or_bad_or_damaged_and_never_two_of_them(spark: SparkSession) -> None:
    none = {"raw_student_id": None, "student": None, "student_id": None}
    bad = {"raw_student_id": "x" * 129, "student": "x" * 129, "student_id": None}
    null, misspelled = rules.nobody()
    for rule, due in (
        (null, [False, True, False, False]),
        (misspelled, [False, False, True, False]),
        (rules.destroyed("student_id"), [False, False, False, True]),
    ):
        assert broken(spark, rule, {}, none, bad, LOST_STUDENT) == due, rule.code


def test_an_id_that_a_row_cannot_be_without(spark: SparkSession) -> None:
    """Where a spreadsheet destroyed it, that is said instead."""
    rule = rules.no_id("class_id")
    assert (rule.code, rule.meaning) == ("NULL_CLASS_ID", "no class")
    assert broken(spark, rule, {}, NO_CLASS, LOST_CLASS) == [False, True, False]


def test_a_row_without_an_id_of_its_own_needs_the_place(spark: SparkSession) -> None:
    """With one it needs only whom it is about; a destroyed id of its own is as good as none."""
    rule = rules.undecided("row_id", "class_id")
    own = {"raw_row_id": "1", "source_id": "1"}
    assert broken(spark, rule, {}, LOST_CLASS, NO_CLASS, {"raw_row_id": DAMAGED}) == [False, True, False, True]
    assert broken(spark, rule, own, {**own, **LOST_CLASS}, {**own, **LOST_STUDENT}) == [False, False, True]
    both = rules.undecided("row_id", "class_id", needed=("student_id", "class_id"))
    assert broken(spark, both, {**own, **LOST_CLASS}) == [True]


def test_a_row_that_was_kept_without_an_id(spark: SparkSession) -> None:
    """An id that is there is looked for no further: a number with an exponent may be one."""
    rule, _ = rules.left_out("class_id", "student_id")
    whole = {"raw_class_id": DAMAGED, "class_id": "123457000000"}
    assert broken(spark, rule, {}, LOST_CLASS, LOST_STUDENT, NO_CLASS, whole) == [False, True, True, False, False]


@pytest.mark.once
def test_a_fact_needs_a_student_and_a_day() -> None:
    assert [rule.code for rule in rules.refusals("date")] == ["NULL_STUDENT_ID", "BAD_STUDENT_ID", "BAD_DATE"]


def test_a_category_that_means_nothing_known(spark: SparkSession) -> None:
    rule = rules.unmapped_in("role")
    assert rule.code == "UNMAPPED_ROLE"
    assert broken(
        spark,
        rule,
        {"role": "Unknown", "role_raw": "Q"},
        {"role": "Teacher", "role_raw": "T"},
        {"role": "Unknown", "role_raw": None},
        {"role": None, "role_raw": None},
    ) == [True, False, False, False]
    assert [rule.code for rule in rules.nobody("staff")] == ["NULL_STAFF_ID", "BAD_STAFF_ID"]
