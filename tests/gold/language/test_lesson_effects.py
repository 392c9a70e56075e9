"""Effects of lessons against a dense regression, and lessons of which nobody can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import lesson_oracle
import products
import pytest
from lesson_world import BEGIN, Row, World, world
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language.lesson_effects import LESSON_EFFECTS
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE

pytestmark = pytest.mark.once

FEWEST = 12
CHOICES = Gold(language=Language(min_learners=FEWEST))
SMALL = world(1, learners=60, lessons=9, tests=8)
ALIKE = world(2, learners=60, lessons=9, tests=8, spread=0)
ESTIMATES = ("effect", "error", "lower", "upper", "p", "q", "shrunk", "shrunk_error", "p_alike")


def taken(student: str, day: int, score: str | None = "50.00", **more: object) -> Row:
    at = BEGIN + dt.timedelta(days=day)
    told = {"student_id": student, "score": score, "completed_at": at, "date": at.date().isoformat(), "level": "A1"}
    return {**told, "attempt_id": f"{student} {day}", "is_finished": True, **more}


def lesson(student: str, name: str, day: int | None, status: str = "completed", **more: object) -> Row:
    at = None if day is None else BEGIN + dt.timedelta(days=day)
    return {
        "student_id": student,
        "lesson_id": name,
        "progress_id": f"{student} {name}",
        "status": status,
        "completed_at": at,
        "valid_from": BEGIN,
        **more,
    }


def planted(made: World, *more: Row) -> products.Silver:
    return {ATTEMPTS_TABLE: made.attempts, LESSON_PROGRESS_TABLE: [*made.progress, *more], LESSONS_TABLE: made.lessons}


def together() -> products.Silver:
    """All take A and B together, and C and D some time after it; the test of day 40 is never theirs."""
    students = [f"S{n:02d}" for n in range(20)]
    tests = [taken(s, day, f"{50 + (n * day * 7) % 13}.00") for n, s in enumerate(students) for day in (0, 10, 20, 30)]
    done = [lesson(s, name, 5 + 10 * (n % 2)) for n, s in enumerate(students) for name in "AB"]
    done += [lesson(s, "C", 15 + 10 * (n % 3 > 0)) for n, s in enumerate(students)]
    return {ATTEMPTS_TABLE: tests, LESSON_PROGRESS_TABLE: done, LESSONS_TABLE: []}


CASES: products.Cases = {
    "a small world": (planted(SMALL, lesson("S00001", "rare", 90), lesson("S00002", "rare", 100)), []),
    "nothing adds": (planted(ALIKE), []),
    "completed together": (together(), []),
    "all score alike": (
        {
            ATTEMPTS_TABLE: [taken(f"S{n}", day) for n in range(20) for day in (0, 10)],
            LESSON_PROGRESS_TABLE: [lesson(f"S{n}", "L", 5) for n in range(13)],
        },
        [{"lesson_id": "L", "completed": 13, "learners": 13, "effect": None, "q": None, "status": "NO_EVIDENCE"}],
    ),
    "who does not count": (
        {
            ATTEMPTS_TABLE: [
                *[taken(f"S{n}", day) for n in range(11) for day in (0, 10)],
                taken("before only", 0),
                taken("before only", 4),
                taken("after only", 5),
                taken("after only", 6),
                taken("unscored", 0),
                taken("unscored", 10, None),
                taken("unfinished", 0),
                taken("unfinished", 10, is_finished=False),
                taken("another language", 0),
                taken("another language", 10, course_id="K2"),
                taken("at the moment", 0),
                taken("at the moment", 5),
            ],
            LESSON_PROGRESS_TABLE: [
                *[lesson(f"S{n}", "L", 5) for n in range(10)],
                *[
                    lesson(s, "L", 5)
                    for s in ("before only", "after only", "unscored", "unfinished", "another language")
                ],
                lesson("at the moment", "L", 5),
                lesson("S9", "L", 9, valid_from=BEGIN + dt.timedelta(days=9), progress_id="completed again"),
                lesson("S10", "L", None),
                lesson("S10", "L", 5, "in_progress", valid_from=BEGIN + dt.timedelta(days=1)),
            ],
            LESSONS_TABLE: [
                {"lesson_id": "L", "lesson_type": "grammar"},
                {"lesson_id": "nobody's", "lesson_type": "grammar"},
            ],
        },
        [
            {
                "lesson_id": "L",
                "lesson_type": "grammar",
                "completed": 16,
                "learners": 11,
                "effect": None,
                "status": "TOO_FEW",
            },
            {"lesson_id": "nobody's", "completed": 0, "learners": 0, "collinear_with": None, "status": "TOO_FEW"},
        ],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, LESSON_EFFECTS, CASES, CHOICES)


@pytest.mark.parametrize("case", ["all score alike", "who does not count"])
def test_rows_are_as_worked_out_by_hand(found: dict[str, list[Row]], case: str) -> None:
    assert products.asked(found[case], CASES[case][1]) == CASES[case][1]


@pytest.mark.parametrize(("case", "made"), [("a small world", SMALL), ("nothing adds", ALIKE)])
def test_effects_are_those_of_a_dense_regression(found: dict[str, list[Row]], case: str, made: World) -> None:
    extra = [lesson("S00001", "rare", 90), lesson("S00002", "rare", 100)] if made is SMALL else []
    both = World(made.attempts, [*made.progress, *extra], [*made.lessons, *_unknown(extra)])
    due = lesson_oracle.effects(both, FEWEST)
    told = {row["lesson_id"]: row for row in found[case] if row["effect"] is not None}
    assert told.keys() == due.keys()
    assert len(due) >= 5
    for name, (effect, error, learners) in due.items():
        row = told[name]
        assert (row["effect"], row["error"]) == (pytest.approx(effect, abs=1e-6), pytest.approx(error, abs=1e-6))
        assert row["learners"] == learners
        assert row["lower"] < row["effect"] < row["upper"]
        assert row["p"] <= row["q"] <= 1


def test_lessons_that_do_not_differ_have_no_order(found: dict[str, list[Row]]) -> None:
    rows = [row for row in found["nothing adds"] if row["effect"] is not None]
    assert {row["status"] for row in rows} == {"NO_EVIDENCE"}
    assert all(row["shrunk"] is None and row["p_alike"] > 0.05 for row in rows)
    differ = [row for row in found["a small world"] if row["effect"] is not None]
    assert {row["status"] for row in differ} == {"OK"}
    assert all(row["shrunk_error"] <= row["error"] and row["p_alike"] < 0.05 for row in differ)
    assert _spread([row["shrunk"] for row in differ]) < _spread([row["effect"] for row in differ])


def test_what_is_completed_together_is_named_and_has_no_effect(found: dict[str, list[Row]]) -> None:
    rows = {row["lesson_id"]: row for row in found["completed together"]}
    assert [rows[name]["collinear_with"] for name in "AB"] == [["B"], ["A"]]
    assert {rows[name]["status"] for name in "AB"} == {"COLLINEAR"}
    assert all(rows[name][column] is None for name in "AB" for column in ESTIMATES if column != "p_alike")
    assert (rows["C"]["status"], rows["C"]["collinear_with"]) == ("NO_EVIDENCE", None)
    assert rows["C"]["effect"] is not None


@pytest.mark.more
def test_rows_are_the_same_alone_and_in_another_order(spark: SparkSession, found: dict[str, list[Row]]) -> None:
    """To the last digit: so a language that is computed anew is as all of them would have it."""
    given = {table: rows[::-1] for table, rows in CASES["a small world"][0].items()}
    alone = products.answers(spark, LESSON_EFFECTS, {"a small world": (given, [])}, CHOICES)
    assert alone["a small world"] == found["a small world"]


def _unknown(extra: Sequence[Row]) -> list[Row]:
    names = {row["lesson_id"] for row in extra}
    return [{"lesson_id": name, "lesson_type": "Unknown", "level": "Unknown"} for name in names]


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)
