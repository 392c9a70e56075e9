"""Which formats of dates settings may name, and which of them contradict each other."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from edulake.expr.vocabulary import DATE_FORMATS, MISSED, TIME_FORMS, UNKNOWN, form, unreadable

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("yyyy-MM-dd", ("yyyy-MM-dd", "")),
        ("dd.MM.yyyy HH:mm", ("dd.MM.yyyy", "HH:mm")),
        ("M/d/yyyy h:mm:ss a", ("M/d/yyyy", "h:mm:ss a")),
        ("yyyy-MM-dd'T'HH:mm:ss", ("yyyy-MM-dd", "HH:mm:ss")),
        ("yyyy-MM-ddTHH:mm", ("yyyy-MM-dd", "HH:mm")),
        ("", ("", "")),
    ],
)
def test_a_format_taken_apart(written: str, parts: tuple[str, str]) -> None:
    assert form(written) == parts


@pytest.mark.parametrize("day", DATE_FORMATS)
def test_each_day_may_have_each_time_behind_it(day: str) -> None:
    assert unreadable([day]) is None
    assert [
        time for time, between in product(TIME_FORMS, (" ", "T", "'T'")) if unreadable([day + between + time])
    ] == []


@pytest.mark.parametrize(
    ("formats", "named"),
    [
        (["yyyy-dd-MM"], "unknown date formats: yyyy-dd-MM"),
        (["yyyy-MM-dd", "soon", "yyyy"], "unknown date formats: soon, yyyy"),
        (["yyyy-MM-dd HH:mm:ss.SSS"], "unknown date formats: yyyy-MM-dd HH:mm:ss.SSS"),
        (["yyyy-MM-dd  HH:mm"], "unknown date formats: yyyy-MM-dd  HH:mm"),
        (["HH:mm"], "unknown date formats: HH:mm"),
        (["YYYY-MM-dd"], "unknown date formats: YYYY-MM-dd"),
        ([""], "unknown date formats: "),
        ([], "it names none"),
    ],
)
def test_what_nobody_reads_is_named_with_what_may_be(formats: list[str], named: str) -> None:
    why, fix = unreadable(formats) or ("", "")
    assert why == named
    assert all(name in fix for name in (*DATE_FORMATS, *TIME_FORMS))


@pytest.mark.parametrize(
    "formats",
    [
        ("MM/dd/yyyy", "dd/MM/yyyy"),
        ("M/d/yyyy", "dd/MM/yyyy"),
        ("d/M/yyyy", "MM/dd/yyyy"),
        ("MM-dd-yyyy", "dd-MM-yyyy"),
        ("M/d/yyyy h:mm a", "d/M/yyyy"),
        ("yyyy-MM-dd", "dd/MM/yyyy", "M/d/yyyy"),
    ],
)
def test_two_that_read_one_text_as_two_days(formats: tuple[str, ...]) -> None:
    for order in (formats, formats[::-1]):
        why, fix = unreadable(order) or ("", "")
        assert "read the same text as different days" in why
        assert all(name in why for name in formats if name != "yyyy-MM-dd")
        assert fix == "name one of them"


@pytest.mark.parametrize(
    "formats",
    [
        ("MM/dd/yyyy", "M/d/yyyy"),
        ("dd.MM.yyyy", "d.M.yyyy", "dd/MM/yyyy", "d/M/yyyy"),
        ("MM/dd/yyyy", "dd-MM-yyyy", "dd.MM.yyyy"),
        ("yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyyMMdd", "yyyy/MM/dd"),
    ],
)
def test_others_stand_side_by_side(formats: tuple[str, ...]) -> None:
    """The separator tells them apart, or they agree in the order."""
    assert unreadable(formats) is None


def test_a_status_means_a_share_of_a_day_and_unknown_none() -> None:
    assert set(MISSED.values()) == {Decimal(0), Decimal("0.5"), Decimal(1)}
    assert [name for name, share in MISSED.items() if share == 0] == ["Present", "Late", "Early Departure"]
    assert UNKNOWN not in MISSED
