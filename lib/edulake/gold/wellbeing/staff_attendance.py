"""How much of their days do staff miss, month by month?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.gold.product import WRITTEN_AT, Input, Product, shared
from edulake.gold.wellbeing import staff_days
from edulake.gold.wellbeing.staff_days import SUM_TYPE

if TYPE_CHECKING:
    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="staff_attendance",
    meaning="One row per school, or All of a district, month and role: full-time days that staff were to work on school"
    " days, and missed. From the first to the last month of which a district tells absences.",
    columns=(
        Column("source_system", "STRING", "District: the source of its roles", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("month", "DATE", "First day of the month", nullable=False),
        Column("role", "STRING", "Teacher, Aide, Administrator and others, or Unknown", nullable=False),
        Column("staff", "INT", "Different people with the role on a school day of the month", nullable=False),
        Column(
            "staff_unknown",
            "INT",
            "Those of whom a share of full time, the calendar, or how much of a day they missed is not known; they are"
            " in none of the days",
            nullable=False,
        ),
        Column("scheduled_days", "DECIMAL(12,4)", "School days x share of full time; null where nobody's are known"),
        Column("excused_days", "DECIMAL(12,4)", "Those of scheduled days that the settings excuse"),
        Column("absent_days", "DECIMAL(12,4)", "Days missed x share of full time, but excused ones and work elsewhere"),
        Column(
            "attendance_rate",
            "DECIMAL(5,4)",
            "1 - absent / (scheduled - excused); null where nothing is left of those, and while anybody is unknown",
        ),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("term", "STRING", "Term of the calendar, where all days share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "month", "role"),
    cluster_by=("month", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, over schools and, each person once, over all schools of a district."""
    days = yield from staff_days.of_people(silver, settings)
    is_unknown = F.count("fte") < F.count(F.lit(1))
    sums = [
        F.when(~is_unknown, F.sum(of)).cast(SUM_TYPE).alias(name)
        for of, name in (("fte", "scheduled"), ("excused", "excused"), ("missed", "missed"))
    ]
    people = days.groupBy(*KEYS, "staff_id").agg(is_unknown.alias("is_unknown"), *sums, shared("term"))
    counted = people.groupBy(*KEYS).agg(
        F.count(F.lit(1)).cast("int").alias("staff"),
        F.count(F.when(F.col("is_unknown"), 1)).cast("int").alias("staff_unknown"),
        *[F.sum(name).cast(SUM_TYPE).alias(name) for name in ("scheduled", "excused", "missed")],
        shared("term"),
    )
    due = (F.col("scheduled") - F.col("excused")).cast(SUM_TYPE)
    worked = (due - F.col("missed")).cast(SUM_TYPE)
    is_told = (F.col("staff_unknown") == 0) & (due > 0)
    return counted.select(
        *KEYS,
        "staff",
        "staff_unknown",
        F.col("scheduled").cast("decimal(12,4)").alias("scheduled_days"),
        F.col("excused").cast("decimal(12,4)").alias("excused_days"),
        F.col("missed").cast("decimal(12,4)").alias("absent_days"),
        (worked / F.when(is_told, due)).cast("decimal(5,4)").alias("attendance_rate"),
        school_year(F.col("month")).alias("school_year"),
        "term",
    )


STAFF_ATTENDANCE = Product(
    TABLE.name, TABLE, tuple(map(Input, staff_days.INPUTS)), build, part=(), needs=staff_days.NEEDS
)
