"""Exposures to experiments: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "exposure_id": "E1", "student_id": "S1", "experiment_id": "short_intro", "variant": "long",
    "exposed_at": "2025-03-14T23:30:00", "updated_at": None,
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
SOURCES = {"s": Notation(), "north": Notation(id_namespace="north", time_zone="Europe/Berlin")}
MICROS = "1741995000000000"
REFUSED: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no learner": ({"student_id": ""}, ("NULL_STUDENT_ID",)),
    "no experiment": ({"experiment_id": None}, ("NULL_EXPERIMENT_ID",)),
    "no moment": ({"exposed_at": None}, ("BAD_DATE",)),
    "no moment that can be": ({"exposed_at": "2026-01-02"}, ("BAD_DATE",)),
}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "short_intro", "S1", MICROS, "long")),
    "no variant": ({"variant": None}, ("s", "short_intro", "S1", MICROS, None)),
    "another way to write the moment": (
        {"exposed_at": "2025-03-15 00:30:00+01:00"}, ("s", "short_intro", "S1", MICROS, "long"),
    ),
}  # fmt: skip
CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "student_id": "S1", "date": "2025-03-14", "exposure_id": "E1",
            "experiment_id": "short_intro", "variant": "long", "exposed_at": "2025-03-14T23:30:00+00:00",
            "source_updated_at": None, "known_at": "2025-03-14T23:30:00+00:00",
        },
    ),
    "without a variant": Case({"variant": "none"}, {"variant": None}),
    "changed": Case({"updated_at": "2025-03-16"}, {"known_at": "2025-03-16T00:00:00+00:00"}),
    "changed nobody knows when": Case({"updated_at": "x"}, {}, issues=("BAD_UPDATED_AT",)),
    "nothing at all": Case(NOTHING, {"date": None}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_EXPERIMENT_ID")),
    **{name: Case(raw, {}, codes) for name, (raw, codes) in REFUSED.items()},
    "a destroyed own id": Case({"exposure_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    **{
        f"an id made of {name}": Case({"exposure_id": None, **raw}, {"exposure_id": hashed(*made)})
        for name, (raw, made) in MADE.items()
    },
    "an own id that can be none": Case(
        {"exposure_id": "x" * 129}, {"exposure_id": hashed(*MADE["all that there is"][1])}, issues=("BAD_ID",)
    ),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {"exposed_at": "2025-03-14T23:30:00Z"},
        {"student_id": "north:S1", "school_id": "north:X", "experiment_id": "short_intro", "date": "2025-03-15", "exposure_id": "E1"},
        source="north",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "experiment_exposures", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
