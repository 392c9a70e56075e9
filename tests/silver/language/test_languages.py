"""What subjects about languages have in common, for rows of several sources at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.feed import Notation, Scale
from edulake.expr.categories.language import LEVELS, LEVELS_OF_TESTS
from edulake.expr.vocabulary import Code
from edulake.silver.language import languages
from edulake.silver.subject import Reading

pytestmark = pytest.mark.once
SOURCES = {
    "all": Notation(),
    "low": Notation(corrections_up_to="A2", codes=(("level", (Code("1", "A1"), Code("2", "B1"))),)),
    "high": Notation(corrections_up_to="C2", scale=Scale(Decimal(0), Decimal(10))),
}
# By source and level: what is said of it, and whether messages of it are corrected.
LEVELED: dict[tuple[str, str | None], tuple[str | None, bool | None]] = {
    ("all", "c2"): ("C2", True), ("all", "1"): ("Unknown", True), ("all", None): (None, True),
    ("low", "1"): ("A1", True), ("low", "2"): ("B1", False), ("low", "A2"): ("A2", True),
    ("low", "x"): ("Unknown", False), ("low", None): (None, False), ("high", "C2"): ("C2", True),
    ("high", None): (None, True), ("unheard of", "A1"): ("A1", None),
}  # fmt: skip
SCORED: dict[tuple[str, str | None], str | None] = {
    ("all", "66.665"): "66.67", ("all", "101"): None, ("high", "7"): "70.00", ("high", "11"): None, ("low", None): None,
}  # fmt: skip


def test_levels_of_several_sources(spark: SparkSession) -> None:
    """As each source says them; without a level a message is corrected where those of all levels are."""
    rows = frame(spark, [(of, raw, raw) for of, raw in LEVELED], "source_system raw_level level_raw")
    told = rows.withColumns(languages.level(SOURCES)).withColumn("is_so", languages.is_correctable(SOURCES))
    found = {(row["source_system"], row["raw_level"]): (row["said_level"], row["is_so"]) for row in told.collect()}
    assert found == LEVELED


def test_what_is_left_of_a_level(spark: SparkSession) -> None:
    """Unknown and Mixed are none of the six; what was said of them stays."""
    said = {"b2": ("B2", "b2", 4), "mixed": (None, "mixed", None), "??": (None, "??", None), None: (None, None, None)}
    rows = frame(spark, [("all", raw, raw) for raw in said], "source_system raw_level level_raw")
    told = rows.withColumns(languages.level(SOURCES, of=LEVELS_OF_TESTS)).withColumns(languages.derived())
    assert {row["raw_level"]: (row["level"], row["level_raw"], row["level_rank"]) for row in told.collect()} == said


def test_scores_of_several_sources(spark: SparkSession) -> None:
    rows = frame(spark, list(SCORED), "source_system score_raw").withColumns(languages.score(SOURCES))
    found = {(row["source_system"], row["score_raw"]): row["score"] for row in rows.collect()}
    assert found == {key: due and Decimal(due) for key, due in SCORED.items()}


def test_moments_that_cannot_be_yet(spark: SparkSession) -> None:
    """The last day that can be counts to its end."""
    due = {"2025-06-01T23:59:59Z": True, "2025-06-02T00:00:00Z": False, "1899-12-31T23:59:59Z": False, None: False}
    how = Reading(SOURCES, {}, dt.date(2025, 6, 1))
    rows = frame(spark, [(text, text) for text in due], "text other")
    told = rows.select("text", F.col("text").cast("timestamp").alias("said")).withColumns(
        languages.moments(how, at="said")
    )
    assert {row["text"]: row["at"] for row in told.select("text", F.col("at").isNotNull().alias("at")).collect()} == due


def test_the_codes_of_levels_are_those_of_the_issue() -> None:
    """What a run tells of a code that means nothing is sought by this name."""
    assert [rule.code for rule in languages.bad_level()] == ["LEGACY_LEVEL", "UNMAPPED_LEVEL"]
    assert [rule.code for rule in languages.bad_level("recommended_level")] == [
        "LEGACY_RECOMMENDED_LEVEL", "UNMAPPED_RECOMMENDED_LEVEL",
    ]  # fmt: skip
    assert list(LEVELS)[-1] == languages.HIGHEST
