"""Who is in which segment on a day, by the newest segments of each source."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from edulake.ml.segments import k_means
from edulake.ml.segments.features import NEW, QUIET
from edulake.ml.segments.scaling import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column

    from edulake.ml.segments.record import Known

KEY = ("source_system", "student_id")


def placed(behaviour: DataFrame, known: Mapping[str, Known]) -> DataFrame:
    """The columns of gold.learner_segments but for `segment_before` and the stamp, of the rows of `features.behaviour`.

    Learners of a source without segments have none, but they are new or quiet as well. A source that no run has looked
    at has no rows.
    """
    parts = [_of_source(behaviour.where(F.col("source_system") == source), one) for source, one in known.items()]
    return reduce(DataFrame.unionByName, parts)


def _of_source(rows: DataFrame, known: Known) -> DataFrame:
    if not known.segments:
        near = rows.withColumns({"segment": F.lit(None).cast("string"), "steps": F.lit(None).cast("bigint")})
        return _told(near, known)
    width = len(known.axes)
    values = [axis.on_grid().alias(name) for axis, name in zip(known.axes, k_means.values(width), strict=True)]
    literal = [
        F.lit(step).cast("bigint").alias(name)
        for number, segment in enumerate(known.segments)
        for step, name in zip(segment.centre, k_means.centre(number, width), strict=True)
    ]
    near = k_means.nearest(rows.select("*", *values, *literal), len(known.segments), width)
    names = F.array(*[F.lit(segment.name) for segment in known.segments])
    found = {"segment": F.get(names, F.col("nearest")), "steps": F.col("distance")}
    return _told(near.withColumns(found), known)


def _told(rows: DataFrame, known: Known) -> DataFrame:
    is_by_rule = F.col("by_rule").isNotNull()
    unknown = F.array_compact(F.array(*[F.when(F.col(a.feature).isNull(), F.lit(a.feature)) for a in known.axes]))
    return rows.select(
        *KEY,
        "as_of_date",
        F.coalesce("by_rule", "segment").alias("segment"),
        is_by_rule.alias("is_by_rule"),
        F.col("active_days").cast("int").alias("active_days"),
        F.when(~is_by_rule, F.sqrt(F.col("steps").cast("double")) / GRID).cast("decimal(9,4)").alias("distance"),
        F.when(is_by_rule, _nothing()).otherwise(unknown).alias("unknown"),
        F.lit(known.version).alias("model_version"),
    )


def _nothing() -> Column:
    return F.array().cast("array<string>")


def with_before(rows: DataFrame, held: DataFrame) -> DataFrame:
    """`rows` with `segment_before`, that of the newest earlier day on which the table has `held` the learner."""
    days = rows.select(*KEY, F.col("as_of_date").alias("day"))
    earlier = held.select(*KEY, "as_of_date", "segment").join(days, on=list(KEY)).where("as_of_date < day")
    newest = earlier.groupBy(*KEY).agg(F.max_by("segment", "as_of_date").alias("segment_before"))
    return rows.join(newest, on=list(KEY), how="left")


def moved(rows: DataFrame) -> DataFrame:
    """By source the share of those who are in a segment now, and were in one before, who are in another: `moved`."""
    was_in_one = ~F.col("segment_before").isin(NEW, QUIET)
    both = rows.where(~F.col("is_by_rule") & F.col("segment").isNotNull() & was_in_one)
    is_other = (F.col("segment") != F.col("segment_before")).cast("int")
    return both.groupBy("source_system").agg((F.sum(is_other) / F.count(F.lit(1))).alias("moved"))
