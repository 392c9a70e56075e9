"""Engagement: what silver makes of each record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "student_id": "S1",
    "course_id": "C1",
    "activity": "login",
    "resource_id": "R1",
    "engaged_at": "2025-03-14T10:30:00Z",
    "events": "3",
    "minutes": "12",
    "progress_percentage": "40",
    "engagement_score": "72.5",
    "engagement_id": "G1",
    "updated_at": "2025-03-15T08:00:00Z",
    "school_id": "X",
    "school_year": None,
    "term": "Spring",
}
NEEDED = {"student_id": "S1", "course_id": "C1", "engaged_at": "2025-03-14"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "zero": Notation(no_engagement_is_zero=True),
    "comma": Notation(decimal_comma=True),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "american": Notation(date_formats=("M/d/yyyy h:mm a",)),
}
BARE = {
    **dict.fromkeys(("resource_id", "engaged_at", "progress_percentage", "engagement_score", "last_modified")),
    **dict.fromkeys(("minutes", "school_id", "term", "source_updated_at")),
    "student_id": "S1",
    "course_id": "C1",
    "date": "2025-03-14",
    "engagement_id": hashed("s", "S1", "C1", None, None, "2025-03-14"),
    "activity": "Unknown",
    "events": 1,
    "school_year": 2025,
    "known_at": "2025-03-14T00:00:00+00:00",
}
IDS: dict[str, tuple[dict[str, str | None], dict[str, Any], tuple[str, ...]]] = {
    "no student": ({"student_id": None}, {"student_id": None}, ("NULL_STUDENT_ID",)),
    "a word for no student": ({"student_id": "None"}, {"student_id": None}, ("NULL_STUDENT_ID",)),
    "a student that a spreadsheet destroyed": ({"student_id": "1E+11"}, {"student_id": None}, ("ID_DAMAGED",)),
    "the longest student": ({"student_id": "x" * 128}, {"student_id": "x" * 128}, ()),
    "a student too long": ({"student_id": "x" * 129}, {"student_id": None}, ("BAD_STUDENT_ID",)),
    "a student with a control character": ({"student_id": "S\x9f1"}, {"student_id": None}, ("BAD_STUDENT_ID",)),
    "no course": ({"course_id": ""}, {"course_id": None}, ("NULL_COURSE_ID",)),
    "a course that a spreadsheet destroyed": ({"course_id": "1E+11"}, {"course_id": None}, ("ID_DAMAGED",)),
    "a course absurdly long": ({"course_id": "x" * 100_000}, {"course_id": None}, ("NULL_COURSE_ID",)),
    "a destroyed own id": ({"engagement_id": "1E+11"}, {}, ("ID_DAMAGED",)),
}
# When it was: the day, the moment, and the school year.
DAYS: dict[str | None, tuple[str, str | None, int]] = {
    "2025-03-14": ("2025-03-14", None, 2025),
    "2025-03-14T10:30:00.123456Z": ("2025-03-14", "2025-03-14T10:30:00.123456+00:00", 2025),
    "2025-03-14 23:30": ("2025-03-14", "2025-03-14T23:30:00+00:00", 2025),
    "2025-03-14T23:30:00-08:00": ("2025-03-14", "2025-03-15T07:30:00+00:00", 2025),
    "2025-06-30": ("2025-06-30", None, 2025),
    "2025-07-01": ("2025-07-01", None, 2026),
    "1900-01-01": ("1900-01-01", None, 1900),
    "2026-01-01T23:59:59Z": ("2026-01-01", "2026-01-01T23:59:59+00:00", 2026),
}
NO_DAYS = (None, "", "N/A", "1899-12-31", "2026-01-02", "2025-02-29", "2025-03-14T24:00", "0", "-1", "now", "x" * 9_999)
EVENTS = {
    "0": 0, "1": 1, "3.0": 3, "2147483647": 2147483647, "2147483648": None, "-1": None, "2.5": None, "many": None,
    "1,000": None, "1e3": None, "3\x00": None, "9" * 10_000: None, "": 1, "NULL": 1,
}  # fmt: skip
SHARES = {
    "0": "0.00", "100": "100.00", "100.004": None, "-0.001": None, "12.345": "12.35", "40 %": "40.00", "half": None,
    "0x1F": None, "Infinity": None,
}  # fmt: skip
MINUTES = {
    "0": "0.00", "12.345": "12.35", "9999.99": "9999.99", "9999.991": None, "-1": None, "1:30": None, "1,000": None,
}  # fmt: skip
MOMENT = str(int(dt.datetime(2025, 3, 14, 10, 30, tzinfo=dt.UTC).timestamp()) * 1_000_000)
# Without an id of its own: what differs from the sound record, and what its id is made of.
MADE: dict[str, tuple[dict[str, str | None], tuple[str | None, ...]]] = {
    "all that there is": ({}, ("s", "S1", "C1", "login", "R1", MOMENT)),
    "the same moment elsewhere": ({"engaged_at": "2025-03-14T06:30-04:00"}, ("s", "S1", "C1", "login", "R1", MOMENT)),
    "a day": ({"engaged_at": "2025-03-14"}, ("s", "S1", "C1", "login", "R1", "2025-03-14")),
    "no activity": ({"activity": None}, ("s", "S1", "C1", None, "R1", MOMENT)),
    "no resource": ({"resource_id": "-"}, ("s", "S1", "C1", "login", None, MOMENT)),
    "other measures": ({"events": "9", "engagement_score": "1"}, ("s", "S1", "C1", "login", "R1", MOMENT)),
    "an own id that can be none": ({"engagement_id": "x" * 129}, ("s", "S1", "C1", "login", "R1", MOMENT)),
}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "course_id", "activity", "resource_id", "engagement_id")},
            "source_system": "s",
            "date": "2025-03-14",
            "engaged_at": "2025-03-14T10:30:00+00:00",
            "events": 3,
            "minutes": "12.00",
            "progress_percentage": "40.00",
            "engagement_score": "72.50",
            "last_modified": "2025-03-15T08:00:00+00:00",
            "school_id": "X",
            "school_year": 2025,
            "term": "Spring",
            "source_updated_at": "2025-03-15T08:00:00+00:00",
            "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "n/a"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"date": None, "known_at": DELIVERED}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_COURSE_ID")
    ),
    **{name: Case(raw, row, codes) for name, (raw, row, codes) in IDS.items()},
    **{
        f"on {raw}": Case({"engaged_at": raw}, {"date": day, "engaged_at": moment, "school_year": year})
        for raw, (day, moment, year) in DAYS.items()
    },
    **{
        f"on {raw and raw[:16]!a}": Case({"engaged_at": raw}, {"date": None, "school_year": None}, ("BAD_DATE",))
        for raw in NO_DAYS
    },
    **{
        f"events {raw[:12]!a}": Case(
            {"events": raw}, {"events": count}, issues=("BAD_EVENTS",) if count is None else ()
        )
        for raw, count in EVENTS.items()
    },
    **{
        f"minutes {raw}": Case({"minutes": raw}, {"minutes": spent}, issues=() if spent else ("BAD_MINUTES",))
        for raw, spent in MINUTES.items()
    },
    **{
        f"progress {raw}": Case(
            {"progress_percentage": raw}, {"progress_percentage": share}, issues=() if share else ("BAD_PROGRESS",)
        )
        for raw, share in SHARES.items()
    },
    **{
        f"engagement {raw}": Case(
            {"engagement_score": raw}, {"engagement_score": share}, issues=() if share else ("BAD_ENGAGEMENT",)
        )
        for raw, share in SHARES.items()
    },
    **{
        f"an id made of {name}": Case(
            {"engagement_id": None, **raw},
            {"engagement_id": hashed(*made)},
            issues=("BAD_ID",) if "own id" in name else (),
        )
        for name, (raw, made) in MADE.items()
    },
    "no engagement where that is zero": Case({"engagement_score": None}, {"engagement_score": "0.00"}, source="zero"),
    "bad engagement where none is zero": Case(
        {"engagement_score": "x"}, {"engagement_score": None}, issues=("BAD_ENGAGEMENT",), source="zero"
    ),
    "a decimal comma": Case(
        {"progress_percentage": "40,5%", "engagement_score": "72,5", "events": "3,0", "minutes": "1,5"},
        {"progress_percentage": "40.50", "engagement_score": "72.50", "events": 3, "minutes": "1.50"},
        source="comma",
    ),
    "a decimal point where commas are": Case(
        {}, {"engagement_score": None}, issues=("BAD_ENGAGEMENT",), source="comma"
    ),
    "a given school year": Case({"school_year": "2024"}, {"school_year": 2024}),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "garbage in texts": Case({"activity": " page\n view\x00", "term": "=1+1"}, {"activity": "page view\x00"}),
    "a destroyed resource of a row with an id": Case(
        {"resource_id": "1E+11"}, {"resource_id": None, "engagement_id": "G1"}, issues=("ID_DAMAGED",)
    ),
    "a destroyed resource of a row without": Case(
        {"resource_id": "1E+11", "engagement_id": None}, {"resource_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "all that can be wrong with a row that is kept": Case(
        {
            **dict.fromkeys(("events", "minutes", "progress_percentage", "engagement_score", "updated_at"), "?"),
            "school_id": "1E+11",
        },
        {
            "school_id": None,
            "events": None,
            "minutes": None,
            "last_modified": None,
            "known_at": "2025-03-14T00:00:00+00:00",
        },
        issues=("ID_DAMAGED", "BAD_EVENTS", "BAD_MINUTES", "BAD_PROGRESS", "BAD_ENGAGEMENT", "BAD_UPDATED_AT"),
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_SHORT", "student_id": None}, {}, ("RAGGED_SHORT",)),
    "a namespace and a time zone": Case(
        {"engaged_at": "2025-03-14T01:00:00Z", "updated_at": None},
        {
            "student_id": "north:S1",
            "course_id": "north:C1",
            "school_id": "north:X",
            "resource_id": "R1",
            "engagement_id": "G1",
            "date": "2025-03-13",
            "engaged_at": "2025-03-14T01:00:00+00:00",
            "known_at": "2025-03-13T04:00:00+00:00",
        },
        source="north",
    ),
    "a local moment": Case(
        {"engaged_at": "2025-03-14 06:30", "engagement_id": None},
        {
            "engaged_at": "2025-03-14T10:30:00+00:00",
            "engagement_id": hashed("north", "S1", "C1", "login", "R1", MOMENT),
        },
        source="north",
    ),
    "a moment as a source writes it": Case(
        {"engaged_at": "3/14/2025 9:05 PM", "updated_at": "3/15/2025 12:30 AM"},
        {"date": "2025-03-14", "engaged_at": "2025-03-14T21:05:00+00:00", "last_modified": "2025-03-15T00:30:00+00:00"},
        source="american",
    ),
    "spelled otherwise": Case({"engagement_id": "G2", "events": "3.0", "payload": "other"}, {}),
    "with more events": Case({"events": "4"}, {"events": 4}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "engagement", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_spelled_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["spelled otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["with more events"]["content_hash"] != rows["ordinary"]["content_hash"]
