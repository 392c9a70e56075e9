"""Assignments to experiments: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "student_id": "S1", "experiment_id": "short_intro", "variant": "long", "assigned_at": "2025-03-14T23:30:00",
    "updated_at": "2025-03-15T00:00:00Z",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
SOURCES = {"s": Notation(), "north": Notation(id_namespace="north", time_zone="Europe/Berlin")}
REFUSED: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no learner": ({"student_id": ""}, ("NULL_STUDENT_ID",)),
    "a destroyed learner": ({"student_id": "1E+11"}, ("ID_DAMAGED",)),
    "no experiment": ({"experiment_id": None}, ("NULL_EXPERIMENT_ID",)),
    "a destroyed experiment": ({"experiment_id": "1E+11"}, ("ID_DAMAGED",)),
    "no variant": ({"variant": "N/A"}, ("NULL_VARIANT",)),
    "no moment": ({"assigned_at": None}, ("BAD_DATE",)),
    "no moment that can be": ({"assigned_at": "2026-01-02"}, ("BAD_DATE",)),
}
CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "student_id": "S1", "date": "2025-03-14", "experiment_id": "short_intro",
            "assignment_id": hashed("s", "short_intro", "S1"), "variant": "long",
            "assigned_at": "2025-03-14T23:30:00+00:00", "source_updated_at": "2025-03-15T00:00:00+00:00",
            "known_at": "2025-03-15T00:00:00+00:00",
        },
    ),
    "without an update time": Case(
        {"updated_at": None}, {"source_updated_at": None, "known_at": "2025-03-14T23:30:00+00:00"}
    ),
    "changed nobody knows when": Case(
        {"updated_at": "x"}, {"known_at": "2025-03-14T23:30:00+00:00"}, issues=("BAD_UPDATED_AT",)
    ),
    "another variant is the same assignment": Case(
        {"variant": "short", "assigned_at": "2025-03-20"}, {"assignment_id": hashed("s", "short_intro", "S1")}
    ),
    "nothing at all": Case(
        NOTHING, {"date": None}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_EXPERIMENT_ID", "NULL_VARIANT")
    ),
    **{name: Case(raw, {}, codes) for name, (raw, codes) in REFUSED.items()},
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {"assigned_at": "2025-03-14T23:30:00Z"},
        {
            "student_id": "north:S1", "school_id": "north:X", "experiment_id": "short_intro", "date": "2025-03-15",
            "assignment_id": hashed("north", "short_intro", "S1"),
        },
        source="north",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "experiment_assignments", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
