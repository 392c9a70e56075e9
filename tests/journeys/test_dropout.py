"""Who drops off, from files to lists, among made-up learners of whom it is true who is likely to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.jobs import ml_score, ml_train
from edulake.jobs.steps.generate.language import generate_language
from edulake.ml.tables.audit import METRICS
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS

pytestmark = [pytest.mark.once, pytest.mark.slow]

CONFIGURATION = Path(__file__).parents[2] / "conf" / "language.toml"
CHOICES = '\n[early_warning]\nfolds = 2\nalgorithms = ["logistic"]\n'
LEARNERS, SEED = 600, 3
FACTS = ["lessons", "conversations", "messages", "lesson_progress", "attempts"]


def overall(lake: Lake) -> dict[str, Any]:
    return next(row for row in lake.rows(METRICS) if row["dimension"] == "overall")


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("dropout")).configured(CONFIGURATION.read_text() + CHOICES)
    generate_language(spark, str(lake.landing), LEARNERS, SEED)
    lake.ingest(source=["babblr"])
    lake.cleanse(source=["babblr"], subject=FACTS)
    for job in (ml_train, ml_score):
        context = lake.context()
        job.run(context)
        context.journal.close()
        context.store.clear_staging()
    return lake


def test_who_is_likely_to_drop_off_is_found(lake: Lake) -> None:
    """Better than by the days since anything; the last fortnight of which all is known is what it is judged on."""
    [model] = lake.rows(MODELS)
    figures = overall(lake)
    print(
        {
            name: figures[name]
            for name in ("n", "base_rate", "auc", "rule_auc", "gain", "gain_error", "calibration_error")
        },
        model["status"],
    )
    assert (model["problem"], model["share"], model["status"]) == ("dropout", None, "READY")
    assert len(model["training_cohorts"]) > 2
    assert figures["auc"] > figures["rule_auc"] + 0.05
    assert figures["calibration_error"] <= 0.1
    assert {row["value"] for row in lake.rows(METRICS) if row["dimension"] == "language"} <= {
        "de",
        "en",
        "es",
        "fr",
        "it",
        "nl",
    }


def test_the_list_of_the_day_after(lake: Lake) -> None:
    """Each learner of each language once; those selected have a reason."""
    rows = lake.rows(PREDICTIONS)
    assert len({(row["student_id"], row["course_id"]) for row in rows}) == len(rows) > 0
    assert all(row["class_id"] == row["course_id"] and row["grade_level"] is None for row in rows)
    selected = [row for row in rows if row["is_selected"]]
    assert len(selected) == -(-len(rows) // 5)
    assert all(row["first_reason"] for row in selected)
