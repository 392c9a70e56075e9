"""Classes: what silver makes of each record, and of one that a snapshot lacks."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "class_id": "K1",
    "course_id": "C1",
    "name": "Algebra I, period 3",
    "start_date": "2024-09-02",
    "end_date": "2025-06-20",
    "subject": "Math",
    "grade_level": "9",
    "status": "active",
    "updated_at": "2024-08-01T08:00:00Z",
    "school_id": "X",
    "school_year": "2025",
    "term": "Full year",
}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "american": Notation(date_formats=("M/d/yyyy", "M/d/yyyy h:mm a")),
}
BARE = {
    **dict.fromkeys(("course_id", "name", "start_date", "end_date", "subject", "school_id", "school_year", "term")),
    "class_id": "K1",
    "grade_level": "Ungraded",
    "is_active": True,
    "source_updated_at": None,
    "known_at": DELIVERED,
}
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no id": (None, None, ("NULL_CLASS_ID",)),
    "an empty id": ("\t", None, ("NULL_CLASS_ID",)),
    "a word for no id": ("None", None, ("NULL_CLASS_ID",)),
    "an id marked as text": ('="007"', "007", ()),
    "an id that only looks like a number": ("7E2", "7E2", ()),
    "an id written as a number": ("1.00E+02", "100", ()),
    "an id that a spreadsheet destroyed": ("1E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("NULL_CLASS_ID",)),
    "an id absurdly long": ("x" * 100_000, None, ("NULL_CLASS_ID",)),
    "an id with a control character": ("K\x7f1", None, ("NULL_CLASS_ID",)),
}
DAYS = {
    "1900-01-01": "1900-01-01", "1899-12-31": None, "2026-01-01": "2026-01-01", "2026-01-02": None,
    "2024-02-29": "2024-02-29", "2023-02-29": None, "2024-9-2": None, "0": None, "-1": None, "soon": None,
    "2024-09-02\x00": None, "2" * 10_000: None,
}  # fmt: skip
OPEN = {"enrolled": True, "finished": True, "?": True, "inactive": False, "deleted": False, "no": False}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("class_id", "course_id", "name", "start_date", "end_date", "subject")},
            "source_system": "s",
            "grade_level": "9th Grade",
            "is_active": True,
            "school_id": "X",
            "school_year": 2025,
            "term": "Full year",
            "source_updated_at": "2024-08-01T08:00:00+00:00",
            "known_at": "2024-08-01T08:00:00+00:00",
            "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "class_id"},
    "nothing but an id": Case({**NOTHING, "class_id": "K1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "class_id": "K1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "N/A"), "class_id": "K1"}, BARE),
    "nothing at all": Case(NOTHING, {"class_id": None}, ("NULL_CLASS_ID",)),
    "garbage in texts": Case(
        {"name": "x" * 100_000, "subject": "Ma\x00th", "term": " Full\n\nyear\u3000"},
        {"name": "x" * 100_000, "subject": "Ma\x00th", "term": "Full year"},
    ),
    **{name: Case({"class_id": raw}, {"class_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    **{
        f"begins on {raw[:10]!a}": Case(
            {"start_date": raw}, {"start_date": day}, issues=() if day else ("BAD_START_DATE",)
        )
        for raw, day in DAYS.items()
    },
    **{
        f"ends on {raw[:10]!a}": Case({"end_date": raw}, {"end_date": day}, issues=() if day else ("BAD_END_DATE",))
        for raw, day in DAYS.items()
    },
    **{
        f"status {raw}": Case(
            {"status": raw},
            {"is_active": is_open, "closed_is_active": False},
            issues=("UNMAPPED_STATUS",) if raw == "?" else (),
        )
        for raw, is_open in OPEN.items()
    },
    "a grade that is none": Case({"grade_level": "13"}, {"grade_level": "Unknown"}, issues=("UNKNOWN_GRADE_LEVEL",)),
    "a school year that is none": Case({"school_year": "1899"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "a course that a spreadsheet destroyed": Case(
        {"course_id": "1.23457E+11"}, {"class_id": "K1", "course_id": None}, issues=("ID_DAMAGED",)
    ),
    "all that can be wrong with a class that is kept": Case(
        {**dict.fromkeys(("start_date", "end_date", "updated_at"), "x"), "course_id": "1E+11", "school_id": "2E+11"},
        {"course_id": None, "school_id": None, "start_date": None, "end_date": None, "known_at": DELIVERED},
        issues=("BAD_START_DATE", "BAD_END_DATE", "ID_DAMAGED", "BAD_UPDATED_AT"),
    ),
    "refused and marked": Case(
        {"class_id": "1E+11", "end_date": "x"}, {"class_id": None}, ("ID_DAMAGED",), ("BAD_END_DATE",)
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "class_id": "1E+11"}, {}, ("RAGGED_LONG",)),
    "a namespace and a time zone": Case(
        {"start_date": "2024-09-02T03:00:00Z", "updated_at": "2024-08-01"},
        {
            "class_id": "north:K1",
            "course_id": "north:C1",
            "school_id": "north:X",
            "start_date": "2024-09-01",
            "end_date": "2025-06-20",
            "known_at": "2024-08-01T04:00:00+00:00",
        },
        source="north",
    ),
    "no course to name": Case({"course_id": ""}, {"class_id": "north:K1", "course_id": None}, source="north"),
    "days and moments as a source writes them": Case(
        {"start_date": "9/2/2024", "end_date": "06/20/2025", "updated_at": "8/1/2024 12:05 PM"},
        {"start_date": "2024-09-02", "end_date": "2025-06-20", "known_at": "2024-08-01T12:05:00+00:00"},
        source="american",
    ),
    "a day of another order": Case(
        {"start_date": "20/6/2025", "end_date": "2025-06-20", "updated_at": None},
        {"start_date": None, "end_date": None},
        issues=("BAD_START_DATE", "BAD_END_DATE"),
        source="american",
    ),
    "spelled otherwise": Case({"class_id": "K2", "grade_level": "G9", "payload": "other"}, {}),
    "of another course": Case({"course_id": "C2"}, {"course_id": "C2"}),
    "ended": Case({"status": "inactive"}, {"is_active": False}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "classes", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_spelled_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["spelled otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert len({rows[name]["content_hash"] for name in ("ordinary", "of another course", "ended")}) == 3
