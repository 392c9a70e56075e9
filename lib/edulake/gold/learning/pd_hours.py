"""How many hours did each member of staff learn, and are they enough?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold import census, posts
from edulake.gold.learning.pd_sessions import HOURS_TYPE, in_districts, sessions
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, shared
from edulake.silver.columns import STAFF_ID
from edulake.silver.learning.pd_attendance import PD_ATTENDANCE_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="pd_hours",
    meaning="One row per member of staff and school year: hours of professional learning, and whether they are as many"
    " as the settings require of the role. Who is required to learn and did not has a row as well.",
    columns=(
        Column("source_system", "STRING", "District: the source of its roles", nullable=False),
        STAFF_ID,
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("sessions", "INT", "Different sessions attended or completed", nullable=False),
        Column("sessions_without_hours", "INT", "Those of which nobody knows the hours", nullable=False),
        Column("hours", "DECIMAL(12,2)", "Sum of the hours of all others", nullable=False, personal="indirect"),
        Column(
            "cycle_hours", "DECIMAL(12,2)", "Hours of the cycle so far; null without a requirement", True, "indirect"
        ),
        Column(
            "required_hours",
            "DECIMAL(7,2)",
            "Hours that a cycle requires of the role on the census day, of several roles the most; null where none"
            " does, before that day, and where a share of full time is asked for and not known",
        ),
        Column(
            "is_met",
            "BOOLEAN",
            "Whether the hours of the cycle are as many; null without a requirement, and while only hours are missing"
            " that nobody knows",
            personal="indirect",
        ),
        Column("progress", "DECIMAL(5,4)", "Cycle hours / required, 1 at most; null as is_met", True, "indirect"),
        Column("school_id", "STRING", "School, where all sessions share it"),
        Column("term", "STRING", "Term, where all sessions share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "staff_id", "school_year"),
    cluster_by=("school_year", "staff_id"),
    people={"staff_id": "staff"},
    deletion_vectors=True,
)
KEYS = TABLE.key
PERSON = KEYS[:2]
SUM_TYPE = "decimal(12,2)"


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows: of who attended a session in a year, and of who had to between a district's first and last year told.

    A cycle of which the district does not tell the first year has hours that nobody knows.
    """
    roles = silver[STAFF_ROLES_TABLE]
    told = yield in_districts(silver[PD_ATTENDANCE_TABLE], roles)
    newest = census.newest_deliveries(roles, told)
    learned = yield sessions(told, posts.held(roles, newest), newest)
    of_district = learned.groupBy("source_system")
    span = of_district.agg(F.min("school_year").alias("first_year"), F.max("school_year").alias("last_year"))
    counted = _counted(learned)
    required = yield _required(roles, newest, settings)
    rows = counted.join(required, on=list(KEYS), how="full").join(F.broadcast(span), on="source_system")
    is_told = F.col("sessions").isNotNull() | F.col("school_year").between(F.col("first_year"), F.col("last_year"))
    summed = rows.where(is_told).join(_in_cycle(required, counted), on=list(KEYS), how="left")
    cycle_hours = F.when(F.col("cycle_begins").isNotNull(), F.coalesce("cycle_hours", _none()))
    figures = summed.withColumns({"hours": F.coalesce("hours", _none()), "cycle_hours": cycle_hours})
    is_unclear = (F.coalesce("unclear", F.lit(0)) > 0) | (F.col("cycle_begins") < F.col("first_year"))
    enough = F.col("cycle_hours") >= F.col("required_hours")
    is_met = F.when(enough, True).when(~is_unclear, enough)
    due = F.when(F.col("required_hours") > 0, F.col("required_hours"))
    # Of somebody without any share of full time nothing is required: all of it is reached.
    part = F.coalesce((F.least("cycle_hours", due) / due).cast("decimal(5,4)"), F.lit(1).cast("decimal(5,4)"))
    return figures.select(
        *KEYS,
        *[F.coalesce(name, F.lit(0)).cast("int").alias(name) for name in ("sessions", "sessions_without_hours")],
        "hours",
        "cycle_hours",
        "required_hours",
        is_met.alias("is_met"),
        F.when(is_met.isNotNull(), part).alias("progress"),
        "school_id",
        "term",
    )


def _counted(learned: DataFrame) -> DataFrame:
    """Sessions that were held, and their hours, of each member of staff and year."""
    return (
        learned.where("is_held")
        .groupBy(*KEYS)
        .agg(
            F.count(F.lit(1)).alias("sessions"),
            F.count(F.when(F.col("hours").isNull(), 1)).alias("sessions_without_hours"),
            F.sum("hours").cast(SUM_TYPE).alias("hours"),
            shared("school_id"),
            shared("term"),
        )
    )


def _in_cycle(required: DataFrame, counted: DataFrame) -> DataFrame:
    """The `cycle_hours` of each requirement so far, and how many of its sessions have `unclear` hours."""
    each = counted.select(*PERSON, F.col("school_year").alias("of_year"), "hours", "sessions_without_hours")
    within = F.col("of_year").between(F.col("cycle_begins"), F.col("school_year"))
    joined = required.select(*KEYS, "cycle_begins").join(each, on=list(PERSON)).where(within)
    return joined.groupBy(*KEYS).agg(
        F.sum("hours").cast(SUM_TYPE).alias("cycle_hours"), F.sum("sessions_without_hours").alias("unclear")
    )


def _none() -> SparkColumn:
    return F.lit(Decimal(0)).cast(SUM_TYPE)


def _required(roles: DataFrame, newest: DataFrame, settings: Gold) -> DataFrame:
    """By member of staff and year `required_hours`, and in which year the first one of its cycle ends.

    They are null as long as those of one of the person's roles are.
    """
    there = census.by_year(roles, "staff_id", "begin_date", "end_date", newest, settings)
    there = there.where(F.col("is_member") & (F.col("place") == ALL)).withColumn("words", posts.words())
    of_role = posts.once(there, "school_year").groupBy(*KEYS, "role").agg(posts.full_time().alias("fte"))
    role, year = F.col("role"), F.col("school_year")
    hours, begins = F.lit(None).cast(HOURS_TYPE), F.lit(None).cast("int")
    for name, rule in settings.required_hours.items():
        whole = F.lit(Decimal(rule["hours"])).cast(HOURS_TYPE)
        due = (whole * F.col("fte")).cast(HOURS_TYPE) if rule.get("by_fte") else whole
        into_cycle = F.pmod(year - rule.get("since", 0), F.lit(rule.get("years", 1)))
        hours, begins = (
            F.when(role == name, of).otherwise(other) for of, other in ((due, hours), (year - into_cycle, begins))
        )
    asked = of_role.select(*KEYS, hours.alias("hours"), begins.alias("begins")).where(F.col("begins").isNotNull())
    return asked.groupBy(*KEYS).agg(
        F.when(F.count("hours") == F.count(F.lit(1)), F.max("hours")).alias("required_hours"),
        F.max_by("begins", F.struct("hours", -F.col("begins"))).alias("cycle_begins"),
    )


PD_HOURS = Product(
    TABLE.name,
    TABLE,
    (Input(PD_ATTENDANCE_TABLE), Input(STAFF_ROLES_TABLE)),
    build,
    part=(),
    needs=(PD_ATTENDANCE_TABLE,),
)
