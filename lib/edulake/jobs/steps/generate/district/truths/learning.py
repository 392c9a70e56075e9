"""Which objectives students have reached, and how their approaches to learning were rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.truths.nested import nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

MASTERED, PARTLY = 85, 70
POINTS, SUM = "decimal(5,2)", "decimal(20,2)"


def learning(told: Mapping[str, DataFrame], links: DataFrame) -> dict[str, Any]:
    """By school year and standard, by each student's newest score in each objective: students, and who mastered it.

    A student's score above the objectives is the mean of those tested, by their weights; `scores` is the sum of them.
    By school year, term, who rates and category, of what is published: students with a level and without, and the sum
    of the levels.
    """
    standards = _standards(told["objective_results"].where("score IS NOT NULL"), links)
    ratings = told["skill_ratings"].where("NOT is_aside")
    skills = ratings.groupBy("school_year", "term", "rater_kind", "category").agg(
        F.count("level").alias("students"),
        _times(F.col("level").isNull()).alias("not_rated"),
        F.sum(F.col("level").cast("int")).alias("levels"),
    )
    return {
        "standards": nested(standards, "school_year", "standard_id"),
        "skills": nested(skills, "school_year", "term", "rater_kind", "category"),
    }


def _standards(scored: DataFrame, links: DataFrame) -> DataFrame:
    points, weight = F.col("score").cast(POINTS), F.col("weight").cast("decimal(5,4)")
    newest = scored.groupBy("school_year", "standard_id", "student_id").agg(F.max_by(points, "date").alias("score"))
    weighed = newest.join(links.select(F.col("from_id").alias("standard_id"), weight.alias("weight")), "standard_id")
    # A code is that of its parent, a point, and a number.
    parts = F.split("standard_id", "[.]")
    above = F.transform(F.sequence(F.lit(1), F.size(parts)), lambda n: F.array_join(F.slice(parts, 1, n), "."))
    each = weighed.select("school_year", "student_id", "score", "weight", F.explode(above).alias("standard_id"))
    student = each.groupBy("school_year", "standard_id", "student_id").agg(
        F.sum(F.col("score") * F.col("weight")).alias("total"), F.sum("weight").alias("weights")
    )
    total, weights = F.col("total"), F.col("weights")
    is_mastered, is_known = total >= weights * MASTERED, total >= weights * PARTLY
    return student.groupBy("school_year", "standard_id").agg(
        F.count(F.lit(1)).alias("students"),
        F.sum((total / weights).cast(POINTS)).cast(SUM).alias("scores"),
        _times(is_mastered).alias("mastered"),
        _times(is_known & ~is_mastered).alias("partly"),
    )


def _times(is_so: Column) -> Column:
    return F.count(F.when(is_so, 1))
