"""The early-warning list: rank, who is selected, how sure the model is, and what to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml import statistics
from edulake.ml.lists.reasons import PLACES

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# Lower ends of the bands of probability.
HIGH, MEDIUM, LOW = 0.5, 0.25, 0.1
SUPPORT, ADVANCED, CONTINUE = "Academic Support Program", "Advanced Learning Program", "Continue"


def by_model(explained: DataFrame, capacity: float) -> DataFrame:
    """Rows with `score`, `probability` and reasons as a list; the first `capacity` of them are selected."""
    probability = F.col("probability")
    band = (
        F.when(probability >= HIGH, "High")
        .when(probability >= MEDIUM, "Medium")
        .when(probability >= LOW, "Low")
        .otherwise("Very Low")
    )
    ranked = statistics.selected(explained, [], "score", capacity)
    return ranked.withColumns(
        {
            "predicted_performance_category": F.when(probability >= HIGH, "At Risk").otherwise("On Track"),
            "prediction_probability": F.round("probability", 4),
            "risk_score": F.round("score", 4),
            "risk_band": band,
            "recommended_intervention": _offer(band == "Very Low"),
        }
    )


def by_rule(rows: DataFrame, reason: Column, capacity: float) -> DataFrame:
    """The list without a model: in the order of `rule`, no probability, and the one `reason` that the rule knows."""
    lower = F.percent_rank().over(Window.partitionBy(F.lit(1)).orderBy("rule"))
    ranked = statistics.selected(rows, [], "rule", capacity)
    nothing = {f"{place}_{what}": F.lit(None) for place in PLACES for what in ("reason", "contribution")}
    return ranked.withColumns(
        {
            **nothing,
            "first_reason": F.when(F.col("is_selected"), reason),
            "predicted_performance_category": F.lit("Not Predicted"),
            "prediction_probability": F.lit(None),
            "risk_score": F.round(lower, 4),
            "risk_band": F.lit("Unknown"),
            "recommended_intervention": _offer(F.lit(False)),
        }
    )


def _offer(is_top: Column) -> Column:
    return F.when(F.col("is_selected"), SUPPORT).when(is_top, ADVANCED).otherwise(CONTINUE)
