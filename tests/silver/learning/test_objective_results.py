"""Objective results: what silver makes of each record, and which of them are one. Scores have a test of their own."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "student_id": "S1", "standard_id": "N1", "assessment_id": "A1", "date": "2025-03-14", "score": "85.005",
    "score_max": None, "score_min": None, "level": "Proficient", "status": "graded", "attempt": "2", "subject": "Math",
    "objective_result_id": "R1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None,
    "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "standard_id": "N1", "date": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("assessment_id", "score", "score_raw", "level", "level_raw", "status", "status_raw", "attempt")),
    **dict.fromkeys(("subject", "school_id", "term", "source_updated_at")),
    "student_id": "S1", "standard_id": "N1", "date": "2025-03-14", "school_year": 2025, "score_max": "100.00",
    "score_scale": "0-100", "known_at": "2025-03-14T00:00:00+00:00",
    "objective_result_id": hashed("s", "S1", None, "N1", "2025-03-14"),
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, str]] = {
    "none": (None, None, "NULL"),
    "an empty one": (" ", None, "NULL"),
    "one that a spreadsheet destroyed": ("1.23457E+11", None, "ID_DAMAGED"),
    "the longest": ("x" * 128, "x" * 128, ""),
    "one too long": ("x" * 129, None, "BAD"),
}
DAYS = {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026}
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "soon")


def reasons(kind: str, column: str, *, bad: str = "BAD") -> tuple[str, ...]:
    return (kind,) if kind == "ID_DAMAGED" else (f"{kind.replace('BAD', bad)}_{column}",) if kind else ()


CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "standard_id", "assessment_id", "date", "subject")},
            **{name: SOUND[name] for name in ("objective_result_id", "school_id", "term")},
            "score": "85.01", "score_raw": "85.005", "score_max": "100.00", "score_scale": "0-100", "level": "Meets",
            "level_raw": "Proficient", "status": "Scored", "status_raw": "graded", "attempt": 2, "school_year": 2025,
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}, issues=("LEVEL_WITHOUT_SCORE",) if name == "score" else ())
       for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE, issues=("MISSING_SCORE",)),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE, issues=("MISSING_SCORE",)),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NULL"), **NEEDED}, BARE, issues=("MISSING_SCORE",)),
    "nothing at all": Case(NOTHING, {}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_STANDARD_ID"), ("MISSING_SCORE",)),
    **{f"student: {name}": Case({"student_id": raw}, {"student_id": id_}, reasons(kind, "STUDENT_ID"))
       for name, (raw, id_, kind) in IDS.items()},
    **{f"standard: {name}": Case({"standard_id": raw}, {"standard_id": id_},
                                 reasons(kind, "STANDARD_ID", bad="NULL"))
       for name, (raw, id_, kind) in IDS.items()},
    **{f"on {raw}": Case({"date": raw}, {"date": raw, "school_year": year}) for raw, year in DAYS.items()},
    **{f"on {raw!a}": Case({"date": raw}, {"date": None}, ("BAD_DATE",)) for raw in (None, "", *NO_DAYS)},
    **{f"attempt {raw}": Case({"attempt": raw}, {"attempt": attempt},
                              issues=() if attempt is not None else ("BAD_ATTEMPT",))
       for raw, attempt in {"0": 0, "3": 3, "-1": None, "1.5": None, "first": None}.items()},
    "a destroyed own id": Case({"objective_result_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "an own id that can be none": Case({"objective_result_id": "R\x001"}, {}, issues=("BAD_ID",)),
    "a destroyed assessment without an own id": Case({"objective_result_id": None, "assessment_id": "1E+11"}, {},
                                                     ("ID_DAMAGED",), ("ID_DAMAGED",)),
    **{f"a {name} too long": Case({name: "x" * 129}, {name: None}, issues=("BAD_ID",))
       for name in ("assessment_id", "school_id")},
    "an id made without an attempt": Case(
        {"objective_result_id": None, "attempt": None, "score": "1", "level": None, "school_id": "Y"},
        {"objective_result_id": hashed("s", "S1", "A1", "N1", "2025-03-14")}),
    "an id made without an assessment": Case({"objective_result_id": None, "assessment_id": "-", "attempt": None},
                                             {"objective_result_id": hashed("s", "S1", None, "N1", "2025-03-14")}),
    "a given school year": Case({"school_year": "2024"}, {"school_year": 2024}),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": "2025-03-14T00:00:00+00:00"},
                                        issues=("BAD_UPDATED_AT",)),
    "a namespace": Case(
        {"objective_result_id": None, "attempt": None, "updated_at": None},
        {"student_id": "north:S1", "standard_id": "north:N1", "school_id": "north:X", "assessment_id": "A1",
         "known_at": "2025-03-14T04:00:00+00:00",
         "objective_result_id": hashed("north", "S1", "A1", "N1", "2025-03-14")}, source="north"),
    "a first attempt": Case({"objective_result_id": None, "attempt": "1"}, {}),
    "a second attempt": Case({"objective_result_id": None, "attempt": "2"}, {}),
    "another attempt": Case({"objective_result_id": None, "attempt": "retake"}, {}, issues=("BAD_ATTEMPT",)),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "objective_results", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def test_attempts_of_a_day_are_rows_of_their_own(found: dict[str, dict[str, Any]]) -> None:
    ids = {found[f"{which} attempt"]["objective_result_id"] for which in ("a first", "a second", "another")}
    assert len(ids | {found["an id made without an attempt"]["objective_result_id"]}) == 4


def test_results_of_what_has_parts(spark: SparkSession) -> None:
    tree = [{"standard_id": "a", "parent_id": "b"}, {"standard_id": "b", "parent_id": None}]
    rows = [{"objective_result_id": name, "standard_id": name} for name in ("a", "b", "nobody knows")]
    assert contradicting(spark, "objective_results", "RESULT_ABOVE_LEAF", rows, standards=tree) == ["b"]
