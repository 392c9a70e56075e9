"""Segments from silver to lists: planted ways to learn are found, kept, and cost nothing where nobody learns a language."""

from __future__ import annotations

import argparse
import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from practised import attempt, given, message, progress, talk
from pyspark.sql import SparkSession
from silver_frames import frames

from edulake.errors import NotInstalledError
from edulake.gold.language.activity import READ
from edulake.jobs import ml_score, ml_train
from edulake.jobs.runner.context import Context
from edulake.jobs.steps import segments
from edulake.ml.segments.search import Search
from edulake.ml.tables.segments import LEARNER_SEGMENTS, ML_SEGMENTS
from edulake.ops.runs import Run
from edulake.store import session
from edulake.store.store import Store

pytestmark = [pytest.mark.once, pytest.mark.more]

LAST = dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC)
FEW = Search(fewest=3, most=4, restarts=3, rounds=4, resamples=2, nulls=2)
# Days of the 56, minutes and corrections of each, days with a lesson, and score.
WAYS = {"keen": (40, 24, 0, 0, 90), "led": (20, 4, 2, 15, 60), "quick": (30, 4, 0, 25, 30), "rare": (6, 28, 3, 0, 50)}
EACH = 12


def learner(way: str, number: int) -> list[dict[str, Any]]:
    """What one of them does before the last day; nobody is quite like the next."""
    chance = random.Random(f"{way}{number}")
    count, minutes, errors, lessons, score = WAYS[way]
    name, rows = f"{way}{number:02}", []
    dates = sorted(chance.sample(range(1, 57), max(3, count + chance.randint(-2, 2))))
    for place, back in enumerate(dates):
        start = LAST - dt.timedelta(days=back)
        id_ = f"{name}-{back}"
        rows.append(talk(start, id_, name))
        for gap in range(1 + (minutes + 4 * chance.randint(-1, 1)) // 4):
            sent = start + dt.timedelta(minutes=4 * gap)
            wrong = ["grammar"] * max(0, errors + chance.randint(-1, 1))
            rows.append(message(sent, f"{id_}-{gap}", name, wrong, conversation_id=id_))
        if place < lessons:
            rows.append(progress(id_, name, started_at=start))
    tested = LAST - dt.timedelta(days=dates[0])
    return [*rows, attempt(tested, name, name, score=f"{score + chance.randint(-9, 9)}.00")]


def delivered(lake: Lake, rows: list[dict[str, Any]]) -> None:
    for table, frame in frames(lake.spark, given(*rows), READ).items():
        lake.store.append(table, frame)


def ran(lake: Lake) -> tuple[Run, Run]:
    lake.said.clear()
    context = lake.context()
    [trained], [scored] = ml_train.run(context), ml_score.run(context)
    context.journal.close()
    return trained, scored


def as_of(lake: Lake, day: str) -> Run:
    context = lake.context()
    context.options = argparse.Namespace(as_of=day)
    [scored] = ml_score.run(context)
    return scored


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(spark, tmp_path_factory.mktemp("segments"))
    rows = [row for way in WAYS for number in range(EACH) for row in learner(way, number)]
    newcomer, gone = LAST - dt.timedelta(days=2), LAST - dt.timedelta(days=80)
    delivered(lake, [*rows, talk(newcomer, "n1", "newcomer"), talk(gone, "g1", "gone"), talk(LAST, "n2", "newcomer")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "Search", lambda: FEW)
        ran(lake)
        yield lake


def test_planted_ways_are_found(lake: Lake) -> None:
    rows = {row["k"]: row for row in lake.rows(ML_SEGMENTS)}
    assert set(rows) == {3, 4}
    four = rows[4]
    assert (four["status"], four["verdict"], str(four["as_of_date"])) == ("READY", "CHOSEN", "2025-06-01")
    assert (four["learners"], four["source_system"], four["names_of"], four["moved"]) == (48, "sis", None, None)
    assert {one["place"]: one["learners"] for one in four["centres"]} == dict.fromkeys((1, 2, 3, 4), EACH)


def test_everybody_is_listed_once(lake: Lake) -> None:
    listed = {row["student_id"]: row for row in lake.rows(LEARNER_SEGMENTS)}
    assert len(listed) == len(lake.rows(LEARNER_SEGMENTS)) == 4 * EACH + 2
    ways = {way: {listed[f"{way}{number:02}"]["segment"] for number in range(EACH)} for way in WAYS}
    assert all(len(names) == 1 for names in ways.values()), ways
    assert len(set.union(*ways.values())) == 4
    by_rule = {name: listed[name]["segment"] for name in ("newcomer", "gone")}
    assert by_rule == {"newcomer": "new", "gone": "quiet"}


def test_a_run_without_news_does_nothing(lake: Lake) -> None:
    trained, scored = ran(lake)
    assert not trained.wrote
    assert not scored.wrote
    assert "list    segments: nothing new since the last one" in lake.said
    assert not [said for said in lake.said if said.startswith("models  segments")]


def test_of_a_day_of_which_not_all_is_known_there_is_no_list(lake: Lake) -> None:
    """Whoever is there today would be quiet on it."""
    before = lake.rows(LEARNER_SEGMENTS)
    scored = as_of(lake, "2025-06-02")
    assert (scored.wrote, lake.rows(LEARNER_SEGMENTS)) == (False, before)
    assert "list    segments: not all before 2025-06-02 is known of sis" in lake.said


def test_of_a_past_day_later_segments_say_nothing(lake: Lake) -> None:
    before = lake.rows(LEARNER_SEGMENTS)
    as_of(lake, "2025-05-31")
    assert lake.rows(LEARNER_SEGMENTS) == before
    assert "list    no segments of these settings by that day: run ml_train first" in lake.said


@pytest.mark.more
def test_names_stay_and_who_moves_is_counted(lake: Lake) -> None:
    """A week on one of the rare ones learns as the keen ones do."""
    before = {row["student_id"]: row["segment"] for row in lake.rows(LEARNER_SEGMENTS)}
    day, rows = LAST + dt.timedelta(days=1), []
    for back in range(56):
        start = day - dt.timedelta(days=back, hours=3)
        rows.append(talk(start, f"more-{back}", "rare00"))
        sent = [start + dt.timedelta(minutes=4 * gap) for gap in range(7)]
        rows += [
            message(at, f"more-{back}-{n}", "rare00", [], conversation_id=f"more-{back}") for n, at in enumerate(sent)
        ]
    delivered(lake, rows)
    ran(lake)
    news = [row for row in lake.rows(ML_SEGMENTS) if str(row["as_of_date"]) == "2025-06-02"]
    [chosen] = [row for row in news if row["verdict"] == "CHOSEN"]
    old = next(
        row for row in lake.rows(ML_SEGMENTS) if str(row["as_of_date"]) == "2025-06-01" and row["verdict"] == "CHOSEN"
    )
    assert chosen["names_of"] == old["model_version"] != chosen["model_version"]
    assert {one["segment"] for one in chosen["centres"]} == {one["segment"] for one in old["centres"]}
    listed = [row for row in lake.rows(LEARNER_SEGMENTS) if str(row["as_of_date"]) == "2025-06-02"]
    moved = {row["student_id"] for row in listed if row["segment"] != row["segment_before"]}
    assert moved == {"rare00"}
    assert next(row["segment"] for row in listed if row["student_id"] == "rare00") == before["keen00"]
    assert chosen["moved"] == pytest.approx(1 / 48)
    assert {row["segment_before"] for row in listed} == set(before.values())
    as_of(lake, "2025-06-01")
    past = [row for row in lake.rows(LEARNER_SEGMENTS) if str(row["as_of_date"]) == "2025-06-01"]
    assert {row["model_version"] for row in past} == {old["model_version"]}, "as they were found by that day"


def test_where_nobody_learns_a_language_spark_is_not_asked(tmp_path: Path) -> None:
    settings = Lake(None, tmp_path).settings  # type: ignore[arg-type]
    store, run = Store(session.NotStarted(), settings), Run("ml_train")  # type: ignore[arg-type]
    segments.learn(store, run, pytest.fail)
    segments.place(store, run, {}, pytest.fail)
    assert run.entries == []


def test_where_no_model_can_be_made_segments_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They need nothing but SQL; the jobs end as the error says."""
    settings = Lake(None, tmp_path).settings  # type: ignore[arg-type]
    context = Context(settings, Store(session.NotStarted(), settings), {}, dry_run=True, tell=lambda _: None)  # type: ignore[arg-type]
    error, reached = NotInstalledError("no models here", "numpy is missing", "install it"), []

    def lacking(*_: object) -> None:
        raise error

    monkeypatch.setattr(ml_train, "_plans", lacking)
    monkeypatch.setattr(ml_score, "_list_all", lacking)
    for name in ("learn", "place"):
        monkeypatch.setattr(segments, name, lambda *_, name=name, **__: reached.append(name))
    ml_train.run(context)
    ml_score.run(context)
    assert (reached, context.failures) == (["learn", "place"], [error, error])
