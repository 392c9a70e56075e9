"""Actions of discipline that count, each with the school that answers for it and the school days that it took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.gold import census, members
from edulake.gold.wellbeing.incidents_that_count import counting

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

IN_SCHOOL, OUT_OF_SCHOOL, EXPULSION = "In-School Suspension", "Out-of-School Suspension", "Expulsion"
STUDENT_YEAR = ("source_system", "student_id", "school_year")
ACTION = ("told_by", "discipline_action_id")
DAYS_TYPE = "decimal(12,2)"


def placed(actions: DataFrame, incidents: DataFrame, memberships: DataFrame, stays: DataFrame) -> DataFrame:
    """Actions but those of incidents that count nowhere, in the district and the school that answers for them.

    That is the one that is responsible; where none is said, the student's main school of the year in which the student
    stayed longest, else the one of the longest stay.
    """
    counted = counting(actions, incidents).withColumn("told_by", F.col("source_system"))
    inside = members.in_districts(counted, memberships)
    known = inside.join(_main_schools(stays), on=list(STUDENT_YEAR), how="left")
    return known.withColumn("school_id", F.coalesce("school_id", "main_school")).drop("main_school")


def with_days(actions: DataFrame, school_days: DataFrame) -> DataFrame:
    """Actions with their `days`: those served, else those assigned, else the school days of their dates.

    Null where nobody knows: for those, the school needs a calendar of its own that names the first and the last day.
    """
    missing = actions.where(F.coalesce("days_served", "days_assigned").isNull() & F.col("end_date").isNotNull())
    spells = missing.select(*ACTION, "school_id", "begin_date", "end_date")
    held = school_days.where(F.col("school_id").isNotNull()).select("school_id", "date", "is_school_day")
    within = F.col("date").between(F.col("begin_date"), F.col("end_date"))
    days = spells.join(held, on="school_id").where(within)
    ends = [F.max(F.when(F.col("date") == F.col(name), True)) for name in ("begin_date", "end_date")]
    counted = days.groupBy(*ACTION).agg(
        F.when(ends[0] & ends[1], F.count_distinct(F.when(F.col("is_school_day"), F.col("date")))).alias("of_dates")
    )
    told = actions.join(counted, on=list(ACTION), how="left")
    days_ = F.coalesce("days_served", "days_assigned", F.col("of_dates").cast(DAYS_TYPE)).cast(DAYS_TYPE)
    return told.withColumn("days", days_).drop("of_dates")


def _main_schools(stays: DataFrame) -> DataFrame:
    """By student and year the `main_school`."""
    days = F.sum(F.datediff("until", "since") + 1)
    longest = Window.partitionBy(*STUDENT_YEAR).orderBy(F.desc("is_main"), F.desc("days"), "main_school")
    each = (
        census.in_years(stays)
        .groupBy(*STUDENT_YEAR, F.col("school_id").alias("main_school"))
        .agg(F.max(F.coalesce("is_primary", F.lit(False))).alias("is_main"), days.alias("days"))
    )
    return each.withColumn("rank", F.row_number().over(longest)).where("rank = 1").drop("rank", "is_main", "days")
