"""Who is in a course run on its as-of date, and what became of them.

A cohort is a term: all course runs that start together. Its as-of dates lie at a share of each run's length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.numbers import unless_zero

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from pyspark.sql import Column, DataFrame

# What identifies an example: one student in one course run at one share of it.
KEY = ("source_system", "student_id", "class_id", "share")
RUN = ("source_system", "class_id", "share")


def calendar(classes: DataFrame, shares: Sequence[Decimal], sources: Sequence[str]) -> DataFrame:
    """The as-of date of each course run at each share of its length; runs without both dates have none."""
    share = F.explode(F.array(*[F.lit(share).cast("decimal(3,2)") for share in shares]))
    length = F.datediff("end_date", "start_date")
    days = F.round(F.col("share") * length).cast("int")
    return (
        classes.where(F.col("source_system").isin(list(sources)) & (length > 0))
        .select("source_system", "class_id", "course_id", "term", "start_date", "end_date", share.alias("share"))
        .withColumn("as_of_date", F.date_add("start_date", days))
    )


def going_on(classes: DataFrame, day: dt.date, shares: Sequence[Decimal], sources: Sequence[str]) -> DataFrame:
    """The course runs that are going on on `day`, which is their as-of date, with the largest share they have reached.

    A run that has not reached the smallest share is too young to be scored.
    """
    as_of = F.lit(day)
    progress = F.datediff(as_of, F.col("start_date")) / unless_zero(F.datediff("end_date", "start_date"))
    reached = F.greatest(*[F.when(progress >= F.lit(share), F.lit(share)) for share in (*shares, shares[0])])
    named = ("source_system", "class_id", "course_id", "term", "start_date", "end_date")
    return (
        classes.where(F.col("source_system").isin(list(sources)))
        .where((F.col("start_date") <= as_of) & (F.col("end_date") > as_of))
        .select(*named, reached.cast("decimal(3,2)").alias("share"), as_of.alias("as_of_date"))
        .where("share IS NOT NULL")
    )


def population(enrollments: DataFrame, runs: DataFrame) -> DataFrame:
    """One row per student enrolled before the as-of date of a run and not gone by then.

    An enrollment row holds its final state. Of that, the population uses the first day and whether the last one
    lies before the as-of date; `label` and `warning_days` are what came after. `label` is 1 for Failed or Withdrawn,
    0 for Completed, null while the result is open; `warning_days` are the days from the as-of date to a withdrawal.
    """
    enrolled = F.col("enrolled_on") < F.col("as_of_date")
    still_there = F.col("left_on").isNull() | (F.col("left_on") >= F.col("as_of_date"))
    who = enrollments.where("class_id IS NOT NULL").select(
        "source_system",
        "student_id",
        "class_id",
        F.col("start_date").alias("enrolled_on"),
        F.col("end_date").alias("left_on"),
        "status",
    )
    return (
        who.join(F.broadcast(runs), on=["source_system", "class_id"])
        .where(enrolled & still_there)
        .select(
            *KEY,
            "course_id",
            F.col("term").alias("cohort"),
            F.col("course_id").alias("scope"),
            "as_of_date",
            F.col("start_date").alias("period_start"),
            F.col("end_date").alias("period_end"),
            "enrolled_on",
            at_risk(F.col("status")).alias("label"),
            F.when(F.col("status") == "Withdrawn", F.datediff("left_on", "as_of_date")).alias("warning_days"),
        )
    )


def outcomes(enrollments: DataFrame, classes: DataFrame) -> DataFrame:
    """How each enrollment ended, and the day from which that could be known: the withdrawal, else the run's end."""
    ended = classes.select("source_system", "class_id", F.col("end_date").alias("period_end"))
    status = F.col("status")
    known_on = F.when(status == "Withdrawn", F.coalesce("end_date", "period_end")).otherwise(F.col("period_end"))
    return enrollments.join(F.broadcast(ended), on=["source_system", "class_id"]).select(
        "source_system", "student_id", "class_id", known_on.alias("outcome_on"), at_risk(status).alias("ended_badly")
    )


def at_risk(status: Column) -> Column:
    """1 for a course that ended badly, 0 for one completed, null for one that has not ended."""
    return F.when(status.isin("Failed", "Withdrawn"), 1).when(status == "Completed", 0)
