"""Who is planted to leave, and what the model of dropout knows of it, beside the true hazard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.ml import statistics
from edulake.ml.problems.as_of import known_before
from edulake.ml.problems.dropout import cohorts
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.models import MODELS

if TYPE_CHECKING:
    from language import World


def figures(world: World) -> list[tuple[str, str, str]]:
    """The gate, AUC of the true hazard and of the model, AUC of the rule, and the calibration error."""
    models = world.store.read(MODELS).where("problem = 'dropout'").orderBy("processing_timestamp").collect()
    if not models or models[-1]["test_cohort"] is None:
        return [("dropout", "", models[-1]["status"] if models else "nothing to learn from")]
    version, day = models[-1]["model_version"], models[-1]["test_cohort"]
    overall = world.store.read(METRICS).where(f"model_version = '{version}' AND dimension = 'overall'").collect()[0]
    return [
        (f"dropout, {overall['n']} learners of {day}, {overall['positives']} left", "", models[-1]["status"]),
        ("dropout, AUC beside that of the true hazard", f"{_true(world, day):.3f}", f"{overall['auc']:.3f}"),
        ("dropout, AUC of days since the last activity", "", f"{overall['rule_auc']:.3f}"),
        ("dropout, calibration error", "0", f"{overall['calibration_error']:.3f}"),
    ]


def _true(world: World, day: str) -> float:
    """The AUC of the hazard of the fortnight that ended on the eve of the day."""
    settings = world.store.settings
    horizon = settings.early_warning.dropout_days
    facts = cohorts.silver(world.store.read, settings)
    as_of = F.lit(day).cast("date").alias("as_of_date")
    calendar = cohorts.until(facts).select("source_system", as_of)
    known = known_before(cohorts.moments(facts), calendar, ("source_system",), "date")
    labels = cohorts.outcomes(cohorts.population(known, horizon), cohorts.active_days(facts), horizon)
    begun = world.truth("hazards").where(F.col("begins").cast("date") < F.lit(day).cast("date"))
    last = Window.partitionBy("student_id").orderBy(F.desc("begins"))
    newest = begun.withColumn("place", F.row_number().over(last)).where("place = 1")
    hazard = newest.select("student_id", F.col("hazard").cast("double").alias("score"))
    scored = labels.join(hazard, "student_id").withColumn("tie", F.xxhash64("student_id", "course_id"))
    return statistics.discrimination(scored, [], "score").collect()[0]["auc"]
