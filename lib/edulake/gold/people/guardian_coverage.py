"""For how many students does a school know whom to call?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.people.on_census_day import CELL, COLUMNS, MEMBER, MEMBERS, members
from edulake.gold.product import WRITTEN_AT, Input, Product, mean
from edulake.silver.people.guardian_links import GUARDIAN_LINKS_TABLE
from edulake.silver.people.guardians import GUARDIANS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

NO_SOURCE = "null where no source says it of any member of the district"
TABLE = Table(
    layer="gold",
    name="guardian_coverage",
    meaning="One row per school, school year and grade level: members with guardians and contacts on the census day.",
    columns=(
        *COLUMNS,
        MEMBERS,
        Column("with_guardian", "INT", f"Members with a guardian, not only other contacts; {NO_SOURCE}"),
        Column("with_emergency", "INT", f"Members with a contact to be called in an emergency; {NO_SOURCE}"),
        Column(
            "reachable", "INT", f"Members with a contact who has an e-mail address or telephone number; {NO_SOURCE}"
        ),
        Column("no_contact", "INT", f"Members without any contact; {NO_SOURCE}"),
        Column("reach", "DECIMAL(5,4)", "Reachable / members"),
        Column("term", "STRING", "Always null: the census day is one of a year"),
        WRITTEN_AT,
    ),
    key=CELL,
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
# Who is no guardian by being this to a student, where the source does not say who is one by law.
OTHER_CONTACTS = ("Sibling", "Friend", "Caregiver", "Caseworker", "Other")
# What is asked of each contact, and what a source must have said of anybody for its answer to count.
ASKED = {
    "with_guardian": "is_contact",
    "with_emergency": "says_emergency",
    "reachable": "says_way",
    "no_contact": "is_contact",
}


def build(silver: Inputs, settings: Gold) -> DataFrame:
    """One row per school, or district, year and grade level; a student in several schools counts in each of them."""
    links, guardians = silver[GUARDIAN_LINKS_TABLE], silver[GUARDIANS_TABLE]
    on_day = members(silver[MEMBERSHIPS_TABLE], settings, links, guardians)
    joined = on_day.join(_contacts(links, guardians), on="student_id", how="left")
    holds = _holds()
    guardian = F.coalesce("is_legal_guardian", ~F.col("relation").isin(*OTHER_CONTACTS))
    of_member = joined.groupBy(*MEMBER).agg(
        _any(holds & guardian).alias("with_guardian"),
        _any(holds & F.col("is_emergency")).alias("with_emergency"),
        _any(holds & F.col("has_way") & (F.col("is_there") | F.col("has_left"))).alias("reachable"),
        (~_any(holds)).alias("no_contact"),
        _any(F.col("is_contact")).alias("is_contact"),
        _any(F.col("is_emergency").isNotNull()).alias("says_emergency"),
        _any(F.col("has_way")).alias("says_way"),
    )
    said = tuple(dict.fromkeys(ASKED.values()))
    counted = of_member.groupBy(*CELL).agg(
        F.count(F.lit(1)).cast("int").alias("members"),
        *[F.count(F.when(F.col(name), 1)).cast("int").alias(name) for name in ASKED],
        *[F.max(name).alias(name) for name in said],
    )
    # Of cells, which are few.
    of_district = counted.groupBy("source_system").agg(*[F.max(name).alias(name) for name in said])
    cells = counted.drop(*said).join(F.broadcast(of_district), on="source_system")
    known = cells.withColumns({name: F.when(F.col(said_of), F.col(name)) for name, said_of in ASKED.items()})
    reach = mean(F.col("reachable").cast("decimal(12,0)"), F.col("members"), "decimal(5,4)")
    return known.withColumns({"reach": reach, "term": F.lit(None).cast("string")}).drop(*said)


def _contacts(links: DataFrame, guardians: DataFrame) -> DataFrame:
    """Links with whether their guardian `is_there`, and `has_way` to be reached; who is on no list has none."""
    way = F.coalesce("email", "phone").isNotNull()
    people = guardians.select(
        "source_system", "guardian_id", way.alias("has_way"), F.col("is_active").alias("is_there")
    )
    return links.join(people, on=["source_system", "guardian_id"], how="left").select(
        *("student_id", "relation", "is_legal_guardian", "is_emergency", "begin_date", "end_date", "is_active"),
        *("has_way", "is_there"),
        F.lit(True).alias("is_contact"),
    )


def _holds() -> SparkColumn:
    """Whether a link holds on the census day.

    One that its source closed without a last day went, as far as anybody knows, when its student did.
    """
    day, end = F.col("day"), F.col("end_date")
    in_time = F.coalesce(F.col("begin_date") <= day, F.lit(True)) & F.coalesce(end >= day, F.lit(True))
    return F.col("is_contact") & in_time & (F.col("is_active") | end.isNotNull() | F.col("has_left"))


def _any(condition: SparkColumn) -> SparkColumn:
    return F.max(F.coalesce(condition, F.lit(False)))


GUARDIAN_COVERAGE = Product(
    TABLE.name,
    TABLE,
    (Input(MEMBERSHIPS_TABLE), Input(GUARDIAN_LINKS_TABLE), Input(GUARDIANS_TABLE)),
    build,
    part=(),
)
