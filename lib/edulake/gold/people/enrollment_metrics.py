"""How many students does a school have, who comes and goes, and who stays?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.categories.people import EXIT_TYPES
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census, daily_membership
from edulake.gold.census import PLACE
from edulake.gold.product import WRITTEN_AT, Input, Product, mean, shared
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

GRADUATED, YEAR_END = "Graduated", "Year End"
LEFT_AS = {f"exits_{name.lower().replace(' ', '_')}": name for name in (*EXIT_TYPES, UNKNOWN)}
TABLE = Table(
    layer="gold",
    name="enrollment_metrics",
    meaning="One row per school, or All of a source, school year and grade: students on the census day, who came, went"
    " and stayed, and average daily membership.",
    columns=(
        Column("source_system", "STRING", "Source, which is a district", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the district", nullable=False),
        Column("school_year", "INT", "Year in which the school year (from July) ends", nullable=False),
        Column("grade_level", "STRING", "Kindergarten, 1st Grade … 12th Grade, Ungraded or Unknown", nullable=False),
        Column("members", "INT", "Different students on the census day, of the stay that began first", nullable=False),
        Column("entries", "INT", "Different students who came in the year", nullable=False),
        Column("exits", "INT", "Different students who left in the year and did not come back in it", nullable=False),
        *[Column(name, "INT", f"Those of exits that are {type_}", nullable=False) for name, type_ in LEFT_AS.items()],
        Column("came_later", "INT", "Those of entries that came after the census day", nullable=False),
        Column(
            "left_later",
            "INT",
            "Those of exits whose last day is the census day or a later one; neither graduates nor a year's end",
            nullable=False,
        ),
        Column("mobility_rate", "DECIMAL(12,4)", "(Came later + left later) / members; null without members"),
        Column("member_days", "BIGINT", "School days of all students, each day once; null without a calendar"),
        Column("school_days", "INT", "School days up to the newest delivery; null without a calendar"),
        Column("adm", "DECIMAL(9,2)", "Average daily membership: member days / school days; null without any"),
        Column("graduated", "INT", "Members who graduated in the year", nullable=False),
        Column("retained", "INT", "Other members who are members of the place a year later; null before that census"),
        Column("retention_rate", "DECIMAL(5,4)", "Retained / (members - graduated); null without any"),
        Column("term", "STRING", "Term, where all stays share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "school_year", "grade_level"),
    cluster_by=("school_year", "school_id"),
    deletion_vectors=True,
)
KEYS = (*PLACE, "grade_level")


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, over schools and, each student once, over all schools of a source.

    Of stays that overlap a day belongs to the one that began first, so that grades add up to students. A student came
    in a year whose first stay of it began then, and left whose last one ended then: who moves within a place did
    neither.
    """
    dated = yield from daily_membership.dated(silver[MEMBERSHIPS_TABLE], silver[SCHOOL_DAYS_TABLE], settings)
    counted = _counted(_judged(dated, settings))
    days = F.col("school_days").cast("decimal(12,0)")
    staying = F.col("members") - F.col("graduated")
    return counted.join(daily_membership.school_days(dated), on=list(PLACE)).select(
        "source_system",
        F.col("place").alias("school_id"),
        *KEYS[2:],
        *[F.col(name).cast("int") for name in ("members", "entries", "exits", *LEFT_AS, "came_later", "left_later")],
        _share(F.col("came_later") + F.col("left_later"), F.col("members"), "decimal(12,4)").alias("mobility_rate"),
        F.when(F.col("school_days").isNotNull(), F.col("member_days")).alias("member_days"),
        "school_days",
        (F.col("member_days").cast("decimal(12,0)") / F.when(days > 0, days)).cast("decimal(9,2)").alias("adm"),
        F.col("graduated").cast("int"),
        F.col("retained").cast("int"),
        _share(F.col("retained"), staying, "decimal(5,4)").alias("retention_rate"),
        "term",
    )


def _judged(dated: DataFrame, settings: Gold) -> DataFrame:
    """Stays with what they say of their student in that place and year, each only once."""
    of_year = Window.partitionBy(*PLACE, "student_id")
    order = daily_membership.in_order()
    ends = F.struct(F.coalesce("last_day", F.lit("9999-12-31").cast("date")), "since", "membership_id")
    begins, year_end = census.year_begins(F.col("school_year")), census.year_ends(F.col("school_year"))
    leaves = F.coalesce(F.col("exit_date").between(begins, F.least(year_end, "newest")), F.lit(False))
    placed = dated.withColumns(
        {
            "is_first": F.row_number().over(order) == 1,
            "is_last": ends == F.max(ends).over(of_year),
            "own": daily_membership.own(),
            "leaves": leaves,
        }
    )
    told = placed.withColumns(
        {
            "is_member": F.col("census").between(F.col("own"), F.col("until")),
            "came": F.col("is_first") & (F.col("first_day") >= begins),
            "left": F.col("is_last") & F.col("leaves"),
            "graduates": F.max(F.col("leaves") & (F.col("exit_type").eqNullSafe(GRADUATED))).over(of_year),
        }
    )
    later = Window.partitionBy("source_system", "place", "student_id").orderBy("school_year").rangeBetween(1, 1)
    stays_on = F.coalesce(F.max("is_member").over(later), F.lit(False))
    next_came = census.census_of(F.col("school_year") + 1, settings) <= F.col("newest")
    return told.withColumn("stays_on", F.when(next_came, stays_on))


def _counted(judged: DataFrame) -> DataFrame:
    """How many students of each place, year and grade do what; and their school days, as far as there is a calendar."""
    member, came, left = F.col("is_member"), F.col("came"), F.col("left")
    type_ = F.coalesce("exit_type", F.lit(UNKNOWN))
    moves = ~type_.isin(GRADUATED, YEAR_END) & (F.col("exit_date") >= F.col("census"))
    staying = member & ~F.col("graduates")
    counts = {
        "members": member,
        "entries": came,
        "exits": left,
        **{name: left & (type_ == value) for name, value in LEFT_AS.items()},
        "came_later": came & (F.col("first_day") > F.col("census")),
        "left_later": left & moves,
        "graduated": member & F.col("graduates"),
    }
    known = F.count(F.when(F.col("stays_on").isNotNull(), 1)) > 0
    return judged.groupBy(*KEYS).agg(
        *[F.count(F.when(condition, 1)).alias(name) for name, condition in counts.items()],
        F.when(known, F.count(F.when(staying & F.col("stays_on"), 1))).alias("retained"),
        F.sum(daily_membership.days()).alias("member_days"),
        shared("term"),
    )


def _share(part: SparkColumn, whole: SparkColumn, type_: str) -> SparkColumn:
    return mean(part.cast("decimal(12,0)"), whole, type_)


ENROLLMENT_METRICS = Product(TABLE.name, TABLE, (Input(MEMBERSHIPS_TABLE), Input(SCHOOL_DAYS_TABLE)), build, part=())
