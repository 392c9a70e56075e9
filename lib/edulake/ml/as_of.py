"""What was known on a day: the one filter between silver and every feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

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
