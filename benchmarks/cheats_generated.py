"""The price of each cheat on generated data, where the truth about every student is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.generate import fates, plan, values
from edulake.jobs.steps.generate.draws import Draws
from edulake.ml import split, statistics
from edulake.ml.models import learner
from edulake.ml.problems import feature
from edulake.ml.problems.as_of import known_before
from edulake.ml.problems.feature import Feature

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

    from edulake.store.store import Store

HALF, END = "2024-07-01", "2025-07-01"
GOOD, FAILING = 75, 70
SEED, FOLDS = 1, 3
MEASURES = ("results", "mean_score", "lowest_score", "highest_score", "spread", "last_score", "trend", "engagement")
FEATURES = tuple(Feature(name, name) for name in (*MEASURES, "last_engagement", "minutes"))


def aucs(store: Store, students: int) -> dict[str, tuple[float, float]]:
    """AUC and its error of each set-up: learned from two thirds of the students, judged on the others."""
    chance, able = (_facts(store.spark, students, ability=ability) for ability in (False, True))
    below_mean, failing = F.col("year") < GOOD, F.col("second_half") < FAILING
    setups = {
        "leaky: the year's mean to predict the year's mean": _examples(chance, END, below_mean),
        "overlapping: the first half to predict the year's mean": _examples(chance, HALF, below_mean),
        "honest: the first half to predict the second": _examples(chance, HALF, failing),
        "honest, with planted ability": _examples(able, HALF, failing),
    }
    staged = {name: store.stage(rows.coalesce(1).sortWithinPartitions("tie"), "cheat") for name, rows in setups.items()}
    found = {name: _auc(_scored(rows)) for name, rows in staged.items()}
    judged = _judged(staged["honest, with planted ability"])
    ability, trend = F.col("planted_ability"), F.col("planted_trend")
    oracles = {"ability itself": ability, "ability with its trend": ability + trend / 2}
    best = {f"oracle: the planted {name}": _auc(judged.withColumn("score", -truth)) for name, truth in oracles.items()}
    return {**found, **best}


def _facts(spark: SparkSession, students: int, *, ability: bool) -> DataFrame:
    """What silver would hold of the generator's records: the newest version of each that is valid."""
    by_student, by_record = Draws(SEED, ("student",)), Draws(SEED, ("student", "number"))
    slots = values.with_ability(plan.slots(spark, students, 0, 1), by_student)
    records = fates.with_fate(values.with_values(plan.records(slots, by_student, by_record), by_record, ability))
    start = F.lit(values.FIRST_DAY).cast("date")
    return records.where((F.col("fate") == fates.ACCEPTED) & F.col("is_valid_score")).select(
        F.lit("generated").alias("source_system"),
        F.col("student").cast("string").alias("student_id"),
        F.date_add(start, F.col("day").cast("int")).alias("date"),
        F.date_add(start, F.col("changed_day").cast("int")).cast("timestamp").alias("known_at"),
        (F.col("cents") / 100).alias("score"),
        "engagement",
        (F.col("minutes") / 100).alias("minutes"),
        "ability",
        "trend",
    )


def _examples(facts: DataFrame, as_of: str, at_risk: Column) -> DataFrame:
    """One row per student: FEATURES of what was known before `as_of`, and the label of the rest of the year."""
    spark = facts.sparkSession
    day = F.lit(as_of).cast("date").alias("as_of_date")
    calendar = spark.range(1).select(F.lit("generated").alias("source_system"), day)
    known = known_before(facts, calendar, ("source_system",), "date")
    key = ("source_system", "student_id")
    outcome = facts.groupBy(*key).agg(
        F.avg("score").alias("year"),
        F.avg(F.when(F.col("date") >= HALF, F.col("score"))).alias("second_half"),
        # Mean score in the middle of the year, and its change per half-year: the second half is half of one later.
        F.first("ability").alias("planted_ability"),
        F.first("trend").alias("planted_trend"),
    )
    rows = known.groupBy(*key).agg(*_measures()).join(outcome, on=list(key))
    labelled = rows.withColumn("label", at_risk.cast("int")).where("label IS NOT NULL")
    built = feature.completed(labelled, FEATURES, ("source_system",)).withColumn("class_id", F.lit("year"))
    vectors = feature.vectors(F.array(*feature.columns(FEATURES)), FEATURES)
    return built.withColumns({**vectors, "tie": split.tie(SEED)})


def _measures() -> list[Column]:
    day = F.unix_date("date").cast("double")
    return [
        F.count(F.lit(1)).alias("results"),
        F.avg("score").alias("mean_score"),
        F.min("score").alias("lowest_score"),
        F.max("score").alias("highest_score"),
        F.stddev_pop("score").alias("spread"),
        F.max_by("score", "date").alias("last_score"),
        (F.regr_slope("score", day) * 28).alias("trend"),
        F.avg("engagement").alias("engagement"),
        F.max_by("engagement", "date").alias("last_engagement"),
        F.avg("minutes").alias("minutes"),
    ]


def _scored(rows: DataFrame) -> DataFrame:
    """The students of the first fold, scored by a model of all others."""
    model = learner.fit("logistic", rows.where(split.fold(FOLDS, SEED) != 0), SEED)
    return learner.score([("logistic", model)], _judged(rows))


def _judged(rows: DataFrame) -> DataFrame:
    return rows.where(split.fold(FOLDS, SEED) == 0)


def _auc(scored: DataFrame) -> tuple[float, float]:
    found = statistics.discrimination(scored, [], "score").collect()[0]
    return round(found["auc"], 4), round(found["auc_error"], 4)
