"""Made-up learners of languages from their files to silver, which must be what is true of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake import silver
from edulake.jobs.steps.generate.language import generate_language, is_language

pytestmark = [pytest.mark.once, pytest.mark.more]
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


def test_every_record_that_is_told_is_a_row(learners: Learners) -> None:
    """Each once, whatever was told twice, anew or too late; of what is never told the messages wait."""
    told = learners.truth["records"]
    assert learners.rows("lessons").count() == len(learners.truth["lessons"])
    assert learners.rows("conversations").count() == told["conversations"]["told"]
    assert learners.rows("messages").count() == told["messages"]["told"]
    assert learners.rows("attempts").count() == told["assessment_attempts"]["told"]
    assert learners.counts("lesson_progress", current="is_current", done="is_current AND status = 'completed'") == {
        "current": told["lesson_progress"]["told"],
        "done": told["lesson_progress"]["completed"] - told["lesson_progress"]["open_again"],
    }
    assert learners.counts("engagement", talks="activity = 'conversation'", lessons="activity = 'lesson'") == {
        "talks": told["conversations"]["told"],
        "lessons": told["lesson_progress"]["told"],
    }
    refused = [row for row in learners.lake.refused() if row["status"] == "OPEN"]
    assert {(row["subject"], *row["reason_codes"]) for row in refused} == {("messages", "WAITING_FOR_REFERENCE")}
    assert len({json.loads(row["raw_payload"])["id"] for row in refused}) == told["messages"]["waiting"]
    assert told["messages"]["waiting"] > 0


def test_what_learners_said_and_reached_adds_up(learners: Learners) -> None:
    said, tried = (learners.truth["records"][name] for name in ("messages", "assessment_attempts"))
    assert learners.counts("messages", own="role = 'user'", read="is_checked AND correction_count IS NOT NULL") == {
        "own": said["own"],
        "read": said["read"],
    }
    assert learners.rows("messages").agg(F.sum("correction_count")).collect()[0][0] == said["corrections"]
    assert learners.counts("attempts", finished="is_finished", scored="score IS NOT NULL") == {
        "finished": tried["finished"],
        "scored": tried["scored"],
    }
    assert learners.rows("attempts").agg(F.sum("score")).collect()[0][0] * 10 == tried["tenths"]
    assessed = learners.rows("attempts").where("is_finished").select("student_id", "course_id").distinct()
    held = learners.rows("proficiency").where("is_current")
    assert held.count() == assessed.count() == held.join(assessed, ["student_id", "course_id"]).count()


def test_what_is_wrong_is_marked(learners: Learners) -> None:
    talks, said, taken, tried = (
        learners.truth["records"][name]
        for name in ("conversations", "messages", "lesson_progress", "assessment_attempts")
    )
    for subject, told, issues in (
        ("conversations", talks, ("LEGACY_LEVEL", "UNMAPPED_LEVEL")),
        ("messages", said, ("BAD_JSON",)),
        ("attempts", tried, ("SKILLS_DO_NOT_ADD_UP", "BAD_SCORE", "BAD_JSON")),
    ):
        assert learners.marked(subject, *issues) == {issue: told[issue] for issue in issues}, subject
    late = learners.rows("messages").where("array_contains(issue_codes, 'MESSAGE_AFTER_UPDATE')")
    assert late.select("conversation_id").distinct().count() == talks["MESSAGE_AFTER_UPDATE"]
    versions = learners.rows("lesson_progress")
    for issue in ("PROGRESS_CONTRADICTS_STATUS", "COMPLETED_BEFORE_STARTED", "ACCESSED_BEFORE_COMPLETION"):
        marked = versions.where(F.array_contains("issue_codes", issue)).select("progress_id").distinct()
        assert marked.count() == taken[issue], issue
    assert sum(taken.values()) > taken["told"] + taken["completed"]


def test_experiments_are_those_of_the_plan(learners: Learners) -> None:
    told = learners.truth["experiments"]
    assigned: dict[str, dict[str, int]] = {}
    for row in learners.rows("experiment_assignments").groupBy("experiment_id", "variant").count().collect():
        assigned.setdefault(row["experiment_id"], {})[row["variant"]] = row["count"]
    assert assigned == {name: of["assigned"] for name, of in told.items()}
    seen = learners.rows("experiment_exposures").groupBy("experiment_id").count().collect()
    assert {row["experiment_id"]: row["count"] for row in seen} == {
        name: sum(of["noted"].values()) + of["both"] for name, of in told.items()
    }


def test_a_file_is_missing_and_exports_are_known_again(learners: Learners) -> None:
    landing, missing = learners.lake.landing, learners.truth["missing"]
    nights = sorted(folder.name for folder in (landing / "babblr").iterdir())
    assert nights == learners.truth["days"]["exports"]
    without = {night for night in nights if not [*(landing / "babblr" / night).glob(f"{missing['file']}-*")]}
    assert without == {missing["export"]}
    assert is_language(landing, LEARNERS, SEED)
    assert not is_language(landing, LEARNERS, SEED, planted=False)
