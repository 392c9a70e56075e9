"""Attempts at tests: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import Case, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SKILLS = (
    '[{"skill":"Reading","total":6,"correct":5,"score":83.333},{"skill":"grammar","total":4,"correct":3,"score":75}]'
)
SOUND = {
    "attempt_id": "A1", "student_id": "S1", "assessment_id": "T1", "assessment_type": "Comprehensive",
    "course_id": "spanish", "level": "A2", "score": "80.005", "points": "8", "points_max": "10",
    "started_at": "2025-03-14T10:00:00", "completed_at": "2025-03-14T10:20:30", "recommended_level": "B1",
    "skills": SKILLS, "updated_at": "2025-03-14T10:21:00",
    "school_id": "X", "school_year": "2024", "term": "Spring",
}  # fmt: skip
NEEDED = {"attempt_id": "A1", "student_id": "S1", "course_id": "es", "started_at": "2025-03-14T10:00:00"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "capped": Notation(caps_scores=True),
    "comma": Notation(decimal_comma=True),
    "coded": Notation(codes=(("level", (Code("0", "Mixed"), Code("1", "A1"))),)),
    "north": Notation(id_namespace="north", time_zone="Europe/Berlin"),
}
BARE = {
    **dict.fromkeys(("school_id", "term")), "school_year": 2025,
    **dict.fromkeys(("assessment_id", "level", "level_raw", "level_rank", "score", "points", "points_max")),
    **dict.fromkeys(("completed_at", "recommended_level", "recommended_level_raw", "recommended_rank", "skills")),
    "attempt_id": "A1", "student_id": "S1", "date": "2025-03-14", "assessment_type": "Unknown", "course_id": "es",
    "is_mixed": False, "started_at": "2025-03-14T10:00:00+00:00", "is_finished": False, "source_updated_at": None,
    "known_at": "2025-03-14T10:00:00+00:00",
}  # fmt: skip
REFUSED: dict[str, tuple[dict[str, str | None], tuple[str, ...]]] = {
    "no id": ({"attempt_id": "-"}, ("NULL_ATTEMPT_ID",)),
    "a destroyed id": ({"attempt_id": "1E+11"}, ("ID_DAMAGED",)),
    "no learner": ({"student_id": None}, ("NULL_STUDENT_ID",)),
    "no language": ({"course_id": None}, ("NULL_COURSE_ID",)),
    "no moment": ({"started_at": None, "completed_at": None}, ("BAD_DATE",)),
}
LEVELS: dict[str | None, tuple[str | None, int | None, bool, tuple[str, ...]]] = {
    "c1": ("C1", 5, False, ()), "mixed": (None, None, True, ()), "All-Levels": (None, None, True, ()),
    None: (None, None, False, ()), "advanced": (None, None, False, ("LEGACY_LEVEL",)),
    "A1/A2": (None, None, False, ("UNMAPPED_LEVEL",)),
}  # fmt: skip
RECOMMENDED: dict[str | None, tuple[str | None, int | None, tuple[str, ...]]] = {
    "C2": ("C2", 6, ()), None: (None, None, ()), "beginner": (None, None, ("LEGACY_RECOMMENDED_LEVEL",)),
    "mixed": (None, None, ("UNMAPPED_RECOMMENDED_LEVEL",)), "7": (None, None, ("UNMAPPED_RECOMMENDED_LEVEL",)),
}  # fmt: skip
SCORES = {
    "0": "0.00", "100": "100.00", "66.665": "66.67", "99.994": "99.99", "100.001": None, "-0.001": None, "1e2": None,
    "full": None, "9" * 9_999: None,
}  # fmt: skip
# Begin and end: what they are in silver, and the day.
TIMES: dict[tuple[str | None, str | None], tuple[str | None, str | None, str, tuple[str, ...]]] = {
    ("2025-03-13T23:00:00", "2025-03-14T01:00:00"): ("2025-03-13T23:00:00", "2025-03-14T01:00:00", "2025-03-14", ()),
    ("2025-03-13T23:00:00", None): ("2025-03-13T23:00:00", None, "2025-03-13", ()),
    (None, "2025-03-14T01:00:00"): (None, "2025-03-14T01:00:00", "2025-03-14", ()),
    ("2025-03-14T01:00:00", "2025-03-14 01:00:00Z"): (None, "2025-03-14T01:00:00", "2025-03-14", ()),
    ("2025-03-14T01:00:01", "2025-03-14T01:00:00"): (
        "2025-03-14T01:00:01", "2025-03-14T01:00:00", "2025-03-14", ("COMPLETED_BEFORE_STARTED",),
    ),
    ("2025-03-13T23:00:00", "later"): ("2025-03-13T23:00:00", None, "2025-03-13", ("BAD_COMPLETED_AT",)),
    ("2025-03-13T23:00:00", "2026-01-02"): ("2025-03-13T23:00:00", None, "2025-03-13", ("BAD_COMPLETED_AT",)),
    ("1899-12-31", "2025-03-14T01:00:00"): (None, "2025-03-14T01:00:00", "2025-03-14", ("BAD_STARTED_AT",)),
}  # fmt: skip


def skill(name: str, total: int | None, correct: int | None, score: str | None) -> dict[str, Any]:
    return {"skill": name, "total": total, "correct": correct, "score": score}


READ = {
    None: (None, ()),
    "[]": ([], ()),
    '[{"skill":"a","total":10,"correct":8}]': ([skill("a", 10, 8, None)], ()),
    '[{"skill":null,"total":"10","correct":8.0,"score":"66.665"}]': ([skill("Unknown", 10, 8, "66.67")], ()),
    '[{"skill":"a","total":10,"correct":7}]': ([skill("a", 10, 7, None)], ("SKILLS_DO_NOT_ADD_UP",)),
    '[{"skill":"a","total":11}]': ([skill("a", 11, None, None)], ("SKILLS_DO_NOT_ADD_UP",)),
    '[{"skill":"a","correct":1},{"skill":"b"}]': ([skill("a", None, 1, None), skill("b", None, None, None)], ()),
    '[{"skill":"a","total":5,"correct":4},{"skill":"a","total":5,"correct":4}]': ([skill("a", 5, 4, None)] * 2, ()),
    '[{"skill":"a","score":100.001}]': ([skill("a", None, None, None)], ("BAD_SKILL",)),
    '[{"skill":"a","total":-1,"correct":"x"}]': ([skill("a", None, None, None)], ("BAD_SKILL",)),
    '[{"skill":"a","total":2147483647},{"skill":"b","total":2147483647}]': (
        [skill("a", 2147483647, None, None), skill("b", 2147483647, None, None)], ("SKILLS_DO_NOT_ADD_UP",),
    ),
    '{"skill":"a"}': (None, ("BAD_JSON",)),
    "[1]": (None, ("BAD_JSON",)),
    '[{"skill":': (None, ("BAD_JSON",)),
}  # fmt: skip


def moment(text: str | None) -> str | None:
    return text and f"{text}+00:00"


CASES = {
    "ordinary": Case(
        {},
        {
            "school_id": "X", "school_year": 2024, "term": "Spring", "source_system": "s", "student_id": "S1", "date": "2025-03-14", "attempt_id": "A1", "assessment_id": "T1",
            "assessment_type": "comprehensive", "course_id": "es", "level": "A2", "level_raw": "A2", "level_rank": 2,
            "is_mixed": False, "score": "80.01", "points": 8, "points_max": 10, "is_finished": True,
            "started_at": "2025-03-14T10:00:00+00:00", "completed_at": "2025-03-14T10:20:30+00:00",
            "recommended_level": "B1", "recommended_level_raw": "B1", "recommended_rank": 3,
            "source_updated_at": "2025-03-14T10:21:00+00:00", "known_at": "2025-03-14T10:20:30+00:00",
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in ("attempt_id", "student_id", "course_id")},
    "nothing but what is needed": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "words for nothing": Case({**dict.fromkeys(SOUND, "null"), **NEEDED}, BARE),
    "nothing at all": Case(
        NOTHING, {"date": None}, ("NULL_STUDENT_ID", "BAD_DATE", "NULL_ATTEMPT_ID", "NULL_COURSE_ID")
    ),
    **{name: Case(raw, {}, codes) for name, (raw, codes) in REFUSED.items()},
    **{
        f"level {raw}": Case({"level": raw}, {"level": level, "level_rank": rank, "is_mixed": several}, issues=issues)
        for raw, (level, rank, several, issues) in LEVELS.items()
    },
    "levels in the source's codes": Case(
        {"level": "0", "recommended_level": "1"},
        {"level": None, "is_mixed": True, "level_raw": "0", "recommended_level": "A1", "recommended_rank": 1},
        source="coded",
    ),
    **{
        f"recommends {raw}": Case(
            {"recommended_level": raw}, {"recommended_level": level, "recommended_rank": rank}, issues=issues
        )
        for raw, (level, rank, issues) in RECOMMENDED.items()
    },
    **{
        f"score {raw[:9]}": Case(
            {"score": raw}, {"score": score}, issues=() if score else ("BAD_SCORE",)
        )
        for raw, score in SCORES.items()
    },
    "a score above its highest, taken for that": Case({"score": "101"}, {"score": "100.00"}, source="capped"),
    "a decimal comma": Case({"score": "80,5"}, {"score": "80.50"}, source="comma"),
    **{
        f"from {begin} to {end}": Case(
            {"started_at": begin, "completed_at": end},
            {
                "started_at": moment(first), "completed_at": moment(last), "date": day, "is_finished": last is not None,
                "known_at": moment(last or first),
            },
            issues=issues,
        )
        for (begin, end), (first, last, day, issues) in TIMES.items()
    },
    "no points": Case({"points": "-1", "points_max": "ten", "skills": None}, {"points": None, "points_max": None},
                      issues=("BAD_POINTS", "BAD_POINTS_MAX")),
    "more points than can be had": Case({"points": "11", "skills": None}, {"points": 11}, issues=("POINTS_ABOVE_MAXIMUM",)),
    "a destroyed test": Case({"assessment_id": "1E+11"}, {"assessment_id": None}, issues=("ID_DAMAGED",)),
    "an unknown language": Case({"course_id": "Klingon"}, {"course_id": "klingon"}, issues=("UNKNOWN_LANGUAGE",)),
    "a school year that is none": Case({"school_year": "3000"}, {"school_year": 2025}, issues=("BAD_SCHOOL_YEAR",)),
    "a school that can be none": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "of a source with a namespace and a time zone": Case(
        {"completed_at": "2025-03-15T00:30:00"},
        {
            "student_id": "north:S1", "school_id": "north:X", "course_id": "north:es", "attempt_id": "A1", "date": "2025-03-15",
            "completed_at": "2025-03-14T23:30:00+00:00",
        },
        source="north",
    ),
}  # fmt: skip
OF_SKILLS = {f"skills {raw}": Case({"skills": raw}, {}, issues=issues) for raw, (_, issues) in READ.items()}


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "attempts", SOUND, {**CASES, **OF_SKILLS}, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, rows: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(rows[name]) == CASES[name].due


def read(row: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The results by skill, scores as text."""
    found = row["skills"]
    return found and [{**one.asDict(), "score": one["score"] and str(one["score"])} for one in found]


@pytest.mark.parametrize("raw", READ)
def test_results_by_skill(raw: str | None, rows: dict[str, dict[str, Any]]) -> None:
    """In the order of the source, a skill as often as it is there; what is no number of one is left out."""
    row = rows[f"skills {raw}"]
    assert (read(row), tuple(row["issue_codes"])) == READ[raw]


def test_scores_by_skill_are_rounded_half_up(rows: dict[str, dict[str, Any]]) -> None:
    assert read(rows["ordinary"]) == [skill("reading", 6, 5, "83.33"), skill("grammar", 4, 3, "75.00")]
