"""What is planted among made-up learners of languages is found by models: segments, who drops off, what suits.

Silver is made of what is true, without files: `benchmark language` goes the whole way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import planted_app
import pytest
from lake import Lake
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F
from sklearn.metrics import adjusted_rand_score

from edulake.config.early_warning import EarlyWarning
from edulake.config.settings import Gold
from edulake.jobs import ml_train
from edulake.jobs.steps import next_lessons, segments
from edulake.jobs.steps.generate.language.calendar import FIRST
from edulake.jobs.steps.generate.language.learners import hazards
from edulake.jobs.steps.generate.language.world import World
from edulake.ml import statistics
from edulake.ml.problems.as_of import known_before
from edulake.ml.problems.dropout import cohorts
from edulake.ml.segments import features, learning, placing
from edulake.ml.segments.learning import Learned
from edulake.ml.segments.record import Known
from edulake.ml.segments.search import Search
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.models import MODELS
from edulake.ml.tables.next_lessons import ML_NEXT_LESSONS
from edulake.ops.runs import Run

pytestmark = [pytest.mark.once, pytest.mark.more]
SEED = 1
# As a run searches; where nothing is planted fewer draws say so as well.
SEARCH, FEW = Search(), Search(fewest=3, most=5, restarts=5, rounds=10, resamples=5, nulls=3)
Found = tuple[Learned, list[tuple[int, str]], list[tuple[int, str]]]


@pytest.fixture(scope="module")
def found(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, bool], Found]:
    """Segments of a world, and pairs of planted and found ones: of all learners, and of those still there."""

    def of(learners: int, planted: bool) -> Found:
        world, folder = World(learners, SEED, planted), tmp_path_factory.mktemp("world")
        known = planted_app.facts_of(spark, world, folder)
        silver = planted_app.silver(spark, world, known)
        behaviour = features.behaviour(silver.__getitem__, features.looked_at(silver.__getitem__, ()), Gold())
        examples = behaviour.where("by_rule IS NULL").localCheckpoint()
        told = learning.learned(examples, SEARCH if planted else FEW, lambda rows, _: rows.localCheckpoint())
        if not told.chosen:
            return told, [], []
        model = Known("v", told.status, told.axes, told.segments[told.chosen])
        placed = placing.placed(examples, {planted_app.SYSTEM: model})
        who = known.learners.select(F.col("learner").cast("string").alias("student_id"), "segment", "dropped")
        named = placed.select("student_id", F.col("segment").alias("found")).join(who, "student_id").collect()
        pairs = [[(r["segment"], r["found"]) for r in named if r["dropped"] is None or gone] for gone in (True, False)]
        return told, pairs[0], pairs[1]

    return of


@pytest.mark.slow
def test_four_planted_segments_are_found(found: Callable[[int, bool], Found]) -> None:
    """Of those who left meanwhile, who came often looks as one who comes seldom."""
    told, everybody, there = found(500, True)
    assert (told.status, told.chosen) == ("READY", 4)
    assert len({segment for segment, _ in there}) == 4
    assert adjusted_rand_score(*zip(*everybody, strict=True)) >= 0.85
    assert adjusted_rand_score(*zip(*there, strict=True)) >= 0.9


def test_where_none_are_planted_none_are_found(found: Callable[[int, bool], Found]) -> None:
    told, _, _ = found(300, False)
    assert (told.status, told.chosen) == ("NO_SEGMENTS", None)


class Taught:
    """A lake with the silver of a world, and what ml_train made of it; segments are looked for elsewhere."""

    def __init__(self, spark: SparkSession, folder: Path, world: World) -> None:
        choices = EarlyWarning(folds=2, algorithms=["logistic"])
        self.world, self.lake = world, Lake(spark, folder, early_warning=choices)
        self.known = planted_app.facts_of(spark, world, folder / "facts")
        for table, rows in planted_app.silver(spark, world, self.known).items():
            self.lake.store.append(table, rows)
        context = self.lake.context()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(segments, "learn", lambda *_, **__: None)
            patch.setattr(next_lessons, "judge", lambda *_, **__: None)
            ml_train.run(context)
        context.journal.close()

    def dropout(self) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """The model, and its figures."""
        [model] = [row for row in self.lake.rows(MODELS) if row["problem"] == "dropout"]
        figures = [row for row in self.lake.rows(METRICS) if row["dimension"] == "overall"]
        return model, figures[0] if figures else None

    def auc_of_the_hazard(self, day: str) -> float:
        """Of the fortnight that ended on the eve of the day, by who did nothing from the day on."""
        settings, read = self.lake.settings, self.lake.store.read
        facts, horizon = cohorts.silver(read, settings), settings.early_warning.dropout_days
        calendar = cohorts.until(facts).select("source_system", F.lit(day).cast("date").alias("as_of_date"))
        before = known_before(cohorts.moments(facts), calendar, ("source_system",), "date")
        labels = cohorts.outcomes(cohorts.population(before, horizon), cohorts.active_days(facts), horizon)
        true = hazards(self.known.learners, self.world)
        last = Window.partitionBy("learner").orderBy(F.desc("ends"))
        past = true.where(F.col("ends") < F.datediff(F.lit(day), F.lit(str(FIRST))))
        newest = past.withColumn("place", F.row_number().over(last)).where("place = 1")
        score = newest.select(F.col("learner").cast("string").alias("student_id"), F.col("hazard").alias("score"))
        scored = labels.join(score, "student_id").withColumn("tie", F.xxhash64("student_id", "course_id"))
        return statistics.discrimination(scored, [], "score").collect()[0]["auc"]


@pytest.mark.slow
def test_who_drops_off_is_known_nearly_as_well_as_the_hazard_has_it(spark: SparkSession, tmp_path: Path) -> None:
    taught = Taught(spark, tmp_path, World(1_200, SEED))
    model, figures = taught.dropout()
    assert figures is not None
    assert (model["status"], model["test_cohort"]) == ("READY", "2025-09-18")
    assert figures["auc"] > taught.auc_of_the_hazard(model["test_cohort"]) - 0.06
    assert figures["auc"] > figures["rule_auc"] + 0.05
    assert figures["calibration_error"] <= 0.10


@pytest.mark.slow
def test_where_all_leave_alike_no_model_is_ready(spark: SparkSession, tmp_path: Path) -> None:
    model, _ = Taught(spark, tmp_path, World(800, SEED, planted=False)).dropout()
    assert model["status"] != "READY"


@pytest.mark.slow
@pytest.mark.parametrize(("learners", "planted", "status"), [(2_000, True, "READY"), (1_200, False, "NO_SIGNAL")])
def test_lessons_are_offered_by_taste_where_learners_have_any(
    spark: SparkSession, tmp_path: Path, learners: int, planted: bool, status: str
) -> None:
    world, lake = World(learners, SEED, planted), Lake(spark, tmp_path)
    for table, rows in planted_app.silver(spark, world, planted_app.facts_of(spark, world, tmp_path / "facts")).items():
        lake.store.append(table, rows)
    context = lake.context()
    next_lessons.judge(context.store, Run("ml_train"), context.say)
    context.journal.close()
    found = {row["ranking"]: row for row in lake.rows(ML_NEXT_LESSONS)}
    assert {row["status"] for row in found.values()} == {status}
    own, level = found["taste_and_level"], found["level_popularity"]
    assert not planted or own["recall"] >= level["recall"] + 0.03
