"""What is compared where topics are: sums over learners by pairs of topics, of conversations and of messages in them.

A topic is 1 in a conversation on it and 0 in all others. Both that and the messages count as deviations from the
learner's own mean, so that who talks much in general has no say. Sums are of whole numbers and decimals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.language.columns import LANGUAGE, LEARNER

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold

PAIR = (*LANGUAGE, "a", "b")
# Columns: the outcome, a topic of its own, and all that too few learners talk about.
MESSAGES, TOPIC, RARE = "messages", "topic:", "rare"
# The most topics of a language that are told apart: each more makes solving slower by its square.
MOST_TOPICS = 100
# Sums of means, in all the digits that a double has: topics tell each other but for what is rounded.
MEANS = "decimal(30,16)"
LEFT, SCORE = "decimal(20,9)", "decimal(18,6)"


def told(talks: DataFrame, settings: Gold) -> DataFrame:
    """Of learners who talk about several topics, by `column`: conversations `n`, their `messages`, and those of all.

    Of a learner with one topic nobody can say whether it is the topic that makes the difference, and a conversation
    without a topic says nothing of any. Of a topic that too few talk about, conversations count as rare.
    """
    known = talks.where(F.col("topic_id") != UNKNOWN)
    each = known.groupBy(*LEARNER, "topic_id").agg(F.count(F.lit(1)).alias("n"), F.sum("messages").alias("messages"))
    several = each.withColumn("topics", F.count(F.lit(1)).over(Window.partitionBy(*LEARNER))).where(F.col("topics") > 1)
    by_size = Window.partitionBy(*LANGUAGE).orderBy(F.col("learners").desc(), "topic_id")
    sizes = several.groupBy(*LANGUAGE, "topic_id").agg(F.count(F.lit(1)).alias("learners"))
    is_apart = (F.col("learners") >= settings.language.min_learners) & (F.row_number().over(by_size) <= MOST_TOPICS)
    column = F.when(is_apart, F.concat(F.lit(TOPIC), "topic_id")).otherwise(RARE).alias("column")
    named = F.broadcast(sizes.select(*LANGUAGE, "topic_id", column))
    rows = several.join(named, on=[*LANGUAGE, "topic_id"]).groupBy(*LEARNER, "column")
    of_columns = rows.agg(F.sum("n").alias("n"), F.sum("messages").alias("messages"))
    one = Window.partitionBy(*LEARNER)
    totals = {"all_n": F.sum("n").over(one), "all_messages": F.sum("messages").over(one)}
    return of_columns.withColumns(totals).where(F.col("n") < F.col("all_n"))


def products(rows: DataFrame) -> DataFrame:
    """The sum `within` (DECIMAL) of the products of two columns' deviations, for names a <= b, and with MESSAGES as b.

    Of a topic with itself there are its `learners` and `conversations` as well, and the `compared` learners of the
    language.
    """
    same = F.col("a") == F.col("b")
    topics = _met(rows, "n").select(
        *PAIR,
        "all_n",
        F.when(same, F.col("n")).otherwise(0).alias("both"),
        (F.col("n") * F.col("other_n")).alias("apart"),
    )
    written = rows.select(
        *LANGUAGE,
        F.col("column").alias("a"),
        F.lit(MESSAGES).alias("b"),
        "all_n",
        F.col("messages").alias("both"),
        (F.col("n") * F.col("all_messages")).alias("apart"),
    )
    by_size = topics.unionByName(written).groupBy(*PAIR, "all_n")
    whole = by_size.agg(F.sum("both").alias("both"), F.sum("apart").alias("apart"))
    mean = F.col("apart").cast("decimal(18,6)") / F.col("all_n").cast("decimal(9,0)")
    both, apart = F.sum("both").cast("decimal(14,0)"), F.sum(mean).cast(MEANS)
    within = whole.groupBy(*PAIR).agg((both - apart).alias("within"))
    name = F.col("column")
    sizes = rows.groupBy(*LANGUAGE, name.alias("a"), name.alias("b")).agg(
        F.count(F.lit(1)).alias("learners"), F.sum("n").alias("conversations")
    )
    compared = rows.groupBy(*LANGUAGE).agg(F.count_distinct("student_id").alias("compared"))
    return within.join(sizes, on=list(PAIR), how="left").join(compared, on=list(LANGUAGE))


def scores(rows: DataFrame, coefficients: DataFrame) -> DataFrame:
    """The sum `scores` (DECIMAL) over learners of the products of their scores of columns a <= b.

    A learner's score of a topic is the sum over conversations on it of the messages that the coefficients leave, less
    the learner's mean of them. A column without a coefficient is the one that others are compared with.
    """
    known = rows.join(F.broadcast(coefficients), on=[*LANGUAGE, "column"], how="left")
    n = F.col("n").cast("decimal(9,0)")
    part = (F.coalesce("coefficient", F.lit(0)).cast(LEFT) * n).cast(LEFT)
    left = known.withColumn("left", (F.col("messages").cast("decimal(11,0)") - part).cast(LEFT))
    of_all = F.sum("left").over(Window.partitionBy(*LEARNER)).cast(LEFT)
    own = (of_all / F.col("all_n").cast("decimal(9,0)")).cast(LEFT)
    scored = left.withColumn("score", (F.col("left") - (own * n).cast(LEFT)).cast(SCORE))
    return _met(scored, "score").groupBy(*PAIR).agg(F.sum(F.col("score") * F.col("other_score")).alias("scores"))


def _met(rows: DataFrame, value: str) -> DataFrame:
    """Each column of a learner beside itself and those of later names: a, b, value and other_value."""
    one = rows.withColumnRenamed("column", "a")
    other = rows.select(*LEARNER, F.col("column").alias("b"), F.col(value).alias(f"other_{value}"))
    return one.join(other, on=list(LEARNER)).where(F.col("a") <= F.col("b"))
