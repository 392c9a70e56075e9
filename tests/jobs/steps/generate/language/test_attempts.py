"""Attempts: what is recommended by the true level, and scores of what is planted, counted once more in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, stdev
from typing import Any

import pytest

from edulake.jobs.steps.generate.language import attempts as tried
from edulake.jobs.steps.generate.language import skills
from edulake.jobs.steps.generate.language.calendar import LAST_EXPORT
from edulake.jobs.steps.generate.language.catalogue import PER_LANGUAGE
from edulake.jobs.steps.generate.language.experiments import EXPERIMENTS, RAISING
from edulake.jobs.steps.generate.language.world import LEVELS

pytestmark = [pytest.mark.once, pytest.mark.more]


def signal(row: dict[str, Any], of: dict[str, Any]) -> float:
    """What recommending looks at: the score without ability and practice."""
    return row["known"] - of["ability"] - of["growth"] * (row["day"] - row["begins"])


def test_tests_are_of_the_true_level_or_the_next(app: Any) -> None:
    kinds = Counter()
    for row in app["attempts"]:
        is_placement = row["day"] == row["begins"]
        above = row["test_level"] - row["true_level"]
        assert (row["kind"] == 0) == (row["test_level"] == 0) == is_placement
        if not is_placement:
            assert (row["kind"] == 3) == (above == 1)
            assert above in (0, 1)
            assert row["test_level"] <= len(LEVELS)
            kinds[row["true_level"] == len(LEVELS), above] += 1
    assert kinds.keys() == {(False, 0), (False, 1), (True, 0)}
    assert kinds[False, 1] / (kinds[False, 0] + kinds[False, 1]) == pytest.approx(0.7, abs=0.03)


def test_recommended_is_up_from_80_and_down_below_55_or_45(app: Any) -> None:
    studies = app.by("studies", "study")
    luck, placed = [], Counter()
    for row in app["attempts"]:
        points = signal(row, studies[row["study"]])
        if not row["test_level"]:
            placed[row["recommended"] - row["true_level"]] += 1
            continue
        below = 45 if row["true_level"] == len(LEVELS) else 55
        change = (points >= 80) - (points < below)
        if min(abs(points - 80), abs(points - below)) > 1e-9:
            assert row["recommended"] == min(6, max(1, row["test_level"] + change))
        luck.append(points - 55 + 25 * (row["test_level"] - row["true_level"]))
    assert (mean(luck), stdev(luck)) == (pytest.approx(0, abs=0.6), pytest.approx(12, rel=0.05))
    assert placed.keys() == {-1, 0, 1}


@pytest.mark.parametrize("world", ["app", "plain"])
def test_scores_are_of_what_is_known_taught_and_tried_out(world: str, request: pytest.FixtureRequest) -> None:
    app = request.getfixturevalue(world)
    lessons = defaultdict(list)
    for row in app["progress"]:
        if row["completed"] is not None:
            lessons[row["study"]].append((row["completed"], row["adds"]))
    number = EXPERIMENTS.index(RAISING)
    seen = {r["learner"]: r["second"] for r in app["noted"] if (r["experiment"], r["told_arm"]) == (number, 1)}
    gains = Counter()
    for row in app["attempts"]:
        added = sum(adds for completed, adds in lessons[row["study"]] if completed < row["begun"])
        is_seen = seen.get(row["learner"], row["begun"]) < row["begun"]
        gained = RAISING.points if is_seen and app.world.planted else 0.0
        assert (row["added"], row["gained"]) == (added, gained)
        points = min(100.0, max(0.0, row["known"] + added / 100 + gained))
        assert row["score"] == float(Decimal(repr(points)).quantize(Decimal("0.1"), ROUND_HALF_UP))
        gains[added != 0, gained > 0] += 1
    assert len(gains) == (4 if app.world.planted else 1)


def test_rows_are_told_with_the_faults_that_are_counted(app: Any) -> None:
    facts = {row["study"] * tried.PER_STUDY + row["day"]: row for row in app["attempts"]}
    told = defaultdict(list)
    for row in tried.as_attempts(app.facts.attempts, skills.by_attempt(app.facts.skills)).collect():
        told[row["id"]].append(row)
    assert told.keys() == facts.keys()
    faults = Counter()
    for number, rows in told.items():
        of = facts[number]
        fault, last = of["fault"], max(rows, key=lambda row: row["export"])
        exports = sorted(row["export"] - of["export"] for row in rows)
        assert exports == {tried.CORRECTED: [0, 1], tried.TWICE: [0, 0]}.get(fault, [0])
        assert (last["completed_at"] is None) == (last["score"] is None) == (fault == tried.UNFINISHED)
        if fault == tried.CORRECTED:
            assert abs(min(rows, key=lambda row: row["export"])["score"] - of["score"]) == pytest.approx(tried.MOVED_BY)
        if fault not in (tried.UNFINISHED, tried.OFF_SCALE):
            assert last["score"] == of["score"]
        assert (last["score"] == tried.TOO_MUCH) == (fault == tried.OFF_SCALE)
        assert (last["started_at"] == last["completed_at"]) == (fault == tried.NO_DURATION)
        kind, level = (of["kind"] - 1) * len(LEVELS), of["test_level"]
        assert last["assessment_id"] == of["language"] * PER_LANGUAGE + 1 + (kind + level if level else 0)
        faults[fault] += 1
    for fault, per_mille in tried.FAULTS.items():
        expected = len(facts) * per_mille / 1000
        assert faults[fault] == pytest.approx(expected, abs=4 * expected**0.5), fault
    assert LAST_EXPORT not in {row["export"] for row in app["attempts"] if row["fault"] == tried.CORRECTED}
