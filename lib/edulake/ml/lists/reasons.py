"""Why a student is on the list: what would change if one thing were as it typically is in the course run or grade.

A reason is no cause. It says by how much the model's probability falls when all features of one concept are set to
the median of the same run or grade (there are no Shapley values in Spark, and no function of Python runs on
rows here). Features of a concept move together, so that one of them cannot hide behind another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.models import learner
from edulake.ml.problems import feature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.ml.models.training import Model
    from edulake.ml.problems.feature import Feature

PLACES = ("first", "second", "third")


def with_reasons(
    scored: DataFrame,
    model: Model,
    features: Sequence[Feature],
    words: Mapping[str, Column],
    peers: Sequence[str],
) -> DataFrame:
    """Adds first_, second_ and third_reason and _contribution: null where nothing more raises the risk.

    One pass: each concept is a further score of the same row, so that no row is multiplied, shuffled or joined back.
    """
    names = feature.columns(features)
    typical = F.array(*[F.percentile_approx(name, 0.5) for name in names]).alias("_typical")
    medians = scored.groupBy(*peers).agg(typical)
    kept = ["probability", *feature.VECTORS]
    rows = scored.withColumnsRenamed({name: f"_{name}" for name in kept}).join(F.broadcast(medians), on=list(peers))
    raised = []
    for place, concept in enumerate(dict.fromkeys(f.concept for f in features)):
        lower = f"_lower_{place}"
        rows = learner.score(model.parts, rows.withColumns(_set_back(concept, features)), lower)
        fallen = F.col("_probability") - model.calibration.probability(F.col(lower))
        contribution = F.round(fallen, 4).cast("decimal(5,4)")
        named = F.struct(contribution.alias("contribution"), F.lit(concept).alias("concept"))
        raised.append(F.when(contribution > 0, named))
    ordered = F.sort_array(F.filter(F.array(*raised), lambda reason: reason.isNotNull()), asc=False)
    explained = rows.withColumn("raised", ordered).withColumns(_in_words(words))
    added = [f"{place}_{what}" for place in PLACES for what in ("reason", "contribution")]
    restored = [F.col(f"_{name}").alias(name) if name in kept else F.col(name) for name in scored.columns]
    return explained.select(*restored, *added)


def _set_back(concept: str, features: Sequence[Feature]) -> dict[str, Column]:
    """What models read, with all features of the concept as they typically are."""
    values = [
        F.col("_typical")[place] if owner.concept == concept else F.col(name)
        for place, (name, owner) in enumerate(zip(feature.columns(features), feature.owners(features), strict=True))
    ]
    return feature.vectors(F.array(*values), features)


def _in_words(words: Mapping[str, Column]) -> dict[str, Column]:
    """The three highest contributions with what they are in plain words."""
    columns = {}
    for place, name in enumerate(PLACES):
        raised = F.get("raised", F.lit(place))
        said = F.coalesce(*[F.when(raised["concept"] == concept, words[concept]) for concept in words])
        columns |= {f"{name}_reason": said, f"{name}_contribution": raised["contribution"]}
    return columns
