"""Who belongs to which class on which day, and so in which class a fact happened that names none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import covers, local_day
from edulake.gold.census import year_ends
from edulake.silver.rules import ID_DAMAGED

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

DAY = ("student_id", "date")
IDS = ("student_id", "class_id")
# Of an id that was there and could not be read: that row does name a class.
UNREAD_ID = (ID_DAMAGED, "BAD_ID")
SAID = "class_id IS NOT NULL AND first_day IS NOT NULL"


def belonging(students: DataFrame, enrollments: DataFrame, classes: DataFrame) -> DataFrame:
    """By student_id and class_id from `first_day` to `last_day`, null while it goes on; both days count.

    `is_own` tells what versions of the student say from what enrollments say. A version counts from the day, UTC, on
    which its source said so to that before the next one, unless the student is inactive.
    """
    own = versions(students).withColumn("is_own", F.lit(True))
    return own.unionByName(enrolled(enrollments, classes).withColumn("is_own", F.lit(False)))


def versions(students: DataFrame, *kept: str) -> DataFrame:
    """What versions of students say of `belonging`, and the columns `kept` of them."""
    first = local_day(F.col("valid_from"), "UTC").alias("first_day")
    last = F.date_sub(local_day(F.col("valid_to"), "UTC"), 1).alias("last_day")
    active = students.where("is_active")
    return active.select(*kept, *[name for name in IDS if name not in kept], first, last).where(SAID)


def enrolled(enrollments: DataFrame, classes: DataFrame, *kept: str) -> DataFrame:
    """What enrollments say of `belonging`, and the columns `kept` of them: those that go on, or whose end is known.

    One without a last day ends with its class, else with the only school year that it names. Of one that was
    left, or gone, before that nobody knows when: it is left out. One that is gone later lasted to that end.
    """
    ends = classes.select("source_system", "class_id", F.col("end_date").alias("class_end"))
    closing = F.coalesce("class_end", year_ends(F.col("school_year")))
    said_on = local_day(F.coalesce("source_updated_at", "delivered_at"), "UTC")
    is_done = F.col("status").isin("Completed", "Failed")
    stayed = is_done | (F.coalesce("is_gone", F.lit(False)) & (closing <= said_on))
    goes_on = F.col("is_active") & ~is_done
    dated = F.col("end_date").isNotNull() | (closing.isNotNull() & stayed)
    joined = enrollments.join(ends, on=["source_system", "class_id"], how="left").where(dated | goes_on)
    last = F.coalesce("end_date", closing).alias("last_day")
    return joined.select(*kept, *IDS, F.col("start_date").alias("first_day"), last).where(SAID)


def is_silent() -> Column:
    """Whether a fact names no class, not even one that could not be read."""
    return F.col("class_id").isNull() & ~F.arrays_overlap("issue_codes", F.array(*map(F.lit, UNREAD_ID)))


def with_classes(facts: DataFrame, rosters: DataFrame) -> DataFrame:
    """Facts of a `date` with `is_by_roster`: whether class_id, null before, is that of the student on the day.

    What the student's own versions say goes before enrollments. Where they say several classes it stays null, and where
    the fact's own could not be read.
    """
    silent = is_silent()
    days = facts.where(silent).select(*DAY).distinct()
    theirs = days.join(rosters, on="student_id").where(covered())
    own, enrolled = (F.when(which, F.col("class_id")) for which in (F.col("is_own"), ~F.col("is_own")))
    taken = F.when(F.count(own) > 0, _only(own)).otherwise(_only(enrolled))
    found = theirs.groupBy(*DAY).agg(taken.alias("found_class"))
    is_by_roster = silent & F.col("found_class").isNotNull()
    return (
        facts.join(found, on=list(DAY), how="left")
        .withColumn("is_by_roster", is_by_roster)
        .withColumn("class_id", F.when(F.col("is_by_roster"), F.col("found_class")).otherwise(F.col("class_id")))
        .drop("found_class")
    )


def on_roll(days: DataFrame, rosters: DataFrame) -> DataFrame:
    """`total_students` by class_id and date of `days`: different students who belong to the class; no row for none."""
    theirs = days.select("class_id", "date").join(rosters, on="class_id").where(covered())
    return theirs.groupBy("class_id", "date").agg(F.count_distinct("student_id").cast("int").alias("total_students"))


def covered() -> Column:
    """Whether a student belongs on the `date`, from first_day to last_day."""
    return covers(F.col("first_day"), F.col("last_day"), F.col("date"))


def _only(value: Column) -> Column:
    """The value of a group that has one, null for one that has several."""
    return F.when(F.min(value) == F.max(value), F.min(value))
