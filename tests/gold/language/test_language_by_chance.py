"""What a few learners do, made by chance, against the oracles."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import oracle_language
import oracle_lessons
import products
import pytest
from practised import attempt, given, message, progress, talk
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold import PRODUCTS

pytestmark = [pytest.mark.once, pytest.mark.more]

SEEDS = (1, 2, 3, 4)
LENIENT = Gold(language=Language(min_learners=2, min_events=2))
ORACLES: dict[str, Callable[[Silver], list[Row]]] = {
    "language_activity": oracle_language.activities,
    "retention": oracle_language.retentions,
    "error_patterns": partial(oracle_language.errors, learners=2, events=2),
    "lesson_progress_summary": partial(oracle_lessons.summaries, enough=2),
    "skill_profile": partial(oracle_lessons.skills, enough=2),
}


def by_chance(seed: int) -> Silver:
    """Four months of a handful of learners: two languages, quiet weeks, talks taken up again, and a day too late."""
    chance = random.Random(seed)
    first = dt.datetime(2025, 2, 3, tzinfo=dt.UTC)

    def moment() -> dt.datetime:
        return first + dt.timedelta(chance.choice([0, 1, 2, 6, 7, 8, 14, 29, 60, 110]), chance.randrange(86_400) / 2)

    def own(**more: Any) -> Row:
        level = chance.choice(["A1", "A2", None])
        return {"course_id": chance.choice(["es", "es", "it"]), "level": level, **more}

    people = [f"S{n}" for n in range(chance.randint(2, 5))]
    rows: list[Row] = []
    for n in range(chance.randint(5, 12)):
        began, who = moment(), chance.choice(people)
        in_ = own(conversation_id=f"c{n}")
        rows.append(talk(began, student=who, topic_id=chance.choice(["food", "work", None]), **in_))
        for m in range(chance.randint(0, 9)):
            began += dt.timedelta(0, chance.choice([0, 5, 61.5, 299, 300, 301, 1800, 1801, 86_400 * 3]))
            errors = chance.choice([None, [], ["grammar"], ["grammar", "style", "style"]])
            role = "user" if errors is not None else chance.choice(["user", "assistant", "Unknown"])
            rows.append(message(began, f"m{n}{m}", who, errors, role=role, **in_))
    for n in range(chance.randint(2, 9)):
        parts = [
            (
                chance.choice(["reading", "writing"]),
                chance.choice([5, None]),
                chance.choice([0, 3, 5, 6, None]),
                chance.choice(["33.33", "80.00", None]),
            )
            for _ in range(chance.randint(0, 3))
        ]
        more = own(is_finished=chance.random() < 0.8, is_mixed=chance.random() < 0.2)
        rows.append(attempt(moment(), f"a{n}", chance.choice(people), *parts, **more))
    for n in range(chance.randint(2, 12)):
        moments = {name: chance.choice([None, moment()]) for name in ("started_at", "completed_at", "last_accessed_at")}
        said = {"mastery": chance.choice([None, "0.3333", "0.9000"]), "valid_from": first + dt.timedelta(n), **moments}
        status = chance.choice(["not_started", "in_progress", "completed", "completed", "Unknown"])
        rows.append(progress(f"l{n % 3}", chance.choice(people), status, **said, course_id=chance.choice(["es", "it"])))
    # Nobody knows the future.
    rows.append(talk(first + dt.timedelta(400), "late", delivered_at=first))
    lessons = [{"course_id": "es", "lesson_id": f"l{n}", "lesson_type": "grammar", "is_active": True} for n in range(2)]
    return given(*rows, lessons=lessons)


@pytest.mark.parametrize("name", ORACLES)
def test_a_product_is_what_the_oracle_says(name: str, spark: SparkSession) -> None:
    silver = {f"chance {seed}": by_chance(seed) for seed in SEEDS}
    expected = {
        case: [{"source_system": case, **row} for row in ORACLES[name](given)] for case, given in silver.items()
    }
    found = products.answers(spark, PRODUCTS[name], {case: (given, []) for case, given in silver.items()}, LENIENT)
    assert found == expected
