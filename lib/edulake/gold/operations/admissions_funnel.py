"""How many of those who apply are offered a place, accept it and come?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import local_day, school_year
from edulake.expr.categories.operations import STAGES
from edulake.expr.lookup import looked_up
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census
from edulake.gold.product import ALL, WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.operations.application_stages import APPLICATION_STAGES_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

# How far each stage has come: a later step implies the ones before it, and who declines an offer had one.
APPLIED, OFFERED, ACCEPTED, ENROLLED = 1, 2, 3, 4
STEPS = {"Inquiry": 0, UNKNOWN: 0, "Offered": OFFERED, "Declined": OFFERED, "Accepted": ACCEPTED, "Enrolled": ENROLLED}
REACHED = {"applied": APPLIED, "offered": OFFERED, "accepted": ACCEPTED, "enrolled": ENROLLED}
BESIDE = {"inquired": "Inquiry", "waitlisted": "Waitlisted", "denied": "Denied", "withdrawn": "Withdrawn"}
NOW = {f"now_{stage.lower().replace(' ', '_')}": stage for stage in (*STAGES, UNKNOWN)}
RATES = {
    "offer_rate": ("offered", "applied", "Offered / applied"),
    "acceptance_rate": ("accepted", "offered", "Accepted / offered"),
    "yield_rate": ("enrolled", "offered", "Enrolled / offered"),
    "conversion_rate": ("enrolled", "applied", "Enrolled / applied"),
}
TABLE = Table(
    layer="gold",
    name="admissions_funnel",
    meaning="One row per school, or All of a source, year and grade of entry: applications, or persons of a source, by"
    " what they ever reached.",
    columns=(
        Column("source_system", "STRING", "Source, which is a district", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for persons of any", nullable=False),
        Column("school_year", "INT", "Year in which the school year of entry ends", nullable=False),
        Column("entry_grade", "STRING", "Grade level of entry", nullable=False),
        Column("applications", "INT", "Different applications, inquiries among them", nullable=False),
        Column("applicants", "INT", "Different persons; an application without one is one", nullable=False),
        *[Column(name, "INT", f"Those that ever came to be {name}, or further", nullable=False) for name in REACHED],
        *[Column(name, "INT", f"Those that were ever {name}", nullable=False) for name in BESIDE],
        Column("confirmed", "INT", "Enrolled with a day in a school of that year; null before the year is told of"),
        *[Column(name, "DECIMAL(5,4)", f"{meaning}; null without any") for name, (_, _, meaning) in RATES.items()],
        Column("melt_rate", "DECIMAL(5,4)", "(Accepted - enrolled) / accepted; null without any"),
        Column("timed", "INT", "Applications with a day of both application and offer, in this order", nullable=False),
        Column("avg_days_to_offer", "DECIMAL(7,2)", "Mean days between these; null without any"),
        *[
            Column(name, "INT", f"Applications whose present stage is {stage}", nullable=False)
            for name, stage in NOW.items()
        ],
        Column("term", "STRING", "Term, where all stages share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "entry_grade"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
KEYS = ("source_system", "place", "entry_year", "entry_grade")


def build(silver: Inputs, _: Gold) -> DataFrame:
    """All rows: of schools by applications, of a source as a whole by persons, each of whom counts once.

    An id that comes again in another entry year is another application. School and grade are those last told of.
    """
    applications = _applications(silver[APPLICATION_STAGES_TABLE])
    judged = _confirmed(applications, silver[MEMBERSHIPS_TABLE])
    placed = judged.withColumn("place", F.explode(census.places("school")))
    unit = F.when(F.col("place") == ALL, F.col("person")).otherwise(F.col("application_id"))
    counted = _counted(placed.withColumn("unit", unit))
    melted = F.col("accepted") - F.col("enrolled")
    whole = ("applications", "applicants", *REACHED, *BESIDE, "confirmed")
    return counted.select(
        "source_system",
        F.col("place").alias("school_id"),
        F.col("entry_year").alias("school_year"),
        "entry_grade",
        *[F.col(name).cast("int").alias(name) for name in (*whole, "timed", *NOW)],
        *[_share(F.col(part), F.col(of)).alias(name) for name, (part, of, _) in RATES.items()],
        _share(melted, F.col("accepted")).alias("melt_rate"),
        mean(F.col("days").cast("decimal(12,0)"), F.col("timed"), "decimal(7,2)").alias("avg_days_to_offer"),
        "term",
    )


def _applications(stages: DataFrame) -> DataFrame:
    """Per application what it ever reached, its present stage, whose it is and where; a stage to come is none yet."""
    told = F.coalesce(F.col("stage_date"), local_day(F.col("first_known_at"), "UTC"))
    order = looked_up(F.col("stage"), {stage: place for place, stage in enumerate(STAGES)})
    step = F.coalesce(*[F.when(F.col("stage") == stage, step) for stage, step in STEPS.items()], F.lit(APPLIED))
    known = stages.where(~F.array_contains("issue_codes", "FUTURE_STAGE")).withColumns(
        {"step": step, "at": F.struct(told.alias("day"), order.alias("place"), F.col("stage_id"))}
    )
    last = {name: _last(name) for name in ("applicant_id", "student_id", "school_id")}
    first = {stage: F.min(F.when(F.col("stage") == stage, F.col("stage_date"))) for stage in ("Applied", "Offered")}
    days = F.datediff(first["Offered"], first["Applied"])
    each = known.groupBy("source_system", "application_id", "entry_year").agg(
        F.max("step").alias("step"),
        *[F.max(F.col("stage") == stage).alias(name) for name, stage in BESIDE.items()],
        F.max_by("stage", "at").alias("stage"),
        F.max_by("entry_grade", "at").alias("entry_grade"),
        *[value.alias(name) for name, value in last.items()],
        F.when(days >= 0, days).alias("days"),
        shared("term"),
    )
    person = F.coalesce(
        F.concat(F.lit("applicant "), "applicant_id"), F.concat(F.lit("student "), "student_id"), "application_id"
    )
    return each.withColumns({"person": person, "school": F.col("school_id")})


def _last(name: str) -> SparkColumn:
    """What the last stage that says anything of it says."""
    return F.max_by(name, F.when(F.col(name).isNotNull(), F.col("at")))


def _confirmed(applications: DataFrame, memberships: DataFrame) -> DataFrame:
    """Applications with `has_come`: whether the student has a day in a school of the entry year; null before it."""
    newest = census.newest_deliveries(memberships)
    stays = census.lasting(memberships, "student_id", "entry_date", "exit_date", newest)
    there = census.in_years(stays).select("student_id", F.col("school_year").alias("entry_year")).distinct()
    latest = newest.agg(school_year(F.max("newest")).alias("latest_year"))
    joined = applications.join(
        there.withColumn("is_there", F.lit(True)), on=["student_id", "entry_year"], how="left"
    ).crossJoin(F.broadcast(latest))
    has_come = F.when(F.col("entry_year") <= F.col("latest_year"), F.coalesce("is_there", F.lit(False)))
    return joined.withColumn("has_come", has_come)


def _counted(placed: DataFrame) -> DataFrame:
    """Units of each place by what any of their applications reached; and their applications by the present stage."""
    has = {name: F.col("step") >= step for name, step in REACHED.items()}
    come = F.when(F.col("has_come").isNotNull(), has["enrolled"] & F.col("has_come"))
    of_unit = placed.groupBy(*KEYS, "unit").agg(
        F.count(F.lit(1)).alias("applications"),
        F.max("person").alias("person"),
        *[F.max(condition).alias(name) for name, condition in has.items()],
        *[F.max(name).alias(name) for name in BESIDE],
        F.max(come).alias("confirmed"),
        F.sum("days").alias("days"),
        F.count("days").alias("timed"),
        *[F.count(F.when(F.col("stage") == stage, 1)).alias(name) for name, stage in NOW.items()],
        shared("term"),
    )
    known = F.count("confirmed") > 0
    return of_unit.groupBy(*KEYS).agg(
        F.sum("applications").alias("applications"),
        F.count_distinct("person").alias("applicants"),
        *[F.count(F.when(F.col(name), 1)).alias(name) for name in (*REACHED, *BESIDE)],
        F.when(known, F.count(F.when(F.col("confirmed"), 1))).alias("confirmed"),
        F.sum("days").alias("days"),
        F.sum("timed").alias("timed"),
        *[F.sum(name).alias(name) for name in NOW],
        shared("term"),
    )


def _share(part: SparkColumn, whole: SparkColumn) -> SparkColumn:
    return mean(part.cast("decimal(12,0)"), whole, "decimal(5,4)")


ADMISSIONS_FUNNEL = Product(
    TABLE.name,
    TABLE,
    (Input(APPLICATION_STAGES_TABLE), Input(MEMBERSHIPS_TABLE)),
    build,
    part=(),
    needs=(APPLICATION_STAGES_TABLE,),
)
