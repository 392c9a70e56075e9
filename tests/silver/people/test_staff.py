"""Staff: what silver makes of each record, and where a version begins."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation
from edulake.silver import SUBJECTS

SOUND = {
    "staff_id": "T1", "name": "Ada Byron", "given_name": "Ada", "family_name": "Byron", "email": "ada@example.org",
    "staff_number": "00417", "sex": "F", "birth_date": "1975-12-10", "degree": "MA", "years_experience": "12.5",
    "hire_date": "2010-08-01", "leave_date": "2025-06-30", "leave_reason": "retired", "status": "active",
    "updated_at": "2025-01-15T10:00:00Z", "school_id": "X", "school_year": "2025", "term": "Fall",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "comma": Notation(decimal_comma=True, date_formats=("dd.MM.yyyy",)),
}
SAME = ("name", "given_name", "family_name", "email", "staff_number", "sex", "degree", "leave_reason", "term")
BARE = {
    **dict.fromkeys((*SAME, "birth_year", "years_experience", "hire_date", "leave_date", "school_id", "school_year")),
    "staff_id": "T1", "is_active": True, "source_updated_at": None, "known_at": DELIVERED,
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no id": (None, None, ("NULL_STAFF_ID",)),
    "an empty id": ("", None, ("NULL_STAFF_ID",)),
    "a word for no id": ("N/A", None, ("NULL_STAFF_ID",)),
    "an id with blanks around": ("\u200b T\t1\u00a0", "T 1", ()),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "an address as an id": ("ada@example.org", "ada@example.org", ()),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("BAD_STAFF_ID",)),
    "an id with a control character": ("T\x001", None, ("BAD_STAFF_ID",)),
}
BORN: dict[str, int | None] = {
    "1975": 1975, "1900": 1900, "1899": None, "2027": None, "1975.5": None, "1975-02-29": None, "long ago": None,
}  # fmt: skip
EXPERIENCE: dict[str, str | None] = {
    "0": "0.0", "99.9": "99.9", "99.91": None, "-0.1": None, "12.25": "12.3", "12 years": None, "1e1": None,
}  # fmt: skip
DAYS: dict[str, str | None] = {
    "1900-01-01": "1900-01-01", "1899-12-31": None, "2026-01-01": "2026-01-01", "2026-01-02": None, "2024-02-30": None,
}  # fmt: skip
STATUSES: dict[str, tuple[bool, tuple[str, ...]]] = {
    "tobedeleted": (False, ()),
    "Inactive": (False, ()),
    "left": (False, ()),
    "yes": (True, ()),
    "on leave": (True, ("UNMAPPED_STATUS",)),
    "Inactive\x00": (True, ("UNMAPPED_STATUS",)),
}
# One attribute after another, changed and not changed.
ANOTHER = {
    "name": "Ada King", "given_name": "Augusta", "family_name": "King", "email": "king@example.org",
    "staff_number": "418", "sex": "X", "birth_date": "1976", "degree": "PhD", "years_experience": "13",
    "hire_date": "2010-08-02", "leave_date": None, "leave_reason": "moved", "school_id": "Y", "school_year": "2026",
    "term": "Spring",
}  # fmt: skip
THE_SAME = {
    "staff_id": "T2", "name": " Ada\u00a0 Byron", "birth_date": "1975", "years_experience": "12.50",
    "hire_date": "2010-08-01T09:00:00Z", "status": "current", "updated_at": "2025-02-01", "payload": "another",
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in (*SAME, "staff_id", "hire_date", "leave_date", "school_id")},
            "source_system": "s", "birth_year": 1975, "years_experience": "12.5", "is_active": True,
            "school_year": 2025, "known_at": "2025-01-15T10:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "staff_id"},
    "nothing but an id": Case({**NOTHING, "staff_id": "T1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "staff_id": "T1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NULL"), "staff_id": "T1"}, BARE),
    "nothing at all": Case(NOTHING, {"staff_id": None}, ("NULL_STAFF_ID",)),
    "garbage in texts": Case(
        {"name": "x" * 100_000, "degree": "'; DROP TABLE x --", "leave_reason": "=cmd()", "email": "A\x00\u202eB"},
        {"name": "x" * 100_000, "degree": "'; DROP TABLE x --", "leave_reason": "=cmd()", "email": "A\x00B"},
    ),
    **{name: Case({"staff_id": raw}, {"staff_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    **{
        f"born {raw}": Case({"birth_date": raw}, {"birth_year": year}, issues=() if year else ("BAD_BIRTH_DATE",))
        for raw, year in BORN.items()
    },
    **{
        f"{raw} years": Case(
            {"years_experience": raw},
            {"years_experience": years},
            issues=() if years else ("BAD_YEARS_EXPERIENCE",),
        )
        for raw, years in EXPERIENCE.items()
    },
    **{
        f"{name} {raw}": Case({name: raw}, {name: day}, issues=() if day else (f"BAD_{name.upper()}",))
        for name in ("hire_date", "leave_date")
        for raw, day in DAYS.items()
    },
    **{
        f"status {raw!a}": Case({"status": raw}, {"is_active": active}, issues=issues)
        for raw, (active, issues) in STATUSES.items()
    },
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a school that can be none": Case({"school_id": "X\x00"}, {"school_id": None}, issues=("BAD_ID",)),
    "all that can be wrong with a record that is kept": Case(
        {
            **dict.fromkeys(("status", "birth_date", "years_experience", "hire_date", "leave_date"), "?"),
            **dict.fromkeys(("school_year", "updated_at"), "?"),
            "school_id": "1E+11",
        },
        {"is_active": True, "birth_year": None, "school_year": None, "known_at": DELIVERED},
        issues=(
            *("UNMAPPED_STATUS", "BAD_BIRTH_DATE", "BAD_YEARS_EXPERIENCE", "BAD_HIRE_DATE", "BAD_LEAVE_DATE"),
            *("ID_DAMAGED", "BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
        ),
    ),
    "out of scope, whatever else": Case(
        {"parse_issue": "NOT_STAFF", "staff_id": None}, {"staff_id": None}, ("NOT_STAFF",)
    ),
    "a namespace and a time zone": Case(
        {"hire_date": "2010-08-01T01:00:00Z", "updated_at": "2025-01-15T10:00:00"},
        {
            "staff_id": "north:T1", "school_id": "north:X", "hire_date": "2010-07-31",
            "known_at": "2025-01-15T15:00:00+00:00",
        },
        source="north",
    ),
    "a decimal comma and other days": Case(
        {"years_experience": "12,5", "birth_date": "10.12.1975", "hire_date": "01.08.2010", "leave_date": None}
        | {"updated_at": None},
        {"years_experience": "12.5", "birth_year": 1975, "hire_date": "2010-08-01"},
        source="comma",
    ),
    **{f"another {column}": Case({column: value}, {}) for column, value in ANOTHER.items()},
    **{f"the same {column}": Case({column: value}, {}) for column, value in THE_SAME.items()},
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "staff", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


@pytest.mark.parametrize("column", ANOTHER)
def test_a_version_begins_where_an_attribute_changes(rows: dict[str, dict[str, Any]], column: str) -> None:
    assert rows[f"another {column}"]["content_hash"] != rows["ordinary"]["content_hash"]


@pytest.mark.parametrize("column", THE_SAME)
def test_a_version_goes_on_where_none_does(rows: dict[str, dict[str, Any]], column: str) -> None:
    assert rows[f"the same {column}"]["content_hash"] == rows["ordinary"]["content_hash"]


def test_pay_is_never_taken_over() -> None:
    """Neither silver nor the form has a place for it."""
    subject = SUBJECTS["staff"]
    names = (*subject.table.column_names, *subject.form.table.column_names)
    assert {"pay", "salary", "wage"}.isdisjoint(part for name in names for part in name.split("_"))
