"""Examples of course runs: every student still enrolled at a share of a run, with features and outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml import split
from edulake.ml.problems import as_of, feature
from edulake.ml.problems.course_result import cohorts, features
from edulake.ml.problems.course_result import plan as course_plan
from edulake.ml.problems.problem import About, Problem
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.learning.enrollments import ENROLLMENTS_TABLE
from edulake.silver.learning.line_items import LINE_ITEMS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.ml.problems.problem import Read, Stage

READS = (
    CLASSES_TABLE,
    ENROLLMENTS_TABLE,
    LINE_ITEMS_TABLE,
    STUDENT_ASSESSMENTS_CLEAN,
    ENGAGEMENT_TABLE,
    STUDENTS_TABLE,
)
PROTECTED = ("gender", "age_band", "disability", "deprivation_band")


def examples(read: Read, stage: Stage, settings: Settings) -> DataFrame:
    """One row per student, course run and share of it: keys, features, `rule`, `label`, and what the audit asks for."""
    choices = settings.early_warning

    def runs(classes: DataFrame) -> DataFrame:
        return cohorts.calendar(classes, choices.shares, choices.course_sources)

    return _examples(read, stage, settings, runs)


def of_day(read: Read, stage: Stage, settings: Settings, day: dt.date) -> DataFrame:
    """The same for each course run that is going on on `day`, at the largest share that it has reached; no label."""
    choices = settings.early_warning

    def runs(classes: DataFrame) -> DataFrame:
        return cohorts.going_on(classes, day, choices.shares, choices.course_sources)

    return _examples(read, stage, settings, runs).drop("label").withColumn("grade_level", F.lit(None).cast("string"))


def _examples(read: Read, stage: Stage, settings: Settings, calendar: Callable[[DataFrame], DataFrame]) -> DataFrame:
    choices = settings.early_warning
    ours = F.col("source_system").isin(list(choices.course_sources))
    classes, enrollments, line_items, assessments, engagement, students = (
        feature.kept(read(table), table).where(ours) for table in READS
    )
    runs = calendar(classes)
    population = stage(_with_protected(cohorts.population(enrollments, runs), students))
    built = features.build(
        population,
        runs,
        line_items,
        assessments,
        stage(features.active_days(engagement)),
        cohorts.outcomes(enrollments, classes),
    )
    return feature.read_by_models(built, features.FEATURES).withColumn("tie", split.tie(choices.seed))


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


def last_day(read: Read, settings: Settings) -> DataFrame:
    """`last`, the day of the last result or activity in a course run."""
    ours = F.col("source_system").isin(list(settings.early_warning.course_sources))
    days = [
        feature.kept(read(table), table).where(ours).select(F.col(date).alias("date"), "delivered_at")
        for table, date in ((STUDENT_ASSESSMENTS_CLEAN, "assessment_date"), (ENGAGEMENT_TABLE, "date"))
    ]
    return as_of.first_and_last_day(days[0].unionByName(days[1]))


def became(read: Read, listed: DataFrame, _: Settings) -> DataFrame:
    """The result of the course run, once somebody has completed it.

    Until then only those who left are known, and all of them ended badly. Of several enrollments of a student in one
    run the last one counts.
    """
    student, run = ["source_system", "student_id", "class_id"], Window.partitionBy("source_system", "class_id")
    results = (
        cohorts.outcomes(read(ENROLLMENTS_TABLE), read(CLASSES_TABLE))
        .groupBy(*student)
        .agg(F.max_by("ended_badly", "outcome_on").alias("result"))
    )
    is_settled = F.min("result").over(run) == 0
    settled = results.withColumn("label", F.when(is_settled, F.col("result"))).drop("result")
    return listed.join(settled, on=student, how="left")


def plan(read: Read, listed: DataFrame, day: dt.date) -> DataFrame:
    """What the course runs of the list ask for, beside their last ones."""
    return course_plan.compared(listed, read(CLASSES_TABLE), read(LINE_ITEMS_TABLE), day)


ABOUT = About(
    title="Course runs",
    ranked="the students of a course run, at {share} of its length, by the risk of failing or leaving it",
    known_by="work handed in and missing, scores, activity and earlier courses",
    listed="places of students in course runs",
    outcome="fail or leave",
)
COURSE_RESULT = Problem(
    name="course_result",
    about=ABOUT,
    reads=READS,
    features=features.FEATURES,
    peers=("source_system", "class_id"),
    scope="course",
    audited=PROTECTED,
    words=features.in_words,
    rule="scores",
    shares=lambda choices: choices.shares,
    examples=examples,
    of_day=of_day,
    last_day=last_day,
    judged_by=(ENROLLMENTS_TABLE, CLASSES_TABLE),
    became=became,
    plan=plan,
)
