"""What learners with similar lessons take: implicit matrix factorization (Hu, Koren and Volinsky 2008), Spark's ALS.

A lesson that is begun weighs 1, a completed one 2. Each language of a source has factors of its own: fitted together,
lessons of all other languages would be what a learner did not like. They are fitted to rows in one order and one
partition, and ids are places in sorted lists, so that the same lessons give the same factors.
"""

from __future__ import annotations

from functools import reduce
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from edulake.gold.language.columns import LANGUAGE, LEARNER
from edulake.ml import spark_ml
from edulake.ml.next_lessons.taken import LESSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import SparkSession

    # Writes a frame once, under such a name, and reads it back.
    Stage = Callable[[DataFrame, str], DataFrame]

# Who has begun fewer is judged by what is popular alone.
FEWEST = 5
PARAMETERS = {"rank": 8, "maxIter": 10, "regParam": 0.1, "alpha": 10.0, "numUserBlocks": 1, "numItemBlocks": 1}
DIGITS = 6


def is_there(spark: SparkSession) -> bool:
    """Whether this session has ALS: Spark Connect does from Spark 4 on, and nobody's Python without numpy."""
    return find_spec("numpy") is not None and _has_als(spark)


def _has_als(spark: SparkSession) -> bool:
    return "connect" not in type(spark).__module__ or int(spark.version.split(".")[0]) >= 4


def liking(taken: DataFrame, who: DataFrame, seed: int, stage: Stage) -> DataFrame:
    """Learner, lesson_id and `affinity`, for each lesson that anybody with `FEWEST` began in the learner's language.

    All have a say, `who` are those of whom it is told.
    """
    own = Window.partitionBy(*LEARNER)
    enough = taken.withColumn("own", F.count(F.lit(1)).over(own)).where(F.col("own") >= FEWEST)
    of_language = Window.partitionBy(*LANGUAGE)
    learner = F.dense_rank().over(of_language.orderBy("student_id")).alias("learner")
    lesson = F.dense_rank().over(of_language.orderBy("lesson_id")).alias("lesson")
    rating = F.when(F.col("is_completed"), 2.0).otherwise(1.0).alias("rating")
    placed = enough.select(*LEARNER, "lesson_id", learner, lesson, rating)
    rated = stage(placed.repartition(1).sortWithinPartitions(*LANGUAGE, "learner", "lesson"), "rated")
    languages = sorted(tuple(row) for row in rated.select(*LANGUAGE).distinct().collect())
    if not languages:
        return rated.select(*LEARNER, "lesson_id", F.lit(0.0).alias("affinity"))
    return reduce(DataFrame.unionByName, [_of_language(_own(rated, of), _own(who, of), seed) for of in languages])


def _own(rows: DataFrame, language: tuple[str, ...]) -> DataFrame:
    source, course = (F.col(name) == value for name, value in zip(LANGUAGE, language, strict=True))
    return rows.where(source & course)


def _of_language(rated: DataFrame, who: DataFrame, seed: int) -> DataFrame:
    """What is liked in one language of a source."""
    als = spark_ml.recommendation().ALS(
        userCol="learner", itemCol="lesson", ratingCol="rating", implicitPrefs=True, seed=seed, **PARAMETERS
    )
    model = als.fit(rated.coalesce(1))
    learners = rated.select(*LEARNER, "learner").distinct().join(who, on=list(LEARNER), how="left_semi")
    lessons = rated.select(*LESSON, "lesson").distinct()
    pairs = learners.join(F.broadcast(lessons), on=list(LANGUAGE))
    scored = model.transform(pairs)
    return scored.select(*LEARNER, "lesson_id", F.round(F.col("prediction").cast("double"), DIGITS).alias("affinity"))
