"""Absences of staff: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "staff_id": "T1", "date": "2025-03-14", "begin_date": None, "end_date": None, "hours": "7:30",
    "share_of_day": "0.5", "category": "Sick leave", "has_substitute": "Y", "leave_id": None,
    "staff_absence_id": "A1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None,
    "term": "Spring",
}  # fmt: skip
NEEDED = {"staff_id": "T1", "date": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "codes": Notation(codes=(("category", (Code("-", "Personal"), Code("07", "Closure"))),)),
}
UNSAID = ("begin_date", "end_date", "hours", "share_of_day", "category_raw", "has_substitute", "leave_id", "school_id")
BARE = {
    **dict.fromkeys((*UNSAID, "term", "source_updated_at")),
    "staff_id": "T1", "date": "2025-03-14", "is_leave": False, "category": "Unknown", "school_year": 2025,
    "staff_absence_id": hashed("s", "T1", None, None, "2025-03-14"), "known_at": "2025-03-14T00:00:00+00:00",
}  # fmt: skip
STAFF: dict[str | None, tuple[str | None, tuple[str, ...]]] = {
    None: (None, ("NULL_STAFF_ID",)), " ": (None, ("NULL_STAFF_ID",)), "1.23457E+11": (None, ("ID_DAMAGED",)),
    "x" * 128: ("x" * 128, ()), "x" * 129: (None, ("BAD_STAFF_ID",)), "T\x001": (None, ("BAD_STAFF_ID",)),
}  # fmt: skip
NO_DAYS = (None, "", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "x" * 10_000)
# Hours, and what else is said of them.
HOURS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "7.5": ("7.50", ()), "7:30": ("7.50", ()), "0:20": ("0.33", ()), "0": ("0.00", ()), "0:00": ("0.00", ()),
    "24": ("24.00", ()), "24:01": ("24.02", ("HOURS_OVER_DAY",)), "24.004": ("24.00", ()),
    "24.01": ("24.01", ("HOURS_OVER_DAY",)), "999.99": ("999.99", ("HOURS_OVER_DAY",)), "1000": (None, ("BAD_HOURS",)),
    "7:60": (None, ("BAD_HOURS",)), "7:5": (None, ("BAD_HOURS",)), ":30": (None, ("BAD_HOURS",)),
    "7 h": (None, ("BAD_HOURS",)), "1e1": (None, ("BAD_HOURS",)), "9" * 10_000: (None, ("BAD_HOURS",)),
}  # fmt: skip
NEGATIVE = ("-1", "-7:30", "-0:01", "-0.01")
SHARES: dict[str, str | None] = {
    "0": "0.0000", "1": "1.0000", "50%": "0.5000", "0.33335": "0.3334", "1.01": None, "-0.5": None, "half": None,
}  # fmt: skip
# First and last day, leave, hours, share: from when to when it is, and the share of each day; None where it is none.
LEAVES: dict[tuple[str | None, ...], tuple[str, str | None, str | None, tuple[str, ...]]] = {
    ("2025-03-10", "2025-03-21", None, None, None): ("2025-03-10", "2025-03-21", "1.0000", ()),
    ("2025-03-10", None, "L1", None, None): ("2025-03-10", None, "1.0000", ()),
    ("2025-03-10", "2025-03-21", None, "80", None): ("2025-03-10", "2025-03-21", "1.0000", ()),
    ("2025-03-10", "2025-03-21", None, None, "0.5"): ("2025-03-10", "2025-03-21", "0.5000", ()),
    ("2025-03-10", "2025-03-10", None, "3", None): ("2025-03-10", "2025-03-10", None, ()),
    ("2025-03-10", "2025-03-10", None, "30", None): ("2025-03-10", "2025-03-10", None, ("HOURS_OVER_DAY",)),
    ("2025-03-10", "2025-03-10", None, None, None): ("2025-03-10", "2025-03-10", "1.0000", ()),
    (None, "2025-03-21", None, None, None): ("2025-03-14", "2025-03-21", "1.0000", ()),
    (None, None, "L1", None, None): ("2025-03-14", "2025-03-14", "1.0000", ()),
    (None, None, "L1", "3", None): ("2025-03-14", "2025-03-14", None, ()),
}
LEAVE = ("begin_date", "end_date", "leave_id", "hours", "share_of_day")
CATEGORIES = {
    "Jury Duty": "Jury", "PD": "Professional Development", "school_business": "Official", "funeral": "Bereavement",
    "07": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "T1", "X", "Sick leave", "2025-03-14")),
    "other hours": ({"hours": "3"}, ("s", "T1", "X", "Sick leave", "2025-03-14")),
    "no school": ({"school_id": None}, ("s", "T1", None, "Sick leave", "2025-03-14")),
    "no category": ({"category": None}, ("s", "T1", "X", None, "2025-03-14")),
    "the first day of a leave": (
        {"date": None, "begin_date": "2025-03-10"}, ("s", "T1", "X", "Sick leave", "2025-03-10")
    ),
    "an own id that can be none": ({"staff_absence_id": "A\x001"}, ("s", "T1", "X", "Sick leave", "2025-03-14")),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "staff_id": "T1", "date": "2025-03-14", "source_system": "s", "staff_absence_id": "A1", "is_leave": False,
            "begin_date": None, "end_date": None, "hours": "7.50", "share_of_day": "0.5000", "category": "Sick",
            "category_raw": "Sick leave", "has_substitute": True, "leave_id": None, "school_id": "X",
            "school_year": 2025, "term": "Spring", "source_updated_at": "2025-03-15T08:00:00+00:00",
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE, issues=("HOURS_UNKNOWN",)),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE, issues=("HOURS_UNKNOWN",)),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE, issues=("HOURS_UNKNOWN",)),
    "nothing at all": Case(
        NOTHING, {"date": None, "known_at": DELIVERED}, ("NULL_STAFF_ID", "BAD_DATE"), ("HOURS_UNKNOWN",)
    ),
    **{
        f"of {raw and raw[:9]!a} ({len(raw or '')})": Case({"staff_id": raw}, {"staff_id": id_}, reasons)
        for raw, (id_, reasons) in STAFF.items()
    },
    **{f"on {raw and raw[:12]!a}": Case({"date": raw}, {"date": None}, ("BAD_DATE",)) for raw in NO_DAYS},
    **{
        f"on {raw}": Case({"date": raw}, {"date": raw, "school_year": year})
        for raw, year in {"1900-01-01": 1900, "2025-06-30": 2025, "2025-07-01": 2026, "2026-01-01": 2026}.items()
    },
    **{
        f"a leave from {raw[:12]!a}": Case({"begin_date": raw}, {"is_leave": True}, ("BAD_BEGIN_DATE",))
        for raw in NO_DAYS
        if raw
    },
    **{
        f"a leave to {raw[:12]!a}": Case({"end_date": raw}, {"is_leave": True}, ("BAD_END_DATE",))
        for raw in NO_DAYS
        if raw
    },
    "a leave that ends before it begins": Case(
        {"begin_date": "2025-03-10", "end_date": "2025-03-09"}, {"is_leave": True}, ("END_BEFORE_BEGIN",)
    ),
    **{
        f"a leave {said}": Case(
            dict(zip(LEAVE, said, strict=True)),
            {"is_leave": True, "begin_date": begin, "end_date": end, "share_of_day": share},
            issues=issues,
        )
        for said, (begin, end, share, issues) in LEAVES.items()
    },
    "a leave without a day of its own": Case(
        {"date": None, "begin_date": "2025-03-10"}, {"date": "2025-03-10", "begin_date": "2025-03-10"}
    ),
    **{
        f"{raw[:9]!a} hours": Case({"hours": raw, "share_of_day": "1"}, {"hours": hours}, issues=issues)
        for raw, (hours, issues) in HOURS.items()
    },
    **{f"{raw} hours": Case({"hours": raw}, {"hours": None}, ("NEGATIVE_HOURS",), ("BAD_HOURS",)) for raw in NEGATIVE},
    "hours that cannot be read, and no share": Case(
        {"hours": "all", "share_of_day": None}, {"share_of_day": None}, issues=("HOURS_UNKNOWN", "BAD_HOURS")
    ),
    **{
        f"a share of {raw}": Case(
            {"share_of_day": raw}, {"share_of_day": share}, issues=() if share else ("BAD_SHARE_OF_DAY",)
        )
        for raw, share in SHARES.items()
    },
    "a decimal comma": Case(
        {"hours": "7,5", "share_of_day": "0,25"}, {"hours": "7.50", "share_of_day": "0.2500"}, source="comma"
    ),
    "a clock where commas are": Case({}, {"hours": "7.50"}, issues=("BAD_SHARE_OF_DAY",), source="comma"),
    **{
        f"category {raw[:9]}": Case(
            {"category": raw},
            {"category": category, "category_raw": raw},
            issues=("UNMAPPED_CATEGORY",) if category == "Unknown" else (),
        )
        for raw, category in CATEGORIES.items()
    },
    "a code of the source": Case({"category": "07"}, {"category": "Closure", "category_raw": "07"}, source="codes"),
    "a code that is nothing elsewhere": Case(
        {"category": " - ", "staff_absence_id": None},
        {"category_raw": "-", "staff_absence_id": hashed("codes", "T1", "X", "-", "2025-03-14")},
        source="codes",
    ),
    "a substitute or not": Case({"has_substitute": "0"}, {"has_substitute": False}),
    "a substitute or what": Case({"has_substitute": "Ms"}, {"has_substitute": None}, issues=("BAD_HAS_SUBSTITUTE",)),
    **{
        f"an id made of {name}": Case(
            {"staff_absence_id": None, **raw},
            {"staff_absence_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "a destroyed own id": Case({"staff_absence_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "destroyed places of a row with an id": Case(
        {"school_id": "1E+11", "leave_id": "2E+11"},
        {"school_id": None, "leave_id": None, "is_leave": False},
        issues=("ID_DAMAGED",),
    ),
    "a destroyed school of a row without": Case(
        {"school_id": "1E+11", "staff_absence_id": None}, {}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "a given school year": Case({"school_year": "2023-24"}, {"school_year": 2024}),
    "a school year and an update that are none": Case(
        {"school_year": "0", "updated_at": "soon"},
        {"school_year": 2025, "known_at": "2025-03-14T00:00:00+00:00"},
        issues=("BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "a namespace and a time zone": Case(
        {"date": "2025-03-14T01:00:00Z", "staff_absence_id": None, "updated_at": None, "leave_id": "L1"},
        {
            "staff_id": "north:T1", "school_id": "north:X", "leave_id": "north:L1", "date": "2025-03-13",
            "begin_date": "2025-03-13", "known_at": "2025-03-13T04:00:00+00:00",
            "staff_absence_id": hashed("north", "T1", "X", "Sick leave", "2025-03-13"),
        },
        source="north",
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "staff_id": None}, {}, ("RAGGED_LONG",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "staff_absences", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def absence(name: str, staff: str, day: str, **more: Any) -> dict[str, Any]:
    return {"staff_absence_id": name, "staff_id": staff, "date": day, "is_leave": False, "category": "Sick", **more}


def leave(name: str, staff: str, begin: str, end: str | None) -> dict[str, Any]:
    return absence(name, staff, begin, is_leave=True, begin_date=begin, end_date=end)


def test_absences_during_a_leave(spark: SparkSession) -> None:
    told = [
        leave("leave", "T1", "2025-03-10", "2025-03-12"),
        leave("once more", "T1", "2025-03-11", "2025-03-12"),
        leave("open", "T2", "2025-03-10", None),
        *[absence(f"T1 {day}", "T1", f"2025-03-{day}") for day in ("09", "10", "12", "13")],
        *[absence(f"T2 {day}", "T2", f"2025-03-{day}") for day in ("09", "10", "31")],
        absence("T3", "T3", "2025-03-10", source_system="t"),
    ]
    found = contradicting(spark, "staff_absences", "LEAVE_AND_ABSENCE", told)
    assert found == ["T1 10", "T1 12", "T2 10", "T2 31"]


def test_absences_while_the_school_is_closed(spark: SparkSession) -> None:
    days = [
        {"school_id": "X", "date": "2025-03-10", "is_school_day": False, "source_system": "t"},
        {"school_id": "X", "date": "2025-03-11", "is_school_day": True},
        {"school_id": "X", "date": "2025-03-12", "is_school_day": False, "is_deleted": True},
    ]
    told = [
        *[absence(day, "T1", f"2025-03-{day}", school_id="X") for day in ("10", "11", "12", "13")],
        absence("elsewhere", "T1", "2025-03-10", school_id="Y"),
        absence("nowhere", "T1", "2025-03-10"),
        absence("said so", "T1", "2025-03-10", school_id="X", category="Closure"),
        {**leave("leave", "T1", "2025-03-10", None), "school_id": "X"},
    ]
    found = contradicting(spark, "staff_absences", "ABSENT_ON_CLOSED_DAY", told, school_days=days)
    assert found == ["10"]
