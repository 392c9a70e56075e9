"""Early warning from files to lists, on generated students with planted abilities, and without any."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.config.early_warning import EarlyWarning
from edulake.jobs import ml_score, pipeline
from edulake.jobs.steps.generate import generate
from edulake.ml.tables import models
from edulake.ml.tables.audit import FAIRNESS, METRICS
from edulake.ml.tables.lists import PREDICTIONS

pytestmark = [pytest.mark.once, pytest.mark.more]

STUDENTS = 300
CHOICES = EarlyWarning(folds=2, algorithms=["logistic"])


def piped(lake: Lake) -> None:
    """The pipeline but for answers, which models do not ask."""
    lake.ingest()
    lake.cleanse(subject=["assessments"])
    context = lake.context()
    pipeline.early_warning(context)
    context.journal.close()
    context.store.clear_staging()


def prepared(spark: SparkSession, folder: Path, *, ability: bool) -> Lake:
    lake = Lake(spark, folder, early_warning=CHOICES)
    generate(spark, str(lake.landing), students=STUDENTS, seed=1, ability=ability)
    piped(lake)
    return lake


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return prepared(spark, tmp_path_factory.mktemp("able"), ability=True)


def overall(lake: Lake) -> dict[str, Any]:
    return next(row for row in lake.rows(METRICS) if row["dimension"] == "overall")


def test_planted_abilities_are_found(lake: Lake) -> None:
    """Learned from what came after two days of the year, judged on the last quarter: better than the mean score."""
    (model,) = lake.rows(models.MODELS)
    assert (model["problem"], model["share"], model["status"]) == ("school_risk", None, "READY")
    assert (model["training_cohorts"], model["test_cohort"]) == (["2024-04-06", "2024-07-05"], "2024-10-03")
    figures = overall(lake)
    assert figures["auc"] > 0.9
    assert figures["gain"] > 2 * figures["gain_error"]
    grades = {row["value"] for row in lake.rows(METRICS) if row["dimension"] == "grade"}
    assert {"Kindergarten", "7th Grade", "12th Grade"} <= grades
    assert "grade_level" in {row["attribute"] for row in lake.rows(FAIRNESS)}


def test_the_list_of_the_day_after(lake: Lake) -> None:
    """Everybody who is there, once, in an order without gaps; capacity selected, each with a reason."""
    rows = sorted(lake.rows(PREDICTIONS), key=lambda row: row["rank"])
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert len({row["student_id"] for row in rows}) == len(rows) > 0.98 * STUDENTS
    assert {str(row["as_of_date"]) for row in rows} == {"2025-01-01"}
    selected = [row for row in rows if row["is_selected"]]
    assert len(selected) == -(-len(rows) // 5)
    assert all(row["first_reason"] and row["grade_level"] for row in selected)
    assert all(row["prediction_probability"] is not None for row in rows)


def test_the_list_names_those_who_were_made_weak(lake: Lake) -> None:
    """The planted ability and trend of those selected say a mean under the bound, three months after the year."""
    planted = lake.spark.read.option("header", True).csv(str(lake.landing / "ability.csv"))
    hoped = planted.select("student_id", (F.col("mean").cast("double") + F.col("trend").cast("double")).alias("hoped"))
    listed = lake.frame(PREDICTIONS).where("is_selected").select("student_id")
    weak = [row["hoped"] < 70 for row in listed.join(hoped, on="student_id").collect()]
    assert sum(weak) > 0.85 * len(weak)


def test_again_changes_nothing(lake: Lake) -> None:
    before = lake.versions()
    piped(lake)
    assert lake.versions() == before
    assert "list    nothing new since the last one" in lake.said


def test_models_of_other_settings_are_not_used(lake: Lake) -> None:
    other = Lake(lake.spark, lake.landing.parent, early_warning=replace(CHOICES, capacity=Decimal("0.1")))
    before = lake.versions()
    ml_score.run(other.context())
    assert "list    no model of these settings: run ml_train first" in other.said
    assert lake.versions() == before


def test_who_no_longer_belongs_leaves_the_list(lake: Lake) -> None:
    """A row of the list's day that nothing stands for any more goes; those of other days stay."""
    rows = lake.frame(PREDICTIONS)
    count = rows.count()
    ghosts = rows.limit(1).withColumn("student_id", F.lit("ghost"))
    lake.store.append(PREDICTIONS, ghosts)
    lake.store.append(PREDICTIONS, ghosts.withColumn("as_of_date", F.lit("2024-12-01").cast("date")))
    context = lake.context()
    context.options.as_of = "2025-01-01"
    ml_score.run(context)
    left = lake.rows(PREDICTIONS, "student_id", "as_of_date")
    assert [str(row["as_of_date"]) for row in left if row["student_id"] == "ghost"] == ["2024-12-01"]
    assert len(left) == count + 1


@pytest.mark.slow
def test_without_abilities_the_gate_is_closed(spark: SparkSession, tmp_path: Path) -> None:
    """Scores are pure chance, as in the notebook whose model was said to have an AUC of 0.9999: it is one half."""
    lake = prepared(spark, tmp_path, ability=False)
    (model,) = lake.rows(models.MODELS)
    figures = overall(lake)
    assert model["status"] == "NO_SIGNAL"
    assert abs(figures["auc"] - 0.5) < 3 * figures["auc_error"]
    assert {row["prediction_probability"] for row in lake.rows(PREDICTIONS)} == {None}
