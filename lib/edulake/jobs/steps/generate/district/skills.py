"""How students approach learning, as their teachers rate it each term, and some of them themselves; it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year

# Per mille of students who rise by a step from one term to the next.
GROWS = {"Thinking": 300, "Communication": 200, "Social": 100, "Self-management": 50, "Research": 400}
TERMS = {"Fall": 55, "Winter": 115, "Spring": -3}  # the school day on which ratings are told, by its number
SCALE, LOWEST, HIGHEST = "ATL", 1, 4
TEACHER, SELF = "Teacher", "Self"
SELF_RATED = "Self-management"
NOT_RATED, UNPUBLISHED = 30, 20  # per mille


def ratings(of_years: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row a student, term, category and who rates; no level where the student was not rated."""
    of = [_rating(number, category, TEACHER) for number, category in enumerate(GROWS)]
    own = _rating([*GROWS].index(SELF_RATED), SELF_RATED, SELF)
    each = of_years.select("*", F.inline(F.array(*of, own)))
    in_year = Draws(seed, ("student", "year", "skill", "own"))
    begun = each.select("*", in_year.between("begins at", LOWEST, LOWEST + 1).alias("step"))
    grows = F.array(*map(F.lit, GROWS.values()))[F.col("skill").cast("int")]
    risen = [F.when(in_year.between(f"rises by {term}", 0, 999) < grows, 1).otherwise(0) for term in (*TERMS,)[1:]]
    level, terms = F.col("step"), []
    for (term, day), rise in zip(TERMS.items(), (F.lit(0), *risen), strict=True):
        level = level + rise
        dates = F.array(*[F.lit(year.days[day]) for year in years])[F.col("year").cast("int")]
        terms.append(F.struct(F.lit(term).alias("term"), dates.alias("date"), level.alias("level")))
    told = begun.select("*", F.inline(F.array(*terms)))
    draws = Draws(seed, ("student", "year", "skill", "own", "day"))
    left = (F.col("leaves_in") == F.col("year")) & ~F.col("returns")
    until = F.when(left, F.col("leaving_day")).otherwise(F.col("last_day"))
    there = told.where((F.col("date") >= F.col("first_day")) & (F.col("date") <= until))
    dated = there.withColumn("day", F.unix_date("date").cast("bigint"))
    rated = F.least(F.col("level"), F.lit(HIGHEST)).cast("string")
    is_draft = draws.happens("unpublished", UNPUBLISHED)
    return dated.select(
        student_id(F.col("student")).alias("student_id"),
        F.col("date").cast("string").alias("date"),
        "category",
        F.when(~draws.happens("not rated", NOT_RATED), rated).alias("level"),
        F.lit(SCALE).alias("scale"),
        "rater_kind",
        F.when(is_draft, "No").otherwise("Yes").alias("is_published"),
        "term",
        F.col("school_year").cast("string").alias("school_year"),
        F.concat_ws("-", F.lit("K"), "student", "day", "skill", "own").alias("skill_rating_id"),
        F.col("date").cast("string").alias("told_on"),
        is_draft.alias("is_aside"),
    )


def _rating(number: int, category: str, rater_kind: str) -> Column:
    own = 1 if rater_kind == SELF else 0
    return F.struct(
        F.lit(number).cast("bigint").alias("skill"),
        F.lit(own).cast("bigint").alias("own"),
        F.lit(category).alias("category"),
        F.lit(rater_kind).alias("rater_kind"),
    )
