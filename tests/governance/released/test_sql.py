"""The rules as SQL: asked of an engine, they hide what the rules in Python hide."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.governance.released.cells import may_tell
from edulake.governance.released.hiding import SMALLEST, is_small
from edulake.governance.released.sql import line_sql, told_sql

pytestmark = pytest.mark.once

COUNTS = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400))


def asked(query: str) -> list[tuple]:
    with sqlite3.connect(":memory:") as engine:
        return engine.execute(query).fetchall()


def shown(counts: list[int]) -> dict[str, int]:
    groups = " UNION ALL ".join(f"SELECT 'g{at}' AS x, {n} AS students" for at, n in enumerate(counts))
    return {row[0]: row[1] for row in asked(line_sql(groups, "x", "students"))}


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ([40, 10, 20], []),
        ([40, 3, 20], ["g1", "g2"]),
        ([40, 3, 4, 20], ["g1", "g2", "g3"]),
        ([40, 6, 4, 20], ["g1", "g2"]),
        ([40, 3, 20, 20], ["g1", "g2"]),
        ([4, 90], ["g0", "g1"]),
        ([4], ["g0"]),
        ([40, 0], ["g1"]),
    ],
)
def test_which_groups_are_left_out(counts: list[int], left: list[str]) -> None:
    """Small ones, with the next smallest where they could be had by subtraction; an empty one is no bar."""
    assert shown(counts) == {f"g{at}": n for at, n in enumerate(counts) if f"g{at}" not in left}


@given(st.lists(COUNTS, min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_the_rule_of_a_dashboard_is_as_strict(counts: list[int]) -> None:
    """No small group is left, and what is left out is ten students of two groups, or nobody."""
    told = shown(counts)
    assert all(n >= SMALLEST and counts[int(x[1:])] == n for x, n in told.items())
    left = [n for at, n in enumerate(counts) if n and f"g{at}" not in told]
    assert not left or sum(counts) < SMALLEST or (len(left) > 1 and sum(left) >= SMALLEST)
    assert not left or any(map(is_small, left)), "nothing is hidden without need"


@given(st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_a_number_is_told_where_it_may_be(part: int, others: int) -> None:
    whole = part + others
    [(told,)] = asked(f"SELECT {told_sql(str(part), [str(part), str(others), str(whole)])}")
    assert told == (part if may_tell(part, whole) else None)


def test_a_number_that_is_not_known_is_not_told() -> None:
    assert asked(f"SELECT {told_sql('NULL', ['NULL', '40'])}, {told_sql('20', ['20', 'NULL'])}") == [(None, None)]


def test_what_tells_of_no_students_is_told() -> None:
    assert told_sql("7", []) == "7"
