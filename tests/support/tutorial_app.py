"""The app as its public tutorial makes it up: scripts of talks, lessons and tests that end somewhere, and no effects.

What is known of that generator is imitated, in numbers and faults: nothing depends on a lesson, a topic or a kind of
learner, nobody learns anything, and no one means to leave. So nothing may be claimed of its files.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from itertools import count, product
from typing import Any

from babblr import attempt, conversation, exam, lesson, level, message, progress

LANGUAGES = ("spanish", "italian", "german", "french", "dutch", "english")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
LESSONS_AT_LEVEL, LESSON_TYPES = 19, ("vocabulary", "grammar")
ASSESSMENTS = ("cefr_placement", "vocabulary", "grammar", "comprehensive")
TOPICS = (
    *("greetings", "family", "food", "shopping", "weather", "hobbies", "work", "school", "health", "travel"),
    *("sports", "music", "holidays", "environment", "technology"),
)
SKILLS = ("reading", "writing", "listening", "vocabulary", "grammar")
FIRST, STARTS = dt.datetime(2024, 7, 6, tzinfo=dt.UTC), 90
MEAN, SPREAD, UP = 80, 10, 80
Tables = dict[str, list[dict[str, Any]]]


def tables(learners: int = 50, seed: int = 42) -> Tables:
    """The seven tables: some 14 talks of 11 messages, 27 lessons and 5 attempts a learner, of one language each."""
    chance = random.Random(seed)
    made: Tables = {name: [] for name in ("conversations", "messages", "lesson_progress", "assessment_attempts")}
    made |= {"lessons": _lessons(), "assessments": _assessments(), "user_levels": []}
    numbers = count(1)
    for user in range(1, learners + 1):
        language, own = chance.choice(LANGUAGES), chance.randrange(len(LEVELS))
        taken = chance.sample([row["id"] for row in made["lessons"] if row["language"] == language], 44)
        moment = FIRST + dt.timedelta(days=chance.randrange(STARTS), hours=chance.randint(6, 21))
        for session in range(chance.randint(6, 22)):
            _talk(made, numbers, chance, moment, user, language)
            for of in taken[2 * session : 2 * session + chance.choice((1, 2, 2, 2, 2, 2, 2))]:
                made["lesson_progress"].append(_progress(next(numbers), chance, moment, user, of, language))
            if chance.random() < 0.38:
                tests = [row["id"] for row in made["assessments"] if row["language"] == language]
                of = tests[own * len(ASSESSMENTS) + chance.randrange(len(ASSESSMENTS))]
                made["assessment_attempts"].append(_attempt(next(numbers), chance, moment, user, of, language, own))
            moment += dt.timedelta(days=chance.randint(1, 6), minutes=chance.randint(-90, 90))
        told = {"cefr_level": LEVELS[own], "proficiency_score": round(chance.uniform(30, 95), 1)}
        made["user_levels"].append(level(user, user, language=language, **told, updated_at=_text(moment)))
    return made


def _text(moment: dt.datetime, seconds: int = 0) -> str:
    """Without a zone."""
    return (moment + dt.timedelta(seconds=seconds)).replace(tzinfo=None).isoformat()


def _lessons() -> list[dict[str, Any]]:
    each = enumerate(product(LANGUAGES, LEVELS, range(1, LESSONS_AT_LEVEL + 1)), 1)
    return [
        lesson(
            number, language=language, difficulty_level=at, order_index=order, title=f"{at} {order}",
            lesson_type=LESSON_TYPES[order % 2],
        )
        for number, (language, at, order) in each
    ]  # fmt: skip


def _assessments() -> list[dict[str, Any]]:
    each = enumerate(product(LANGUAGES, LEVELS, ASSESSMENTS), 1)
    return [
        exam(number, language=language, difficulty_level=at, assessment_type=of) for number, (language, at, of) in each
    ]


def _talk(
    made: Tables, numbers: count[int], chance: random.Random, moment: dt.datetime, user: int, language: str
) -> None:
    """At any level, on any topic; the time of its row has little to do with when it ended."""
    id_, second = next(numbers), 0
    said = {"language": language, "difficulty_level": chance.choice(LEVELS), "topic_id": chance.choice(TOPICS)}
    updated = _text(moment, chance.randint(600, 3_600))
    made["conversations"].append(conversation(id_, user, **said, created_at=_text(moment), updated_at=updated))
    for turn in range(chance.randint(8, 14)):
        second += chance.randint(20, 120)
        wrong = [{"type": "grammar", "original": "es", "corrected": "est", "explanation": "so"}]
        own = {"corrections": json.dumps(wrong) if chance.random() < 0.25 else None}
        role = {"role": "user", **own} if turn % 2 == 0 else {"role": "assistant", "corrections": None}
        made["messages"].append(message(next(numbers), id_, **role, created_at=_text(moment, second)))


def _progress(
    id_: int, chance: random.Random, moment: dt.datetime, user: int, of: int, language: str
) -> dict[str, Any]:
    """Each has begun, even those that are not started, and was looked at last before it was completed."""
    [status] = chance.choices(("completed", "in_progress", "not_started"), (61, 25, 14))
    is_done, begun = status == "completed", chance.randint(600, 3_000)
    ended = {"completed_at": _text(moment, begun + 1_800) if is_done else None}
    how = {"mastery_score": round(chance.uniform(0.5, 1), 2) if is_done else None, **ended}
    share = 100.0 if is_done else float(chance.randint(5, 95))
    times = {"started_at": _text(moment, begun), "last_accessed_at": _text(moment, begun + 900)}
    return progress(id_, user, of, language=language, status=status, completion_percentage=share, **how, **times)


def _attempt(
    id_: int, chance: random.Random, moment: dt.datetime, user: int, of: int, language: str, own: int
) -> dict[str, Any]:
    """Always at the learner's own level, and the next one is recommended every other time."""
    score = round(min(100.0, chance.gauss(MEAN, SPREAD)), 1)
    next_one = LEVELS[min(own + (score >= UP), len(LEVELS) - 1)]
    skills = [{"skill": skill, "total": 4, "correct": chance.randint(2, 4), "score": score} for skill in SKILLS]
    times = {"started_at": _text(moment, 4_000), "completed_at": _text(moment, 5_200)}
    told = {"recommended_level": next_one, "skill_scores_json": json.dumps(skills)}
    return attempt(id_, user, of, language=language, score=score, correct_answers=round(score / 5), **told, **times)
