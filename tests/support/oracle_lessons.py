"""Lessons and skills of a language without Spark."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from statistics import median
from typing import Any

from oracle import Row, mean, rounded
from oracle_language import NOWHERE, share, wilson
from products import Silver

from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE


def summaries(silver: Silver, enough: int = 30) -> list[Row]:
    """gold.lesson_progress_summary."""
    catalogue = {(row["course_id"], row["lesson_id"]): row for row in silver.get(LESSONS_TABLE, [])}
    of: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in silver.get(LESSON_PROGRESS_TABLE, []):
        of[row["course_id"], row["lesson_id"]][row["student_id"]].append(row)
    found = []
    for course, lesson in sorted({*catalogue, *of}):
        told = catalogue.get((course, lesson), {})
        learners = [sorted(rows, key=lambda row: row["valid_from"]) for rows in of[course, lesson].values()]
        begun = [[row for row in rows if row["status"] in ("in_progress", "completed")] for rows in learners]
        done = [[row for row in rows if row["status"] == "completed"] for rows in begun]
        mastered = [[row["mastery"] for row in rows if row.get("mastery") is not None] for rows in done]
        last = [Fraction(values[-1]) for values in mastered if values]
        seconds = []
        for own, ended in zip(begun, done, strict=True):
            first = [row["started_at"] for row in own if row.get("started_at")]
            ends = [row["completed_at"] for row in ended if row.get("completed_at")]
            if first and ends and min(first) <= min(ends):
                seconds.append(int(min(ends).timestamp()) - int(min(first).timestamp()))
        started, completed = sum(map(bool, begun)), sum(map(bool, done))
        lower, upper = wilson(completed, started)
        found.append(
            {
                "course_id": course,
                "lesson_id": lesson,
                "lesson_type": told.get("lesson_type"),
                "level": told.get("level"),
                "is_active": told.get("is_active"),
                "learners": len(learners),
                "started": started,
                "completed": completed,
                "completed_share": share(completed, started),
                "lower": lower,
                "upper": upper,
                "with_mastery": len(last),
                "mean_mastery": _text(mean(last), 4),
                "timed": len(seconds),
                "median_days": _text(Fraction(median(map(Fraction, seconds))) / 86_400 if seconds else None, 2),
                "status": "OK" if started >= enough else "TOO_FEW",
                **NOWHERE,
            }
        )
    return found


def skills(silver: Silver, enough: int = 10) -> list[Row]:
    """gold.skill_profile."""
    of: dict[tuple[str, str, str], list[tuple[Row, Row]]] = defaultdict(list)
    for row in silver.get(ATTEMPTS_TABLE, []):
        for skill in (row["skills"] or []) if row["is_finished"] else []:
            if skill["skill"] is not None:
                of[row["student_id"], row["course_id"], skill["skill"]].append((row, skill))
    found = []
    for (student, course, skill), told in sorted(of.items()):
        newest = max(told, key=lambda one: (one[0]["completed_at"], one[0]["attempt_id"], one[1]["score"] or ""))
        here = [one for one in told if _level(one[0]) == _level(newest[0])]
        counted = [
            one for _, one in here if None not in (one["total"], one["correct"]) and 0 <= one["correct"] <= one["total"]
        ]
        questions, correct = sum(one["total"] for one in counted), sum(one["correct"] for one in counted)
        lower, upper = wilson(correct, questions)
        found.append(
            {
                "student_id": student,
                "course_id": course,
                "skill": skill,
                "attempts": len({row["attempt_id"] for row, _ in told}),
                "level": _level(newest[0]),
                "attempts_at_level": len({row["attempt_id"] for row, _ in here}),
                "questions": questions,
                "correct": correct,
                "correct_share": share(correct, questions),
                "lower": lower,
                "upper": upper,
                "mean_score": _text(mean([one["score"] for _, one in here if one["score"] is not None]), 2),
                "last_score": newest[1]["score"],
                "last_at": newest[0]["completed_at"].replace(tzinfo=None).isoformat(),
                "status": "OK" if questions >= enough else "TOO_FEW",
                **NOWHERE,
            }
        )
    return found


def _level(row: Row) -> str:
    return "Mixed" if row.get("is_mixed") else row["level"] or "Unknown"


def _text(value: Any, places: int) -> str | None:
    return None if value is None else f"{rounded(value, places):f}"
