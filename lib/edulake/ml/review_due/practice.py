"""Which skills were practised when: of each test that tells of a skill, how many questions were answered right.

Only what is known before the day has a say. A skill without a name, a result without a number of questions, or with
more right ones than questions, tells of no practice. What was practised at one moment is one practice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.language.columns import LEARNER
from edulake.ml.problems.as_of import known_before

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

OF_SKILL = (*LEARNER, "skill")
BEFORE = ("right_before", "wrong_before")


def practices(attempts: DataFrame, calendar: DataFrame) -> DataFrame:
    """Learner, skill, `at` (UTC), `right` and `wrong` answers; a row for each moment of practice.

    `attempts` are those of silver, `calendar` has the `as_of_date` of each source that has a say.
    """
    finished = known_before(attempts, calendar, ["source_system"], "date").where("is_finished")
    each = finished.select(*LEARNER, F.col("completed_at").alias("at"), F.explode("skills").alias("of"))
    told = each.select(*LEARNER, "at", "of.*").where((F.col("skill") != UNKNOWN) & (F.col("total") > 0))
    counted = told.where(F.col("correct").between(F.lit(0), F.col("total")))
    wrong = F.sum(F.col("total") - F.col("correct"))
    return counted.groupBy(*OF_SKILL, "at").agg(F.sum("correct").alias("right"), wrong.alias("wrong"))


def examples(practices: DataFrame) -> DataFrame:
    """The practices but for the first of each learner and skill, with what was before them.

    `seconds` is how long ago the skill was practised before, `right_before` and `wrong_before` are all answers so far.
    """
    by_time = Window.partitionBy(*OF_SKILL).orderBy("at")
    earlier = by_time.rowsBetween(Window.unboundedPreceding, -1)
    seconds = F.unix_seconds("at") - F.lag(F.unix_seconds("at")).over(by_time)
    sums = [F.sum(name).over(earlier).alias(before) for name, before in zip(("right", "wrong"), BEFORE, strict=True)]
    return practices.select("*", seconds.alias("seconds"), *sums).where(F.col("seconds") > 0)


def standing(practices: DataFrame) -> DataFrame:
    """Learner, skill, `last_practised_at`, and all answers so far: what is known of the skill from then on."""
    sums = [F.sum(name).alias(before) for name, before in zip(("right", "wrong"), BEFORE, strict=True)]
    return practices.groupBy(*OF_SKILL).agg(F.max("at").alias("last_practised_at"), *sums)
