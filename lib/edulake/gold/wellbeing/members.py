"""Who is a member of which school when: what products about wellbeing divide by.

A district is a source of memberships. A school may tell of behaviour and health by another system, which uses the same
ids: what a source without memberships says of a school counts in the district that says who is its member.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import covers, local_day, months_of, school_year
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.product import ALL

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

PLACE_MONTH = ("source_system", "school_id", "month")


def in_districts(rows: DataFrame, memberships: DataFrame) -> DataFrame:
    """Rows with the district as their source_system, the source itself where no other one knows their school."""
    having = memberships.select("source_system").distinct().withColumn("has_members", F.lit(True))
    districts = memberships.where(F.col("school_id").isNotNull()).groupBy("school_id")
    by_school = districts.agg(F.min("source_system").alias("district"))
    told = rows.join(F.broadcast(having), on="source_system", how="left")
    told = told.join(F.broadcast(by_school), on="school_id", how="left")
    district = F.when(F.col("has_members"), F.col("source_system")).otherwise(F.coalesce("district", "source_system"))
    return told.withColumn("source_system", district).drop("has_members", "district")


def stays(memberships: DataFrame, *others: DataFrame) -> DataFrame:
    """Stays with a `first_day` and a `last_day`, the latter at most that of the district's newest delivery of anything.

    `others` are what else its districts deliver. A stay without a last day ends with the school year that it names; one
    that is gone from its source with the year in which it was last told of; others go on.
    """
    told_on = [rows.select("source_system", _told_on().alias("day")) for rows in (memberships, *others)]
    days = reduce(lambda above, below: above.unionByName(below), told_on)
    newest = days.groupBy("source_system").agg(F.max("day").alias("newest"))
    known = memberships.join(F.broadcast(newest), on="source_system")
    first = F.col("entry_date")
    last_told = F.greatest(school_year(first), school_year(_told_on()))
    gone = F.when(F.col("is_gone"), year_ends(last_told))
    last = F.least(F.coalesce("exit_date", year_ends(F.col("school_year")), gone, "newest"), "newest")
    dated = known.withColumns({"first_day": first, "last_day": last, "school_id": or_unknown("school_id")})
    columns = ("source_system", "student_id", "school_id", "grade_level", "is_primary", "first_day", "last_day")
    return dated.where(F.col("first_day") <= F.col("last_day")).select(*columns)


def in_places(rows: DataFrame) -> DataFrame:
    """Each row in its school, and once more in all of its district."""
    return rows.withColumn("school_id", F.explode(F.array(or_unknown("school_id"), F.lit(ALL))))


def in_years(rows: DataFrame) -> DataFrame:
    """A row for each school year in which a stay has a day."""
    return rows.withColumn(
        "school_year", F.explode(F.sequence(school_year(F.col("first_day")), school_year(F.col("last_day"))))
    )


def by_month(stays_: DataFrame) -> DataFrame:
    """How many different students are members of each place on a day of each month, as `members`."""
    months = months_of(F.col("first_day"), F.col("last_day"), F.col("last_day"))
    each = in_places(stays_).withColumn("month", F.explode(months))
    return each.groupBy(*PLACE_MONTH).agg(F.count_distinct("student_id").alias("members"))


def covered(months: DataFrame, told: DataFrame) -> DataFrame:
    """The months with members of each place from the first to the last of which its district has `told` anything."""
    span = told.groupBy("source_system").agg(F.min("month").alias("first"), F.max("month").alias("last"))
    within = F.col("month").between(F.col("first"), F.col("last"))
    return months.join(F.broadcast(span), on="source_system").where(within).select(*PLACE_MONTH)


def with_schools(rows: DataFrame, stays_: DataFrame, row_id: str, day: str) -> DataFrame:
    """Rows that name no school in that of their student on the `day`, the main one of several; null without any."""
    key = ["told_by", row_id]
    missing = rows.where(F.col("school_id").isNull()).select(
        *key, "source_system", "student_id", F.col(day).alias("day")
    )
    places = stays_.withColumn("rank", F.struct(~F.coalesce("is_primary", F.lit(False)), F.col("school_id")))
    found = missing.join(places, on=["source_system", "student_id"]).where(
        covers(F.col("first_day"), F.col("last_day"), F.col("day"))
    )
    one = found.groupBy(*key).agg(F.min_by("school_id", "rank").alias("found_school"))
    joined = rows.join(one, on=key, how="left")
    return joined.withColumn("school_id", F.coalesce("school_id", "found_school")).drop("found_school")


def or_unknown(name: str) -> Column:
    """A column, Unknown where nothing is said."""
    return F.coalesce(F.col(name), F.lit(UNKNOWN))


def year_ends(year: Column) -> Column:
    """The last day of a school year; null for null."""
    return F.make_date(year, F.lit(6), F.lit(30))


def _told_on() -> Column:
    return local_day(F.col("delivered_at"), "UTC")
