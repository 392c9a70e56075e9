"""Made-up learners of languages from their files to silver, which must be what is true of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake import silver
from edulake.jobs.steps.generate.language import generate_language, is_language
from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once
CONFIGURATION = Path(__file__).parents[2] / "conf" / "language.toml"
LEARNERS, SEED = 60, 3
FACTS = [
    *("lessons", "conversations", "messages", "lesson_progress", "attempts", "proficiency", "engagement"),
    *("experiment_assignments", "experiment_exposures"),
]


class Learners(NamedTuple):
    """A lake that took all exports, and the truth about them."""

    lake: Lake
    truth: dict[str, Any]

    def rows(self, subject: str) -> Any:
        return self.lake.store.read(silver.SUBJECTS[subject].table)

    def counts(self, subject: str, **conditions: str) -> dict[str, int]:
        """Rows of a subject that fulfil each condition."""
        told = self.rows(subject).agg(*[F.count(F.when(F.expr(of), 1)).alias(name) for name, of in conditions.items()])
        return told.collect()[0].asDict()

    def marked(self, subject: str, *issues: str) -> dict[str, int]:
        return self.counts(subject, **{issue: f"array_contains(issue_codes, '{issue}')" for issue in issues})


@pytest.fixture(scope="module")
def learners(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Learners:
    lake = Lake(spark, tmp_path_factory.mktemp("language")).configured(CONFIGURATION.read_text())
    truth = generate_language(spark, str(lake.landing), LEARNERS, SEED)
    lake.ingest(source=["babblr"])
    lake.cleanse(source=["babblr"], subject=FACTS)
    return Learners(lake, truth)


def test_explore(learners: Learners) -> None:
    print(learners.truth["records"], learners.truth["experiments"])
    for subject in FACTS:
        rows = learners.rows(subject)
        print(subject, rows.count())
        rows.select(F.explode("issue_codes").alias("i")).groupBy("i").count().show(truncate=False)
        rows.show(3, truncate=40)
    q = learners.lake.store.read(QUARANTINE)
    q.groupBy("subject", "reasons").count().show(50, truncate=False)
    print("\n".join(learners.lake.said))
    assert is_language(learners.lake.landing, LEARNERS, SEED)
