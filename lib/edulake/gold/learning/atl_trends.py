"""Do the skills of students grow from term to term, and are they the same students?"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.categories.learning import SKILL_LEVELS
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members, stays_news
from edulake.gold.learning.results import latest_grade
from edulake.gold.learning.terms import TERM, in_order, matched
from edulake.gold.product import WRITTEN_AT, Input, Product, Reach, mean
from edulake.silver.learning.skill_ratings import SKILL_RATINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

LEVELS = tuple(SKILL_LEVELS)
TABLE = Table(
    layer="gold",
    name="atl_trends",
    meaning="One row per school, or All of a district, term, grade level, category of skills, who rates and scale: the"
    " mean of students, the share at each level, and what changed since the last term. None is a grade.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is known; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("term", "STRING", "Term; Unknown where the source does not say", nullable=False),
        Column(
            "grade_level",
            "STRING",
            "Grade level on the day of the student's last rating in the term; Unknown where no membership tells",
            nullable=False,
        ),
        Column("category", "STRING", "Category of skills", nullable=False),
        Column("rater_kind", "STRING", "Who rates: Teacher, Self or Unknown", nullable=False),
        Column("scale", "STRING", "Scale as the source calls it, else 1-4: no two are compared", nullable=False),
        Column("first_date", "DATE", "Day of the first rating: terms are in the order of these", nullable=False),
        Column("previous_school_year", "INT", "School year of the term before; null in the first"),
        Column("previous_term", "STRING", "The term before, of the same row otherwise"),
        Column("students", "INT", "Students with a level", nullable=False),
        Column("not_rated", "INT", "Students with ratings, but no level", nullable=False),
        Column("avg_level", "DECIMAL(4,2)", "Mean of the students' means, 1 to 4"),
        Column("ratings", "INT", "Levels given, of all skills of the category", nullable=False),
        *[Column(f"share_{n}", "DECIMAL(5,4)", f"Share of these that are {n}; null without any") for n in LEVELS],
        Column("matched_students", "INT", "Students with a level in both terms", nullable=False),
        Column("matched_change", "DECIMAL(4,2)", "Mean of what changed for each of these; null if there are none"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "term", "grade_level", "category", "rater_kind", "scale"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
SKILL = ("category", "rater_kind", "scale")
OF_ONE = ("source_system", "school_id", *TERM, *SKILL, "student_id")
RATING = ("told_by", "skill_rating_id")
GROUP = ("source_system", "school_id", "grade_level", *SKILL)
# What the term before had: its names, and what they are called there.
BEFORE = {"previous_school_year": "school_year", "previous_term": "term"}


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows, of what may be read; a student is one in a term, and of two grade levels in it in the later.

    A rating of which no school is said is of that of the student on the day, which came whatever was delivered since.
    The term before may be that of another school year, and then its students went on to another grade: whom both terms
    have is `matched_students`.
    """
    memberships = silver[MEMBERSHIPS_TABLE]
    read = silver[SKILL_RATINGS_TABLE].where(F.coalesce("is_published", F.lit(True)))
    told = read.withColumn("told_by", F.col("source_system"))
    ratings = members.in_districts(told, memberships, "student_id")
    stays = yield members.whole_stays(memberships)
    students = yield _students(_graded(members.with_schools(ratings, stays, RATING[1], "date"), stays))
    terms = yield _terms(students)
    shares = [
        mean(F.col(f"n_{n}").cast("decimal(12,0)"), F.col("n"), "decimal(5,4)").alias(f"share_{n}") for n in LEVELS
    ]
    return terms.join(matched(students, terms, GROUP), on=[*GROUP, *TERM], how="left").select(
        *TABLE.key,
        "first_date",
        *BEFORE,
        *[F.col(name).cast("int").alias(name) for name in ("students", "not_rated")],
        mean(F.col("total"), F.col("students"), "decimal(4,2)").alias("avg_level"),
        F.col("n").cast("int").alias("ratings"),
        *shares,
        F.coalesce("matched", F.lit(0)).cast("int").alias("matched_students"),
        mean(F.col("gained"), F.col("matched"), "decimal(4,2)").alias("matched_change"),
    )


def _graded(ratings: DataFrame, stays: DataFrame) -> DataFrame:
    """Ratings with the `grade_level` of the student on the day: in the school that is named, else in the main one."""
    one = members.stays_of_day(ratings, stays, RATING, "date").select(*RATING, "stay.grade_level")
    joined = ratings.join(one, on=list(RATING), how="left")
    return joined.withColumn("grade_level", F.coalesce("grade_level", F.lit(UNKNOWN)))


def _students(ratings: DataFrame) -> DataFrame:
    """Per student, place, term and skill the grade level, and the mean, in six digits; null without a level."""
    level, day = F.col("level_no"), F.col("date")
    placed = members.in_places(ratings).withColumns({"term": F.coalesce("term", F.lit(UNKNOWN)), "last_day": day})
    sums = placed.groupBy(*OF_ONE).agg(
        latest_grade(),
        F.count(level).alias("n"),
        F.sum(level).cast("decimal(12,0)").alias("total"),
        *[F.count(F.when(level == int(n), 1)).alias(f"n_{n}") for n in LEVELS],
        F.min(day).alias("first_day"),
        F.max(day).alias("last_day"),
    )
    return sums.withColumn("mean", mean(F.col("total"), F.col("n"), "decimal(9,6)"))


def _terms(students: DataFrame) -> DataFrame:
    """Sums per group and term, beside the names of the term before; `place` is its number."""
    sums = students.groupBy(*GROUP, *TERM).agg(
        F.count("mean").alias("students"),
        F.count(F.when(F.col("mean").isNull(), 1)).alias("not_rated"),
        F.sum("mean").cast("decimal(17,6)").alias("total"),
        *[F.sum(name).alias(name) for name in ("n", *[f"n_{n}" for n in LEVELS])],
        F.min("first_day").alias("first_date"),
        F.max("last_day").alias("last_day"),
    )
    return in_order(sums, GROUP, BEFORE)


def touched(images: Inputs, silver: Inputs, _: DataFrame) -> DataFrame:
    """The skills of changed ratings, and of those whose school, grade level or district may be another.

    Of all years: each term is compared with the one before in which the grade level was rated, however long ago.
    """
    skills = [images[SKILL_RATINGS_TABLE].select(*SKILL)] if SKILL_RATINGS_TABLE in images else []
    if MEMBERSHIPS_TABLE in images:
        ratings = silver[SKILL_RATINGS_TABLE].select(*SKILL, "source_system", "school_id", "student_id", "date")
        moved = images[MEMBERSHIPS_TABLE], silver[MEMBERSHIPS_TABLE]
        skills.append(stays_news.elsewhere(*moved, ratings, "date").select(*SKILL))
    return reduce(lambda above, below: above.unionByName(below), skills)


def told_of(silver: Inputs, keys: DataFrame) -> Inputs:
    """The ratings of these skills, and the memberships of those who are rated."""
    ratings = silver[SKILL_RATINGS_TABLE].join(keys, on=list(SKILL), how="left_semi")
    return {SKILL_RATINGS_TABLE: ratings, MEMBERSHIPS_TABLE: members.needed_by(ratings, silver[MEMBERSHIPS_TABLE])}


ATL_TRENDS = Product(
    TABLE.name,
    TABLE,
    (Input(SKILL_RATINGS_TABLE, compared=SKILL), Input(MEMBERSHIPS_TABLE, compared=stays_news.COMPARED)),
    build,
    part=SKILL,
    reach=Reach(touched, told_of),
    needs=(SKILL_RATINGS_TABLE,),
)
