"""Which objectives students have reached, and how their approaches to learning were rated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.truths.nested import nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

MASTERED, PARTLY = 85, 70


def learning(told: Mapping[str, DataFrame]) -> dict[str, Any]:
    """By school year and objective, of the newest score of each student: students, mastered, and partly mastered.

    By school year, term, who rates and category, of what is published: students, those without a level, and the sum of
    the levels.
    """
    scored = told["objective_results"].where("score IS NOT NULL")
    newest = scored.groupBy("school_year", "standard_id", "student_id").agg(
        F.max_by(F.col("score").cast("decimal(5,2)"), "date").alias("score")
    )
    is_mastered, is_known = F.col("score") >= MASTERED, F.col("score") >= PARTLY
    objectives = newest.groupBy("school_year", "standard_id").agg(
        F.count("score").alias("students"),
        F.count(F.when(is_mastered, 1)).alias("mastered"),
        F.count(F.when(is_known & ~is_mastered, 1)).alias("partly"),
    )
    ratings = told["skill_ratings"].where("NOT is_aside")
    skills = ratings.groupBy("school_year", "term", "rater_kind", "category").agg(
        F.count("level").alias("students"),
        F.count(F.when(F.col("level").isNull(), 1)).alias("not_rated"),
        F.sum(F.col("level").cast("int")).alias("levels"),
    )
    return {
        "objectives": nested(objectives, "school_year", "standard_id"),
        "skills": nested(skills, "school_year", "term", "rater_kind", "category"),
    }
