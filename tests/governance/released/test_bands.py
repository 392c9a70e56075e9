"""Ordered bands: which are shown together, by the rule in Python and, by an engine, in SQL."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.governance.released import SMALLEST, Bands, is_small
from edulake.governance.released.bands import plans
from edulake.governance.released.sql import banded_sql

pytestmark = pytest.mark.once

COUNTS = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400))
NAMES = ("Unknown", "Low", "Medium", "High", "Top")
OF_BANDS = st.lists(COUNTS, min_size=2, max_size=5)
Group = tuple[int, int]


def ends(plan: Any) -> list[Group]:
    return [(of.start, of.stop) for of in plan]


def test_plans_join_neighbours_the_finest_first() -> None:
    assert [ends(plan) for plan in plans(3)] == [
        [(0, 1), (1, 2), (2, 3)],
        [(0, 2), (2, 3)],
        [(0, 1), (1, 3)],
        [(0, 3)],
    ]
    assert [ends(plan) for plan in plans(1)] == [[(0, 1)]]


def test_a_border_is_crossed_by_whole_blocks_alone() -> None:
    """So the sum of a block, which others tell, leaves no band of it when a group is subtracted."""
    found = [ends(plan) for plan in plans(4, borders=(2,))]
    assert found == [
        [(0, 1), (1, 2), (2, 3), (3, 4)],
        [(0, 2), (2, 3), (3, 4)],
        [(0, 1), (1, 2), (2, 4)],
        [(0, 2), (2, 4)],
        [(0, 4)],
    ]


JOINED = {
    "nobody is few": ([40, 10, 20], False, [(0, 1), (1, 2), (2, 3)]),
    "few at an end": ([40, 30, 9], False, [(0, 1), (1, 3)]),
    "few in the middle": ([40, 9, 30], False, [(0, 2), (2, 3)]),
    "few at both ends": ([8, 60, 9], False, [(0, 3)]),
    "few beside few": ([4, 6, 30], False, [(0, 2), (2, 3)]),
    "nobody in a band": ([40, 0, 30], False, [(0, 1), (1, 2), (2, 3)]),
    "a whole of few": ([4, 0, 5], False, [(0, 3)]),
    "all in one band": ([0, 40, 0], False, [(0, 1), (1, 2), (2, 3)]),
    "all in one band, sensitive": ([0, 40, 0], True, [(0, 3)]),
    "ten on both sides": ([10, 10], True, [(0, 1), (1, 2)]),
    "nine on the other side": ([31, 9], True, [(0, 2)]),
}  # fmt: skip


@pytest.mark.parametrize(("counts", "both_sides", "joined"), JOINED.values(), ids=JOINED)
def test_small_bands_are_joined(counts: list[int], both_sides: bool, joined: list[Group]) -> None:
    bands = Bands(NAMES[: len(counts)], both_sides=both_sides)
    assert ends(bands.joined(counts)) == joined


@given(OF_BANDS, st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_groups_hold_everybody_and_none_is_few(counts: list[int], both_sides: bool, bordered: bool) -> None:
    bands = Bands(NAMES[: len(counts)], (len(counts) - 1,) if bordered else (), both_sides)
    plan = bands.joined(counts)
    held = [sum(counts[at] for at in of) for of in plan]
    assert [at for of in plan for at in of] == list(range(len(counts)))
    assert sum(held) == sum(counts), "released groups are the total"
    if len(plan) > 1:
        assert not any(map(is_small, held))
        assert not both_sides or all(n == 0 or sum(counts) - n >= SMALLEST for n in held)
    if bordered and len(plan) > 1:
        assert plan[-1] == range(len(counts) - 1, len(counts)), "the sum of the last block is told elsewhere"


def asked(query: str) -> list[tuple]:
    with sqlite3.connect(":memory:") as engine:
        return engine.execute(query).fetchall()


def told(groups: dict[tuple[str, str], int], bands: Bands) -> dict[tuple[str, str], int]:
    """Students by population and group, as SQL tells them."""
    rows = " UNION ALL ".join(
        f"SELECT '{of}' AS pop, '{x}' AS x, {n} AS students, {n}.5 AS mean, {n} AS scored"
        for (of, x), n in groups.items()
    )
    answer = asked(banded_sql(rows, "x", "students", bands, {"mean": "scored"}, ["pop"]))
    return {(row[0], row[1]): row[4] for row in answer}


@given(st.lists(OF_BANDS, min_size=1, max_size=2), st.booleans(), st.sampled_from([(), (1,)]), st.randoms())
@settings(max_examples=150, deadline=None)
def test_an_engine_tells_what_the_rule_tells(
    populations: list[list[int]], both_sides: bool, borders: tuple[int, ...], chance: random.Random
) -> None:
    """Each population for itself, in whatever order its rows come; where no join helps, what a line tells."""
    bands = Bands(NAMES, borders, both_sides)
    filled = {f"p{at}": [*counts, *[0] * (5 - len(counts))] for at, counts in enumerate(populations)}
    groups = [((pop, NAMES[at]), n) for pop, counts in filled.items() for at, n in enumerate(counts) if n]
    chance.shuffle(groups)
    expected = {}
    for pop, counts in filled.items():
        plan = bands.joined(counts)
        if len(plan) == 1:
            hidden = bands.left_out(counts)
            assert both_sides or not is_small(sum(counts[at] for at in hidden)) or sum(counts) < SMALLEST
            assert both_sides or len([at for at in hidden if counts[at]]) != 1 or sum(counts) < SMALLEST
            plan = tuple(range(at, at + 1) for at in range(5) if at not in hidden)
        held = {bands.named(of): sum(counts[at] for at in of) for of in plan}
        expected |= {(pop, name): n for name, n in held.items() if n}
    assert (told(dict(groups), bands) if groups else {}) == expected


def test_of_two_bands_alike_one_is_left_out_by_name_in_every_view() -> None:
    """Else a view would tell the one, and another view the other, and the small one be had from the total."""
    bands = Bands(("Satisfactory", "At Risk", "Chronic"), borders=(2,))
    assert bands.left_out([20, 20, 3]) == {1, 2}
    groups = {("p", name): n for name, n in zip(bands.names, (20, 20, 3), strict=True)}
    assert told(groups, bands) == {("p", "Satisfactory"): 20}


def test_means_of_joined_bands_are_weighted_by_whom_they_are_of() -> None:
    """A band without a mean has no say in it. Of plans with as many groups, the last band stays alone."""
    given = [("Low", 30, 60.0, 30), ("Medium", 6, 72.0, 3), ("High", 40, 90.0, 20), ("Unknown", 4, None, 0)]
    rows = " UNION ALL ".join(
        f"SELECT '{x}' AS x, {n} AS students, {'NULL' if mean is None else mean} AS mean, {scored} AS scored"
        for x, n, mean, scored in given
    )
    sql = banded_sql(rows, "x", "students", Bands(NAMES[:4]), {"mean": "scored"})
    answer = asked(f"SELECT x, students, scored, mean FROM ({sql}) ORDER BY band_place")
    assert answer == [("Unknown or Low or Medium", 40, 33, (60 * 30 + 72 * 3) / 33), ("High", 40, 20, 90.0)]


def test_a_group_that_is_no_band_is_hidden_as_any_group() -> None:
    groups = {("a", "Low"): 30, ("a", "High"): 40, ("a", "Lost"): 3}
    assert told(groups, Bands(("Low", "High"))) == {("a", "High"): 40}
