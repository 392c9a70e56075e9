"""Terms of a group in their order, and the students who are in one and in the term before: how trends are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import DataFrame

TERM = ("school_year", "term")


def in_order(sums: DataFrame, group: Sequence[str], before: Mapping[str, str]) -> DataFrame:
    """A row per `group` and term with its `place` among those of the group, by first_date, then last_day.

    By name `before` are the columns of the term before, null for the first.
    """
    by_date = Window.partitionBy(*group).orderBy("first_date", "last_day", *TERM)
    earlier = {name: F.lag(of).over(by_date) for name, of in before.items()}
    return sums.withColumns({"place": F.row_number().over(by_date), **earlier})


def matched(students: DataFrame, terms: DataFrame, group: Sequence[str]) -> DataFrame:
    """Per `group` and term how many students have a `mean` in the term before as well, and the sum of what they gained.

    `terms` have a `place`, `students` are one row each in a group and term. The sum is DECIMAL(17,6), null for nobody.
    """
    known = students.where(F.col("mean").isNotNull())
    placed = known.join(terms.select(*group, *TERM, "place"), on=[*group, *TERM], how="inner")
    of_one = Window.partitionBy(*group, "student_id").orderBy("place")
    follows = F.lag("place").over(of_one) == F.col("place") - 1
    gained = F.when(follows, F.col("mean") - F.lag("mean").over(of_one))
    return (
        placed.withColumn("gained", gained)
        .groupBy(*group, *TERM)
        .agg(F.count("gained").alias("matched"), F.sum("gained").cast("decimal(17,6)").alias("gained"))
    )
