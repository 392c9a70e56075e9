"""Shares of nobody and of all: of few students a bound is told."""

from __future__ import annotations

import sqlite3

import pytest

from edulake.governance.released import Bound, share
from edulake.governance.released.shares import AT_LEAST, AT_MOST
from edulake.governance.released.sql import ends_sql

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 19, "5 % or less"),
        (19, 19, "95 % or more"),
        (0, 10, "5 % or less"),
        (0, 20, "0%"),
        (20, 20, "100%"),
        (10, 19, "53%"),
    ],
)
def test_the_ends_are_told_of_twenty(part: int, whole: int, words: str) -> None:
    assert f"{share(part, whole):.0%}" == words


def test_a_bound_is_drawn_as_wide_as_it_is_told() -> None:
    assert [share(0, 19), share(19, 19)] == [AT_MOST, AT_LEAST]
    assert isinstance(share(0, 19), Bound)
    assert not isinstance(share(1, 20), Bound), "five percent that are counted are no bound"


@pytest.mark.parametrize(
    ("value", "whole", "told"),
    [("0.0", 19, 0.05), ("1.0", 19, 0.95), ("0.0", 20, 0.0), ("1.0", 20, 1.0), ("0.53", 19, 0.53), ("NULL", 5, None)],
)
def test_an_engine_tells_the_same_bounds(value: str, whole: int, told: float | None) -> None:
    with sqlite3.connect(":memory:") as engine:
        assert engine.execute(f"SELECT {ends_sql(value, str(whole))}").fetchone() == (told,)
