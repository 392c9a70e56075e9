"""Why a student is on the list: what would change if one thing were as it typically is in the course run.

A reason is no cause. It says by how much the model's probability falls when all features of one concept are set to
the median of the students of the same run (there are no Shapley values in Spark, and no function of Python runs on
rows here). Features of a concept move together, so that one of them cannot hide behind another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml import feature
from edulake.ml.statistics import discrimination

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.ml.feature import Feature
    from edulake.ml.training import Model

PLACES = ("first", "second", "third")
# More rows than these do not make an importance more certain than its use needs.
SHUFFLED_ROWS = 5_000


def with_reasons(
    scored: DataFrame,
    model: Model,
    features: Sequence[Feature],
    words: Mapping[str, Column],
    key: Sequence[str],
    peers: Sequence[str],
) -> DataFrame:
    """Adds first_, second_ and third_reason and _contribution: null where nothing more raises the risk."""
    names = feature.columns(features)
    typical = F.array(*[F.percentile_approx(name, 0.5) for name in names]).alias("typical")
    medians = scored.groupBy(*peers).agg(typical)
    concepts = list(dict.fromkeys(f.concept for f in features))
    owners = [f.concept for f in feature.owners(features)]
    asked = F.explode(F.array(*[F.lit(concept) for concept in concepts]))
    cases = (
        scored.withColumn("x", F.array(*names))
        .join(F.broadcast(medians), on=list(peers))
        .select(*key, F.col("probability").alias("_probability"), "x", "typical", asked.alias("concept"))
        .withColumn("owner", F.array(*[F.lit(owner) for owner in owners]))
    )
    set_back = F.transform(
        "x", lambda value, i: F.when(F.col("owner")[i] == F.col("concept"), F.col("typical")[i]).otherwise(value)
    )
    lower = model.scored(
        cases.withColumn("x", set_back)
        .select(*key, "_probability", "concept", "x")
        .withColumns(feature.vectors(F.col("x"), features))
    )
    contribution = F.round(F.col("_probability") - F.col("probability"), 4).cast("decimal(5,4)")
    raised = F.when(contribution > 0, F.struct(contribution.alias("contribution"), "concept"))
    ordered = lower.groupBy(*key).agg(F.sort_array(F.collect_list(raised), asc=False).alias("raised"))
    return scored.join(ordered, on=list(key)).withColumns(_in_words(words))


def _in_words(words: Mapping[str, Column]) -> dict[str, Column]:
    """The three highest contributions with what they are in plain words."""
    columns = {}
    for place, name in enumerate(PLACES):
        raised = F.get("raised", F.lit(place))
        said = F.coalesce(*[F.when(raised["concept"] == concept, words[concept]) for concept in words])
        columns |= {f"{name}_reason": said, f"{name}_contribution": raised["contribution"]}
    return columns


def importance(tested: DataFrame, model: Model, features: Sequence[Feature]) -> DataFrame:
    """Per feature `auc_lost`: the AUC of `tested` minus that with the feature's values of another student.

    A feature is shuffled together with its z-score. The shuffle is a rotation of the order by `tie`: the same each
    time, and nobody keeps the own value.
    """
    names = feature.columns(features)
    place = F.row_number().over(Window.orderBy("tie"))
    rows = tested.select("label", "tie", F.array(*names).alias("x"), place.alias("place"))
    rows = rows.where(F.col("place") <= SHUFFLED_ROWS)
    last = F.count(F.lit(1)).over(Window.partitionBy(F.lit(1)))
    here = rows.withColumn("other", F.pmod(F.col("place") + F.floor(last / 2), last) + 1)
    there = rows.select(F.col("place").alias("other"), F.col("x").alias("x2"))
    shuffled = ["", *[f.name for f in features]]
    owners = F.array(*[F.lit(f.name) for f in feature.owners(features)])
    cases = (
        here.join(there, on="other")
        .select("label", "tie", "x", "x2", F.explode(F.array(*[F.lit(n) for n in shuffled])).alias("feature"))
        .withColumn("owner", owners)
    )
    mixed = F.transform(
        "x", lambda value, i: F.when(F.col("owner")[i] == F.col("feature"), F.col("x2")[i]).otherwise(value)
    )
    read = cases.select("label", "tie", "feature", mixed.alias("x")).withColumns(feature.vectors(F.col("x"), features))
    scored = model.scored(read)
    aucs = discrimination(scored, ["feature"], "score").select("feature", "auc")
    whole = aucs.where("feature = ''").select(F.col("auc").alias("whole"))
    return (
        aucs.where("feature <> ''")
        .crossJoin(whole)
        .select("feature", (F.col("whole") - F.col("auc")).alias("auc_lost"))
    )
