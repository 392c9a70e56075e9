"""What each feature does for a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml.problems import feature
from edulake.ml.statistics import discrimination
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.ml.models.training import Model
    from edulake.ml.problems.feature import Feature

# More rows than these do not make an importance more certain than its use needs.
SHUFFLED_ROWS = 5_000


def by_feature(tested: DataFrame, model: Model, features: Sequence[Feature]) -> DataFrame:
    """Per feature `auc_lost` by shuffling it, its `concept`, and `forest_importance`, the forest's of all its columns.

    Without a forest its opinion is null.
    """
    own: dict[str, float] = {}
    for owner, share in zip(feature.owners(features), model.forest, strict=False):  # no forest has no opinion
        own[owner.name] = own.get(owner.name, 0.0) + share
    known = [(one.name, one.concept, repr(own[one.name]) if own else None) for one in features]
    names = ["feature", "concept", "forest_importance"]
    schema = tested.sparkSession.range(0).select(*[F.lit("").alias(name) for name in names]).schema
    beside = as_frame(tested.sparkSession, known, schema)
    return _auc_lost(tested, model, features).join(F.broadcast(beside), on="feature")


def _auc_lost(tested: DataFrame, model: Model, features: Sequence[Feature]) -> DataFrame:
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
