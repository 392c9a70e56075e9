"""Who is where in which school year: stays of students and roles of staff, year by year, and on its census day.

A day is looked at once the source has delivered on it or later: what a calendar or a row of next year says of days to
come is no count of anybody.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import covers, local_day, school_year
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.product import ALL

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.config.settings import Gold

# School years begin in July.
FIRST_MONTH = 7
# A source's rows of one school year in one place: a school, or all of them.
PLACE = ("source_system", "place", "school_year")


def newest_deliveries(*tables: DataFrame) -> DataFrame:
    """By source_system the day, `newest`, of the last delivery that said anything new in these tables."""
    days = [rows.select("source_system", _told_on().alias("newest")) for rows in tables]
    return reduce(lambda a, b: a.unionByName(b), days).groupBy("source_system").agg(F.max("newest").alias("newest"))


def by_year(spells: DataFrame, person: str, begin: str, end: str, newest: DataFrame, settings: Gold) -> DataFrame:
    """A row for each spell, school year and `place` (its school, and All) whose `census` day has come.

    Adds `first_day` and `last_day` of the spell, null for one that goes on, `since` and `until`, the part of it that
    lies within the year and up to the newest delivery, the year as school_year, and `is_member`: whether it covers the
    census day.

    - A spell that names a school year and no last day ends with that year.
    - One whose first day nobody knows holds in one year only: that which it names, else that of its delivery.
    - One that is gone from its source without a last day ends before the person's next one begins, and at the latest
      with the school year in which it was last told of: nobody knows when it ended.
    """
    each = in_years(lasting(spells, person, begin, end, newest))
    dated = each.withColumn("census", census_of(F.col("school_year"), settings))
    placed = dated.where(F.col("census") <= F.col("newest")).withColumn("place", F.explode(places()))
    return placed.withColumn("is_member", covers(F.col("since"), F.col("until"), F.col("census")))


def lasting(spells: DataFrame, person: str, begin: str, end: str, newest: DataFrame) -> DataFrame:
    """Spells with their `first_day` and `last_day`, null for one that goes on, as `by_year` reads them; and newest."""
    return with_days(spells, person, begin, end).join(F.broadcast(newest), on="source_system")


def in_years(spells: DataFrame) -> DataFrame:
    """A row for each spell of `lasting` and school_year in which it has a day, from `since` to `until` of that year.

    A spell has no days after the newest delivery.
    """
    first, last = F.col("first_day"), F.least(F.coalesce("last_day", "newest"), "newest")
    years = F.explode(F.sequence(school_year(first), school_year(last)))
    each = spells.where(first <= last).withColumn("school_year", years)
    since = F.greatest(first, year_begins(F.col("school_year")))
    return each.withColumns({"since": since, "until": F.least(last, year_ends(F.col("school_year")))})


def places(school: str = "school_id") -> Column:
    """The places in which a row counts: its school, Unknown where none is said, and All."""
    return F.array(F.coalesce(school, F.lit(UNKNOWN)), F.lit(ALL))


def census_of(year: Column, settings: Gold) -> Column:
    """The census day of a school year."""
    month, day = map(int, settings.census_day.split("-"))
    return F.make_date(year - 1 if month >= FIRST_MONTH else year, F.lit(month), F.lit(day))


def year_begins(year: Column) -> Column:
    return F.make_date(year - 1, F.lit(FIRST_MONTH), F.lit(1))


def year_ends(year: Column) -> Column:
    """The last day of a school year; null for null."""
    return F.date_sub(F.make_date(year, F.lit(FIRST_MONTH), F.lit(1)), 1)


def with_days(spells: DataFrame, person: str, begin: str, end: str) -> DataFrame:
    """Spells with their `first_day` and `last_day`, null for one that goes on, as `by_year` reads them."""
    given, starts, gone = F.col("school_year"), F.col(begin), F.coalesce("is_gone", F.lit(False))
    only = F.coalesce(given, F.when(starts.isNull(), school_year(_told_on())))
    closing = year_ends(F.coalesce(only, F.greatest(school_year(starts), school_year(_told_on()))))
    first = spells.withColumns({"first_day": F.coalesce(starts, year_begins(only)), "closing": closing})
    later = Window.partitionBy("source_system", person).orderBy("first_day")
    following = later.rangeBetween(Window.currentRow, Window.unboundedFollowing)
    next_begins = F.min(F.when(~gone, F.col("first_day"))).over(following)
    over = F.when(gone, F.least("closing", F.date_sub(next_begins, 1)))
    last = F.coalesce(end, over, F.when(only.isNotNull(), F.col("closing")))
    return first.withColumn("last_day", F.least(last, F.when(starts.isNull(), F.col("closing")))).drop("closing")


def _told_on() -> Column:
    return local_day(F.col("delivered_at"), "UTC")
