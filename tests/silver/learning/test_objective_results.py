"""Objective results: what silver makes of each record, and of what stands in the place of a score."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation, Scale
from edulake.expr.categories.learning import OBJECTIVE_LEVELS, RESULT_STATUSES
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "standard_id": "N1", "assessment_id": "A1", "date": "2025-03-14", "score": "85.005",
    "score_max": None, "score_min": None, "level": "Proficient", "status": "graded", "attempt": "2", "subject": "Math",
    "objective_result_id": "R1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None,
    "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "standard_id": "N1", "date": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
CODES = (
    ("status", (Code("A", "Absent"), Code("9", "Exempt"), Code("-", "Not Assessed"), Code("G", "Scored"))),
    ("level", (Code("A", "Exceeds"), Code("N", "Below"))),
)
SOURCES = {
    "s": Notation(),
    "ib": Notation(scale=Scale(Decimal(1), Decimal(7)), codes=CODES),
    "percent": Notation(scale=Scale(percent=True)),
    "capped": Notation(caps_scores=True, decimal_comma=True),
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
# Of a source from 0 to 100: the score, and what is wrong with it.
SCORES: dict[str, tuple[str | None, str]] = {
    "0": ("0.00", ""), "100": ("100.00", ""), "84.995": ("85.00", ""), "84.9949999": ("84.99", ""),
    "85%": (None, "BAD_SCORE"), "8,5": (None, "BAD_SCORE"), "NaN": (None, "NOTHING"), "1e1": (None, "BAD_SCORE"),
    "A+": (None, "BAD_SCORE"), "85\x00": (None, "BAD_SCORE"), "9" * 10_000: (None, "BAD_SCORE"),
}  # fmt: skip
OFF = ("100.004", "-0.001", "101")
STATUSES = {
    "Absent": "Absent", "ABS": "Absent", "med": "Exempt", "INP": "In Progress", "trn": "Transferred",
    "not-assessed": "Not Assessed",
}  # fmt: skip


def reasons(kind: str, column: str, *, bad: str = "BAD") -> tuple[str, ...]:
    return (kind,) if kind == "ID_DAMAGED" else (f"{kind.replace('BAD', bad)}_{column}",) if kind else ()


def score(raw: str) -> Case:
    value, code = SCORES[raw]
    issues = {"BAD_SCORE": ("BAD_SCORE", "LEVEL_WITHOUT_SCORE"), "NOTHING": ("LEVEL_WITHOUT_SCORE",)}.get(code, ())
    return Case({"score": raw}, {"score": value, "status": "Scored"}, issues=issues)


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
    **{f"score {raw[:12]!a}": score(raw) for raw in SCORES},
    **{f"score {raw}, off its scale": Case({"score": raw}, {"score": None}, ("SCORE_OUT_OF_SCALE",),
                                           ("LEVEL_WITHOUT_SCORE",)) for raw in OFF},
    **{f"{raw} for a status": Case({"status": raw, "score": None, "level": None}, {"status": status, "level": None})
       for raw, status in STATUSES.items()},
    **{f"{raw} for a level": Case({"status": None, "score": None, "level": raw},
                                  {"status": status, "level": None, "level_raw": raw})
       for raw, status in STATUSES.items()},
    **{f"{raw} for a score": Case({"status": None, "score": raw, "level": None},
                                  {"status": status, "score": None, "score_raw": raw})
       for raw, status in STATUSES.items()},
    **{f"{status} as it is called here": Case({"status": status, "score": None, "level": None}, {"status": status})
       for status in RESULT_STATUSES},
    **{f"{level} as it is called here": Case({"level": level}, {"level": level}) for level in OBJECTIVE_LEVELS},
    "a status that means nothing known": Case({"status": "?"}, {"status": "Unknown", "score": "85.01"},
                                              issues=("UNMAPPED_STATUS",)),
    "a level that means nothing known": Case({"level": "B-"}, {"level": "Unknown"}, issues=("UNMAPPED_LEVEL",)),
    "final is no level": Case({"level": "final"}, {"level": "Unknown"}, issues=("UNMAPPED_LEVEL",)),
    "a score beside a status that says none": Case({"status": "ABS", "level": None}, {"score": None, "status": "Absent"},
                                                   issues=("SCORE_DESPITE_STATUS",)),
    "a score off its scale that is none": Case({"status": "ABS", "score": "-1", "level": None}, {"score": None}),
    "a level that is one": Case({"level": "A", "status": None, "score": "7"},
                                {"level": "Exceeds", "status": None, "score": "100.00"}, source="ib"),
    "a level that is N": Case({"level": "N", "status": None, "score": "1"}, {"level": "Below", "score": "0.00"},
                              source="ib"),
    "a code of a status in the place of a score": Case({"score": "A", "status": None, "level": None},
                                                       {"score": None, "status": "Absent"}, source="ib"),
    "a number that is a code of a status": Case({"score": "9", "status": None, "level": None}, {"score": None},
                                                ("SCORE_OUT_OF_SCALE",), source="ib"),
    "a code that is nothing elsewhere": Case({"score": None, "level": None, "status": "-"},
                                             {"status": "Not Assessed", "status_raw": "-"}, source="ib"),
    "and in the place of a level": Case({"score": None, "level": "-", "status": None},
                                        {"status": "Not Assessed", "level": None, "level_raw": None}, source="ib"),
    "scored, and absent by its level": Case({"status": "G", "level": "absent", "score": None},
                                            {"status": "Scored"}, source="ib"),
    "out of its own scale": Case({"score": "45", "score_max": "50"},
                                 {"score": "90.00", "score_max": "50.00", "score_scale": "0-50"}),
    "off its own scale": Case({"score": "51", "score_max": "50"}, {"score": None}, ("SCORE_OUT_OF_SCALE",),
                              ("LEVEL_WITHOUT_SCORE",)),
    "out of nobody knows what": Case({"score": "45", "score_max": "many"}, {"score": None, "score_max": None},
                                     issues=("BAD_SCORE_MAX", "LEVEL_WITHOUT_SCORE")),
    "in percent": Case({"score": "85 %"}, {"score": "85.00", "score_scale": "percent"}, source="percent"),
    "over a hundred percent": Case({"score": "101%"}, {"score": None}, ("SCORE_OUT_OF_SCALE",),
                                   ("LEVEL_WITHOUT_SCORE",), source="percent"),
    "above the highest, capped": Case({"score": "100,5"}, {"score": "100.00"}, issues=("SCORE_ABOVE_MAXIMUM",),
                                      source="capped"),
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
