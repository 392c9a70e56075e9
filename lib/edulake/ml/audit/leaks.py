"""Features that know too much: one that all but tells the outcome by itself has seen it, or is it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.problems import feature
from edulake.ml.statistics import discrimination

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.ml.problems.feature import Feature

# No single thing that was known of a student in time has been seen to rank outcomes this well.
HIGHEST_AUC = 0.97
# More examples do not make an AUC this high more certain.
ROWS = 5_000


def suspects(examples: DataFrame, features: Sequence[Feature]) -> list[str]:
    """The columns of `features` that rank the `label` with an AUC above 0.97 alone, in either direction, by name."""
    values = [F.struct(F.lit(n).alias("name"), F.col(n).alias("value")) for n in feature.columns(features)]
    some = examples.where("label IS NOT NULL").select("label", "tie", *feature.columns(features)).orderBy("tie")
    long = (
        some.limit(ROWS).select("label", "tie", F.explode(F.array(*values)).alias("of")).select("label", "tie", "of.*")
    )
    aucs = discrimination(long, ["name"], "value").where(F.greatest("auc", 1 - F.col("auc")) > HIGHEST_AUC)
    return sorted(row["name"] for row in aucs.select("name").collect())
