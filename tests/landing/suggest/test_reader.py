"""What suggest shows of a value is what silver makes of it: each reader is held equal to its expression."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.expr import as_date, as_number, identifier
from edulake.expr.text import cleaned
from edulake.expr.vocabulary import DATE_FORMATS, TIME_FORMS
from edulake.landing.suggest import reader

DIGITS = st.text("0123456789", max_size=5)
DAYS = st.builds(
    "{}{}{}{}{}{}".format,
    st.integers(0, 32).flatmap(lambda n: st.sampled_from([f"{n:02}", f"{n}", f"{n + 1990}"])),
    st.sampled_from("/.-"),
    st.integers(0, 32).flatmap(lambda n: st.sampled_from([f"{n:02}", f"{n}"])),
    st.sampled_from("/.-"),
    st.integers(0, 32).flatmap(lambda n: st.sampled_from([f"{n:02}", f"{n + 1990}", f"{n + 1890}"])),
    st.sampled_from(
        ["", "", " ", "T", " 9:05", "T09:05:07.5Z", " 09:05 pm", " 9:05 P.M.", " 13:00 pm", " 12:00+01:00"]
    ),
)
NUMBERS = st.builds(
    "{}{}{}{}{}".format, st.sampled_from(["", "+", "-", " "]), DIGITS, st.sampled_from(".,"), DIGITS, DIGITS
)
IDS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "'", '="', " ", "\u200b", "\u00a0", "1.", "12,"]),
    st.text("0123456789eE+NA-_ \t", max_size=9),
    st.sampled_from(["", '"', " ", "E+5", "e5", "E+14", "E+15", "\u0000", "\u2003"]),
    st.sampled_from(["", "0", "\n"]),
)
TEXTS = st.one_of(
    DAYS, NUMBERS, IDS, st.text(max_size=8), st.sampled_from(["NULL", "n/a", r"\N", "x" * 128, "x" * 129])
)
# Two sets without a contradiction, of which one reads days first, and all that reads a time of day.
DAY_FIRST = ["dd/MM/yyyy", "d.M.yyyy", "dd-MM-yyyy", "yyyy/MM/dd"]
MONTH_FIRST = ["M/d/yyyy", "MM-dd-yyyy", "yyyyMMdd", "yyyy-MM-dd"]
WITH_TIME = ["M/d/yyyy h:mm a", "dd.MM.yyyy hh:mm a", "yyyy-MM-dd H:mm"]


def test_each_value_reads_as_in_silver(spark: SparkSession) -> None:
    """One frame of many texts an example: a Spark action costs more than a thousand of them."""

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(TEXTS, min_size=300, max_size=500))
    def equal(texts: list[str]) -> None:
        raw = F.col("raw")
        expressions = [as_date(raw, formats) for formats in (DAY_FIRST, MONTH_FIRST, WITH_TIME)]
        expressions += [as_number(raw), as_number(raw, decimal_comma=True), cleaned(raw), identifier(raw)]
        frame = spark.createDataFrame([(text,) for text in texts], "raw string")
        rows = frame.select(raw, *[column.alias(f"c{place}") for place, column in enumerate(expressions)]).collect()
        for row in rows:
            assert tuple(row)[1:] == told(row["raw"]), ascii(row["raw"])

    equal()


def told(text: str) -> tuple[Any, ...]:
    days = tuple(reader.day(text, formats) for formats in (DAY_FIRST, MONTH_FIRST, WITH_TIME))
    numbers = (reader.number(text), reader.number(text, decimal_comma=True))
    return (*days, *numbers, reader.cleaned(text), reader.identifier(text))


def test_every_format_reads_its_own_day() -> None:
    for name in DATE_FORMATS:
        padded = {"yyyy": "2024", "MM": "03", "M": "3", "dd": "09", "d": "9"}
        text = name
        for part in ("yyyy", "MM", "M", "dd", "d"):
            text = text.replace(part, padded[part])
        assert reader.day(text, [name]) == dt.date(2024, 3, 9)
        for time in TIME_FORMS:
            assert reader.day(f"{text} 11:05{' AM' if time.endswith('a') else ''}", [f"{name} {time}"])


def test_readers_alone() -> None:
    assert reader.day("30.02.2024", ["dd.MM.yyyy"]) is None
    assert reader.day("31.12.1899", ["dd.MM.yyyy"]) is None
    assert reader.number("1.234,5", decimal_comma=True) is None
    assert reader.number("0,0000005", decimal_comma=True) == Decimal("0.000001")
    assert reader.without_percent("85 %") == "85"
    assert [reader.identifier(text) for text in ("00123", '="00123"', "1.0012345E+7", "1.23457E+11", "N/A")] == [
        "00123",
        "00123",
        "10012345",
        None,
        None,
    ]
