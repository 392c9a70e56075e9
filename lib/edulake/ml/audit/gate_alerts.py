"""Whether a run closed or opened a model's gate: lists then lose, or gain, their probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml.models import registry
from edulake.ml.tables.models import MODELS
from edulake.ops.alerts.alert import Alert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.ops.runs import Run
    from edulake.store.store import Store

# A model's version is its problem and cut-off, and a hash of all that made it.
HASH = "-[0-9a-f]+$"
READY = "READY"


def changes(store: Store, runs: Sequence[Run]) -> list[Alert]:
    """An alert for each model that one of the runs made for the lists, whose status is not that of its predecessor.

    No list is made by a model of cohorts that somebody named, so its status changes nothing.
    """
    made = [run.started_at for run in runs if run.is_of(MODELS)]
    if not made or not store.exists(MODELS):
        return []
    line = F.regexp_replace("model_version", HASH, "")
    models = store.read(MODELS).select("model_version", "status", "recipe", "processing_timestamp", line.alias("line"))
    before = F.lag("status").over(Window.partitionBy("line").orderBy("processing_timestamp", "model_version"))
    of_run = F.col("processing_timestamp").isin(*[F.lit(moment) for moment in made])
    of_run = of_run & F.expr(registry.makes_lists(store.settings))
    changed = models.withColumn("before", before).where(of_run & (F.col("before") != F.col("status")))
    return [_told(row["line"], row["before"], row["status"]) for row in changed.orderBy("line").collect()]


def _told(line: str, before: str, after: str) -> Alert:
    opened = after == READY
    shown = "lists show probabilities again" if opened else "lists are the rule's, without probabilities"
    advice = "" if opened else "read the model's row and card in gold.ml_models before anybody acts on its lists"
    return Alert("gate", f"model {line} went from {before} to {after}", f"from now on its {shown}", advice)
