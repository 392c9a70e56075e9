"""Rows of silver about the learning of a language, as tests of its products write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from products import Row, Silver

from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

DELIVERED = dt.datetime(2025, 12, 31, tzinfo=dt.UTC)


def at(day: str, time: str = "10:00:00") -> dt.datetime:
    """A moment of 2025 in UTC, on a day like 03-14."""
    return dt.datetime.fromisoformat(f"2025-{day}T{time}+00:00")


def talk(moment: dt.datetime, id_: str = "c1", student: str = "S1", **more: Any) -> Row:
    usual = {"student_id": student, "course_id": "es", "conversation_id": id_, "topic_id": "food", "level": "A1"}
    return {**usual, "date": moment.date().isoformat(), "started_at": moment, "delivered_at": DELIVERED, **more}


def message(
    moment: dt.datetime, id_: str = "m1", student: str = "S1", errors: list[str] | None = None, **more: Any
) -> Row:
    """One of the learner's; checked, and with these errors, where any are given."""
    usual = {"student_id": student, "course_id": "es", "conversation_id": "c1", "message_id": id_, "role": "user"}
    checked = {
        "is_checked": errors is not None,
        "correction_types": errors,
        "correction_count": None if errors is None else len(errors),
    }
    day = {"date": moment.date().isoformat(), "sent_at": moment, "delivered_at": DELIVERED, "level": "A1"}
    return {**usual, **checked, **day, **more}


def progress(lesson: str = "l1", student: str = "S1", status: str = "in_progress", **more: Any) -> Row:
    """A version of a learner's progress in a lesson."""
    return {
        "student_id": student,
        "course_id": "es",
        "lesson_id": lesson,
        "progress_id": f"{student}/{lesson}",
        "status": status,
        "valid_from": at("01-01"),
        **more,
    }


def attempt(moment: dt.datetime, id_: str = "a1", student: str = "S1", *skills: tuple[Any, ...], **more: Any) -> Row:
    """A finished one, with the name, questions, right ones and score of each skill."""
    told = [dict(zip(("skill", "total", "correct", "score"), skill, strict=True)) for skill in skills]
    usual = {"student_id": student, "course_id": "es", "attempt_id": id_, "level": "A1", "is_finished": True}
    day = {"date": moment.date().isoformat(), "completed_at": moment, "delivered_at": DELIVERED}
    return {**usual, **day, "skills": told or None, **more}


def given(*rows: Row, **more: list[Row]) -> Silver:
    """Rows by what they are of, which the last of their columns tells; lessons are named."""
    tables = {
        "progress_id": LESSON_PROGRESS_TABLE,
        "attempt_id": ATTEMPTS_TABLE,
        "message_id": MESSAGES_TABLE,
        "conversation_id": CONVERSATIONS_TABLE,
    }
    silver: dict[Any, list[Row]] = {LESSONS_TABLE: more.get("lessons", [])}
    for row in rows:
        silver.setdefault(next(table for name, table in tables.items() if name in row), []).append(row)
    return silver


def due(student: str, skill: str, as_of: str) -> Row:
    """A skill whose half-life was over on 12 May."""
    return {
        "student_id": student,
        "course_id": "es",
        "skill": skill,
        "as_of_date": as_of,
        "last_practised_at": dt.datetime(2025, 5, 2, tzinfo=dt.UTC),
        "right_before": 3,
        "wrong_before": 1,
        "half_life_days": 10,
        "share_left": 0.125,
        "due_on": "2025-05-12",
        "is_due": True,
    }
