"""Discipline actions: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "date": "2025-03-14", "action": "OSS", "incident_id": "17", "begin_date": "2025-03-17",
    "end_date": "2025-03-19", "days_assigned": "3", "days_served": "2.5", "served_at": "Y",
    "discipline_action_id": "D1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None,
    "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "date": "2025-03-14", "action": "OSS"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "codes": Notation(codes=(("action", (Code("12", "Detention"),)),)),
}
UNSAID = ("incident_id", "begin_date", "end_date", "days_assigned", "days_served", "served_at", "school_id", "term")
BARE = {
    **dict.fromkeys((*UNSAID, "source_updated_at")),
    "student_id": "S1", "date": "2025-03-14", "action": "Out-of-School Suspension", "action_raw": "OSS",
    "discipline_action_id": hashed("s", "S1", None, "OSS", "2025-03-14"), "school_year": 2025,
    "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
STUDENTS: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ("NULL_STUDENT_ID",)), " ": (None, ("NULL_STUDENT_ID",)), "1.23457E+11": (None, ("ID_DAMAGED",)),
    "x" * 128: ("x" * 128, ()), "x" * 129: (None, ("BAD_STUDENT_ID",)), "S\x001": (None, ("BAD_STUDENT_ID",)),
}  # fmt: skip
NO_DAYS = (None, "", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "x" * 10_000)
ACTIONS = {
    "Out of School Suspension": "Out-of-School Suspension", "iss": "In-School Suspension", "EXPELLED": "Expulsion",
    "time_out": "Classroom Removal", "Saturday School": "Detention", "mediation": "Restorative",
    "Parent Conference": "Contact", "warning": "Other", "12": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
# Days, as assigned and as served.
DAYS = {
    "0": "0.00", "0.5": "0.50", "999.99": "999.99", "999.991": None, "1000": None, "2.005": "2.01", "two": None,
    "1e1": None, "2\x00": None, "9" * 10_000: None,
}  # fmt: skip
NEGATIVE = ("-1", "-0.01", "-1000")
# First day, last day, days served: do they differ? The 17th of March 2025 is a Monday.
DIFFER: dict[tuple[str | None, str | None, str | None], bool] = {
    ("2025-03-17", "2025-03-19", "3"): False,
    ("2025-03-17", "2025-03-19", "2.5"): False,
    ("2025-03-17", "2025-03-19", "2"): True,
    ("2025-03-17", "2025-03-19", "3.5"): True,
    ("2025-03-14", "2025-03-17", "2"): False,
    ("2025-03-14", "2025-03-17", "4"): False,
    ("2025-03-14", "2025-03-17", "5"): True,
    ("2025-03-14", "2025-03-17", "1"): True,
    ("2025-03-15", "2025-03-16", "0"): False,
    ("2025-03-17", "2025-03-30", "10"): False,
    ("2025-03-17", "2025-03-30", "9"): True,
    ("2025-03-17", "2025-03-17", "1"): False,
    ("2025-03-17", "2025-03-16", None): True,
    ("2025-03-17", None, "40"): False,
    (None, "2025-03-17", "40"): False,
    ("1969-12-26", "1969-12-29", "2"): False,
    ("1969-12-26", "1969-12-29", "1"): True,
}
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "X/17", "OSS", "2025-03-14")),
    "no incident": ({"incident_id": None}, ("s", "S1", None, "OSS", "2025-03-14")),
    "another school": ({"school_id": "Y"}, ("s", "S1", "Y/17", "OSS", "2025-03-14")),
    "other days": ({"days_served": None, "days_assigned": "3.0"}, ("s", "S1", "X/17", "OSS", "2025-03-14")),
    "no action": ({"action": None}, ("s", "S1", "X/17", None, "2025-03-14")),
    "an own id that can be none": ({"discipline_action_id": "D\x001"}, ("s", "S1", "X/17", "OSS", "2025-03-14")),
}

CASES = {
    "ordinary": Case(
        {},
        {
            "student_id": "S1", "date": "2025-03-14", "source_system": "s", "discipline_action_id": "D1",
            "incident_id": "X/17", "action": "Out-of-School Suspension", "action_raw": "OSS", "served_at": "Y",
            "begin_date": "2025-03-17", "end_date": "2025-03-19", "days_assigned": "3.00", "days_served": "2.50",
            "school_id": "X", "school_year": 2025, "term": "Spring",
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in ("student_id", "date")},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"date": None, "action": "Unknown", "known_at": DELIVERED}, ("NULL_STUDENT_ID", "BAD_DATE")
    ),
    **{
        f"of {raw and raw[:9]!a} ({len(raw or '')})": Case({"student_id": raw}, {"student_id": id_}, reasons)
        for raw, (id_, reasons) in STUDENTS.items()
    },
    **{f"on {raw and raw[:12]!a}": Case({"date": raw}, {"date": None}, ("BAD_DATE",)) for raw in NO_DAYS},
    **{
        f"from and to {raw[:12]!a}": Case(
            {"begin_date": raw, "end_date": raw},
            {"begin_date": None, "end_date": None},
            issues=("BAD_BEGIN_DATE", "BAD_END_DATE"),
        )
        for raw in NO_DAYS
        if raw
    },
    **{
        f"on {raw}": Case({"date": raw}, {"date": raw, "school_year": year})
        for raw, year in {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}.items()
    },
    **{
        f"action {raw[:9]}": Case(
            {"action": raw},
            {"action": action, "action_raw": raw},
            issues=("UNMAPPED_ACTION",) if action == "Unknown" else (),
        )
        for raw, action in ACTIONS.items()
    },
    "a code of the source": Case({"action": "12"}, {"action": "Detention", "action_raw": "12"}, source="codes"),
    **{
        f"{raw[:12]!a} days": Case(
            {"days_assigned": raw, "days_served": raw, "end_date": None},
            {"days_assigned": days, "days_served": days},
            issues=("DAYS_OVER_YEAR",) if raw == "999.99" else () if days else ("BAD_DAYS_ASSIGNED", "BAD_DAYS_SERVED"),
        )
        for raw, days in DAYS.items()
    },
    "a year served": Case({"days_served": "366", "end_date": None}, {"days_served": "366.00"}),
    "a year and a hundredth": Case({"days_served": "366.01", "end_date": None}, {}, issues=("DAYS_OVER_YEAR",)),
    "a year assigned and none of it served": Case(
        {"days_served": "0", "days_assigned": "400", "end_date": None}, {}, issues=("DAYS_OVER_YEAR",)
    ),
    **{
        f"{raw} days assigned": Case({"days_assigned": raw}, {}, ("NEGATIVE_DAYS",), ("BAD_DAYS_ASSIGNED",))
        for raw in NEGATIVE
    },
    "-1 days served": Case(
        {"days_served": "-1", "days_assigned": None, "end_date": None}, {}, ("NEGATIVE_DAYS",), ("BAD_DAYS_SERVED",)
    ),
    **{
        f"{served} served, from {first} to {last}": Case(
            {"begin_date": first, "end_date": last, "days_served": served, "days_assigned": None},
            {},
            issues=("DAYS_DIFFER_FROM_DATES",) if differs else (),
        )
        for (first, last, served), differs in DIFFER.items()
    },
    "assigned for more than the dates, and not served": Case(
        {"days_assigned": "4", "days_served": None}, {}, issues=("DAYS_DIFFER_FROM_DATES",)
    ),
    "a decimal comma": Case({"days_served": "2,5"}, {"days_served": "2.50"}, source="comma"),
    **{
        f"an id made of {name}": Case(
            {"discipline_action_id": None, **raw},
            {"discipline_action_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"discipline_action_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "destroyed places of a row with an id": Case(
        dict.fromkeys(("incident_id", "school_id", "served_at"), "1E+11"),
        dict.fromkeys(("incident_id", "school_id", "served_at")),
        issues=("ID_DAMAGED",),
    ),
    "a destroyed school of a row without": Case(
        {"school_id": "1E+11", "discipline_action_id": None}, {}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "a given school year": Case({"school_year": "2023-24"}, {"school_year": 2024}),
    "a school year and an update that are none": Case(
        {"school_year": "0", "updated_at": "soon"},
        {"school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00"},
        issues=("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "garbage in words": Case(
        {"action": "x" * 100_000, "term": "A\u202eB"},
        {"action_raw": "x" * 100_000, "term": "AB"},
        issues=("UNMAPPED_ACTION",),
    ),
    "a namespace and a time zone": Case(
        {"date": "2025-03-14T01:00:00Z", "discipline_action_id": None, "updated_at": None},
        {
            "student_id": "north:S1", "incident_id": "north:X/17", "school_id": "north:X", "served_at": "north:Y",
            "date": "2025-03-13", "discipline_action_id": hashed("north", "S1", "X/17", "OSS", "2025-03-13"),
            "known_at": "2025-03-13T04:00:00+00:00",
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "student_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "discipline_actions", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
