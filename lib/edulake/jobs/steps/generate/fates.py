"""What a correct lakehouse makes of each record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.plan import COPIED, CORRECTED, HEADER, ORIGINAL, REPEAT, STRAY

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ACCEPTED, QUARANTINED, DUPLICATE, STALE = "accepted", "quarantined", "duplicate", "stale"


def with_fate(records: DataFrame) -> DataFrame:
    """Adds `is_valid_score`, `is_valid_engagement`, one flag per reason of quarantine, and `fate`.

    `fate` is null for headers. A copy of a refused record is refused as well.
    """
    role = F.col("role")
    return (
        records.select(
            "*",
            F.coalesce(F.col("cents").between(0, 100_00), F.lit(False)).alias("is_valid_score"),
            F.col("engagement").isNotNull().alias("is_valid_engagement"),
        )
        .select(
            "*",
            (role == STRAY).alias("NULL_STUDENT_ID"),
            F.col("is_bad_date").alias("BAD_DATE"),
            (~F.col("is_valid_score") & ~F.col("is_valid_engagement")).alias("NO_VALID_MEASURE"),
        )
        .select("*", F.when(role != HEADER, _fate()).alias("fate"))
    )


def _fate() -> Column:
    role, later = F.col("role"), F.col("later")
    return (
        F.when(F.col("NULL_STUDENT_ID") | F.col("BAD_DATE") | F.col("NO_VALID_MEASURE"), QUARANTINED)
        .when((role == REPEAT) & (later == COPIED), DUPLICATE)
        .when((role == ORIGINAL) & (later == CORRECTED), STALE)
        .otherwise(ACCEPTED)
    )
