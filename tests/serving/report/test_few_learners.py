"""One who learns, has a level, comes back or is in a segment could be two, as in test_few_of_a_school."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from report_lake import STUDENTS, Rows
from report_language import (
    ACTIVITY,
    ERRORS,
    ES,
    EXPERIMENTS,
    LEARNER_SEGMENTS,
    LESSONS,
    LEVELS,
    PROGRESS,
    RETENTION,
    REVIEW_DUE,
    SKILLS,
    TIMES,
    TOPICS,
    about,
    arm,
    at,
    back,
    completed,
    due,
    lesson,
    of_languages,
    on,
    placed,
    skilled,
    time,
    took,
    wrong,
)
from report_told import told

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")

Plant = Callable[[Rows, int], None]


def who_learn_on_a_day(rows: Rows, few: int) -> None:
    rows[ACTIVITY] = [on(0, 120, STUDENTS), on(1, few, 0)]


def who_do_not_learn_on_a_day(rows: Rows, few: int) -> None:
    rows[ACTIVITY] = [on(0, 120, STUDENTS), on(1, STUDENTS - few, 0)]


def of_a_language(rows: Rows, few: int) -> None:
    rows[LEVELS] = [*at("A1", 120), *at("B1", few, **{**ES, "course_id": "fr"})]


def who_reached_the_next_level(rows: Rows, few: int) -> None:
    share = f"{few / 120:.2f}"
    rows[TIMES] = [
        *took("A1", 60 + few, 120, few),
        time("A1", "reached_by_180", 120, few, value=share, days_after=180),
    ]


def who_came_back(rows: Rows, few: int) -> None:
    rows[RETENTION] = [back(0, 7, 120, 60), back(0, 14, 120, few)]


def who_did_not_come_back(rows: Rows, few: int) -> None:
    rows[RETENTION] = [back(0, 7, 120, 60), back(0, 14, 120, 120 - few)]


def who_began_in_a_month(rows: Rows, few: int) -> None:
    rows[RETENTION] = [back(0, 7, 120, 60), back(0, 14, few, few)]


def who_completed_a_lesson(rows: Rows, few: int) -> None:
    rows[PROGRESS] = [completed("L1", 120, few), completed("L2", 120, 60)]


def who_did_not_complete_a_lesson(rows: Rows, few: int) -> None:
    rows[PROGRESS] = [completed("L1", 120, 120 - few), completed("L2", 120, 60)]


def who_were_tested_in_a_skill(rows: Rows, few: int) -> None:
    rows[SKILLS] = [*skilled("grammar", 120, "0.5"), *skilled("reading", few, f"0.{few}")]


def of_whom_a_skill_is_due(rows: Rows, few: int) -> None:
    rows[REVIEW_DUE] = [*due("grammar", 120, 60), *due("reading", 120, few)]


def who_made_errors(rows: Rows, few: int) -> None:
    rows[ERRORS] = [wrong("A1", 120, few, str(few))]


def who_made_none(rows: Rows, few: int) -> None:
    rows[ERRORS] = [wrong("A1", 120, 120 - few, str(few))]


def of_a_topic(rows: Rows, few: int) -> None:
    rows[TOPICS] = [about("food", 120, "6.0", 30, 15), about("travel", few, str(few), few, 0)]


def who_came_back_to_a_topic(rows: Rows, few: int) -> None:
    rows[TOPICS] = [about("food", 120, "6.0", 120, few), about("travel", 120, "6.0", 120, 120 - few)]


def compared_on_a_topic(rows: Rows, few: int) -> None:
    rows[TOPICS] = [about("food", 120, "6.0", 30, 15, status="OK", more_messages=float(few), compared=few)]


def of_a_lesson(rows: Rows, few: int) -> None:
    rows[LESSONS] = [lesson("L1", "OK", 4.0), lesson("L2", "OK", float(few), learners=few)]


def of_a_segment(rows: Rows, few: int) -> None:
    rows[LEARNER_SEGMENTS] = [*placed("new", 100), *placed("quiet", 20, 100), *placed(None, few, 120)]


def of_an_arm(rows: Rows, few: int) -> None:
    small = arm("intro", "treatment", few, difference=float(few), sample_ratio_p=few / 100)
    rows[EXPERIMENTS] = [arm("intro", "control", 120), small]


PLANTS = (
    who_learn_on_a_day,
    who_do_not_learn_on_a_day,
    of_a_language,
    who_reached_the_next_level,
    who_came_back,
    who_did_not_come_back,
    who_began_in_a_month,
    who_made_errors,
    who_made_none,
    of_a_topic,
    who_came_back_to_a_topic,
    compared_on_a_topic,
    of_a_lesson,
    of_a_segment,
    of_an_arm,
    who_completed_a_lesson,
    who_did_not_complete_a_lesson,
    who_were_tested_in_a_skill,
    of_whom_a_skill_is_due,
)
# What is counted of learners, what is compared of them, and what they were put into.
FIRST = (PLANTS[0], compared_on_a_topic, of_a_segment)


def page(folder: Path, plant: Plant, few: int) -> list[Any]:
    rows = of_languages(STUDENTS)
    plant(rows, few)
    return told(folder, rows)


@pytest.mark.parametrize(
    "plant",
    [plant if plant in FIRST else pytest.param(plant, marks=pytest.mark.more) for plant in PLANTS],
    ids=[plant.__name__ for plant in PLANTS],
)
def test_one_could_be_two(plant: Plant, tmp_path: Path) -> None:
    said = [page(tmp_path / str(few), plant, few) for few in (1, 2)]
    assert [one.anchor for one, two in zip(*said, strict=True) if one != two] == []


@pytest.mark.more
@pytest.mark.parametrize("plant", PLANTS, ids=[plant.__name__ for plant in PLANTS])
def test_many_are_told(plant: Plant, tmp_path: Path) -> None:
    """The other test can fail: a plant of thirty is told, one of nine is not."""
    few, many = (page(tmp_path / str(many), plant, many) for many in (9, 30))
    assert few != many


def test_no_learner_is_named(tmp_path: Path) -> None:
    assert "L17" not in repr(told(tmp_path, of_languages(STUDENTS)))
