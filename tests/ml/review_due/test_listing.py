"""When a skill is due: from the moment on at which half of it is left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.ml.review_due import listing

pytestmark = pytest.mark.once

# Half-lives are 8 days, of reading 16; each right answer beyond 15 of them makes them longer.
WEIGHTS = {"always": 3.0, "right": 0.0, "wrong": 0.0, "skill reading": 1.0}
ROWS = [
    ("at the second", "grammar", "2025-02-21 00:00:00"),
    ("a second before", "grammar", "2025-02-21 00:00:01"),
    ("longer", "reading", "2025-02-21 00:00:00"),
    ("of no weight", "style", "2025-02-13 00:00:00"),
]


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, Any]:
    texts = [("s", who, "es", skill, "2025-03-01", "3", "1", at) for who, skill, at in ROWS]
    numbers = {"right_before": "bigint", "wrong_before": "bigint"}
    names = f"source_system student_id course_id skill as_of_date {' '.join(numbers)} last_practised_at"
    rows = frame(spark, texts, names, as_of_date="date", last_practised_at="timestamp", **numbers)
    return {row["student_id"]: row for row in listing.listed(rows, WEIGHTS).collect()}


@pytest.mark.parametrize(
    ("who", "days", "left", "due_on", "is_due"),
    [
        ("at the second", 8, "0.5000", "2025-03-01", True),
        ("a second before", 8, "0.5000", "2025-03-01", False),
        ("longer", 16, "0.7071", "2025-03-09", False),
        ("of no weight", 8, "0.2500", "2025-02-21", True),
    ],
)
def test_what_is_left_and_when_it_is_due(
    found: dict[str, Any], who: str, days: int, left: str, due_on: str, is_due: bool
) -> None:
    row = found[who]
    assert row["half_life_days"] == days
    assert (row["share_left"], str(row["due_on"]), row["is_due"]) == (Decimal(left), due_on, is_due)


def test_half_lives_are_cut(spark: SparkSession) -> None:
    texts = [("s", str(n), "es", "grammar", "2025-03-01", str(n), "0", "2025-02-21 00:00:00") for n in (0, 9_999)]
    numbers = {"right_before": "bigint", "wrong_before": "bigint"}
    names = f"source_system student_id course_id skill as_of_date {' '.join(numbers)} last_practised_at"
    rows = frame(spark, texts, names, as_of_date="date", last_practised_at="timestamp", **numbers)
    told = listing.listed(rows, {"always": -50.0, "right": 1.0, "wrong": 0.0}).collect()
    assert {row["student_id"]: row["half_life_days"] for row in told} == {"0": Decimal("0.0104"), "9999": Decimal(274)}
