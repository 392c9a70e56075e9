"""The rules as SQL: asked of an engine, they hide what the rules in Python hide."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.governance.released.cells import may_tell
from edulake.governance.released.hiding import SMALLEST, is_small
from edulake.governance.released.sql import line_sql, parted_sql, told_sql, whole_sql

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


def test_each_population_has_a_line_of_its_own() -> None:
    """What is left out of one takes nothing with it in the other."""
    groups = {("a", "x"): 40, ("a", "y"): 3, ("a", "z"): 20, ("b", "x"): 15, ("b", "y"): 12}
    rows = " UNION ALL ".join(f"SELECT '{of}' AS pop, '{x}' AS x, {n} AS students" for (of, x), n in groups.items())
    told = {row[:2] for row in asked(line_sql(rows, "x", "students", ["pop"]))}
    assert told == {("a", "x"), ("b", "x"), ("b", "y")}


Parted = list[tuple[int, int]]


def whose_parts_are_told(of: dict[str, Parted]) -> dict[str, set[int]]:
    """Numbers of the groups of each population whose two parts may be told."""
    rows = " UNION ALL ".join(
        f"SELECT '{pop}' AS pop, {at} AS x, {bad} AS bad, {good} AS good, {bad + good} AS n"
        for pop, groups in of.items()
        for at, (bad, good) in enumerate(groups)
    )
    answer = asked(
        f"SELECT pop, x FROM ({parted_sql(rows, 'parted', ['bad', 'good'], 'x', 'n', ['pop'])}) WHERE parted"
    )
    return {pop: {x for of_pop, x in answer if of_pop == pop} for pop in of}


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([(40, 80), (30, 60)], {0, 1}),
        ([(40, 80), (30, 60), (4, 60)], {0}),
        ([(40, 80), (4, 60)], set()),
        ([(40, 80), (30, 60), (6, 60), (6, 60)], {0, 1}),
        ([(40, 80), (30, 60), (0, 60)], {0, 1, 2}),
        ([(40, 80), (0, 60), (30, 70), (4, 50)], {0}),
    ],
    ids=["nobody is few", "the rest would be few", "nobody to hide with", "few are ten together", "nobody is no group",
         "nobody is no cover"],
)  # fmt: skip
def test_whose_parts_are_told(groups: Parted, told: set[int]) -> None:
    assert whose_parts_are_told({"a": groups, "b": [(40, 80)]}) == {"a": told, "b": {0}}


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_no_small_part_is_told_or_left_by_those_that_are(groups: Parted) -> None:
    told = whose_parts_are_told({"a": groups})["a"]
    left = [parts for at, parts in enumerate(groups) if at not in told]
    assert not any(is_small(part) for at in told for part in groups[at])
    assert not told or not any(is_small(sum(of[part] for of in left)) for part in (0, 1))
    assert not left or any(is_small(part) for of in left for part in of), "nothing is hidden without need"


def test_parts_that_are_not_known_are_not_told() -> None:
    rows = "SELECT 'a' AS pop, 'x' AS x, NULL AS bad, 40 AS n"
    [(told,)] = asked(f"SELECT parted FROM ({parted_sql(rows, 'parted', ['bad'], 'x', 'n', ['pop'])})")
    assert not told


@pytest.mark.parametrize(
    ("counts", "told"),
    [((10, 40), 1), ((9, 40), 0), ((0, 40), 1), ((1, 2), 0)],
    ids=["all", "few", "nobody", "two few"],
)
def test_a_table_is_told_as_a_whole(counts: tuple[int, int], told: int) -> None:
    rows = " UNION ALL ".join(f"SELECT {n} AS n" for n in counts)
    assert asked(f"SELECT n, is_told FROM ({whole_sql(rows, 'is_told', 'n')})") == [(n, told) for n in counts]


def test_a_condition_is_one_more_reason_not_to_tell() -> None:
    columns = [told_sql("7", behind, only) for behind in ([], ["20"]) for only in ("1 = 1", "1 = 0", "NULL")]
    assert asked(f"SELECT {', '.join(columns)}") == [(7, None, None, 7, None, None)]
