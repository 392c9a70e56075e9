"""Levels that a source keeps of learners: what silver makes of each record, and where a version begins."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation

SOUND = {
    "student_id": "S1", "course_id": "spanish", "level": "B1", "score": "61.5", "assessed_at": "2025-03-01T10:00:00",
    "updated_at": "2025-03-02T00:00:00Z",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "course_id": "es"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {"s": Notation(), "north": Notation(id_namespace="north", time_zone="Europe/Berlin")}
BARE = {
    **dict.fromkeys(("school_id", "school_year", "term")),
    **dict.fromkeys(("level", "level_raw", "level_rank", "score", "assessed_at", "source_updated_at")),
    "student_id": "S1", "proficiency_id": hashed("s", "S1", "es"), "course_id": "es", "is_active": True,
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no learner": ({"student_id": None}, ("NULL_STUDENT_ID",)),
    "a learner that can be none": ({"student_id": "x" * 129}, ("BAD_STUDENT_ID",)),
    "a destroyed learner": ({"student_id": "1E+11"}, ("ID_DAMAGED",)),
    "no language": ({"course_id": "N/A"}, ("NULL_COURSE_ID",)),
}
LEVELS: dict[str | None, tuple[str | None, int | None, tuple[str, ...]]] = {
    "a1": ("A1", 1, ()), "C2": ("C2", 6, ()), None: (None, None, ()), "intermediate": (None, None, ("LEGACY_LEVEL",)),
    "B1+": (None, None, ("UNMAPPED_LEVEL",)), "mixed": (None, None, ("UNMAPPED_LEVEL",)),
}  # fmt: skip
SCORES = {"0": "0.00", "100": "100.00", "61.005": "61.01", "100.01": None, "-1": None, "high": None}
ANOTHER = {
    "school_id": "Y", "school_year": "2025", "term": "Fall",
    "student_id": "S2", "course_id": "fr", "level": "B2", "score": "61.51", "assessed_at": "2025-03-01T10:00:01"
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "student_id": "S1", "proficiency_id": hashed("s", "S1", "es"), "course_id": "es",
            "level": "B1", "level_raw": "B1", "level_rank": 3, "score": "61.50", "is_active": True,
            "assessed_at": "2025-03-01T10:00:00+00:00", "source_updated_at": "2025-03-02T00:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what is needed": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"proficiency_id": None}, ("NULL_STUDENT_ID", "NULL_COURSE_ID")),
    **{name: Case(raw, {"proficiency_id": None}, codes) for name, (raw, codes) in REFUSED.items()},
    **{
        f"level {raw}": Case({"level": raw}, {"level": level, "level_rank": rank}, issues=issues)
        for raw, (level, rank, issues) in LEVELS.items()
    },
    **{
        f"score {raw}": Case({"score": raw}, {"score": score}, issues=() if score else ("BAD_SCORE",))
        for raw, score in SCORES.items()
    },
    "changed when it was assessed": Case({"updated_at": None}, {"source_updated_at": "2025-03-01T10:00:00+00:00"}),
    "changed nobody knows when": Case(
        {"updated_at": "x"}, {"source_updated_at": "2025-03-01T10:00:00+00:00"}, issues=("BAD_UPDATED_AT",)
    ),
    "assessed before it is possible": Case(
        {"assessed_at": "2026-01-02"}, {"assessed_at": None}, issues=("BAD_ASSESSED_AT",)
    ),
    "an unknown language": Case(
        {"course_id": "Klingon"},
        {"course_id": "klingon", "proficiency_id": hashed("s", "S1", "klingon")},
        issues=("UNKNOWN_LANGUAGE",),
    ),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {},
        {
            "student_id": "north:S1", "school_id": "north:X", "course_id": "north:es", "proficiency_id": hashed("north", "S1", "es"),
            "assessed_at": "2025-03-01T09:00:00+00:00",
        },
        source="north",
    ),
    "the same": Case({"updated_at": None, "course_id": "ES", "level": " B1", "score": "61.500"}, {}),
    **{f"another {name}": Case({name: raw}, {}) for name, raw in ANOTHER.items()},
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "proficiency", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_where_a_version_begins(rows: dict[str, dict[str, Any]]) -> None:
    """With another value of what makes it; not with another time, or another way to write the same."""
    hashes = {name: rows[name]["content_hash"] for name in rows}
    assert hashes["the same"] == hashes["ordinary"]
    another = [hashes[f"another {name}"] for name in ANOTHER]
    assert hashes["ordinary"] not in another
    assert len(set(another)) == len(ANOTHER)
