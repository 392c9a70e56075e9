"""Who uses what is there to learn with, month by month, and how much?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.gold import members
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="usage_records",
    meaning="One row per school, or All of a district, month and activity, or All of them: who used it, how often and"
    " how long. Months without any between a district's first and last have a row of All.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is known; All for the district", nullable=False),
        Column("month", "DATE", "First day of the month", nullable=False),
        Column("activity", "STRING", "Kind of activity; Unknown where none is said; All for any", nullable=False),
        Column("users", "INT", "Different students with an event", nullable=False),
        Column("not_members", "INT", "Those of users who are no members in the month", nullable=False),
        Column("events", "BIGINT", "Logins, clicks or visits", nullable=False),
        Column("rows_without_events", "INT", "Rows whose number of events is not valid, as 0 of these", nullable=False),
        Column("minutes", "DECIMAL(18,2)", "Minutes spent, as far as they are measured; null where none are"),
        Column("rows_without_minutes", "INT", "Rows whose minutes are not measured", nullable=False),
        Column("members", "INT", "Different students who are members on a day of the month; null where none is known"),
        Column("active_share", "DECIMAL(5,4)", "(Users - not members) / members; null without members"),
        Column("events_per_user", "DECIMAL(12,2)", "Events / users; null without users, and for rows without events"),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("term", "STRING", "Term, where all rows share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "month", "activity"),
    cluster_by=("month", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
COUNTS = ("users", "not_members", "rows_without_events", "rows_without_minutes")


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows. A row of which no school is said is of the student's main school on the day."""
    memberships, engagement = silver[MEMBERSHIPS_TABLE], silver[ENGAGEMENT_TABLE]
    told = engagement.withColumn("told_by", F.col("source_system"))
    inside = members.in_districts(told, memberships, "student_id")
    stays = yield members.stays(memberships, inside)
    used = members.with_schools(inside, stays, "engagement_id", "date").withColumn("month", F.trunc("date", "month"))
    counted = yield _counted(used, stays)
    present = yield members.by_month(stays)
    quiet = members.covered(present, counted).withColumn("activity", F.lit(ALL))
    rows = counted.select(*KEYS).unionByName(quiet).distinct()
    figures = rows.join(counted, on=list(KEYS), how="left").join(present, on=list(members.PLACE_MONTH), how="left")
    filled = figures.withColumns({name: F.coalesce(name, F.lit(0)).cast("int") for name in COUNTS})
    events = F.coalesce("events", F.lit(0)).cast("bigint")
    active = (F.col("users") - F.col("not_members")).cast("decimal(12,0)")
    known = F.when(F.col("rows_without_events") == 0, events).cast("decimal(20,0)")
    return filled.select(
        *KEYS,
        *COUNTS,
        events.alias("events"),
        "minutes",
        F.col("members").cast("int"),
        mean(active, F.col("members"), "decimal(5,4)").alias("active_share"),
        mean(known, F.col("users"), "decimal(12,2)").alias("events_per_user"),
        school_year(F.col("month")).alias("school_year"),
        "term",
    )


def _counted(used: DataFrame, stays: DataFrame) -> DataFrame:
    """Of each place, month and activity: summed by student first, who is a member of the place in the month or not."""
    each = members.in_places(used).withColumn("activity", F.explode(F.array("activity", F.lit(ALL))))
    of_student = each.groupBy(*KEYS, "student_id").agg(
        F.sum(F.col("events").cast("bigint")).alias("events"),
        F.sum("minutes").cast("decimal(18,2)").alias("minutes"),
        *[F.count(F.when(F.col(n).isNull(), 1)).alias(f"rows_without_{n}") for n in ("events", "minutes")],
        shared("term"),
    )
    person = [*members.PLACE_MONTH, "student_id"]
    there = members.in_months(stays).select(*person).distinct().withColumn("is_member", F.lit(True))
    is_user = F.col("events") > 0
    return (
        of_student.join(there, on=person, how="left")
        .groupBy(*KEYS)
        .agg(
            F.count(F.when(is_user, 1)).alias("users"),
            F.count(F.when(is_user & F.col("is_member").isNull(), 1)).alias("not_members"),
            *[F.sum(name).alias(name) for name in ("events", "rows_without_events", "rows_without_minutes")],
            F.sum("minutes").cast("decimal(18,2)").alias("minutes"),
            shared("term"),
        )
    )


USAGE_RECORDS = Product(
    TABLE.name,
    TABLE,
    (Input(ENGAGEMENT_TABLE), Input(MEMBERSHIPS_TABLE)),
    build,
    part=(),
    # All clicks are summed for it, not without a school whose members they are; nor members where nobody clicks.
    needs=(ENGAGEMENT_TABLE, MEMBERSHIPS_TABLE),
)
