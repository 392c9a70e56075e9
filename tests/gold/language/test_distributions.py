"""Tails and points as scipy 1.16 gives them, and as printed tables do; what must be true of all of them."""

from __future__ import annotations

import math

import pytest

from edulake.gold.language import distributions as by

pytestmark = pytest.mark.once
CLOSE = 1e-10

NORMAL = [
    (0.0, 0.5),
    (1.96, 0.024997895148220435),
    (-1.96, 0.9750021048517795),
    (3.16, 0.0007888456943755722),
    (8.0, 6.22096057427174e-16),
]
STUDENT = [
    (0.0, 7, 0.5),
    (1.0, 1, 0.25),
    (2.0, 30.3, 0.027266805185626162),
    (-2.5, 3, 0.9561466764959672),
    (10.0, 5, 8.547378787148181e-05),
    (1.96, 1_000_000, 0.024998033792634926),
]
CHI_SQUARE = [
    (-1.0, 3, 1.0),
    (0.0, 3, 1.0),
    (3.0, 2, 0.22313016014842982),
    (11.07, 5, 0.050009618622405425),
    (0.001, 1, 0.9747728793699604),
    (400.0, 300, 9.678621994933555e-05),
]
FISHER = [
    (0.0, 4, 12, 1.0),
    (1.0, 1, 1, 0.5),
    (2.5, 4, 20, 0.07514662963527473),
    (0.5, 14, 300, 0.9324881214716141),
    (4.0, 1, 40_000, 0.045507012847308154),
]
# As tables at the end of textbooks print them.
T_POINTS = [(0.975, 1, 12.706), (0.975, 10, 2.228), (0.95, 30, 1.697), (0.995, 120, 2.617), (0.025, 10, -2.228)]


@pytest.mark.parametrize(("z", "due"), NORMAL)
def test_normal(z: float, due: float) -> None:
    assert by.normal_above(z) == pytest.approx(due, rel=CLOSE)


@pytest.mark.parametrize(("t", "df", "due"), STUDENT)
def test_student(t: float, df: float, due: float) -> None:
    assert by.t_above(t, df) == pytest.approx(due, rel=CLOSE)


@pytest.mark.parametrize(("x", "df", "due"), CHI_SQUARE)
def test_chi_square(x: float, df: float, due: float) -> None:
    assert by.chi2_above(x, df) == pytest.approx(due, rel=CLOSE)


@pytest.mark.parametrize(("f", "df", "within", "due"), FISHER)
def test_fisher(f: float, df: float, within: float, due: float) -> None:
    assert by.f_above(f, df, within) == pytest.approx(due, rel=CLOSE)


@pytest.mark.parametrize(("share", "df", "due"), T_POINTS)
def test_points_of_printed_tables(share: float, df: float, due: float) -> None:
    assert round(by.t_point(share, df), 3) == due


@pytest.mark.parametrize("df", [1, 2.5, 30, 4_000.25, 10_000_000])
@pytest.mark.parametrize("share", [0.001, 0.25, 0.5, 0.9, 0.99999])
def test_a_point_has_its_share_below_it(share: float, df: float) -> None:
    assert 1 - by.t_above(by.t_point(share, df), df) == pytest.approx(share, rel=1e-9)


def test_of_many_degrees_of_freedom_students_t_is_normal() -> None:
    assert by.t_point(0.975, 10_000_000) == pytest.approx(by.normal_point(0.975), rel=1e-6)
    assert by.normal_point(0.975) == pytest.approx(1.959963984540054, rel=CLOSE)


def test_distributions_of_squares_say_the_same_as_those_of_values() -> None:
    for value in (0.3, 1.0, 2.7):
        assert by.chi2_above(value**2, 1) == pytest.approx(2 * by.normal_above(value), rel=CLOSE)
        assert by.f_above(value**2, 1, 17) == pytest.approx(2 * by.t_above(value, 17), rel=CLOSE)


def test_beta_and_gamma_at_their_ends_and_where_they_are_simple() -> None:
    assert [by.beta_below(3, 4, x) for x in (-0.1, 0.0, 1.0, 1.1)] == [0.0, 0.0, 1.0, 1.0]
    assert by.beta_below(1, 1, 0.3) == pytest.approx(0.3, rel=CLOSE)
    assert by.beta_below(2, 1, 0.3) == pytest.approx(0.09, rel=CLOSE)
    assert by.beta_below(50, 20, 0.01) == pytest.approx(3.8356868729845136e-84, rel=CLOSE)
    for x in (0.1, 1.0, 5.0, 50.0):
        assert by.gamma_above(1, x) == pytest.approx(math.exp(-x), rel=CLOSE)
