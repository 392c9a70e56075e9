"""Lessons to take next from silver to lists: planted tastes are worth asking, and no future has a say."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from practised import due, given, progress, talk
from pyspark.sql import SparkSession
from silver_frames import frames

from edulake.config.early_warning import EarlyWarning
from edulake.jobs.steps import next_lessons
from edulake.ml import spark_ml
from edulake.ml.next_lessons import taken, taste
from edulake.ml.tables.next_lessons import ML_NEXT_LESSONS, NEXT_LESSONS
from edulake.ml.tables.review_due import REVIEW_DUE
from edulake.ops.runs import Run
from edulake.store import session
from edulake.store.store import Store

pytestmark = [pytest.mark.once, pytest.mark.more]

# All is known up to 31 May: lists are of 1 June, orders are judged as of 4 May.
LAST = dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC)
CUT = dt.datetime(2025, 5, 4, 9, tzinfo=dt.UTC)
TASTES, EACH, OF_A_TASTE, LEARNED = "xyz", 14, 16, 8
LESSONS = [
    {
        "lesson_id": f"{of}{number:02}",
        "course_id": "es",
        "lesson_type": of,
        "level_rank": 1,
        "order_index": place,
        "is_active": True,
        "created_at": CUT - dt.timedelta(days=99),
    }
    for place, (number, of) in enumerate((number, of) for number in range(OF_A_TASTE) for of in TASTES)
]


def learner(taste: str, number: int) -> list[dict[str, Any]]:
    """Takes eight lessons of the taste before the day, four after it."""
    chance = random.Random(f"{taste}{number}")
    name = f"{taste}{number:02}"
    lessons = chance.sample(range(OF_A_TASTE), LEARNED + 4)
    moments = [CUT - dt.timedelta(days=2 + n) for n in range(LEARNED)] + [CUT + dt.timedelta(days=n) for n in range(4)]
    rows = [
        progress(f"{taste}{lesson:02}", name, "completed", started_at=at, completed_at=at, valid_from=at)
        for lesson, at in zip(lessons, moments, strict=True)
    ]
    return [*rows, talk(LAST - dt.timedelta(days=3), name, name)]


ROWS = [row for taste in TASTES for number in range(EACH) for row in learner(taste, number)]
ROWS += [
    talk(LAST, "end", "new"),
    talk(LAST - dt.timedelta(days=1), "begin", "new"),
    talk(LAST - dt.timedelta(days=29), "gone", "gone"),
]
ROWS.append(progress("x00", "new", started_at=LAST - dt.timedelta(days=2)))


def ran(lake: Lake) -> tuple[Run, Run]:
    lake.said.clear()
    context, trained = lake.context(), Run("ml_train")
    next_lessons.judge(context.store, trained, context.say)
    context.journal.enter(trained)
    context.journal.close()
    context.store.clear_staging()
    return trained, offered(lake)


def offered(lake: Lake, asked: dt.date | None = None) -> Run:
    """By the judgement that is there."""
    context, scored = lake.context(), Run("ml_score")
    next_lessons.offer(context.store, scored, context.journal.last_done("ml_score"), context.say, asked=asked)
    context.journal.enter(scored)
    context.journal.close()
    context.store.clear_staging()
    return scored


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("lessons"))
    for table, rows in frames(spark, given(*ROWS, lessons=LESSONS), taken.READ).items():
        lake.store.append(table, rows)
    lake.store.append(
        REVIEW_DUE, frames(spark, {REVIEW_DUE: [due("x00", "x", "2025-06-01")]}, [REVIEW_DUE])[REVIEW_DUE]
    )
    ran(lake)
    return lake


def listed(lake: Lake, day: str = "2025-06-01") -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(lake.rows(NEXT_LESSONS), key=lambda row: row["rank"]):
        if str(row["as_of_date"]) == day:
            found.setdefault(row["student_id"], []).append(row)
    return found


def test_planted_tastes_are_worth_asking(lake: Lake) -> None:
    figures = {row["ranking"]: row for row in lake.rows(ML_NEXT_LESSONS)}
    assert len(figures) == 5
    both, level = figures["taste_and_level"], figures["level_popularity"]
    assert (both["status"], both["learners"], str(both["as_of_date"])) == ("READY", len(TASTES) * EACH, "2025-05-04")
    assert both["recall"] > level["recall"] + 0.03
    assert both["gain_low"] > 0
    assert level["gain"] == 0


def test_everybody_active_lately_is_offered_ten(lake: Lake) -> None:
    found = listed(lake)
    assert set(found) == {f"{taste}{number:02}" for taste in TASTES for number in range(EACH)} | {"new"}
    assert all([row["rank"] for row in rows] == list(range(1, 11)) for rows in found.values())
    done = {(row["student_id"], row["lesson_id"]) for row in ROWS if row.get("status") == "completed"}
    news = {who: [row for row in rows if row["basis"] != "review"] for who, rows in found.items()}
    assert not done & {(who, row["lesson_id"]) for who, rows in news.items() for row in rows}
    own = [row["lesson_id"][0] == who[0] for who, rows in found.items() if who != "new" for row in rows[:3]]
    assert sum(own) > 0.8 * len(own)


def test_what_is_due_is_offered_once_more(lake: Lake) -> None:
    """Before what is new: of the lessons of the skill the one that was completed longest ago."""
    again = {who: [row for row in rows if row["basis"] == "review"] for who, rows in listed(lake).items()}
    [only] = again.pop("x00")
    assert not any(again.values())
    first = min((row for row in learner("x", 0) if "progress_id" in row), key=lambda row: row["completed_at"])
    assert (only["rank"], only["lesson_id"], only["score"]) == (1, first["lesson_id"], 3)
    assert only["reason"] == "to be reviewed: x was tested 30 days ago, and half of it is left after 10"


def test_who_is_little_known_is_offered_what_is_popular(lake: Lake) -> None:
    """After what is begun."""
    first, *others = listed(lake)["new"]
    assert (first["lesson_id"], first["reason"], first["basis"]) == (
        "x00",
        "begun, and not completed",
        "level_popularity",
    )
    assert all(row["reason"].startswith("begun by ") for row in others)
    scores = [row["score"] for row in others]
    assert scores == sorted(scores, reverse=True)


def test_a_run_without_news_does_nothing(lake: Lake) -> None:
    trained, scored = ran(lake)
    assert not trained.entries
    assert not scored.entries
    assert "list    next lessons: nothing new since the last one" in lake.said


def test_a_learners_future_changes_no_list(spark: SparkSession, lake: Lake) -> None:
    """Lists of a day in May are the same, whatever is begun, completed, opened or made from the day on."""
    day = CUT.date()
    offered(lake, day)
    before = [
        (row["student_id"], row["rank"], row["lesson_id"], row["score"])
        for rows in listed(lake, str(day)).values()
        for row in rows
    ]
    later = CUT.replace(hour=0)
    more = [
        progress(f"z{n:02}", f"x{n:02}", "completed", started_at=later, completed_at=later, valid_from=later)
        for n in range(14)
    ]
    more += [talk(later, f"more{n}", f"late{n}", known_at=later) for n in range(3)]
    made = [{**LESSONS[0], "lesson_id": "later", "created_at": later}]
    for table, rows in frames(spark, given(*more, lessons=made), taken.READ).items():
        lake.store.append(table, rows)
    offered(lake, day)
    after = [
        (row["student_id"], row["rank"], row["lesson_id"], row["score"])
        for rows in listed(lake, str(day)).values()
        for row in rows
    ]
    assert before
    assert sorted(after) == sorted(before)


@pytest.fixture(scope="module")
def alone(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """One learner, of whom nothing is judged: five lessons begun before the day, none after it; and no numpy.

    The same one is in a source that is not modelled.
    """
    choices = EarlyWarning(unmodelled_sources=["other"])
    lake = Lake(spark, tmp_path_factory.mktemp("alone"), early_warning=choices)
    rows = [progress(f"x{n:02}", "ann", started_at=CUT - dt.timedelta(days=2)) for n in range(5)]
    rows += [talk(LAST - dt.timedelta(days=back), f"ann{back}", "ann") for back in range(2)]
    rows += [{**row, "source_system": "other"} for row in rows]
    for table, silver in frames(spark, given(*rows, lessons=LESSONS), taken.READ).items():
        lake.store.append(table, silver)

    def absent(_: str) -> None:
        raise ImportError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spark_ml, "import_module", absent)
        patch.setattr(taste, "find_spec", lambda _: None)
        ran(lake)
        yield lake


def test_where_nobody_is_judged_that_is_said_once(alone: Lake) -> None:
    told = {row["ranking"]: (row["learners"], row["status"], row["recall"]) for row in alone.rows(ML_NEXT_LESSONS)}
    assert told == dict.fromkeys(("level_popularity", "popularity", "curriculum_order"), (0, "TOO_FEW", None))
    trained, scored = ran(alone)
    assert (trained.entries, scored.entries) == ([], [])


def test_where_nobody_is_judged_what_is_popular_is_offered(alone: Lake) -> None:
    """After three of the five that are begun."""
    rows = listed(alone)["ann"]
    assert [row["basis"] for row in rows] == ["level_popularity"] * 10
    assert [row["reason"] == "begun, and not completed" for row in rows] == [True] * 3 + [False] * 7


def test_who_is_not_modelled_is_neither_judged_nor_offered_anything(alone: Lake) -> None:
    assert {row["source_system"] for table in (ML_NEXT_LESSONS, NEXT_LESSONS) for row in alone.rows(table)} == {"sis"}


def test_of_a_day_of_which_not_all_is_known_there_is_no_list(alone: Lake) -> None:
    before = alone.rows(NEXT_LESSONS)
    scored = offered(alone, dt.date(2025, 6, 2))
    assert (scored.entries, alone.rows(NEXT_LESSONS)) == ([], before)
    assert "list    next lessons: not all before 2025-06-02 is known of sis" in alone.said


def test_where_nobody_learns_a_language_spark_is_not_asked(tmp_path: Path) -> None:
    settings = Lake(None, tmp_path).settings  # type: ignore[arg-type]
    store, run = Store(session.NotStarted(), settings), Run("ml_train")  # type: ignore[arg-type]
    next_lessons.judge(store, run, pytest.fail)
    next_lessons.offer(store, run, {}, pytest.fail)
    assert run.entries == []
