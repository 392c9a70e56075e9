"""Who is in which segment: by the nearest centre, by rule, or in none; and where they were before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.ml.segments import placing
from edulake.ml.segments.features import NAMES
from edulake.ml.segments.names import Segment
from edulake.ml.segments.record import Known
from edulake.ml.segments.scaling import Axis

pytestmark = pytest.mark.once

AXES = (Axis("minutes", 2.0, 0.5), Axis("score", 0.0, 1.0))
SEGMENTS = (Segment((20_000, 0), 9, "busy"), Segment((-20_000, 0), 9, "idle"))
KNOWN = {"a": Known("m1", "READY", AXES, SEGMENTS), "b": Known("m2", "NO_SEGMENTS", (), ())}


def behaviour(spark: SparkSession) -> DataFrame:
    """Minutes and score of each learner; those by rule have none."""
    rows = [
        ("a", "near", None, "3.0", "0.0"),
        ("a", "far", None, "0.5", "3.0"),
        ("a", "between", None, "2.0", None),
        ("a", "unknown", None, None, "1.0"),
        ("a", "newcomer", "new", None, None),
        ("b", "anybody", None, "3.0", "0.0"),
        ("b", "gone", "quiet", None, None),
        ("c", "stranger", None, "3.0", "0.0"),
    ]
    rest = [name for name in NAMES if name not in ("minutes", "score")]
    full = [(*row, "2025-03-01", "4", *[None] * len(rest)) for row in rows]
    names = f"source_system student_id by_rule minutes score as_of_date active_days {' '.join(rest)}"
    return frame(spark, full, names, **dict.fromkeys(NAMES, "double"), as_of_date="date", active_days="bigint")


def test_the_nearest_centre_in_spreads(spark: SparkSession) -> None:
    """Half way the first is taken; the median stands for what is not known, which is named."""
    rows = placing.placed(behaviour(spark), KNOWN).collect()
    names = ("segment", "is_by_rule", "distance", "unknown", "model_version")
    found: dict[str, tuple[Any, ...]] = {row["student_id"]: tuple(row[name] for name in names) for row in rows}
    assert found == {
        "near": ("busy", False, Decimal("0.0000"), [], "m1"),
        "far": ("idle", False, Decimal("3.1623"), [], "m1"),
        "between": ("busy", False, Decimal("2.0000"), ["score"], "m1"),
        "unknown": ("busy", False, Decimal("2.2361"), ["minutes"], "m1"),
        "newcomer": ("new", True, None, [], "m1"),
        "anybody": (None, False, None, [], "m2"),
        "gone": ("quiet", True, None, [], "m2"),
    }
    assert {(row["active_days"], str(row["as_of_date"])) for row in rows} == {(4, "2025-03-01")}


def test_where_they_were_before(spark: SparkSession) -> None:
    """On the newest earlier day; a list of the same day or a later one is none before it."""
    rows = frame(
        spark,
        [
            ("a", name, "2025-03-01", segment, by_rule)
            for name, segment, by_rule in (
                ("stays", "busy", "false"),
                ("moves", "busy", "false"),
                ("comes", "busy", "false"),
                ("first", "busy", "false"),
                ("leaves", "quiet", "true"),
            )
        ],
        "source_system student_id as_of_date segment is_by_rule",
        as_of_date="date",
        is_by_rule="boolean",
    )
    held = [
        ("a", "stays", "2025-02-01", "idle"),
        ("a", "stays", "2025-02-28", "busy"),
        ("a", "stays", "2025-03-01", "idle"),
        ("a", "stays", "2025-03-02", "idle"),
        ("a", "moves", "2025-02-28", "idle"),
        ("a", "comes", "2025-02-28", "new"),
        ("b", "first", "2025-02-28", "idle"),
        ("a", "leaves", "2025-02-28", "idle"),
    ]
    listed = placing.with_before(
        rows, frame(spark, held, "source_system student_id as_of_date segment", as_of_date="date")
    )
    before = {row["student_id"]: row["segment_before"] for row in listed.collect()}
    assert before == {"stays": "busy", "moves": "idle", "comes": "new", "first": None, "leaves": "idle"}
    assert [tuple(row) for row in placing.moved(listed).collect()] == [("a", 0.5)]
