"""Which facts of students may count in another school, grade level or district, from memberships that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.gold import census
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

KEY = MEMBERSHIPS_TABLE.key
CHANGE, VERSION = "_change_type", "_commit_version"
# What of a membership says who is where when.
SAYING = (
    *KEY,
    *("student_id", "school_id", "grade_level", "is_primary", "entry_date", "exit_date"),
    *("is_gone", "is_deleted", "school_year", "delivered_at"),
)
# What of its images.
COMPARED = (*SAYING, CHANGE, VERSION)
STAY = ("student_id", "source_system", "school_id", "grade_level", "is_primary")
SCHOOL = ("source_system", "school_id")
FIRST, ENDLESS = "0001-01-01", "9999-12-31"


def elsewhere(images: DataFrame, memberships: DataFrame, facts: DataFrame, day: str) -> DataFrame:
    """Those of the facts that may have another stay on their `day`, or another district, than before the images.

    One may be there many times. `memberships` are those that count now, facts have columns source_system, school_id and
    student_id; one without a student or a day has no stay. Of a source that has members itself the district is the
    source, whatever others tell of its schools and students.
    """
    told = facts.where(F.col("student_id").isNotNull())
    sources, schools = other_districts(images, memberships)
    outside = told.join(memberships.select("source_system").distinct(), on="source_system", how="left_anti")
    days = changed_days(images, memberships)
    on_days = (told["student_id"] == days["student_id"]) & told[day].between(days["first_day"], days["last_day"])
    return (
        told.join(days, on=on_days, how="left_semi")
        .unionByName(told.join(sources, on="source_system", how="left_semi"))
        .unionByName(outside.join(schools, on="school_id", how="left_semi"))
    )


def other_districts(images: DataFrame, memberships: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Sources that have, or had, no members but those with an image, and schools that a source names by these alone."""
    standing = memberships.join(images.select(*KEY).distinct(), on=list(KEY), how="left_anti").select(*SCHOOL)
    named = images.select(*SCHOOL).distinct()
    sources = named.join(standing, on="source_system", how="left_anti").select("source_system").distinct()
    schools = named.join(standing, on=list(SCHOOL), how="left_anti").select("school_id").distinct()
    return sources, schools


def changed_days(images: DataFrame, memberships: DataFrame) -> DataFrame:
    """By student_id from `first_day` to `last_day`: on all other days each is where they were before, in that district.

    There may be several rows of a day, and days on which nothing changed. They are all days of a student whom another
    district knows first than before.
    """
    before, current = _before_and_now(images, memberships)
    return _moved(before, current).unionByName(_of_another_district(before, current))


def moved_days(images: DataFrame, memberships: DataFrame) -> DataFrame:
    """The same, whichever district knows a student first."""
    return _moved(*_before_and_now(images, memberships))


def as_before(images: DataFrame, current: DataFrame) -> DataFrame:
    """The memberships that counted before the images: those that have none, and what the first one of others was."""
    was = F.col(CHANGE).isin("update_preimage", "delete")
    first = F.min_by(F.struct(*SAYING, was.alias("was")), F.struct(VERSION, ~was))
    changed = images.groupBy(*KEY).agg(first.alias("first")).select("first.*")
    stood = changed.where(F.col("was") & ~F.col("is_deleted")).drop("was")
    return current.join(changed.select(*KEY), on=list(KEY), how="left_anti").unionByName(stood)


def _before_and_now(images: DataFrame, memberships: DataFrame) -> tuple[DataFrame, DataFrame]:
    """The memberships of students with an image, as they counted before and as they are."""
    students = images.select("student_id").distinct()
    current = memberships.select(*SAYING).join(students, on="student_id", how="left_semi")
    return as_before(images, current), current


def _moved(before: DataFrame, current: DataFrame) -> DataFrame:
    """Days that a stay covers before or now and not both; all of one that came, went or says another place."""
    spells = [census.with_days(rows, "student_id", "entry_date", "exit_date") for rows in (before, current)]
    stays = spells[0].unionByName(spells[1]).groupBy(*STAY, "membership_id")
    both = F.count(F.lit(1)) > 1
    return days_apart(stays.agg(both.alias("both"), *ends()), F.col("both"), "student_id")


def ends() -> list[Column]:
    """What `days_apart` looks at of stays that are grouped; the last day of one that goes on is ENDLESS."""
    days = {"first": F.col("first_day"), "last": F.coalesce("last_day", endless())}
    both = {"min": F.min, "max": F.max}
    return [of(day).alias(f"{name}_{end}") for end, day in days.items() for name, of in both.items()]


def days_apart(stays: DataFrame, both: Column, *named: str) -> DataFrame:
    """Days from `first_day` to `last_day` that one of grouped stays covers and another does not; all, unless of `both`.

    They lie between the first days of a group, or between its last days.
    """
    until = F.when(both, F.date_sub("max_first", 1)).otherwise(F.col("max_last"))
    since = F.when(both, F.date_add("min_last", 1))
    spans = [(F.col("min_first"), until), (since, F.col("max_last"))]
    days = F.explode(F.array(*[F.struct(a.alias("first_day"), b.alias("last_day")) for a, b in spans]))
    return stays.select(*named, days.alias("days")).select(*named, "days.*").where("first_day <= last_day")


def endless() -> Column:
    """In the place of a last day that is not there."""
    return _day(ENDLESS)


def _of_another_district(before: DataFrame, current: DataFrame) -> DataFrame:
    """All days of a student whom another district knows first than before, or none does, or did."""
    first = [rows.groupBy("student_id").agg(F.min("source_system").alias("district")) for rows in (before, current)]
    every = first[0].unionByName(first[1]).groupBy("student_id")
    districts = every.agg(F.count(F.lit(1)).alias("n"), F.count_distinct("district").alias("different"))
    moved = districts.where((F.col("n") == 1) | (F.col("different") > 1))
    return moved.select("student_id", _day(FIRST).alias("first_day"), endless().alias("last_day"))


def _day(text: str) -> Column:
    return F.lit(text).cast("date")
