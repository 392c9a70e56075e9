"""Ratings of skills: each term, never less than the term before, and more where growth is planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.district.skills import GROWS, SELF_RATED, TERMS

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_each_is_rated_once_a_term(told: Any) -> None:
    rows = told["skill_ratings"]
    times = Counter(
        tuple(row[of] for of in ("student_id", "school_year", "term", "category", "rater_kind")) for row in rows
    )
    assert set(times.values()) == {1}
    assert {(row["rater_kind"], row["category"]) for row in rows} == {
        *(("Teacher", category) for category in GROWS),
        ("Self", SELF_RATED),
    }
    assert {row["term"] for row in rows} == {*TERMS}
    assert {row["level"] for row in rows} == {None, "1", "2", "3", "4"}
    assert {(row["is_published"], row["is_aside"]) for row in rows} == {("Yes", False), ("No", True)}


def test_levels_rise_as_is_planted(told: Any) -> None:
    levels = defaultdict(dict)
    for row in told["skill_ratings"]:
        if row["rater_kind"] == "Teacher" and row["level"]:
            levels[row["student_id"], row["school_year"], row["category"]][row["term"]] = int(row["level"])
    risen: dict[str, list[int]] = defaultdict(list)
    for (_, _, category), of in levels.items():
        in_order = [of[term] for term in TERMS if term in of]
        assert in_order == sorted(in_order)
        if "Fall" in of and "Winter" in of:
            risen[category].append(of["Winter"] - of["Fall"])
    for category, per_mille in GROWS.items():
        assert sum(risen[category]) / len(risen[category]) == pytest.approx(per_mille / 1000, abs=0.09)
