"""Transport riders: what silver makes of each record, and of one that a snapshot lacks."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "begin_date": "2024-09-02", "end_date": "2025-06-13", "direction": "AM", "mode": "School Bus",
    "route_id": "R7", "stop_id": "12 Elm Street", "bus_number": "14B", "days": "Fri,Mon", "miles": "3.255",
    "kilometers": None, "eligibility": "Over two miles", "accommodation": "Wheelchair lift", "provider_org_id": "P1",
    "status": "active",    "ride_id": "T1", "updated_at": "2024-08-30T08:00:00Z", "school_id": "X", "school_year": None, "term": "Fall",
}  # fmt: skip
NEEDED = {"student_id": "S1"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "router": Notation(codes=(("mode", (Code("1", "Van"), Code("-", "Walk"))), ("direction", (Code("1", "Both"),)))),
}
FROM_DELIVERY = ("BEGIN_FROM_DELIVERY",)
BARE = {
    **dict.fromkeys(("begin_date", "end_date", "direction_raw", "mode_raw", "route_id", "stop_id", "bus_number")),
    **dict.fromkeys(("days", "miles", "eligibility", "accommodation", "provider_org_id", "school_id", "school_year")),
    **dict.fromkeys(("term", "source_updated_at")),
    "student_id": "S1", "direction": "Unknown", "mode": "Unknown", "is_deleted": False, "known_at": DELIVERED,
    "ride_id": hashed("s", "S1", "Unknown", None, None),
}  # fmt: skip
STUDENTS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no student": (None, None, ("NULL_STUDENT_ID",)),
    "an empty student": (" ", None, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest student": ("x" * 128, "x" * 128, ()),
    "a student too long": ("x" * 129, None, ("BAD_STUDENT_ID",)),
    "a student with a control character": ("S\x001", None, ("BAD_STUDENT_ID",)),
}
FIRST_DAYS = ("1900-01-01", "2024-06-30", "2025-06-13")
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "September", "2024-09-02\x00")
DIRECTIONS = {
    "AM": "To School", "morning": "To School", " pick_up ": "To School", "PM": "From School", "Drop-off": "From School",
    "both": "Both", "AM/PM": "Both", "Round Trip": "Both", "there": "Unknown", "0": "Unknown", "AM\x00": "Unknown",
}  # fmt: skip
MODES = {
    "BUS": "Bus", "yellow bus": "Bus", "Van": "Van", "Walker": "Walk", "Parent-Pickup": "Car", "City Bus": "Public",
    "bike": "Other", "AM 12 / PM 14B": "Unknown", "helicopter": "Unknown", "-1": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
DAYS: dict[str, list[str] | None] = {
    "Monday": ["Monday"], "fri/mon": ["Monday", "Friday"], "Mon,Mon": ["Monday"], "T": None, "MWF": None, "0": None,
}  # fmt: skip
MILES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "0": ("0.00", ()),
    "100": ("100.00", ()),
    "100.001": (None, ("DISTANCE_OUT_OF_RANGE",)),
    "-0.001": (None, ("NEGATIVE_DISTANCE",)),
    "2.345": ("2.35", ()),
    "3 mi": (None, ("BAD_DISTANCE",)),
    "2,5": (None, ("BAD_DISTANCE",)),
    "1e1": (None, ("BAD_DISTANCE",)),
    "9" * 10_000: (None, ("BAD_DISTANCE",)),
}
KILOMETERS: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "1.609344": ("1.00", ()),
    "5": ("3.11", ()),
    "160.9344": ("100.00", ()),
    "160.95": (None, ("DISTANCE_OUT_OF_RANGE",)),
    "-1": (None, ("NEGATIVE_DISTANCE",)),
    "far": (None, ("BAD_DISTANCE",)),
}
OPTIONAL = ("end_date", "direction", "mode", "stop_id", "bus_number", "days", "miles", "kilometers", "eligibility")
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "To School", "R7", "2024-09-02")),
    "another way": ({"direction": "PM"}, ("s", "S1", "From School", "R7", "2024-09-02")),
    "no direction": ({"direction": "-"}, ("s", "S1", "Unknown", "R7", "2024-09-02")),
    "no route": ({"route_id": None}, ("s", "S1", "To School", None, "2024-09-02")),
    "what changes with time": ({"end_date": "2025-01-31", "bus_number": "9", "stop_id": "A", "mode": "Van"},
                               ("s", "S1", "To School", "R7", "2024-09-02")),
    "an own id that can be none": ({"ride_id": "T\x001"}, ("s", "S1", "To School", "R7", "2024-09-02")),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "begin_date", "end_date", "route_id", "stop_id", "ride_id")},
            **{name: SOUND[name] for name in ("bus_number", "eligibility", "accommodation", "provider_org_id", "term")},
            "source_system": "s",
            "is_gone": None,
            "is_deleted": False,
            "closed_is_gone": True,
            "direction": "To School",
            "direction_raw": "AM",
            "mode": "Bus",
            "mode_raw": "School Bus",
            "days": ["Monday", "Friday"],
            "miles": "3.26",
            "school_id": "X",
            "school_year": None,
            "source_updated_at": "2024-08-30T08:00:00+00:00",
            "known_at": "2024-08-30T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in OPTIONAL},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE, issues=FROM_DELIVERY),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE, issues=FROM_DELIVERY),
    "words for nothing": Case({**dict.fromkeys(SOUND, r"\N"), **NEEDED}, BARE, issues=FROM_DELIVERY),
    "nothing at all": Case(NOTHING, {"begin_date": None}, ("NULL_STUDENT_ID",), FROM_DELIVERY),
    **{name: Case({"student_id": raw}, {"student_id": id_}, codes) for name, (raw, id_, codes) in STUDENTS.items()},
    **{f"from {day}": Case({"begin_date": day}, {"begin_date": day}) for day in FIRST_DAYS},
    **{f"from {raw!a}": Case({"begin_date": raw}, {"begin_date": None},
                             issues=("BEGIN_FROM_DELIVERY", "BAD_BEGIN_DATE")) for raw in NO_DAYS},
    **{f"until {raw!a}": Case({"end_date": raw}, {"end_date": None}, issues=("BAD_END_DATE",)) for raw in NO_DAYS},
    "one day": Case({"end_date": "2024-09-02"}, {"end_date": "2024-09-02"}),
    "over before it began": Case({"end_date": "2024-09-01"}, {}, ("END_BEFORE_BEGIN",)),
    **{f"direction {raw[:9]!a}": Case({"direction": raw}, {"direction": way},
                                      issues=("UNMAPPED_DIRECTION",) if way == "Unknown" else ())
       for raw, way in DIRECTIONS.items()},
    **{f"mode {raw[:14]!a}": Case({"mode": raw}, {"mode": mode}, issues=("UNMAPPED_MODE",) if mode == "Unknown" else ())
       for raw, mode in MODES.items()},
    "codes of a source": Case({"mode": "-", "direction": " 1 "}, {"mode": "Walk", "mode_raw": "-", "direction": "Both"},
                              source="router"),
    "a record that is taken back": Case({"status": "tobedeleted"}, {"is_deleted": True, "ride_id": "T1"}),
    "a status of another kind": Case({"status": "on hold"}, {"is_deleted": False}),
    "a code of another column": Case({"mode": "2", "direction": "1"}, {"mode": "Unknown", "mode_raw": "2"},
                                     issues=("UNMAPPED_MODE",), source="router"),
    **{f"on {raw}": Case({"days": raw}, {"days": days}, issues=() if days else ("BAD_DAYS_OF_WEEK",))
       for raw, days in DAYS.items()},
    **{f"{raw[:9]} miles": Case({"miles": raw}, {"miles": miles}, issues=codes)
       for raw, (miles, codes) in MILES.items()},
    **{f"{raw} kilometers": Case({"miles": None, "kilometers": raw}, {"miles": miles}, issues=codes)
       for raw, (miles, codes) in KILOMETERS.items()},
    "miles count beside kilometers": Case({"miles": "2", "kilometers": "9"}, {"miles": "2.00"}),
    "miles that are none, beside kilometers": Case({"miles": "two", "kilometers": "9"}, {"miles": None},
                                                   issues=("BAD_DISTANCE",)),
    "a decimal comma": Case({"miles": "1,5"}, {"miles": "1.50"}, source="comma"),
    "a decimal point where commas are": Case({}, {"miles": None}, issues=("BAD_DISTANCE",), source="comma"),
    **{f"an id made of {name}": Case({"ride_id": None, **raw}, {"ride_id": hashed(*made)},
                                     issues=("BAD_ID",) if "own id" in name else ())
       for name, (raw, made) in MADE.items()},
    "an id made of a first day that cannot be read": Case(
        {"ride_id": None, "begin_date": "soon"}, {"ride_id": hashed("s", "S1", "To School", "R7", "soon")},
        issues=("BEGIN_FROM_DELIVERY", "BAD_BEGIN_DATE")),
    "a destroyed own id": Case({"ride_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed route without an own id": Case({"ride_id": None, "route_id": "1E+11"}, {}, ("ID_DAMAGED",),
                                                ("ID_DAMAGED",)),
    "destroyed places of a row with an id": Case(
        {"route_id": "1E+11", "stop_id": "1E+11", "provider_org_id": "1E+11", "school_id": "1E+11"},
        {"route_id": None, "stop_id": None, "provider_org_id": None, "school_id": None}, issues=("ID_DAMAGED",)),
    **{f"a {name} too long": Case({name: "x" * 129}, {name: None}, issues=("BAD_ID",))
       for name in ("route_id", "stop_id", "provider_org_id", "school_id")},
    "a given school year": Case({"school_year": "2025-26"}, {"school_year": 2026}),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)),
    "a namespace": Case(
        {"ride_id": None},
        {"student_id": "north:S1", "route_id": "north:R7", "provider_org_id": "north:P1", "school_id": "north:X",
         "stop_id": "12 Elm Street", "ride_id": hashed("north", "S1", "To School", "R7", "2024-09-02")},
        source="north"),
    "free text": Case({"eligibility": "N\u00a0 M", "accommodation": "x" * 10_000},
                      {"eligibility": "N M", "accommodation": "x" * 10_000}),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "transport_riders", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


FALL = {"student_id": "S1", "direction": "To School", "begin_date": "2024-09-02", "end_date": "2024-12-20",
        "first_known_at": "2024-08-01T00:00:00.000000Z"}  # fmt: skip
OPEN = {**FALL, "end_date": None}
RIDES: dict[str, tuple[dict[str, Any], bool]] = {
    "on its last day": ({"begin_date": "2024-12-20", "end_date": None}, True),
    "on the day after": ({"begin_date": "2024-12-21", "end_date": None}, False),
    "on its first day": ({"begin_date": "2024-08-01", "end_date": "2024-09-02"}, True),
    "on the day before": ({"begin_date": "2024-08-01", "end_date": "2024-09-01"}, False),
    "the other way": ({"direction": "From School"}, False),
    "both ways": ({"direction": "Both"}, True),
    "nobody knows which way": ({"direction": "Unknown"}, False),
    "another student": ({"student_id": "S2"}, False),
    "another source": ({"source_system": "t"}, False),
    "on other days": ({"days": ["Friday"]}, False),
    "on one day that is the same": ({"days": ["Friday", "Monday"]}, True),
    "on nobody knows which days": ({"days": None}, True),
    "since it was told": ({"begin_date": None, "first_known_at": "2024-12-20T00:00:00.000000Z"}, True),
    "since it was told, too late": ({"begin_date": None, "first_known_at": "2024-12-21T00:00:00.000000Z"}, False),
    "until the end of the year before": ({"begin_date": "2023-09-01", "end_date": None, "school_year": 2024}, False),
    "taken back": ({"is_deleted": True}, False),
    "gone, and nobody knows when": ({**OPEN, "is_gone": True}, False),
    "gone, and it is known when": ({"is_gone": True}, True),
}


@pytest.mark.parametrize("other", RIDES)
def test_two_rides_the_same_way_at_once(spark: SparkSession, other: str) -> None:
    differs, overlaps = RIDES[other]
    rides = [{**FALL, "days": ["Monday"], "ride_id": "a"}, {**FALL, **differs, "ride_id": "b"}]
    found = contradicting(spark, "transport_riders", "OVERLAPPING_RIDE", rides)
    assert found == (["a", "b"] if overlaps else [])


STAYS: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "none": ([], ["r"]),
    "all of it": ([{"entry_date": "2023-08-01"}], []),
    "its last day": ([{"entry_date": "2024-12-20"}], []),
    "the day after": ([{"entry_date": "2024-12-21"}], ["r"]),
    "one before and one after": (
        [{"entry_date": "2023-08-01", "exit_date": "2024-09-01"}, {"entry_date": "2024-12-21"}], ["r"]),
    "of another source": ([{"entry_date": "2023-08-01", "source_system": "t"}], []),
    "of another student": ([{"entry_date": "2023-08-01", "student_id": "S2"}], ["r"]),
    "taken back": ([{"entry_date": "2023-08-01", "is_deleted": True}], ["r"]),
    "gone, and nobody knows when": ([{"entry_date": "2023-08-01", "is_gone": True}], []),
    "of the school year before": ([{"entry_date": "2023-08-01", "school_year": 2024}], ["r"]),
}  # fmt: skip


@pytest.mark.parametrize("stays", STAYS)
def test_a_ride_of_somebody_who_is_in_no_school(spark: SparkSession, stays: str) -> None:
    told, expected = STAYS[stays]
    known = [{"student_id": "S1", "membership_id": f"{n}", **stay} for n, stay in enumerate(told)]
    rides = [{**FALL, "ride_id": "r"}]
    assert contradicting(spark, "transport_riders", "NOT_A_MEMBER", rides, memberships=known) == expected


def test_a_ride_that_was_over_when_it_was_told_asks_for_no_school(spark: SparkSession) -> None:
    over = {**FALL, "begin_date": None, "first_known_at": "2024-12-21T00:00:00.000000Z", "ride_id": "r"}
    assert contradicting(spark, "transport_riders", "NOT_A_MEMBER", [over], memberships=[]) == []
