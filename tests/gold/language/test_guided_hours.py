"""Hours that schools plan from a level to the next."""

from __future__ import annotations

import pytest

from edulake.expr.categories.language import LEVELS
from edulake.gold.language.guided_hours import CAMBRIDGE_IN_ALL, CERVANTES, LANGUAGECERT, for_the_next

pytestmark = pytest.mark.once


def test_all_say_something_of_each_level() -> None:
    assert list(LEVELS) == list(CAMBRIDGE_IN_ALL) == list(LANGUAGECERT) == list(CERVANTES)


def test_hours_from_a_level_are_those_of_the_next() -> None:
    """Sums so far are taken apart, the fewest from the fewest; the highest level has no next."""
    assert for_the_next() == {"A1": (90, 100), "A2": (120, 200), "B1": (150, 200), "B2": (180, 200), "C1": (210, 400)}
