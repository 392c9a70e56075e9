"""Health records: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "kind": "vaccination", "code": "MMR", "code_system": "CVX", "event_date": "2013-05-02",
    "dose": "2", "status": "given", "severity": "mild", "as_of_date": "2025-03-01", "health_record_id": "H1",
    "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "kind": "vaccination"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "codes": Notation(
        codes=(
            ("kind", (Code("I", "Immunization"), Code("?", "Unknown"))),
            ("code", (Code("03", "MMR"), Code("-", "Polio"))),
            ("status", (Code("M", "Medical Exemption"),)),
        )
    ),
}
UNSAID = ("event_date", "code_raw", "code_system", "dose", "status", "status_raw", "severity", "as_of_date")
BARE = {
    **dict.fromkeys((*UNSAID, "school_id", "school_year", "term", "source_updated_at")),
    "student_id": "S1", "kind": "Immunization", "kind_raw": "vaccination", "code": "Unknown", "known_at": DELIVERED,
    "health_record_id": hashed("s", "S1", "Immunization", None, None, None),
}  # fmt: skip
STUDENTS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ("NULL_STUDENT_ID",)), " ": (None, ("NULL_STUDENT_ID",)), "1.23457E+11": (None, ("ID_DAMAGED",)),
    "x" * 128: ("x" * 128, ()), "x" * 129: (None, ("BAD_STUDENT_ID",)), "S\x001": (None, ("BAD_STUDENT_ID",)),
}  # fmt: skip
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "05/2013", "2013", "0", "-1", "x" * 10_000)
KINDS: dict[str | None, str | None] = {
    "Shot": "Immunization", "waiver": "Exemption", "medical_condition": "Condition", "ALLERGY": "Allergy",
    "alert": "Alert", "Vision Screening": "Screening", "nurse visit": "Visit", "I": "Unknown", "??": "Unknown",
    "x" * 10_000: "Unknown", None: None, "": None, "N/A": None,
}  # fmt: skip
# Kind and code, and what they mean; a code of another kind is what the source says.
MEANT: dict[tuple[str, str | None], tuple[str, tuple[str, ...]]] = {
    ("shot", "chicken pox"): ("Varicella", ()),
    ("shot", "Pediarix"): ("DTaP-HepB-IPV", ()),
    ("shot", "03"): ("Unknown", ("UNMAPPED_CODE",)),
    ("shot", None): ("Unknown", ()),
    ("waiver", "all"): ("All Vaccines", ()),
    ("waiver", None): ("Unknown", ()),
    ("waiver", "x" * 10_000): ("Unknown", ("UNMAPPED_CODE",)),
    ("condition", "J45.9"): ("J45.9", ()),
    ("condition", "flu"): ("Influenza", ()),
    ("visit", None): ("Unknown", ()),
    ("allergy", "Unknown"): ("Unknown", ()),
}
STATUSES: dict[str | None, str | None] = {
    "Administered": "Given", "medical": "Medical Exemption", "RELIGIOUS": "Other Exemption", "past_due": "Due",
    "ongoing": "Active", "inactive": "Resolved", "M": "Unknown", "x" * 10_000: "Unknown", None: None, "N/A": None,
}  # fmt: skip
DOSES: dict[str, int | None] = {
    "0": 0, "1.0": 1, "2147483647": 2_147_483_647, "2147483648": None, "-1": None, "1.5": None, "first": None,
    "2\x00": None,
}  # fmt: skip
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "Immunization", "MMR", "2013-05-02", None)),
    "another dose of one day": ({"dose": "3"}, ("s", "S1", "Immunization", "MMR", "2013-05-02", None)),
    "a dose without a day": ({"event_date": None}, ("s", "S1", "Immunization", "MMR", None, "2")),
    "a day that cannot be read": ({"event_date": "05/2013"}, ("s", "S1", "Immunization", "MMR", "05/2013", "2")),
    "another word for the kind": ({"kind": "shot"}, ("s", "S1", "Immunization", "MMR", "2013-05-02", None)),
    "an own id that can be none": (
        {"health_record_id": "H\x001"}, ("s", "S1", "Immunization", "MMR", "2013-05-02", None)
    ),
}  # fmt: skip
UNDATED = {"a dose without a day": ("GIVEN_WITHOUT_DATE",), "an own id that can be none": ("BAD_ID",)}
UNDATED["a day that cannot be read"] = ("BAD_EVENT_DATE", "GIVEN_WITHOUT_DATE")

CASES = {
    "ordinary": Case(
        {},
        {
            "student_id": "S1", "event_date": "2013-05-02", "source_system": "s", "health_record_id": "H1",
            "kind": "Immunization", "kind_raw": "vaccination", "code": "MMR", "code_raw": "MMR", "code_system": "CVX",
            "dose": 2, "status": "Given", "status_raw": "given", "severity": "mild", "as_of_date": "2025-03-01",
            "school_id": "X", "school_year": 2013, "term": "Spring",
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in (*NEEDED, "event_date")},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE, issues=("GIVEN_WITHOUT_DATE",)),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE, issues=("GIVEN_WITHOUT_DATE",)),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE, issues=("GIVEN_WITHOUT_DATE",)),
    "nothing at all": Case(NOTHING, {"kind": None, "known_at": DELIVERED}, ("NULL_STUDENT_ID", "UNKNOWN_KIND")),
    **{
        f"of {raw and raw[:9]!a} ({len(raw or '')})": Case({"student_id": raw}, {"student_id": id_}, reasons)
        for raw, (id_, reasons) in STUDENTS.items()
    },
    **{
        f"kind {raw and raw[:12]!a}": Case(
            {"kind": raw, "code": "MMR"},
            {"kind": kind, "code": "MMR"},
            ("UNKNOWN_KIND",) if kind in (None, "Unknown") else (),
        )
        for raw, kind in KINDS.items()
    },
    "a kind in a code": Case({"kind": "i", "code": "03"}, {"kind": "Immunization", "code": "MMR"}, source="codes"),
    "a kind in a code that means nothing known": Case(
        {"kind": "?"}, {"kind": "Unknown"}, ("UNKNOWN_KIND",), source="codes"
    ),
    **{
        f"{kind} {code and code[:12]}": Case(
            {"kind": kind, "code": code}, {"code": meant, "code_raw": code}, issues=issues
        )
        for (kind, code), (meant, issues) in MEANT.items()
    },
    "a code that is nothing elsewhere": Case({"code": "-"}, {"code": "Polio", "code_raw": "-"}, source="codes"),
    "a code of the source for another kind": Case(
        {"kind": "visit", "code": "03"}, {"code": "MMR", "code_raw": "03"}, source="codes"
    ),
    **{
        f"status {raw and raw[:9]}": Case(
            {"status": raw}, {"status": status}, issues=("UNMAPPED_STATUS",) if status == "Unknown" else ()
        )
        for raw, status in STATUSES.items()
    },
    "a status in a code": Case({"status": "m"}, {"status": "Medical Exemption", "status_raw": "m"}, source="codes"),
    **{
        f"on {raw[:12]!a}": Case(
            {"event_date": raw, "as_of_date": raw},
            {"event_date": None, "as_of_date": None, "school_year": None},
            issues=("BAD_EVENT_DATE", "GIVEN_WITHOUT_DATE", "BAD_AS_OF_DATE"),
        )
        for raw in NO_DAYS
    },
    **{
        f"on {raw}": Case(
            {"event_date": raw, "as_of_date": raw}, {"event_date": raw, "as_of_date": raw, "school_year": year}
        )
        for raw, year in {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}.items()
    },
    "due, without a day": Case({"event_date": None, "status": "due"}, {"event_date": None, "status": "Due"}),
    "given, though nobody says so or when": Case(
        {"event_date": None, "status": None}, {"status": None}, issues=("GIVEN_WITHOUT_DATE",)
    ),
    "an exemption without a day": Case({"event_date": None, "kind": "waiver"}, {"kind": "Exemption"}),
    **{
        f"dose {raw!a}": Case({"dose": raw}, {"dose": dose}, issues=("BAD_DOSE",) if dose is None else ())
        for raw, dose in DOSES.items()
    },
    "a decimal comma": Case({"dose": "2,0"}, {"dose": 2}, source="comma"),
    **{
        f"an id made of {name}": Case(
            {"health_record_id": None, **raw}, {"health_record_id": hashed(*made)}, issues=UNDATED.get(name, ())
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"health_record_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a given school year": Case({"school_year": "2023-24"}, {"school_year": 2024}),
    "a school year and an update that are none": Case(
        {"school_year": "0", "updated_at": "soon"},
        {"school_year": 2013, "known_at": "2025-03-01T00:00:00+00:00"},
        issues=("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "a namespace and a time zone": Case(
        {"event_date": "2013-05-02T01:00:00Z", "health_record_id": None, "updated_at": None},
        {
            "student_id": "north:S1", "school_id": "north:X", "event_date": "2013-05-01",
            "health_record_id": hashed("north", "S1", "Immunization", "MMR", "2013-05-01", None),
            "known_at": "2025-03-01T05:00:00+00:00",
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "student_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "health_records", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def told(student: str, kind: str, code: str, **more: Any) -> dict[str, Any]:
    return {"health_record_id": f"{student} {kind}", "student_id": student, "kind": kind, "code": code, **more}


def test_students_who_are_exempt_and_were_given_the_vaccine(spark: SparkSession) -> None:
    rows = [
        *[told(name, "Exemption", "MMR") for name in ("said", "unsaid", "due", "other", "none")],
        told("all", "Exemption", "All Vaccines"),
        told("what", "Exemption", "Unknown"),
        told("said", "Immunization", "MMR", status="Given", source_system="t"),
        told("unsaid", "Immunization", "MMR", status=None),
        told("due", "Immunization", "MMR", status="Due"),
        told("other", "Immunization", "Polio", status="Given"),
        told("all", "Immunization", "Polio", status="Given"),
        told("what", "Immunization", "Unknown", status="Given"),
        told("none", "Condition", "MMR", status="Given"),
    ]
    found = contradicting(spark, "health_records", "EXEMPT_AND_GIVEN", rows)
    assert found == ["all Exemption", "said Exemption", "unsaid Exemption"]


def test_records_of_years_before_a_birth(spark: SparkSession) -> None:
    students = [
        {"student_id": "S1", "birth_year": 2012},
        {"student_id": "S1", "birth_year": 2014, "is_current": False},
        {"student_id": "S2", "birth_year": None},
    ]
    days = {"S1 a": "2011-12-31", "S1 b": "2012-01-01", "S1 c": "2013-01-01", "S1 d": None, "S2 a": "1999-01-01"}
    rows = [{**told(name[:2], "Visit", "-"), "health_record_id": name, "event_date": day} for name, day in days.items()]
    assert contradicting(spark, "health_records", "DATE_BEFORE_BIRTH", rows, students=students) == ["S1 a"]
