"""How often do students see a school's nurse?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.gold import members
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.health_records import HEALTH_RECORDS_TABLE

if TYPE_CHECKING:
    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="health_visits",
    meaning="One row per school, or All of a district, and month: visits to a nurse, and for each hundred members."
    " Months without any between a district's first and last are there as well.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is known; All for the district", nullable=False),
        Column("month", "DATE", "First day of the month", nullable=False),
        Column("visits", "INT", "Visits; those without a day are in no month", nullable=False),
        Column("students", "INT", "Different students who came", nullable=False),
        Column("members", "INT", "Different students who are members on a day of the month; null where none is known"),
        Column("visits_per_100", "DECIMAL(12,2)", "Visits for each hundred members; null without members"),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("term", "STRING", "Term, where all visits share it"),
        WRITTEN_AT,
    ),
    key=members.PLACE_MONTH,
    cluster_by=("month", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows. A visit of which no school is said was to that of the student on the day."""
    memberships, records = silver[MEMBERSHIPS_TABLE], silver[HEALTH_RECORDS_TABLE]
    visits = records.where((F.col("kind") == "Visit") & F.col("event_date").isNotNull())
    told = yield members.in_districts(visits.withColumn("told_by", F.col("source_system")), memberships)
    stays = yield members.stays(memberships, told)
    dated = told.withColumn("month", F.trunc("event_date", "month"))
    placed = members.in_places(members.with_schools(dated, stays, "health_record_id", "event_date"))
    counted = yield placed.groupBy(*KEYS).agg(
        F.count(F.lit(1)).alias("visits"), F.count_distinct("student_id").alias("students"), shared("term")
    )
    present = yield members.by_month(stays)
    rows = counted.select(*KEYS).unionByName(members.covered(present, counted)).distinct()
    figures = rows.join(counted, on=list(KEYS), how="left").join(present, on=list(KEYS), how="left")
    number = F.coalesce("visits", F.lit(0))
    return figures.select(
        *KEYS,
        number.cast("int").alias("visits"),
        F.coalesce("students", F.lit(0)).cast("int").alias("students"),
        F.col("members").cast("int"),
        mean((number * 100).cast("decimal(12,0)"), F.col("members"), "decimal(12,2)").alias("visits_per_100"),
        school_year(F.col("month")).alias("school_year"),
        "term",
    )


HEALTH_VISITS = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, (HEALTH_RECORDS_TABLE, MEMBERSHIPS_TABLE))),
    build,
    part=(),
    needs=(HEALTH_RECORDS_TABLE,),
)
