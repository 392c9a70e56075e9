"""What is compared where lessons are judged by tests: a learner's tests in order, and how many came after each lesson.

Of a language and a learner, tests are numbered from the last one, which is 1. A lesson that `after` tests followed is
so a 1 in each test up to that place, and a 0 in those before it was completed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.language.columns import LANGUAGE, LEARNER

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold

COMPLETED = "completed"
# The outcome, in hundredths of a point: whole numbers have exact sums.
SCORE, HUNDREDTHS = "score", 100
DAYS, TEST, POOL, LESSON = "days", "test:", "pool:", "lesson:"
# The most lessons of a language that are told apart: each more makes solving slower by its square.
MOST_LESSONS = 250
# So many kinds of tests, and of lessons that are not told apart; rarer ones are of one: a source may call each test a
# kind of its own.
MOST_KINDS, OTHERS = 40, "Others"


def tests(attempts: DataFrame) -> DataFrame:
    """Finished attempts with a score of learners with two or more: `place`, `tests` of the learner, ended, and values.

    `days` are since the learner's first one, `kind` is type and level of the test, Unknown where none is said.
    """
    told = attempts.where(F.col("is_finished") & F.col("score").isNotNull())
    one = Window.partitionBy(*LEARNER)
    last_first = one.orderBy(F.col("completed_at").desc(), F.col("attempt_id").desc())
    rows = told.select(
        *LEARNER,
        F.col("completed_at").alias("ended"),
        F.row_number().over(last_first).alias("place"),
        F.count(F.lit(1)).over(one).cast("int").alias("tests"),
        F.datediff("date", F.min("date").over(one)).alias("days"),
        (F.col("score") * HUNDREDTHS).cast("bigint").alias("score"),
        F.concat_ws(":", "assessment_type", F.coalesce("level", F.lit(UNKNOWN))).alias("kind"),
    )
    return rows.where(F.col("tests") > 1)


def completions(progress: DataFrame) -> DataFrame:
    """Learner and lesson_id, with the moment `done` at which it was completed first, as any version says."""
    told = progress.where((F.col("status") == COMPLETED) & F.col("completed_at").isNotNull())
    return told.groupBy(*LEARNER, "lesson_id").agg(F.min("completed_at").alias("done"))


def between(completed: DataFrame, tested: DataFrame) -> DataFrame:
    """Completed lessons with tests before and `after`: others say nothing within a learner. A test at the moment of
    completion is after it.
    """
    after = F.count(F.when(F.col("ended") >= F.col("done"), 1)).cast("int")
    told = completed.join(tested.select(*LEARNER, "tests", "ended"), on=list(LEARNER))
    counted = told.groupBy(*LEARNER, "lesson_id", "tests").agg(after.alias("after"))
    return counted.where((F.col("after") > 0) & (F.col("after") < F.col("tests")))


def named(lessons_between: DataFrame, lessons: DataFrame, settings: Gold) -> DataFrame:
    """Lessons of a language with their `learners` between tests, and the `column` that they count in.

    It is their own where enough learners tell of them, else that of all rarer ones of their type and level together, of
    MOST_KINDS of these.
    """
    by_size = Window.partitionBy(*LANGUAGE).orderBy(F.col("learners").desc(), "lesson_id")
    counted = lessons_between.groupBy(*LANGUAGE, "lesson_id").agg(F.count(F.lit(1)).cast("int").alias("learners"))
    known = lessons.select(*LANGUAGE, "lesson_id", "lesson_type", "level")
    is_apart = (F.col("learners") >= settings.language.min_learners) & (F.col("nth") <= MOST_LESSONS)
    ranked = counted.withColumn("nth", F.row_number().over(by_size))
    told = ranked.join(known, on=[*LANGUAGE, "lesson_id"], how="left").withColumns(
        {"is_apart": is_apart, "kind": F.concat_ws(":", _said("lesson_type"), _said("level"))}
    )
    pooled = told.where(~F.col("is_apart")).groupBy(*LANGUAGE, "kind").agg(F.sum("learners").alias("n"))
    pool = F.concat(F.lit(POOL), F.coalesce("most", F.lit(OTHERS)))
    name = F.when(F.col("is_apart"), F.concat(F.lit(LESSON), "lesson_id")).otherwise(pool)
    return told.join(_most(pooled), on=[*LANGUAGE, "kind"], how="left").select(
        *LANGUAGE, "lesson_id", "learners", name.alias("column"), "is_apart"
    )


def cells(tested: DataFrame) -> DataFrame:
    """The values of each test but those of lessons: `column` and `value`, whole numbers.

    Of what is 0 the score alone has a row; kinds of tests are MOST_KINDS.
    """
    kinds = _most(tested.groupBy(*LANGUAGE, "kind").agg(F.count(F.lit(1)).alias("n")))
    kind = F.concat(F.lit(TEST), F.coalesce("most", F.lit(OTHERS)))
    values = F.array(
        F.struct(F.lit(SCORE).alias("column"), F.col("score").alias("value")),
        F.struct(F.lit(DAYS).alias("column"), F.col("days").cast("bigint").alias("value")),
        F.struct(kind.alias("column"), F.lit(1).cast("bigint").alias("value")),
    )
    known = tested.join(kinds, on=[*LANGUAGE, "kind"], how="left")
    told = known.select(*LEARNER, "tests", "place", F.explode(values).alias("cell"))
    return told.select(*LEARNER, "tests", "place", "cell.column", "cell.value").where(
        (F.col("value") != 0) | (F.col("column") == SCORE)
    )


def _most(sizes: DataFrame) -> DataFrame:
    """The MOST_KINDS of each language with the highest `n`, and the same as `most`; of equal ones by name."""
    by_size = Window.partitionBy(*LANGUAGE).orderBy(F.col("n").desc(), "kind")
    ranked = sizes.withColumn("nth", F.row_number().over(by_size)).where(F.col("nth") <= MOST_KINDS)
    return F.broadcast(ranked.select(*LANGUAGE, "kind", F.col("kind").alias("most")))


def _said(name: str) -> Column:
    return F.coalesce(name, F.lit(UNKNOWN))
