"""School days on which staff are to work, and how much of each they missed: what answers about their absence count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import school_year as year_of
from edulake.gold import census, members, posts
from edulake.gold.posts import FTE_TYPE, POST
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

INPUTS = (STAFF_ABSENCES_TABLE, STAFF_ROLES_TABLE, SCHOOL_DAYS_TABLE)
NEEDS = (STAFF_ABSENCES_TABLE,)
# Work elsewhere is work.
PRESENT = ("Professional Development", "Official")
PERSON_DAY = ("source_system", "staff_id", "date")
SCHOOL_YEAR = ("source_system", "school_id", "school_year")
DAY_TYPE, SUM_TYPE = "decimal(11,8)", "decimal(20,8)"


def of_people(silver: Inputs, settings: Gold) -> Steps:
    """A row for each place, role, member of staff and school day, in the months of which a district tells absences.

    Each in full-time days, a person's posts in the place and role together: `fte`, which is the day's work, `excused`
    and `missed` are parts of it; `share` is the part of the person's day that was missed. All are null where a share of
    full time is missing or over 1, where the calendar is, and where nobody says how much of a day was missed; `share`
    needs no share of full time where all posts missed the same.

    - A day is one of the newest delivery of absences or before it: what came after it nobody told.
    - Where no calendar knows a school's year, nothing is known of any day of it.
    - An absence that names no school, or one where the person has no post on the day, is from all of his posts.
    - What is excused comes first: no more of a day can be missed than is left of it.
    """
    roles = silver[STAFF_ROLES_TABLE]
    absences = yield members.in_districts(silver[STAFF_ABSENCES_TABLE], roles, "staff_id")
    newest = census.newest_deliveries(absences)
    years = yield census.in_years(posts.held(roles, newest))
    calendars = yield _calendars(years, silver[SCHOOL_DAYS_TABLE])
    to_work = posts.once(_days(years, calendars), "date", "is_known")
    told = to_work.join(F.broadcast(_first_month(absences)), on="source_system").where(F.col("date") >= F.col("since"))
    each_day = _each_day(absences, newest, settings)
    return _together(_judged(told, _of_their_posts(each_day, years)))


def _first_month(absences: DataFrame) -> DataFrame:
    """By district the first day of the first month of which it tells, `since`: by leaves only where it has no other."""
    of_a_day = F.min(F.when(~F.col("is_leave"), F.col("date")))
    return absences.groupBy("source_system").agg(F.trunc(F.coalesce(of_a_day, F.min("date")), "month").alias("since"))


def _calendars(years: DataFrame, school_days: DataFrame) -> DataFrame:
    """The days of each school and year that its calendar tells: its own, else another source's, else that of all."""
    wanted = years.select(*SCHOOL_YEAR).distinct()
    told = school_days.select(
        F.col("source_system").alias("told_by"),
        F.col("school_id").alias("of_school"),
        year_of(F.col("date")).alias("school_year"),
        "date",
        "is_school_day",
        F.col("term").alias("day_term"),
    )
    own = told.where(F.col("of_school").isNotNull()).withColumnRenamed("of_school", "school_id")
    of_all = told.where(F.col("of_school").isNull()).withColumnRenamed("told_by", "source_system").drop("of_school")
    by_school = wanted.join(own, on=["school_id", "school_year"])
    by_school = by_school.withColumn("rank", (F.col("told_by") != F.col("source_system")).cast("int")).drop("told_by")
    by_source = wanted.join(of_all, on=["source_system", "school_year"]).withColumn("rank", F.lit(2))
    each = by_school.unionByName(by_source)
    best = each.withColumn("best", F.min("rank").over(Window.partitionBy(*SCHOOL_YEAR))).where("rank = best")
    return best.groupBy(*SCHOOL_YEAR, "date").agg(
        F.max("is_school_day").alias("is_school_day"), F.min("day_term").alias("day_term")
    )


def _days(years: DataFrame, calendars: DataFrame) -> DataFrame:
    """Posts on each school day; where no calendar knows the year, on any day of it, which is not `is_known`."""
    on_days = years.join(calendars.where("is_school_day"), on=list(SCHOOL_YEAR))
    known = on_days.where(F.col("date").between(F.col("since"), F.col("until")))
    known = known.withColumns({"term": F.col("day_term"), "is_known": F.lit(True)}).drop("day_term", "is_school_day")
    without = years.join(calendars.select(*SCHOOL_YEAR).distinct(), on=list(SCHOOL_YEAR), how="left_anti")
    any_day = F.explode(F.sequence("since", "until"))
    unknown = without.withColumns({"date": any_day, "is_known": F.lit(False), "term": F.lit(None).cast("string")})
    return known.unionByName(unknown)


def _each_day(absences: DataFrame, newest: DataFrame, settings: Gold) -> DataFrame:
    """Absences day by day, but for work elsewhere: `excused_share` or `missed_share` of the day."""
    category = F.col("category")
    is_excused = category.isin(*settings.excused_absences)
    ends = F.least(F.coalesce("end_date", "newest"), "newest")
    first = F.coalesce(F.when(F.col("is_leave"), F.col("begin_date")), F.col("date"))
    each = F.when(F.col("is_leave"), F.sequence(first, F.greatest(first, ends))).otherwise(F.array(first))
    share = F.coalesce("share_of_day", F.when(F.col("hours") == 0, F.lit(0).cast(FTE_TYPE)))
    counting = absences.where(is_excused | ~category.isin(*PRESENT)).join(F.broadcast(newest), on="source_system")
    return counting.select(
        "source_system",
        "staff_id",
        F.explode(each).alias("date"),
        F.col("school_id").alias("named"),
        F.when(is_excused, share).alias("excused_share"),
        F.when(~is_excused, share).alias("missed_share"),
        share.isNull().alias("is_unclear"),
    )


def _of_their_posts(absences: DataFrame, years: DataFrame) -> DataFrame:
    """Absences whose `named` school is one in which the person has a post on the day, else null."""
    post = years.select("source_system", "staff_id", F.col("school_id").alias("named"), "since", "until")
    key = [*PERSON_DAY, "named"]
    held = absences.select(*key).distinct().join(post, on=["source_system", "staff_id", "named"])
    held = held.where(F.col("date").between(F.col("since"), F.col("until"))).select(*key).distinct()
    marked = absences.join(held.withColumn("is_held", F.lit(True)), on=key, how="left")
    return marked.withColumn("named", F.when(F.col("is_held"), F.col("named"))).drop("is_held")


def _judged(to_work: DataFrame, absences: DataFrame) -> DataFrame:
    """Posts on each day with the shares of it that were excused and missed; null where nobody knows."""
    joined = to_work.join(absences, on=list(PERSON_DAY), how="left")
    concerns = F.col("named").isNull() | (F.col("named") == F.col("school_id"))
    one, none = F.lit(1).cast(FTE_TYPE), F.lit(0).cast(FTE_TYPE)
    summed = joined.groupBy(*POST, "date", "is_known", "fte", "term").agg(
        *[
            F.least(one, F.coalesce(F.sum(F.when(concerns, F.col(name))), none)).cast(FTE_TYPE).alias(name)
            for name in ("excused_share", "missed_share")
        ],
        F.coalesce(F.max(concerns & F.col("is_unclear")), F.lit(False)).alias("is_unclear"),
    )
    is_clear = F.col("is_known") & ~F.col("is_unclear")
    left = F.least((one - F.col("excused_share")).cast(FTE_TYPE), F.col("missed_share"))
    return summed.withColumns(
        {"excused_share": F.when(is_clear, F.col("excused_share")), "missed_share": F.when(is_clear, left)}
    )


def _together(judged: DataFrame) -> DataFrame:
    """The posts of each person in a place and role as one."""
    full = {f"full_{name}": (F.col("fte") * F.col(f"{name}_share")).cast(DAY_TYPE) for name in ("excused", "missed")}
    key = ("source_system", "school_id", "role", "staff_id", "date")
    is_clear = F.count("missed_share") == F.count(F.lit(1))
    summed = (
        members.in_places(judged.withColumns(full))
        .groupBy(*key)
        .agg(
            F.when(is_clear, posts.full_time()).alias("fte"),
            F.sum("full_excused").cast(DAY_TYPE).alias("full_excused"),
            F.sum("full_missed").cast(DAY_TYPE).alias("full_missed"),
            F.when(is_clear & (F.min("missed_share") == F.max("missed_share")), F.min("missed_share")).alias(
                "same_share"
            ),
            F.min("term").alias("term"),
        )
    )
    is_known = F.col("fte").isNotNull()
    weighted = (F.col("full_missed") / F.when(F.col("fte") > 0, F.col("fte"))).cast(DAY_TYPE)
    return summed.select(
        *key,
        F.trunc("date", "month").alias("month"),
        "fte",
        F.when(is_known, F.col("full_excused")).alias("excused"),
        F.when(is_known, F.col("full_missed")).alias("missed"),
        F.coalesce("same_share", F.when(is_known, weighted)).cast(DAY_TYPE).alias("share"),
        "term",
    )
