"""Who is a member of which school when: what products of months divide by.

A district is a source of memberships, or of roles of staff. A school may tell of behaviour and health by another
system, which uses the same ids: what a source without memberships says of a school counts in the district that says who
is its member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import covers, months_of
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census
from edulake.gold.product import ALL

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

PLACE_MONTH = ("source_system", "school_id", "month")
DAYS = ("first_day", "last_day")


def in_districts(rows: DataFrame, memberships: DataFrame, person: str | None = None) -> DataFrame:
    """Rows with the district as their source_system, the source itself where no other one knows their school.

    With a `person`, whose id is in that column of both, neither their school nor that person.
    """
    having = memberships.select("source_system").distinct().withColumn("has_members", F.lit(True))
    districts = memberships.where(F.col("school_id").isNotNull()).groupBy("school_id")
    by_school = districts.agg(F.min("source_system").alias("district"))
    told = rows.join(F.broadcast(having), on="source_system", how="left")
    told = told.join(F.broadcast(by_school), on="school_id", how="left")
    if person:
        by_person = memberships.groupBy(person).agg(F.min("source_system").alias("person_district"))
        told = told.join(by_person, on=person, how="left")
        told = told.withColumn("district", F.coalesce("district", "person_district")).drop("person_district")
    district = F.when(F.col("has_members"), F.col("source_system")).otherwise(F.coalesce("district", "source_system"))
    return told.withColumn("source_system", district).drop("has_members", "district")


def stays(memberships: DataFrame, *others: DataFrame) -> DataFrame:
    """Stays with a `first_day` and a `last_day`, the latter at most that of the district's newest delivery of anything.

    `others` are what else its districts deliver.
    """
    newest = census.newest_deliveries(memberships, *others)
    known = until_newest(memberships, "student_id", "entry_date", "exit_date", newest)
    return known.select("source_system", "student_id", "school_id", "grade_level", "is_primary", *DAYS, "newest")


def whole_stays(memberships: DataFrame) -> DataFrame:
    """Stays with a `first_day` and a `last_day`, null for one that goes on: for facts, which tell that their day came.

    Each is made of its student's memberships alone, whatever else was delivered since. The school is Unknown where none
    is said.
    """
    dated = census.with_days(memberships, "student_id", "entry_date", "exit_date")
    named = dated.withColumn("school_id", F.get(census.places(), F.lit(0)))
    return named.select("source_system", "student_id", "school_id", "grade_level", "is_primary", *DAYS)


def needed_by(facts: DataFrame, memberships: DataFrame) -> DataFrame:
    """The memberships that say stays and districts of these facts: all of their students, one more of each school."""
    students = facts.select("student_id").distinct()
    theirs = memberships.join(students, on="student_id", how="left_semi")
    others = memberships.join(students, on="student_id", how="left_anti")
    first = F.min_by(F.struct(*memberships.columns), "membership_id").alias("first")
    return theirs.unionByName(others.groupBy("source_system", "school_id").agg(first).select("first.*"))


def until_newest(spells: DataFrame, person: str, begin: str, end: str, newest: DataFrame) -> DataFrame:
    """Spells with a `first_day` and a `last_day`, the latter at most `newest`; those of no day are left out.

    The school is Unknown where none is said.
    """
    known = census.lasting(spells, person, begin, end, newest)
    last = F.least(F.coalesce("last_day", "newest"), "newest")
    dated = known.withColumns({"last_day": last, "school_id": F.get(census.places(), F.lit(0))})
    return dated.where(F.col("first_day") <= F.col("last_day"))


def stays_of_day(rows: DataFrame, stays_: DataFrame, key: tuple[str, str], day: str) -> DataFrame:
    """By the `key` of rows the `stay` of their student on the `day`, its school_id and grade_level.

    In the school that the row names, where that is one of several, else in the main one.
    """
    named = F.col("school_id").alias("named")
    days = rows.select(*key, "source_system", "student_id", named, F.col(day).alias("day"))
    there = days.join(stays_, on=["source_system", "student_id"]).where(
        covers(F.col("first_day"), F.col("last_day"), F.col("day"))
    )
    is_named = F.coalesce(F.col("school_id") == F.col("named"), F.lit(False))
    first = F.struct(~is_named, ~F.coalesce("is_primary", F.lit(False)), "school_id", "grade_level")
    return there.groupBy(*key).agg(F.min_by(F.struct("school_id", "grade_level"), first).alias("stay"))


def in_places(rows: DataFrame) -> DataFrame:
    """Each row in its school, and once more in all of its district."""
    return rows.withColumn("school_id", F.explode(census.places()))


def by_month(stays_: DataFrame, person: str = "student_id") -> DataFrame:
    """How many different people are in each place on a day of each month, as `members`.

    People who stay in the same schools in the same months are counted first: of a million there are few kinds, and it
    is kinds whose months and places become rows.
    """
    school = F.coalesce("school_id", F.lit(UNKNOWN)).alias("school_id")
    spell = F.struct(school, *[F.trunc(day, "month").alias(day) for day in DAYS])
    lasting = stays_.where(F.col("first_day") <= F.col("last_day"))
    of_person = lasting.groupBy("source_system", person).agg(F.sort_array(F.collect_set(spell)).alias("spells"))
    kinds = of_person.groupBy("source_system", "spells").agg(F.count(person).alias("people"))
    each = kinds.select("source_system", "people", F.inline(_places_and_months(F.col("spells"))))
    return each.groupBy(*PLACE_MONTH).agg(F.sum("people").alias("members"))


def _places_and_months(spells: Column) -> Column:
    """Each place and month of these spells once, in an array."""

    def months(spell: Column) -> Column:
        of_spell = months_of(spell["first_day"], spell["last_day"], spell["last_day"])
        return F.transform(of_spell, lambda month: F.struct(spell["school_id"], month.alias("month")))

    here = F.flatten(F.transform(spells, months))
    anywhere = F.transform(here, lambda one: F.struct(F.lit(ALL).alias("school_id"), one["month"].alias("month")))
    return F.array_union(here, anywhere)


def in_months(stays_: DataFrame) -> DataFrame:
    """A row for each stay, place and month in which it has a day."""
    months = months_of(F.col("first_day"), F.col("last_day"), F.col("last_day"))
    return in_places(stays_).withColumn("month", F.explode(months))


def covered(months: DataFrame, told: DataFrame) -> DataFrame:
    """The months with members of each place from the first to the last of which its district has `told` anything."""
    span = told.groupBy("source_system").agg(F.min("month").alias("first"), F.max("month").alias("last"))
    within = F.col("month").between(F.col("first"), F.col("last"))
    return months.join(F.broadcast(span), on="source_system").where(within).select(*PLACE_MONTH)


def with_schools(rows: DataFrame, stays_: DataFrame, row_id: str, day: str, person: str = "student_id") -> DataFrame:
    """Rows that name no school in that of their person on the `day`, the main one of several; null without any."""
    key = ["told_by", row_id]
    missing = rows.where(F.col("school_id").isNull()).select(*key, "source_system", person, F.col(day).alias("day"))
    places = stays_.withColumn("rank", F.struct(~F.coalesce("is_primary", F.lit(False)), F.col("school_id")))
    found = missing.join(places, on=["source_system", person]).where(
        covers(F.col("first_day"), F.col("last_day"), F.col("day"))
    )
    one = found.groupBy(*key).agg(F.min_by("school_id", "rank").alias("found_school"))
    joined = rows.join(one, on=key, how="left")
    return joined.withColumn("school_id", F.coalesce("school_id", "found_school")).drop("found_school")
