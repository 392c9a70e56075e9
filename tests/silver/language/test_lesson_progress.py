"""Progress in lessons: what silver makes of each record, and where a version begins."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "progress_id": "P1", "student_id": "S1", "lesson_id": "L1", "course_id": "spanish", "status": "completed",
    "completion": "100.0", "mastery": "0.85", "started_at": "2025-03-01T10:00:00", "completed_at": "2025-03-01T11:00:00",
    "last_accessed_at": "2025-03-01T11:00:00", "updated_at": "2025-03-02T00:00:00Z",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "lesson_id": "L1", "course_id": "es"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "comma": Notation(decimal_comma=True),
    "coded": Notation(codes=(("status", (Code("2", "completed"), Code("-", "not_started"))),)),
    "north": Notation(id_namespace="north", time_zone="Europe/Berlin"),
}
MOMENTS = ("started_at", "completed_at", "last_accessed_at")
BARE = {
    **dict.fromkeys(("school_id", "school_year", "term")),
    **dict.fromkeys(("status_raw", "completion", "mastery", *MOMENTS, "source_updated_at")),
    "progress_id": hashed("s", "S1", "L1"), "student_id": "S1", "lesson_id": "L1", "course_id": "es",
    "status": "Unknown", "is_active": True,
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, str | None], str | None, tuple[str, ...]]] = {
    "no learner": ({"student_id": None}, "P1", ("NULL_STUDENT_ID",)),
    "no learner and no own id": ({"student_id": None, "progress_id": None}, None, ("NULL_STUDENT_ID",)),
    "a learner that can be none and no own id": (
        {"student_id": "x" * 129, "progress_id": None}, None, ("BAD_STUDENT_ID",),
    ),
    "no lesson": ({"lesson_id": "N/A"}, "P1", ("NULL_LESSON_ID",)),
    "no lesson and no own id": ({"lesson_id": None, "progress_id": None}, None, ("NULL_LESSON_ID",)),
    "no language": ({"course_id": None}, "P1", ("NULL_COURSE_ID",)),
    "a destroyed own id": ({"progress_id": "1E+11"}, None, ("ID_DAMAGED",)),
    "a destroyed learner": ({"student_id": "1E+11"}, "P1", ("ID_DAMAGED",)),
}  # fmt: skip
STATUSES: dict[str | None, tuple[str, tuple[str, ...]]] = {
    "Completed": ("completed", ()), "finished": ("completed", ()), None: ("Unknown", ()), "N/A": ("Unknown", ()),
    "paused": ("Unknown", ("UNMAPPED_STATUS",)), "x" * 9_999: ("Unknown", ("UNMAPPED_STATUS",)),
}  # fmt: skip
COMPLETIONS = {
    "100": "100.00", "99.995": "100.00", "12.345": "12.35", "0": "0.00", "100.001": None, "-1": None, "half": None,
    "1e2": None, "9" * 9_999: None,
}  # fmt: skip
MASTERIES = {"0": "0.0000", "1": "1.0000", "0.00005": "0.0001", "0.99994": "0.9999", "1.00001": None, "-0.1": None,
             "85%": None, "good": None}  # fmt: skip
# What is said beside a status, and whether it contradicts it.
AGAINST: list[tuple[str, dict[str, str | None], bool]] = [
    ("not_started", {}, False),
    ("not_started", {"completion": "0", "last_accessed_at": "2025-03-01"}, False),
    ("not_started", {"completion": "0.01"}, True),
    ("not_started", {"started_at": "2025-03-01"}, True),
    ("not_started", {"completed_at": "2025-03-01"}, True),
    ("in_progress", {"started_at": "2025-03-01", "completion": "100"}, False),
    ("in_progress", {"completed_at": "2025-03-01"}, True),
    ("completed", {}, False),
    ("completed", {"completion": "100", "completed_at": "2025-03-01"}, False),
    ("completed", {"completion": "99.99"}, True),
    ("paused", {"completion": "50", "completed_at": "2025-03-01"}, False),
]
BEFORE = {
    "completed before it was begun": ({"completed_at": "2025-03-01T09:59:59"}, ("COMPLETED_BEFORE_STARTED",)),
    "completed as it was begun": ({"completed_at": "2025-03-01T10:00:00"}, ()),
    "last opened before it was completed": (
        {"last_accessed_at": "2025-03-01T10:59:59"}, ("ACCESSED_BEFORE_COMPLETION",),
    ),
    "opened again": ({"last_accessed_at": "2025-03-05"}, ()),
}  # fmt: skip
BAD_MOMENTS = ("soon", "2025-02-29", "2026-01-02", "1899-12-31T10:00:00", "9999-12-31T00:00:00")
ANOTHER: dict[str, str | None] = {
    "school_id": "Y", "school_year": "2025", "term": "Fall",
    "student_id": "S2", "lesson_id": "L2", "course_id": "fr", "status": "finished", "completion": None,
    "mastery": "0.86", "started_at": "2025-03-01T10:00:01", "completed_at": "2025-03-01T10:59:59",
    "last_accessed_at": "2025-03-02",
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "progress_id": "P1", "student_id": "S1", "lesson_id": "L1", "course_id": "es",
            "status": "completed", "status_raw": "completed", "completion": "100.00", "mastery": "0.8500",
            "started_at": "2025-03-01T10:00:00+00:00", "completed_at": "2025-03-01T11:00:00+00:00",
            "last_accessed_at": "2025-03-01T11:00:00+00:00", "source_updated_at": "2025-03-02T00:00:00+00:00",
            "is_active": True,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what is needed": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "none"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"progress_id": None}, ("NULL_STUDENT_ID", "NULL_LESSON_ID", "NULL_COURSE_ID")
    ),
    **{name: Case(raw, {"progress_id": id_}, codes) for name, (raw, id_, codes) in REFUSED.items()},
    **{
        f"status {raw and raw[:9]}": Case({"status": raw}, {"status": status}, issues=issues)
        for raw, (status, issues) in STATUSES.items()
    },
    "a code": Case({"status": " 2"}, {"status": "completed", "status_raw": "2"}, source="coded"),
    "a code that is nothing elsewhere": Case(
        {**NOTHING, **NEEDED, "status": "-"}, {"status": "not_started", "status_raw": "-"}, source="coded"
    ),
    **{
        f"done {raw[:9]}": Case(
            {"status": None, "completion": raw}, {"completion": done}, issues=() if done else ("BAD_COMPLETION",)
        )
        for raw, done in COMPLETIONS.items()
    },
    **{
        f"mastered {raw}": Case({"mastery": raw}, {"mastery": well}, issues=() if well else ("BAD_MASTERY",))
        for raw, well in MASTERIES.items()
    },
    "a decimal comma": Case(
        {"completion": "100,00", "mastery": "0,5"}, {"completion": "100.00", "mastery": "0.5000"}, source="comma"
    ),
    **{
        f"{status} with {dict(beside)}": Case(
            {**NOTHING, **NEEDED, "status": status, **beside},
            {},
            issues=(
                *(("UNMAPPED_STATUS",) if status == "paused" else ()),
                *(("PROGRESS_CONTRADICTS_STATUS",) if is_against else ()),
            ),
        )
        for status, beside, is_against in AGAINST
    },
    **{name: Case(raw, {}, issues=issues) for name, (raw, issues) in BEFORE.items()},
    **{
        f"{name} {raw}": Case({name: raw}, {name: None}, issues=(f"BAD_{name.upper()}",))
        for name in MOMENTS
        for raw in BAD_MOMENTS
    },
    "changed when it was last opened": Case(
        {"updated_at": None, "last_accessed_at": "2025-03-04"}, {"source_updated_at": "2025-03-04T00:00:00+00:00"}
    ),
    "changed when it was completed, if it was opened before": Case(
        {"updated_at": "x", "last_accessed_at": "2025-03-01"},
        {"source_updated_at": "2025-03-01T11:00:00+00:00"},
        issues=("ACCESSED_BEFORE_COMPLETION", "BAD_UPDATED_AT"),
    ),
    "an own id that can be none": Case(
        {"progress_id": "P\x001"}, {"progress_id": hashed("s", "S1", "L1")}, issues=("BAD_ID",)
    ),
    "an unknown language": Case({"course_id": "Klingon"}, {"course_id": "klingon"}, issues=("UNKNOWN_LANGUAGE",)),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {"progress_id": None},
        {
            "progress_id": hashed("north", "S1", "L1"), "student_id": "north:S1", "school_id": "north:X", "lesson_id": "north:L1",
            "course_id": "north:es", "started_at": "2025-03-01T09:00:00+00:00",
        },
        source="north",
    ),
    "the same": Case({"updated_at": None, "course_id": "ES", "mastery": "0.85000", "progress_id": "P2"}, {}),
    **{f"another {name}": Case({name: raw}, {}) for name, raw in ANOTHER.items()},
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "lesson_progress", SOUND, CASES, SOURCES)


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
