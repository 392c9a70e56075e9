"""How much do staff learn, month by month, and do they complete what they begin?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.gold import census, members, posts
from edulake.gold.learning.pd_sessions import CANCELLED, COMPLETED, in_districts, sessions
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.learning.pd_attendance import PD_ATTENDANCE_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="pd_trends",
    meaning="One row per school, or All of a district, month and category of professional learning, or All of them:"
    " hours, and for each of the staff. Months without any between a district's first and last have a row of All.",
    columns=(
        Column("source_system", "STRING", "District: the source of its roles", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is known; All for the district", nullable=False),
        Column("month", "DATE", "First day of the month", nullable=False),
        Column("category", "STRING", "Kind of activity; Unknown where none is said; All for any", nullable=False),
        Column("sessions", "INT", "Different sessions of each member of staff attended or completed", nullable=False),
        Column("sessions_without_hours", "INT", "Those of which nobody knows the hours", nullable=False),
        Column("hours", "DECIMAL(12,2)", "Sum of the hours of all others", nullable=False),
        Column("participants", "INT", "Different people who attended or completed one", nullable=False),
        Column("staff", "INT", "Different people with a role on a day of the month; null where none is known"),
        Column("hours_per_staff", "DECIMAL(12,2)", "Hours / staff; null without staff, and while hours are not known"),
        Column("completed", "INT", "Sessions completed", nullable=False),
        Column("not_cancelled", "INT", "Sessions whatever came of them, but cancelled ones", nullable=False),
        Column("completion_rate", "DECIMAL(5,4)", "Completed / not cancelled; null without any"),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("term", "STRING", "Term, where all sessions share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "month", "category"),
    cluster_by=("month", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
COUNTS = ("sessions", "sessions_without_hours", "participants", "completed", "not_cancelled")


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows. A session of which no school is said was one of the person's main school on the day."""
    roles = silver[STAFF_ROLES_TABLE]
    told = yield in_districts(silver[PD_ATTENDANCE_TABLE], roles)
    newest = census.newest_deliveries(roles, told)
    held = yield posts.held(roles, newest)
    counted = yield _counted(sessions(told, held, newest).withColumn("month", F.trunc("date", "month")))
    staff = yield members.by_month(held, "staff_id").withColumnRenamed("members", "staff")
    quiet = members.covered(staff, counted).withColumn("category", F.lit(ALL))
    rows = counted.select(*KEYS).unionByName(quiet).distinct()
    figures = rows.join(counted, on=list(KEYS), how="left").join(staff, on=list(members.PLACE_MONTH), how="left")
    filled = figures.withColumns({name: F.coalesce(name, F.lit(0)).cast("int") for name in COUNTS})
    hours = F.coalesce("hours", F.lit(0)).cast("decimal(12,2)")
    completed = F.col("completed").cast("decimal(12,0)")
    return filled.select(
        *KEYS,
        *COUNTS,
        hours.alias("hours"),
        F.col("staff").cast("int"),
        F.when(F.col("sessions_without_hours") == 0, mean(hours, F.col("staff"), "decimal(12,2)")).alias(
            "hours_per_staff"
        ),
        mean(completed, F.col("not_cancelled"), "decimal(5,4)").alias("completion_rate"),
        school_year(F.col("month")).alias("school_year"),
        "term",
    )


def _counted(learned: DataFrame) -> DataFrame:
    each = members.in_places(learned).withColumn("category", F.explode(F.array("category", F.lit(ALL))))
    held = F.col("is_held")
    return each.groupBy(*KEYS).agg(
        F.count(F.when(held, 1)).alias("sessions"),
        F.count(F.when(held & F.col("hours").isNull(), 1)).alias("sessions_without_hours"),
        F.sum("hours").alias("hours"),
        F.count_distinct(F.when(held, F.col("staff_id"))).alias("participants"),
        F.count(F.when(F.col("status") == COMPLETED, 1)).alias("completed"),
        F.count(F.when(F.col("status") != CANCELLED, 1)).alias("not_cancelled"),
        shared("term"),
    )


PD_TRENDS = Product(
    TABLE.name,
    TABLE,
    (Input(PD_ATTENDANCE_TABLE), Input(STAFF_ROLES_TABLE)),
    build,
    part=(),
    needs=(PD_ATTENDANCE_TABLE,),
)
