"""Attendance: what silver makes of each record."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "date": "2025-03-14", "status": "Present", "absent_fraction": None, "minutes_late": "12.5",
    "class_id": "K1", "session": "P3", "attendance_id": "T1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X",
    "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "date": "2025-03-14", "status": "Present"}
NOTHING = dict.fromkeys(SOUND)
REGISTER = (
    Code("T", "Absent"),
    Code("L", "Late", Decimal("0.1")),
    Code("l", "Early Departure"),
    Code("#", "Unknown"),
    Code("A", "Excused"),
    Code("-", "Absent"),
    Code("S", "Late", Decimal("0.1")),
    Code("s", "Late"),
)
SOURCES = {
    "s": Notation(),
    "register": Notation(codes=(("status", REGISTER),)),
    "comma": Notation(decimal_comma=True),
    "exceptions": Notation(exceptions_only=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("minutes_late", "class_id", "session", "school_id", "term", "source_updated_at")),
    "student_id": "S1", "date": "2025-03-14", "attendance_id": hashed("s", "S1", None, None, None, "2025-03-14"),
    "status": "Present", "status_raw": "Present", "is_present": True, "absent_fraction": "0.0000", "school_year": 2025,
    "is_exception": None,
    "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
STUDENTS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no student": (None, None, ("NULL_STUDENT_ID",)),
    "an empty student": (" ", None, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, "x" * 128, ()),
    "a student too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
    "a student absurdly long": ("x" * 100_000, None, ("BAD_STUDENT_ID",)),
    "a student with a control character": ("S\x001", None, ("BAD_STUDENT_ID",)),
}
DAYS = {
    "1900-01-01": ("1900-01-01", 1900), "2025-06-30": ("2025-06-30", 2025), "2025-07-01": ("2025-07-01", 2026),
    "2026-01-01": ("2026-01-01", 2026), "2025-03-14T23:30:00-08:00": ("2025-03-14", 2025),
}  # fmt: skip
NO_DAYS = [
    *(None, "", "NULL", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "today", "2025-03-14\x00")
]
# What a status, and a share of the day, mean: the status, whether present, and the share missed.
MEANT: dict[tuple[str | None, str | None], tuple[str, bool | None, str | None]] = {
    ("present", None): ("Present", True, "0.0000"),
    ("P", ""): ("Present", True, "0.0000"),
    (" Tardy ", None): ("Late", True, "0.0000"),
    ("left_early", None): ("Early Departure", True, "0.0000"),
    ("A", "N/A"): ("Absent", False, "1.0000"),
    ("EXCUSED", None): ("Excused", False, "1.0000"),
    ("half-day", None): ("Half Day Absent", True, "0.5000"),
    ("Half Day Excused", None): ("Half Day Excused", True, "0.5000"),
    ("L", None): ("Unknown", None, None),
    ("Present\x00", None): ("Unknown", None, None),
    ("x" * 10_000, None): ("Unknown", None, None),
    ("0", None): ("Unknown", None, None),
    ("L", "0.5"): ("Unknown", True, "0.5000"),
    ("L", "1"): ("Unknown", False, "1.0000"),
    (None, "0.5"): ("Unknown", True, "0.5000"),
    ("Absent", "50%"): ("Absent", True, "0.5000"),
    ("Absent", "half"): ("Absent", False, "1.0000"),
    ("Present", "50"): ("Present", True, "0.0000"),
    ("Absent", "0"): ("Absent", True, "0.0000"),
    ("Present", "1"): ("Present", False, "1.0000"),
    ("Absent", "0.33335"): ("Absent", True, "0.3334"),
    ("Absent", "0.33334999"): ("Absent", True, "0.3333"),
}
NO_SHARE = dict.fromkeys(("half", "50"), ("BAD_ABSENT_FRACTION",))
# Of a source that says what its codes mean.
CODED: dict[tuple[str, str | None], tuple[str, bool | None, str | None]] = {
    ("t", None): ("Absent", False, "1.0000"),
    ("L", None): ("Late", True, "0.1000"),
    ("S", None): ("Late", True, "0.1000"),
    ("s", None): ("Late", True, "0.0000"),
    ("L", "0.25"): ("Late", True, "0.2500"),
    ("A", None): ("Excused", False, "1.0000"),
    ("Present", None): ("Present", True, "0.0000"),
    ("#", None): ("Unknown", None, None),
}
MEANING = ("status", "is_present", "absent_fraction")
LATE = {
    "0": "0.00", "9999.99": "9999.99", "9999.991": None, "-0.01": None, "12.345": "12.35", "1:30": None,
    "10 min": None, "1e1": None, "12\x00": None, "9" * 10_000: None,
}  # fmt: skip
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "K1", "P3", "X", "2025-03-14")),
    "no class": ({"class_id": None}, ("s", "S1", None, "P3", "X", "2025-03-14")),
    "no session": ({"session": "-"}, ("s", "S1", "K1", None, "X", "2025-03-14")),
    "no school": ({"school_id": ""}, ("s", "S1", "K1", "P3", None, "2025-03-14")),
    "a day with a time": ({"date": "2025-03-14 09:00"}, ("s", "S1", "K1", "P3", "X", "2025-03-14")),
    "another status": ({"status": "Absent", "minutes_late": None}, ("s", "S1", "K1", "P3", "X", "2025-03-14")),
    "an own id that can be none": ({"attendance_id": "T\x001"}, ("s", "S1", "K1", "P3", "X", "2025-03-14")),
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "date", "class_id", "session", "attendance_id", "term")},
            "source_system": "s",
            "status": "Present",
            "status_raw": "Present",
            "is_present": True,
            "absent_fraction": "0.0000",
            "minutes_late": "12.50",
            "school_id": "X",
            "school_year": 2025,
            "source_updated_at": "2025-03-15T08:00:00+00:00",
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"status": None, "known_at": DELIVERED}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_STATUS")
    ),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in STUDENTS.items()},
    **{f"on {raw}": Case({"date": raw}, {"date": day, "school_year": year}) for raw, (day, year) in DAYS.items()},
    **{f"on {raw!a}": Case({"date": raw}, {"date": None, "school_year": None}, ("BAD_DATE",)) for raw in NO_DAYS},
    **{
        f"status {raw and raw[:12]!a}, share {share!a}": Case(
            {"status": raw, "absent_fraction": share},
            dict(zip(MEANING, meant, strict=True)),
            issues=("UNMAPPED_STATUS",) if raw and meant[0] == "Unknown" else NO_SHARE.get(share, ()),
        )
        for (raw, share), meant in MEANT.items()
    },
    **{
        f"code {raw}, share {share}": Case(
            {"status": raw, "absent_fraction": share}, dict(zip(MEANING, meant, strict=True)), source="register"
        )
        for (raw, share), meant in CODED.items()
    },
    "a code that nobody explained": Case(
        {"status": "Q"}, {"status": "Unknown", "status_raw": "Q"}, issues=("UNMAPPED_STATUS",), source="register"
    ),
    "a code that differs in its case": Case(
        {"status": "l"}, {"status": "Early Departure", "absent_fraction": "0.0000"}, source="register"
    ),
    "a code that is nothing elsewhere": Case(
        {"status": " - "}, {"status": "Absent", "status_raw": "-"}, source="register"
    ),
    "a status in blanks": Case({"status": " half  day\u00a0"}, {"status": "Half Day Absent", "status_raw": "half day"}),
    "no status": Case({"status": "N/A"}, {"status": None, "is_present": None, "attendance_id": "T1"}, ("NULL_STATUS",)),
    "no status, and no id of its own": Case(
        {"status": None, "attendance_id": None}, {"attendance_id": hashed(*MADE["another status"][1])}, ("NULL_STATUS",)
    ),
    **{
        f"late by {raw[:9]!a}": Case(
            {"minutes_late": raw}, {"minutes_late": late}, issues=() if late else ("BAD_MINUTES_LATE",)
        )
        for raw, late in LATE.items()
    },
    "a decimal comma": Case(
        {"absent_fraction": "0,25", "minutes_late": "12,5"}, {"absent_fraction": "0.2500"}, source="comma"
    ),
    "a decimal point where commas are": Case({}, {"minutes_late": None}, issues=("BAD_MINUTES_LATE",), source="comma"),
    **{
        f"an id made of {name}": Case(
            {"attendance_id": None, **raw},
            {"attendance_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "of a source that tells of absences only": Case({}, {"is_exception": True}, source="exceptions"),
    "a given school year": Case({"school_year": "2024"}, {"school_year": 2024}),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a destroyed own id": Case({"attendance_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "destroyed places of a row with an id": Case(
        {"class_id": "1E+11", "school_id": "2E+11"},
        {"class_id": None, "school_id": None, "attendance_id": "T1"},
        issues=("ID_DAMAGED",),
    ),
    **{
        f"a destroyed {name} of a row without": Case(
            {name: "1E+11", "attendance_id": None}, {name: None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
        )
        for name in ("class_id", "school_id")
    },
    "all reasons to refuse": Case(
        {"student_id": "x" * 129, "date": "x", "attendance_id": "1E+11", "status": None},
        {},
        ("BAD_STUDENT_ID", "BAD_DATE", "ID_DAMAGED", "NULL_STATUS"),
    ),
    "all that can be wrong with a row that is kept": Case(
        {**dict.fromkeys(("status", "minutes_late", "updated_at"), "?"), "class_id": "1E+11"},
        {"status": "Unknown", "class_id": None, "minutes_late": None, "known_at": "2025-03-14T00:00:00+00:00"},
        issues=("UNMAPPED_STATUS", "ID_DAMAGED", "BAD_MINUTES_LATE", "BAD_UPDATED_AT"),
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "status": None}, {}, ("RAGGED_LONG",)),
    "a namespace and a time zone": Case(
        {"date": "2025-03-14T01:00:00Z", "attendance_id": None, "updated_at": None},
        {
            "student_id": "north:S1",
            "class_id": "north:K1",
            "school_id": "north:X",
            "attendance_id": hashed("north", "S1", "K1", "P3", "X", "2025-03-13"),
            "date": "2025-03-13",
            "known_at": "2025-03-13T04:00:00+00:00",
        },
        source="north",
    ),
    "told otherwise": Case({"attendance_id": "T2", "minutes_late": "12.50", "absent_fraction": "0"}, {}),
    "later than said": Case({"minutes_late": "13"}, {"minutes_late": "13.00"}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "attendance", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["later than said"]["content_hash"] != rows["ordinary"]["content_hash"]
