"""Who is a member of which school when: what products about wellbeing divide by.

A district is a source of memberships. A school may tell of behaviour and health by another system, which uses the same
ids: what a source without memberships says of a school counts in the district that says who is its member.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import local_day, school_year
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.product import ALL

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


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


def or_unknown(name: str) -> Column:
    """A column, Unknown where nothing is said."""
    return F.coalesce(F.col(name), F.lit(UNKNOWN))


def year_ends(year: Column) -> Column:
    """The last day of a school year; null for null."""
    return F.make_date(year, F.lit(6), F.lit(30))


def _told_on() -> Column:
    return local_day(F.col("delivered_at"), "UTC")
