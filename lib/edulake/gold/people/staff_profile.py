"""Who works in which school, for how many students, and who stays?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold import census
from edulake.gold.census import PLACE
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="staff_profile",
    meaning="One row per school, or All of a source, school year and role: people on the census day, their full-time"
    " equivalents, who is new and who stays.",
    columns=(
        Column("source_system", "STRING", "Source, which is a district", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("role", "STRING", "Teacher, Aide, Administrator and others, or Unknown", nullable=False),
        Column("headcount", "INT", "Different people in the role on the census day", nullable=False),
        Column("fte", "DECIMAL(9,4)", "Sum of their shares of full time, as far as they are said; null where none is"),
        Column("roles_without_fte", "INT", "Roles of which no share is said, or none that counts", nullable=False),
        Column(
            "new_staff", "INT", "Those who had no role in the place a census day before; null in a source's first year"
        ),
        Column("kept", "INT", "Those who have a role in the place a census day later; null before that day"),
        Column("kept_rate", "DECIMAL(5,4)", "Kept / headcount; null before that day"),
        Column(
            "members", "INT", "Of teachers, different students of the place on the census day; null if none is told"
        ),
        Column(
            "students_per_teacher",
            "DECIMAL(12,2)",
            "Of teachers, members / fte; null while a teacher's fte is missing, and without any",
        ),
        Column("term", "STRING", "Term, where all roles share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "role"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
TEACHER = "Teacher"


def build(silver: Inputs, settings: Gold) -> DataFrame:
    """All rows, over schools and, each person once, over all schools of a source."""
    roles, memberships = silver[STAFF_ROLES_TABLE], silver[MEMBERSHIPS_TABLE]
    newest = census.newest_deliveries(roles, memberships)
    there = census.by_year(roles, "staff_id", "begin_date", "end_date", newest, settings).where("is_member")
    counted = _counted(there, settings)
    stays = census.by_year(memberships, "student_id", "entry_date", "exit_date", newest, settings).where("is_member")
    members = stays.groupBy(*PLACE).agg(F.count_distinct("student_id").alias("members"))
    teaching = F.col("role") == TEACHER
    fte = F.when(teaching & (F.col("roles_without_fte") == 0) & (F.col("fte") > 0), F.col("fte"))
    return counted.join(members, on=list(PLACE), how="left").select(
        "source_system",
        F.col("place").alias("school_id"),
        "school_year",
        "role",
        F.col("headcount").cast("int"),
        "fte",
        F.col("roles_without_fte").cast("int"),
        F.col("new_staff").cast("int"),
        F.col("kept").cast("int"),
        mean(F.col("kept").cast("decimal(12,0)"), F.col("headcount"), "decimal(5,4)").alias("kept_rate"),
        F.when(teaching, F.col("members")).cast("int").alias("members"),
        (F.col("members").cast("decimal(12,0)") / fte).cast("decimal(12,2)").alias("students_per_teacher"),
        "term",
    )


def _counted(there: DataFrame, settings: Gold) -> DataFrame:
    """Of those who are there on the census day of each place and year: how many, in which role, new and kept."""
    person = F.col("staff_id")
    by_census = Window.partitionBy("source_system", "place", "staff_id").orderBy("school_year")
    before, after = (F.count(F.lit(1)).over(by_census.rangeBetween(step, step)) for step in (-1, 1))
    first = there.groupBy("source_system").agg(F.min("school_year").alias("first_year"))
    told = there.withColumns({"before": before, "after": after}).join(F.broadcast(first), on="source_system")
    has_before = F.min("school_year") > F.min("first_year")
    has_after = F.min(census.census_of(F.col("school_year") + 1, settings)) <= F.min("newest")
    return told.groupBy(*PLACE, "role").agg(
        F.count_distinct(person).alias("headcount"),
        F.sum("fte").cast("decimal(9,4)").alias("fte"),
        F.count(F.when(F.col("fte").isNull(), 1)).alias("roles_without_fte"),
        F.when(has_before, F.count_distinct(F.when(F.col("before") == 0, person))).alias("new_staff"),
        F.when(has_after, F.count_distinct(F.when(F.col("after") > 0, person))).alias("kept"),
        shared("term"),
    )


STAFF_PROFILE = Product(
    TABLE.name,
    TABLE,
    (Input(STAFF_ROLES_TABLE), Input(MEMBERSHIPS_TABLE)),
    build,
    part=(),
    needs=(STAFF_ROLES_TABLE,),
)
