"""Learners who take lessons and tests by chance, with what each lesson adds planted: rows of silver and the truth."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
BEGIN = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)
TYPES, LEVELS = ("grammar", "vocabulary"), ("A1", "A2", "B1")


@dataclass
class World:
    attempts: list[Row] = field(default_factory=list)
    progress: list[Row] = field(default_factory=list)
    lessons: list[Row] = field(default_factory=list)
    truth: dict[str, float] = field(default_factory=dict)


def world(seed: int, learners: int, lessons: int, tests: int = 12, spread: float = 3.0, days: int = 180) -> World:
    """Half of the lessons add N(0, `spread`) points, the others nothing.

    Some lessons are for those who are good, others for those who are not; all grow, at speeds of their own.
    """
    chance = random.Random(seed)
    made = World()
    hard = {}
    for n in range(lessons):
        name = f"L{n:03d}"
        made.truth[name] = chance.gauss(0, spread) if n % 2 else 0.0
        hard[name] = chance.gauss(0, 1)
        made.lessons.append({"lesson_id": name, "lesson_type": TYPES[n % 2], "level": LEVELS[n % 3]})
    for n in range(learners):
        _learn(chance, f"S{n:05d}", made, hard, tests, days)
    return made


def _learn(chance: random.Random, student: str, made: World, hard: dict[str, float], tests: int, days: int) -> None:
    ability, growth = chance.gauss(0, 10), chance.gauss(0.03, 0.01)
    done = {}
    for name, difficulty in hard.items():
        if chance.random() < 1 / (1 + 2.718281828 ** -(difficulty * ability / 10)):
            done[name] = chance.uniform(0, days)
            at = (BEGIN + dt.timedelta(days=done[name])).replace(microsecond=0)
            made.progress.append(
                {
                    "student_id": student,
                    "progress_id": f"{student} {name}",
                    "lesson_id": name,
                    "status": "completed",
                    "completed_at": at,
                    "valid_from": at,
                }
            )
    for n, day in enumerate(sorted(chance.uniform(0, days) for _ in range(tests))):
        at = (BEGIN + dt.timedelta(days=day)).replace(microsecond=0)
        kind, level = chance.choice(TYPES), chance.choice(LEVELS)
        added = sum(made.truth[name] for name, since in done.items() if since <= day)
        score = 55 + ability + growth * day + added - 4 * LEVELS.index(level) + chance.gauss(0, 8)
        made.attempts.append(
            {
                "student_id": student,
                "attempt_id": f"{student} {n:03d}",
                "assessment_type": kind,
                "level": level,
                "score": f"{min(100.0, max(0.0, score)):.2f}",
                "completed_at": at,
                "date": at.date().isoformat(),
                "is_finished": True,
            }
        )
