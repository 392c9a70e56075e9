"""Bins of calibration: joined until each has ten students of either outcome."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.serving.report.figures.bins import joined_bins

pytestmark = pytest.mark.once


def bin_(number: int, n: int, observed: float, predicted: float = 0.5) -> dict[str, Any]:
    return {"bin": number, "n": n, "observed": observed, "predicted": predicted}


def test_bins_with_both_outcomes_stay() -> None:
    joined = joined_bins([bin_(1, 40, 0.25), bin_(2, 40, 0.5)])
    assert [(row["bin"], row["n"], row["observed"]) for row in joined] == [("1", 40, 0.25), ("2", 40, 0.5)]


def test_a_bin_of_few_takes_the_next() -> None:
    joined = joined_bins([bin_(1, 30, 0.1, 0.2), bin_(2, 30, 0.5, 0.4), bin_(3, 40, 0.5)])
    assert [(row["bin"], row["n"]) for row in joined] == [("1 to 2", 60), ("3", 40)]
    assert (joined[0]["observed"], joined[0]["predicted"]) == (0.3, 0.3)


def test_the_last_is_joined_with_the_one_before() -> None:
    joined = joined_bins([bin_(1, 40, 0.5), bin_(2, 40, 0.5), bin_(3, 30, 0.9)])
    assert [row["bin"] for row in joined] == ["1", "2 to 3"]


def test_one_bin_is_no_curve() -> None:
    """It would be the share of the whole cohort."""
    assert joined_bins([bin_(1, 40, 0.5)]) == joined_bins([bin_(1, 40, 0.5), bin_(2, 10, 0.1)]) == []
    assert joined_bins([]) == []
