"""Memberships: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "grade_level": "7", "entry_date": "2024-08-20", "exit_date": "2025-06-10",
    "entry_type": "new to the school", "exit_type": "Transferred", "is_primary": "Yes", "fte": "0.5",
    "status": "active", "membership_id": "M1", "updated_at": "2025-06-11T08:00:00Z", "school_id": "X",
    "school_year": "2025", "term": "Fall",
}  # fmt: skip
NEEDED = {"student_id": "S1", "entry_date": "2024-08-20"}
NOTHING = dict.fromkeys(SOUND)
MADE_OF = ("s", "S1", "X", "2024-08-20")
SOURCES = {
    "s": Notation(),
    "register": Notation(
        codes=(("exit_type", (Code("-", "Year End"), Code("W9", "Transferred"), Code("Q", "Unknown"))),)
    ),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("exit_date", "entry_type", "exit_type", "exit_type_raw", "is_primary", "fte", "is_gone")),
    **dict.fromkeys(("school_id", "school_year", "term", "source_updated_at")),
    "student_id": "S1", "entry_date": "2024-08-20", "grade_level": "Ungraded", "is_deleted": False,
    "membership_id": hashed("s", "S1", None, "2024-08-20"), "known_at": DELIVERED, "closed_is_gone": True,
}  # fmt: skip
STUDENTS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no student": (None, None, ("NULL_STUDENT_ID",)),
    "an empty student": (" ", None, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, "x" * 128, ()),
    "a student too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
    "a student with a control character": ("S\x001", None, ("BAD_STUDENT_ID",)),
}
NO_DAYS = (None, "", "NULL", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "today", "2024-08-20\x00")
EXITS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ()),
    "N/A": (None, ()),
    "2024-08-21": ("2024-08-21", ()),
    "2024-08-20": ("2024-08-20", ("ZERO_DAY_STAY",)),
    "2025-02-29": (None, ("BAD_EXIT_DATE",)),
    "2026-01-02": (None, ("BAD_EXIT_DATE",)),
    "later": (None, ("BAD_EXIT_DATE",)),
}
TYPES: dict[str, str] = {
    "graduated": "Graduated", "TRANSFER-OUT": "Transferred", "drop_out": "Dropped Out", "Withdrew": "Withdrawn",
    "Rollover": "Year End", "End of school year": "Year End", "no-show": "No Show", "other": "Other",
    "W9": "Unknown", "expelled": "Unknown", "Year End\x00": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
FTES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "0": ("0.0000", ()),
    "1": ("1.0000", ()),
    "50 %": ("0.5000", ()),
    "0.33335": ("0.3334", ()),
    "1.0001": (None, ("FTE_OUT_OF_RANGE",)),
    "-0.1": (None, ("FTE_OUT_OF_RANGE",)),
    "100": (None, ("FTE_OUT_OF_RANGE",)),
    "101%": (None, ("FTE_OUT_OF_RANGE",)),
    "full": (None, ("BAD_FTE",)),
    "0,5": (None, ("BAD_FTE",)),
    "NaN": (None, ()),
}
PRIMARY = {"true": True, "1": True, "N": False, "0": False, "maybe": None, "\u200b": None}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, MADE_OF),
    "no school": ({"school_id": "-"}, ("s", "S1", None, "2024-08-20")),
    "a day with a time": ({"entry_date": "2024-08-20 09:00"}, MADE_OF),
    "another end, grade and year": ({"exit_date": None, "grade_level": "8", "school_year": "2026"}, MADE_OF),
    "an own id that can be none": ({"membership_id": "M\x001"}, MADE_OF),
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "entry_date", "exit_date", "entry_type", "exit_type", "term")},
            "source_system": "s", "membership_id": "M1", "exit_type_raw": "Transferred", "grade_level": "7th Grade",
            "is_primary": True, "fte": "0.5000", "is_gone": None, "is_deleted": False, "school_id": "X",
            "school_year": 2025, "source_updated_at": "2025-06-11T08:00:00+00:00",
            "known_at": "2025-06-11T08:00:00+00:00", "closed_is_gone": True,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"known_at": DELIVERED}, ("NULL_STUDENT_ID", "BAD_DATE")),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in STUDENTS.items()},
    **{f"entered {raw!a}": Case({"entry_date": raw}, {"entry_date": None}, ("BAD_DATE",)) for raw in NO_DAYS},
    "entered on the first day": Case({"entry_date": "1900-01-01"}, {"entry_date": "1900-01-01"}),
    "entered next year": Case({"entry_date": "2026-01-01", "exit_date": None}, {"entry_date": "2026-01-01"}),
    **{
        f"left {raw}": Case({"exit_date": raw}, {"exit_date": day}, issues=issues) for raw, (day, issues) in EXITS.items()
    },
    "left before": Case({"exit_date": "2024-08-19"}, {"membership_id": "M1"}, ("EXIT_BEFORE_ENTRY",)),
    "left before, without an id": Case(
        {"exit_date": "2024-08-19", "membership_id": None}, {"membership_id": hashed(*MADE_OF)}, ("EXIT_BEFORE_ENTRY",)
    ),
    **{
        f"left as {raw[:9]!a}": Case(
            {"exit_type": raw},
            {"exit_type": type_, "exit_type_raw": raw},
            issues=("UNMAPPED_EXIT_TYPE",) if type_ == "Unknown" else (),
        )
        for raw, type_ in TYPES.items()
    },
    "a code": Case({"exit_type": "w9"}, {"exit_type": "Transferred", "exit_type_raw": "w9"}, source="register"),
    "a code that is nothing elsewhere": Case(
        {"exit_type": " - "}, {"exit_type": "Year End", "exit_type_raw": "-"}, source="register"
    ),
    "a code that is said to be unknown": Case(
        {"exit_type": "Q"}, {"exit_type": "Unknown"}, issues=("UNMAPPED_EXIT_TYPE",), source="register"
    ),
    **{f"fte {raw}": Case({"fte": raw}, {"fte": fte}, issues=issues) for raw, (fte, issues) in FTES.items()},
    "a decimal comma": Case({"fte": "0,25"}, {"fte": "0.2500"}, source="comma"),
    **{
        f"primary {raw!a}": Case(
            {"is_primary": raw}, {"is_primary": flag}, issues=("BAD_IS_PRIMARY",) if raw == "maybe" else ()
        )
        for raw, flag in PRIMARY.items()
    },
    "a grade that is none": Case({"grade_level": "13"}, {"grade_level": "Unknown"}, issues=("UNKNOWN_GRADE_LEVEL",)),
    **{
        f"status {raw}": Case({"status": raw}, {"is_deleted": deleted, "is_gone": None})
        for raw, deleted in {"ToBeDeleted": True, "deleted": True, "inactive": False, "?": False}.items()
    },
    **{
        f"an id made of {name}": Case(
            {"membership_id": None, **raw},
            {"membership_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"membership_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school of a row with an id": Case(
        {"school_id": "1E+11"}, {"school_id": None, "membership_id": "M1"}, issues=("ID_DAMAGED",)
    ),
    "a destroyed school of a row without": Case(
        {"school_id": "1E+11", "membership_id": None}, {"school_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "all that can be wrong with a row that is kept": Case(
        {
            **dict.fromkeys(("exit_date", "exit_type", "is_primary", "fte", "grade_level", "updated_at"), "?"),
            "school_id": "1E+11",
            "school_year": "0",
        },
        {"exit_date": None, "exit_type": "Unknown", "school_year": None, "known_at": DELIVERED},
        issues=(
            *("UNKNOWN_GRADE_LEVEL", "UNMAPPED_EXIT_TYPE", "BAD_EXIT_DATE", "BAD_IS_PRIMARY", "BAD_FTE", "ID_DAMAGED"),
            *("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
        ),
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "entry_date": None}, {}, ("RAGGED_LONG",)),
    "a namespace and a time zone": Case(
        {"entry_date": "2024-08-20T01:00:00Z", "membership_id": None, "updated_at": None},
        {
            "student_id": "north:S1",
            "school_id": "north:X",
            "membership_id": hashed("north", "S1", "X", "2024-08-19"),
            "entry_date": "2024-08-19",
            "known_at": DELIVERED,
        },
        source="north",
    ),
    "told otherwise": Case({"membership_id": "M2", "fte": "0.50", "grade_level": "Grade 07", "is_primary": "1"}, {}),
    "another end": Case({"exit_date": "2025-06-11"}, {"exit_date": "2025-06-11"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "memberships", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another end"]["content_hash"] != rows["ordinary"]["content_hash"]
