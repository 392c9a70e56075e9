"""Which numbers of groups are tried."""

from __future__ import annotations

import pytest

from edulake.ml.segments.k_means import PLACES
from edulake.ml.segments.search import Search

pytestmark = pytest.mark.once


def test_all_numbers_from_the_fewest_to_the_most() -> None:
    assert list(Search(fewest=3, most=5).ks) == [3, 4, 5]
    assert list(Search(fewest=4, most=4).ks) == [4]


def test_a_run_tries_two_to_eight_and_no_more_learners_than_have_places() -> None:
    assert list(Search().ks) == list(range(2, 9))
    assert Search().learners < PLACES
