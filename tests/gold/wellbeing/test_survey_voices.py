"""Which responses count, whose and where they are, and which survey of a family came before: on small frames."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import frame

from edulake.gold.wellbeing import survey_voices

COLUMNS = {
    "source_system": "STRING",
    "family": "STRING",
    "school_id": "STRING",
    "grade_level": "STRING",
    "respondent_kind": "STRING",
    "text": "STRING",
    "survey_id": "STRING",
    "first_day": "DATE",
    "n": "INT",
}


def survey(name: str, day: str | None, n: int = 1, **more: Any) -> dict[str, Any]:
    of = {"source_system": "sis", "school_id": "All", "grade_level": "All", "respondent_kind": "Staff"}
    return {**of, "family": "climate", "text": "Safe?", "survey_id": name, "first_day": day, "n": n, **more}


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        ([survey("B", "2025-10-01"), survey("A", "2024-10-01", 7), survey("C", "2026-10-01")], {"B": "A", "C": "B"}),
        ([survey("A", "2024-10-01"), survey("B", "2024-10-01")], {}),
        ([survey("A", None), survey("B", "2024-10-01"), survey("C", None)], {}),
        ([survey("A", "2024-10-01", family=None), survey("B", "2025-10-01", family=None)], {}),
        ([survey("A", "2024-10-01", text=None), survey("B", "2025-10-01", text=None)], {}),
        ([survey("A", "2024-10-01"), survey("B", "2025-10-01", source_system="lms")], {}),
        ([survey("A", "2024-10-01"), survey("B", "2025-10-01", school_id="X")], {}),
        ([survey("A", "2024-10-01"), survey("B", "2025-10-01", grade_level="1st Grade")], {}),
        ([survey("A", "2024-10-01"), survey("B", "2025-10-01", respondent_kind="Parent")], {}),
        ([survey("A", "2024-10-01"), survey("B", "2025-02-01", text="?"), survey("C", "2025-10-01")], {"C": "A"}),
    ],
    ids=["in turn", "one day", "no day", "no family", "no words", "source", "school", "grade", "kind", "one between"],
)
def test_the_survey_before(spark: SparkSession, rows: list[dict[str, Any]], before: dict[str, str]) -> None:
    found = survey_voices.earlier(frame(spark, COLUMNS, rows), "text", (), "n").collect()
    assert {row["survey_id"]: row["earlier_survey_id"] for row in found if row["earlier_survey_id"]} == before
    assert [row["earlier_n"] for row in found if row["earlier_survey_id"] == "A" and row["survey_id"] == "B"] in (
        [],
        [7],
    )


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (("10", 4), ("6", 3), "0.5000"),
        (("6", 3), ("10", 4), "-0.5000"),
        (("2", 3), ("1", 3), "0.3333"),
        (("1", 3), ("2", 3), "-0.3333"),
        (("0.01", 200), ("0", 1), "0.0001"),
        (("0", 1), ("0.01", 200), "-0.0001"),
        (("10", 4), (None, 0), None),
        ((None, 0), ("10", 4), None),
        (("10", 4), (None, None), None),
    ],
)
def test_a_change_is_rounded_once(spark: SparkSession, now: Any, before: Any, expected: str | None) -> None:
    columns = {"sum": "DECIMAL(15,2)", "n": "INT", "earlier_sum": "DECIMAL(15,2)", "earlier_n": "INT"}
    rows = frame(spark, columns, [dict(zip(columns, (*now, *before), strict=True))])
    [(found,)] = rows.select(survey_voices.change("sum", "n", "decimal(9,4)")).collect()
    assert found == (None if expected is None else Decimal(expected))
