"""Known figures of shrinking and of adjusted p, and what must be true of any."""

from __future__ import annotations

import pytest

from edulake.gold.language.shrunk import false_discovery, family_wise, shrunk

pytestmark = pytest.mark.once

# Coaching in eight schools (Rubin 1981): effects, standard errors.
EIGHT = [28.39, 7.94, -2.75, 6.82, -0.64, 0.63, 18.01, 12.16]
ERRORS = [14.9, 10.2, 16.3, 11.0, 9.4, 11.4, 10.4, 17.6]
# As statsmodels' multipletests gives them.
P = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04]
DISCOVERY = [0.03, 0.048, 0.048, 0.03, 0.5, 0.048]
HOLM = [0.05, 0.12, 0.12, 0.03, 0.5, 0.12]


def test_eight_schools_do_not_differ() -> None:
    found = shrunk(EIGHT, ERRORS)
    assert found
    assert found.variance == 0
    assert (round(found.mean, 2), round(found.error, 2)) == (7.87, 4.17)
    assert found.values == pytest.approx([found.mean] * 8)
    assert found.errors == pytest.approx([found.error] * 8)
    assert found.p > 0.5


def test_what_differs_beyond_chance_is_hardly_shrunk() -> None:
    found = shrunk([-10.0, 0.0, 10.0], [1.0, 1.0, 1.0])
    assert found
    assert found.variance == pytest.approx(99)
    assert found.values == pytest.approx([-9.9, 0, 9.9])
    assert found.errors == pytest.approx([(0.99 + 0.01**2 * 100 / 3) ** 0.5] * 3)
    assert found.p == pytest.approx(3.720075976020836e-44)


def test_what_is_known_less_moves_more() -> None:
    found = shrunk([-6.0, 6.0, 6.0, -6.0], [1.0, 1.0, 5.0, 5.0])
    assert found
    assert abs(found.values[2]) < abs(found.values[1]) < 6
    assert found.errors[2] > found.errors[1]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_of_two_nobody_knows_how_much_they_differ(n: int) -> None:
    assert shrunk([1.0] * n, [1.0] * n) is None


def test_false_discoveries_and_families() -> None:
    assert false_discovery(P) == pytest.approx(DISCOVERY)
    assert family_wise(P) == pytest.approx(HOLM)
    assert false_discovery([]) == family_wise([]) == []
    assert false_discovery([0.7]) == family_wise([0.7]) == [0.7]
    assert family_wise([0.9, 0.8]) == [1.0, 1.0]
