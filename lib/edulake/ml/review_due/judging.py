"""How well half-lives foretold which answers were right in the weeks after the day up to which they were fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import NO_EVIDENCE, TOO_FEW
from edulake.ml.audit.gate import READY
from edulake.ml.review_due import memory
from edulake.ml.review_due.fitting import FEWEST_LEARNERS, share
from edulake.ml.statistics import with_limits

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.ml.review_due.fitting import Fitted

# Days after the day up to which they are fitted.
AFTER = 28
HALF_LIFE, CONSTANT, LEITNER = "half_life", "constant", "leitner"
MODELS = (HALF_LIFE, CONSTANT, LEITNER)
SHARE_TYPE = "decimal(10,6)"
WHOLE = "decimal(19,0)"
PEOPLE = ("source_system", "student_id")


def foretold(examples: DataFrame, fitted: Fitted) -> DataFrame:
    """Source, student_id, `right` and `wrong` of each example, with `model` and the share that it `foretold`.

    DECIMAL(10,6). The constant is the mean share of what was learned from.
    """
    by_exponent = {HALF_LIFE: memory.exponent(fitted.weights), LEITNER: memory.leitner()}
    shares: dict[str, Column] = {
        CONSTANT: F.lit(fitted.mean),
        **{name: memory.left(memory.days(), memory.half_life(of)) for name, of in by_exponent.items()},
    }
    each = [F.struct(F.lit(name).alias("model"), shares[name].cast(SHARE_TYPE).alias("foretold")) for name in MODELS]
    return examples.select(*PEOPLE, "right", "wrong", F.inline(F.array(*each)))


def errors(foretold: DataFrame) -> DataFrame:
    """Source, student_id, `model`, `practices`, and the learner's mean absolute `error`."""
    off = F.abs(F.col("foretold") - F.round(share(), 6).cast(SHARE_TYPE))
    return foretold.groupBy(*PEOPLE, "model").agg(
        F.count(F.lit(1)).alias("practices"), F.avg(off).cast("double").alias("error")
    )


def discrimination(foretold: DataFrame) -> DataFrame:
    """Source, `model` and `auc`: how often more was foretold of a right answer than of a wrong one, ties counting half.

    Null where all answers are right, or none.
    """
    alike = foretold.groupBy("source_system", "model", "foretold").agg(
        F.sum("right").cast(WHOLE).alias("right"), F.sum("wrong").cast(WHOLE).alias("wrong")
    )
    lower = Window.partitionBy("source_system", "model").orderBy("foretold").rowsBetween(Window.unboundedPreceding, -1)
    below = alike.withColumn("below", F.coalesce(F.sum("wrong").over(lower), F.lit(0)).cast(WHOLE))
    halves = (F.col("right") * (F.col("below") * 2 + F.col("wrong"))).cast("double")
    pairs = F.sum("right").cast("double") * F.sum("wrong").cast("double") * 2
    auc = F.when(pairs > 0, F.sum(halves) / pairs)
    return below.groupBy("source_system", "model").agg(auc.alias("auc"))


def figures(foretold: DataFrame, sources: DataFrame) -> DataFrame:
    """By source and model `learners`, `practices`, mean absolute error (`mae`), `auc`, and how far it is `behind`.

    A learner counts once: `mae` is the mean of learners' errors, `behind` by how much it is above that of half-lives.
    Its interval is paired: of the differences of each learner, at 95 %. Rows of `sources` have a row for each model
    also where nobody is judged. `status` is of the source: READY where both others lie behind, limits and all, else
    NO_EVIDENCE; TOO_FEW of fewer than 30 learners.
    """
    of_learner = errors(foretold)
    own = of_learner.where(F.col("model") == HALF_LIFE).select(*PEOPLE, F.col("error").alias("least"))
    both = of_learner.join(own, on=list(PEOPLE)).withColumn("more", F.col("error") - F.col("least"))
    of_model = both.groupBy("source_system", "model").agg(
        F.count(F.lit(1)).alias("learners"),
        F.sum("practices").alias("practices"),
        F.avg("error").alias("mae"),
        *with_limits("more", "behind"),
    )
    told = of_model.join(discrimination(foretold), on=["source_system", "model"])
    every = sources.select("source_system", F.explode(F.array(*map(F.lit, MODELS))).alias("model"))
    rows = every.join(told, on=["source_system", "model"], how="left")
    none = F.lit(0).cast("bigint")
    counted = rows.withColumns({name: F.coalesce(name, none) for name in ("learners", "practices")})
    other = F.when(F.col("model") != HALF_LIFE, F.col("behind_low"))
    least = F.min(other).over(Window.partitionBy("source_system"))
    status = F.when(F.col("learners") < FEWEST_LEARNERS, TOO_FEW).when(least > 0, READY).otherwise(NO_EVIDENCE)
    return counted.withColumn("status", status)
