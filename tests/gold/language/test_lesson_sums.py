"""Sums of products against each learner's own deviations, row by row."""

from __future__ import annotations

from collections import defaultdict

import pytest
from lesson_world import World, world
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language import lesson_rows, lesson_sums

MADE = world(5, learners=25, lessons=6, tests=6)
FEWEST = 8
Columns = dict[str, list[float]]


@pytest.fixture(scope="module")
def frames(spark: SparkSession) -> tuple[DataFrame, DataFrame]:
    """Lessons between tests with their columns, and cells."""
    place = ("*", "'sis' AS source_system", "'es' AS course_id")
    attempts = _frame(
        spark, MADE.attempts, score="decimal(5,2)", completed_at="timestamp", date="date", is_finished="boolean"
    )
    tested = lesson_rows.tests(attempts.selectExpr(*place)).localCheckpoint()
    progress = _frame(spark, MADE.progress, completed_at="timestamp", valid_from="timestamp").selectExpr(*place)
    between = lesson_rows.between(lesson_rows.completions(progress), tested).localCheckpoint()
    lessons = _frame(spark, MADE.lessons).selectExpr(*place)
    named = lesson_rows.named(between, lessons, Gold(language=Language(min_learners=FEWEST)))
    done = between.join(named, on=["source_system", "course_id", "lesson_id"])
    return done.localCheckpoint(), lesson_rows.cells(tested).localCheckpoint()


def test_products_are_those_of_deviations(frames: tuple[DataFrame, DataFrame]) -> None:
    found = {(row["a"], row["b"]): float(row["within"]) for row in lesson_sums.products(*frames).collect()}
    due = _products(_within(MADE))
    assert {pair for pair, value in due.items() if abs(value) > 1e-9} <= found.keys()
    assert {pair for pair in found if pair not in due} == set()
    for pair, value in found.items():
        assert value == pytest.approx(due[pair], abs=1e-6), pair


def test_without_coefficients_nobody_has_a_score(frames: tuple[DataFrame, DataFrame], spark: SparkSession) -> None:
    nothing = spark.sql(
        "SELECT 'sis' AS source_system, 'es' AS course_id, 'x' AS column, CAST(1 AS DECIMAL(20,9)) AS coefficient"
    )
    assert lesson_sums.scores(*frames, nothing).collect() == []


def test_a_score_is_what_is_left_times_the_column(frames: tuple[DataFrame, DataFrame], spark: SparkSession) -> None:
    """With the coefficient of days alone, two points a day: sums over a learner's tests, in points."""
    two = spark.sql(
        "SELECT 'sis' AS source_system, 'es' AS course_id, 'days' AS column, CAST(2 AS DECIMAL(20,9)) AS coefficient"
    )
    found = {row["student_id"]: row["score"] for row in lesson_sums.scores(*frames, two).collect()}
    for student, columns in _within(MADE).items():
        left = [score / 100 - 2 * day for score, day in zip(columns["score"], columns["days"], strict=True)]
        due = sum(value * day for value, day in zip(left, columns["days"], strict=True))
        assert float(found[student]) == pytest.approx(due, abs=1e-4)
    scored = lesson_sums.scored(lesson_sums.scores(*frames, two)).collect()
    assert [(row["a"], row["b"]) for row in scored] == [("days", "days")]
    assert float(scored[0]["scores"]) == pytest.approx(sum(float(score) ** 2 for score in found.values()))


def _frame(spark: SparkSession, rows: list[dict[str, object]], **types: str) -> DataFrame:
    texts = [tuple(None if value is None else str(value) for value in row.values()) for row in rows]
    told = frame(spark, texts, " ".join(rows[0]))
    return told.withColumns({name: F.col(name).cast(type_) for name, type_ in types.items()})


def _within(made: World) -> dict[str, Columns]:
    """Of each learner all columns as deviations from the own mean, a value a test."""
    tests = defaultdict(list)
    for row in sorted(made.attempts, key=lambda row: (row["completed_at"], row["attempt_id"])):
        tests[row["student_id"]].append(row)
    done = {(row["student_id"], row["lesson_id"]): row["completed_at"] for row in made.progress}
    telling: dict[str, int] = defaultdict(int)
    for (student, name), at in done.items():
        after = [row["completed_at"] >= at for row in tests[student]]
        telling[name] += any(after) and not all(after)
    kinds = {row["lesson_id"]: f"pool:{row['lesson_type']}:{row['level']}" for row in made.lessons}
    found = {}
    for student, own in tests.items():
        columns: Columns = defaultdict(lambda own=own: [0.0] * len(own))
        first = own[0]["completed_at"].date()
        for n, row in enumerate(own):
            columns["score"][n] = float(row["score"]) * 100
            columns["days"][n] = (row["completed_at"].date() - first).days
            columns[f"test:{row['assessment_type']}:{row['level']}"][n] = 1
            for name, kind in kinds.items():
                since = done.get((student, name))
                if since and since <= row["completed_at"]:
                    columns[f"lesson:{name}" if telling[name] >= FEWEST else kind][n] += 1
        found[student] = {name: [x - sum(values) / len(values) for x in values] for name, values in columns.items()}
    return {
        student: defaultdict(lambda columns=columns: [0.0] * len(columns["score"]), columns)
        for student, columns in found.items()
    }


def _products(within: dict[str, Columns]) -> dict[tuple[str, str], float]:
    names = sorted({name for columns in within.values() for name in columns})
    return {
        (a, b): sum(sum(x * y for x, y in zip(columns[a], columns[b], strict=True)) for columns in within.values())
        for a in names
        for b in names
        if a <= b
    }
