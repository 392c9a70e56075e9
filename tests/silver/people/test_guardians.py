"""Guardians: what silver makes of each record, of one that a snapshot lacks, and which rows contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "guardian_id": "G1",
    "name": "Anne Byron",
    "given_name": "Anne",
    "family_name": "Byron",
    "email": "anne@example.org",
    "phone": "(555) 010-0199",
    "language": "English",
    "household_id": "H1",
    "status": "active",
    "updated_at": "2025-01-15T10:00:00Z",
    "school_id": "X",
    "school_year": "2025",
    "term": "Fall",
}
NOTHING = dict.fromkeys(SOUND)
TEXTS = ("name", "given_name", "family_name", "email", "phone", "language")
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "strict": Notation(patterns=(("guardian_id", "G[0-9]+"), ("phone", "[0-9]+"))),
}
BARE = {
    **dict.fromkeys((*TEXTS, "household_id", "school_id", "school_year", "term", "source_updated_at")),
    "guardian_id": "G1",
    "is_active": True,
    "known_at": DELIVERED,
}
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no id": (None, None, ("NULL_GUARDIAN_ID",)),
    "an empty id": ("", None, ("NULL_GUARDIAN_ID",)),
    "a word for no id": ("none", None, ("NULL_GUARDIAN_ID",)),
    "an id with blanks around": ("\u200b G\t1\u00a0", "G 1", ()),
    "an id marked as text": ('="00123"', "00123", ()),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("BAD_GUARDIAN_ID",)),
    "an id with a control character": ("G\x001", None, ("BAD_GUARDIAN_ID",)),
}
STATUSES = {
    "active": (True, ()),
    "no": (False, ()),
    "tobedeleted": (False, ()),
    "Withdrawn": (False, ()),
    "deceased": (True, ("UNMAPPED_STATUS",)),
    "x" * 10_000: (True, ("UNMAPPED_STATUS",)),
}
YEARS = {"1900": 1900, "1899": None, "2999": 2999, "3000": None, "0": None, "-1": None}
CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in (*TEXTS, "guardian_id", "household_id", "school_id", "term")},
            "source_system": "s",
            "is_active": True,
            "school_year": 2025,
            "source_updated_at": "2025-01-15T10:00:00+00:00",
            "known_at": "2025-01-15T10:00:00+00:00",
            "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "guardian_id"},
    "nothing but an id": Case({**NOTHING, "guardian_id": "G1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, " "), "guardian_id": "G1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "N/A"), "guardian_id": "G1"}, BARE),
    "nothing at all": Case(NOTHING, {"guardian_id": None}, ("NULL_GUARDIAN_ID",)),
    "garbage in texts": Case(
        {"name": "x" * 100_000, "email": "A\x00\u202eB", "phone": "=cmd()", "language": "  a\u00a0 b "},
        {"name": "x" * 100_000, "email": "A\x00B", "phone": "=cmd()", "language": "a b"},
    ),
    **{name: Case({"guardian_id": raw}, {"guardian_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    **{
        f"status {raw[:12]}": Case({"status": raw}, {"is_active": active, "closed_is_active": False}, issues=issues)
        for raw, (active, issues) in STATUSES.items()
    },
    **{
        f"school year {raw}": Case(
            {"school_year": raw}, {"school_year": year}, issues=() if year else ("BAD_SCHOOL_YEAR",)
        )
        for raw, year in YEARS.items()
    },
    "ids that are left out": Case(
        {"household_id": "1.2E+11", "school_id": "x" * 129},
        {"household_id": None, "school_id": None},
        issues=("ID_DAMAGED", "BAD_ID"),
    ),
    "updated before 1900": Case(
        {"updated_at": "1899-12-31"}, {"source_updated_at": None, "known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)
    ),
    "out of scope, whatever else": Case(
        {"parse_issue": "NOT_A_GUARDIAN", "guardian_id": None}, {"guardian_id": None}, ("NOT_A_GUARDIAN",)
    ),
    "a namespace and a time zone": Case(
        {"updated_at": "2025-01-15T10:00:00"},
        {
            "guardian_id": "north:G1",
            "household_id": "north:H1",
            "school_id": "north:X",
            "known_at": "2025-01-15T15:00:00+00:00",
        },
        source="north",
    ),
    "other than expected by the source": Case(
        {"guardian_id": "H1"}, {}, issues=("UNEXPECTED_GUARDIAN_ID", "UNEXPECTED_PHONE"), source="strict"
    ),
    "another phone": Case({"phone": "555"}, {}),
    "spelled otherwise": Case({"email": " anne@example.org ", "payload": "another"}, {}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "guardians", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_what_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["spelled otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another phone"]["content_hash"] != rows["ordinary"]["content_hash"]


def guardian(id_: str, family: str | None = "Byron", **more: Any) -> dict[str, Any]:
    return {"guardian_id": id_, "given_name": "Anne", "family_name": family, **more}


def test_guardians_who_may_be_one(spark: SparkSession) -> None:
    """The same family name and way to reach them, however it is written; of two sources nothing is said."""
    alike = [
        guardian("a", email="Anne@example.org"),
        guardian("b", "BYRON", email="anne@example.org"),
        guardian("c", phone="(555) 010-0199"),
        guardian("d", phone="5550100199", email="else@example.org"),
    ]
    apart = [
        guardian("other name", "King", email="anne@example.org"),
        guardian("no name", None, email="anne@example.org"),
        guardian("closed", email="anne@example.org", is_active=False),
        guardian("elsewhere", email="anne@example.org", source_system="t"),
        guardian("no way", phone="none"),
        guardian("no way either", phone="-", email=""),
        guardian("an address that is a number", email="5550100199"),
    ]
    assert contradicting(spark, "guardians", "DUPLICATE_GUARDIAN", [*alike, *apart]) == ["a", "b", "c", "d"]


def test_students_among_guardians(spark: SparkSession) -> None:
    """An id alone says nothing, for guardian 17 is not student 17, and an address alone little: families share them."""
    students = [
        {"student_id": "S1", "given_name": "Ada", "family_name": "Byron", "email": "ada@example.org"},
        {"student_id": "S2", "name": "Ben King", "email": "family@example.org"},
        {"student_id": "S3", "given_name": "Cleo", "family_name": "Gone", "is_current": False},
        {"student_id": "S4", "email": "nameless@example.org"},
    ]
    rows = [
        {"guardian_id": "S1", "given_name": "ADA", "family_name": "byron"},
        {"guardian_id": "by address", "name": "Ada Byron", "email": "ADA@example.org"},
        {"guardian_id": "S2", "name": "Mary King"},
        {"guardian_id": "family", "name": "Mary King", "email": "family@example.org"},
        {"guardian_id": "namesake", "name": "Ada Byron", "email": "another@example.org"},
        {"guardian_id": "S3", "name": "Cleo Gone"},
        {"guardian_id": "S4", "email": "nameless@example.org"},
        {"guardian_id": "elsewhere", "name": "Ada Byron", "email": "ada@example.org", "source_system": "t"},
        {"guardian_id": "closed", "name": "Ada Byron", "email": "ada@example.org", "is_active": False},
    ]
    assert contradicting(spark, "guardians", "STUDENT_AS_GUARDIAN", rows, students=students) == ["S1", "by address"]
