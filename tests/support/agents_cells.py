"""A small release, made by hand: houses and their lessons."""

from __future__ import annotations

import datetime as dt
from typing import Any

from edulake.config.agents import Agents
from edulake.serving.agents.cells import Cells, Origin, Release
from edulake.serving.agents.engine import Engine
from edulake.serving.questions.question import Column, Question

NOON = dt.datetime(2025, 1, 6, 12, tzinfo=dt.UTC)
GOLD = Origin("gold.houses", 3, NOON - dt.timedelta(hours=6))
LOG = Origin("ops.log", 9, NOON - dt.timedelta(minutes=90))
HOUSES = Question(
    "houses",
    "Students by house",
    "SELECT 1",
    across="house",
    counts="students",
    columns={
        "house": Column("house"),
        "students": Column("students", "count"),
        "mean": Column("mean score", "score", ("students",)),
    },
    asks="Who lives where?",
    note="Each once.",
)
LESSONS = Question(
    "lessons",
    "Lessons by house",
    "SELECT 1",
    across="house",
    shows="lessons",
    columns={"house": Column("house"), "lessons": Column("lessons", "count")},
)
EMPTY = Question("empty", "Nothing yet", "SELECT 1", across="x", counts="n")
ROWS: list[tuple[Any, ...]] = [("Ash", 40, 71.5), ("Birch", 12, None), ("Élm", 30, 60.0)]


def release() -> Release:
    cells = [
        Cells(HOUSES, list(HOUSES.columns), list(ROWS), (GOLD,)),
        Cells(LESSONS, list(LESSONS.columns), [("Ash", 7), ("Élm", 9)], (GOLD, LOG)),
        Cells(EMPTY, list(EMPTY.columns), [], (), "no run has written gold.empty"),
    ]
    return Release(NOON, {one.question.name: one for one in cells})


def engine(**limits: Any) -> Engine:
    return Engine(release(), Agents(**limits))
