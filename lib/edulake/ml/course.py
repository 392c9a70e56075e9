"""Examples of course runs: every student still enrolled at a share of a run, with features and outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml import course_cohorts, course_features, feature, split
from edulake.silver.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.classes import CLASSES_TABLE
from edulake.silver.engagement import ENGAGEMENT_TABLE
from edulake.silver.enrollments import ENROLLMENTS_TABLE
from edulake.silver.line_items import LINE_ITEMS_TABLE
from edulake.silver.students import STUDENTS_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column, DataFrame

    from edulake.config import EarlyWarning
    from edulake.contract import Table

    Read = Callable[[Table], DataFrame]
    Stage = Callable[[DataFrame], DataFrame]

READS = (
    CLASSES_TABLE,
    ENROLLMENTS_TABLE,
    LINE_ITEMS_TABLE,
    STUDENT_ASSESSMENTS_CLEAN,
    ENGAGEMENT_TABLE,
    STUDENTS_TABLE,
)
COLUMNS = feature.columns(course_features.FEATURES)
# For the audit only, never a feature.
PROTECTED = ("gender", "age_band", "disability", "deprivation_band")


def examples(
    read: Read, stage: Stage, choices: EarlyWarning, calendar: Callable[[DataFrame], DataFrame] | None = None
) -> DataFrame:
    """One row per student, course run and share of it: keys, features, `rule`, `label`, and what the audit asks for.

    `calendar` turns classes into course runs with their as-of dates; by default each run at each share.
    """
    ours = F.col("source_system").isin(list(choices.course_sources))
    classes, enrollments, line_items, assessments, engagement, students = (
        read(table).where(_kept(table) & ours) for table in READS
    )
    every = course_cohorts.calendar(classes, choices.shares, choices.course_sources)
    runs = calendar(classes) if calendar else every
    population = stage(_with_protected(course_cohorts.population(enrollments, runs), students))
    built = course_features.build(
        population,
        runs,
        line_items,
        assessments,
        stage(course_features.active_days(engagement)),
        course_cohorts.outcomes(enrollments, classes),
    )
    values = F.array(*[F.col(name).cast("double") for name in COLUMNS])
    return built.withColumns({**feature.vectors(values, course_features.FEATURES), "tie": split.tie(choices.seed)})


def _kept(table: Table) -> Column:
    return ~F.col("is_deleted") if "is_deleted" in table.column_names else F.lit(True)


def _with_protected(population: DataFrame, students: DataFrame) -> DataFrame:
    """The version of each student that held on the as-of date; null where none did."""
    versions = students.select(
        "source_system",
        "student_id",
        "valid_from",
        F.coalesce("valid_to", F.lit("9999-12-31").cast("timestamp")).alias("valid_to"),
        *PROTECTED,
    )
    day = F.col("as_of_date").cast("timestamp")
    keys = [F.col(f"p.{name}") == F.col(f"v.{name}") for name in ("source_system", "student_id")]
    held = (F.col("v.valid_from") < day) & (day <= F.col("v.valid_to"))
    joined = population.alias("p").join(versions.alias("v"), keys[0] & keys[1] & held, "left")
    return joined.select("p.*", *[f"v.{name}" for name in PROTECTED])
