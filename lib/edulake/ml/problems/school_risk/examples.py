"""Examples of a school's students: everybody who is there on an as-of date, with features and what came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml import split
from edulake.ml.problems import as_of, feature
from edulake.ml.problems.problem import About, Problem
from edulake.ml.problems.school_risk import cohorts, features
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.silver.learning.line_items import LINE_ITEMS_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.ml.problems.problem import Read, Stage

READS = (STUDENT_ASSESSMENTS_CLEAN, ATTENDANCE_TABLE, LINE_ITEMS_TABLE, STUDENTS_TABLE)
PROTECTED = ("gender", "age_band", "disability", "deprivation_band")
# Results of one student may come from several sources: examples are of none of them, and of no one class.
EVERY = "all"


def examples(read: Read, stage: Stage, settings: Settings) -> DataFrame:
    """One row per student and as-of date: keys, features, `rule`, `label`, and what the audit asks for."""
    choices = settings.early_warning
    results, attended = _facts(read, settings)
    known = results.select("date", "delivered_at").unionByName(attended.select("date", "delivered_at"))
    ends = as_of.first_and_last_day(known).collect()[0]
    days = cohorts.days(ends["first"], ends["last"], choices.horizon_days)
    built = stage(_at(read, stage, settings, days))
    looked_at = built.select("as_of_date").distinct()
    labels = cohorts.outcomes(results, attended, looked_at, choices, settings.gold)
    return (
        built.join(labels, on=list(cohorts.KEY), how="left")
        .withColumn("cohort", F.col("as_of_date").cast("string"))
        .withColumn("period_start", F.col("as_of_date"))
        .withColumn("period_end", F.date_add("as_of_date", choices.horizon_days - 1))
    )


def of_day(read: Read, stage: Stage, settings: Settings, day: dt.date) -> DataFrame:
    """The same for everybody who is there on `day`; no label."""
    return _at(read, stage, settings, [day]).withColumn("course_id", F.lit(None).cast("string"))


def _at(read: Read, stage: Stage, settings: Settings, days: Sequence[dt.date]) -> DataFrame:
    """Who is there on each of `days`, with what was known before it."""
    results, attended = _facts(read, settings)
    students = _ours(read(STUDENTS_TABLE), settings)
    sources = results.select("source_system").unionByName(attended.select("source_system"))
    calendar = cohorts.calendar(sources, days)
    known = stage(as_of.known_before(results, calendar, ("source_system",), "date"))
    present = stage(as_of.known_before(attended, calendar, ("source_system",), "date"))
    population = cohorts.population(known, present, cohorts.on_roll(students, days))
    audited = population.join(cohorts.attributes(students, days, PROTECTED), on=list(cohorts.KEY), how="left")
    due = _ours(feature.kept(read(LINE_ITEMS_TABLE), LINE_ITEMS_TABLE), settings)
    failing = float(settings.early_warning.failing_below)
    built = features.build(audited, known, present, due, failing).withColumns(
        {"source_system": F.lit(EVERY), "class_id": F.lit(EVERY), "scope": F.col("grade_level")}
    )
    vectors = feature.read_by_models(built, features.FEATURES)
    return vectors.withColumn("tie", split.tie(settings.early_warning.seed))


def _facts(read: Read, settings: Settings) -> tuple[DataFrame, DataFrame]:
    """Results and days of attendance of the sources that are looked at."""
    results, attended = (
        _ours(feature.kept(read(table), table), settings) for table in (STUDENT_ASSESSMENTS_CLEAN, ATTENDANCE_TABLE)
    )
    return cohorts.results(results), cohorts.attended(attended)


def _ours(rows: DataFrame, settings: Settings) -> DataFrame:
    """Rows of all sources but those whose courses end with a result, of no school, and of which nobody is modelled."""
    choices = settings.early_warning
    others = [*choices.course_sources, *choices.activity_sources, *choices.unmodelled_sources]
    return rows.where(~F.col("source_system").isin(others))


def last_day(read: Read, settings: Settings) -> DataFrame:
    """`last`, the day of the last result or day of attendance."""
    facts = [rows.select("date", "delivered_at") for rows in _facts(read, settings)]
    return as_of.first_and_last_day(facts[0].unionByName(facts[1]))


def became(read: Read, listed: DataFrame, settings: Settings) -> DataFrame:
    """What came within the horizon of the list's day, once it has passed; for lists of today's horizon and bound."""
    results, attended = _facts(read, settings)
    choices = settings.early_warning
    days = listed.select("as_of_date").distinct()
    labels = cohorts.outcomes(results, attended, days, choices, settings.gold).drop("warning_days")
    is_over = F.date_add("as_of_date", choices.horizon_days - 1) <= F.col("last")
    over = days.crossJoin(last_day(read, settings)).where(is_over).select("as_of_date")
    judged = listed.join(labels.join(over, on="as_of_date"), on=list(cohorts.KEY), how="left")
    asked = {"horizon_days": str(choices.horizon_days), "failing_below": str(choices.failing_below)}
    same = [F.get_json_object("parameters", f"$.{name}") == value for name, value in asked.items()]
    return judged.withColumn("label", F.when(same[0] & same[1], F.col("label")))


ABOUT = About(
    title="Schools",
    ranked="students of schools by their risk of a mean under {failing_below} or chronic absence"
    " in {horizon_days} days",
    known_by="scores, engagement, absence and missing work",
    listed="students of schools",
    outcome="have low scores or miss school",
)
SCHOOL_RISK = Problem(
    name="school_risk",
    about=ABOUT,
    reads=READS,
    features=features.FEATURES,
    peers=features.PEERS,
    scope="grade",
    audited=(*PROTECTED, "grade_level"),
    words=features.in_words,
    rule="scores",
    shares=lambda _: (None,),
    examples=examples,
    of_day=of_day,
    last_day=last_day,
    judged_by=(STUDENT_ASSESSMENTS_CLEAN, ATTENDANCE_TABLE),
    became=became,
)
