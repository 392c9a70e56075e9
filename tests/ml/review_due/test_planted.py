"""Half-lives that `generate --language` plants are found; where it plants none, none are told.

Found of 300 learners: a mean distance of .130 where a constant has .222 and Leitner .245, AUC .81.
"""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.jobs.steps.generate.language import attempts, days, learners, levels, skills
from edulake.jobs.steps.generate.language.skills import HALF_LIVES
from edulake.jobs.steps.generate.language.world import World
from edulake.ml.review_due import fitting, judging, memory, practice

pytestmark = [pytest.mark.once, pytest.mark.slow]

LEARNERS, CUT = 300, 150


@pytest.mark.parametrize(("planted", "status"), [(True, "READY"), (False, "NO_EVIDENCE")])
def test_what_is_planted_is_found(spark: SparkSession, *, planted: bool, status: str) -> None:
    """As it is told: by practices, of which some learners have few."""
    world = World(LEARNERS, 1, planted)
    active = days.active_days(levels.studies(learners.learners(spark, world), world), world)
    tested = skills.skills(attempts.attempts(active, world), world).localCheckpoint()
    told = tested.select(
        F.lit("s").alias("source_system"),
        F.col("study").cast("string").alias("student_id"),
        F.lit("es").alias("course_id"),
        "skill",
        F.timestamp_seconds(F.col("day") * memory.SECONDS_A_DAY).alias("at"),
        F.col("correct").alias("right"),
        (F.col("total") - F.col("correct")).alias("wrong"),
    )
    lives = tested.select(F.col("study").cast("string").alias("student_id"), "skill", "half_life").distinct()
    examples = practice.examples(told).localCheckpoint()
    is_before = F.col("at") < F.timestamp_seconds(F.lit(CUT * memory.SECONDS_A_DAY))
    fitted = fitting.fitted(examples.where(is_before))
    assert fitted
    later = examples.where(~is_before)
    figures = judging.figures(judging.foretold(later, fitted), frame(spark, [("s",)], "source_system"))
    rows = {row["model"]: row for row in figures.collect()}
    assert rows["half_life"]["status"] == status
    if planted:
        found = later.withColumn("found", memory.half_life(memory.exponent(fitted.weights)))
        both = found.join(lives, ["student_id", "skill"]).groupBy("skill")
        middle = both.agg(F.percentile("found", 0.5).alias("found"), F.percentile("half_life", 0.5).alias("true"))
        told_lives = {row["skill"]: row["found"] / row["true"] for row in middle.collect()}
        assert set(told_lives) == set(HALF_LIVES)
        assert all(0.6 < ratio < 1.6 for ratio in told_lives.values())
