"""Which bands of absence are shown, and whether it is told how many are chronically absent."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from edulake.governance.released import HIDDEN, SMALLEST
from edulake.serving.report.figures.attendance import CHRONIC, hidden_bands

pytestmark = pytest.mark.once


def bands(fine: int, at_risk: int, moderate: int, severe: int) -> tuple[dict[str, Any], int | None]:
    counts = {"Satisfactory": fine, "At Risk": at_risk, "Moderate Chronic": moderate, "Severe Chronic": severe}
    return hidden_bands(Counter(counts))


def test_all_are_shown_where_none_is_small() -> None:
    shown, chronic = bands(40, 20, 12, 10)
    assert chronic == 22
    assert list(shown.values()).count(HIDDEN) == 0
    assert shown["Too Few Days"] == 0, "nobody is no group"


def test_a_small_chronic_band_hides_the_other() -> None:
    """Their sum is told: one of them would give the other away."""
    shown, chronic = bands(40, 20, 3, 30)
    assert chronic == 33
    assert [shown[band] for band in CHRONIC] == [HIDDEN, HIDDEN]
    assert shown["Satisfactory"] == 40


@pytest.mark.parametrize("few", [(40, 20, 3, 2), (3, 2, 40, 20)])
def test_few_on_one_side_hide_all(few: tuple[int, int, int, int]) -> None:
    shown, chronic = bands(*few)
    assert chronic is None
    assert all(shown[band] is HIDDEN for band in ("Satisfactory", "At Risk", *CHRONIC))


def test_the_smallest_group_that_is_shown() -> None:
    assert bands(SMALLEST, SMALLEST, SMALLEST, 0)[1] == SMALLEST
