"""The four groups that rates are made of."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.serving.report.figures.confusion import Confusion, of_group, of_whole

pytestmark = pytest.mark.once

WHOLE: dict[str, Any] = {"n": 500, "positives": 200, "flagged": 100, "precision_at_capacity": 0.8}
GROUP: dict[str, Any] = {"n": 100, "positives": 40, "flag_rate": 0.3, "fnr": 0.5, "is_too_small": False}


def test_of_a_cohort_from_those_on_the_list() -> None:
    assert of_whole(WHOLE) == Confusion(listed_bad=80, listed_good=20, missed_bad=120, left_good=280)


@pytest.mark.parametrize("name", ["flagged", "precision_at_capacity"])
def test_of_a_cohort_that_was_not_measured(name: str) -> None:
    assert of_whole({**WHOLE, name: None}) is None


def test_of_a_group_from_its_rates() -> None:
    assert of_group(GROUP) == Confusion(listed_bad=20, listed_good=10, missed_bad=20, left_good=50)


@pytest.mark.parametrize("lacking", [{"is_too_small": True}, {"fnr": None}, {"flag_rate": None}])
def test_of_a_group_without_rates(lacking: dict[str, Any]) -> None:
    assert of_group({**GROUP, **lacking}) is None


def test_one_small_part_tells_of_few() -> None:
    assert Confusion(80, 9, 120, 280).tells_of_few()
    assert not Confusion(80, 0, 120, 280).tells_of_few(), "nobody is no group"
    assert not Confusion(80, 10, 120, 280).tells_of_few()


def test_the_others_are_what_is_left() -> None:
    assert Confusion(80, 20, 120, 280).less(Confusion(20, 10, 20, 50)) == Confusion(60, 10, 100, 230)
