"""Messages: what silver makes of each record, and what it counts of a text that it does not keep."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation
from edulake.silver import SUBJECTS

SOUND = {
    "message_id": "M1", "conversation_id": "C1", "student_id": "S1", "course_id": "spanish", "level": "A2",
    "topic_id": "travel", "role": "user", "sent_at": "2025-03-14T10:30:00", "content": "Yo soy  en Madrid.",
    "corrections": '[{"type": "Grammar", "original": "soy"}]', "conversation_updated_at": "2025-03-14T11:00:00",
    "updated_at": "2025-03-14T10:31:00",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NEEDED = {
    "message_id": "M1", "conversation_id": "C1", "student_id": "S1", "course_id": "es", "sent_at": "2025-03-14T10:30:00"
}  # fmt: skip
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "app": Notation(corrections_up_to="A2"),
    "silent": Notation(),
    "north": Notation(id_namespace="north", time_zone="Europe/Berlin"),
}
# One of them has no column for corrections.
PROVIDES = {"silent": {f"raw_{name}" for name in SOUND if name != "corrections"}}
UNCHECKED: dict[str, Any] = {"is_checked": False, "correction_count": None, "correction_types": None}
BARE = {
    **dict.fromkeys(("school_id", "term")), "school_year": 2025,
    **dict.fromkeys(("level", "level_raw", "level_rank", "topic_id", "role_raw", "characters", "words")),
    **UNCHECKED, "student_id": "S1", "date": "2025-03-14", "message_id": "M1", "conversation_id": "C1",
    "course_id": "es", "role": "Unknown", "source_updated_at": None, "sent_at": "2025-03-14T10:30:00+00:00",
    "known_at": "2025-03-14T10:30:00+00:00",
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no id": ({"message_id": ""}, ("NULL_MESSAGE_ID",)),
    "a destroyed id": ({"message_id": "1E+11"}, ("ID_DAMAGED",)),
    "no conversation": ({"conversation_id": None}, ("NULL_CONVERSATION_ID",)),
    "no learner": ({"student_id": None}, ("NULL_STUDENT_ID",)),
    "no language": ({"course_id": None}, ("NULL_COURSE_ID",)),
    "no moment": ({"sent_at": None}, ("BAD_DATE",)),
    "no moment that can be": ({"sent_at": "2026-01-02T00:00:00", "conversation_updated_at": None}, ("BAD_DATE",)),
}
# Corrections, and what each is about.
CORRECTED: dict[str | None, list[str]] = {
    None: [],
    "": [],
    "null": [],
    "[]": [],
    '[{"type": "Style "}, {"type": null}, {"type": "N/A"}, {}, {"type": "style"}]': [
        "style", "Unknown", "Unknown", "Unknown", "style",
    ],
}  # fmt: skip
# What a correction is said to be about, and what is kept of that.
TYPES: dict[str, str] = {
    "word order": "word order", "Gram\u00e1tica": "gram\u00e1tica", "verb/tense_1": "Unknown", "x" * 32: "x" * 32,
    "x" * 33: "Unknown", "soy is wrong here, say estoy.": "Unknown", "S1": "Unknown", "-": "Unknown",
}  # fmt: skip
# Corrections that are about words out of what they correct, and what is kept of that.
QUOTED: dict[str, str] = {
    '{"type": "Soy  en", "original": "soy en Madrid"}': "Unknown",
    '{"type": "estoy", "original": "soy", "corrected": "Estoy"}': "Unknown",
    '{"type": "yo soy en madrid", "original": null}': "Unknown",
    '{"type": "verb", "original": "soy", "corrected": "estoy"}': "verb",
}
BROKEN = ("x", "[", '[{"type": "grammar"}', '{"type": "grammar"}', "[null]", '["grammar"]', '[{"a":1}] x', "0")
TEXTS: dict[str | None, tuple[int | None, int | None]] = {
    None: (None, None), "": (0, 0), " \u200b\n": (0, 0), "Hola": (4, 1), " a\u00a0 b\nc ": (5, 3), "none": (4, 1),
    "\U0001f600 \u00e9": (3, 2), "x" * 100_000: (100_000, 1),
}  # fmt: skip
WRITERS: dict[str | None, tuple[str, tuple[str, ...]]] = {
    "User": ("user", ()), "assistant": ("assistant", ()), "tutor": ("assistant", ()), None: ("Unknown", ()),
    "system": ("Unknown", ("UNMAPPED_ROLE",)),
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "student_id": "S1", "date": "2025-03-14", "message_id": "M1", "conversation_id": "C1",
            "course_id": "es", "topic_id": "travel", "level": "A2", "level_rank": 2, "role": "user", "role_raw": "user",
            "sent_at": "2025-03-14T10:30:00+00:00", "characters": 17, "words": 4, "is_checked": True,
            "correction_count": 1, "correction_types": ["grammar"], "known_at": "2025-03-14T10:30:00+00:00",
            "source_updated_at": "2025-03-14T10:31:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what is needed": Case({**NOTHING, **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "N/A"), **NEEDED, "content": None}, BARE),
    "nothing at all": Case(
        NOTHING,
        {"date": None},
        ("NULL_STUDENT_ID", "BAD_DATE", "NULL_MESSAGE_ID", "NULL_CONVERSATION_ID", "NULL_COURSE_ID"),
    ),
    **{name: Case(raw, {}, codes) for name, (raw, codes) in REFUSED.items()},
    **{
        f"corrections {raw!a}": Case(
            {"corrections": raw}, {"is_checked": True, "correction_count": len(types), "correction_types": types}
        )
        for raw, types in CORRECTED.items()
    },
    **{
        f"corrected for {said!a}": Case(
            {"corrections": f'[{{"type": "{said}"}}]'},
            {"correction_count": 1, "correction_types": [kept]},
            issues=("BAD_CORRECTION_TYPE",) if kept == "Unknown" and said != "-" else (),
        )
        for said, kept in TYPES.items()
    },
    **{
        f"corrected for {one!a}": Case(
            {"corrections": f"[{one}]", "content": "Yo soy en Madrid"}, {"correction_types": [kept]},
            issues=("BAD_CORRECTION_TYPE",) if kept == "Unknown" else (),
        )
        for one, kept in QUOTED.items()
    },
    **{f"corrections {raw!a}": Case({"corrections": raw}, UNCHECKED, issues=("BAD_JSON",)) for raw in BROKEN},
    **{
        f"a text of {text and text[:9]!a}": Case({"content": text}, {"characters": long, "words": words})
        for text, (long, words) in TEXTS.items()
    },
    **{
        f"by {raw}": Case({"role": raw}, {"role": role, "is_checked": role == "user"}, issues=issues)
        for raw, (role, issues) in WRITERS.items()
    },
    "at the highest level that is corrected": Case({}, {"is_checked": True, "correction_count": 1}, source="app"),
    "above it": Case({"level": "B1", "corrections": None}, UNCHECKED, source="app"),
    "above it, and corrected": Case({"level": "B1"}, UNCHECKED, issues=("CORRECTED_ABOVE_LEVEL",), source="app"),
    "above it, with an empty list": Case({"level": "B1", "corrections": "[]"}, UNCHECKED, source="app"),
    "of no level, where all are corrected": Case({"level": None}, {"is_checked": True}),
    "of no level, where not all are": Case({"level": None, "corrections": None}, UNCHECKED, source="app"),
    "a level of no scale": Case(
        {"level": "beginner", "corrections": None}, UNCHECKED, issues=("LEGACY_LEVEL",), source="app"
    ),
    "of a source that does not tell of corrections": Case({"corrections": None}, UNCHECKED, source="silent"),
    "after the last change of its conversation": Case(
        {"sent_at": "2025-03-14T11:00:00.000001"}, {}, issues=("MESSAGE_AFTER_UPDATE",)
    ),
    "at the last change of its conversation": Case({"sent_at": "2025-03-14T11:00:00"}, {}),
    "a last change that cannot be read": Case(
        {"conversation_updated_at": "x"}, {}, issues=("BAD_CONVERSATION_UPDATED_AT",)
    ),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {},
        {
            "student_id": "north:S1", "school_id": "north:X", "conversation_id": "north:C1", "course_id": "north:es", "message_id": "M1",
            "topic_id": "travel", "sent_at": "2025-03-14T09:30:00+00:00",
        },
        source="north",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "messages", SOUND, CASES, SOURCES, PROVIDES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def test_what_was_said_stands_in_bronze_for_a_year_and_nowhere_else() -> None:
    subject = SUBJECTS["messages"]
    bronze = {column.name: column for column in subject.form.table.columns}
    assert {bronze[name].personal for name in ("raw_content", "raw_corrections", "raw_payload")} == {"direct"}
    assert subject.form.table.retention_days == 365
    assert {"content", "corrections", "raw_content"}.isdisjoint(subject.table.column_names)
