"""Lessons: what silver makes of each record, and of one that a snapshot lacks."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "lesson_id": "L1", "course_id": "spanish", "name": "In the market", "lesson_type": "Vocabulary", "subject": "Food",
    "topic_id": "shopping", "level": "A1", "order_index": "3", "is_active": "true",
    "created_at": "2025-01-02T03:04:05", "updated_at": "2025-02-01T08:00:00Z",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NEEDED = {"lesson_id": "L1", "course_id": "es"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north", time_zone="Europe/Berlin"),
    "coded": Notation(codes=(("level", (Code("beginner", "A1"), Code("3", "B1"), Code("-", "C2"))),)),
}
BARE = {
    **dict.fromkeys(("school_id", "school_year", "term")),
    **dict.fromkeys(("name", "subject", "topic_id", "level", "level_raw", "level_rank", "order_index", "created_at")),
    "lesson_id": "L1", "course_id": "es", "lesson_type": "Unknown", "is_active": True, "source_updated_at": None,
    "known_at": DELIVERED,
}  # fmt: skip
IDS: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no lesson": ({"lesson_id": None}, ("NULL_LESSON_ID",)),
    "a word for no lesson": ({"lesson_id": "N/A"}, ("NULL_LESSON_ID",)),
    "a lesson that a spreadsheet destroyed": ({"lesson_id": "1E+11"}, ("ID_DAMAGED",)),
    "no language": ({"course_id": " "}, ("NULL_COURSE_ID",)),
    "a language absurdly long": ({"course_id": "x" * 100_000}, ("NULL_COURSE_ID",)),
}
LANGUAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Spanish": ("es", ()), "ES": ("es", ()), " dutch\u00a0": ("nl", ()), "en": ("en", ()),
    "Klingon": ("klingon", ("UNKNOWN_LANGUAGE",)), "pt-BR": ("pt-br", ("UNKNOWN_LANGUAGE",)),
    "Espa\u00f1ol": ("espa\u00f1ol", ("UNKNOWN_LANGUAGE",)),
}  # fmt: skip
LEVELS: dict[str | None, tuple[str | None, int | None, tuple[str, ...]]] = {
    None: (None, None, ()), "": (None, None, ()), "null": (None, None, ()), "a1": ("A1", 1, ()), "C2": ("C2", 6, ()),
    "beginner": (None, None, ("LEGACY_LEVEL",)), "Upper-Intermediate": (None, None, ("LEGACY_LEVEL",)),
    "mixed": (None, None, ("UNMAPPED_LEVEL",)), "A2+": (None, None, ("UNMAPPED_LEVEL",)),
    "D1": (None, None, ("UNMAPPED_LEVEL",)), "x" * 9_999: (None, None, ("UNMAPPED_LEVEL",)),
}  # fmt: skip
ORDERS = {"0": 0, "7.0": 7, "2147483648": None, "-1": None, "1.5": None, "first": None}
ACTIVE: dict[str | None, tuple[bool, tuple[str, ...]]] = {
    None: (True, ()), "1": (True, ()), "false": (False, ()), "0": (False, ()), "maybe": (True, ("BAD_IS_ACTIVE",)),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "lesson_id": "L1", "course_id": "es", "name": "In the market", "subject": "Food",
            "lesson_type": "vocabulary", "topic_id": "shopping", "level": "A1", "level_raw": "A1", "level_rank": 1,
            "order_index": 3, "is_active": True, "created_at": "2025-01-02T03:04:05+00:00", "closed_is_active": False,
            "source_updated_at": "2025-02-01T08:00:00+00:00", "known_at": "2025-02-01T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what is needed": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {"course_id": None}, ("NULL_LESSON_ID", "NULL_COURSE_ID")),
    **{name: Case(raw, {}, codes) for name, (raw, codes) in IDS.items()},
    **{
        f"language {raw!a}": Case({"course_id": raw}, {"course_id": id_}, issues=issues)
        for raw, (id_, issues) in LANGUAGES.items()
    },
    **{
        f"level {raw and raw[:20]!a}": Case({"level": raw}, {"level": level, "level_rank": rank}, issues=issues)
        for raw, (level, rank, issues) in LEVELS.items()
    },
    "a level in the source's code": Case(
        {"level": " 3 "}, {"level": "B1", "level_raw": "3", "level_rank": 3}, source="coded"
    ),
    "a word of no scale that the source explains": Case({"level": "Beginner"}, {"level": "A1"}, source="coded"),
    "a code that is nothing elsewhere": Case({"level": "-"}, {"level": "C2", "level_raw": "-"}, source="coded"),
    **{
        f"place {raw}": Case({"order_index": raw}, {"order_index": at}, issues=() if at is not None else ("BAD_ORDER",))
        for raw, at in ORDERS.items()
    },
    **{f"active {raw}": Case({"is_active": raw}, {"is_active": is_}, issues=of) for raw, (is_, of) in ACTIVE.items()},
    "made before it is possible": Case({"created_at": "2030-01-01"}, {"created_at": None}, issues=("BAD_CREATED_AT",)),
    "made nobody knows when": Case({"created_at": "soon"}, {"created_at": None}, issues=("BAD_CREATED_AT",)),
    "changed nobody knows when": Case({"updated_at": "x"}, {"known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)),
    "a destroyed topic": Case({"topic_id": "1E+11"}, {"topic_id": None}, issues=("ID_DAMAGED",)),
    "a topic that can be none": Case({"topic_id": "x" * 129}, {"topic_id": None}, issues=("BAD_ID",)),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {},
        {
            "lesson_id": "north:L1", "school_id": "north:X", "course_id": "north:es", "topic_id": "shopping",
            "created_at": "2025-01-02T02:04:05+00:00",
        },
        source="north",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "lessons", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due
