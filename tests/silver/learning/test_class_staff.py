"""Who teaches in a class: what silver makes of each record, and which rows contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "staff_id": "T1", "class_id": "K1", "role": "Teacher of Record", "begin_date": "2024-08-19",
    "end_date": "2025-01-10", "is_primary": "true", "status": "active", "class_staff_id": "P1",
    "updated_at": "2024-08-02T08:00:00Z", "school_id": "X", "school_year": "2025", "term": "Fall",
}  # fmt: skip
NEEDED = {"staff_id": "T1", "class_id": "K1"}
NOTHING = dict.fromkeys(SOUND)
MADE_OF = ("s", "T1", "K1", "Teacher of Record", "2024-08-19")
SOURCES = {
    "s": Notation(),
    "register": Notation(codes=(("role", (Code("1", "Teacher of Record"), Code("-", "Other"))),)),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("begin_date", "end_date", "role_raw", "is_primary", "is_gone", "school_id", "school_year", "term")),
    **NEEDED, "role": "Unknown", "is_active": True, "is_deleted": False, "known_at": DELIVERED, "closed_is_gone": True,
    "closed_is_active": False, "class_staff_id": hashed("s", "T1", "K1", None, None),
}  # fmt: skip
PEOPLE: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "nobody": (None, None, ("NULL_STAFF_ID",)),
    "an id that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("BAD_STAFF_ID",)),
}
CLASSES: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no class": (None, None, ("NULL_CLASS_ID",)),
    "a class of blanks": (" ", None, ("NULL_CLASS_ID",)),
    "a class that a spreadsheet destroyed": ("1E+11", None, ("ID_DAMAGED",)),
}
ROLES: dict[str, str] = {
    "teacher of record": "Teacher of Record", "TEACHER": "Teacher", "co-teacher": "Support Teacher",
    "Assistant Teacher": "Assistant Teacher", "substitute": "Substitute Teacher", "para_professional": "Unknown",
    "Aide": "Aide", "proctor": "Proctor", "administrator": "Administrator", "other": "Other", "x" * 9_999: "Unknown",
}  # fmt: skip
STATUSES: dict[str | None, tuple[bool, bool, tuple[str, ...]]] = {
    None: (True, False, ()),
    "inactive": (False, False, ()),
    "withdrawn": (False, False, ()),
    "tobedeleted": (False, True, ()),
    "sleeping": (True, False, ("UNMAPPED_STATUS",)),
}
SPANS: dict[str, tuple[dict[str, str | None], dict[str, Any], tuple[str, ...]]] = {
    "open": ({"end_date": None}, {"end_date": None}, ()),
    "since ever": ({"begin_date": None}, {"begin_date": None}, ()),
    "of a day": ({"end_date": "2024-08-19"}, {"end_date": "2024-08-19"}, ()),
    "of no day": ({"end_date": "2024-08-18"}, {"end_date": "2024-08-18"}, ("END_BEFORE_BEGIN",)),
    "since a day that is none": ({"begin_date": "2024-02-30"}, {"begin_date": None}, ("BAD_BEGIN_DATE",)),
    "until a day that is none": ({"end_date": "soon"}, {"end_date": None}, ("BAD_END_DATE",)),
    "until the last plausible day": ({"end_date": "2026-01-01"}, {"end_date": "2026-01-01"}, ()),
    "until a day too far": ({"end_date": "2026-01-02"}, {"end_date": None}, ("BAD_END_DATE",)),
}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, MADE_OF),
    "another word for the role": ({"role": "aide"}, ("s", "T1", "K1", "aide", "2024-08-19")),
    "another end and school": ({"end_date": None, "school_id": "Y"}, MADE_OF),
    "a day that cannot be read": ({"begin_date": "soon"}, ("s", "T1", "K1", "Teacher of Record", "soon")),
}
CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("staff_id", "class_id", "role", "begin_date", "end_date", "school_id")},
            "source_system": "s", "class_staff_id": "P1", "role_raw": "Teacher of Record", "is_primary": True,
            "is_active": True, "is_gone": None, "is_deleted": False, "school_year": 2025, "term": "Fall",
            "known_at": "2024-08-02T08:00:00+00:00", "closed_is_gone": True, "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but who and where": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"staff_id": None}, ("NULL_STAFF_ID", "NULL_CLASS_ID")),
    **{name: Case({"staff_id": raw}, {"staff_id": id_}, codes) for name, (raw, id_, codes) in PEOPLE.items()},
    **{name: Case({"class_id": raw}, {"class_id": id_}, codes) for name, (raw, id_, codes) in CLASSES.items()},
    **{
        f"role {raw[:9]}": Case(
            {"role": raw}, {"role": role, "role_raw": raw}, issues=("UNMAPPED_ROLE",) if role == "Unknown" else ()
        )
        for raw, role in ROLES.items()
    },
    "a code": Case({"role": "1"}, {"role": "Teacher of Record", "role_raw": "1"}, source="register"),
    "a code that is nothing elsewhere": Case({"role": "-"}, {"role": "Other", "role_raw": "-"}, source="register"),
    **{
        f"status {raw}": Case({"status": raw}, {"is_active": active, "is_deleted": gone, "is_gone": None}, issues=codes)
        for raw, (active, gone, codes) in STATUSES.items()
    },
    **{name: Case(raw, row, issues=codes) for name, (raw, row, codes) in SPANS.items()},
    "not the main one": Case({"is_primary": "no"}, {"is_primary": False}),
    "the main one, perhaps": Case({"is_primary": "?"}, {"is_primary": None}, issues=("BAD_IS_PRIMARY",)),
    "known by when it began": Case({"updated_at": None}, {"known_at": "2024-08-19T00:00:00+00:00"}),
    **{
        f"an id made of {name}": Case(
            {"class_staff_id": None, **raw},
            {"class_staff_id": hashed(*made)},
            issues=("BAD_BEGIN_DATE",) if "cannot" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"class_staff_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "all that can be wrong with a row that is kept": Case(
        {
            **dict.fromkeys(("role", "begin_date", "end_date", "is_primary", "status", "school_year"), "?"),
            "updated_at": "?", "school_id": "1E+11",
        },
        {"role": "Unknown", "known_at": DELIVERED, "is_active": True},
        issues=(
            *("UNMAPPED_ROLE", "UNMAPPED_STATUS", "BAD_BEGIN_DATE", "BAD_END_DATE", "BAD_IS_PRIMARY", "ID_DAMAGED"),
            *("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
        ),
    ),
    "out of scope, whatever else": Case({"parse_issue": "NOT_STAFF", "staff_id": None}, {}, ("NOT_STAFF",)),
    "a namespace and a time zone": Case(
        {"begin_date": "2024-08-19T01:00:00Z", "class_staff_id": None, "updated_at": None},
        {
            "staff_id": "north:T1", "class_id": "north:K1", "school_id": "north:X", "begin_date": "2024-08-18",
            "class_staff_id": hashed("north", "T1", "K1", "Teacher of Record", "2024-08-18"),
            "known_at": "2024-08-18T04:00:00+00:00",
        },
        source="north",
    ),
    "told otherwise": Case({"class_staff_id": "P2", "is_primary": "Y", "school_year": "2024/25"}, {}),
    "another end": Case({"end_date": None}, {"end_date": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "class_staff", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["another end"]["content_hash"] != rows["ordinary"]["content_hash"]


FALL = {"staff_id": "T1", "class_id": "K1", "begin_date": "2024-08-19", "end_date": "2025-01-10", "is_primary": True}
OTHERS: dict[str, tuple[dict[str, Any], bool]] = {
    "at the same time": ({}, True),
    "on its last day": ({"begin_date": "2025-01-10", "end_date": None}, True),
    "on the day after": ({"begin_date": "2025-01-11", "end_date": None}, False),
    "not as the main one": ({"is_primary": False}, False),
    "nobody says whether as the main one": ({"is_primary": None}, False),
    "in another class": ({"class_id": "K2"}, False),
    "the same person": ({"staff_id": "T1"}, False),
    "another source": ({"source_system": "t"}, False),
    "nobody knows since when": ({"begin_date": None}, False),
    "taken back": ({"is_deleted": True}, False),
    "gone, and nobody knows when": ({"end_date": None, "is_gone": True}, False),
}


@pytest.mark.parametrize("other", OTHERS)
def test_two_main_teachers_of_a_class(spark: SparkSession, other: str) -> None:
    differs, both = OTHERS[other]
    told = [{**FALL, "class_staff_id": "a"}, {**FALL, "staff_id": "T2", **differs, "class_staff_id": "b"}]
    assert contradicting(spark, "class_staff", "TWO_MAIN_TEACHERS", told) == (["a", "b"] if both else [])
