"""Skill ratings: what silver makes of each record, of scales by codes, and of what is rated twice."""

from __future__ import annotations

from typing import Any

import pytest
from contradictions import contradicting
from pyspark.sql import SparkSession
from subjects import Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.categories.learning import RATERS, SKILL_CATEGORIES, SKILL_LEVELS
from edulake.expr.vocabulary import Code

SOUND = {
    "student_id": "S1", "date": "2025-03-14", "category": "Thinking", "skill": "Critical thinking", "level": "3",
    "scale": "ATL", "rater_kind": "teacher", "class_id": "K1", "subject": "Math", "is_published": "yes",
    "skill_rating_id": "R1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X", "school_year": None,
    "term": "Spring",
}  # fmt: skip
NEEDED = {"student_id": "S1", "date": "2025-03-14", "category": "Thinking"}
NOTHING = dict.fromkeys(SOUND)
# Letters one term, numbers of seven the next.
LEVELS = (Code("A", "4"), Code("B", "3"), Code("7", "4"), Code("4", "2"), Code("-", "Unknown"), Code("NE", "Unknown"))
SOURCES = {
    "s": Notation(),
    "coded": Notation(codes=(("level", LEVELS), ("category", (Code("SM", "Self-management"),)),
                             ("rater_kind", (Code("P", "Self"),)))),
    "north": Notation(id_namespace="north", time_zone="America/New_York"),
}  # fmt: skip
BARE = {
    **dict.fromkeys(("skill", "level_no", "level_raw", "rater_kind_raw", "class_id", "subject", "school_id", "term")),
    "student_id": "S1", "date": "2025-03-14", "category": "Thinking", "scale": "1-4", "rater_kind": "Unknown",
    "source_updated_at": None, "known_at": "2025-03-14T00:00:00+00:00", "school_year": 2025,
    "skill_rating_id": hashed("s", "S1", "Thinking", None, None, "2025", "2025-03-14", None),
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, str]] = {
    "none": (None, None, "NULL"),
    "an empty one": (" ", None, "NULL"),
    "one that a spreadsheet destroyed": ("1.23457E+11", None, "ID_DAMAGED"),
    "the longest": ("x" * 128, "x" * 128, ""),
    "one too long": ("x" * 129, None, "BAD"),
}
NO_DAYS = ("1899-12-31", "2026-01-02", "2025-02-29", "0", "soon")
CATEGORIES = {
    "thinking skills": "Thinking", "Transfer": "Thinking", "communication_skills": "Communication",
    "Collaboration": "Social", "Self-Management": "Self-management", "organisation": "Self-management",
    "Affective skills": "Self-management", "Media literacy": "Research",
}  # fmt: skip
NO_CATEGORIES = ("Sport", "0", "Thinking\x00", "x" * 10_000)
# The step, and what is wrong with it.
STEPS: dict[str, tuple[int | None, str]] = {
    "1": (1, ""), "4": (4, ""), "Expert": (4, ""), "self-regulation": (4, ""), "learner": (2, ""),
    "0": (None, "LEVEL_OUT_OF_SCALE"), "5": (None, "LEVEL_OUT_OF_SCALE"), "2.5": (None, "LEVEL_OUT_OF_SCALE"),
    "3.0": (None, "LEVEL_OUT_OF_SCALE"), "-1": (None, "LEVEL_OUT_OF_SCALE"), "A": (None, "UNMAPPED_LEVEL"),
    "good": (None, "UNMAPPED_LEVEL"), "3\x00": (None, "UNMAPPED_LEVEL"), "x" * 10_000: (None, "UNMAPPED_LEVEL"),
    "N/A": (None, ""),
}  # fmt: skip
CODED: dict[str, tuple[int | None, str]] = {
    "a": (4, ""), "B": (3, ""), "7": (4, ""), "4": (2, ""), "3": (None, "LEVEL_OUT_OF_SCALE"),
    "expert": (None, "UNMAPPED_LEVEL"), "NE": (None, "UNMAPPED_LEVEL"),
}  # fmt: skip


def reasons(kind: str, column: str) -> tuple[str, ...]:
    return (kind,) if kind == "ID_DAMAGED" else (f"{kind}_{column}",) if kind else ()


def made(*parts: str | None, source: str = "s") -> dict[str, str]:
    return {"skill_rating_id": hashed(source, *parts)}


CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("student_id", "date", "category", "skill", "scale", "class_id", "subject")},
            **{name: SOUND[name] for name in ("skill_rating_id", "school_id", "term")},
            "level_no": 3, "level_raw": "3", "rater_kind": "Teacher", "rater_kind_raw": "teacher", "school_year": 2025,
            "source_updated_at": "2025-03-15T08:00:00+00:00", "known_at": "2025-03-15T08:00:00+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "NULL"), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_STUDENT_ID", "BAD_DATE", "UNMAPPED_CATEGORY")),
    **{f"student: {name}": Case({"student_id": raw}, {"student_id": id_}, reasons(kind, "STUDENT_ID"))
       for name, (raw, id_, kind) in IDS.items()},
    **{f"on {raw!a}": Case({"date": raw}, {"date": None}, ("BAD_DATE",)) for raw in (None, "", *NO_DAYS)},
    **{f"in {raw}": Case({"category": raw}, {"category": category}) for raw, category in CATEGORIES.items()},
    **{f"in {name} as it is called here": Case({"category": name}, {"category": name}) for name in SKILL_CATEGORIES},
    **{f"in {raw[:12]!a}": Case({"category": raw}, {"category": "Unknown"}, ("UNMAPPED_CATEGORY",))
       for raw in NO_CATEGORIES},
    "a category by its skill": Case({"category": None}, {"category": "Thinking"}),
    "neither a category nor a skill of one": Case({"category": None, "skill": "Chess"}, {"category": None},
                                                  ("UNMAPPED_CATEGORY",)),
    "a category that is none, and a skill of one": Case({"category": "Sport"}, {}, ("UNMAPPED_CATEGORY",)),
    **{f"level {raw[:12]!a}": Case({"level": raw}, {"level_no": step}, issues=(code,) if code else ())
       for raw, (step, code) in STEPS.items()},
    **{f"step {step} as it is called here": Case({"level": step}, {"level_no": int(step)}) for step in SKILL_LEVELS},
    **{f"level {raw} by codes": Case({"level": raw}, {"level_no": step, "level_raw": raw},
                                     issues=(code,) if code else (), source="coded")
       for raw, (step, code) in CODED.items()},
    "a code that is nothing elsewhere": Case({"level": "-"}, {"level_no": None, "level_raw": "-"},
                                             issues=("UNMAPPED_LEVEL",), source="coded"),
    "a category and a rater by codes": Case({"category": "sm", "rater_kind": "P", "level": None},
                                            {"category": "Self-management", "rater_kind": "Self"}, source="coded"),
    **{f"by {kind} as it is called here": Case({"rater_kind": kind}, {"rater_kind": kind}) for kind in RATERS},
    "by a student": Case({"rater_kind": "STUDENT"}, {"rater_kind": "Self", "rater_kind_raw": "STUDENT"}),
    "by somebody else": Case({"rater_kind": "parent"}, {"rater_kind": "Unknown"}, issues=("UNMAPPED_RATER_KIND",)),
    "not published": Case({"is_published": "0"}, {"is_published": False, "level_no": None, "level_raw": None}),
    "not published, off the scale": Case({"is_published": "no", "level": "7"}, {"level_no": None, "level_raw": None}),
    "not published, in no word": Case({"is_published": "no", "level": "?"}, {"level_no": None, "level_raw": None}),
    "nobody says whether it is published": Case({"is_published": None}, {"is_published": None}),
    "nobody knows whether it is published": Case({"is_published": "soon"}, {}, ("BAD_IS_PUBLISHED",)),
    "an id made of it": Case({"skill_rating_id": None},
                             made("S1", "Thinking", "Critical thinking", "K1", "2025", "Spring", "teacher")),
    "an id made whatever may change": Case(
        {"skill_rating_id": "-", "level": "1", "date": "2025-03-20", "scale": None, "school_id": "Y", "subject": "Art"},
        made("S1", "Thinking", "Critical thinking", "K1", "2025", "Spring", "teacher")),
    "an id made in another year": Case({"skill_rating_id": None, "school_year": "2024"},
                                       made("S1", "Thinking", "Critical thinking", "K1", "2024", "Spring", "teacher")),
    "an id made without a term": Case({"skill_rating_id": None, "term": None},
                                      made("S1", "Thinking", "Critical thinking", "K1", "2025", "2025-03-14", "teacher")),
    "a destroyed own id": Case({"skill_rating_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "an own id that can be none": Case({"skill_rating_id": "R\x001"}, {}, issues=("BAD_ID",)),
    "a destroyed class without an own id": Case({"skill_rating_id": None, "class_id": "1E+11"}, {}, ("ID_DAMAGED",),
                                                ("ID_DAMAGED",)),
    **{f"a {name} too long": Case({name: "x" * 129}, {name: None}, issues=("BAD_ID",))
       for name in ("class_id", "school_id")},
    "a school year that is none": Case({"school_year": "0"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": "2025-03-14T00:00:00+00:00"},
                                        issues=("BAD_UPDATED_AT",)),
    "a namespace": Case(
        {"skill_rating_id": None, "updated_at": None},
        {"student_id": "north:S1", "class_id": "north:K1", "school_id": "north:X",
         "known_at": "2025-03-14T04:00:00+00:00",
         **made("S1", "Thinking", "Critical thinking", "K1", "2025", "Spring", "teacher", source="north")},
        source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "skill_ratings", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due


def rated(row: str, **more: Any) -> dict[str, Any]:
    of = {"student_id": "S1", "date": "2025-03-14", "category": "Social", "skill": "Listening", "class_id": "K1"}
    return {"skill_rating_id": row, **of, "level_no": 2, "rater_kind": "Teacher", "school_year": 2025,
            "term": "T1", **more}  # fmt: skip


def test_what_is_rated_twice(spark: SparkSession) -> None:
    others: list[dict[str, Any]] = [
        {"student_id": "S2"}, {"category": "Research"}, {"skill": "Speaking"}, {"class_id": "K2"}, {"term": "T2"},
        {"school_year": 2024}, {"rater_kind": "Self"}, {"source_system": "t"}, {"level_no": None},
    ]  # fmt: skip
    rows = [rated("a1"), rated("a2", date="2025-03-20", level_no=3)]
    rows += [rated(f"other {n}", **other) for n, other in enumerate(others)]
    nothing = {"skill": None, "class_id": None, "term": None, "student_id": "S3"}
    rows += [rated("b1", **nothing), rated("b2", **nothing), rated("b3", **nothing, date="2025-03-15")]
    assert contradicting(spark, "skill_ratings", "RATED_TWICE", rows) == ["a1", "a2", "b1", "b2"]
