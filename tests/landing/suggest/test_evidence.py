"""What values prove: orders of days by those beyond the twelfth, decimal marks, ids that were harmed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edulake.expr.vocabulary import DAYS, MONTHS, order_of
from edulake.landing.suggest import evidence
from edulake.landing.suggest.evidence import Column, Dates

pytestmark = pytest.mark.once

A_DAY = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))
WRITTEN = {
    DAYS: [
        "{0.day:02}/{0.month:02}/{0.year}",
        "{0.day}/{0.month}/{0.year}",
        "{0.day:02}-{0.month:02}-{0.year}",
        "{0.day}.{0.month}.{0.year}",
    ],
    MONTHS: [
        "{0.month:02}/{0.day:02}/{0.year}",
        "{0.month}/{0.day}/{0.year}",
        "{0.month:02}-{0.day:02}-{0.year} 9:05 AM",
    ],
}


def column(kind: str, *texts: str) -> Column:
    found = Column(kind)
    for text in texts:
        found.add(text)
    return found


def dates(*texts: str) -> Dates:
    return evidence.dates(column("date", *texts))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(A_DAY, min_size=1, max_size=40), st.sampled_from([(o, w) for o, every in WRITTEN.items() for w in every])
)
def test_an_order_is_never_wrong(days: list[dt.date], written: tuple[str, str]) -> None:
    """Whatever days there are: a format that is proposed reads each as the day that it is, or it is asked."""
    order, shape = written
    found = dates(*[shape.format(day) for day in days])
    if found.asks:
        assert all(day.day <= 12 for day in days) or len({day for day in days if day.day > 12}) < 3
    else:
        assert {order_of(name) for name in found.formats} == {order}
        assert all(evidence.reader.day(shape.format(day), found.formats) == day for day in days)


def test_the_12th_decides_nothing_and_the_13th_does() -> None:
    assert dates("12/12/2024", "01/02/2024").asks
    assert dates("13/12/2024", "01/02/2024").formats == ("dd/MM/yyyy",)
    assert dates("12/13/2024", "01/02/2024").formats == ("MM/dd/yyyy",)
    assert "13/12/2024" in dates("13/12/2024", "01/02/2024").why


def test_what_contradicts_itself_is_asked() -> None:
    found = dates("13/12/2024", "12/13/2024")
    assert (found.formats, found.possible) == ((), ("dd/MM/yyyy", "MM/dd/yyyy"))


def test_one_slip_among_many_days_decides_nothing() -> None:
    """Nineteen days that both orders read and one that is day first: a slip is as likely as an order."""
    both = [f"{day:02}/{month:02}/2024" for day in range(1, 6) for month in range(6, 11)]
    assert "too few" in dates(*both, "13/12/2024").asks
    assert dates(*both, *[f"{day}/12/2024" for day in range(13, 17)]).formats == ("dd/MM/yyyy",)


@pytest.mark.parametrize(
    ("texts", "formats"),
    [
        (("3/14/2024", "03/05/2024"), ("M/d/yyyy",)),
        (("2024-03-14", "14.03.2024"), ("dd.MM.yyyy", "yyyy-MM-dd")),
        (("2024-03-14T08:15:00Z", "2024-03-14"), ("yyyy-MM-dd",)),
        (("2024-03-14 8:15 PM", "2024-03-14 10:00 AM"), ("yyyy-MM-dd h:mm a",)),
        (("20240314",), ("yyyyMMdd",)),
        (("14/03/2024", "", "N/A"), ("dd/MM/yyyy",)),
        (("14/03/24",), ()),
        (("March 14, 2024",), ()),
        (("14032024",), ()),
        (("",), ()),
    ],
)
def test_formats(texts: tuple[str, ...], formats: tuple[str, ...]) -> None:
    assert dates(*texts).formats == formats


def test_short_years_are_told() -> None:
    assert "two digits" in dates("14/03/24").asks


@pytest.mark.parametrize(
    ("texts", "comma", "asks"),
    [
        (("85,5", "7"), True, ""),
        (("85.5", "7"), False, ""),
        (("85", "7"), False, ""),
        (("85.5", "7,5"), False, "point and"),
        (("1,234", "2"), False, "thousands"),
        (("1,234", "2,5"), True, ""),
        (("1.234,5",), False, "groups"),
        (("A+",), False, ""),
    ],
)
def test_decimal_marks(texts: tuple[str, ...], comma: bool, asks: str) -> None:
    found = evidence.numbers([column("number", *texts)])
    assert found.comma is comma
    assert asks in found.asks if asks else not found.asks


def test_scores_and_percent_signs() -> None:
    seen = column("number", "85 %", "7,5", "N/A", "A+")
    assert (seen.values, seen.numbers, seen.percents, seen.highest) == (3, 2, 1, Decimal(85))


def test_ids() -> None:
    seen = column("id", "00123", "1.23457E+11", "7", "7", "-")
    assert (seen.values, seen.zeros, seen.damaged, seen.repeated) == (4, 1, 1, 1)


def test_many_moments_are_told_by_their_shape() -> None:
    """Seconds make each moment another text, and say nothing of how it is written."""
    assert evidence.formats_of("2024-03-14T08:15:59.123456Z") == evidence.formats_of("2024-03-14T08:15:00Z")
    assert not evidence.formats_of("2024-03-14T08:75:00Z")
