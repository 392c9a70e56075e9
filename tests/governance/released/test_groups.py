"""Which groups are shown together: none of fewer than ten is left alone, and none is joined without need."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.governance.released.groups import combined, neighbours
from edulake.governance.released.hiding import SMALLEST, is_small

pytestmark = pytest.mark.once

COUNTS = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400))


@pytest.mark.parametrize(
    ("students", "names"),
    [
        ({"A": 50, "B": 40}, {"A": "A", "B": "B"}),
        ({"A": 10, "B": 40}, {"A": "A", "B": "B"}),
        ({"A": 50, "B": 4, "C": 7}, {"A": "A", "B": "others", "C": "others"}),
        ({"A": 50, "B": 4, "C": 6}, {"A": "A", "B": "others", "C": "others"}),
        ({"A": 50, "B": 4}, {"A": "others", "B": "others"}),
        ({"A": 50, "B": 4, "C": 20}, {"A": "A", "B": "others", "C": "others"}),
        ({"A": 50, "B": 1, "C": 2, "D": 20}, {"A": "A", "B": "others", "C": "others", "D": "others"}),
        ({"A": 20, "B": 4, "C": 20}, {"A": "others", "B": "others", "C": "C"}),
        ({"A": 50, "B": 4, "C": 7, "D": 0}, {"A": "A", "B": "others", "C": "others", "D": "D"}),
        ({"A": 3}, {"A": "A"}),
        ({"A": 3, "B": 0}, {"A": "A", "B": "B"}),
        ({}, {}),
    ],
)
def test_small_groups_are_shown_together(students: dict[str, int], names: dict[str, str]) -> None:
    """Of two next smallest that are as many, the first by name joins them."""
    assert combined(students, "others") == names


def test_groups_that_overlap_are_no_more_than_the_largest() -> None:
    """Four and seven who may be the same people are seven."""
    students = {"A": 50, "B": 4, "C": 7, "D": 20}
    assert combined(students, "others", overlapping=False)["D"] == "D"
    assert combined(students, "others", overlapping=True) == {"A": "A", "B": "others", "C": "others", "D": "others"}


@given(st.lists(COUNTS, max_size=8), st.booleans())
@settings(max_examples=200, deadline=None)
def test_what_is_shown_together_is_no_small_group(counts: list[int], overlapping: bool) -> None:
    students = {f"g{at}": n for at, n in enumerate(counts)}
    names = combined(students, "others", overlapping=overlapping)
    assert names.keys() == students.keys()
    assert all(shown in ("others", own) for own, shown in names.items())
    together = [students[own] for own, shown in names.items() if shown == "others"]
    largest = max if overlapping else sum
    if together:
        assert len(together) > 1, "one that is left out could be had by subtraction"
        assert 0 not in together
        assert any(map(is_small, together)), "nobody is joined without need"
        assert largest(together) >= SMALLEST or set(names.values()) - {"others"} <= {
            k for k, n in students.items() if not n
        }
    alone = [students[own] for own, shown in names.items() if shown == own and is_small(students[own])]
    assert not alone or sum(n > 0 for n in counts) == 1


@pytest.mark.parametrize(
    ("students", "bands"),
    [
        ([], []),
        ([3], [(0, 1)]),
        ([10, 30], [(0, 1), (1, 2)]),
        ([3, 20, 30], [(0, 2), (2, 3)]),
        ([20, 30, 3], [(0, 1), (1, 3)]),
        ([20, 3, 30], [(0, 2), (2, 3)]),
        ([30, 3, 20], [(0, 1), (1, 3)]),
        ([20, 9, 20], [(0, 2), (2, 3)]),
        ([4, 4, 4, 30], [(0, 3), (3, 4)]),
        ([0, 20, 0, 0, 30], [(0, 4), (4, 5)]),
        ([4, 5], [(0, 2)]),
        ([0, 0], [(0, 2)]),
    ],
)
def test_a_small_band_goes_to_its_smaller_neighbour(students: list[int], bands: list[tuple[int, int]]) -> None:
    """Of two alike to the one before it; an empty one is small as well."""
    assert [(band.start, band.stop) for band in neighbours(students)] == bands


def test_bands_that_overlap_are_joined_further() -> None:
    assert neighbours([6, 6, 20, 30]) == [range(2), range(2, 3), range(3, 4)]
    assert neighbours([6, 6, 20, 30], overlapping=True) == [range(3), range(3, 4)]


@given(st.lists(COUNTS, min_size=1, max_size=10))
@settings(max_examples=200, deadline=None)
def test_bands_are_in_order_and_hold_everybody(counts: list[int]) -> None:
    bands = neighbours(counts)
    assert [at for band in bands for at in band] == list(range(len(counts)))
    assert len(bands) == 1 or all(sum(counts[at] for at in band) >= SMALLEST for band in bands)
