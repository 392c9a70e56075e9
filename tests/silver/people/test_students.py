"""Students: what silver makes of each record, and where a version begins."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "student_id": "S1",
    "name": "Ada Byron",
    "given_name": "Ada",
    "family_name": "Byron",
    "email": "ada@example.org",
    "birth_date": "2012-12-10",
    "grade_level": "7",
    "class_id": "K1",
    "enrollment_date": "2024-08-20",
    "status": "enrolled",
    "gender": "F",
    "age_band": "0-35",
    "disability": "N",
    "deprivation_band": "20-30%",
    "updated_at": "2025-01-15T10:00:00Z",
    "school_id": "X",
    "school_ids": "X, Y",
    "school_year": "2025",
    "term": "Fall",
}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "compact": Notation(date_formats=("yyyyMMdd",)),
    "strict": Notation(patterns=(("student_id", "S[0-9]+"), ("email", "[^@]+@[^@]+"))),
}

# What is left of a student of whom nothing but the id is said.
BARE = {
    **dict.fromkeys(("name", "given_name", "family_name", "email", "birth_year", "class_id", "enrollment_date")),
    **dict.fromkeys(("gender", "age_band", "disability", "deprivation_band", "source_updated_at")),
    **dict.fromkeys(("school_id", "school_ids", "school_year", "term")),
    "student_id": "S1",
    "grade_level": "Ungraded",
    "grade_level_code": "UG",
    "status": "Active",
    "is_active": True,
    "known_at": DELIVERED,
}
WORDS_FOR_NOTHING = {
    "name": "NULL", "given_name": "n/a", "family_name": "-", "email": "None", "birth_date": "#N/A",
    "grade_level": "NaN", "class_id": r"\N", "enrollment_date": " \t", "status": "\u200b", "gender": "NA",
    "age_band": "null", "disability": "N/A", "deprivation_band": "none", "updated_at": "nan", "school_id": "-",
    "school_ids": "NULL", "school_year": "N/A", "term": "",
}  # fmt: skip

IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no id": (None, None, ("NULL_STUDENT_ID",)),
    "an empty id": ("", None, ("NULL_STUDENT_ID",)),
    "a word for no id": ("N/A", None, ("NULL_STUDENT_ID",)),
    "an id with blanks around": ("\u200b S\t1\u00a0", "S 1", ()),
    "an id marked as text": ('="00123"', "00123", ()),
    "an id written as a number": ("1.0012345E+7", "10012345", ()),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
    "an id absurdly long": ("x" * 100_000, None, ("BAD_STUDENT_ID",)),
    "an id with a control character": ("S\x001", None, ("BAD_STUDENT_ID",)),
}
BORN: dict[str, int | None] = {
    "2012": 2012, "2012.0": 2012, "2012.5": None, "1900": 1900, "1899": None, "2026": 2026, "2027": None, "0": None,
    "-2012": None, "1900-01-01": 1900, "1899-12-31": None, "2026-01-01": 2026, "2026-01-02": None, "2023-02-29": None,
    "2012-12-31T23:30:00-08:00": 2012, "10.12.2012": None, "twelve": None, "\uff12\uff10\uff11\uff12": None,
    "2012\x00": None,
}  # fmt: skip
ENROLLED = {
    "1900-01-01": "1900-01-01", "1899-12-31": None, "2026-01-01": "2026-01-01", "2026-01-02": None,
    "2024-02-30": None, "0": None, "yesterday": None,
}  # fmt: skip
GRADES: dict[str, tuple[str, str | None]] = {
    "K": ("Kindergarten", "KG"), "Pre-K": ("Prekindergarten", "PK"), "Grade 01": ("1st Grade", "01"),
    "0": ("Kindergarten", "KG"), "12": ("12th Grade", "12"), "13": ("Unknown", None), "-1": ("Unknown", None),
    "x" * 10_000: ("Unknown", None),
}  # fmt: skip
STATUSES = {
    "graduated": ("Completed", True), "transferred": ("Withdrawn", False), "tobedeleted": ("Inactive", False),
    "FAILED": ("Failed", True), "moved": ("Unknown", True), "Active\x00": ("Unknown", True),
}  # fmt: skip
YEARS = {"1900": 1900, "1899": None, "2999": 2999, "3000": None, "0": None, "-2025": None, "": None}

# One attribute after another, changed and not changed.
ANOTHER = {
    "name": "Ada King", "given_name": "Augusta", "family_name": "King", "email": "king@example.org",
    "birth_date": "2013", "grade_level": "8", "class_id": "K2", "enrollment_date": "2024-08-21", "status": "graduated",
    "gender": "X", "age_band": "35-55", "disability": "Y", "deprivation_band": "0-10%", "school_id": "Y",
    "school_ids": "X", "school_year": "2026", "term": "Spring",
}  # fmt: skip
THE_SAME = {
    "student_id": "S2", "name": " Ada\u00a0 Byron", "birth_date": "2012-01-01", "grade_level": "Grade 07",
    "enrollment_date": "2024-08-20T09:00:00Z", "status": "Active", "updated_at": "2025-02-01", "school_ids": "Y,,X,N/A",
    "school_year": "2025.0", "payload": "another",
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "name", "given_name", "family_name", "email", "class_id")},
            **{name: SOUND[name] for name in ("gender", "age_band", "disability", "deprivation_band", "term")},
            "source_system": "s",
            "birth_year": 2012,
            "grade_level": "7th Grade",
            "grade_level_code": "07",
            "enrollment_date": "2024-08-20",
            "status": "Active",
            "is_active": True,
            "school_id": "X",
            "school_ids": ["X", "Y"],
            "school_year": 2025,
            "source_updated_at": "2025-01-15T10:00:00+00:00",
            "known_at": "2025-01-15T10:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "student_id"},
    "nothing but an id": Case({**NOTHING, "student_id": "S1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "student_id": "S1"}, BARE),
    "words for nothing": Case({**WORDS_FOR_NOTHING, "student_id": "S1"}, BARE),
    "nothing at all": Case(NOTHING, {"student_id": None}, ("NULL_STUDENT_ID",)),
    "garbage in names": Case(
        {"name": "x" * 100_000, "given_name": "'; DROP TABLE x --", "family_name": "=cmd()", "email": "A\x00\u202eB"},
        {"name": "x" * 100_000, "given_name": "'; DROP TABLE x --", "family_name": "=cmd()", "email": "A\x00B"},
    ),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    **{
        f"born {raw!a}": Case({"birth_date": raw}, {"birth_year": year}, issues=() if year else ("BAD_BIRTH_DATE",))
        for raw, year in BORN.items()
    },
    **{
        f"enrolled {raw}": Case(
            {"enrollment_date": raw}, {"enrollment_date": day}, issues=() if day else ("BAD_ENROLLMENT_DATE",)
        )
        for raw, day in ENROLLED.items()
    },
    **{
        f"grade {raw[:9]}": Case(
            {"grade_level": raw},
            {"grade_level": level, "grade_level_code": code},
            issues=() if code else ("UNKNOWN_GRADE_LEVEL",),
        )
        for raw, (level, code) in GRADES.items()
    },
    **{
        f"status {raw!a}": Case(
            {"status": raw},
            {"status": status, "is_active": active},
            issues=("UNMAPPED_STATUS",) if status == "Unknown" else (),
        )
        for raw, (status, active) in STATUSES.items()
    },
    **{
        f"school year {raw}": Case(
            {"school_year": raw}, {"school_year": year}, issues=() if year or not raw else ("BAD_SCHOOL_YEAR",)
        )
        for raw, year in YEARS.items()
    },
    "two ids that a spreadsheet destroyed": Case(
        {"class_id": "1.23457E+11", "school_id": "1,2E+09"},
        {"class_id": None, "school_id": None, "school_ids": ["X", "Y"]},
        issues=("ID_DAMAGED",),
    ),
    "one school, and no list": Case({"school_ids": None}, {"school_id": "X", "school_ids": ["X"]}),
    "a list, and no school": Case({"school_id": None}, {"school_id": None, "school_ids": ["X", "Y"]}),
    "the school behind others in the list": Case({"school_ids": "Z,,Y, X,Z"}, {"school_ids": ["X", "Z", "Y"]}),
    "updated on a day": Case({"updated_at": "2025-01-15"}, {"known_at": "2025-01-15T00:00:00+00:00"}),
    "updated before 1900": Case(
        {"updated_at": "1899-12-31"}, {"source_updated_at": None, "known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)
    ),
    "all that can be wrong with a record that is kept": Case(
        {
            **dict.fromkeys(("grade_level", "status", "birth_date", "enrollment_date", "updated_at"), "?"),
            "class_id": "1E+11",
        },
        {"grade_level": "Unknown", "status": "Unknown", "birth_year": None, "enrollment_date": None, "class_id": None},
        issues=(
            *("UNKNOWN_GRADE_LEVEL", "UNMAPPED_STATUS", "BAD_BIRTH_DATE", "BAD_ENROLLMENT_DATE"),
            *("ID_DAMAGED", "BAD_UPDATED_AT"),
        ),
    ),
    "out of scope, whatever else": Case(
        {"parse_issue": "NOT_A_STUDENT", "student_id": None}, {"student_id": None}, ("NOT_A_STUDENT",)
    ),
    "a namespace and a time zone": Case(
        {
            "birth_date": "2013-01-01T02:00:00Z",
            "enrollment_date": "2024-08-20T01:00:00Z",
            "updated_at": "2025-01-15T10:00:00",
        },
        {
            "student_id": "north:S1",
            "class_id": "north:K1",
            "school_id": "north:X",
            "school_ids": ["north:X", "north:Y"],
            "birth_year": 2013,
            "enrollment_date": "2024-08-19",
            "known_at": "2025-01-15T15:00:00+00:00",
        },
        source="north",
    ),
    "a day of birth that looks like a number": Case(
        {"birth_date": "20121210", "enrollment_date": "20240820", "updated_at": "20250115 10:00:00Z"},
        {"birth_year": 2012, "enrollment_date": "2024-08-20", "known_at": "2025-01-15T10:00:00+00:00"},
        source="compact",
    ),
    "as expected by the source": Case({}, {"student_id": "S1"}, source="strict"),
    "other than expected by the source": Case(
        {"student_id": "T1", "email": "ada", "status": "?"},
        {"student_id": "T1", "email": "ada"},
        issues=("UNMAPPED_STATUS", "UNEXPECTED_STUDENT_ID", "UNEXPECTED_EMAIL"),
        source="strict",
    ),
    **{f"another {column}": Case({column: value}, {}) for column, value in ANOTHER.items()},
    **{f"the same {column}": Case({column: value}, {}) for column, value in THE_SAME.items()},
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "students", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


@pytest.mark.parametrize("column", ANOTHER)
def test_a_version_begins_where_an_attribute_changes(rows: dict[str, dict[str, Any]], column: str) -> None:
    assert rows[f"another {column}"]["content_hash"] != rows["ordinary"]["content_hash"]


@pytest.mark.parametrize("column", THE_SAME)
def test_a_version_goes_on_where_none_does(rows: dict[str, dict[str, Any]], column: str) -> None:
    assert rows[f"the same {column}"]["content_hash"] == rows["ordinary"]["content_hash"]
