"""Who goes to school here?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.people.on_census_day import CELL, COLUMNS, MEMBER, MEMBERS, members
from edulake.gold.product import WRITTEN_AT, Input, Product, mean
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.student_groups import LANGUAGE, STUDENT_GROUPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

RACE, RACE_DETAIL, HISPANIC, SEVERAL = "Race", "Race Detail", "Hispanic", "Two or More"
# Of these a student may be in several groups, so that they add up to more than the members.
MANIFOLD = (RACE_DETAIL, LANGUAGE)
TABLE = Table(
    layer="gold",
    name="demographics_overview",
    meaning="One row per school, school year, grade level and group of students: how many members are in it.",
    columns=(
        *COLUMNS,
        Column(
            "kind", "STRING", "Kind of group; Race counts each student once, Race Detail in each race", nullable=False
        ),
        Column("value", "STRING", "The group; Unknown where no one group is known", nullable=False),
        Column("is_exclusive", "BOOLEAN", "Whether the groups of this kind add up to the members", nullable=False),
        Column("students", "INT", "Different students of the group on the census day", nullable=False),
        MEMBERS,
        Column("share", "DECIMAL(5,4)", "Students / members", nullable=False),
        Column("term", "STRING", "Always null: the census day is one of a year"),
        WRITTEN_AT,
    ),
    key=(*CELL, "kind", "value"),
    cluster_by=("school_year", "kind", "school_id"),
    deletion_vectors=True,
)


def build(silver: Inputs, settings: Gold) -> Steps:
    """One row per school, or district, year, grade level and group.

    A kind of which no source says anything of any member of the district has no rows; of the others each member has
    one, Unknown where nothing is said, or groups that contradict each other.
    """
    on_day = yield members(silver[MEMBERSHIPS_TABLE], settings, silver[STUDENT_GROUPS_TABLE])
    said = on_day.join(_groups(silver[STUDENT_GROUPS_TABLE]), on="student_id", how="inner")
    kinds = said.select("source_system", "kind").distinct()
    of_year = F.coalesce(F.col("named_year") == F.col("school_year"), F.lit(True))
    holds = F.coalesce(F.col("begin_date") <= F.col("day"), of_year) & F.coalesce(
        F.col("end_date") >= F.col("day"), F.lit(True)
    )
    of_kind = said.where(holds).groupBy(*MEMBER, "kind").agg(F.collect_set("value").alias("values"))
    told = of_kind.groupBy(*MEMBER).agg(F.map_from_entries(F.collect_list(F.struct("kind", "values"))).alias("told"))
    each = on_day.join(told, on=list(MEMBER), how="left").join(F.broadcast(kinds), on="source_system", how="inner")
    placed = each.withColumn("kind", F.explode(_kinds())).withColumn("value", F.explode(_values()))
    students = placed.groupBy(*CELL, "kind", "value").agg(F.count(F.lit(1)).cast("int").alias("students"))
    total = on_day.groupBy(*CELL).agg(F.count(F.lit(1)).cast("int").alias("members"))
    share = mean(F.col("students").cast("decimal(12,0)"), F.col("members"), "decimal(5,4)")
    return students.join(total, on=list(CELL), how="inner").withColumns(
        {"is_exclusive": ~F.col("kind").isin(*MANIFOLD), "share": share, "term": F.lit(None).cast("string")}
    )


def _groups(groups: DataFrame) -> DataFrame:
    return groups.select(
        "student_id",
        "kind",
        F.when(F.col("value") != UNKNOWN, F.col("value")).alias("value"),
        "begin_date",
        "end_date",
        F.col("school_year").alias("named_year"),
    )


def _kinds() -> SparkColumn:
    """The kinds that are counted for one that is said: races in two ways."""
    return F.when(F.col("kind") == RACE, F.array(F.lit(RACE), F.lit(RACE_DETAIL))).otherwise(F.array("kind"))


def _values() -> SparkColumn:
    """The groups of a kind in which a member counts: one, or those that are said where there may be several."""
    kind, unknown = F.col("kind"), F.lit(UNKNOWN)
    said = _told(F.when(kind == RACE_DETAIL, RACE).otherwise(kind))
    # Free or reduced meals say in which way it is yes.
    narrow = F.when(F.size(said) > 1, F.array_remove(said, "Yes")).otherwise(said)
    narrow = F.when(F.array_contains(said, "No"), said).otherwise(narrow)
    one = F.when(F.size(narrow) == 1, F.get(narrow, F.lit(0))).otherwise(unknown)
    several = F.when(F.size(said) > 0, said).otherwise(F.array(unknown))
    return (
        F.when(kind.isin(*MANIFOLD), several)
        .when(kind == RACE, F.array(F.coalesce(_race(said), unknown)))
        .otherwise(F.array(one))
    )


def _race(races: SparkColumn) -> SparkColumn:
    """Hispanic first, else Two or More of several races, else the one; null where none is known."""
    origin = _told(F.lit(HISPANIC))
    is_hispanic = F.array_contains(races, HISPANIC) | (origin == F.array(F.lit("Yes")))
    return (
        F.when(is_hispanic, HISPANIC)
        .when((F.size(races) > 1) | F.array_contains(races, SEVERAL), SEVERAL)
        .otherwise(F.get(races, F.lit(0)))
    )


def _told(kind: SparkColumn) -> SparkColumn:
    """What is told of a kind; empty where nothing is."""
    return F.coalesce(F.element_at("told", kind), F.array().cast("array<string>"))


DEMOGRAPHICS_OVERVIEW = Product(
    TABLE.name,
    TABLE,
    (Input(MEMBERSHIPS_TABLE), Input(STUDENT_GROUPS_TABLE)),
    build,
    part=(),
)
