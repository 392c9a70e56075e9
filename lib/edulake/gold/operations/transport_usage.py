"""How many students ride to school, by which way, and how far?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import local_day
from edulake.gold import census
from edulake.gold.census import PLACE
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.operations.transport_riders import TRANSPORT_RIDERS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="transport_usage",
    meaning="One row per school, or All of a source, school year and mode, or All of them: who rides on the census"
    " day, and how far.",
    columns=(
        Column("source_system", "STRING", "Source of the students, which is a district", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("mode", "STRING", "Bus, Van, Walk, Car, Public, Other or Unknown; All for any", nullable=False),
        Column("riders", "INT", "Different students on the census day: there and back is one", nullable=False),
        Column("not_members", "INT", "Those of riders who are members of no school on that day", nullable=False),
        Column("members", "INT", "Different students of the school on the census day; null where none is told"),
        Column("share", "DECIMAL(5,4)", "(Riders - not members) / members; null without members"),
        Column("riders_with_miles", "INT", "Riders whose distance is said", nullable=False),
        Column("avg_miles", "DECIMAL(6,2)", "Mean distance of these, each by the mean of its rides; null without any"),
        Column("term", "STRING", "Term, where all rides share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "mode"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
KEYS = (*PLACE, "mode")


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, over schools and, each student once, over all schools of a source.

    A student rides for the schools whose member he is on the day, in whichever system the ride stands; who is a member
    of none rides for the school that the ride names. Where a source has riders in a year, a school without any has 0.
    """
    memberships = silver[MEMBERSHIPS_TABLE]
    newest = census.newest_deliveries(memberships)
    stays = census.by_year(memberships, "student_id", "entry_date", "exit_date", newest, settings).where("is_member")
    there = yield stays.select(*PLACE, "student_id").distinct()
    rides = yield _rides(silver[TRANSPORT_RIDERS_TABLE], memberships, settings)
    placed = yield _placed(rides, there)
    members = there.groupBy(*PLACE).agg(F.count(F.lit(1)).alias("members"))
    riding = placed.where("is_member").select("source_system", "school_year").distinct()
    counted = yield _counted(placed)
    every = members.join(riding, on=["source_system", "school_year"], how="left_semi").withColumn("mode", F.lit(ALL))
    none = every.join(counted, on=list(KEYS), how="left_anti").select(*KEYS)
    rows = counted.unionByName(none, allowMissingColumns=True).join(members, on=list(PLACE), how="left")
    riders, strangers = F.coalesce("riders", F.lit(0)), F.coalesce("not_members", F.lit(0))
    with_miles = F.coalesce("with_miles", F.lit(0))
    return rows.select(
        "source_system",
        F.col("place").alias("school_id"),
        "school_year",
        "mode",
        riders.cast("int").alias("riders"),
        strangers.cast("int").alias("not_members"),
        F.col("members").cast("int").alias("members"),
        mean((riders - strangers).cast("decimal(12,0)"), F.col("members"), "decimal(5,4)").alias("share"),
        with_miles.cast("int").alias("riders_with_miles"),
        mean(F.col("miles"), with_miles, "decimal(6,2)").alias("avg_miles"),
        "term",
    )


def _rides(riders: DataFrame, memberships: DataFrame, settings: Gold) -> DataFrame:
    """Rides that hold on the census day of a school year; one without a first day since it was told of."""
    since = F.coalesce(F.col("begin_date"), local_day(F.col("first_known_at"), "UTC"))
    # Of a ride that is gone, the next one the same way says when it ended.
    way = F.concat_ws(" ", "direction", "student_id")
    known = riders.withColumns({"begin_date": since, "way": way, "said_school": F.col("school_id")})
    newest = census.newest_deliveries(riders, memberships)
    held = census.by_year(known, "way", "begin_date", "end_date", newest, settings).where("is_member")
    return held.where(F.col("place") == ALL).select(
        "source_system", "said_school", "school_year", "student_id", "mode", "miles", "term"
    )


def _placed(rides: DataFrame, there: DataFrame) -> DataFrame:
    """Rides by the places of their student, and whether he is a member there."""
    of_members = rides.drop("source_system").join(there, on=["student_id", "school_year"])
    others = rides.join(there, on=["student_id", "school_year"], how="left_anti")
    places = F.explode(census.places("said_school"))
    named = others.withColumns({"place": places, "is_member": F.lit(False)})
    return of_members.withColumn("is_member", F.lit(True)).unionByName(named).drop("said_school")


def _counted(placed: DataFrame) -> DataFrame:
    """Riders of each place, year and mode, and sums of their distances in six digits."""
    each = placed.withColumn("mode", F.explode(F.array("mode", F.lit(ALL))))
    of_student = each.groupBy(*KEYS, "student_id").agg(
        F.max("is_member").alias("is_member"),
        mean(F.sum("miles"), F.count("miles"), "decimal(12,6)").alias("miles"),
        shared("term"),
    )
    return of_student.groupBy(*KEYS).agg(
        F.count(F.lit(1)).alias("riders"),
        F.count(F.when(~F.col("is_member"), 1)).alias("not_members"),
        F.count("miles").alias("with_miles"),
        F.sum("miles").cast("decimal(20,6)").alias("miles"),
        shared("term"),
    )


TRANSPORT_USAGE = Product(
    TABLE.name,
    TABLE,
    (Input(TRANSPORT_RIDERS_TABLE), Input(MEMBERSHIPS_TABLE)),
    build,
    part=(),
    needs=(TRANSPORT_RIDERS_TABLE,),
)
