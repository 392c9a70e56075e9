"""Experiments: variants by the hash, what is lost, and what is noted too late."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.config.load import shipped
from edulake.jobs.steps.generate.language import experiments as tried
from edulake.jobs.steps.generate.language.calendar import SECONDS, date
from edulake.jobs.steps.generate.language.world import World

pytestmark = [pytest.mark.once, pytest.mark.more]
NAMES = [experiment.name for experiment in tried.EXPERIMENTS]
LOST, LATE = (next(n for n, of in enumerate(tried.EXPERIMENTS) if getattr(of, kind)) for kind in ("lost", "late"))


def test_settings_say_what_is_generated() -> None:
    told = shipped("language").experiments
    assert [*told] == NAMES
    for experiment in tried.EXPERIMENTS:
        of = told[experiment.name]
        assert (of.salt, tuple(of.variants), len({*of.variants.values()})) == (experiment.salt, experiment.variants, 1)
        assert (of.start, of.planned_end) == (date(tried.BEGINS), date(tried.ENDS - 1))
        assert of.control == experiment.variants[0]


def test_the_variant_is_that_of_the_hash(app: Any) -> None:
    learners = app.by("learners", "learner")
    there = {n for n, row in learners.items() if row["until"] >= tried.BEGINS and row["start"] < tried.ENDS}
    found = defaultdict(set)
    for row in app["assigned"]:
        salt = tried.EXPERIMENTS[row["experiment"]].salt
        digits = hashlib.sha256(f"{salt}:{row['learner']}".encode()).hexdigest()[:13]
        assert row["arm"] == (int(digits, 16) >= 16**13 // 2)
        assert row["told_arm"] == (1 - row["arm"] if row["is_mismatched"] else row["arm"])
        assert row["second"] == max(tried.BEGINS, learners[row["learner"]]["start"]) * SECONDS
        found[row["experiment"]].add(row["learner"])
    assert all(found[number] == there for number in range(len(NAMES)) if number != LOST)
    assert found[LOST] < there


@pytest.mark.parametrize(("planted", "lost"), [(True, 0.06), (False, 0.0)])
def test_of_one_variant_some_are_lost(planted: bool, lost: float, spark: SparkSession) -> None:
    of = spark.range(20_000).select(F.col("id").alias("learner"), F.lit(0).alias("start"), F.lit(269).alias("until"))
    told = tried.assigned(of, World(1, 5, planted)).groupBy("experiment", "arm").count().collect()
    arms = {(row["experiment"], row["arm"]): row["count"] for row in told}
    for number in range(len(NAMES)):
        both = [arms[number, arm] for arm in (0, 1)]
        share = 1 - lost if number == LOST else 1
        assert both[1] / both[0] == pytest.approx(share, abs=0.03)
    mismatched = tried.assigned(of, World(1, 5, planted)).where("is_mismatched").count()
    assert mismatched / sum(arms.values()) == pytest.approx(tried.MISMATCHED / 1000, rel=0.3)


def test_what_is_seen_is_noted_at_the_first_conversation(app: Any, plain: Any) -> None:
    for of in (app, plain):
        first: dict[int, int] = {}
        for row in of["conversations"]:
            if tried.BEGINS <= row["day"] < tried.ENDS:
                first[row["learner"]] = min(row["begins_second"], first.get(row["learner"], row["begins_second"]))
        assigned = {(row["learner"], row["experiment"]) for row in of["assigned"]}
        in_time = [row for row in of["noted"] if row["experiment"] != LATE or of is plain]
        assert all(row["second"] == first[row["learner"]] + tried.LATER for row in in_time)
        kinds = [n for n in range(len(NAMES)) if n != LATE or of is plain]
        assert {(row["learner"], row["experiment"]) for row in in_time} == {
            (learner, number) for learner, number in assigned if number in kinds and learner in first
        }


def test_what_is_noted_late_follows_the_last_attempt_if_it_went_well(app: Any) -> None:
    last: dict[int, tuple[int, float]] = {}
    for row in app["attempts"]:
        if tried.BEGINS * SECONDS <= row["ended"] < tried.ENDS * SECONDS - tried.LATER:
            last[row["learner"]] = max((row["ended"], row["score"]), last.get(row["learner"], (0, 0.0)))
    noted = [row for row in app["noted"] if row["experiment"] == LATE]
    arms = Counter(row["told_arm"] for row in noted)
    assert all(row["second"] == last[row["learner"]][0] + tried.LATER for row in noted)
    assert all(last[row["learner"]][1] >= tried.WENT_WELL for row in noted if row["told_arm"] == 1)
    assert 0 < arms[1] < 0.85 * arms[0]


def test_rows_are_told_by_name_and_of_both_variants_twice(app: Any) -> None:
    assigned = Counter((row["learner"], NAMES[row["experiment"]]) for row in app["assigned"])
    told = tried.as_assignments(app.facts.assigned).collect()
    assert Counter((row["user_id"], row["experiment_id"]) for row in told) == assigned
    variants = {(row["learner"], NAMES[row["experiment"]]): row["told_arm"] for row in app["assigned"]}
    assert all(
        row["variant"] == ("control", "treatment")[variants[row["user_id"], row["experiment_id"]]] for row in told
    )
    both = app.facts.noted.withColumn("is_in_both", F.col("learner") % 10 == 0)
    seen = tried.as_exposures(both).collect()
    assert len({row["exposure_id"] for row in seen}) == len(seen)
    shown = defaultdict(set)
    for row in seen:
        shown[row["user_id"], row["experiment_id"]].add(row["variant"])
    assert all(len(of) == 1 + (learner % 10 == 0) for (learner, _), of in shown.items())
