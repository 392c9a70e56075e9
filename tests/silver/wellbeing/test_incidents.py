"""Incidents: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code, Money

SOUND = {
    "incident_id": "17", "date": "2025-03-14", "time": "10:30", "location": "Gym", "category": "Fight",
    "severity": "Major", "tier": "1", "status": "closed", "merged_into": "16", "reporter_id": "T7",
    "is_law_enforcement": "N", "cost": "120.5", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X",
    "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"incident_id": "17", "date": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "grouped": Notation(money=Money(grouping=",", negative="parentheses", signs={"$": "USD"})),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "american": Notation(date_formats=("M/d/yyyy",)),
    "codes": Notation(
        codes=(("category", (Code("F", "Fighting"), Code("#", "Unknown"))), ("status", (Code("9", "Draft"),)))
    ),
}  # fmt: skip
UNSAID = ("location", "category_raw", "severity", "tier_raw", "status_raw", "merged_into", "reporter_id")
BARE = {
    **dict.fromkeys((*UNSAID, "occurred_at", "is_law_enforcement", "cost", "school_id", "term", "source_updated_at")),
    "incident_id": "17", "date": "2025-03-14", "category": "Unknown", "status": "Unknown", "school_year": 2025,
    "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
# School, number, and the incident that they are; a school with a slash is never a number with one.
CALLED: dict[tuple[str | None, str], str] = {
    ("X", "17"): "X/17", ("Y", "17"): "Y/17", (None, "17"): "17", ("A/1", "2"): "A%2F1/2", ("A", "1/2"): "A/1/2",
    (None, "A/2"): "A%2F2", ("A%2F1", "2"): "A%252F1/2", ("A/", "/2"): "A%2F//2",
    ("x" * 128, "y" * 128): "x" * 128 + "/" + "y" * 128,
}  # fmt: skip
NUMBERS: dict[str | None, tuple[str, ...]] = {
    None: ("NULL_INCIDENT_ID",), " ": ("NULL_INCIDENT_ID",), "N/A": ("NULL_INCIDENT_ID",),
    "1.23457E+11": ("ID_DAMAGED",), "x" * 129: ("NULL_INCIDENT_ID",), "1\x007": ("NULL_INCIDENT_ID",),
}  # fmt: skip
NO_DAYS = (None, "", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "x" * 10_000)
# Day, time, and the moment.
MOMENTS: dict[tuple[str, str | None], str | None] = {
    ("2025-03-14", None): None,
    ("2025-03-14", "00:00"): "2025-03-14T00:00:00+00:00",
    ("2025-03-14", "23:59:59"): "2025-03-14T23:59:59+00:00",
    ("2025-03-14T09:15:00", "10:30"): "2025-03-14T09:15:00+00:00",
    ("2025-03-14T23:30:00-08:00", None): "2025-03-15T07:30:00+00:00",
    ("2025-03-14", ""): None,
}
NO_TIMES = ("24:00", "9:15", "10", "-1", "noon", "10:30\x00", "x" * 10_000)
COSTS: dict[str, str | None] = {
    "0": "0.00", "120": "120.00", "9999999999.99": "9999999999.99", "9999999999.991": None, "10000000000": None,
    "-0.01": None, "120.505": None, "120.500": None, "120.5000": "120.50", "$5": None, "1,000": None, "1e3": None, "9" * 10_000: None,
}  # fmt: skip
STATUSES = {
    "Open": "Open", "in_progress": "Open", "CLOSED": "Closed", "unfounded": "Dismissed", "Merged": "Merged",
    "draft": "Draft", "gone": "Unknown", "9": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
TOLD = {"Y": True, "x": True, "true": True, "0": False, "maybe": None, "2": None}

CASES = {
    "ordinary": Case(
        {},
        {
            "incident_id": "X/17", "date": "2025-03-14", "source_system": "s", "location": "Gym", "severity": "Major",
            "occurred_at": "2025-03-14T10:30:00+00:00", "category": "Fighting", "category_raw": "Fight",
            "tier_raw": "1",
            "status": "Closed", "status_raw": "closed", "merged_into": "X/16", "reporter_id": "T7", "cost": "120.50",
            "is_law_enforcement": False, "school_id": "X", "school_year": 2025, "term": "Spring",
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"incident_id": None, "date": None, "known_at": DELIVERED}, ("NULL_INCIDENT_ID", "BAD_DATE")
    ),
    **{
        f"{number[:9]} of school {school and school[:9]}": Case(
            {"school_id": school, "incident_id": number, "merged_into": number},
            {"incident_id": id_, "merged_into": id_},
        )
        for (school, number), id_ in CALLED.items()
    },
    **{
        f"called {number and number[:9]!a}": Case({"incident_id": number}, {"incident_id": None}, reasons)
        for number, reasons in NUMBERS.items()
    },
    "a school that a spreadsheet destroyed": Case(
        {"school_id": "1.23457E+11"}, {"school_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "a school that cannot be one": Case(
        {"school_id": "X\x00"}, {"school_id": None, "incident_id": "X\x00/17"}, issues=("BAD_ID",)
    ),
    "a reporter and another incident that a spreadsheet destroyed": Case(
        {"reporter_id": "1E+11", "merged_into": "2E+11"},
        {"reporter_id": None, "merged_into": None},
        issues=("ID_DAMAGED",),
    ),
    **{
        f"on {raw and raw[:12]!a}": Case({"date": raw, "time": None}, {"date": None}, ("BAD_DATE",)) for raw in NO_DAYS
    },
    **{
        f"on {raw}": Case({"date": raw}, {"date": raw, "school_year": year})
        for raw, year in {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}.items()
    },
    **{
        f"at {time!a} of {day}": Case({"date": day, "time": time}, {"occurred_at": moment, "date": "2025-03-14"})
        for (day, time), moment in MOMENTS.items()
    },
    **{f"at {time[:9]!a}": Case({"time": time}, {"occurred_at": None}, issues=("BAD_TIME",)) for time in NO_TIMES},
    "in American": Case(
        {"date": "3/14/2025", "time": "1:05 PM", "updated_at": None},
        {"occurred_at": "2025-03-14T13:05:00+00:00"},
        source="american",
    ),
    "a category that nobody knows": Case(
        {"category": "Level 2"}, {"category": "Unknown", "category_raw": "Level 2"}, issues=("UNMAPPED_CATEGORY",)
    ),
    "a code that is mapped": Case({"category": "f"}, {"category": "Fighting", "category_raw": "f"}, source="codes"),
    "a code that is said to mean nothing known": Case(
        {"category": "#"}, {"category": "Unknown"}, issues=("UNMAPPED_CATEGORY",), source="codes"
    ),
    "a status in a code": Case({"status": "9"}, {"status": "Draft", "status_raw": "9"}, source="codes"),
    **{
        f"status {raw[:9]}": Case(
            {"status": raw}, {"status": status}, issues=("UNMAPPED_STATUS",) if status == "Unknown" else ()
        )
        for raw, status in STATUSES.items()
    },
    **{
        f"the police was told: {raw}": Case(
            {"is_law_enforcement": raw},
            {"is_law_enforcement": told},
            issues=("BAD_LAW_ENFORCEMENT",) if told is None else (),
        )
        for raw, told in TOLD.items()
    },
    **{
        f"cost {raw[:12]}": Case({"cost": raw}, {"cost": cost}, issues=() if cost else ("BAD_COST",))
        for raw, cost in COSTS.items()
    },
    "a decimal comma": Case({"cost": "120,5"}, {"cost": "120.50"}, source="comma"),
    "money as the source writes it": Case({"cost": "$1,120.5"}, {"cost": "1120.50"}, source="grouped"),
    "a cost below 0": Case({"cost": "($5.00)"}, {"cost": None}, issues=("BAD_COST",), source="grouped"),
    "garbage in words": Case(
        {"location": "x" * 100_000, "severity": "'; DROP TABLE x --", "tier": "=cmd()", "term": "A\u202eB"},
        {"location": "x" * 100_000, "severity": "'; DROP TABLE x --", "tier_raw": "=cmd()", "term": "AB"},
    ),
    "a given school year": Case({"school_year": "2023-24"}, {"school_year": 2024}),
    "a school year and an update that are none": Case(
        {"school_year": "0", "updated_at": "soon"},
        {"school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00"},
        issues=("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "a namespace and a time zone": Case(
        {"date": "2025-03-14T01:00:00Z", "updated_at": None},
        {
            "incident_id": "north:X/17", "merged_into": "north:X/16", "reporter_id": "north:T7", "school_id": "north:X",
            "date": "2025-03-13", "occurred_at": "2025-03-14T01:00:00+00:00", "known_at": "2025-03-13T04:00:00+00:00",
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "incident_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "incidents", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def merged(**into: str | None) -> list[dict[str, Any]]:
    return [{"incident_id": name, "merged_into": other} for name, other in into.items()]


def test_incidents_that_are_merged_into_each_other(spark: SparkSession) -> None:
    """Not those that are merged into one of them, nor those of another source."""
    told = merged(own="own", a="b", b="a", one="two", two="three", three="one", into_a="a", end=None, on="end", off="?")
    elsewhere = [{"incident_id": "end", "source_system": "t", "merged_into": "on"}]
    assert contradicting(spark, "incidents", "MERGED_LOOP", [*told, *elsewhere]) == [
        *("a", "b", "one", "own", "three", "two")
    ]
