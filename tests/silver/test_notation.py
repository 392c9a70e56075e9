"""One expression for rows of many sources: each row read as its own source writes."""

from __future__ import annotations

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.feed import Notation
from edulake.expr import as_number
from edulake.silver.notation import by_notation, number

SOURCES = {
    "a": Notation(id_namespace="north"),
    "b": Notation(id_namespace="north", decimal_comma=True),
    "c": Notation(id_namespace="south", decimal_comma=True),
    "d": Notation(),
}


def test_each_row_is_read_as_its_source_writes(spark: SparkSession) -> None:
    """Null for a source that nobody named, and where the expression itself is null; none takes another's place."""
    rows = frame(spark, [(name, name) for name in "abcd"] + [("?", "?"), (None, None)], "source_system due")
    built: list[str] = []

    def of(name: str) -> Column:
        built.append(name)
        return F.lit(name) if name else F.lit(None).cast("string")

    found = rows.select("due", by_notation(SOURCES, lambda n: n.id_namespace, of).alias("made")).collect()
    assert {row["due"]: row["made"] for row in found} == {
        "a": "north",
        "b": "north",
        "c": "south",
        "d": None,
        "?": None,
        None: None,
    }
    assert built == ["north", "south", ""], "sources that agree share one expression"


def test_a_number_by_each_sources_decimal_sign(spark: SparkSession) -> None:
    rows = frame(
        spark,
        [("a", "1.5"), ("b", "1.5"), ("c", "1,5"), ("a", "1,5"), ("d", "x"), ("c", None), ("c", "1.234,5"), ("?", "1")],
        "source_system word",
    )
    found = [row[0] for row in rows.select(number(SOURCES, "word", as_number).cast("double")).collect()]
    alone = [row[0] for row in rows.select(as_number(F.col("word"), decimal_comma=False).cast("double")).collect()]
    commas = [row[0] for row in rows.select(as_number(F.col("word"), decimal_comma=True).cast("double")).collect()]
    assert found == [alone[0], commas[1], commas[2], alone[3], None, None, None, None]
    assert (found[0], found[2]) == (1.5, 1.5)


@pytest.mark.once
def test_sources_that_all_agree_need_no_case(spark: SparkSession) -> None:
    """The plan of one source is the plan of many: what they have in common is asked once."""
    made = by_notation({"a": Notation(), "b": Notation()}, lambda n: n.time_zone, lambda zone: F.lit(f"zone {zone}"))
    assert "source_system" not in str(made)
    assert [row[0] for row in spark.range(1).select(made).collect()] == ["zone "]
