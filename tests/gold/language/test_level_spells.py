"""How long learners are at a level: what practice counts, and who came by placement."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from levelled import active, on, silver
from practised import message
from products import Row
from pyspark.sql import SparkSession
from steps import frame, rows_of

from edulake.config.settings import Gold
from edulake.gold.language.level_spells import practised, spells
from edulake.silver.language.messages import MESSAGES_TABLE

pytestmark = pytest.mark.once
UNTIL = 60
LEARNER = {"source_system": "app", "course_id": "es", "basis": "confirmed", "evidence": "attempts"}
LEVELS = {**dict.fromkeys((*LEARNER, "student_id"), "STRING"), "level_rank": "INT", "at": "TIMESTAMP", "sure_at": "TIMESTAMP", "date": "DATE", "gap_days": "INT"}  # fmt: skip
# Levels by day, days with activity, and of each level but the highest the way in, the end, days and seconds.
CASES: dict[str, tuple[dict[int, float], list[int], dict[int, tuple[str, str, int, int | None]]]] = {
    "rises": ({1: 0, 2: 20}, [10, 40], {1: ("placement", "reached", 20, None), 2: ("progress", "still_there", 40, None)}),
    "starts above": ({1: 0, 2: 0, 3: 20}, [40], {
        1: ("placement", "passed_over", 1, None),
        2: ("placement", "reached", 20, None),
        3: ("progress", "still_there", 40, None),
    }),
    "within the day": ({1: 0, 2: 0.2}, [20, 40], {1: ("placement", "reached", 1, None), 2: ("progress", "still_there", 60, None)}),
    "silent for 28 days": ({1: 0, 2: 40}, [11, 60], {1: ("placement", "dropped", 11, None), 2: ("progress", "still_there", 20, None)}),
    "silent for 27 days": ({1: 0, 2: 40}, [12], {1: ("placement", "reached", 40, None), 2: ("progress", "still_there", 20, None)}),
    "silent at the end": ({1: 0}, [32], {1: ("placement", "dropped", 1, None)}),
    "not long enough": ({1: 0}, [20, 33], {1: ("placement", "still_there", 60, None)}),
    "talks": ({1: 0, 2: 20}, [10, 40], {1: ("placement", "reached", 20, 120), 2: ("progress", "still_there", 40, 60)}),
    "talked before": ({1: 20}, [40], {1: ("placement", "still_there", 40, 0)}),
    "the highest": (dict.fromkeys(range(1, 7), 0), [], dict.fromkeys(range(1, 6), ("placement", "passed_over", 1, None))),
}  # fmt: skip
# Minutes at which messages were sent, by day.
TALKS = {
    "talks": {0: [5, 6, 7], 10: [0, 1], 20: [0, 1], 21: [0, 1]},
    "talked before": {3: [0, 4]},
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[int, Row]]:
    def dated(name: str, rank: int, day: float) -> Row:
        at = on(day)
        return {
            **LEARNER,
            "student_id": name,
            "level_rank": rank,
            "at": at,
            "sure_at": at,
            "date": at.date().isoformat(),
        }

    levels = [dated(name, rank, day) for name, (told, *_) in CASES.items() for rank, day in told.items()]
    days = [{**LEARNER, **row} for name, (_, told, _) in CASES.items() for row in active(name, *told)]
    sent = [
        {**message(on(day + minute / 1440), f"{name}{day}{minute}", name), "source_system": "app"}
        for name, talks in TALKS.items()
        for day, minutes in talks.items()
        for minute in minutes
    ]
    practice = practised(rows_of(spark, MESSAGES_TABLE, *silver(sent)[MESSAGES_TABLE]), Gold())
    until = {"source_system": "app", "observed_until": on(UNTIL).date().isoformat()}
    made = spells(
        frame(spark, LEVELS, levels),
        frame(spark, {**dict.fromkeys(("source_system", "student_id", "course_id"), "STRING"), "date": "DATE"}, days),
        practice,
        frame(spark, {"source_system": "STRING", "observed_until": "DATE"}, [until]),
        Gold(),
    )
    learners: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in made.collect():
        learners[row["student_id"]][row["level_rank"]] = row
    return learners


@pytest.mark.parametrize("name", CASES)
def test_times_of_a_learner(name: str, found: dict[str, dict[int, Row]]) -> None:
    names = ("entered_by", "outcome", "days", "seconds")
    assert {rank: tuple(row[part] for part in names) for rank, row in found[name].items()} == CASES[name][2]
