"""School days: what silver makes of each record of a calendar."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "date": "2025-03-14", "is_school_day": "1", "kind": "Instructional day", "minutes": "390", "status": "active",
    "school_day_id": "D1", "updated_at": "2025-01-15T08:00:00Z", "school_id": "X", "school_year": None, "term": "Spring",
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
NEEDED = {"date": "2025-03-14", "is_school_day": "yes"}
MADE_OF = ("s", "X", "2025-03-14")
SOURCES = {
    "s": Notation(),
    "calendar": Notation(codes=(("kind", (Code("H", "Holiday"), Code("-", "Weekend"), Code("I", "Instruction"))),)),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}
BARE = {
    **dict.fromkeys(("kind", "kind_raw", "minutes", "school_id", "term", "source_updated_at")),
    "date": "2025-03-14", "is_school_day": True, "is_deleted": False, "school_year": 2025,
    "school_day_id": hashed("s", None, "2025-03-14"), "known_at": DELIVERED,
}  # fmt: skip
DAYS = {
    "1900-01-01": ("1900-01-01", 1900), "2025-06-30": ("2025-06-30", 2025), "2025-07-01": ("2025-07-01", 2026),
    "2026-01-01": ("2026-01-01", 2026),
}  # fmt: skip
NO_DAYS = (None, "", "NULL", "1899-12-31", "2026-01-02", "2025-02-29", "14.03.2025", "0", "-1", "2025-03-14\x00")
# What is said of school and of the kind of day: whether school is held, the kind, and what is wrong.
MEANT: dict[tuple[str | None, str | None], tuple[bool | None, str | None, tuple[str, ...]]] = {
    ("yes", None): (True, None, ()),
    ("F", "N/A"): (False, None, ()),
    (None, "regular day"): (True, "Instruction", ()),
    (None, "HALF-DAY"): (True, "Short Day", ()),
    (None, "Make-up Day"): (True, "Make-up Day", ()),
    ("", "Public Holiday"): (False, "Holiday", ()),
    (None, "break"): (False, "Break", ()),
    (None, "Sunday"): (False, "Weekend", ()),
    (None, "Teacher only day"): (False, "Staff Day", ()),
    (None, "strike"): (False, "Closed", ()),
    ("yes", "Holiday"): (True, "Holiday", ()),
    ("no", "field trip"): (False, "Unknown", ("UNMAPPED_KIND",)),
    ("2", "Holiday"): (False, "Holiday", ("BAD_IS_SCHOOL_DAY",)),
}
NOT_TOLD: dict[tuple[str | None, str | None], tuple[str, ...]] = {
    (None, None): (),
    ("", "-"): (),
    (None, "H"): ("UNMAPPED_KIND",),
    ("maybe", None): ("BAD_IS_SCHOOL_DAY",),
    ("maybe", "Holiday\x00"): ("UNMAPPED_KIND", "BAD_IS_SCHOOL_DAY"),
}
MINUTES: dict[str, int | None] = {
    "0": 0, "1440": 1440, "1441": None, "390.0": 390, "390.5": None, "-1": None, "6:30": None, "9" * 10_000: None,
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "date": "2025-03-14", "source_system": "s", "school_day_id": "D1", "is_school_day": True, "minutes": 390,
            "kind": "Instruction", "kind_raw": "Instructional day", "is_deleted": False, "school_id": "X",
            "school_year": 2025, "term": "Spring", "known_at": "2025-01-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name != "date"},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"is_school_day": None}, ("BAD_DATE", "UNKNOWN_SCHOOL_DAY")),
    **{f"on {raw}": Case({"date": raw}, {"date": day, "school_year": year}) for raw, (day, year) in DAYS.items()},
    **{f"on {raw!a}": Case({"date": raw}, {"date": None, "school_year": None}, ("BAD_DATE",)) for raw in NO_DAYS},
    **{
        f"held {held}, kind {kind}": Case(
            {"is_school_day": held, "kind": kind}, {"is_school_day": is_held, "kind": meant}, issues=issues
        )
        for (held, kind), (is_held, meant, issues) in MEANT.items()
    },
    **{
        f"held {held}, kind {kind!a}, which does not tell": Case(
            {"is_school_day": held, "kind": kind},
            {"is_school_day": None, "school_day_id": "D1"},
            ("UNKNOWN_SCHOOL_DAY",),
            issues,
        )
        for (held, kind), issues in NOT_TOLD.items()
    },
    "a code": Case({"is_school_day": None, "kind": "h"}, {"is_school_day": False, "kind": "Holiday"}, source="calendar"),
    "a code that is nothing elsewhere": Case(
        {"is_school_day": None, "kind": "-"},
        {"is_school_day": False, "kind": "Weekend", "kind_raw": "-"},
        source="calendar",
    ),
    **{
        f"{raw[:9]} minutes": Case(
            {"minutes": raw}, {"minutes": length}, issues=() if length is not None else ("BAD_MINUTES",)
        )
        for raw, length in MINUTES.items()
    },
    "a given school year": Case({"school_year": "2024-25"}, {"school_year": 2025}),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "taken back": Case({"status": "tobedeleted"}, {"is_deleted": True}),
    "an id made of all that there is": Case({"school_day_id": None}, {"school_day_id": hashed(*MADE_OF)}),
    "an id made of a day with a time": Case(
        {"school_day_id": None, "date": "2025-03-14 07:00"}, {"school_day_id": hashed(*MADE_OF)}
    ),
    "an id made for one that can be none": Case(
        {"school_day_id": "D\x001"}, {"school_day_id": hashed(*MADE_OF)}, issues=("BAD_ID",)
    ),
    "a destroyed own id": Case({"school_day_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school of a row with an id": Case({"school_id": "1E+11"}, {"school_id": None}, issues=("ID_DAMAGED",)),
    "a destroyed school of a row without": Case(
        {"school_id": "1E+11", "school_day_id": None}, {"school_id": None}, ("ID_DAMAGED",), ("ID_DAMAGED",)
    ),
    "all that can be wrong with a row that is kept": Case(
        {"is_school_day": "?", "minutes": "?", "updated_at": "?", "school_year": "?", "school_id": "1E+11"},
        {"is_school_day": True, "minutes": None, "known_at": DELIVERED},
        issues=("BAD_IS_SCHOOL_DAY", "BAD_MINUTES", "ID_DAMAGED", "BAD_SCHOOL_YEAR", "BAD_UPDATED_AT"),
    ),
    "not taken apart": Case({"parse_issue": "RAGGED_LONG", "date": None}, {}, ("RAGGED_LONG",)),
    "a namespace and a time zone": Case(
        {"date": "2025-03-14T01:00:00Z", "school_day_id": None, "updated_at": None},
        {"school_id": "north:X", "date": "2025-03-13", "school_day_id": hashed("north", "X", "2025-03-13")},
        source="north",
    ),
    "told otherwise": Case({"school_day_id": "D2", "minutes": "390.0", "is_school_day": "true"}, {}),
    "closed": Case({"is_school_day": "no"}, {"is_school_day": False}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "school_days", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(rows: dict[str, dict[str, Any]], name: str) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_neither_its_id_nor_how_it_is_told_is_content(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["told otherwise"]["content_hash"] == rows["ordinary"]["content_hash"]
    assert rows["closed"]["content_hash"] != rows["ordinary"]["content_hash"]
