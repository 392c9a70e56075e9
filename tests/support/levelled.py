"""Learners who rise from level to level, as tests write them: days are counted from the first of 2025."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterable
from typing import Any

from practised import attempt, message, progress, talk
from products import Row, Silver

from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE
from edulake.silver.language.proficiency import PROFICIENCY_TABLE


def on(day: float) -> dt.datetime:
    """Ten o'clock of a day."""
    return dt.datetime(2025, 1, 1, 10, tzinfo=dt.UTC) + dt.timedelta(day)


def result(student: str, day: float, shows: int | None, **more: Any) -> Row:
    """A finished attempt that shows a level: that of the test."""
    usual = {"attempt_id": f"{student}/{day}", "level_rank": shows, "recommended_rank": shows}
    return attempt(on(day), student=student, **{"id_": usual.pop("attempt_id"), **usual, **more})


def results(student: str, **days: int) -> list[Row]:
    """Attempts by day: _3=1 shows A1 on day 3."""
    return [result(student, int(day[1:]), shows) for day, shows in days.items()]


def version(student: str, day: float, rank: int | None, until: float | None = None, **more: Any) -> Row:
    """What the source says of a learner's level from a day to another."""
    holds = {"valid_from": on(day), "valid_to": None if until is None else on(until), "is_current": until is None}
    said = {"student_id": student, "course_id": "es", "proficiency_id": student, "level_rank": rank, "is_active": True}
    return {**said, **holds, **more}


def active(student: str, *days: int) -> list[Row]:
    return [talk(on(day), f"{student}/{day}", student) for day in days]


def known_to(day: int) -> list[Row]:
    """Somebody else is there on the day after, which is not all known."""
    return active("Z", day + 1)


def silver(*rows: Row | Iterable[Row]) -> Silver:
    """Rows by what they are of."""
    tables = {
        "proficiency_id": PROFICIENCY_TABLE,
        "progress_id": LESSON_PROGRESS_TABLE,
        "attempt_id": ATTEMPTS_TABLE,
        "message_id": MESSAGES_TABLE,
        "conversation_id": CONVERSATIONS_TABLE,
    }
    found: dict[Any, list[Row]] = {}
    for row in (one for given in rows for one in ([given] if isinstance(given, dict) else given)):
        found.setdefault(next(table for name, table in tables.items() if name in row), []).append(row)
    return found


def chance(seed: int, learners: int = 30) -> Silver:
    """Learners of two languages who come and go: ties, pauses, tests that show nothing, and levels that are skipped."""
    rng = random.Random(seed)
    return silver(
        known_to(rng.randrange(100, 130)),
        [row for number in range(learners) for row in _learner(rng, f"S{number}", rng.choice(["es", "it"]))],
    )


def _learner(rng: random.Random, student: str, course: str) -> list[Row]:
    rows: list[Row] = []
    day, rank = rng.randrange(30), rng.choice([1, 1, 1, 2, 4])
    while day < 140 and rng.random() < 0.93:
        day += rng.choice([0, 1, 2, 5, 8, 13, 27, 28, 29, 31])
        rank = min(6, rank + (rng.random() < 0.3) + (rng.random() < 0.05))
        what = rng.random()
        if what < 0.6:
            shows = rng.choice([rank, rank, rank, max(rank - 1, 1), None])
            more = {
                "attempt_id": f"{student}/{len(rows)}",
                "is_mixed": rng.random() < 0.2,
                "is_finished": rng.random() < 0.9,
            }
            own = {"level_rank": rng.choice([rank, rank, max(rank - 1, 1), None]), "recommended_rank": shows}
            rows.append(result(student, day + rng.choice([0, 0.1]), None, **more, **own))
        elif what < 0.8:
            moments = [on(day + n / 1440) for n in (0, 3, 10, 50)]
            rows += [message(at, f"{student}/{len(rows)}/{n}", student) for n, at in enumerate(moments)]
        elif what < 0.9:
            status = rng.choice(["completed", "not_started"])
            rows.append(progress(f"l{len(rows)}", student, status, last_accessed_at=on(day)))
    if rng.random() < 0.5:
        since = rng.randrange(100)
        ends = [since, since + rng.randrange(1, 40), since + rng.randrange(40, 80), None]
        told = [rng.choice([1, 2, 3, None]) for _ in ends[1:]]
        rows += [version(student, a, n, b) for n, (a, b) in zip(told, itertools.pairwise(ends), strict=True)]
    return [{**row, "course_id": course} for row in rows]
