"""Line items: what silver makes of each record, and of one that a snapshot lacks."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "line_item_id": "L1",
    "class_id": "K1",
    "name": "Quiz 3",
    "category": "Quiz",
    "due_date": "2025-03-14",
    "weight": "12.5",
    "score_max": "20",
    "score_min": "0",
    "subject": "Math",
    "grade_level": "9",
    "status": "active",
    "updated_at": "2025-03-01T08:00:00Z",
    "school_id": "X",
    "school_year": "2025",
    "term": "Spring",
}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
    "comma": Notation(decimal_comma=True),
}
BARE = {
    **dict.fromkeys(("class_id", "name", "category", "due_date", "weight", "score_max", "score_min", "subject")),
    **dict.fromkeys(("school_id", "school_year", "term", "source_updated_at")),
    "line_item_id": "L1",
    "grade_level": "Ungraded",
    "is_active": True,
    "known_at": DELIVERED,
}
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no id": (None, None, ("NULL_LINE_ITEM_ID",)),
    "an empty id": ("", None, ("NULL_LINE_ITEM_ID",)),
    "a word for no id": ("-", None, ("NULL_LINE_ITEM_ID",)),
    "an id marked as text": ("'0017", "0017", ()),
    "an id that a spreadsheet destroyed": ("1,23457E+11", None, ("ID_DAMAGED",)),
    "the longest id": ("x" * 128, "x" * 128, ()),
    "an id too long": ("x" * 129, None, ("NULL_LINE_ITEM_ID",)),
    "an id absurdly long": ("x" * 100_000, None, ("NULL_LINE_ITEM_ID",)),
    "an id with a control character": ("L\x001", None, ("NULL_LINE_ITEM_ID",)),
}
DUE = {
    "1900-01-01": "1900-01-01", "1899-12-31": None, "2026-01-01": "2026-01-01", "2026-01-02": None,
    "2025-02-29": None, "2025-03-14T23:59:59Z": "2025-03-14", "14.03.2025": None, "0": None, "next week": None,
}  # fmt: skip
WEIGHTS = {
    "0": "0.00", "-0": "0.00", "100": "100.00", "100.00": "100.00", "100.001": None, "-0.001": None, "12.345": "12.35",
    "12.3449": "12.34", "40%": "40.00", "40 %": "40.00", "40%%": None, "12,5": None, "1e1": None, "heavy": None,
    "\uff15": None, "5\x00": None, "9" * 10_000: None,
}  # fmt: skip
# Of a score, a bound that can be: what it becomes.
BOUNDS = {
    "0": "0.00", "-1.5": "-1.50", "36": "36.00", "20.005": "20.01", "20.0049": "20.00", "9999999": "9999999.00",
    "-9999999": "-9999999.00", " +7. ": "7.00",
}  # fmt: skip
NO_BOUNDS = ("10000000", "9999999.01", "-10000000", "twenty", "20 points", "20,5", "1e1", "20\x00", "9" * 10_000)
OPEN = {"active": True, "?": True, "inactive": False, "tobedeleted": False}

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("line_item_id", "class_id", "name", "category", "due_date", "subject")},
            "source_system": "s",
            "weight": "12.50",
            "score_max": "20.00",
            "score_min": "0.00",
            "grade_level": "9th Grade",
            "is_active": True,
            "school_id": "X",
            "school_year": 2025,
            "term": "Spring",
            "source_updated_at": "2025-03-01T08:00:00+00:00",
            "known_at": "2025-03-01T08:00:00+00:00",
            "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "line_item_id"},
    "nothing but an id": Case({**NOTHING, "line_item_id": "L1"}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), "line_item_id": "L1"}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NaN"), "line_item_id": "L1"}, BARE),
    "nothing at all": Case(NOTHING, {"line_item_id": None}, ("NULL_LINE_ITEM_ID",)),
    "garbage in texts": Case(
        {"name": "x" * 100_000, "category": "Qu\u00adiz\x00", "subject": "  Math \n", "term": "';--"},
        {"name": "x" * 100_000, "category": "Quiz\x00", "subject": "Math", "term": "';--"},
    ),
    **{name: Case({"line_item_id": raw}, {"line_item_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    **{
        f"due {raw}": Case({"due_date": raw}, {"due_date": day}, issues=() if day else ("BAD_DUE_DATE",))
        for raw, day in DUE.items()
    },
    **{
        f"weight {raw[:9]!a}": Case({"weight": raw}, {"weight": weight}, issues=() if weight else ("BAD_WEIGHT",))
        for raw, weight in WEIGHTS.items()
    },
    **{f"at most {raw}": Case({"score_max": raw}, {"score_max": bound}) for raw, bound in BOUNDS.items()},
    **{f"at least {raw}": Case({"score_min": raw}, {"score_min": bound}) for raw, bound in BOUNDS.items()},
    **{
        f"at most {raw[:9]!a}": Case({"score_max": raw}, {"score_max": None}, issues=("BAD_SCORE_MAX",))
        for raw in NO_BOUNDS
    },
    **{
        f"at least {raw[:9]!a}": Case({"score_min": raw}, {"score_min": None}, issues=("BAD_SCORE_MIN",))
        for raw in NO_BOUNDS
    },
    **{
        f"status {raw}": Case(
            {"status": raw},
            {"is_active": is_open, "closed_is_active": False},
            issues=("UNMAPPED_STATUS",) if raw == "?" else (),
        )
        for raw, is_open in OPEN.items()
    },
    "a grade that is none": Case({"grade_level": "-1"}, {"grade_level": "Unknown"}, issues=("UNKNOWN_GRADE_LEVEL",)),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "all that can be wrong with a line item that is kept": Case(
        {
            **dict.fromkeys(
                ("due_date", "weight", "score_max", "score_min", "grade_level", "status", "updated_at"), "x"
            ),
            "class_id": "1E+11",
            "school_id": "2" * 129,
        },
        {"class_id": None, "school_id": None, "due_date": None, "weight": None, "known_at": DELIVERED},
        issues=(
            *("BAD_DUE_DATE", "BAD_WEIGHT", "BAD_SCORE_MAX", "BAD_SCORE_MIN", "UNKNOWN_GRADE_LEVEL"),
            *("UNMAPPED_STATUS", "ID_DAMAGED", "BAD_ID", "BAD_UPDATED_AT"),
        ),
    ),
    "refused and marked": Case(
        {"line_item_id": "1E+11", "weight": "101"}, {"line_item_id": None}, ("ID_DAMAGED",), ("BAD_WEIGHT",)
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_SHORT", "line_item_id": None}, {}, ("RAGGED_SHORT",)),
    "a namespace and a time zone": Case(
        {"due_date": "2025-03-15T03:59:59Z", "updated_at": "2025-03-01 08:00"},
        {
            "line_item_id": "north:L1",
            "class_id": "north:K1",
            "school_id": "north:X",
            "due_date": "2025-03-14",
            "known_at": "2025-03-01T13:00:00+00:00",
        },
        source="north",
    ),
    "a decimal comma": Case(
        {"weight": "12,5 %", "score_max": "20,5", "score_min": "-,5"},
        {"weight": "12.50", "score_max": "20.50", "score_min": "-0.50"},
        source="comma",
    ),
    "a decimal point where commas are": Case({}, {"weight": None}, issues=("BAD_WEIGHT",), source="comma"),
    "spelled otherwise": Case({"line_item_id": "L2", "weight": "12.50%", "payload": "other"}, {}),
    "put off": Case({"due_date": "2025-03-15"}, {"due_date": "2025-03-15"}),
    "ended": Case({"status": "inactive"}, {"is_active": False}),
}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "line_items", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_spelled_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["spelled otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert len({rows[name]["content_hash"] for name in ("ordinary", "put off", "ended")}) == 3
