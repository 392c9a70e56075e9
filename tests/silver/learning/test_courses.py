"""Courses: what silver makes of each record, and of one that a snapshot lacks."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "course_id": "C1",
    "name": "Algebra I",
    "code": "ALG1",
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
    "north": Notation(id_namespace="north"),
    "german": Notation(date_formats=("d.M.yyyy",), time_zone="Europe/Berlin"),
}
BARE = {
    **dict.fromkeys(("name", "code", "start_date", "end_date", "subject", "school_id", "school_year", "term")),
    "course_id": "C1",
    "grade_level": "Ungraded",
    "is_active": True,
    "source_updated_at": None,
    "known_at": DELIVERED,
}
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no id": (None, None, ("NULL_COURSE_ID",)),
    "an empty id": ("", None, ("NULL_COURSE_ID",)),
    "a word for no id": ("#N/A", None, ("NULL_COURSE_ID",)),
    "an id with blanks around": (" MATH\u00a0 101\ufeff", "MATH 101", ()),
    "an id marked as text": ("'00123", "00123", ()),
    "an id that only looks like a number": ("7E2", "7E2", ()),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "a destroyed id marked as text": ('="1.23457E+11"', None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("NULL_COURSE_ID",)),
    "an id absurdly long": ("x" * 100_000, None, ("NULL_COURSE_ID",)),
    "an id with a control character": ("C\x1b1", None, ("NULL_COURSE_ID",)),
}
GRADES = {"K": "Kindergarten", "12th": "12th Grade", "13": "Unknown", "0": "Kindergarten", "-1": "Unknown"}
OPEN = {
    "Active": True, "completed": True, "?": True, "true": True, "inactive": False, "tobedeleted": False,
    "To-Be-Deleted": False, "withdrawn": False, "0": False,
}  # fmt: skip
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "20.06.2025", "0", "soon", "2024-09-02\x00")
YEARS = {"1900": 1900, "1899": None, "2999": 2999, "3000": None, "0": None, "-1": None, "this year": None}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("course_id", "name", "code", "start_date", "end_date", "subject")},
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
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "course_id"},
    "nothing but an id": Case({**NOTHING, "course_id": "C1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, " "), "course_id": "C1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "null"), "course_id": "C1"}, BARE),
    "nothing at all": Case(NOTHING, {"course_id": None}, ("NULL_COURSE_ID",)),
    "garbage in texts": Case(
        {"name": "x" * 100_000, "code": "A\x00B", "subject": "\u202eMa\u200bth", "term": "=1+1"},
        {"name": "x" * 100_000, "code": "A\x00B", "subject": "Math", "term": "=1+1"},
    ),
    **{name: Case({"course_id": raw}, {"course_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    "the first and the last day that can be": Case(
        {"start_date": "1900-01-01", "end_date": "2026-01-01"},
        {"start_date": "1900-01-01", "end_date": "2026-01-01"},
    ),
    **{
        f"begins on {raw!a}": Case({"start_date": raw}, {"start_date": None}, issues=("BAD_START_DATE",))
        for raw in NO_DAYS
    },
    **{f"ends on {raw!a}": Case({"end_date": raw}, {"end_date": None}, issues=("BAD_END_DATE",)) for raw in NO_DAYS},
    "a day written with a time": Case({"start_date": "2024-09-02 08:00"}, {"start_date": "2024-09-02"}),
    **{
        f"grade {raw}": Case(
            {"grade_level": raw}, {"grade_level": level}, issues=("UNKNOWN_GRADE_LEVEL",) if level == "Unknown" else ()
        )
        for raw, level in GRADES.items()
    },
    **{
        f"status {raw}": Case(
            {"status": raw},
            {"is_active": is_open, "closed_is_active": False},
            issues=("UNMAPPED_STATUS",) if raw == "?" else (),
        )
        for raw, is_open in OPEN.items()
    },
    **{
        f"school year {raw}": Case(
            {"school_year": raw}, {"school_year": year}, issues=() if year else ("BAD_SCHOOL_YEAR",)
        )
        for raw, year in YEARS.items()
    },
    "all that can be wrong with a course that is kept": Case(
        {
            **dict.fromkeys(("start_date", "end_date", "grade_level", "status", "school_year", "updated_at"), "?"),
            "school_id": "1.5E+10",
        },
        {
            **dict.fromkeys(("start_date", "end_date", "school_year", "school_id", "source_updated_at")),
            "grade_level": "Unknown",
            "is_active": True,
            "known_at": DELIVERED,
        },
        issues=(
            *("BAD_START_DATE", "BAD_END_DATE", "UNKNOWN_GRADE_LEVEL", "UNMAPPED_STATUS", "ID_DAMAGED"),
            *("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
        ),
    ),
    "refused and marked": Case(
        {"course_id": "1.5E+10", "updated_at": "1899-12-31"}, {"course_id": None}, ("ID_DAMAGED",), ("BAD_UPDATED_AT",)
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_SHORT", "course_id": None}, {}, ("RAGGED_SHORT",)),
    "a namespace": Case({}, {"course_id": "north:C1", "school_id": "north:X"}, source="north"),
    "a namespace makes no id of what is none": Case(
        {"course_id": "C\x011", "school_id": None},
        {"course_id": None, "school_id": None},
        ("NULL_COURSE_ID",),
        source="north",
    ),
    "days and moments as a source writes them": Case(
        {"start_date": "2.9.2024", "end_date": "20.06.2025", "updated_at": "1.8.2024 8:00"},
        {"start_date": "2024-09-02", "end_date": "2025-06-20", "known_at": "2024-08-01T06:00:00+00:00"},
        source="german",
    ),
    "spelled otherwise": Case({"course_id": "C2", "grade_level": "Gr. 9", "payload": "other"}, {}),
    "renamed": Case({"name": "Algebra 1"}, {"name": "Algebra 1"}),
    "ended": Case({"status": "inactive"}, {"is_active": False}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "courses", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_spelled_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["spelled otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert len({rows[name]["content_hash"] for name in ("ordinary", "renamed", "ended")}) == 3
