"""Which share of a school's students is immunized, and of how many does nobody know?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.lookup import looked_up
from edulake.gold import census, members
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.health_records import HEALTH_RECORDS_TABLE, OF_VACCINES

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

STATES = {
    "complete": "Members who were given the required doses up to the census day",
    "exempt_medical": "Others with a medical exemption",
    "exempt_other": "Others with any other exemption",
    "incomplete": "Others of whom anything else is recorded: too few doses, one without a day, one that is due",
    "no_record": "Members of whom nothing is recorded: not the same as not immunized",
}
TABLE = Table(
    layer="gold",
    name="immunization_coverage",
    meaning="One row per school, or All of a district, school year, grade and required vaccine: members on the census"
    " day, each in one of five states.",
    columns=(
        Column("source_system", "STRING", "District: the source of its memberships", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column("grade_level", "STRING", "Grade level", nullable=False),
        Column("vaccine", "STRING", "Vaccine that the grade level requires", nullable=False),
        Column("required_doses", "INT", "Doses that it requires, on different days", nullable=False),
        Column("members", "INT", "Different members on the census day", nullable=False),
        *[Column(name, "INT", meaning, nullable=False) for name, meaning in STATES.items()],
        Column("coverage", "DECIMAL(5,4)", "Complete / members", nullable=False),
        Column("term", "STRING", "Always null: a census day has none"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "grade_level", "vaccine"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
PLACE = ("source_system", "school_id", "school_year")
NEED = ("source_system", "student_id", "school_year", "vaccine")
EVERY = "All Vaccines"
# What is given in one shot.
COMBINED = {
    "MMRV": ("MMR", "Varicella"),
    "DTaP-IPV": ("DTaP", "Polio"),
    "DTaP-HepB-IPV": ("DTaP", "Hepatitis B", "Polio"),
    "DTaP-IPV-Hib": ("DTaP", "Polio", "Hib"),
    "DTaP-IPV-Hib-HepB": ("DTaP", "Polio", "Hib", "Hepatitis B"),
}


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, of the districts that tell of immunizations, and of census days up to their newest delivery.

    Who is in two schools counts in both, and once in the district, with the grade of the main stay.
    """
    memberships, told = silver[MEMBERSHIPS_TABLE], silver[HEALTH_RECORDS_TABLE]
    records = yield members.in_districts(told.where(F.col("kind").isin(*OF_VACCINES)), memberships)
    stays = census.in_years(members.stays(memberships, records))
    present = _on_census_day(stays, settings).join(records.select("source_system").distinct(), on="source_system")
    needs = present.select("*", F.explode(_required(settings)).alias("need")).select("*", "need.*")
    needs = yield needs.where(F.col("required").isNotNull())
    judged = needs.join(_states(needs, _by_vaccine(records)), on=list(NEED), how="left")
    state = F.coalesce("state", F.lit("no_record"))
    counts = [F.count(F.when(state == name, 1)).cast("int").alias(name) for name in STATES]
    counted = judged.groupBy(*TABLE.key).agg(
        F.max("required").alias("required_doses"), F.count(F.lit(1)).cast("int").alias("members"), *counts
    )
    share = mean(F.col("complete").cast("decimal(12,0)"), F.col("members"), "decimal(5,4)")
    return counted.withColumns({"coverage": share, "term": F.lit(None).cast("string")})


def _on_census_day(years: DataFrame, settings: Gold) -> DataFrame:
    """Members of each place on its census day, `census`, each once with one grade."""
    dated = years.withColumn("census", census.census_of(F.col("school_year"), settings))
    there = members.in_places(dated.where(F.col("census").between(F.col("first_day"), F.col("last_day"))))
    is_main = F.coalesce("is_primary", F.lit(False))
    first = Window.partitionBy(*PLACE, "student_id").orderBy(is_main.desc(), "first_day", "grade_level")
    one = there.withColumn("rank", F.row_number().over(first)).where("rank = 1")
    return one.select(*PLACE, "student_id", "grade_level", "census")


def _required(settings: Gold) -> SparkColumn:
    """Each vaccine with the doses that a member's grade level requires; null where it requires none."""
    needs = [
        F.struct(F.lit(vaccine).alias("vaccine"), _of_grade(doses).cast("int").alias("required"))
        for vaccine, doses in settings.required_doses.items()
    ]
    return F.array(*needs).cast("array<struct<vaccine:string,required:int>>")


def _of_grade(doses: dict[str, int]) -> SparkColumn:
    named = looked_up(F.col("grade_level"), doses) if doses else F.lit(None).cast("int")
    return F.coalesce(named, F.lit(doses.get(ALL)))


def _by_vaccine(records: DataFrame) -> DataFrame:
    """Records with each `vaccine` that they are about, and whether it was given."""
    parts = F.coalesce(_combined(), F.array("code"))
    status = F.coalesce("status", F.lit("Given"))
    return records.select(
        "source_system",
        "student_id",
        F.explode(parts).alias("vaccine"),
        "kind",
        "status",
        "event_date",
        ((F.col("kind") == "Immunization") & (status == "Given")).alias("is_given"),
    )


def _combined() -> SparkColumn:
    """The vaccines in a combined one; null for others."""
    cases = [F.when(F.col("code") == name, F.array(*map(F.lit, parts))) for name, parts in COMBINED.items()]
    return F.coalesce(*cases)


def _states(needs: DataFrame, records: DataFrame) -> DataFrame:
    """By member, year and vaccine the state that records tell."""
    wanted = needs.select(*NEED, "census", "required").distinct()
    about = (F.col("r.vaccine") == F.col("n.vaccine")) | (
        (F.col("r.vaccine") == EVERY) & (F.col("r.kind") == "Exemption")
    )
    same = (F.col("r.source_system") == F.col("n.source_system")) & (F.col("r.student_id") == F.col("n.student_id"))
    joined = wanted.alias("n").join(records.alias("r"), on=same & about)
    is_known = F.coalesce(F.col("event_date") <= F.col("census"), F.lit(True))
    status = F.coalesce("status", F.lit(""))
    told = (F.col("kind") == "Exemption") & ~status.isin("Resolved", "Due")
    # Some systems tell it on the row of the vaccine itself.
    exempt = told | status.isin("Medical Exemption", "Other Exemption")
    is_medical = F.col("status").eqNullSafe("Medical Exemption")
    doses = F.count_distinct(F.when(F.col("is_given") & (F.col("event_date") <= F.col("census")), F.col("event_date")))
    state = (
        F.when(doses >= F.max("required"), "complete")
        .when(F.max(exempt & is_known & is_medical), "exempt_medical")
        .when(F.max(exempt & is_known), "exempt_other")
        .when(F.max(is_known), "incomplete")
    )
    return joined.groupBy(*[F.col(f"n.{name}") for name in NEED]).agg(state.alias("state"))


IMMUNIZATION_COVERAGE = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, (HEALTH_RECORDS_TABLE, MEMBERSHIPS_TABLE))),
    build,
    part=(),
    needs=(HEALTH_RECORDS_TABLE,),
)
