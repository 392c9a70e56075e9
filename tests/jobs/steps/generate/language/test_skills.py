"""Skills: what is left of them after so many days, by half-lives that are planted."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest

from edulake.jobs.steps.generate.language import skills as tested

pytestmark = [pytest.mark.once, pytest.mark.more]


def by_skill(app: Any) -> dict[tuple[int, str], list[dict[str, Any]]]:
    rows = defaultdict(list)
    for row in sorted(app["skills"], key=lambda row: row["day"]):
        rows[row["study"], row["skill"]].append(row)
    return rows


def test_each_attempt_tests_a_skill_and_days_are_those_since_the_last_time(app: Any) -> None:
    attempts = {(row["study"], row["day"]) for row in app["attempts"]}
    assert {(row["study"], row["day"]) for row in app["skills"]} == attempts
    for rows in by_skill(app).values():
        days = [row["day"] for row in rows]
        assert [row["since"] for row in rows] == [None, *(b - a for a, b in pairwise(days))]


def test_half_is_left_after_a_half_life(app: Any) -> None:
    """To the sixteenth of one; each learner has one for each skill, and the first time nothing can be forgotten."""
    for (_, skill), rows in by_skill(app).items():
        [half_life] = {row["half_life"] for row in rows}
        assert tested.LEAST <= half_life / tested.HALF_LIVES[skill] <= tested.MOST
        for row in rows:
            if row["since"] is None:
                assert row["likely"] == tested.AT_FIRST
            else:
                left = 10_000 * 0.5 ** min(row["since"] / half_life, 127 / 16)
                assert row["likely"] == pytest.approx(left, abs=0.022 * left + 1)


@pytest.mark.parametrize("world", ["app", "plain"])
def test_as_many_are_right_as_is_likely(world: str, request: pytest.FixtureRequest) -> None:
    app = request.getfixturevalue(world)
    likely, right = defaultdict(float), defaultdict(int)
    for row in app["skills"]:
        assert 0 <= row["correct"] <= row["total"]
        assert tested.QUESTIONS[0] <= row["total"] <= tested.QUESTIONS[1]
        fifth = row["likely"] // 2_001
        likely[fifth] += row["total"] * row["likely"] / 10_000
        right[fifth] += row["correct"]
    assert len(likely) == (5 if app.world.planted else 1)
    for fifth, expected in likely.items():
        assert right[fifth] == pytest.approx(expected, abs=4 * expected**0.5)


def test_an_attempt_adds_its_skills_up(app: Any) -> None:
    rows = {(row["study"], row["day"]): row for row in tested.by_attempt(app.facts.skills).collect()}
    wanted = defaultdict(list)
    for row in app["skills"]:
        wanted[row["study"], row["day"]].append((row["skill"], row["total"], row["correct"]))
    assert rows.keys() == wanted.keys()
    for key, of in wanted.items():
        told = json.loads(rows[key]["skills"])
        assert [(one["skill"], one["total"], one["correct"]) for one in told] == sorted(of)
        assert all(one["score"] == pytest.approx(100 * one["correct"] / one["total"], abs=0.0501) for one in told)
        assert (rows[key]["points"], rows[key]["points_max"]) == (sum(o[2] for o in of), sum(o[1] for o in of))
