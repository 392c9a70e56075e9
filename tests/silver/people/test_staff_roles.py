"""Roles of staff: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "staff_id": "T1", "role": "Teacher", "title": "Head of maths", "begin_date": "2024-08-01", "end_date": "2025-06-30",
    "fte": "0.8", "is_primary": "true", "employment_status": "Tenured", "status": "active", "staff_role_id": "R1",
    "updated_at": "2024-08-02T08:00:00Z", "school_id": "X", "school_year": "2025", "term": "Fall",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
MADE_OF = ("s", "T1", "X", "Teacher", "2024-08-01")
SOURCES = {
    "s": Notation(),
    "register": Notation(codes=(("role", (Code("017", "Teacher"), Code("-", "Other"), Code("Q", "Unknown"))),)),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("begin_date", "end_date", "role_raw", "title", "fte", "is_primary", "employment_status")),
    **dict.fromkeys(("is_gone", "school_id", "school_year", "term", "source_updated_at")),
    "staff_id": "T1", "role": "Unknown", "is_deleted": False, "known_at": DELIVERED, "closed_is_gone": True,
    "staff_role_id": hashed("s", "T1", None, None, None),
}  # fmt: skip
NO_BEGIN = ("BEGIN_UNKNOWN",)
STAFF: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "nobody": (None, None, ("NULL_STAFF_ID",)),
    "an empty id": (" ", None, ("NULL_STAFF_ID",)),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("BAD_STAFF_ID",)),
    "an id with a control character": ("T\x001", None, ("BAD_STAFF_ID",)),
}
ROLES: dict[str | None, str] = {
    "teacher": "Teacher", "PARAPROFESSIONAL": "Aide", "school-counselor": "Counsellor", "Nurse": "Nurse",
    "Library Media Specialist": "Librarian", "siteAdministrator": "Administrator", "principal": "Administrator",
    "bus_driver": "Support", "other": "Other", "coach": "Unknown", "017": "Unknown", "Teacher\x00": "Unknown",
    "x" * 10_000: "Unknown",
}  # fmt: skip
BEGINS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    "1900-01-01": ("1900-01-01", ()),
    None: (None, NO_BEGIN),
    "N/A": (None, NO_BEGIN),
    "1899-12-31": (None, (*NO_BEGIN, "BAD_BEGIN_DATE")),
    "2024-02-30": (None, (*NO_BEGIN, "BAD_BEGIN_DATE")),
    "August": (None, (*NO_BEGIN, "BAD_BEGIN_DATE")),
}
ENDS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ()),
    "2024-08-01": ("2024-08-01", ()),
    "2026-01-01": ("2026-01-01", ()),
    "2026-01-02": (None, ("BAD_END_DATE",)),
    "open": (None, ("BAD_END_DATE",)),
}
FTES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "0": ("0.0000", ()),
    "1.0000": ("1.0000", ()),
    "80%": ("0.8000", ()),
    "1.00001": (None, ("FTE_OUT_OF_RANGE",)),
    "-0.00001": (None, ("FTE_OUT_OF_RANGE",)),
    "80": (None, ("FTE_OUT_OF_RANGE",)),
    "full": (None, ("BAD_FTE",)),
    "none": (None, ()),
}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, MADE_OF),
    "no school": ({"school_id": ""}, ("s", "T1", None, "Teacher", "2024-08-01")),
    "another word for the role": ({"role": "Classroom Teacher"}, ("s", "T1", "X", "Classroom Teacher", "2024-08-01")),
    "another title, end and fte": ({"title": None, "end_date": None, "fte": "1"}, MADE_OF),
    "an own id that can be none": ({"staff_role_id": "R\x001"}, MADE_OF),
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("staff_id", "role", "title", "begin_date", "end_date", "term")},
            "source_system": "s", "staff_role_id": "R1", "role_raw": "Teacher", "fte": "0.8000", "is_primary": True,
            "employment_status": "Tenured", "is_gone": None, "is_deleted": False, "school_id": "X",
            "school_year": 2025, "known_at": "2024-08-02T08:00:00+00:00", "closed_is_gone": True,
        },
    ),
    **{
        f"without {name}": Case({name: None}, {}, issues=NO_BEGIN if name == "begin_date" else ())
        for name in SOUND
        if name != "staff_id"
    },
    "nothing but a person": Case({**NOTHING, "staff_id": "T1"}, BARE, issues=NO_BEGIN),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "staff_id": "T1"}, BARE, issues=NO_BEGIN),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), "staff_id": "T1"}, BARE, issues=NO_BEGIN),
    "nothing at all": Case(NOTHING, {"staff_id": None}, ("NULL_STAFF_ID",), NO_BEGIN),
    **{name: Case({"staff_id": raw}, {"staff_id": id_}, codes) for name, (raw, id_, codes) in STAFF.items()},
    **{
        f"role {raw and raw[:9]!a}": Case(
            {"role": raw},
            {"role": role, "role_raw": raw},
            issues=("UNMAPPED_ROLE",) if role == "Unknown" else (),
        )
        for raw, role in ROLES.items()
    },
    "a code": Case({"role": "017"}, {"role": "Teacher", "role_raw": "017"}, source="register"),
    "a code that is nothing elsewhere": Case({"role": "-"}, {"role": "Other", "role_raw": "-"}, source="register"),
    "a code that is said to be unknown": Case(
        {"role": "Q"}, {"role": "Unknown"}, issues=("UNMAPPED_ROLE",), source="register"
    ),
    **{
        f"since {raw}": Case({"begin_date": raw}, {"begin_date": day}, issues=issues)
        for raw, (day, issues) in BEGINS.items()
    },
    **{f"until {raw}": Case({"end_date": raw}, {"end_date": day}, issues=issues) for raw, (day, issues) in ENDS.items()},
    "over before it began": Case({"end_date": "2024-07-31"}, {"staff_role_id": "R1"}, ("END_BEFORE_BEGIN",)),
    "over, and begun nobody knows when": Case({"begin_date": None, "end_date": "2020-01-01"}, {}, issues=NO_BEGIN),
    **{f"fte {raw}": Case({"fte": raw}, {"fte": fte}, issues=issues) for raw, (fte, issues) in FTES.items()},
    "not the main one": Case({"is_primary": "no"}, {"is_primary": False}),
    "the main one, perhaps": Case({"is_primary": "?"}, {"is_primary": None}, issues=("BAD_IS_PRIMARY",)),
    "taken back": Case({"status": "tobedeleted"}, {"is_deleted": True, "is_gone": None}),
    "inactive": Case({"status": "inactive"}, {"is_deleted": False, "is_gone": None}),
    **{
        f"an id made of {name}": Case(
            {"staff_role_id": None, **raw},
            {"staff_role_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"staff_role_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school of a row with an id": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a destroyed school of a row without": Case(
        {"school_id": "1E+11", "staff_role_id": None}, {"school_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "all that can be wrong with a row that is kept": Case(
        {
            **dict.fromkeys(("role", "begin_date", "end_date", "is_primary", "fte", "school_year", "updated_at"), "?"),
            "school_id": "1E+11",
        },
        {"role": "Unknown", "known_at": DELIVERED},
        issues=(
            *("UNMAPPED_ROLE", *NO_BEGIN, "BAD_BEGIN_DATE", "BAD_END_DATE", "BAD_IS_PRIMARY", "BAD_FTE", "ID_DAMAGED"),
            *("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
        ),
    ),
    "out of scope, whatever else": Case({"parse_issue": "NOT_STAFF", "staff_id": None}, {}, ("NOT_STAFF",)),
    "a namespace and a time zone": Case(
        {"begin_date": "2024-08-01T01:00:00Z", "staff_role_id": None, "updated_at": None},
        {
            "staff_id": "north:T1", "school_id": "north:X", "begin_date": "2024-07-31", "known_at": DELIVERED,
            "staff_role_id": hashed("north", "T1", "X", "Teacher", "2024-07-31"),
        },
        source="north",
    ),
    "told otherwise": Case({"staff_role_id": "R2", "fte": "80 %", "is_primary": "Y"}, {}),
    "another end": Case({"end_date": None}, {"end_date": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "staff_roles", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another end"]["content_hash"] != rows["ordinary"]["content_hash"]
