"""Average daily membership: school days on which students were members, for each school day of their place and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import school_year
from edulake.gold import census
from edulake.gold.census import PLACE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, WindowSpec

    from edulake.config.settings import Gold
    from edulake.gold.product import Steps

SCHOOL = ("source_system", "school_id", "school_year")


def membership(memberships: DataFrame, calendar: DataFrame, settings: Gold) -> Steps:
    """Of each place and school year the `member_days` of all its students, and how many `school_days` it had.

    The first divided by the second is its average daily membership; without a school day there is none.
    """
    stays = yield from dated(memberships, calendar, settings)
    counted = stays.withColumn("own", own()).groupBy(*PLACE).agg(F.sum(days()).alias("member_days"))
    return counted.join(school_days(stays).where(F.col("school_days") > 0), on=list(PLACE))


def dated(memberships: DataFrame, calendar: DataFrame, settings: Gold) -> Steps:
    """Stays by year and place, with the school days of their school as far as a calendar tells them."""
    newest = census.newest_deliveries(memberships, calendar)
    stays = yield census.by_year(memberships, "student_id", "entry_date", "exit_date", newest, settings)
    calendars = yield _calendars(calendar, newest)
    return _with_calendars(stays, calendars)


def in_order() -> WindowSpec:
    """The stays of a student in a place and year, the one to which days belong that several cover before the others."""
    primary = F.coalesce("is_primary", F.lit(True)).desc()
    return Window.partitionBy(*PLACE, "student_id").orderBy("since", primary, "grade_level", "membership_id")


def own() -> Column:
    """The first day of a stay that belongs to no stay before it."""
    earlier = F.max("until").over(in_order().rowsBetween(Window.unboundedPreceding, -1))
    return F.greatest("since", F.date_add(earlier, 1))


def days() -> Column:
    """How many school days of its own a stay has, whose first one is `own`; null without a calendar."""
    start = census.year_begins(F.col("school_year"))
    upto = F.get("before", F.datediff(F.col("until"), start) + 1)
    of_stay = upto - F.get("before", F.datediff(F.col("own"), start))
    return F.when(F.col("own") <= F.col("until"), of_stay).otherwise(0)


def _calendars(calendar: DataFrame, newest: DataFrame) -> DataFrame:
    """By school (null: those without a calendar of their own) and year: school `days` so far, and how many `before`.

    The latter by the number of days since the year began.
    """
    known = calendar.join(F.broadcast(newest), on="source_system").withColumn("school_year", school_year(F.col("date")))
    held = F.when(F.col("is_school_day") & (F.col("date") <= F.col("newest")), F.col("date"))
    days = known.groupBy(*SCHOOL).agg(F.sort_array(F.collect_set(held)).alias("days"))
    begins = census.year_begins(F.col("school_year"))
    each = F.transform("days", lambda day: F.datediff(day, begins))
    before = F.transform(F.sequence(F.lit(0), F.lit(366)), lambda n: F.size(F.filter(each, lambda day: day < n)))
    return days.withColumn("before", before)


def _with_calendars(stays: DataFrame, calendars: DataFrame) -> DataFrame:
    """Stays with `days` and `before` of their school, else of the source as a whole; null without a calendar."""
    own = calendars.where(F.col("school_id").isNotNull())
    shared_ = calendars.where(F.col("school_id").isNull()).drop("school_id")
    shared_ = shared_.withColumnsRenamed({"days": "days_of_all", "before": "before_of_all"})
    joined = stays.join(F.broadcast(own), on=list(SCHOOL), how="left")
    joined = joined.join(F.broadcast(shared_), on=["source_system", "school_year"], how="left")
    return joined.withColumns(
        {"days": F.coalesce("days", "days_of_all"), "before": F.coalesce("before", "before_of_all")}
    ).drop("days_of_all", "before_of_all")


def school_days(dated: DataFrame) -> DataFrame:
    """How many school days each place had, of any of its schools; null where one of them has no calendar."""
    one = dated.select(*PLACE, "school_id", "days").distinct()
    every = F.size(F.array_distinct(F.flatten(F.collect_list("days"))))
    complete = F.count("days") == F.count(F.lit(1))
    return one.groupBy(*PLACE).agg(F.when(complete, every).alias("school_days"))
