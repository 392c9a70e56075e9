"""Who misses so much school that it will cost them the year?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import covers, school_year
from edulake.gold import census
from edulake.gold.product import WRITTEN_AT, Input, Product, shared
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.attendance import ATTENDANCE_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="attendance_insights",
    meaning="One row per student and school year: days missed, chronic absence, streaks, across schools and classes.",
    columns=(
        Column("student_id", "STRING", "Student", nullable=False, personal="direct", mask="identifier"),
        Column("school_year", "INT", "Year in which the school year ends", nullable=False),
        Column(
            "absence_band",
            "STRING",
            "Satisfactory under 5 % of days missed, At Risk from 5 %, Moderate Chronic from 10 %, Severe Chronic from"
            " 20 %; Too Few Days under the configured minimum, or where a source tells of absences only",
            nullable=False,
        ),
        Column(
            "is_chronically_absent",
            "BOOLEAN",
            "Whether at least the configured share of days was missed; null with too few days",
        ),
        Column("days_recorded", "INT", "Days with a known attendance that count", nullable=False),
        Column(
            "days_outside_membership",
            "INT",
            "Days with a known attendance on which the student is no member: in no other column; null where the source"
            " tells of no membership of the student up to then",
        ),
        Column("days_absent", "DECIMAL(7,4)", "Days missed; half days count as halves", nullable=False),
        Column(
            "absence_rate",
            "DECIMAL(5,4)",
            "Days missed / days recorded; null without days, or where a source tells of absences only",
        ),
        Column("days_late", "INT", "Days late", nullable=False),
        Column("unmapped_rows", "INT", "Rows whose status means nothing known; in no other column", nullable=False),
        Column("longest_absence", "INT", "Most recorded days in a row missed as a whole", nullable=False),
        Column("current_absence", "INT", "Recorded days in a row missed as a whole, up to the last", nullable=False),
        Column("first_date", "DATE", "First day recorded; null without days"),
        Column("last_date", "DATE", "Last day recorded; null without days"),
        Column("schools", "INT", "Different schools, where the source says", nullable=False),
        Column("school_id", "STRING", "School, where all rows that count share it"),
        Column("term", "STRING", "Term, where all rows that count share it"),
        WRITTEN_AT,
    ),
    key=("student_id", "school_year"),
    cluster_by=("school_year", "absence_band"),
    statistics=("student_id",),
    people={"student_id": "student"},
    deletion_vectors=True,
)
KEYS = ("student_id", "school_year")
DAY = (*KEYS, "date")
PERSON = ("source_system", "student_id")
# As many digits as tell a sum of shares from a bound that it does not reach, for up to 45 different numbers of rows a
# day: the smallest difference is one part of their least common multiple.
EXACT_TYPE = "decimal(30,24)"
# Bands of Attendance Works, lower bounds in hundredths of the days recorded.
BANDS = ((20, "Severe Chronic"), (10, "Moderate Chronic"), (5, "At Risk"))


def build(silver: Inputs, settings: Gold) -> DataFrame:
    """One row per student and school year, over all schools, classes and sources.

    A day counts once: its share missed is the mean of its rows with a known share. Streaks run over recorded days.
    Where a source tells of a student's memberships, its rows count on days that one of them covers. Of one that tells
    of exceptions only nobody knows of how many days they are. The bounds are inclusive, and compared before anything is
    rounded: exactly 10 % is chronic.
    """
    attendance = _with_membership(silver[ATTENDANCE_TABLE], silver[MEMBERSHIPS_TABLE])
    days = F.col("days_recorded")
    # Who has no day has missed no share of them, whatever number of days is enough.
    of_all_days = F.col("has_exceptions").isNull()
    enough = of_all_days & (days >= max(settings.minimum_days, 1))
    missed = F.col("days_absent")
    band = F.when(~enough, "Too Few Days")
    for bound, name in BANDS:
        band = band.when(missed * 100 >= days * bound, name)
    chronic = missed >= days * F.lit(settings.chronic_absence).cast("decimal(5,4)")
    return (
        _totals(attendance)
        .join(_streaks(_days(attendance)), on=list(KEYS), how="left")
        .withColumns(
            {
                "longest_absence": F.coalesce("longest_absence", F.lit(0)),
                "current_absence": F.coalesce("current_absence", F.lit(0)),
                "days_recorded": F.coalesce("days_recorded", F.lit(0)).cast("decimal(6,0)"),
                "days_absent": F.coalesce(F.col("days_absent").cast(EXACT_TYPE), F.lit(0).cast(EXACT_TYPE)),
            }
        )
        .select(
            *KEYS,
            band.otherwise("Satisfactory").alias("absence_band"),
            F.when(enough, chronic).alias("is_chronically_absent"),
            days.cast("int").alias("days_recorded"),
            F.col("days_outside_membership").cast("int").alias("days_outside_membership"),
            missed.cast("decimal(7,4)").alias("days_absent"),
            (missed / F.when(of_all_days & (days > 0), days)).cast("decimal(5,4)").alias("absence_rate"),
            F.coalesce("days_late", F.lit(0)).cast("int").alias("days_late"),
            F.col("unmapped_rows").cast("int").alias("unmapped_rows"),
            F.col("longest_absence").cast("int").alias("longest_absence"),
            F.col("current_absence").cast("int").alias("current_absence"),
            "first_date",
            "last_date",
            F.col("schools").cast("int").alias("schools"),
            "school_id",
            "term",
        )
    )


def _with_membership(attendance: DataFrame, memberships: DataFrame) -> DataFrame:
    """Rows with `is_outside`: whether no membership of the student covers the day, by the source of the row.

    Null of a student of whom the source tells no membership, and before the school year in which the first one begins:
    it does not say who was a member then.
    """
    stays = census.with_days(memberships, "student_id", "entry_date", "exit_date")
    days = (
        attendance.select(*PERSON, "date").distinct().join(stays.select(*PERSON, "first_day", "last_day"), list(PERSON))
    )
    told = days.groupBy(*PERSON, "date").agg(
        F.max(covers(F.col("first_day"), F.col("last_day"), F.col("date"))).alias("is_inside"),
        census.year_begins(school_year(F.min("first_day"))).alias("told_since"),
    )
    outside = F.when(F.col("date") >= F.col("told_since"), ~F.col("is_inside"))
    joined = attendance.join(told, on=[*PERSON, "date"], how="left")
    return joined.withColumn("is_outside", outside).drop("is_inside", "told_since")


def _counts() -> SparkColumn:
    """Whether a row has a share that is known and counts."""
    return F.col("absent_fraction").isNotNull() & ~F.coalesce("is_outside", F.lit(False))


def _totals(attendance: DataFrame) -> DataFrame:
    """Per student and year, of the rows that count; and how many have no known share, or are outside."""
    known, counts = F.col("absent_fraction").isNotNull(), _counts()
    late = F.when(counts & (F.col("status") == "Late"), F.col("date"))
    day = F.when(counts, F.col("date"))
    outside = F.count_distinct(F.when(known, F.col("date"))) - F.count_distinct(day)
    return attendance.groupBy(*KEYS).agg(
        F.when(F.count("is_outside") > 0, outside).alias("days_outside_membership"),
        F.count_distinct(late).alias("days_late"),
        F.count(F.when(~known, 1)).alias("unmapped_rows"),
        F.max(F.when(counts, F.col("is_exception"))).alias("has_exceptions"),
        F.min(day).alias("first_date"),
        F.max(day).alias("last_date"),
        F.count_distinct(F.when(counts, F.col("school_id"))).alias("schools"),
        *[shared(name, counts) for name in ("school_id", "term")],
    )


def _days(attendance: DataFrame) -> DataFrame:
    """One row per student and day that counts: `missed`, the mean of its rows' shares, and whether that is `whole`."""
    known = attendance.where(_counts())
    total, n = F.sum("absent_fraction").cast("decimal(29,24)"), F.count("absent_fraction").cast("decimal(5,0)")
    return known.groupBy(*DAY).agg((total / n).alias("missed"), (total == n).alias("whole"))


def _streaks(days: DataFrame) -> DataFrame:
    """Per student and year: days, days missed, and runs of days missed as a whole."""
    by_day = Window.partitionBy(*KEYS).orderBy("date")
    # The days that were not missed as a whole, counted up to each day, are the same all through a run.
    run = F.count(F.when(~F.col("whole"), 1)).over(by_day.rowsBetween(Window.unboundedPreceding, Window.currentRow))
    runs = days.withColumn("run", run).groupBy(*KEYS, "run")
    counted = runs.agg(
        F.count(F.when(F.col("whole"), 1)).alias("length"),
        F.count(F.lit(1)).alias("n"),
        F.sum("missed").alias("missed"),
    )
    return counted.groupBy(*KEYS).agg(
        F.sum("n").alias("days_recorded"),
        F.sum("missed").alias("days_absent"),
        F.max("length").alias("longest_absence"),
        F.max_by("length", "run").alias("current_absence"),
    )


ATTENDANCE_INSIGHTS = Product(
    TABLE.name,
    TABLE,
    (Input(ATTENDANCE_TABLE), Input(MEMBERSHIPS_TABLE)),
    build,
    part=("student_id",),  # without the year: a membership has a say in all years that it covers
    needs=(ATTENDANCE_TABLE,),
)
