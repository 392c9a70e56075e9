"""Learners by chance, in several experiments at once: assigned, exposed, shown two variants, and what they do around it."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edulake.config.experiments import Experiment

Row = dict[str, Any]
BEGIN = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
DAYS = 84
START, END = dt.date(2025, 2, 3), dt.date(2025, 2, 23)
EVEN = {"control": Decimal(1), "short": Decimal(1)}
EXPERIMENTS = {
    "intro": Experiment(
        {**EVEN, "long": Decimal(1)}, START, END, "score", Decimal(5), secondaries=["lessons", "retention_3"], window_days=14
    ),
    "talk": Experiment(
        EVEN, START, END, "messages", Decimal(1), salt="t", exposure="conversation",
        secondaries=["minutes"], guardrails={"errors_per_message": Decimal("0.2"), "retention_2": Decimal("0.1")},
    ),
    "classes": Experiment(EVEN, START, END, "score", Decimal(5), salt="c", unit="class", exposure="attempt"),
    "daily": Experiment(
        EVEN, START, END, "messages", Decimal(1), salt="d", exposure="lesson", analysis="sequential", planned_learners=200,
        covariate_days=14,
    ),
}  # fmt: skip


@dataclass
class World:
    assignments: list[Row] = field(default_factory=list)
    exposures: list[Row] = field(default_factory=list)
    students: list[Row] = field(default_factory=list)
    conversations: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    progress: list[Row] = field(default_factory=list)
    attempts: list[Row] = field(default_factory=list)


def by_hash(salt: str, unit: str, variants: dict[str, Decimal]) -> str:
    """The variant, by fractions of one."""
    share = int(hashlib.sha256(f"{salt}:{unit}".encode()).hexdigest()[:13], 16) / 2**52
    so_far, total = 0.0, float(sum(variants.values()))
    for name, weight in sorted(variants.items()):
        so_far += float(weight) / total
        if share < so_far:
            return name
    raise AssertionError(share)


def world(seed: int, learners: int) -> World:
    chance = random.Random(seed)
    made = World()
    for n in range(learners):
        student = f"S{n:04d}"
        made.students += _versions(student, n)
        _assign(chance, student, made)
        _live(chance, student, made)
    return made


def _versions(student: str, n: int) -> list[Row]:
    """Some changed their class, and of some nobody knows it."""
    now = None if n % 23 == 0 else f"C{n // 3:03d}"
    versions = [(BEGIN, "old" if n % 5 == 0 else now), (BEGIN + dt.timedelta(days=9), now)]
    return [{"student_id": student, "class_id": value, "valid_from": at} for at, value in versions]


def _assign(chance: random.Random, student: str, made: World) -> None:
    hashed = by_hash("intro", student, EXPERIMENTS["intro"].variants)
    variant = chance.choice(["control", "short", "long"]) if chance.random() < 0.1 else hashed
    at = _at(chance.uniform(20, 45))
    if chance.random() < 0.8:
        told = {"student_id": student, "experiment_id": "intro", "variant": variant}
        made.assignments.append({**told, "assigned_at": at, "date": _day(at), "assignment_id": student})
    else:
        variant = hashed
    if chance.random() < 0.1:
        made.assignments.append(
            {
                "student_id": student,
                "experiment_id": "unknown",
                "variant": "x",
                "assigned_at": at,
                "date": _day(at),
                "assignment_id": f"{student} x",
            }
        )
    for n in range(chance.choice([0, 1, 1, 2, 3])):
        then = _at(chance.uniform(22, 55))
        shown = chance.choice(["control", "short"]) if chance.random() < 0.1 else chance.choice([variant, None])
        told = {"student_id": student, "experiment_id": "intro", "variant": shown, "exposed_at": then}
        made.exposures.append({**told, "date": _day(then), "exposure_id": f"{student} {n}"})


def _live(chance: random.Random, student: str, made: World) -> None:
    skill = chance.gauss(60, 12)
    first = chance.uniform(0, 45)
    for n in range(chance.randint(0, 9)):
        at = _at(chance.uniform(first, DAYS))
        talk = f"{student} {n}"
        told = {"student_id": student, "conversation_id": talk, "delivered_at": _at(DAYS + 2)}
        made.conversations.append({**told, "started_at": at, "date": _day(at)})
        for m in range(chance.randint(1, 6)):
            sent = at + dt.timedelta(seconds=chance.randint(0, 900))
            role = chance.choice(["user", "user", "assistant"])
            is_checked = role == "user" and chance.random() < 0.8
            count = chance.choice([0, 0, 1, 2]) if is_checked else None
            message = {"message_id": f"{talk} {m}", "role": role, "sent_at": sent, "date": _day(sent)}
            made.messages.append({**told, **message, "is_checked": is_checked, "correction_count": count})
    for n in range(chance.randint(0, 6)):
        at = _at(chance.uniform(first, DAYS))
        score = f"{min(100, max(0, chance.gauss(skill, 8))):.2f}" if chance.random() < 0.95 else None
        told = {"student_id": student, "attempt_id": f"{student} {n}", "completed_at": at, "date": _day(at)}
        made.attempts.append({**told, "score": score, "is_finished": True, "delivered_at": _at(DAYS + 2)})
    for n in range(chance.randint(0, 8)):
        at = _at(chance.uniform(first, DAYS))
        told = {"student_id": student, "lesson_id": f"L{n}", "progress_id": f"{student} {n}", "valid_from": at}
        made.progress.append({**told, "status": "completed", "completed_at": at})


def _at(day: float) -> dt.datetime:
    return (BEGIN + dt.timedelta(days=day)).replace(microsecond=0)


def _day(at: dt.datetime) -> str:
    return at.date().isoformat()
