"""Assessments: what silver makes of each record."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation, Scale

SOUND = {
    "student_id": "S1", "assessment_date": "2025-03-14", "subject": "Math", "score": "85", "grade_level": "7",
    "completion_time": "45", "engagement_score": "80", "assessment_id": "A1", "updated_at": "2025-03-15T08:00:00Z",
    "class_id": "K1", "line_item_id": "L1", "score_max": None, "score_min": None, "status": None, "school_id": "X",
    "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "assessment_date": "2025-03-14", "score": "0"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "of 36": Notation(scale=Scale(highest=Decimal(36))),
    "marks": Notation(scale=Scale(Decimal(1), Decimal(6))),
    "percent": Notation(scale=Scale(percent=True)),
    "caps": Notation(caps_scores=True),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "few": Notation(),
}
# A source that has no more than these: what it never says is not missing.
PROVIDES = {"few": ("raw_student_id", "raw_assessment_date", "raw_score")}
MISSING = ("MISSING_ENGAGEMENT", "MISSING_COMPLETION_TIME", "MISSING_SUBJECT")
ALONE = {
    "score": ("MISSING_SCORE",), "engagement_score": ("MISSING_ENGAGEMENT",), "subject": ("MISSING_SUBJECT",),
    "completion_time": ("MISSING_COMPLETION_TIME",),
}  # fmt: skip
BARE = {
    **dict.fromkeys(("completion_time", "engagement_score", "class_id", "line_item_id", "school_id", "term")),
    "student_id": "S1", "assessment_date": "2025-03-14", "subject": "Unknown", "score": "0.00", "score_raw": "0",
    "score_max": "100.00", "score_scale": "0-100", "grade_level": "Ungraded", "grade_level_code": "UG",
    "performance_category": "Low", "engagement_category": "Unknown", "is_valid_score": True,
    "is_valid_engagement": False, "data_quality_score": "0.50", "is_deleted": False, "school_year": 2025,
    "source_updated_at": None, "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
STUDENTS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no student": (None, None, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, "x" * 128, ()),
    "a student too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
    "a student with a control character": ("S\x001", None, ("BAD_STUDENT_ID",)),
}
DAYS = {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}
NO_DAYS = (None, "", "NaN", "1899-12-31", "2026-01-02", "2025-02-29", "0", "-1", "today", "2025-03-14\x00")

# Source, score, and the row's own highest and lowest: what it is of 100.
SCORES: dict[tuple[str, str, str | None, str | None], str] = {
    ("s", "0", None, None): "0.00", ("s", "100.00", None, None): "100.00", ("s", "84.995", None, None): "85.00",
    ("s", "85", None, "50"): "85.00", ("s", "17", "20", None): "85.00", ("s", "20", "20", ""): "100.00",
    ("s", "1", "3", None): "33.33", ("s", "2", "3", "0.0"): "66.67", ("s", "15", "20", "10"): "50.00",
    ("s", "10", "20", "10"): "0.00", ("s", "0", "5", "-5"): "50.00", ("of 36", "36", None, None): "100.00",
    ("of 36", "17.5", None, None): "48.61", ("of 36", "15", "20", None): "75.00", ("marks", "1", None, None): "0.00",
    ("marks", "6", None, None): "100.00", ("percent", "85.5 %", None, None): "85.50",
    ("percent", "85.5", None, None): "85.50", ("caps", "100", None, None): "100.00", ("caps", "9", "9", None): "100.00",
    ("comma", "85,5", None, None): "85.50", ("comma", "8,5", "10,0", None): "85.00",
}  # fmt: skip
CAPPED = [("caps", "100.004", None, None), ("caps", "21", "20", None), ("caps", "999999999999", None, None)]
NO_SCORES: list[tuple[str, str, str | None, str | None]] = [
    *[("s", raw, None, None) for raw in ("100.004", "-0.01", "A+", "85%", "85,5", "1e1", "\uff11", "85\x00", "9" * 99)],
    ("s", "20.01", "20", None), ("s", "-0.01", "20", None), ("s", "9.99", "20", "10"), ("s", "5", "0", None),
    ("s", "0", "-5", None), ("s", "5", "5", "5"), ("s", "5", "ten", None), ("s", "5", "10", "one"),
    ("of 36", "36.0001", None, None), ("of 36", "-1", None, None), ("marks", "0.99", None, None),
    ("percent", "100.1%", None, None), ("percent", "85%%", None, None), ("caps", "-1", None, None),
    ("caps", "21", "x", None), ("comma", "85.5", None, None), ("s", "20.0000001", "20", None),
    ("s", "1000000", "10000000", None), ("s", "0", "0", "-10000000"),
]  # fmt: skip
BAD_BOUNDS: dict[str | None, tuple[str, ...]] = {
    **dict.fromkeys(("ten", "x", "10000000"), ("BAD_SCORE_MAX",)), **dict.fromkeys(("one", "-10000000"), ("BAD_SCORE_MIN",))
}  # fmt: skip
PERFORMANCE = {"0": "Low", "69.994": "Low", "69.995": "Medium", "84.994": "Medium", "84.995": "High", "100": "High"}
# Source, the row's own highest and lowest: score_max and score_scale.
SCALES: dict[tuple[str, str | None, str | None], tuple[str | None, str]] = {
    ("s", None, "10"): ("100.00", "0-100"), ("s", "20.0", None): ("20.00", "0-20.0"),
    ("s", "20", "0.00"): ("20.00", "0-20"), ("s", "90", "10"): ("90.00", "10-90"), ("s", "ten", None): (None, "0-ten"),
    ("s", "9999999", None): ("9999999.00", "0-9999999"), ("s", "10000000", None): (None, "0-10000000"),
    ("of 36", None, None): ("36.00", "0-36"), ("marks", None, None): ("6.00", "1-6"),
    ("percent", None, None): ("100.00", "percent"), ("comma", "99,5", None): ("99.50", "0-99,5"),
}  # fmt: skip
ENGAGED: dict[str, tuple[int | None, str]] = {
    "0": (0, "Low"), "59.9": (59, "Low"), "60": (60, "Medium"), "79.9": (79, "Medium"), "80.0": (80, "High"),
    "100": (100, "High"), "100.001": (None, "Unknown"), "-0.5": (None, "Unknown"), "high": (None, "Unknown"),
    "80%": (None, "Unknown"), "80\x00": (None, "Unknown"),
}  # fmt: skip
TIMES = {"0": "0.00", "9999.99": "9999.99", "10000": None, "-1": None, "45.005": "45.01", "an hour": None, "1:30": None}
TAKEN_BACK = {
    "tobedeleted": True, "Deleted": True, "to-be-deleted": True, "inactive": True, "active": False,
    "completed": False, "failed": False,
}  # fmt: skip
# What is said of students, and nothing of their results.
WENT = ("withdrawn", "left", "suspended", "0")
GRADES = {"K": ("Kindergarten", "KG"), "12th": ("12th Grade", "12"), "13": ("Unknown", None), "-1": ("Unknown", None)}
# Without an id of its own: what differs from the sound record, and in which places its id does.
KEY = ("s", "S1", "Math", "7", "X", "Spring", "2025-03-14", "85.00", "45.00", "80", "K1", "L1", None, None)
MADE: dict[str, tuple[dict[str, str | None], dict[int, str | None]]] = {
    "all that there is": ({}, {}),
    "the same in other words": ({"score": "85.0", "engagement_score": "80.9", "student_id": " S1"}, {}),
    "another score": ({"score": "84"}, {7: "84.00"}),
    "a grade in words": ({"grade_level": "Grade 7"}, {3: "Grade 7"}),
    "no subject, school and term": ({"school_id": None, "term": "-", "subject": ""}, {2: None, 4: None, 5: None}),
    "another day": ({"assessment_date": "2025-03-15T09:00Z"}, {6: "2025-03-15"}),
    "measures that cannot be read": ({"score": "A+", "completion_time": "long"}, {7: "A+", 8: "long"}),
    "an own id that can be none": ({"assessment_id": "x" * 129}, {}),
    "another class": ({"class_id": "K2"}, {10: "K2"}),
    "another line item": ({"line_item_id": "L2"}, {11: "L2"}),
    "no class": ({"class_id": ""}, {10: None}),
    "a scale of its own": ({"score": "17", "score_max": "20", "score_min": "0"}, {12: "20.000000", 13: "0.000000"}),
    "a scale that cannot be read": ({"score": None, "score_max": "ten"}, {7: None, 12: "ten"}),
}

CASES = {
    "ordinary": Case({}, {
        **{name: SOUND[name] for name in ("student_id", "assessment_date", "subject", "assessment_id", "class_id")},
        **{name: SOUND[name] for name in ("line_item_id", "school_id", "term")},
        "source_system": "s", "score": "85.00", "score_raw": "85", "score_max": "100.00", "score_scale": "0-100",
        "grade_level": "7th Grade", "grade_level_code": "07", "completion_time": "45.00", "engagement_score": 80,
        "performance_category": "High", "engagement_category": "High", "is_valid_score": True,
        "is_valid_engagement": True, "data_quality_score": "1.00", "is_deleted": False, "school_year": 2025,
        "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
    }),
    **{
        f"without {name}": Case({name: None}, {}, issues=ALONE.get(name, ()))
        for name in SOUND if name not in ("student_id", "assessment_date")
    },
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE, issues=MISSING),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE, issues=MISSING),
    "words for nothing": Case({**dict.fromkeys(SOUND, "#N/A"), **NEEDED}, BARE, issues=MISSING),
    "nothing missing that the source never has": Case({**NOTHING, **NEEDED}, BARE, source="few"),
    "no score of a source that has scores": Case({"score": None}, {}, issues=("MISSING_SCORE",), source="few"),
    "nothing at all": Case(
        NOTHING, {"known_at": DELIVERED}, ("NULL_STUDENT_ID", "BAD_DATE", "NO_VALID_MEASURE"),
        ("MISSING_SCORE", *MISSING)),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in STUDENTS.items()},
    **{f"on {d}": Case({"assessment_date": d}, {"assessment_date": d, "school_year": y}) for d, y in DAYS.items()},
    **{f"on {d!a}": Case({"assessment_date": d}, {"assessment_date": None}, ("BAD_DATE",)) for d in NO_DAYS},
    **{
        f"{s}: {raw!a} from {least} to {most}": Case(
            {"score": raw, "score_max": most, "score_min": least},
            {"score": score, "is_valid_score": True, "data_quality_score": "1.00"}, source=s)
        for (s, raw, most, least), score in SCORES.items()
    },
    **{
        f"{s}: {raw} from {least} to {most}": Case(
            {"score": raw, "score_max": most, "score_min": least}, {"score": "100.00"}, (), ("SCORE_ABOVE_MAXIMUM",), s)
        for s, raw, most, least in CAPPED
    },
    **{
        f"{s}: {raw[:9]!a} from {least} to {most}": Case(
            {"score": raw, "score_max": most, "score_min": least},
            {"score": None, "score_raw": raw, "is_valid_score": False, "data_quality_score": "0.50",
             "performance_category": "Unknown"},
            (), ("BAD_SCORE", *BAD_BOUNDS.get(most, ()), *BAD_BOUNDS.get(least, ())), s)
        for s, raw, most, least in NO_SCORES
    },
    **{f"performance {raw}": Case({"score": raw}, {"performance_category": c}) for raw, c in PERFORMANCE.items()},
    **{
        f"{s}: scale from {least} to {most}": Case(
            {"score": None, "score_max": most, "score_min": least}, {"score_max": highest, "score_scale": scale},
            (), ("MISSING_SCORE", *BAD_BOUNDS.get(most, ())), s)
        for (s, most, least), (highest, scale) in SCALES.items()
    },
    **{
        f"engagement {raw!a}": Case(
            {"engagement_score": raw},
            {"engagement_score": score, "engagement_category": category, "is_valid_engagement": score is not None},
            issues=("BAD_ENGAGEMENT",) if score is None else ())
        for raw, (score, category) in ENGAGED.items()
    },
    **{
        f"done in {raw}": Case(
            {"completion_time": raw}, {"completion_time": time}, issues=() if time else ("BAD_COMPLETION_TIME",))
        for raw, time in TIMES.items()
    },
    **{
        f"grade {raw}": Case(
            {"grade_level": raw}, {"grade_level": level, "grade_level_code": code},
            issues=() if code else ("UNKNOWN_GRADE_LEVEL",))
        for raw, (level, code) in GRADES.items()
    },
    "neither score nor engagement": Case(
        {"score": "101", "engagement_score": ""}, {"data_quality_score": "0.00", "is_deleted": False},
        ("NO_VALID_MEASURE",), ("BAD_SCORE", "MISSING_ENGAGEMENT")),
    "neither, and taken back": Case(
        {"score": None, "engagement_score": None, "status": "ToBeDeleted"}, {"is_deleted": True, "score": None},
        issues=("MISSING_SCORE", "MISSING_ENGAGEMENT")),
    **{f"status {raw}": Case({"status": raw}, {"is_deleted": gone, "score": "85.00"}) for raw, gone in TAKEN_BACK.items()},
    **{f"somebody {raw}": Case({"status": raw}, {"is_deleted": False}, issues=("UNMAPPED_STATUS",)) for raw in WENT},
    "a status that means nothing known": Case({"status": "graded"}, {"is_deleted": False}, issues=("UNMAPPED_STATUS",)),
    **{
        f"an id made of {name}": Case(
            {"assessment_id": None, **raw},
            {"assessment_id": hashed(*[places.get(place, value) for place, value in enumerate(KEY)])},
            issues={"no subject, school and term": ("MISSING_SUBJECT",), "an own id that can be none": ("BAD_ID",),
                    "measures that cannot be read": ("BAD_SCORE", "BAD_COMPLETION_TIME"),
                    "a scale that cannot be read": ("MISSING_SCORE", "BAD_SCORE_MAX")}.get(name, ()))
        for name, (raw, places) in MADE.items()
    },
    "an id as ever without class, line item and scale": Case(
        {"assessment_id": None, "class_id": None, "line_item_id": "-"}, {"assessment_id": hashed(*KEY[:10])}),
    "a given school year": Case({"school_year": "2024"}, {"school_year": 2024}),
    "a school year that is none": Case({"school_year": "1899"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a destroyed own id": Case({"assessment_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school of a row without an id": Case(
        {"school_id": "1E+11", "assessment_id": None}, {"school_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)),
    "a destroyed class of a row without an id": Case(
        {"class_id": "1E+11", "assessment_id": None}, {"class_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)),
    "all that can be wrong with a result that is kept": Case(
        {**dict.fromkeys(("engagement_score", "completion_time", "grade_level", "updated_at"), "?"), "subject": "",
         "class_id": "1E+11", "line_item_id": "2E+11", "school_id": "3E+11", "score": "101"},
        {"class_id": None, "line_item_id": None, "school_id": None, "score": "100.00", "subject": "Unknown",
         "known_at": "2025-03-14T00:00:00+00:00"},
        issues=("SCORE_ABOVE_MAXIMUM", "BAD_ENGAGEMENT", "BAD_COMPLETION_TIME", "UNKNOWN_GRADE_LEVEL",
                "MISSING_SUBJECT", "ID_DAMAGED", "BAD_UPDATED_AT"), source="caps"),
    "not taken apart": Case({"parse_issue": "RAGGED_SHORT", "student_id": None}, {}, ("RAGGED_SHORT",)),
    "a decimal comma": Case(
        {"engagement_score": "79,9", "completion_time": "45,5"}, {"engagement_score": 79, "completion_time": "45.50"},
        source="comma"),
    "a namespace and a time zone": Case(
        {"assessment_date": "2025-03-14T01:00:00Z", "assessment_id": None, "updated_at": None},
        {"student_id": "north:S1", "class_id": "north:K1", "line_item_id": "north:L1", "school_id": "north:X",
         "assessment_id": hashed("north", *KEY[1:6], "2025-03-13", *KEY[7:]), "assessment_date": "2025-03-13",
         "known_at": "2025-03-13T04:00:00+00:00"}, source="north"),
    "told otherwise": Case({"assessment_id": "A2", "engagement_score": "80.4", "grade_level": "G7"}, {}),
    "another score": Case({"score": "84"}, {"score": "84.00"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "assessments", SOUND, CASES, SOURCES, PROVIDES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another score"]["content_hash"] != rows["ordinary"]["content_hash"]
