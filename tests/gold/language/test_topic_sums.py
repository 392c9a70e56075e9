"""Sums by pairs of topics, against the same sums with exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
import topic_oracle
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold.language import topic_sums

pytestmark = pytest.mark.once

NAMES = "source_system course_id student_id topic_id messages"
ALL = Gold(language=Language(min_learners=2))


def talks(spark: SparkSession, rows: list[topic_oracle.Talk]) -> DataFrame:
    return frame(spark, [("s", "es", who, topic, str(n)) for who, topic, n in rows], NAMES, messages="bigint")


def test_learners_with_one_topic_and_conversations_without_say_nothing(spark: SparkSession) -> None:
    rows = [("A", "x", 3), ("A", "x", 4), ("A", "y", 1), ("B", "x", 9), ("C", "x", 2), ("C", "Unknown", 8)]
    rows += [
        ("D", "x", 1),
        ("D", "y", 2),
        ("D", "z", 5),
        ("D", "w", 6),
        ("E", "w", 1),
        ("E", "w", 1),
        ("F", "w", 1),
        ("F", "z", 1),
    ]
    found = topic_sums.told(talks(spark, rows), Gold(language=Language(min_learners=2))).drop(
        "source_system", "course_id"
    )
    assert sorted(tuple(row) for row in found.collect()) == [
        ("A", "topic:x", 2, 7, 3, 8),
        ("A", "topic:y", 1, 1, 3, 8),
        *[("D", f"topic:{topic}", 1, n, 4, 14) for topic, n in (("w", 6), ("x", 1), ("y", 2), ("z", 5))],
        ("F", "topic:w", 1, 1, 2, 2),
        ("F", "topic:z", 1, 1, 2, 2),
    ]
    rare = topic_sums.told(talks(spark, rows), Gold(language=Language(min_learners=3)))
    assert rare.count() == 0, "of rare ones together nothing can be told within a learner"


def test_sums_are_exact(spark: SparkSession) -> None:
    rows = topic_oracle.world(3, 25, 4, 1.0)
    told = topic_sums.told(talks(spark, rows), ALL)
    coefficients = frame(
        spark,
        [("s", "es", "topic:t01", "0.5"), ("s", "es", "topic:t02", "-1.25")],
        "source_system course_id column coefficient",
        coefficient="decimal(20,9)",
    )
    products, scores = topic_sums.products(told), topic_sums.scores(told, coefficients)
    found = products.join(scores, on=list(topic_sums.PAIR), how="left").orderBy("a", "b").collect()
    left = {"topic:t01": Fraction(1, 2), "topic:t02": Fraction(-5, 4)}
    expected = sorted(
        topic_oracle.sums(rows, lambda name: left.get(name, Fraction(0))), key=lambda row: (row["a"], row["b"])
    )
    sizes = ("a", "b", "learners", "conversations", "compared")
    assert [[row[name] for name in sizes] for row in found] == [[row[name] for name in sizes] for row in expected]
    for name, off in (("within", 1e-13), ("scores", 1e-4)):
        due = {(row["a"], row["b"]): float(row[name]) for row in expected if row[name] is not None}
        told = {(row["a"], row["b"]): float(row[name]) for row in found if row[name] is not None}
        assert told == pytest.approx(due, abs=off)


def test_the_most_common_topics_are_told_apart(spark: SparkSession) -> None:
    rows = talks(spark, [(who, f"t{n:03d}", 1) for who in "AB" for n in range(topic_sums.MOST_TOPICS + 1)])
    names = {row["column"] for row in topic_sums.told(rows, ALL).select("column").distinct().collect()}
    assert len(names) == topic_sums.MOST_TOPICS + 1
    assert names - {f"topic:t{n:03d}" for n in range(topic_sums.MOST_TOPICS)} == {"rare"}
