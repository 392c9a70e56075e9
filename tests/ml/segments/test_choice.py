"""Which number of groups is chosen: each condition at its bound, and none where none is good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.ml.segments.choice import Figures, verdicts

pytestmark = pytest.mark.once

HALF = 1 / 64  # what floats hold exactly
NULLS = (0.25, 0.125, 0.375)  # mean a quarter, deviation an eighth
GOOD = Figures(4, 200, (1.0, 0.9375), 0.75, NULLS, 20)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "CHOSEN"),
        ({"k": 2}, "HALVES"),
        ({"k": 3}, "CHOSEN"),
        ({"smallest": 10}, "CHOSEN"),
        ({"smallest": 9}, "TOO_SMALL"),
        ({"learners": 201, "smallest": 10}, "TOO_SMALL"),
        ({"learners": 40, "smallest": 9}, "TOO_SMALL"),
        ({"smallest": 0, "agreements": ()}, "TOO_SMALL"),
        ({"agreements": (0.95,)}, "CHOSEN"),
        ({"agreements": (1.0, 0.875)}, "UNSTABLE"),
        ({"agreements": ()}, "UNSTABLE"),
        ({"silhouette": 0.625}, "CHANCE"),
        ({"silhouette": 0.625 + HALF}, "CHOSEN"),
        ({"silhouette": None}, "CHANCE"),
        ({"null_silhouettes": ()}, "CHANCE"),
        ({"null_silhouettes": (0.25,)}, "CHANCE"),
    ],
)
def test_one_number_of_groups_alone(changed: dict[str, object], verdict: str) -> None:
    one = replace(GOOD, **changed)
    assert verdicts([one]) == {one.k: verdict}


def test_the_largest_that_is_good_is_chosen() -> None:
    found = [replace(GOOD, k=k) for k in (5, 3, 4)] + [replace(GOOD, k=6, agreements=(0.5,))]
    assert verdicts(found) == {5: "CHOSEN", 3: "PASSED", 4: "PASSED", 6: "UNSTABLE"}


def test_one_that_is_less_apart_than_another_is_not() -> None:
    """The other need not be good itself; but two groups, which are always far apart, say nothing."""
    best = replace(GOOD, k=3, silhouette=0.875, agreements=(0.5,))
    near, far = replace(GOOD, k=4, silhouette=0.875 - 3 * HALF), replace(GOOD, k=5, silhouette=0.8125)
    assert verdicts([best, near, far]) == {3: "UNSTABLE", 4: "CHOSEN", 5: "LESS_APART"}
    assert verdicts([replace(best, k=2), far]) == {2: "HALVES", 5: "CHOSEN"}


def test_none_is_an_answer() -> None:
    assert set(verdicts([replace(GOOD, k=k, agreements=(0.5,)) for k in range(3, 9)]).values()) == {"UNSTABLE"}
    assert verdicts([]) == {}


def test_the_figures_of_a_number() -> None:
    assert (GOOD.stability, GOOD.null_mean, GOOD.null_deviation, GOOD.fewest) == (0.96875, 0.25, 0.125, 10)
    assert replace(GOOD, learners=1001).fewest == 51
