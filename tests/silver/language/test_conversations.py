"""Conversations: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "conversation_id": "C1", "student_id": "S1", "course_id": "spanish", "level": "B1", "topic_id": "travel",
    "started_at": "2025-03-14T23:30:00", "updated_at": "2025-03-15T08:00:00",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NEEDED = {"conversation_id": "C1", "student_id": "S1", "course_id": "es", "started_at": "2025-03-14 23:30:00.5"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "app": Notation(corrections_up_to="A2"),
    "north": Notation(id_namespace="north", time_zone="Europe/Berlin", corrections_up_to="B1"),
}
BARE = {
    **dict.fromkeys(("school_id", "term")), "school_year": 2025,
    **dict.fromkeys(("level", "level_raw", "level_rank", "topic_id", "changed_at", "source_updated_at")),
    "student_id": "S1", "date": "2025-03-14", "conversation_id": "C1", "course_id": "es", "is_correctable": True,
    "started_at": "2025-03-14T23:30:00.500000+00:00", "known_at": "2025-03-14T23:30:00.500000+00:00",
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no learner": ({"student_id": None}, ("NULL_STUDENT_ID",)),
    "a learner too long": ({"student_id": "x" * 129}, ("BAD_STUDENT_ID",)),
    "a learner that a spreadsheet destroyed": ({"student_id": "1E+11"}, ("ID_DAMAGED",)),
    "no id": ({"conversation_id": "null"}, ("NULL_CONVERSATION_ID",)),
    "a destroyed id": ({"conversation_id": "1E+11"}, ("ID_DAMAGED",)),
    "no language": ({"course_id": None}, ("NULL_COURSE_ID",)),
    "no begin": ({"started_at": None}, ("BAD_DATE",)),
    "a begin that cannot be read": ({"started_at": "yesterday"}, ("BAD_DATE",)),
    "a begin on a day that there is not": ({"started_at": "2025-02-29T10:00:00"}, ("BAD_DATE",)),
    "a begin in the far future": ({"started_at": "2026-01-02T00:00:00"}, ("BAD_DATE",)),
    "a begin before 1900": ({"started_at": "1899-12-31"}, ("BAD_DATE",)),
}
# By the highest level that is corrected: which are.
CORRECTABLE: dict[tuple[str, str | None], bool] = {
    ("s", "C2"): True, ("s", "A1"): True, ("s", None): True, ("app", "A1"): True, ("app", "A2"): True,
    ("app", "B1"): False, ("app", "C2"): False, ("app", None): False, ("north", "B1"): True, ("north", "B2"): False,
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "student_id": "S1", "date": "2025-03-14", "conversation_id": "C1", "course_id": "es",
            "level": "B1", "level_raw": "B1", "level_rank": 3, "topic_id": "travel", "is_correctable": True,
            "started_at": "2025-03-14T23:30:00+00:00", "changed_at": "2025-03-15T08:00:00+00:00",
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-14T23:30:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what is needed": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"date": None}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_CONVERSATION_ID", "NULL_COURSE_ID")
    ),
    **{name: Case(raw, {}, codes) for name, (raw, codes) in REFUSED.items()},
    "a day is its midnight": Case(
        {"started_at": "2025-03-14"}, {"date": "2025-03-14", "started_at": "2025-03-14T00:00:00+00:00"}
    ),
    "with an offset": Case(
        {"started_at": "2025-03-14T23:30:00-08:00"}, {"date": "2025-03-14", "started_at": "2025-03-15T07:30:00+00:00"}
    ),
    **{
        f"{level} of {source}": Case({"level": level}, {"is_correctable": is_so}, source=source)
        for (source, level), is_so in CORRECTABLE.items()
    },
    "a level of no scale": Case(
        {"level": "advanced"}, {"level": None, "level_raw": "advanced", "is_correctable": False},
        issues=("LEGACY_LEVEL",), source="app",
    ),
    "a level that means nothing": Case({"level": "B3"}, {"level": None}, issues=("UNMAPPED_LEVEL",)),
    "an unknown language": Case({"course_id": "Klingon"}, {"course_id": "klingon"}, issues=("UNKNOWN_LANGUAGE",)),
    "changed nobody knows when": Case({"updated_at": "x"}, {"changed_at": None}, issues=("BAD_UPDATED_AT",)),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {},
        {
            "student_id": "north:S1", "school_id": "north:X", "conversation_id": "north:C1", "course_id": "north:es", "topic_id": "travel",
            "date": "2025-03-14", "started_at": "2025-03-14T22:30:00+00:00",
        },
        source="north",
    ),
    "a moment that is another day there": Case(
        {"started_at": "2025-03-14T23:30:00Z"}, {"date": "2025-03-15"}, source="north"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "conversations", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
