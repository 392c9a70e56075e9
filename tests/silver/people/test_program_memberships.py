"""Program memberships: what silver makes of each record, and which rows contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.silver.people.program_memberships import FORM, PROGRAM_MEMBERSHIPS_TABLE

SOUND = {
    "student_id": "S1", "program_id": "P1", "begin_date": "2024-09-02", "end_date": "2025-06-20",
    "exit_reason": "No longer eligible", "status": "active", "program_membership_id": "M1",
    "updated_at": "2024-09-01T08:00:00Z", "school_id": "X", "school_year": "2025", "term": "Fall",
}  # fmt: skip
NEEDED = {"student_id": "S1", "program_id": "P1"}
NOTHING = dict.fromkeys(SOUND)
MADE_OF = ("s", "S1", "P1", "2024-09-02")
NO_BEGIN = ("BEGIN_UNKNOWN",)
SOURCES = {"s": Notation(), "north": Notation(id_namespace="north", time_zone="America/New_York")}
BARE = {
    **dict.fromkeys(("begin_date", "end_date", "exit_reason", "is_gone", "school_id", "school_year", "term")),
    **NEEDED, "source_updated_at": None, "is_deleted": False, "known_at": DELIVERED, "closed_is_gone": True,
    "program_membership_id": hashed("s", "S1", "P1", None),
}  # fmt: skip
STUDENTS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no student": (None, None, ("NULL_STUDENT_ID",)),
    "a word for no student": ("NULL", None, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, "x" * 128, ()),
    "a student too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
}
PROGRAMS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no program": (None, None, ("NULL_PROGRAM_ID",)),
    "an empty program": (" ", None, ("NULL_PROGRAM_ID",)),
    "a program that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest program": ("x" * 128, "x" * 128, ()),
    "a program too long": ("x" * 129, None, ("NULL_PROGRAM_ID",)),
}
BEGINS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    "1900-01-01": ("1900-01-01", ()),
    None: (None, NO_BEGIN),
    "N/A": (None, NO_BEGIN),
    "1899-12-31": (None, (*NO_BEGIN, "BAD_BEGIN_DATE")),
    "2024-02-30": (None, (*NO_BEGIN, "BAD_BEGIN_DATE")),
    "fall": (None, (*NO_BEGIN, "BAD_BEGIN_DATE")),
}
ENDS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ()),
    "2024-09-02": ("2024-09-02", ()),
    "2024-09-01": ("2024-09-01", ("END_BEFORE_BEGIN",)),
    "2026-01-01": ("2026-01-01", ()),
    "2026-01-02": (None, ("BAD_END_DATE",)),
    "open": (None, ("BAD_END_DATE",)),
}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...], tuple[str, ...]]] = {
    "all that there is": ({}, MADE_OF, ()),
    "a day with a time": ({"begin_date": "2024-09-02 08:00"}, MADE_OF, ()),
    "another end, school and reason": ({"end_date": None, "school_id": "Y", "exit_reason": "moved"}, MADE_OF, ()),
    "no day": ({"begin_date": None}, ("s", "S1", "P1", "2025"), NO_BEGIN),
    "neither a day nor a year": ({"begin_date": None, "school_year": None}, ("s", "S1", "P1", None), NO_BEGIN),
    "a day that cannot be read": ({"begin_date": "soon"}, ("s", "S1", "P1", "soon"), (*NO_BEGIN, "BAD_BEGIN_DATE")),
    "an own id that can be none": ({"program_membership_id": "M\x001"}, MADE_OF, ("BAD_ID",)),
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "program_id", "begin_date", "end_date", "exit_reason", "term")},
            "source_system": "s", "program_membership_id": "M1", "is_gone": None, "is_deleted": False, "school_id": "X",
            "school_year": 2025, "source_updated_at": "2024-09-01T08:00:00+00:00",
            "known_at": "2024-09-01T08:00:00+00:00", "closed_is_gone": True,
        },
    ),
    **{
        f"without {name}": Case({name: None}, {}, issues=NO_BEGIN if name == "begin_date" else ())
        for name in SOUND
        if name not in NEEDED
    },
    "nothing but student and program": Case({**NOTHING, **NEEDED}, BARE, issues=NO_BEGIN),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE, issues=NO_BEGIN),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE, issues=NO_BEGIN),
    "nothing at all": Case(NOTHING, {}, ("NULL_STUDENT_ID", "NULL_PROGRAM_ID"), NO_BEGIN),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in STUDENTS.items()},
    **{name: Case({"program_id": raw}, {"program_id": id_}, codes) for name, (raw, id_, codes) in PROGRAMS.items()},
    **{
        f"since {raw}": Case({"begin_date": raw}, {"begin_date": day}, issues=issues)
        for raw, (day, issues) in BEGINS.items()
    },
    **{f"until {raw}": Case({"end_date": raw}, {"end_date": day}, issues=issues) for raw, (day, issues) in ENDS.items()},
    "a reason in free text": Case({"exit_reason": "x" * 10_000}, {"exit_reason": "x" * 10_000}),
    **{
        f"status {raw}": Case({"status": raw}, {"is_deleted": deleted, "is_gone": None})
        for raw, deleted in {"ToBeDeleted": True, "deleted": True, "inactive": False, "exited": False, "?": False}.items()
    },
    **{
        f"an id made of {name}": Case(
            {"program_membership_id": None, **raw}, {"program_membership_id": hashed(*made)}, issues=issues
        )
        for name, (raw, made, issues) in MADE.items()
    },
    "a destroyed own id": Case({"program_membership_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a destroyed school of a row without an id": Case(
        {"school_id": "1E+11", "program_membership_id": None},
        {"school_id": None, "program_membership_id": hashed(*MADE_OF)},
        issues=("ID_DAMAGED",),
    ),
    "all that can be wrong with a row that is kept": Case(
        {**dict.fromkeys(("begin_date", "end_date", "school_year", "updated_at"), "?"), "school_id": "1E+11"},
        {"known_at": DELIVERED},
        issues=(*NO_BEGIN, "BAD_BEGIN_DATE", "BAD_END_DATE", "ID_DAMAGED", "BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "a namespace and a time zone": Case(
        {"begin_date": "2024-09-02T01:00:00Z", "program_membership_id": None, "updated_at": None},
        {
            "student_id": "north:S1", "program_id": "north:P1", "school_id": "north:X", "begin_date": "2024-09-01",
            "program_membership_id": hashed("north", "S1", "P1", "2024-09-01"), "known_at": "2024-09-01T04:00:00+00:00",
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "student_id": None}, {}, ("RAGGED_LONG",)),
    "told otherwise": Case({"program_membership_id": "M2", "status": None, "school_year": "2024/25"}, {}),
    "another reason": Case({"exit_reason": None}, {"exit_reason": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "program_memberships", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another reason"]["content_hash"] != rows["ordinary"]["content_hash"]


def test_which_program_and_why_it_ended_is_sensitive() -> None:
    """In bronze everything but the student is, in a record that is out of step as well."""
    held = {column.name for column in PROGRAM_MEMBERSHIPS_TABLE.columns if column.personal == "sensitive"}
    assert held == {"program_id", "exit_reason"}
    delivered = {column.name: column.personal for column in FORM.table.columns if column.name.startswith("raw_")}
    assert delivered.pop("raw_student_id") == "direct"
    assert {*delivered.values()} == {"sensitive"}


FALL = {"student_id": "S1", "program_id": "P1", "begin_date": "2024-09-02", "end_date": "2024-12-20"}
OTHERS: dict[str, tuple[dict[str, Any], bool]] = {
    "on its last day": ({"begin_date": "2024-12-20", "end_date": None}, True),
    "on the day after": ({"begin_date": "2024-12-21", "end_date": None}, False),
    "on its first day": ({"begin_date": "2024-08-01", "end_date": "2024-09-02"}, True),
    "on the day before": ({"begin_date": "2024-08-01", "end_date": "2024-09-01"}, False),
    "in another school": ({"school_id": "Y"}, True),
    "another program": ({"program_id": "P2"}, False),
    "another student": ({"student_id": "S2"}, False),
    "another source": ({"source_system": "t"}, False),
    "nobody knows since when": ({"begin_date": None}, False),
    "on no day": ({"begin_date": "2024-12-20", "end_date": "2024-12-19"}, False),
    "until the end of the year before": ({"begin_date": "2023-09-01", "end_date": None, "school_year": 2024}, False),
    "taken back": ({"is_deleted": True}, False),
    "gone, and nobody knows when": ({"end_date": None, "is_gone": True}, False),
    "gone, and it is known when": ({"is_gone": True}, True),
}


@pytest.mark.parametrize("other", OTHERS)
def test_the_same_program_twice_at_a_time(spark: SparkSession, other: str) -> None:
    differs, overlaps = OTHERS[other]
    stays = [{**FALL, "program_membership_id": "a"}, {**FALL, **differs, "program_membership_id": "b"}]
    found = contradicting(spark, "program_memberships", "OVERLAPPING_PROGRAM", stays)
    assert found == (["a", "b"] if overlaps else [])


SCHOOLS: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "none": ([], ["p"]),
    "all of it": ([{"entry_date": "2023-08-01"}], []),
    "its first day": ([{"entry_date": "2023-08-01", "exit_date": "2024-09-02"}], []),
    "its last day": ([{"entry_date": "2024-12-20"}], []),
    "the day after": ([{"entry_date": "2024-12-21"}], ["p"]),
    "one before and one after": (
        [{"entry_date": "2023-08-01", "exit_date": "2024-09-01"}, {"entry_date": "2024-12-21"}], ["p"]),
    "in another school": ([{"entry_date": "2023-08-01", "school_id": "Z"}], []),
    "of another source": ([{"entry_date": "2023-08-01", "source_system": "t"}], []),
    "of another student": ([{"entry_date": "2023-08-01", "student_id": "S2"}], ["p"]),
    "taken back": ([{"entry_date": "2023-08-01", "is_deleted": True}], ["p"]),
    "gone, and nobody knows when": ([{"entry_date": "2023-08-01", "is_gone": True}], []),
    "of the school year before": ([{"entry_date": "2023-08-01", "school_year": 2024}], ["p"]),
}  # fmt: skip


@pytest.mark.parametrize("schools", SCHOOLS)
def test_a_student_of_no_school(spark: SparkSession, schools: str) -> None:
    told, expected = SCHOOLS[schools]
    known = [{"student_id": "S1", "membership_id": f"{n}", **stay} for n, stay in enumerate(told)]
    stays = [{**FALL, "program_membership_id": "p"}]
    assert contradicting(spark, "program_memberships", "NOT_A_MEMBER", stays, memberships=known) == expected


def test_a_stay_that_holds_on_no_day_asks_for_no_school(spark: SparkSession) -> None:
    never = {**FALL, "end_date": "2024-09-01", "program_membership_id": "p"}
    assert contradicting(spark, "program_memberships", "NOT_A_MEMBER", [never], memberships=[]) == []
