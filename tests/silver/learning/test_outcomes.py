"""What a result in a standard says: scores on scales, levels, and statuses, wherever they stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation, Scale
from edulake.expr.categories.learning import OBJECTIVE_LEVELS, RESULT_STATUSES
from edulake.expr.vocabulary import Code

SOUND: dict[str, str | None] = {
    "student_id": "S1", "standard_id": "N1", "date": "2025-03-14", "score": "85.005", "level": "Proficient",
    "status": "graded",
}  # fmt: skip
CODES = (
    ("status", (Code("A", "Absent"), Code("9", "Exempt"), Code("-", "Not Assessed"), Code("G", "Scored"))),
    ("level", (Code("A", "Exceeds"), Code("N", "Below"))),
)
SOURCES = {
    "s": Notation(),
    "ib": Notation(scale=Scale(Decimal(1), Decimal(7)), codes=CODES),
    "percent": Notation(scale=Scale(percent=True)),
    "capped": Notation(caps_scores=True, decimal_comma=True),
}
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


def score(raw: str) -> Case:
    value, code = SCORES[raw]
    issues = {"BAD_SCORE": ("BAD_SCORE", "LEVEL_WITHOUT_SCORE"), "NOTHING": ("LEVEL_WITHOUT_SCORE",)}.get(code, ())
    return Case({"score": raw}, {"score": value, "status": "Scored"}, issues=issues)


CASES = {
    "ordinary": Case({}, {"score": "85.01", "score_raw": "85.005", "score_max": "100.00", "score_scale": "0-100",
                          "level": "Meets", "level_raw": "Proficient", "status": "Scored", "status_raw": "graded"}),
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
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "objective_results", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_is_said(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def test_no_word_means_two_things() -> None:
    words = [word for of in (RESULT_STATUSES, OBJECTIVE_LEVELS) for spellings in of.values() for word in spellings]
    assert len(words) == len(set(words))
