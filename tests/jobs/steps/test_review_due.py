"""Skills to review from silver to lists: planted half-lives are found, and no future has a say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import memory_oracle as oracle
import pytest
from lake import Lake
from memory_oracle import Practice
from practised import attempt, given, talk
from pyspark.sql import SparkSession
from silver_frames import frames

from edulake.config.early_warning import EarlyWarning
from edulake.gold.language import activity
from edulake.jobs.steps import review_due
from edulake.ml.tables.review_due import ML_REVIEW_DUE, REVIEW_DUE
from edulake.ops.runs import Run
from edulake.store import session
from edulake.store.store import Store

pytestmark = [pytest.mark.once, pytest.mark.more]

DAYS, AFTER = 120, 28
FIRST = dt.datetime(2025, 2, 1, 9, tzinfo=dt.UTC)
# All is known up to the day before the last talk.
LAST = FIRST + dt.timedelta(days=DAYS)
LIVES = {"grammar": 6.0, "reading": 40.0}
PLANTED = oracle.planted(5, 36, LIVES, DAYS)


def skilled(one: Practice, **more: Any) -> dict[str, Any]:
    moment = FIRST + dt.timedelta(days=one.day)
    skill = (one.skill, one.right + one.wrong, one.right, None)
    return attempt(moment, f"{one.who}{one.skill}{one.day}", one.who, skill, known_at=moment, **more)


ROWS = [skilled(one) for one in PLANTED]
ROWS += [talk(LAST - dt.timedelta(days=1), f"talk {number}", f"w{number:03}") for number in range(35)]
ROWS += [talk(LAST, "end", "new")]
FEW = [{**skilled(one), "source_system": "few"} for one in PLANTED if one.who < "w020"]
FEW += [talk(LAST, "few", "w000", source_system="few")]
OTHER = [{**row, "source_system": "other"} for row in FEW]


def ran(lake: Lake, asked: dt.date | None = None) -> tuple[Run, Run]:
    lake.said.clear()
    context = lake.context()
    trained, scored = Run("ml_train"), Run("ml_score")
    review_due.fit(context.store, trained, context.say)
    review_due.remind(context.store, scored, context.journal.last_done("ml_score"), context.say, asked=asked)
    for run in (trained, scored):
        context.journal.enter(run)
    context.journal.close()
    context.store.clear_staging()
    return trained, scored


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    choices = EarlyWarning(unmodelled_sources=["other"])
    lake = Lake(spark, tmp_path_factory.mktemp("reviews"), early_warning=choices)
    for table, rows in frames(spark, given(*ROWS, *FEW, *OTHER), activity.READ).items():
        lake.store.append(table, rows)
    ran(lake)
    return lake


def figures(lake: Lake, source: str = "sis") -> dict[str, dict[str, Any]]:
    return {row["model"]: row for row in lake.rows(ML_REVIEW_DUE) if row["source_system"] == source}


def weights(lake: Lake) -> dict[str, float]:
    return {one["of"]: one["weight"] for one in figures(lake)["half_life"]["weights"]}


def test_planted_half_lives_are_ready(lake: Lake) -> None:
    """Fitted to all but the last weeks, by which they are judged."""
    found = figures(lake)
    own = found["half_life"]
    assert (own["status"], own["learners"], own["learned_from"]) == ("READY", 36, 36)
    assert str(own["as_of_date"]) == str((LAST - dt.timedelta(days=AFTER)).date())
    assert found["constant"]["behind_low"] > 0.05
    assert found["leitner"]["behind_low"] > 0.05
    assert own["auc"] > 0.65
    assert found["constant"]["weights"] is found["leitner"]["weights"] is None
    rows = [row for row in oracle.examples(PLANTED) if row.practice.day < DAYS - AFTER]
    assert max(map(abs, oracle.slopes(rows, weights(lake)).values())) < 0.02


def test_a_source_of_few_has_no_list_and_that_is_said(lake: Lake) -> None:
    few = figures(lake, "few")["half_life"]
    assert (few["status"], few["learned_from"], few["weights"], few["mae"]) == ("TOO_FEW", None, None, None)
    assert {row["source_system"] for row in lake.rows(REVIEW_DUE)} == {"sis"}


def test_who_is_not_modelled_has_no_say(lake: Lake) -> None:
    assert figures(lake, "other") == {}


def test_lists_are_of_those_who_were_active_lately(lake: Lake) -> None:
    """By all that was answered up to the day."""
    rows = lake.rows(REVIEW_DUE)
    known = weights(lake)
    active = {row["student_id"] for row in ROWS if (LAST - row.get("completed_at", LAST)).days <= 28}
    assert {row["student_id"] for row in rows} <= active
    assert {row["student_id"] for row in rows} >= {f"w{number:03}" for number in range(35)}
    for row in rows[:40]:
        own = [one for one in PLANTED if (one.who, one.skill) == (row["student_id"], row["skill"])]
        right, wrong = sum(one.right for one in own), sum(one.wrong for one in own)
        assert (row["right_before"], row["wrong_before"]) == (right, wrong)
        example = oracle.Example(own[-1], 0, right, wrong)
        life = oracle.half_life(oracle.exponent(example, known))
        assert float(row["half_life_days"]) == pytest.approx(life, abs=1e-4)
        due = FIRST + dt.timedelta(days=max(one.day for one in own) + float(row["half_life_days"]))
        assert row["due_on"] == due.date()
        assert row["is_due"] is (due <= LAST.replace(hour=0))
    assert {row["is_due"] for row in rows} == {True, False}


def test_a_run_without_news_does_nothing(lake: Lake) -> None:
    trained, scored = ran(lake)
    assert (trained.entries, scored.entries) == ([], [])
    assert "list    reviews: nothing new since the last one" in lake.said


def test_a_past_day_is_told_by_half_lives_that_were_known(lake: Lake) -> None:
    before = lake.rows(REVIEW_DUE)
    _, scored = ran(lake, LAST.date() - dt.timedelta(days=1))
    assert (scored.entries, lake.rows(REVIEW_DUE)) == ([], before)
    assert "list    no half-lives of these settings by that day: run ml_train first" in lake.said


def test_the_future_changes_neither_half_lives_nor_lists(spark: SparkSession, lake: Lake) -> None:
    """Whatever is tested on the last day, of which not all is known."""
    before, known = lake.rows(REVIEW_DUE), weights(lake)
    more = [skilled(Practice(f"w{number:03}", skill, DAYS, 8, 0)) for number in range(36) for skill in LIVES]
    for table, rows in frames(spark, given(*more), activity.READ).items():
        lake.store.append(table, rows)
    ran(lake)
    newest = {row["model_version"] for row in lake.rows(REVIEW_DUE)}
    assert not newest & {row["model_version"] for row in before}
    own = [row for row in lake.rows(ML_REVIEW_DUE) if row["model_version"] in newest and row["model"] == "half_life"]
    assert {one["of"]: one["weight"] for row in own if row["source_system"] == "sis" for one in row["weights"]} == known
    told = ("student_id", "skill", "right_before", "half_life_days", "share_left", "due_on")
    assert sorted([row[name] for name in told] for row in lake.rows(REVIEW_DUE)) == sorted(
        [row[name] for name in told] for row in before
    )


def test_where_nobody_learns_a_language_spark_is_not_asked(tmp_path: Path) -> None:
    settings = Lake(None, tmp_path).settings  # type: ignore[arg-type]
    store, run = Store(session.NotStarted(), settings), Run("ml_train")  # type: ignore[arg-type]
    review_due.fit(store, run, pytest.fail)
    review_due.remind(store, run, {}, pytest.fail)
    assert run.entries == []
