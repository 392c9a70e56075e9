"""What OneRoster says of teaching: courses, classes, who is enrolled in them, and the grades given there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import (
    DELETED,
    STUDENT,
    UNKNOWN_ROLE,
    bound,
    changes,
    day,
    first,
    is_other,
    last_day,
    lives,
    nothing,
    only,
    status,
    text,
    word,
)
from edulake.bronze.oneroster.tables import ACADEMIC_SESSIONS, CLASSES, COURSES, LINE_ITEMS
from edulake.bronze.reference import WAITING, any_of, sure
from edulake.contract.raw import raw_columns
from edulake.contract.rule import NOT_A_STUDENT
from edulake.silver.learning import assessments as results
from edulake.silver.learning import line_items as items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

UNSCORED = ("exempt", "not submitted")


def courses(facts: DataFrame, current: Current) -> DataFrame:
    """Courses, dated by their school year where they name one."""
    joined = facts.join(
        F.broadcast(_sessions(current)), text("raw_school_year_sourced_id") == F.col("_session"), "left"
    )
    return joined.withColumns(
        {
            "raw_course_id": F.col("raw_sourced_id"),
            "raw_name": F.col("raw_title"),
            "raw_code": F.col("raw_course_code"),
            "raw_subject": first("raw_subjects"),
            "raw_grade_level": only("raw_grades"),
            "raw_start_date": F.col("_start"),
            "raw_end_date": F.col("_end"),
            "raw_status": status(),
            "raw_school_id": F.col("raw_org_sourced_id"),
            "raw_school_year": F.col("_year"),
            **nothing(("raw_term",)),
            **changes("_session_is_new"),
        }
    )


def classes(facts: DataFrame, current: Current) -> DataFrame:
    """Classes, from the first day of all their terms to the last and, where they name no subject, with the course's."""
    joined = _with_course_and_term(facts, current)
    return joined.withColumns(
        {
            "raw_class_id": F.col("raw_sourced_id"),
            "raw_name": F.col("raw_title"),
            "raw_course_id": F.col("raw_course_sourced_id"),
            "raw_subject": F.col("_subject"),
            "raw_grade_level": only("raw_grades"),
            "raw_status": status(),
            "raw_school_id": F.col("raw_school_sourced_id"),
            "raw_start_date": F.col("_start"),
            "raw_end_date": F.col("_end"),
            "raw_school_year": F.col("_year"),
            "raw_term": F.col("_term"),
            **changes("_course_is_new", "_session_is_new"),
        }
    )


def line_items(facts: DataFrame, current: Current) -> DataFrame:
    """Line items with the subject, grade level, school and term of their class."""
    joined = facts.join(F.broadcast(taught(current)), F.col("raw_class_sourced_id") == F.col("_class"), "left")
    mapped = {
        "raw_line_item_id": F.col("raw_sourced_id"),
        "raw_class_id": F.col("raw_class_sourced_id"),
        "raw_name": F.col("raw_title"),
        "raw_due_date": F.col("raw_due_date"),
        "raw_score_max": F.col("raw_result_value_max"),
        "raw_score_min": F.col("raw_result_value_min"),
        "raw_subject": F.col("_subject"),
        "raw_grade_level": F.col("_grade"),
        "raw_status": status(),
        "raw_school_id": F.col("_school"),
        "raw_school_year": F.col("_year"),
        "raw_term": F.col("_term"),
        **changes("_class_is_new"),
    }
    return joined.withColumns({**nothing(raw_columns(items.FORM.table)), **mapped})


def enrollments(facts: DataFrame, current: Current) -> DataFrame:
    """Students' enrollments. Their class says which course, so they wait for it, and are closed with it."""
    joined = facts.join(F.broadcast(taught(current)), F.col("raw_class_sourced_id") == F.col("_class"), "left")
    role = word("raw_role")
    closed = (status() != DELETED) & ~F.col("_class_lives")
    issue = (
        F.when(role == STUDENT, F.when(F.col("_class").isNull(), WAITING))
        .when(is_other(role), NOT_A_STUDENT)
        .otherwise(UNKNOWN_ROLE)
    )
    mapped = {
        "raw_enrollment_id": F.col("raw_sourced_id"),
        "raw_student_id": F.col("raw_user_sourced_id"),
        "raw_course_id": F.col("_course_id"),
        "raw_class_id": F.col("raw_class_sourced_id"),
        "raw_start_date": F.col("raw_begin_date"),
        "raw_end_date": last_day("raw_end_date"),
        "raw_status": F.when(closed, "inactive").otherwise(status()),
        "raw_school_id": F.coalesce(text("raw_school_sourced_id"), "_school"),
        "raw_school_year": F.col("_year"),
        "raw_term": F.col("_term"),
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_class_is_new"),
    }
    return joined.withColumns({**mapped, **nothing(("raw_result",))})


def assessments(facts: DataFrame, current: Current) -> DataFrame:
    """Results with their line item, for which they wait, and its class.

    What is exempt or was not submitted is no result, or none any more: it has no score, and is taken back like one
    that is to be deleted, or whose line item is. Quarantine would keep the score that it had before.
    """
    unscored = sure(word("raw_score_status").isin(*UNSCORED))
    withdrawn = unscored | sure(~F.col("_item_lives"))
    items = current[LINE_ITEMS.table].select(
        F.col("raw_sourced_id").alias("_item"),
        F.col("raw_class_sourced_id").alias("_item_class"),
        F.col("raw_result_value_max").alias("_max"),
        F.col("raw_result_value_min").alias("_min"),
        lives().alias("_item_lives"),
        F.col("is_new").alias("_item_is_new"),
    )
    graded = items.join(F.broadcast(taught(current)), F.col("_item_class") == F.col("_class"), "left")
    joined = facts.join(graded, F.col("raw_line_item_sourced_id") == F.col("_item"), "left")
    mapped = {
        "raw_assessment_id": F.col("raw_sourced_id"),
        "raw_student_id": F.col("raw_student_sourced_id"),
        "raw_assessment_date": F.col("raw_score_date"),
        "raw_subject": F.col("_subject"),
        "raw_score": F.when(~unscored, F.col("raw_score")),
        "raw_score_max": F.col("_max"),
        "raw_score_min": F.col("_min"),
        "raw_class_id": F.col("_item_class"),
        "raw_line_item_id": F.col("raw_line_item_sourced_id"),
        "raw_grade_level": F.col("_grade"),
        "raw_school_id": F.col("_school"),
        "raw_school_year": F.col("_year"),
        "raw_term": F.col("_term"),
        "raw_status": F.when(withdrawn, DELETED).otherwise(status()),
        "parse_issue": F.coalesce("parse_issue", F.when(F.col("_item").isNull(), WAITING)),
        **changes("_item_is_new", "_class_is_new"),
    }
    return joined.withColumns({**nothing(raw_columns(results.FORM.table)), **mapped})


def taught(current: Current) -> DataFrame:
    """Classes as facts need them: course, subject, grade level, school and term, and their first and last day."""
    joined = _with_course_and_term(current[CLASSES.table], current)
    return joined.select(
        F.col("raw_sourced_id").alias("_class"),
        F.col("raw_course_sourced_id").alias("_course_id"),
        "_subject",
        only("raw_grades").alias("_grade"),
        F.col("raw_school_sourced_id").alias("_school"),
        *("_term", "_year", "_start", "_end"),
        lives().alias("_class_lives"),
        any_of("is_new", "_course_is_new", "_session_is_new").alias("_class_is_new"),
    )


def _with_course_and_term(rows: DataFrame, current: Current) -> DataFrame:
    """Rows of classes.csv with `_subject`, and of their terms `_start`, `_end`, `_term` and `_year`."""
    subjects = current[COURSES.table].select(
        F.col("raw_sourced_id").alias("_course"),
        first("raw_subjects").alias("_course_subject"),
        F.col("is_new").alias("_course_is_new"),
    )
    known = rows.join(F.broadcast(subjects), F.col("raw_course_sourced_id") == F.col("_course"), "left")
    return _with_terms(known, current).withColumn("_subject", F.coalesce(first("raw_subjects"), "_course_subject"))


def _with_terms(rows: DataFrame, current: Current) -> DataFrame:
    """Rows of classes.csv with what those of their terms tell that are known, in the order in which they begin.

    `_start` is the first day of all, `_end` the last, `_year` the school year in which they end, `_term` their ids with
    commas between. All sessions travel as one map: there are few, and a class may name any number.
    """
    told = F.struct(*[F.col(name) for name in ("_start", "_session", "_end", "_year", "_session_is_new")])
    every = _sessions(current).agg(F.map_from_entries(F.collect_list(F.struct("_session", told))).alias("_sessions"))
    named = F.transform(F.split("raw_term_sourced_ids", ","), lambda name: F.element_at("_sessions", F.trim(name)))
    terms = F.col("_terms")
    return (
        rows.crossJoin(F.broadcast(every))
        .withColumn("_terms", F.array_sort(F.array_distinct(F.array_compact(named))))
        .withColumns(
            {
                "_start": bound(terms["_start"], F.array_min),
                "_end": bound(terms["_end"], F.array_max),
                "_year": F.array_max(terms["_year"]),
                "_term": F.when(F.size(terms) > 0, F.array_join(terms["_session"], ",")),
                "_session_is_new": F.array_contains(terms["_session_is_new"], F.lit(True)),
            }
        )
        .drop("_sessions", "_terms")
    )


def _sessions(current: Current) -> DataFrame:
    """Academic sessions, their days in ISO form where they can be read."""
    return current[ACADEMIC_SESSIONS.table].select(
        F.col("raw_sourced_id").alias("_session"),
        day("raw_start_date").alias("_start"),
        last_day("raw_end_date").alias("_end"),
        text("raw_school_year").alias("_year"),
        F.col("is_new").alias("_session_is_new"),
    )
