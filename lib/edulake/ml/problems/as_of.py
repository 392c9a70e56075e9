"""What was known on a day: the one filter between silver and every feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from pyspark.sql import DataFrame


def known_before(facts: DataFrame, calendar: DataFrame, on: Sequence[str], date: str) -> DataFrame:
    """The facts that happened, and became known, before the as-of date of their place in `calendar`.

    `calendar` holds the columns `on` and `as_of_date`, and possibly `share`: one row for each as-of date of a course
    run or of a source; it knows nothing of students, so joining it first tells a fact nothing but its as-of date.
    Both comparisons are strict: what happened on the as-of date itself is not known on its morning. A fact without
    `known_at` is never known.
    """
    dated = facts.join(F.broadcast(calendar), on=list(on))
    happened = F.col(date) < F.col("as_of_date")
    return dated.where(happened & (F.col("known_at") < F.col("as_of_date").cast("timestamp")))


def first_and_last_day(facts: DataFrame) -> DataFrame:
    """One row, `first` and `last` day of `facts` with `date` and `delivered_at`; nulls without any.

    A fact dated after its delivery is a mistake in it: nobody knows the future.
    """
    happened = facts.where(F.col("date") <= F.to_date("delivered_at"))
    return happened.agg(F.min("date").alias("first"), F.max("date").alias("last"))


def as_asked(last: DataFrame, asked: dt.date | None, say: Callable[[str], None], what: str) -> DataFrame:
    """The sources with the day that was `asked` for, but for those of which not all before it is known; else `last`.

    `last` has each source's `as_of_date`, the newest that there is; `what` names the list, to `say` which has none.
    """
    if asked is None:
        return last
    ahead = [row["source_system"] for row in last.where(F.col("as_of_date") < F.lit(asked)).collect()]
    if ahead:
        say(f"list    {what}: not all before {asked} is known of {', '.join(sorted(ahead))}")
    return last.where(F.col("as_of_date") >= F.lit(asked)).withColumn("as_of_date", F.lit(asked))
