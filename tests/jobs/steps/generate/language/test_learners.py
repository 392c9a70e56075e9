"""Who learns: segments, and how long they stay."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import correlation, mean
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language import learners
from edulake.jobs.steps.generate.language.calendar import DAYS, STARTS
from edulake.jobs.steps.generate.language.world import SEGMENTS, World

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_segments_are_as_many_and_as_able_as_is_planted(app: Any) -> None:
    able = defaultdict(list)
    for row in app["learners"]:
        able[row["segment"]].append(row["ability"])
    for number, segment in enumerate(SEGMENTS):
        assert len(able[number]) / len(app["learners"]) == pytest.approx(segment.share / 1000, abs=0.08)
        assert mean(able[number]) == pytest.approx(segment.ability, abs=2.5)


def test_learners_begin_within_half_a_year_and_stay_until_they_drop_off(app: Any) -> None:
    rows = app.by("learners", "learner")
    assert rows.keys() == {*range(1, len(rows) + 1)}
    for row in rows.values():
        assert 0 <= row["start"] < STARTS
        assert row["start"] <= row["until"] < DAYS
        assert row["until"] == (DAYS - 1 if row["dropped"] is None else row["dropped"])
    assert 0.15 < mean(row["dropped"] is not None for row in rows.values()) < 0.4
    seconds = mean(row["second_language"] is not None for row in rows.values())
    assert seconds == pytest.approx(0.1, abs=0.06)
    assert all(row["second_language"] != row["first_language"] for row in rows.values())


def test_as_many_drop_off_as_the_hazards_say(app: Any) -> None:
    """By step and segment: of those who are still there; each with the last day of a step."""
    steps = learners.hazards(app.facts.learners, app.world).join(
        app.facts.learners.select("learner", "segment", "dropped"), "learner"
    )
    expected, dropped = Counter(), Counter()
    for row in steps.where("begins <= coalesce(dropped, begins)").collect():
        assert (row["ends"] + learners.BEFORE) % learners.STEP == learners.STEP - 1
        assert 0 <= row["ends"] - row["begins"] < learners.STEP
        assert row["drops"] == (row["dropped"] == row["ends"])
        expected[row["segment"]] += row["hazard"] / learners.MILLION
        dropped[row["segment"]] += row["drops"]
    assert sum(dropped.values()) == sum(row["dropped"] is not None for row in app["learners"])
    assert dropped[0] < dropped[3]
    for segment, of in expected.items():
        assert dropped[segment] == pytest.approx(of, abs=4 * of**0.5)


def test_of_each_segment_many_are_there_on_the_last_day(app: Any) -> None:
    there = Counter(row["segment"] for row in app["learners"] if row["dropped"] is None)
    assert min(there.values()) > 0.1 * there.total()


def test_a_step_ends_on_the_eve_of_the_last_fortnight_of_which_all_is_known(app: Any) -> None:
    """Exported on the last day, all is known up to the day before it."""
    assert (DAYS - 2 - learners.STEP + learners.BEFORE) % learners.STEP == learners.STEP - 1
    assert max(row["ends"] for row in learners.hazards(app.facts.learners, app.world).collect()) < DAYS


def test_nobody_who_is_alike_drops_off_more_easily(plain: Any) -> None:
    told = learners.hazards(plain.facts.learners, plain.world).select("hazard").distinct().collect()
    assert [row["hazard"] for row in told] == [learners.HAZARD * 1000]


def test_moods_go_on_for_a_step(spark: SparkSession) -> None:
    steps = spark.range(2_000).select(
        (F.col("id") / 20).cast("bigint").alias("learner"), (F.col("id") % 20).alias("step")
    )
    told = {(r["learner"], r["step"]): r["mood"] for r in learners.with_mood(steps, World(1, 3)).collect()}
    next_ones = [(mood, told[learner, step + 1]) for (learner, step), mood in told.items() if step < 19]
    later = [(mood, told[learner, step + 2]) for (learner, step), mood in told.items() if step < 18]
    assert correlation(*zip(*next_ones, strict=True)) == pytest.approx(0.5, abs=0.06)
    assert correlation(*zip(*later, strict=True)) == pytest.approx(0.0, abs=0.07)
