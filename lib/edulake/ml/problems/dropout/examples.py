"""Examples of learners of a language: everybody active lately on an as-of date, with features and who came after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold.language.activity import READ
from edulake.ml import split
from edulake.ml.problems import as_of
from edulake.ml.problems.dropout import cohorts, features
from edulake.ml.problems.feature import read_by_models
from edulake.ml.problems.problem import About, Problem
from edulake.ml.problems.school_risk.cohorts import attributes, days
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.config.settings import Settings
    from edulake.gold.product import Inputs
    from edulake.ml.problems.problem import Read, Stage

READS = (*READ, STUDENTS_TABLE)
PROTECTED = ("gender", "age_band", "disability", "deprivation_band")
STUDENT = ("student_id", "as_of_date")
SOURCE = ("source_system",)


def examples(read: Read, stage: Stage, settings: Settings) -> DataFrame:
    """One row per learner, language and as-of date: keys, features, `rule`, `label`, and what the audit asks for."""
    facts, horizon = cohorts.silver(read, settings), settings.early_warning.dropout_days
    until = stage(cohorts.until(facts))
    ends = cohorts.moments(facts).agg(F.min("date").alias("first")).crossJoin(_last(until)).collect()[0]
    looked_at = days(ends["first"], ends["last"], horizon)
    built = stage(_at(read, facts, stage, settings, looked_at, cohorts.calendar(until, looked_at, horizon)))
    labels = cohorts.outcomes(built.select(*cohorts.KEY), cohorts.active_days(facts), horizon)
    return built.join(labels, on=list(cohorts.KEY)).withColumns(
        {
            # Who stays away does so from the day on.
            "warning_days": F.lit(None).cast("int"),
            "cohort": F.col("as_of_date").cast("string"),
            "period_start": F.col("as_of_date"),
            "period_end": F.date_add("as_of_date", horizon - 1),
        }
    )


def of_day(read: Read, stage: Stage, settings: Settings, day: dt.date) -> DataFrame:
    """The same for everybody who is there on `day`, of sources of which all before it is known; no label."""
    facts = cohorts.silver(read, settings)
    return _at(read, facts, stage, settings, [day], cohorts.calendar(stage(cohorts.until(facts)), [day], 0))


def _at(
    read: Read, facts: Inputs, stage: Stage, settings: Settings, looked_at: Sequence[dt.date], calendar: DataFrame
) -> DataFrame:
    """Who is there on each day of the calendar, with what was known before it."""
    known = stage(as_of.known_before(cohorts.moments(facts), calendar, SOURCE, "date"))
    messages, attempts = (
        as_of.known_before(facts[table], calendar, SOURCE, "date") for table in (MESSAGES_TABLE, ATTEMPTS_TABLE)
    )
    there = cohorts.population(known, settings.early_warning.dropout_days)
    audited = there.join(attributes(read(STUDENTS_TABLE), looked_at, PROTECTED), on=list(STUDENT), how="left")
    built = features.build(audited, known, messages, attempts, settings.gold).withColumns(
        {
            "class_id": F.col("course_id"),
            "scope": F.col("course_id"),
            "grade_level": F.lit(None).cast("string"),
        }
    )
    vectors = read_by_models(built, features.FEATURES)
    return vectors.withColumn("tie", split.tie(settings.early_warning.seed))


def last_day(read: Read, settings: Settings) -> DataFrame:
    """`last`, the day up to which all is known of the source of which most is."""
    return _last(cohorts.until(cohorts.silver(read, settings)))


def behind(read: Read, settings: Settings, day: dt.date) -> DataFrame:
    """The sources (`source_system`) of which not all before the day is known: nobody of theirs is listed on it."""
    until = cohorts.until(cohorts.silver(read, settings))
    return until.where(F.col("observed_until") < F.date_sub(F.lit(day), 1)).select("source_system")


def _last(until: DataFrame) -> DataFrame:
    return until.agg(F.max("observed_until").alias("last"))


def became(read: Read, listed: DataFrame, settings: Settings) -> DataFrame:
    """Who did nothing in the days of the list, once all of them are known; for lists of today's `dropout_days`."""
    facts, horizon = cohorts.silver(read, settings), settings.early_warning.dropout_days
    keys = listed.select(*cohorts.KEY).distinct()
    over = keys.join(F.broadcast(cohorts.until(facts)), on="source_system").where(
        F.date_add("as_of_date", horizon - 1) <= F.col("observed_until")
    )
    labels = cohorts.outcomes(over.select(*cohorts.KEY), cohorts.active_days(facts), horizon)
    is_same = F.get_json_object("parameters", "$.dropout_days") == str(horizon)
    judged = listed.join(labels, on=list(cohorts.KEY), how="left")
    return judged.withColumn("label", F.when(is_same, F.col("label")))


ABOUT = About(
    title="Languages",
    ranked="learners of a language, active in the last {dropout_days} days, by their risk of doing nothing in it for as"
    " many",
    known_by="days and hours of activity, minutes, lessons begun, scores and errors",
    listed="learners of languages",
    outcome="drop off",
)
DROPOUT = Problem(
    name="dropout",
    about=ABOUT,
    reads=READS,
    features=features.FEATURES,
    peers=features.PEERS,
    scope="language",
    audited=PROTECTED,
    words=features.in_words,
    rule="days since",
    shares=lambda _: (None,),
    examples=examples,
    of_day=of_day,
    last_day=last_day,
    judged_by=READ,
    became=became,
    behind=behind,
)
