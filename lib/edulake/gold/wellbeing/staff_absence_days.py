"""How many of the staff missed more than ten days of a school year?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.gold.wellbeing import staff_days

if TYPE_CHECKING:
    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="staff_absence_days",
    meaning="One row per school, or All of a district, school year and role: how many of the staff missed more than ten"
    " days of it, so far. Whose days they are no table of gold says.",
    columns=(
        Column("source_system", "STRING", "District: the source of its roles", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("role", "STRING", "Teacher, Aide, Administrator and others, or Unknown", nullable=False),
        Column("staff", "INT", "Different people with the role on a school day of the year", nullable=False),
        Column(
            "staff_over_10_days",
            "INT",
            "Those who missed more than 10 of their days, but excused ones and work elsewhere; parts of days add up",
            nullable=False,
        ),
        Column("staff_unknown", "INT", "Others of whom not all days are known", nullable=False),
        Column("over_10_rate", "DECIMAL(5,4)", "Over 10 days / staff; null while anybody is unknown"),
        Column("term", "STRING", "Term of the calendar, where all days share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "role"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
# As the Civil Rights Data Collection of the USA asks for teachers.
MOST_DAYS = 10


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, over schools and, each person once, over all schools of a district."""
    told = yield from staff_days.of_people(silver, settings)
    days = told.withColumn("school_year", school_year(F.col("date")))
    is_over = F.coalesce(F.sum("share") > MOST_DAYS, F.lit(False))
    is_unknown = ~is_over & (F.count("share") < F.count(F.lit(1)))
    people = days.groupBy(*KEYS, "staff_id").agg(
        is_over.alias("is_over"), is_unknown.alias("is_unknown"), shared("term")
    )
    counted = people.groupBy(*KEYS).agg(
        F.count(F.lit(1)).cast("int").alias("staff"),
        F.count(F.when(F.col("is_over"), 1)).cast("int").alias("staff_over_10_days"),
        F.count(F.when(F.col("is_unknown"), 1)).cast("int").alias("staff_unknown"),
        shared("term"),
    )
    over = F.when(F.col("staff_unknown") == 0, F.col("staff_over_10_days")).cast("decimal(12,0)")
    return counted.select(
        *KEYS,
        "staff",
        "staff_over_10_days",
        "staff_unknown",
        mean(over, F.col("staff"), "decimal(5,4)").alias("over_10_rate"),
        "term",
    )


STAFF_ABSENCE_DAYS = Product(
    TABLE.name, TABLE, tuple(map(Input, staff_days.INPUTS)), build, part=(), needs=staff_days.NEEDS
)
