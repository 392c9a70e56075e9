"""Coefficients and their errors against formulas of one column, and columns that tell each other."""

from __future__ import annotations

import math
import random
from itertools import product

import pytest

from edulake.gold.language.equations import clustered_errors, solved

pytestmark = pytest.mark.once
Rows = dict[str, list[float]]


def products(rows: Rows) -> dict[tuple[str, str], float]:
    return {
        (a, b): math.fsum(x * y for x, y in zip(rows[a], rows[b], strict=True))
        for a, b in product(rows, rows)
        if a <= b
    }


def by_chance(*names: str, n: int = 40) -> Rows:
    chance = random.Random(1)
    return {name: [chance.gauss(0, 1) for _ in range(n)] for name in names}


def test_one_column_is_a_ratio() -> None:
    found = solved({("x", "x"): 4.0, ("x", "y"): 6.0}, ["x"], "y")
    assert found.values == {"x": 1.5}
    assert found.inverse == {"x": {"x": 0.25}}
    assert found.bound == {}


def test_what_was_planted_is_found_and_the_inverse_is_one() -> None:
    rows = by_chance("a", "b", "c")
    rows["y"] = [2 * a - 3 * b + 0.5 * c for a, b, c in zip(rows["a"], rows["b"], rows["c"], strict=True)]
    told = products(rows)
    found = solved(told, ["c", "a", "b"], "y")
    assert found.values == pytest.approx({"c": 0.5, "a": 2, "b": -3})
    for a, b in product("abc", "abc"):
        assert math.fsum(found.inverse[a][n] * told[min(n, b), max(n, b)] for n in "abc") == pytest.approx(
            float(a == b), abs=1e-12
        )


def test_of_columns_that_tell_each_other_the_last_has_no_value() -> None:
    """And of those that tell it nothing is known either; of others it is as ever."""
    rows = by_chance("a", "b", "c", "y")
    rows["twin"] = rows["a"]
    rows["sum"] = [2 * b - c for b, c in zip(rows["b"], rows["c"], strict=True)]
    rows["none"] = [0.0] * 40
    found = solved(products(rows), ["none", "a", "b", "twin", "c", "sum"], "y")
    assert found.bound == {"none": (), "twin": ("a",), "sum": ("b", "c")}
    assert found.values == pytest.approx(solved(products(rows), ["a", "b", "c"], "y").values)


def test_errors_are_those_of_clusters() -> None:
    """Of one column: the root of the clusters' squared scores, by the column's squares."""
    assert clustered_errors({"x": {"x": 0.25}}, {("x", "x"): 9.0}) == {"x": 0.75}
    inverse = {"x": {"x": 0.5, "y": -0.25}, "y": {"x": -0.25, "y": 1.0}}
    both = clustered_errors(inverse, {("x", "x"): 4.0, ("y", "x"): 2.0, ("y", "y"): 8.0})
    assert both == pytest.approx({"x": math.sqrt(1 - 0.5 + 0.5), "y": math.sqrt(0.25 - 1 + 8)})
    assert clustered_errors(inverse, {}) == {"x": 0, "y": 0}
