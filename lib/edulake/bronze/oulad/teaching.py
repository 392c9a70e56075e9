"""Modules, their presentations, what is assessed in them, and results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oulad.calendar import PRESENTATION, completed, day_after, first_day, run, spring_year, with_start
from edulake.bronze.oulad.tables import ASSESSMENTS_RAW
from edulake.silver.learning import assessments as student_assessments
from edulake.silver.learning import classes, courses, line_items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table


def results(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Results joined with assessment and presentation: dates on the calendar, module as subject, no grade level."""
    assessments = current[ASSESSMENTS_RAW].select(
        F.trim("raw_id_assessment").alias("_id_assessment"),
        *[F.trim(name).alias(f"_{name}") for name in PRESENTATION],
        F.col("is_new").alias("_assessment_is_new"),
    )
    known = facts.join(F.broadcast(assessments), F.trim("raw_id_assessment") == F.col("_id_assessment"), "left")
    joined = with_start(known, current, *[F.col(f"_{name}") for name in PRESENTATION])
    mapped = {
        "raw_assessment_id": F.concat_ws(":", F.trim("raw_id_student"), F.trim("raw_id_assessment")),
        "raw_student_id": F.col("raw_id_student"),
        "raw_assessment_date": day_after(F.col("_start"), F.col("raw_date_submitted")),
        "raw_subject": F.col("_raw_code_module"),
        "raw_class_id": run(F.col("_raw_code_module"), F.col("_raw_code_presentation")),
        "raw_line_item_id": F.trim("raw_id_assessment"),
        "raw_term": F.col("_raw_code_presentation"),
        "raw_school_year": spring_year(F.col("_raw_code_presentation")),
        "raw_score": F.col("raw_score"),
        "revisit": F.col("revisit") | F.coalesce("_assessment_is_new", F.lit(False)),
    }
    return completed(joined, mapped, student_assessments.FORM)


def modules(facts: DataFrame, _: Mapping[Table, DataFrame]) -> DataFrame:
    """Each presentation of a module as the course in that term; the newest says how long it is."""
    start = first_day(F.trim("raw_code_presentation"))
    mapped = {
        "raw_course_id": F.col("raw_code_module"),
        "raw_name": F.col("raw_code_module"),
        "raw_subject": F.col("raw_code_module"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_start_date": start,
        "raw_end_date": day_after(start, F.col("raw_module_presentation_length")),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "raw_updated_at": start,
    }
    return completed(facts.withColumn("revisit", F.lit(False)), mapped, courses.FORM)


def presentations(facts: DataFrame, _: Mapping[Table, DataFrame]) -> DataFrame:
    """Each presentation as a class: its module, taught in a term."""
    start = first_day(F.trim("raw_code_presentation"))
    mapped = {
        "raw_class_id": run(*[F.trim(name) for name in PRESENTATION]),
        "raw_course_id": F.col("raw_code_module"),
        "raw_name": F.concat_ws(" ", *[F.trim(name) for name in PRESENTATION]),
        "raw_subject": F.col("raw_code_module"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_start_date": start,
        "raw_end_date": day_after(start, F.col("raw_module_presentation_length")),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "raw_updated_at": start,
    }
    return completed(facts.withColumn("revisit", F.lit(False)), mapped, classes.FORM)


def plan(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """What is assessed in each presentation, with its due day on the calendar; exams are due on none."""
    joined = with_start(facts, current, *[F.trim(name) for name in PRESENTATION])
    mapped = {
        "raw_line_item_id": F.trim("raw_id_assessment"),
        "raw_class_id": run(*[F.trim(name) for name in PRESENTATION]),
        "raw_name": F.concat_ws(" ", F.trim("raw_assessment_type"), F.trim("raw_id_assessment")),
        "raw_category": F.col("raw_assessment_type"),
        "raw_due_date": day_after(F.col("_start"), F.col("raw_date")),
        "raw_weight": F.col("raw_weight"),
        "raw_score_max": F.lit("100"),
        "raw_subject": F.col("raw_code_module"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
    }
    return completed(joined, mapped, line_items.FORM)
