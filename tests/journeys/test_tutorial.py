"""The files of the app's public tutorial, in which nothing is planted: of them nothing is claimed."""

from __future__ import annotations

from pathlib import Path

import babblr
import pytest
import tutorial_app
from lake import Lake
from pyspark.sql import SparkSession

from edulake.config.settings import FORESEEN
from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.jobs import ml_train
from edulake.ml.tables.models import MODELS
from edulake.ml.tables.next_lessons import ML_NEXT_LESSONS
from edulake.ml.tables.review_due import ML_REVIEW_DUE
from edulake.ml.tables.segments import ML_SEGMENTS

pytestmark = [pytest.mark.once, pytest.mark.slow]
SUBJECTS = [
    *("lessons", "conversations", "messages", "lesson_progress", "attempts", "proficiency", "students"),
    *("experiment_assignments", "experiment_exposures"),
]
CLAIMS = ("lesson_effects", "topic_engagement", "experiment_results")
UNSURE = {"TOO_FEW", "NO_EVIDENCE"}


@pytest.mark.parametrize(
    ("learners", "segments", "dropout"),
    [(50, "TOO_FEW", "INSUFFICIENT_HISTORY"), (500, "NO_SEGMENTS", "NOT_CALIBRATED")],
)
def test_nothing_is_claimed_of_scripts_that_just_end(
    learners: int, segments: str, dropout: str, spark: SparkSession, tmp_path: Path
) -> None:
    """As many learners as the tutorial has, of whom few are there on the last days, and ten times as many.

    Of these there is history enough to look for who drops off; the gate stays closed.
    """
    lake = Lake(spark, tmp_path)
    for name, content in babblr.files(tutorial_app.tables(learners)).items():
        lake.deliver(f"babblr/2025-01-31/{name}", content)
    lake.run(source=["babblr"], subject=SUBJECTS, product=[*CLAIMS])
    context = lake.context()
    ml_train.run(context, foreseen=FORESEEN)
    context.journal.close()
    assert lake.refused() == []

    def said(table: Table) -> set[str]:
        return {row["status"] for row in lake.rows(table, "status")} if lake.store.exists(table) else set()

    assert said(PRODUCTS["lesson_effects"].table) == {"TOO_FEW"}
    assert said(PRODUCTS["topic_engagement"].table) <= UNSURE
    assert said(PRODUCTS["experiment_results"].table) == set()
    assert said(ML_SEGMENTS) == {segments}
    assert said(MODELS) == {dropout}
    assert said(ML_NEXT_LESSONS) <= {"TOO_FEW", "NO_TASTE", "NO_SIGNAL"}
    assert said(ML_REVIEW_DUE) <= UNSURE
