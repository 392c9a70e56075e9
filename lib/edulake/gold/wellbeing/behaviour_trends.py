"""What happens in schools, month by month, for each hundred of their students?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean, shared
from edulake.gold.wellbeing.incidents_that_count import INCIDENT, counting
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.incident_students import INCIDENT_STUDENTS_TABLE
from edulake.silver.wellbeing.incidents import INCIDENTS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="behaviour_trends",
    meaning="One row per school, or All of a district, month and category of incidents, or All of them: how many, and"
    " offences for each hundred members. Months without any between a district's first and last have a row of All.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("month", "DATE", "First day of the month", nullable=False),
        Column(
            "category",
            "STRING",
            "What happened, by the incident, else by what a student did; All for any of it; merits are in none",
            nullable=False,
        ),
        Column("incidents", "INT", "Different incidents: not those dismissed, merged or drafts", nullable=False),
        Column("offences", "INT", "Different perpetrators of each incident, summed", nullable=False),
        Column("students", "INT", "Different perpetrators", nullable=False),
        Column("members", "INT", "Different students who are members on a day of the month; null where none is known"),
        Column("rate", "DECIMAL(12,2)", "Offences for each hundred members; null without members"),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("term", "STRING", "Term, where all that happened shares it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "month", "category"),
    cluster_by=("month", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
MERIT = "Merit"


def build(silver: Inputs, _: Gold) -> Steps:
    """All rows. What names no incident is one of its own; an incident that nobody took part in is one as well.

    A source that stopped telling has no rows after its last month: nobody knows that nothing happened.
    """
    memberships, incidents = silver[MEMBERSHIPS_TABLE], silver[INCIDENTS_TABLE]
    took_part = silver[INCIDENT_STUDENTS_TABLE]
    happened = yield members.in_districts(_happened(incidents, took_part), memberships)
    counted = yield _counted(happened)
    present = yield members.by_month(members.stays(memberships, happened))
    quiet = members.covered(present, counted).withColumn("category", F.lit(ALL))
    rows = counted.select(*KEYS).unionByName(quiet).distinct()
    figures = rows.join(counted, on=list(KEYS), how="left").join(present, on=list(members.PLACE_MONTH), how="left")
    offences = F.coalesce("offences", F.lit(0))
    return figures.select(
        *KEYS,
        *[F.coalesce(name, F.lit(0)).cast("int").alias(name) for name in ("incidents", "offences", "students")],
        F.col("members").cast("int"),
        mean((offences * 100).cast("decimal(12,0)"), F.col("members"), "decimal(12,2)").alias("rate"),
        school_year(F.col("month")).alias("school_year"),
        "term",
    )


def _happened(incidents: DataFrame, took_part: DataFrame) -> DataFrame:
    """A row for each part that somebody took in an incident, and for each incident without any, as far as it counts.

    Merits are no incidents, nor is what is kept as one and holds nothing else.
    """
    told = [F.col(name).alias(f"of_{name}") for name in ("date", "school_id", "category", "term", "delivered_at")]
    is_merit = F.col("behaviour") == MERIT
    parts = took_part.where(~is_merit)
    merits = took_part.groupBy(*INCIDENT).agg(F.min(is_merit).alias("only")).where("only").select(*INCIDENT)
    of_trouble = incidents.where(F.col("category") != MERIT).join(merits, on=list(INCIDENT), how="left_anti")
    joined = counting(parts.join(of_trouble.select(*INCIDENT, *told), on=list(INCIDENT), how="full"), incidents)
    said = [F.when(F.col(name) != UNKNOWN, F.col(name)) for name in ("of_category", "behaviour")]
    return joined.select(
        "source_system",
        F.coalesce("of_school_id", "school_id").alias("school_id"),
        F.trunc(F.coalesce("of_date", "date"), "month").alias("month"),
        F.coalesce(*said, F.lit(UNKNOWN)).alias("category"),
        F.struct("source_system", F.coalesce("incident_id", "incident_student_id")).alias("incident"),
        F.when(F.col("role") == "Perpetrator", F.col("student_id")).alias("perpetrator"),
        F.coalesce("of_term", "term").alias("term"),
        F.greatest("delivered_at", "of_delivered_at").alias("delivered_at"),
    )


def _counted(happened: DataFrame) -> DataFrame:
    each = members.in_places(happened).withColumn("category", F.explode(F.array("category", F.lit(ALL))))
    by_perpetrator = F.when(F.col("perpetrator").isNotNull(), F.struct("incident", "perpetrator"))
    return each.groupBy(*KEYS).agg(
        F.count_distinct("incident").alias("incidents"),
        F.count_distinct(by_perpetrator).alias("offences"),
        F.count_distinct("perpetrator").alias("students"),
        shared("term"),
    )


BEHAVIOUR_TRENDS = Product(
    TABLE.name,
    TABLE,
    (Input(INCIDENTS_TABLE), Input(INCIDENT_STUDENTS_TABLE), Input(MEMBERSHIPS_TABLE)),
    build,
    part=(),
)
