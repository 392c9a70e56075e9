"""Application stages: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "application_id": "A1", "applicant_id": "P1", "student_id": "S1", "stage": "Offered", "stage_date": "2025-03-14",
    "entry_year": "2025-26", "entry_grade": "Kindergarten", "preference": "1", "channel": "Open day", "stage_id": "G1",
    "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None, "term": "Fall",
}  # fmt: skip
NEEDED = {"application_id": "A1", "stage": "Applied", "entry_year": "2026"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "tokyo": Notation(time_zone="Asia/Tokyo"),
    "finalsite": Notation(codes=(("stage", (Code("accepted", "Offered"), Code("-", "Inquiry"))),)),
}
BARE = {
    **dict.fromkeys(("applicant_id", "student_id", "stage_date", "preference", "channel", "school_id", "school_year")),
    **dict.fromkeys(("term", "source_updated_at")),
    "application_id": "A1", "stage": "Applied", "entry_year": 2026, "entry_grade": "Ungraded", "known_at": DELIVERED,
    "stage_id": hashed("s", "A1", "2026", "Applied", None),
}  # fmt: skip
APPLICATIONS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no application": (None, None, ("NULL_APPLICATION_ID",)),
    "an empty application": ("", None, ("NULL_APPLICATION_ID",)),
    "an application that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest application": ("x" * 128, "x" * 128, ()),
    "an application too long": ("x" * 129, None, ("NULL_APPLICATION_ID",)),
    "an application with a control character": ("A\x001", None, ("NULL_APPLICATION_ID",)),
}
STAGES = {
    "inquiry": "Inquiry", "applicant": "Applied", "Application_Complete": "Completed", "wait-listed": "Waitlisted",
    "admitted": "Offered", "ACCEPTED": "Accepted", "Matriculated": "Enrolled", "rejected": "Denied",
    "withdrew": "Withdrawn", "parent_declined": "Declined", "did_not_enroll": "Not Enrolled",
    "never attended": "Not Enrolled", "deferred": "Unknown", "0": "Unknown", "Offered\x00": "Unknown",
    "x" * 10_000: "Unknown",
}  # fmt: skip
DAYS = {"1900-01-01": 1900, "2024-06-30": 2024, "2024-07-01": 2025, "2025-06-15": 2025, "2025-06-15 23:59": 2025}
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "spring", "2025-03-14\x00")
YEARS = {"2026": 2026, "2025/26": 2026, "2025-2026": 2026, "1900": 1900, "2999": 2999}
NO_YEARS = (None, "", "NULL", "1899", "3000", "2025-27", "26", "2026.5", "next year", "-2026", "9" * 10_000)
GRADES = {"K": "Kindergarten", "12": "12th Grade", None: "Ungraded", "13": "Unknown", "Year 7": "Unknown"}
PREFERENCES = {"1": 1, "0": 0, "2147483647": 2**31 - 1, "2147483648": None, "-1": None, "1.5": None, "first": None}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "A1", "2026", "Offered", "2025-03-14")),
    "another spelling": ({"stage": "admitted"}, ("s", "A1", "2026", "Offered", "2025-03-14")),
    "a stage that nobody knows": ({"stage": "Deferred"}, ("s", "A1", "2026", "Deferred", "2025-03-14")),
    "another entry year": ({"entry_year": "2027"}, ("s", "A1", "2027", "Offered", "2025-03-14")),
    "no day": ({"stage_date": "-"}, ("s", "A1", "2026", "Offered", None)),
    "what changes with time": ({"preference": "2", "school_id": "Y", "entry_grade": "1", "student_id": "S9"},
                               ("s", "A1", "2026", "Offered", "2025-03-14")),
    "an own id that can be none": ({"stage_id": "G\x001"}, ("s", "A1", "2026", "Offered", "2025-03-14")),
}  # fmt: skip
NULL_STAGES = (None, "", "N/A", "\u200b")

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("application_id", "applicant_id", "student_id", "stage", "stage_date")},
            **{name: SOUND[name] for name in ("entry_grade", "channel", "stage_id", "school_id", "term")},
            "source_system": "s",
            "stage_raw": "Offered",
            "entry_year": 2026,
            "preference": 1,
            "school_year": 2025,
            "source_updated_at": "2025-03-15T08:00:00+00:00",
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_APPLICATION_ID", "NULL_ENTRY_YEAR", "NULL_STAGE")),
    **{name: Case({"application_id": raw}, {"application_id": id_}, codes)
       for name, (raw, id_, codes) in APPLICATIONS.items()},
    **{f"stage {raw[:12]!a}": Case({"stage": raw}, {"stage": stage},
                                   issues=("UNMAPPED_STAGE",) if stage == "Unknown" else ())
       for raw, stage in STAGES.items()},
    **{f"stage {raw!a}": Case({"stage": raw}, {"stage": None, "stage_id": "G1"}, ("NULL_STAGE",))
       for raw in NULL_STAGES},
    "accepted by the school": Case({"stage": "Accepted"}, {"stage": "Offered", "stage_raw": "Accepted"},
                                   source="finalsite"),
    "a code that is nothing elsewhere": Case({"stage": " - "}, {"stage": "Inquiry", "stage_raw": "-"},
                                             source="finalsite"),
    **{f"on {raw}": Case({"stage_date": raw}, {"stage_date": raw[:10], "school_year": year})
       for raw, year in DAYS.items()},
    **{f"on {raw!a}": Case({"stage_date": raw}, {"stage_date": None, "school_year": None}, issues=("BAD_STAGE_DATE",))
       for raw in NO_DAYS},
    "on the day after its delivery": Case({"stage_date": "2025-06-16"}, {"stage_date": "2025-06-16"},
                                          issues=("FUTURE_STAGE",)),
    "on the day of its delivery in Tokyo": Case({"stage_date": "2025-06-16"}, {"stage_date": "2025-06-16"},
                                                source="tokyo"),
    "on the day after that of its delivery in New York": Case({"stage_date": "2025-06-16"}, {},
                                                              issues=("FUTURE_STAGE",), source="north"),
    **{f"entry in {raw}": Case({"entry_year": raw}, {"entry_year": year}) for raw, year in YEARS.items()},
    **{f"entry in {raw and raw[:9]!a}": Case({"entry_year": raw}, {"entry_year": None}, ("NULL_ENTRY_YEAR",))
       for raw in NO_YEARS},
    **{f"grade {raw}": Case({"entry_grade": raw}, {"entry_grade": grade},
                            issues=("UNKNOWN_ENTRY_GRADE",) if grade == "Unknown" else ())
       for raw, grade in GRADES.items()},
    **{f"preference {raw}": Case({"preference": raw}, {"preference": place},
                                 issues=() if place is not None else ("BAD_PREFERENCE",))
       for raw, place in PREFERENCES.items()},
    **{f"an id made of {name}": Case(
        {"stage_id": None, **raw}, {"stage_id": hashed(*made)},
        issues=("BAD_ID",) if "own id" in name else ("UNMAPPED_STAGE",) if "nobody" in name else ())
       for name, (raw, made) in MADE.items()},
    "an id made of a day that cannot be read": Case(
        {"stage_id": None, "stage_date": "soon"}, {"stage_id": hashed("s", "A1", "2026", "Offered", "soon")},
        issues=("BAD_STAGE_DATE",)),
    "a destroyed own id": Case({"stage_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    **{f"a destroyed {name}": Case({name: "1E+11"}, {name: None, "stage_id": "G1"}, issues=("ID_DAMAGED",))
       for name in ("applicant_id", "student_id", "school_id")},
    **{f"a {name} too long": Case({name: "x" * 129}, {name: None}, issues=("BAD_ID",))
       for name in ("applicant_id", "student_id", "school_id")},
    "a given school year": Case({"school_year": "2024"}, {"school_year": 2024, "entry_year": 2026}),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)),
    "a namespace": Case(
        {"stage_id": None},
        {"application_id": "north:A1", "applicant_id": "north:P1", "student_id": "north:S1", "school_id": "north:X",
         "stage_id": hashed("north", "A1", "2026", "Offered", "2025-03-14")}, source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "application_stages", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def stage(row: str, application: str, name: str, day: str | None = None, **more: Any) -> dict[str, Any]:
    told = {"stage_id": row, "application_id": application, "stage": name, "stage_date": day, "entry_year": 2026}
    return {**told, **more}


IN_ORDER = (
    stage("a1", "A", "Applied", "2025-01-10"), stage("a2", "A", "Offered", "2025-01-10"),
    stage("a3", "A", "Enrolled", "2025-01-09"), stage("a4", "A", "Waitlisted", "2024-01-01"),
    stage("b1", "B", "Offered", "2025-01-09"), stage("b2", "B", "Applied", "2025-01-10"),
    stage("b3", "B", "Applied", "2025-01-08"), stage("b4", "B", "Accepted"),
    stage("c1", "C", "Offered", "2025-01-09"), stage("c2", "C", "Applied", "2025-02-10", entry_year=2027),
    stage("d1", "D", "Offered", "2025-01-09"), stage("d2", "D", "Applied", "2025-02-10", source_system="t"),
)  # fmt: skip
PEOPLE = (
    stage("a", "A", "Applied", applicant_id="P1", student_id="S1"),
    stage("b", "B", "Offered", applicant_id="P2", student_id="S1"),
    stage("c", "C", "Applied", applicant_id="P3", student_id="S1", entry_year=2027),
    stage("d", "D", "Applied", applicant_id="P4", school_id="X"),
    stage("e", "E", "Applied", applicant_id="P4", school_id="X"),
    stage("f", "F", "Applied", applicant_id="P5", school_id="X"),
    stage("g", "G", "Applied", applicant_id="P5", school_id="Y"),
    stage("h", "H", "Inquiry", applicant_id="P6"), stage("i", "I", "Inquiry", applicant_id="P6"),
    stage("j", "J", "Applied"), stage("k", "K", "Applied"),
)  # fmt: skip
OFFERS = (
    stage("a", "A", "Enrolled"), stage("b1", "B", "Enrolled"), stage("b2", "B", "Offered"),
    stage("c1", "C", "Enrolled"), stage("c2", "C", "Offered", entry_year=2027),
    stage("d1", "D", "Enrolled"), stage("d2", "D", "Accepted"), stage("e", "E", "Denied"),
    stage("f", "F", "Enrolled", source_system="t"),
)  # fmt: skip
CONTRADICTIONS = {
    "STAGES_OUT_OF_ORDER": (IN_ORDER, ["a3"]),
    "DUPLICATE_APPLICANT": (PEOPLE, ["a", "b", "d", "e"]),
    "ENROLLED_WITHOUT_OFFER": (OFFERS, ["a", "c1"]),
}


@pytest.mark.parametrize("code", CONTRADICTIONS)
def test_rows_that_contradict_each_other(spark: SparkSession, code: str) -> None:
    rows, expected = CONTRADICTIONS[code]
    assert contradicting(spark, "application_stages", code, rows) == expected
