"""Professional learning: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "staff_id": "T1", "activity_id": "A1", "title": "First aid", "session_id": "2", "date": "2025-03-14",
    "status": "Attended", "amount": "3.255", "unit": "hrs", "category": "Safety", "is_required": "Y",
    "provider": "Red Cross", "delivery": "Online", "approved_from": "2025-03-14", "approved_to": "2025-03-14",
    "cost": "12.50", "pd_attendance_id": "R1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X",
    "school_year": None, "term": "Spring",
}  # fmt: skip
NEEDED = {"staff_id": "T1", "activity_id": "A1", "date": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "lms": Notation(codes=(("status", (Code("1", "Completed"),)), ("unit", (Code("-", "CEU"),)))),
}
BARE = {
    **dict.fromkeys(("title", "session_id", "status_raw", "amount", "unit_raw", "hours", "category", "is_required")),
    **dict.fromkeys(("provider", "delivery", "approved_from", "approved_to", "cost", "school_id", "term")),
    "staff_id": "T1", "activity_id": "A1", "date": "2025-03-14", "status": "Unknown", "unit": "Unknown",
    "source_updated_at": None, "known_at": "2025-03-14T00:00:00+00:00", "school_year": 2025,
    "pd_attendance_id": hashed("s", "T1", "A1", None, "2025-03-14"),
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, str]] = {
    "none": (None, None, "NULL"),
    "an empty one": (" ", None, "NULL"),
    "one that a spreadsheet destroyed": ("1.23457E+11", None, "ID_DAMAGED"),
    "the longest": ("x" * 128, "x" * 128, ""),
    "one too long": ("x" * 129, None, "BAD"),
    "one with a control character": ("T\x001", None, "BAD"),
}
DAYS = {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "soon", "2025-03-14\x00")
STATUSES = {
    "completed": "Completed", "Passed": "Completed", "present": "Attended", "in-progress": "In Progress",
    "Not Started": "Registered", "no_show": "No Show", "CANCELED": "Cancelled", "waived": "Unknown", "0": "Unknown",
    "Attended\x00": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
# Amount and unit: the amount, the unit, the hours, and what is wrong with them.
AMOUNTS: dict[tuple[str | None, str | None], tuple[str | None, str, str | None, tuple[str, ...]]] = {
    ("1.005", "Clock Hours"): ("1.01", "Clock Hours", "1.01", ()),
    ("0", "h"): ("0.00", "Clock Hours", "0.00", ()),
    ("0.125", "CEU"): ("0.13", "CEU", "1.25", ()),
    ("2.4", "ceus"): ("2.40", "CEU", "24.00", ()),
    ("2.401", "ceus"): ("2.40", "CEU", "24.01", ("HOURS_OVER_DAY",)),
    ("24", "hours"): ("24.00", "Clock Hours", "24.00", ()),
    ("24.01", "hours"): ("24.01", "Clock Hours", "24.01", ("HOURS_OVER_DAY",)),
    ("10000", "CEU"): ("10000.00", "CEU", None, ()),
    ("3", "semester hours"): ("3.00", "Credits", None, ()),
    ("3", "Points"): ("3.00", "Points", None, ()),
    ("3", "lessons"): ("3.00", "Unknown", None, ("UNMAPPED_UNIT", "UNKNOWN_UNIT")),
    ("3", None): ("3.00", "Unknown", None, ("UNKNOWN_UNIT",)),
    (None, "hours"): (None, "Clock Hours", None, ()),
    (None, "lessons"): (None, "Unknown", None, ("UNMAPPED_UNIT",)),
    ("99999.99", "points"): ("99999.99", "Points", None, ()),
    ("99999.991", "points"): (None, "Points", None, ("BAD_AMOUNT",)),
    ("7:30", "hours"): (None, "Clock Hours", None, ("BAD_AMOUNT",)),
    ("2,5", "hours"): (None, "Clock Hours", None, ("BAD_AMOUNT",)),
    ("1e1", "hours"): (None, "Clock Hours", None, ("BAD_AMOUNT",)),
    ("9" * 10_000, "hours"): (None, "Clock Hours", None, ("BAD_AMOUNT",)),
}
# The day and the days of approval: whether it lies among them.
APPROVALS: dict[tuple[str | None, str | None], bool] = {
    ("2025-03-14", "2025-03-14"): True, ("2025-03-15", None): False, (None, "2025-03-13"): False,
    (None, "2025-03-14"): True, ("2025-03-14", None): True, (None, None): True, ("2025-04-01", "2025-03-01"): False,
}  # fmt: skip
COSTS = {
    "0": "0.00", "9999999999.99": "9999999999.99", "10000000000": None, "12.505": None, "12.500": None, "12.5000": "12.50",
    "-1": None, "$5": None, "1,000.00": None, "free": None,
}  # fmt: skip
FLAGS = {"yes": True, "0": False, "maybe": None, "2": None}
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "T1", "A1", "2", "2025-03-14")),
    "no session": ({"session_id": "-"}, ("s", "T1", "A1", None, "2025-03-14")),
    "a day with a time": ({"date": "2025-03-14 09:00"}, ("s", "T1", "A1", "2", "2025-03-14")),
    "what changes with time": ({"status": "Completed", "amount": "1", "title": "B", "school_id": "Y"},
                               ("s", "T1", "A1", "2", "2025-03-14")),
    "an own id that can be none": ({"pd_attendance_id": "R\x001"}, ("s", "T1", "A1", "2", "2025-03-14")),
}  # fmt: skip


def reasons(kind: str, column: str) -> tuple[str, ...]:
    return (kind,) if kind == "ID_DAMAGED" else (f"{kind}_{column}",) if kind else ()


CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("staff_id", "activity_id", "title", "session_id", "date", "status")},
            **{name: SOUND[name] for name in ("category", "provider", "delivery", "approved_from", "approved_to")},
            **{name: SOUND[name] for name in ("cost", "pd_attendance_id", "school_id", "term")},
            "source_system": "s",
            "status_raw": "Attended",
            "amount": "3.26",
            "unit": "Clock Hours",
            "unit_raw": "hrs",
            "hours": "3.26",
            "is_required": True,
            "school_year": 2025,
            "source_updated_at": "2025-03-15T08:00:00+00:00",
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}, issues=("UNKNOWN_UNIT",) if name == "unit" else ())
       for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NULL"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_STAFF_ID", "BAD_DATE", "NULL_ACTIVITY_ID")),
    **{f"staff: {name}": Case({"staff_id": raw}, {"staff_id": id_}, reasons(kind, "STAFF_ID"))
       for name, (raw, id_, kind) in IDS.items()},
    **{f"activity: {name}": Case({"activity_id": raw}, {"activity_id": id_},
                                 reasons(kind.replace("BAD", "NULL"), "ACTIVITY_ID"))
       for name, (raw, id_, kind) in IDS.items()},
    **{f"on {raw}": Case({"date": raw, "approved_from": None, "approved_to": None},
                         {"date": raw, "school_year": year}) for raw, year in DAYS.items()},
    **{f"on {raw!a}": Case({"date": raw}, {"date": None}, ("BAD_DATE",)) for raw in (None, "", *NO_DAYS)},
    **{f"approved from {raw!a}": Case({"approved_from": raw}, {"approved_from": None}, issues=("BAD_APPROVED_FROM",))
       for raw in NO_DAYS},
    **{f"approved to {raw!a}": Case({"approved_to": raw}, {"approved_to": None}, issues=("BAD_APPROVED_TO",))
       for raw in NO_DAYS},
    **{f"approved {first} to {last}": Case({"approved_from": first, "approved_to": last}, {},
                                           issues=() if approved else ("OUTSIDE_APPROVAL",))
       for (first, last), approved in APPROVALS.items()},
    **{f"status {raw[:12]!a}": Case({"status": raw}, {"status": status},
                                    issues=("UNMAPPED_STATUS",) if status == "Unknown" else ())
       for raw, status in STATUSES.items()},
    **{f"{raw and raw[:9]} {unit}": Case({"amount": raw, "unit": unit},
                                         {"amount": amount, "unit": meant, "hours": hours}, issues=codes)
       for (raw, unit), (amount, meant, hours, codes) in AMOUNTS.items()},
    "a cancellation written as negative hours": Case({"amount": "-0.001"}, {"amount": None}, ("NEGATIVE_HOURS",),
                                                     ("BAD_AMOUNT",)),
    "codes of a source": Case({"status": "1", "unit": "-", "amount": "1"},
                              {"status": "Completed", "status_raw": "1", "unit": "CEU", "unit_raw": "-",
                               "hours": "10.00"}, source="lms"),
    "decimal commas": Case({"amount": "1,5", "cost": "2,5"}, {"hours": "1.50", "cost": "2.50"}, source="comma"),
    **{f"costs {raw}": Case({"cost": raw}, {"cost": cost}, issues=() if cost else ("BAD_COST",))
       for raw, cost in COSTS.items()},
    **{f"required: {raw}": Case({"is_required": raw}, {"is_required": flag},
                                issues=() if flag is not None else ("BAD_IS_REQUIRED",))
       for raw, flag in FLAGS.items()},
    **{f"an id made of {name}": Case({"pd_attendance_id": None, **raw}, {"pd_attendance_id": hashed(*made)},
                                     issues=("BAD_ID",) if "own id" in name else ())
       for name, (raw, made) in MADE.items()},
    "a destroyed own id": Case({"pd_attendance_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed session without an own id": Case({"pd_attendance_id": None, "session_id": "1E+11"}, {},
                                                  ("ID_DAMAGED",), ("ID_DAMAGED",)),
    **{f"a destroyed {name}": Case({name: "1E+11"}, {name: None}, issues=("ID_DAMAGED",))
       for name in ("session_id", "school_id")},
    **{f"a {name} too long": Case({name: "x" * 129}, {name: None}, issues=("BAD_ID",))
       for name in ("session_id", "school_id")},
    "a given school year": Case({"school_year": "2024"}, {"school_year": 2024}),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": "2025-03-14T00:00:00+00:00"},
                                        issues=("BAD_UPDATED_AT",)),
    "a namespace": Case(
        {"pd_attendance_id": None, "updated_at": None},
        {"staff_id": "north:T1", "activity_id": "north:A1", "school_id": "north:X", "session_id": "2",
         "known_at": "2025-03-14T04:00:00+00:00",
         "pd_attendance_id": hashed("north", "T1", "A1", "2", "2025-03-14")}, source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "pd_attendance", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def held(row: str, activity: str, session: str | None, day: str = "2025-03-14", **more: Any) -> dict[str, Any]:
    of_whom = {"pd_attendance_id": row, "staff_id": "T1", "status": "Attended", "school_year": 2025}
    return {**of_whom, "activity_id": activity, "session_id": session, "date": day, **more}


def test_a_session_that_somebody_attended_twice(spark: SparkSession) -> None:
    rows = [
        held("a1", "A", "1"), held("a2", "A", "1", "2025-03-20", status="Completed"),
        held("a3", "A", "1", status="Registered"), held("a4", "A", "2"), held("a5", "A", "1", staff_id="T2"),
        held("b1", "B", None), held("b2", "B", None), held("b3", "B", None, "2025-03-15"), held("b4", "C", None),
        held("c1", "D", "1", status="No Show"), held("c2", "D", "1"), held("d", "A", "1", source_system="t"),
        held("e1", "E", "1", "2024-03-14", school_year=2024), held("e2", "E", "1", school_year=2025),
    ]  # fmt: skip
    assert contradicting(spark, "pd_attendance", "DUPLICATE_SESSION", rows) == ["a1", "a2", "b1", "b2"]
