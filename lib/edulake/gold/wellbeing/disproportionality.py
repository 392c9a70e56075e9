"""Is a group of students disciplined more often than all others?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census, members
from edulake.gold.product import WRITTEN_AT, Input, Product
from edulake.gold.wellbeing import discipline, groups
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.student_groups import STUDENT_GROUPS_TABLE
from edulake.silver.wellbeing.discipline_actions import DISCIPLINE_ACTIONS_TABLE
from edulake.silver.wellbeing.incidents import INCIDENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="disproportionality",
    meaning="One row per school, or All of a district, school year, group of students and action of discipline: the"
    " risk of the group, and how many times that of all others it is.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("kind", "STRING", "Kind of group", nullable=False),
        Column("value", "STRING", "Group; Unknown where nobody says, which is compared with none", nullable=False),
        Column("action", "STRING", "Action of discipline", nullable=False),
        Column("disciplined", "INT", "Different members of the group with such an action", nullable=False),
        Column("members", "INT", "Different members of the group in the year", nullable=False),
        Column("others_disciplined", "INT", "The same of all other groups that are known", nullable=False),
        Column("others", "INT", "Members of all other groups that are known", nullable=False),
        Column("risk", "DECIMAL(5,4)", "Disciplined / members", nullable=False),
        Column(
            "risk_ratio",
            "DECIMAL(12,2)",
            "Risk / risk of all others; null unless 10 are disciplined and 30 are members on both sides",
        ),
        Column("is_disproportionate", "BOOLEAN", "Whether the ratio is over the configured one; null without a ratio"),
        Column("term", "STRING", "Always null: a year has several"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "kind", "value", "action"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
PLACE = ("source_system", "school_id", "school_year")
KEYS = TABLE.key
# Sizes of 34 CFR 300.647: below them a ratio says little.
FEWEST_DISCIPLINED, FEWEST_MEMBERS = 10, 30


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, of each action that a district takes in a year, for each group of each place.

    Who is disciplined where no stay of that year is known is in no row: nobody could say of how many.
    """
    memberships, told = silver[MEMBERSHIPS_TABLE], silver[DISCIPLINE_ACTIONS_TABLE]
    stays = yield members.stays(memberships, members.in_districts(told, memberships))
    actions = yield discipline.placed(told, silver[INCIDENTS_TABLE], memberships, stays)
    present = members.in_places(census.in_years(stays)).select(*PLACE, "student_id").distinct()
    told_groups = yield members.in_districts(silver[STUDENT_GROUPS_TABLE], memberships)
    of_groups = groups.of_students(present, told_groups)
    taken = members.in_places(actions).select(*PLACE, "student_id", "action").distinct()
    taken = taken.withColumn("was_taken", F.lit(True))
    kinds = actions.select("source_system", "school_year", "action").distinct()
    each = (
        present.join(of_groups, on=["source_system", "student_id", "school_year"])
        .join(F.broadcast(kinds), on=["source_system", "school_year"])
        .join(taken, on=[*PLACE, "student_id", "action"], how="left")
    )
    counted = each.groupBy(*KEYS).agg(F.count("was_taken").alias("n"), F.count(F.lit(1)).alias("size"))
    return _compared(counted, settings)


def _compared(counted: DataFrame, settings: Gold) -> DataFrame:
    among = Window.partitionBy(*PLACE, "kind", "action")
    is_known = F.col("value") != UNKNOWN

    def others(name: str) -> SparkColumn:
        known = F.coalesce(F.sum(F.when(is_known, F.col(name))).over(among), F.lit(0))
        return _exact(known - F.when(is_known, F.col(name)).otherwise(0))

    own = counted.withColumns({"n": _exact(F.col("n")), "size": _exact(F.col("size"))})
    sides = own.withColumns({"other_n": others("n"), "other_size": others("size")})
    enough = F.least("n", "other_n") >= FEWEST_DISCIPLINED
    is_compared = is_known & enough & (F.least("size", "other_size") >= FEWEST_MEMBERS)
    above, below = F.col("n") * F.col("other_size"), F.col("size") * F.col("other_n")
    bound = F.lit(settings.risk_ratio).cast("decimal(9,4)")
    return sides.select(
        *KEYS,
        F.col("n").cast("int").alias("disciplined"),
        F.col("size").cast("int").alias("members"),
        F.col("other_n").cast("int").alias("others_disciplined"),
        F.col("other_size").cast("int").alias("others"),
        (F.col("n") / F.col("size")).cast("decimal(5,4)").alias("risk"),
        (above / F.when(is_compared, below)).cast("decimal(12,2)").alias("risk_ratio"),
        F.when(is_compared, above > below * bound).alias("is_disproportionate"),
        F.lit(None).cast("string").alias("term"),
    )


def _exact(count: SparkColumn) -> SparkColumn:
    return count.cast("decimal(9,0)")


DISPROPORTIONALITY = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, (DISCIPLINE_ACTIONS_TABLE, INCIDENTS_TABLE, MEMBERSHIPS_TABLE, STUDENT_GROUPS_TABLE))),
    build,
    part=(),
    needs=(DISCIPLINE_ACTIONS_TABLE,),
)
