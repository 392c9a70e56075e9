"""Sessions of professional learning: what one member of staff made of each, told once or many times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# How a session went that is told several times: the first of these. Only the first two were held.
STATUSES = ("Completed", "Attended", "In Progress", "No Show", "Registered", UNKNOWN, "Cancelled")
COMPLETED, HELD, CANCELLED = STATUSES[0], STATUSES[:2], STATUSES[-1]
HOURS_TYPE = "decimal(7,2)"


def in_districts(attendance: DataFrame, roles: DataFrame) -> DataFrame:
    """Rows of attendance in the district that knows their school or member of staff; `told_by` is their source."""
    return members.in_districts(attendance.withColumn("told_by", F.col("source_system")), roles, "staff_id")


def sessions(told: DataFrame, held: DataFrame, newest: DataFrame) -> DataFrame:
    """A row for each member of staff and session of which a district has `told`, but for those to come.

    - A session without an id is that of its activity on the day. One of several days belongs to the first of them that
      was held, else to the first; what has the same id in another school year is another session.
    - `status` is the best that is told of it. `hours` are those of its rows that were held, where all that say any say
      the same; null where none does, where they differ, and where it was not held.
    - `school_id` is the one that the row of its day names, else that of the person's main role on the day; null without
      any.
    """
    placed = members.with_schools(told, held, "pd_attendance_id", "date", "staff_id")
    rank = looked_up(F.col("status"), {status: number for number, status in enumerate(STATUSES)})
    session = F.coalesce("session_id", F.col("date").cast("string"))
    ranked = placed.withColumns({"session": session, "rank": rank, "is_held": F.col("status").isin(*HELD)})
    hours = F.when(F.col("is_held"), F.col("hours"))
    first = F.struct(~F.col("is_held"), F.col("date"), F.col("school_id").isNull(), "school_id", "pd_attendance_id")
    one = ranked.groupBy("source_system", "told_by", "staff_id", "activity_id", "session", "school_year").agg(
        F.min_by("status", "rank").alias("status"),
        F.when(F.min(hours) == F.max(hours), F.min(hours)).cast(HOURS_TYPE).alias("hours"),
        *[F.min_by(name, first).alias(name) for name in ("date", "school_id", "term", "category")],
    )
    dated = one.join(F.broadcast(newest), on="source_system").withColumn("is_held", F.col("status").isin(*HELD))
    came = dated.where(F.col("is_held") | (F.col("date") <= F.col("newest")))
    return came.withColumn("category", F.coalesce("category", F.lit(UNKNOWN)))
