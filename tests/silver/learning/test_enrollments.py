"""Enrollments: what silver makes of each record, and of one that a snapshot lacks."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "student_id": "S1",
    "course_id": "C1",
    "class_id": "K1",
    "start_date": "2024-09-02",
    "end_date": "2025-06-20",
    "status": "enrolled",
    "result": None,
    "enrollment_id": "E1",
    "updated_at": "2024-09-01T08:00:00Z",
    "school_id": "X",
    "school_year": "2025",
    "term": "Fall",
}
NEEDED = {"student_id": "S1", "course_id": "C1"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {"s": Notation(), "north": Notation(id_namespace="north", time_zone="America/New_York")}
BARE = {
    **dict.fromkeys(("class_id", "start_date", "end_date", "is_completed", "is_gone", "result", "school_id")),
    **dict.fromkeys(("school_year", "term", "source_updated_at")),
    "student_id": "S1",
    "course_id": "C1",
    "enrollment_id": hashed("s", "S1", "C1", None, None),
    "status": "Active",
    "is_active": True,
    "known_at": DELIVERED,
}
STUDENTS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no student": (None, None, ("NULL_STUDENT_ID",)),
    "a word for no student": ("NULL", None, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, "x" * 128, ()),
    "a student too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
    "a student with a control character": ("S\x001", None, ("BAD_STUDENT_ID",)),
}
COURSES: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no course": (None, None, ("NULL_COURSE_ID",)),
    "an empty course": ("", None, ("NULL_COURSE_ID",)),
    "a course that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest course": ("x" * 128, "x" * 128, ()),
    "a course absurdly long": ("x" * 100_000, None, ("NULL_COURSE_ID",)),
}
DAYS = {
    "1900-01-01": "1900-01-01", "1899-12-31": None, "2026-01-01": "2026-01-01", "2026-01-02": None,
    "2025-02-29": None, "0": None, "-30": None, "soon": None, "2024-09-02\x00": None,
}  # fmt: skip

# Status and result: the status, is_active and is_completed; and once a snapshot lacks it, the status and is_gone.
STANDINGS: dict[tuple[str | None, str | None], tuple[str, bool, bool | None, str, bool | None]] = {
    (None, None): ("Active", True, None, "Inactive", True),
    ("enrolled", "-"): ("Active", True, None, "Inactive", True),
    ("active", "Pass"): ("Completed", True, True, "Completed", None),
    (None, "Distinction"): ("Completed", True, True, "Completed", None),
    ("active", "Fail"): ("Failed", True, False, "Failed", None),
    (None, "Withdrawn"): ("Withdrawn", False, False, "Withdrawn", None),
    ("dropped", None): ("Withdrawn", False, False, "Withdrawn", None),
    ("tobedeleted", None): ("Inactive", False, None, "Inactive", True),
    ("tobedeleted", "Pass"): ("Completed", False, True, "Completed", None),
    ("not-completed", ""): ("Failed", True, False, "Failed", None),
    ("on leave", None): ("Unknown", True, None, "Inactive", True),
    ("active", "87"): ("Unknown", True, None, "Inactive", True),
    ("on leave", "Pass"): ("Completed", True, True, "Completed", None),
    ("on leave", "dropped"): ("Withdrawn", False, False, "Withdrawn", None),
    ("active", "Pa\x00ss"): ("Unknown", True, None, "Inactive", True),
}
STANDING = ("status", "is_active", "is_completed", "closed_status", "closed_is_gone")

# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "C1", "K1", "Fall")),
    "no class": ({"class_id": None}, ("s", "S1", "C1", None, "Fall")),
    "no term": ({"term": "N/A"}, ("s", "S1", "C1", "K1", None)),
    "ids in spaces": ({"student_id": " S1 ", "class_id": "K1\u200b"}, ("s", "S1", "C1", "K1", "Fall")),
    "another day and school": ({"start_date": "2025-01-07", "school_id": "Y"}, ("s", "S1", "C1", "K1", "Fall")),
    "an own id that can be none": ({"enrollment_id": "E\x001"}, ("s", "S1", "C1", "K1", "Fall")),
    "an own id too long": ({"enrollment_id": "x" * 129}, ("s", "S1", "C1", "K1", "Fall")),
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "course_id", "class_id", "start_date", "end_date", "term")},
            "source_system": "s",
            "enrollment_id": "E1",
            "status": "Active",
            "is_active": True,
            "is_completed": None,
            "is_gone": None,
            "result": None,
            "school_id": "X",
            "school_year": 2025,
            "source_updated_at": "2024-09-01T08:00:00+00:00",
            "known_at": "2024-09-01T08:00:00+00:00",
            "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, r"\N"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_STUDENT_ID", "NULL_COURSE_ID")),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in STUDENTS.items()},
    **{name: Case({"course_id": raw}, {"course_id": id_}, codes) for name, (raw, id_, codes) in COURSES.items()},
    "a student that is none, and no course": Case(
        {"student_id": "x" * 100_000, "course_id": None}, {}, ("BAD_STUDENT_ID", "NULL_COURSE_ID")
    ),
    "a destroyed student, and no course": Case(
        {"student_id": "1E+11", "course_id": None}, {}, ("NULL_COURSE_ID", "ID_DAMAGED")
    ),
    **{
        f"begins on {raw!a}": Case({"start_date": raw}, {"start_date": day}, issues=() if day else ("BAD_START_DATE",))
        for raw, day in DAYS.items()
    },
    **{
        f"ends on {raw!a}": Case({"end_date": raw}, {"end_date": day}, issues=() if day else ("BAD_END_DATE",))
        for raw, day in DAYS.items()
    },
    **{
        f"status {status!a}, result {result!a}": Case(
            {"status": status, "result": result},
            dict(zip(STANDING, standing, strict=True)),
            issues=("UNMAPPED_STATUS",) if "Unknown" in standing or status == "on leave" else (),
        )
        for (status, result), standing in STANDINGS.items()
    },
    **{
        f"an id made of {name}": Case(
            {"enrollment_id": None, **raw},
            {"enrollment_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a result in the source's words": Case(
        {"result": "  Distinction\u00a0"}, {"result": "Distinction", "status": "Completed"}
    ),
    "known from its first day on": Case(
        {"updated_at": None}, {"source_updated_at": None, "known_at": "2024-09-02T00:00:00+00:00"}
    ),
    "known from the first day that can be": Case(
        {"updated_at": None, "start_date": "1900-01-01"}, {"known_at": "1900-01-01T00:00:00+00:00"}
    ),
    "known from its delivery on": Case(
        {"updated_at": "x", "start_date": "x"},
        {"known_at": DELIVERED},
        issues=("BAD_START_DATE", "BAD_UPDATED_AT"),
    ),
    "a school year of two years": Case({"school_year": "2024/25"}, {"school_year": 2025}),
    "a destroyed own id": Case({"enrollment_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed class of a row with an id": Case(
        {"class_id": "1E+11"}, {"class_id": None, "enrollment_id": "E1"}, issues=("ID_DAMAGED",)
    ),
    "a destroyed class of a row without": Case(
        {"class_id": "1E+11", "enrollment_id": None}, {"class_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "a destroyed school, which no id is made of": Case(
        {"school_id": "1E+11", "enrollment_id": None},
        {"school_id": None, "enrollment_id": hashed("s", "S1", "C1", "K1", "Fall")},
        issues=("ID_DAMAGED",),
    ),
    "all that can be wrong with an enrollment that is kept": Case(
        {**dict.fromkeys(("start_date", "end_date", "status", "updated_at"), "?"), "school_id": "1E+11"},
        {"school_id": None, "start_date": None, "end_date": None, "status": "Unknown", "known_at": DELIVERED},
        issues=("ID_DAMAGED", "UNMAPPED_STATUS", "BAD_START_DATE", "BAD_END_DATE", "BAD_UPDATED_AT"),
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_SHORT", "student_id": None}, {}, ("RAGGED_SHORT",)),
    "a namespace and a time zone": Case(
        {"enrollment_id": None, "updated_at": None, "end_date": "2025-06-21T01:00:00Z"},
        {
            "student_id": "north:S1",
            "course_id": "north:C1",
            "class_id": "north:K1",
            "school_id": "north:X",
            "enrollment_id": hashed("north", "S1", "C1", "K1", "Fall"),
            "end_date": "2025-06-20",
            "known_at": "2024-09-02T04:00:00+00:00",
        },
        source="north",
    ),
    "spelled otherwise": Case({"enrollment_id": "E2", "status": "Active", "payload": "other"}, {}),
    "in another class": Case({"class_id": "K2"}, {"class_id": "K2"}),
    "completed": Case({"result": "Pass"}, {"is_completed": True}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "enrollments", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_spelled_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["spelled otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert len({rows[name]["content_hash"] for name in ("ordinary", "in another class", "completed")}) == 3
