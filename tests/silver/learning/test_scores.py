"""What a score means: on the scale of its source, or out of what its own row says; and what is above the highest."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import cleaned, told
from texts import frame

from edulake.contract.feed import Notation, Scale
from edulake.silver.learning import scores
from edulake.silver.subject import Reading


def row_of(spark: SparkSession, notation: Notation, **raw: str | None) -> dict[str, Any]:
    return told(cleaned(spark, "assessments", notation, **raw), "assessments")


@pytest.mark.parametrize(
    ("caps", "raw", "score", "issue"),
    [
        (False, {"raw_score": "105"}, None, "BAD_SCORE"),
        (True, {"raw_score": "105"}, "100.00", "SCORE_ABOVE_MAXIMUM"),
        (True, {"raw_score": "100"}, "100.00", None),
        (True, {"raw_score": "-1"}, None, "BAD_SCORE"),
        (False, {"raw_score": "21", "raw_score_max": "20"}, None, "BAD_SCORE"),
        (True, {"raw_score": "21", "raw_score_max": "20"}, "100.00", "SCORE_ABOVE_MAXIMUM"),
        (True, {"raw_score": "105", "raw_score_max": "x"}, None, "BAD_SCORE"),
        (True, {"raw_score": "105", "raw_score_max": "210"}, "50.00", None),
    ],
)
def test_a_score_above_its_highest(
    spark: SparkSession, caps: bool, raw: dict[str, str], score: str | None, issue: str | None
) -> None:
    row = row_of(spark, Notation(caps_scores=caps), **raw)
    about_scores = [code for code in row["issue_codes"] if code in ("BAD_SCORE", "SCORE_ABOVE_MAXIMUM")]
    assert (row["score"] and str(row["score"]), about_scores) == (score, [issue] if issue else [])
    assert row["reason_codes"] == ([] if score else ["NO_VALID_MEASURE"])


# --- by itself -------------------------------------------------------------------------------------

SOURCES = {
    "plain": Notation(),
    "grades": Notation(scale=Scale(Decimal(1), Decimal(5))),
    "capped": Notation(scale=Scale(Decimal(0), Decimal(20)), caps_scores=True),
    "percent": Notation(scale=Scale(percent=True)),
    "comma": Notation(decimal_comma=True),
}
NAMES = "source_system score_raw highest lowest"
# By row: score, whether it was capped, the highest of its scale, and what the scale is called.
OF_SOURCE = [
    (("plain", "87.5", None, None), ("87.50", False, "100.00", "0-100")),
    (("plain", "100.01", None, None), (None, False, "100.00", "0-100")),
    (("plain", "x", None, None), (None, False, "100.00", "0-100")),
    (("plain", None, None, None), (None, False, "100.00", "0-100")),
    (("grades", "3", None, None), ("50.00", False, "5.00", "1-5")),
    (("grades", "0.5", None, None), (None, False, "5.00", "1-5")),
    (("capped", "20", None, None), ("100.00", False, "20.00", "0-20")),
    (("capped", "21", None, None), ("100.00", True, "20.00", "0-20")),
    (("percent", "87.5%", None, None), ("87.50", False, "100.00", "percent")),
    (("comma", "87,5", None, None), ("87.50", False, "100.00", "0-100")),
    (("comma", "87.5", None, None), (None, False, "100.00", "0-100")),
    (("capped", "x", None, None), (None, None, "20.00", "0-20")),
]
OF_ROW = [
    (("plain", "15", "20", None), ("75.00", False, "20.00", "0-20")),
    (("plain", "15", "20", "0.0"), ("75.00", False, "20.00", "0-20")),
    (("plain", "15", "20", "10"), ("50.00", False, "20.00", "10-20")),
    (("plain", "21", "20", None), (None, False, "20.00", "0-20")),
    (("capped", "21", "20", None), ("100.00", True, "20.00", "0-20")),
    (("plain", "15", "many", None), (None, False, None, "0-many")),
    (("plain", "15", "20", "few"), (None, False, "20.00", "few-20")),
    (("plain", "15", "0", None), (None, False, "0.00", "0-0")),
    (("plain", "15", "99999999", None), (None, False, None, "0-99999999")),
    (("comma", "1,5", "2,5", None), ("60.00", False, "2.50", "0-2,5")),
]


def made(spark: SparkSession, rows: list[tuple[Any, ...]], provides: set[str]) -> list[tuple[Any, ...]]:
    how = Reading(SOURCES, {"plain": set(), "comma": provides}, dt.date(2026, 1, 1))
    values = frame(spark, rows, NAMES).withColumns({**scores.measured(how), **scores.bounds(how.notations)})
    frames = values.withColumns(scores.scale(how))
    assert frames.schema["score_max"].dataType.simpleString() == "decimal(9,2)"
    found = frames.select("score", "is_capped", "score_max", "score_scale").collect()
    return [tuple(str(value) if isinstance(value, Decimal) else value for value in row) for row in found]


def test_on_the_scale_of_its_source(spark: SparkSession) -> None:
    assert made(spark, [given for given, _ in OF_SOURCE], set()) == [due for _, due in OF_SOURCE]


def test_out_of_what_its_own_row_says(spark: SparkSession) -> None:
    """As soon as one source says so; a row without a highest stays on the scale of its source."""
    both = OF_ROW + OF_SOURCE
    assert made(spark, [given for given, _ in both], {"raw_score_max"}) == [due for _, due in both]


def test_where_no_source_says_so_a_highest_counts_for_nothing(spark: SparkSession) -> None:
    assert made(spark, [("plain", "15", "20", "10")], {"raw_score"}) == [("15.00", False, "100.00", "0-100")]
