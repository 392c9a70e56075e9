from __future__ import annotations

import datetime as dt

import pytest
from calendar_by_python import NO_DATES, python_date, python_day, written
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F

from edulake.expr import DATE_FORMATS, as_date, as_timestamp, school_year
from edulake.expr.dates import is_day, only_in_other_order

YEARS = st.sampled_from([0, 1, 1899, 1900, 1996, 2000, 2023, 2024, 2100, 9999]) | st.integers(0, 9999)
TIMES = st.sampled_from(
    ["", "", " 10:00", "T23:59:59Z", "T24:00", " 10:00:00.123456", "T10:00+05:30", " 1:00", "x", " "]
)


def test_as_date(check):
    rows = [
        ("2024-01-05", "2024-01-05"),
        (" 2024-01-05 ", "2024-01-05"),
        ("2024-02-29", "2024-02-29"),
        ("2000-02-29", "2000-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("2024-01-05T10:00:00Z", "2024-01-05"),
        ("2024-01-05T23:59:59.999-11:00", "2024-01-05"),
        ("2024-01-05 10:00", "2024-01-05"),
        ("2024-01-05 10:00:00 UTC", "2024-01-05"),
        ("2024-01-05 1:00", None),
        ("2024-01-05 10:00 AM", None),
        *[(text, None) for text in NO_DATES],
    ]
    check(as_date, rows, "date")


@pytest.mark.parametrize(
    ("date_format", "good", "bad"),
    [
        ("yyyyMMdd", ["20240105", "20240105 10:00"], ["2024015", "20241301", "2024-01-05", "202401051"]),
        ("yyyy/MM/dd", ["2024/01/05"], ["2024/1/5", "2024-01-05"]),
        (
            "MM/dd/yyyy",
            ["01/05/2024", "01/05/2024T10:00:00Z"],
            ["1/5/2024", "13/01/2024", "02/30/2024", "01-05-2024"],
        ),
        ("dd/MM/yyyy", ["05/01/2024"], ["5/1/2024", "01/13/2024", "30/02/2024"]),
        ("dd.MM.yyyy", ["05.01.2024"], ["05x01x2024", "5.1.2024", "05.01.24"]),
        ("MM-dd-yyyy", ["01-05-2024"], ["2024-01-05", "13-01-2024"]),
        ("dd-MM-yyyy", ["05-01-2024"], ["2024-01-05", "01-13-2024"]),
        (
            "M/d/yyyy",
            ["1/5/2024", "01/05/2024", "1/5/2024 10:00 -05"],
            ["1//2024", "001/5/2024", "2/30/2024", "0/5/2024"],
        ),
        ("d/M/yyyy", ["5/1/2024", "05/1/2024"], ["29/2/2023", "32/1/2024", "5/1/24"]),
        ("d.M.yyyy", ["5.1.2024", "05.01.2024"], ["31.4.2024", "5,1,2024"]),
    ],
)
def test_as_date_in_each_format(check, date_format, good, bad):
    rows = [*[(text, "2024-01-05") for text in good], *[(text, None) for text in bad], (None, None)]
    check(lambda raw: as_date(raw, (date_format,)), rows, "date")


def test_as_date_in_one_of_several_formats(check):
    rows = [("2024-01-05", "2024-01-05"), ("5.1.2024", "2024-01-05"), ("01/05/2024", None), (None, None)]
    check(lambda raw: as_date(raw, ("yyyy-MM-dd", "d.M.yyyy")), rows, "date")


@pytest.mark.parametrize("latest", [dt.date(2024, 6, 30), F.lit])
def test_as_date_is_not_after_the_latest_day(check, latest):
    last = latest("2024-06-30").cast("date") if callable(latest) else latest
    rows = [
        ("2024-06-30", "2024-06-30"),
        ("2024-07-01", None),
        ("9999-12-31", None),
        ("x", None),
        (None, None),
    ]
    check(lambda raw: as_date(raw, latest=last), rows, "date")


@pytest.mark.parametrize("parse", [as_date, as_timestamp])
def test_formats_that_cannot_be_read_are_refused(spark, parse):
    with pytest.raises(ValueError, match=r"yy-MM.*allowed are yyyy-MM-dd"):
        parse(F.col("raw"), ("yyyy-MM-dd", "yy-MM"))
    with pytest.raises(ValueError, match="allowed are"):
        parse(F.col("raw"), ())
    with pytest.raises(ValueError, match="different days"):
        parse(F.col("raw"), ("MM/dd/yyyy", "d/M/yyyy"))


def test_school_year(check):
    rows = [
        ("2024-06-30", "2024"),
        ("2024-07-01", "2025"),
        ("2024-12-31", "2025"),
        ("2025-01-01", "2025"),
        (None, None),
    ]
    check(lambda raw: school_year(as_date(raw)), rows, "int")
    check(lambda raw: school_year(as_date(raw), 8), [("2024-07-31", "2024"), ("2024-08-31", "2025")], "int")
    check(lambda raw: school_year(as_date(raw), 1), [("2024-01-01", "2024"), ("2024-12-31", "2024")], "int")
    with pytest.raises(ValueError, match="1 to 12"):
        school_year(F.col("raw"), 0)


@pytest.mark.parametrize(
    ("formats", "rows"),
    [
        (
            ("MM/dd/yyyy", "yyyy-MM-dd"),
            [
                ("31/12/2024", "true"),
                (" 31/1/2024 9:05 AM", "true"),
                ("12/11/2024", "false"),
                ("1/2/2024", "false"),
                ("12/31/2024", "false"),
                ("31/02/2024", "false"),
                ("31-12-2024", "false"),
                ("2024-31-12", "false"),
                ("", "false"),
                (None, None),
            ],
        ),
        (("d.M.yyyy",), [("12.31.2024", "true"), ("31.12.2024", "false"), ("12/31/2024", "false"), (None, None)]),
        (("dd-MM-yyyy HH:mm",), [("12-31-2024 10:00", "true"), ("11-12-2024", "false"), (None, None)]),
        (("yyyy/MM/dd", "yyyyMMdd"), [("2024/31/12", "false"), ("31/12/2024", "false"), (None, "false")]),
    ],
)
def test_only_in_other_order(check, formats, rows):
    check(lambda raw: only_in_other_order(raw, formats), rows, "boolean")


def test_is_day(check):
    """Plausible or not, as long as it exists."""
    rows = [
        ("31/12/2024", "true"),
        (" 31/12/9999 10:00", "true"),
        ("31/12/1899", "false"),
        ("x", "false"),
        (None, None),
    ]
    check(lambda raw: is_day(raw, ("yyyy-MM-dd", "dd/MM/yyyy")), rows, "boolean")


def test_every_day_of_the_calendar(check):
    """Each month and day number from 0 to 32 of a leap year, a common year and two turns of a century."""
    dates = [(y, m, d) for y in (1900, 2000, 2023, 2024) for m in range(14) for d in range(33)]
    for name in ("yyyy-MM-dd", "M/d/yyyy", "d.M.yyyy"):
        rows = [(written(name, *date), python_day(*date)) for date in dates]
        check(lambda raw, name=name: as_date(raw, (name,)), rows, "date")


def test_as_date_like_python(check):
    names = ("yyyy-MM-dd", "yyyyMMdd", "MM/dd/yyyy", "d.M.yyyy")
    parts = st.tuples(st.sampled_from(DATE_FORMATS), YEARS, st.integers(0, 13), st.integers(0, 32), TIMES)
    texts = parts.map(lambda p: written(p[0], *p[1:4]) + p[4]) | st.text("0123456789-/. T:Z", max_size=12)

    @settings(max_examples=3, deadline=None)
    @given(st.lists(texts, min_size=100, max_size=200))
    def like_python(written_dates):
        rows = [(text, python_date(text, names)) for text in written_dates]
        check(lambda raw: as_date(raw, names), rows, "date")

    like_python()
