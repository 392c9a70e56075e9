"""Programs: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.people import KINDS, PROGRAM_TYPES
from edulake.expr.vocabulary import Code
from edulake.silver.people.programs import PROGRAMS_TABLE

SOUND = {
    "program_id": "P1", "name": "Reading help", "program_type": "Special Education", "begin_date": "2024-09-02",
    "end_date": "2025-06-20", "status": "active", "updated_at": "2024-09-01T08:00:00Z", "school_id": "X",
    "school_year": "2025", "term": "Fall",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
CODES = (
    ("program_type", (Code("-", "Meals"), Code("127", "Title I"), Code("Q", "Unknown"), Code("ESL", "Bilingual"))),
)
SOURCES = {
    "s": Notation(),
    "coded": Notation(codes=CODES),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("name", "program_type_raw", "begin_date", "end_date", "school_id", "school_year", "term")),
    "program_id": "P1", "program_type": "Unknown", "is_active": True, "source_updated_at": None, "known_at": DELIVERED,
    "closed_is_active": False,
}  # fmt: skip
PROGRAMS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no program": (None, None, ("NULL_PROGRAM_ID",)),
    "an empty id": (" ", None, ("NULL_PROGRAM_ID",)),
    "a word for nothing": ("n/a", None, ("NULL_PROGRAM_ID",)),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("NULL_PROGRAM_ID",)),
    "an id with a control character": ("P\x001", None, ("NULL_PROGRAM_ID",)),
}
TYPES = {
    "special_education": "Special Education", "Section 504 Placement": "Section 504", "ESL": "English Learner",
    "English as a Second Language (ESL)": "English Learner", "Dual-Language": "Bilingual", "GATE": "Gifted and Talented",
    "Title I Part A": "Title I", "Title I Part C": "Migrant", "Title I Part D": "Neglected or Delinquent",
    "School Food Service": "Meals", "McKinney-Vento": "Homeless", "foster care": "Foster Care",
    "Immigrant Education": "Immigrant", "Vocational Education": "Career and Technical", "Head Start": "Early Childhood",
    "Student Retention/Dropout Prevention": "Dropout Prevention", "Counseling Services": "Counselling",
    "title": "Unknown", "127": "Unknown", "0": "Unknown", "Meals\x00": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "0", "soon")
STANDINGS = {"Inactive": False, "tobedeleted": False, "withdrawn": False, "completed": True, None: True}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("program_id", "name", "program_type", "begin_date", "end_date", "term")},
            "source_system": "s", "program_type_raw": "Special Education", "is_active": True, "school_id": "X",
            "school_year": 2025, "source_updated_at": "2024-09-01T08:00:00+00:00",
            "known_at": "2024-09-01T08:00:00+00:00", "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "program_id"},
    "nothing but an id": Case({**NOTHING, "program_id": "P1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "program_id": "P1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "null"), "program_id": "P1"}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_PROGRAM_ID",)),
    **{name: Case({"program_id": raw}, {"program_id": id_}, codes) for name, (raw, id_, codes) in PROGRAMS.items()},
    **{
        f"type {raw[:36]!a}": Case(
            {"program_type": raw},
            {"program_type": type_, "program_type_raw": raw},
            issues=("UNMAPPED_PROGRAM_TYPE",) if type_ == "Unknown" else (),
        )
        for raw, type_ in TYPES.items()
    },
    **{f"{type_} as it is called here": Case({"program_type": type_}, {"program_type": type_}) for type_ in PROGRAM_TYPES},
    "a code": Case({"program_type": "127"}, {"program_type": "Title I", "program_type_raw": "127"}, source="coded"),
    "a code that is nothing elsewhere": Case(
        {"program_type": " - "}, {"program_type": "Meals", "program_type_raw": "-"}, source="coded"
    ),
    "a code before a spelling": Case({"program_type": "esl"}, {"program_type": "Bilingual"}, source="coded"),
    "a code that is said to be unknown": Case(
        {"program_type": "Q"}, {"program_type": "Unknown"}, issues=("UNMAPPED_PROGRAM_TYPE",), source="coded"
    ),
    **{f"begins {raw}": Case({"begin_date": raw}, {"begin_date": None}, issues=("BAD_BEGIN_DATE",)) for raw in NO_DAYS},
    **{f"ends {raw}": Case({"end_date": raw}, {"end_date": None}, issues=("BAD_END_DATE",)) for raw in NO_DAYS},
    "a day": Case({"end_date": "2024-09-02"}, {"end_date": "2024-09-02"}),
    "over before it began": Case({"end_date": "2024-09-01"}, {}, issues=("END_BEFORE_BEGIN",)),
    **{f"status {raw}": Case({"status": raw}, {"is_active": is_active}) for raw, is_active in STANDINGS.items()},
    "a status that means nothing known": Case({"status": "?"}, {"is_active": True}, issues=("UNMAPPED_STATUS",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a school too long": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "all that can be wrong with a program that is kept": Case(
        dict.fromkeys(("program_type", "begin_date", "end_date", "status", "school_year", "updated_at"), "?"),
        {"program_type": "Unknown", "school_year": None, "known_at": DELIVERED},
        issues=(
            *("UNMAPPED_PROGRAM_TYPE", "BAD_BEGIN_DATE", "BAD_END_DATE", "UNMAPPED_STATUS", "BAD_SCHOOL_YEAR"),
            "BAD_UPDATED_AT",
        ),
    ),
    "a namespace and a time zone": Case(
        {"begin_date": "2024-09-02T01:00:00Z"},
        {"program_id": "north:P1", "school_id": "north:X", "begin_date": "2024-09-01"},
        source="north",
    ),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
    "told otherwise": Case({"status": "Current", "school_year": "2024/25"}, {}),
    "another end": Case({"end_date": None}, {"end_date": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "programs", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_how_it_is_told_is_no_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another end"]["content_hash"] != rows["ordinary"]["content_hash"]


def test_no_word_means_two_types_and_groups_have_one_name() -> None:
    spellings = [word for of_type in PROGRAM_TYPES.values() for word in of_type]
    assert len(spellings) == len(set(spellings))
    assert {"Special Education", "English Learner", "Homeless", "Migrant", "Section 504"} <= {*PROGRAM_TYPES} & {*KINDS}


def test_a_program_is_about_nobody() -> None:
    assert not PROGRAMS_TABLE.people
    hashes = {"record_hash", "content_hash"}
    assert {column.name for column in PROGRAMS_TABLE.columns if column.is_guarded} == hashes
