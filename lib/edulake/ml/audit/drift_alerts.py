"""Whether a run found that a list is unlike what its model learned from."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.tables.lists import DRIFT
from edulake.ops.alerts.alert import Alert

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, Row

    from edulake.ops.runs import Run
    from edulake.store.store import Store

# What each measure is called; the first is the first to look at.
MEASURES = {
    "plan": "plan of work",
    "feature_psi": "features",
    "score_psi": "scores",
    "unknown_share": "features not known",
    "calibration_gap": "probabilities beside outcomes",
}
PLAN_FIRST = "look at the course's plan of work first: other work changes what every feature means"
LOOK = "look at the list's drift in the report, or in gold.ml_drift, before anybody acts on it"


def lists(store: Store, runs: Sequence[Run]) -> list[Alert]:
    """An alert for each list of which one of the runs wrote a measure that is worth a look."""
    wrote = [run.started_at for run in runs if run.is_of(DRIFT)]
    if not wrote or not store.exists(DRIFT):
        return []
    return alerts(store.read(DRIFT).where(F.col("processing_timestamp").isin(*[F.lit(day) for day in wrote])))


def alerts(rows: DataFrame) -> list[Alert]:
    """An alert for each list of `rows` of gold.ml_drift that holds a measure worth a look: counts and courses only."""
    of_list = ("model_version", "as_of_date")
    worth_a_look = rows.where("is_alert").groupBy(*of_list, "measure")
    scopes = F.sort_array(F.collect_set("scope")).alias("scopes")
    counted = worth_a_look.agg(F.count(F.lit(1)).alias("found"), scopes).orderBy(*of_list).collect()
    return [_told(*of, list(of_one)) for of, of_one in groupby(counted, lambda row: (row[0], row[1]))]


def _told(model: str, day: dt.date, counted: list[Row]) -> Alert:
    by_measure = {row["measure"]: row for row in counted}
    total = sum(row["found"] for row in counted)
    where = [
        f"{words}: {by_measure[measure]['found']} in {', '.join(by_measure[measure]['scopes'])}"
        for measure, words in MEASURES.items()
        if measure in by_measure
    ]
    what = f"the list of {day} drifted from what model {model} learned from: {total} measures are worth a look"
    return Alert("drift", what, "; ".join(where), PLAN_FIRST if "plan" in by_measure else LOOK)
