"""CSV for spreadsheets: nothing in it is executed, and nothing but an apostrophe is added."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edulake.serving.spreadsheet import cell, neutral, write_csv

pytestmark = pytest.mark.once

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"


@pytest.mark.parametrize(
    "text",
    [
        *[f"{sign}1+1" for sign in SIGNS],
        '=HYPERLINK("http://example.org","x")',
        "-5",
        " =1",
        "\u00a0=1",
        "\u3000＝1",
        "\u200b=1",
        "\ufeff=1",
        "\t=1",
        "\n=1",
        "\tx",
        "\rx",
        "\0x",
        "@SUM(1)",
        "+49 30 1234",
    ],
)
def test_what_a_spreadsheet_would_execute_becomes_text(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", " ", "a=b", "1-2", "Ümlaut", "'=1", "STU1", "5", "x@example.org", "(=1)", "\n", " x"]
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (-5, -5),
        (Decimal("-5.50"), Decimal("-5.50")),
        (-1e-07, -1e-07),
        (True, "true"),
        (dt.date(2024, 3, 5), dt.date(2024, 3, 5)),
        (dt.datetime(2024, 3, 5, 12, tzinfo=dt.timezone(dt.timedelta(hours=2))), "2024-03-05T10:00:00Z"),
        (["A", "B"], "A; B"),
        (["=A", "B"], "'=A; B"),
        ([], ""),
    ],
)
def test_values_are_written_by_their_type(value: Any, written: Any) -> None:
    assert cell(value) == written


def test_a_file_is_read_back_as_it_was() -> None:
    file = io.StringIO(newline="")
    rows = [("a,b", 'say "x"', "line\nbreak", None), ("=1", -1, Decimal("2.50"), "ü")]
    assert write_csv(file, ["one", "two", "three", "=four"], [rows[:1], rows[1:]]) == 2
    assert list(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [
        ["one", "two", "three", "'=four"],
        ["a,b", 'say "x"', "line\nbreak", ""],
        ["'=1", "-1", "2.50", "ü"],
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_no_text_whatever_is_executed_or_lost(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    write_csv(file, ["c"] * len(texts), [[texts]])
    [_, read] = csv.reader(io.StringIO(file.getvalue(), newline=""))
    for text, shown in zip(texts, read, strict=True):
        assert not shown.strip("".join(map(chr, range(33))) + "\u200b\ufeff").startswith(tuple(SIGNS))
        assert not shown.startswith(("\t", "\r", "\0"))
        assert shown in (text, f"'{text}")
