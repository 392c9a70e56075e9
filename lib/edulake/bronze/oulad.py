"""The Open University Learning Analytics Dataset (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0): its assessments.

Days are counted from the start of a presentation of a module; presentations starting in February are named B,
in October J (dataset description, analyse.kmi.open.ac.uk/open_dataset). An assessment's id is shared by all
students, so a result's id is student and assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.provenance import raw_table
from edulake.bronze.source import WAITING, Reference, Source
from edulake.bronze.student_assessments import NAMES
from edulake.contract import Column, Dialect, Feed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.contract import Table

CSV = Dialect("csv")
START_MONTH = {"B": "02", "J": "10"}

COURSES_RAW = raw_table(
    "oulad_courses_raw",
    "OULAD courses.csv as delivered: presentations of modules and their length in days.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation: year and B (February) or J (October)"),
        Column("raw_module_presentation_length", "STRING", "Length in days"),
    ),
    cluster_by=("raw_code_module", "raw_code_presentation"),
    student=None,
)
ASSESSMENTS_RAW = raw_table(
    "oulad_assessments_raw",
    "OULAD assessments.csv as delivered: what is assessed in a presentation, when due and with what weight.",
    (
        Column("raw_code_module", "STRING", "Module"),
        Column("raw_code_presentation", "STRING", "Presentation"),
        Column("raw_id_assessment", "STRING", "Assessment, shared by all students"),
        Column("raw_assessment_type", "STRING", "TMA (tutor marked), CMA (computer marked) or Exam"),
        Column("raw_date", "STRING", "Due day, counted from the presentation's start; empty for exams"),
        Column("raw_weight", "STRING", "Weight in percent"),
    ),
    cluster_by=("raw_code_module", "raw_id_assessment"),
    student=None,
)
STUDENT_ASSESSMENT_RAW = raw_table(
    "oulad_student_assessment_raw",
    "OULAD studentAssessment.csv as delivered: one result of one student.",
    (
        Column("raw_id_student", "STRING", "Student", personal="direct"),
        Column("raw_id_assessment", "STRING", "Assessment"),
        Column("raw_date_submitted", "STRING", "Day of submission, counted from the presentation's start"),
        Column("raw_is_banked", "STRING", "1 for a result carried over from an earlier presentation"),
        Column("raw_score", "STRING", "Score 0 to 100", personal="indirect"),
    ),
    cluster_by=("raw_id_student", "ingestion_timestamp"),
    student="raw_id_student",
)


def _feed(table: Table, files: str, required: tuple[str, ...]) -> Feed:
    columns = {name: name.removeprefix("raw_") for name in table.column_names if name.startswith("raw_")}
    return Feed(table, files, CSV, {raw: name for raw, name in columns.items() if raw != "raw_payload"}, required)


def candidates(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Results joined with assessment and presentation: dates on the calendar, module as subject, no grade level."""
    referred = _presentations_of_assessments(current).select(
        F.trim("raw_id_assessment").alias("_id_assessment"), "_module", "_presentation", "_start", "_news"
    )
    joined = facts.join(F.broadcast(referred), F.trim("raw_id_assessment") == F.col("_id_assessment"), "left")
    waiting = F.when(F.col("_start").isNull(), WAITING)
    mapped = {
        "raw_assessment_id": F.concat_ws(":", F.trim("raw_id_student"), F.trim("raw_id_assessment")),
        "raw_student_id": F.col("raw_id_student"),
        "raw_assessment_date": _day_after(F.col("_start"), F.col("raw_date_submitted")),
        "raw_subject": F.col("_module"),
        "raw_term": F.col("_presentation"),
        "raw_school_year": _spring_year(F.col("_presentation")),
        "parse_issue": F.coalesce("parse_issue", waiting),
        "revisit": F.coalesce("_news", F.lit(False)),
    }
    absent = {name: F.lit(None).cast("string") for name in NAMES if name not in {*mapped, "raw_score"}}
    return joined.withColumns({**mapped, **absent})


def _presentations_of_assessments(current: Mapping[Table, DataFrame]) -> DataFrame:
    courses = current[COURSES_RAW].select(
        F.col("raw_code_module").alias("_module"),
        F.col("raw_code_presentation").alias("_presentation"),
        _start(F.col("raw_code_presentation")).alias("_start"),
        F.col("is_new").alias("_course_is_new"),
    )
    same = [F.col("raw_code_module") == F.col("_module"), F.col("raw_code_presentation") == F.col("_presentation")]
    return (
        current[ASSESSMENTS_RAW]
        .join(courses, same[0] & same[1], "inner")
        .withColumn("_news", F.col("is_new") | F.col("_course_is_new"))
    )


def _start(presentation: SparkColumn) -> SparkColumn:
    """First day of a presentation; null for a name that is not a year and B or J."""
    code = F.when(presentation.rlike(r"\A[12][0-9]{3}[BJ]\z"), presentation)
    month = F.when(code.endswith("B"), START_MONTH["B"]).when(code.endswith("J"), START_MONTH["J"])
    return F.concat_ws("-", F.substring(code, 1, 4), month, F.when(code.isNotNull(), "01")).cast("string")


def _day_after(start: SparkColumn, days: SparkColumn) -> SparkColumn:
    """ISO day `days` after `start`; null unless days is a whole number of at most four digits."""
    whole = F.when(F.trim(days).rlike(r"\A-?[0-9]{1,4}\z"), F.trim(days)).cast("int")
    first = F.when(start != "", start).cast("date")
    return F.date_add(first, whole).cast("string")


def _spring_year(presentation: SparkColumn) -> SparkColumn:
    """The year in which a presentation ends: B within its own year, J in the next."""
    code = F.when(presentation.rlike(r"\A[12][0-9]{3}[BJ]\z"), presentation)
    year = F.substring(code, 1, 4).cast("int")
    return (year + F.when(code.endswith("J"), 1).otherwise(0)).cast("string")


OULAD = Source(
    name="oulad",
    subject="assessments",
    feeds=(
        _feed(COURSES_RAW, "**/courses.csv*", ("raw_code_module", "raw_code_presentation")),
        _feed(ASSESSMENTS_RAW, "**/assessments.csv*", ("raw_id_assessment", "raw_code_module")),
        _feed(STUDENT_ASSESSMENT_RAW, "**/studentAssessment.csv*", ("raw_id_student", "raw_id_assessment")),
    ),
    facts=STUDENT_ASSESSMENT_RAW,
    candidates=candidates,
    provides=frozenset({"raw_assessment_id", "raw_student_id", "raw_assessment_date", "raw_subject", "raw_score"}),
    references=(
        Reference(COURSES_RAW, ("raw_code_module", "raw_code_presentation")),
        Reference(ASSESSMENTS_RAW, ("raw_id_assessment",)),
    ),
)
