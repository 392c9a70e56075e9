"""Who loses days to suspension: how many students of each school, and how many days?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold import census, members
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.gold.wellbeing import discipline
from edulake.gold.wellbeing.discipline import EXPULSION, IN_SCHOOL, OUT_OF_SCHOOL
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS_TABLE
from edulake.silver.wellbeing.incidents import INCIDENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="discipline_outcomes",
    meaning="One row per school, or All of a district, and school year in which the district tells of any action:"
    " students who were suspended or expelled, and the days that they lost.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School that answers; Unknown where none does; All for the district", False),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("members", "INT", "Different students who are members on a day of the year; null where none is known"),
        Column("suspended", "INT", "Different students suspended in or out of school", nullable=False),
        Column("suspension_rate", "DECIMAL(12,2)", "Suspended for each hundred members; null without members"),
        Column("suspended_in_school", "INT", "Different students suspended in school", nullable=False),
        Column("suspended_out_of_school", "INT", "Different students suspended out of school", nullable=False),
        Column("expelled", "INT", "Different students expelled", nullable=False),
        Column("days_lost", "DECIMAL(12,2)", "School days of suspension out of school and expulsion", nullable=False),
        Column("days_in_school", "DECIMAL(12,2)", "School days of suspension in school", nullable=False),
        Column("actions_without_days", "INT", "Such actions of which nobody knows the days", nullable=False),
        Column("days_lost_per_100", "DECIMAL(12,2)", "Days lost for each hundred members; null without members"),
        Column("term", "STRING", "Term, where all of these actions share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
LOST, COUNTED = (OUT_OF_SCHOOL, EXPULSION), (IN_SCHOOL, OUT_OF_SCHOOL, EXPULSION)


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows; a school without any action in a year of which its district tells has one of zeros."""
    memberships, told = silver[MEMBERSHIPS_TABLE], silver[DISCIPLINE_ACTIONS_TABLE]
    stays = yield members.stays(memberships, members.in_districts(told, memberships))
    actions = yield discipline.placed(told, silver[INCIDENTS_TABLE], memberships, stays)
    present = members.in_places(census.in_years(stays)).groupBy(*KEYS)
    present = yield present.agg(F.count_distinct("student_id").alias("members"))
    dated = discipline.with_days(actions.where(F.col("action").isin(*COUNTED)), silver[SCHOOL_DAYS_TABLE])
    counted = yield _counted(members.in_places(dated))
    covered = actions.select("source_system", "school_year").distinct()
    rows = counted.select(*KEYS).unionByName(present.join(covered, on=["source_system", "school_year"]).select(*KEYS))
    figures = rows.distinct().join(counted, on=list(KEYS), how="left").join(present, on=list(KEYS), how="left")
    lost = _or_zero("days_lost").cast("decimal(12,2)")
    return figures.select(
        *KEYS,
        F.col("members").cast("int"),
        _number("suspended"),
        _per_hundred(_or_zero("suspended")).alias("suspension_rate"),
        *map(_number, ("suspended_in_school", "suspended_out_of_school", "expelled")),
        lost.alias("days_lost"),
        _or_zero("days_in_school").cast("decimal(12,2)").alias("days_in_school"),
        _number("actions_without_days"),
        _per_hundred(lost).alias("days_lost_per_100"),
        "term",
    )


def _counted(actions: DataFrame) -> DataFrame:
    def students(*kinds: str) -> SparkColumn:
        return F.count_distinct(F.when(F.col("action").isin(*kinds), F.col("student_id")))

    def days(*kinds: str) -> SparkColumn:
        return F.sum(F.when(F.col("action").isin(*kinds), F.col("days")))

    return actions.groupBy(*KEYS).agg(
        students(IN_SCHOOL, OUT_OF_SCHOOL).alias("suspended"),
        students(IN_SCHOOL).alias("suspended_in_school"),
        students(OUT_OF_SCHOOL).alias("suspended_out_of_school"),
        students(EXPULSION).alias("expelled"),
        days(*LOST).alias("days_lost"),
        days(IN_SCHOOL).alias("days_in_school"),
        F.count(F.when(F.col("days").isNull(), 1)).alias("actions_without_days"),
        shared("term"),
    )


def _or_zero(name: str) -> SparkColumn:
    return F.coalesce(F.col(name), F.lit(0))


def _number(name: str) -> SparkColumn:
    return _or_zero(name).cast("int").alias(name)


def _per_hundred(count: SparkColumn) -> SparkColumn:
    return mean((count * 100).cast("decimal(18,2)"), F.col("members"), "decimal(12,2)")


DISCIPLINE_OUTCOMES = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, (DISCIPLINE_ACTIONS_TABLE, INCIDENTS_TABLE, MEMBERSHIPS_TABLE, SCHOOL_DAYS_TABLE))),
    build,
    part=(),
    needs=(DISCIPLINE_ACTIONS_TABLE,),
)
