"""What can a learner do in a language, skill by skill?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.categories.language import MIXED
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.language import intervals
from edulake.gold.language.columns import LEARNER, NOWHERE, OK, TOO_FEW, nowhere
from edulake.gold.language.intervals import SHARE_TYPE
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Input, Product, mean
from edulake.silver.columns import SOURCE_SYSTEM, STUDENT_ID
from edulake.silver.language import languages
from edulake.silver.language.attempts import ATTEMPTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

SCORE_TYPE = "DECIMAL(5,2)"
TABLE = Table(
    layer="gold",
    name="skill_profile",
    meaning="One row per learner, language and skill: how tests of the level that was tested last tell of it. Tests of"
    " other levels are counted and not compared: 90 at A1 is not 90 at B2.",
    columns=(
        STUDENT_ID,
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("skill", "STRING", "Skill, as the source calls it", nullable=False),
        Column(
            "attempts", "INT", "Finished attempts at tests that tell of the skill", nullable=False, personal="indirect"
        ),
        Column(
            "level",
            "STRING",
            "Level of the last of them; Mixed, or Unknown where none is said",
            nullable=False,
            personal="indirect",
        ),
        Column("attempts_at_level", "INT", "Those of attempts that are of this level", nullable=False),
        Column(
            "questions", "BIGINT", "Their questions on the skill, where right ones are told as well", nullable=False
        ),
        Column("correct", "BIGINT", "Those answered right", nullable=False, personal="indirect"),
        Column("correct_share", SHARE_TYPE, "Correct / questions; null without any", personal="indirect"),
        Column("lower", SHARE_TYPE, "Lower 95 % limit of that share (Wilson)", personal="indirect"),
        Column("upper", SHARE_TYPE, "Upper 95 % limit", personal="indirect"),
        Column("mean_score", SCORE_TYPE, "Mean score at this level; null where none is told", personal="indirect"),
        Column("last_score", SCORE_TYPE, "Score of the last attempt; null where none is told", personal="indirect"),
        Column("last_at", "TIMESTAMP", "When that was completed, UTC", nullable=False),
        Column(
            "status",
            "STRING",
            "OK; TOO_FEW if there are fewer questions than the settings ask for",
            nullable=False,
            personal="indirect",
        ),
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "student_id", "course_id", "skill"),
    cluster_by=("student_id", "course_id"),
    people={"student_id": "student"},
    deletion_vectors=True,
)
KEYS = TABLE.key
LAST = ("completed_at", "attempt_id")


def build(silver: Inputs, settings: Gold) -> DataFrame:
    """All rows. A skill without a name is none.

    Of attempts completed at one moment that with the highest id is the last one; of two results of one attempt that
    with the higher score.
    """
    level = F.when(F.col("is_mixed"), MIXED).otherwise(F.coalesce("level", F.lit(UNKNOWN))).alias("level")
    finished = silver[ATTEMPTS_TABLE].where("is_finished")
    each = finished.select(*LEARNER, *LAST, level, F.explode("skills").alias("of")).select("*", "of.*")
    counted = _by_level(each.where(F.col("skill").isNotNull()))
    of_skill = counted.groupBy(*KEYS).agg(
        F.sum("attempts").cast("int").alias("attempts"), F.max(F.struct("last", "level", "sums")).alias("newest")
    )
    newest = of_skill.select(*KEYS, "attempts", "newest.level", "newest.last.*", "newest.sums.*")
    questions, correct = F.col("questions"), F.col("correct")
    lower, upper = intervals.wilson(correct, questions)
    is_enough = questions >= settings.language.min_events
    return newest.select(
        *KEYS,
        "attempts",
        "level",
        F.col("at_level").cast("int").alias("attempts_at_level"),
        questions,
        correct,
        intervals.share(correct, questions).alias("correct_share"),
        lower.alias("lower"),
        upper.alias("upper"),
        mean(F.col("score_sum"), F.col("scored"), SCORE_TYPE).alias("mean_score"),
        "last_score",
        F.col("completed_at").alias("last_at"),
        F.when(is_enough, OK).otherwise(TOO_FEW).alias("status"),
        *nowhere(),
    )


def _by_level(each: DataFrame) -> DataFrame:
    """By level: how many attempts, what the last one says (`last`), and the `sums` of all."""
    is_counted = F.col("correct").between(F.lit(0), F.col("total"))
    questions, correct = (F.coalesce(F.sum(F.when(is_counted, F.col(name))), F.lit(0)) for name in ("total", "correct"))
    last = F.max(F.struct(*LAST, F.col("score").alias("last_score"))).alias("last")
    attempts = F.count_distinct("attempt_id")
    return each.groupBy(*KEYS, "level").agg(
        attempts.alias("attempts"),
        last,
        F.struct(
            attempts.alias("at_level"),
            questions.alias("questions"),
            correct.alias("correct"),
            F.sum("score").cast("decimal(14,2)").alias("score_sum"),
            F.count("score").alias("scored"),
        ).alias("sums"),
    )


SKILL_PROFILE = Product(
    TABLE.name, TABLE, (Input(ATTEMPTS_TABLE),), build, part=LEARNER, needs=(ATTEMPTS_TABLE,), choices=(OF_LANGUAGE,)
)
