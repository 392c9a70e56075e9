"""In which order lessons are offered, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.next_lessons import ranking
from edulake.ml.next_lessons.ranking import ALL, LEVEL, ORDER, RANKINGS, TASTE, TASTE_AND_LEVEL

pytestmark = pytest.mark.once

NAMES = "source_system student_id course_id lesson_id level_rank lesson_level order_index is_begun is_near of_all at_level peers"
TYPES = {
    **dict.fromkeys(("level_rank", "lesson_level", "order_index"), "int"),
    **dict.fromkeys(("of_all", "at_level", "peers"), "bigint"),
    **dict.fromkeys(("is_begun", "is_near"), "boolean"),
}
ROWS = [
    ("s", "ann", "es", "l1", "2", "2", "1", "false", "true", "5", "1", "4"),
    ("s", "ann", "es", "l2", "2", "2", "2", "false", "true", "6", "2", "4"),
    ("s", "ann", "es", "l3", "2", "3", None, "true", "true", "7", "3", "4"),
    ("s", "ann", "es", "far", "2", "6", "0", "false", "false", "9", "4", "4"),
    ("s", "bob", "es", "l1", "1", "1", "1", "false", "true", "5", "3", "3"),
    ("s", "bob", "es", "l2", "1", "1", "2", "false", "true", "5", "3", "3"),
]
LIKING = [("s", "ann", "es", "l1", "0.9"), ("s", "ann", "es", "l2", "0.1"), ("s", "ann", "es", "far", "0.99")]
DEVIATION = math.sqrt(1.5)


def scored(spark: SparkSession, liking: list[tuple[Any, ...]] | None = LIKING) -> DataFrame:
    known = None
    if liking is not None:
        known = frame(spark, liking, "source_system student_id course_id lesson_id affinity", affinity="double")
    return ranking.scored(frame(spark, ROWS, NAMES, **TYPES), known)


def told(rows: DataFrame, name: str) -> dict[tuple[str, str], float | None]:
    found = rows.select("student_id", "lesson_id", F.col(name).cast("double").alias("score")).collect()
    return {(row["student_id"], row["lesson_id"]): row["score"] for row in found}


def test_scores(spark: SparkSession) -> None:
    """Of near lessons; nobody's taste of a lesson is the mean, as is that of a learner of whom none is known."""
    rows = scored(spark).localCheckpoint()
    level = {"l1": -round(DEVIATION, 6), "l2": 0.0, "l3": round(DEVIATION, 6)}
    nothing = {("ann", "far"): None}
    of_bob = {("bob", "l1"): 0.0, ("bob", "l2"): 0.0}
    assert told(rows, LEVEL) == {**{("ann", name): of for name, of in level.items()}, **nothing, **of_bob}
    own = {"l1": 1.0, "l2": -1.0, "l3": 0.0}
    assert told(rows, TASTE) == {**{("ann", name): of for name, of in own.items()}, **nothing, **of_bob}
    both = {("ann", name): pytest.approx(own[name] + level[name]) for name in own}
    assert told(rows, TASTE_AND_LEVEL) == {**both, **nothing, **of_bob}
    assert told(rows, ALL)["ann", "far"] == 9
    assert told(rows, ORDER) == {("ann", "l1"): -1, ("ann", "l2"): -2, ("ann", "l3"): -(2**31 - 1), **nothing,
                                 ("bob", "l1"): -1, ("bob", "l2"): -2}  # fmt: skip


def test_without_taste_popularity_stands_for_it(spark: SparkSession) -> None:
    rows = scored(spark, None).localCheckpoint()
    assert told(rows, TASTE) == told(rows, TASTE_AND_LEVEL) == told(rows, LEVEL)


def test_orders(spark: SparkSession) -> None:
    rows = ranking.ordered(scored(spark), RANKINGS).where("student_id = 'ann'").orderBy("ranking", "rank").collect()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["ranking"], []).append(row["lesson_id"])
    assert found == {
        TASTE_AND_LEVEL: ["l3", "l1", "l2"],
        TASTE: ["l1", "l3", "l2"],
        LEVEL: ["l3", "l2", "l1"],
        ALL: ["far", "l3", "l2", "l1"],
        ORDER: ["l1", "l2", "l3"],
    }


def test_what_is_begun_comes_first_and_ties_are_the_same_each_time(spark: SparkSession) -> None:
    first = ranking.ordered(scored(spark), (ORDER,), F.col("is_begun"))
    assert [row["lesson_id"] for row in first.where("student_id = 'ann'").orderBy("rank").collect()] == [
        "l3",
        "l1",
        "l2",
    ]
    again = [
        [
            row["lesson_id"]
            for row in ranking.ordered(rows, (LEVEL,)).where("student_id = 'bob'").orderBy("rank").collect()
        ]
        for rows in (scored(spark), scored(spark).orderBy(F.desc("lesson_id")))
    ]
    assert again[0] == again[1]


def test_three_that_are_begun_are_offered_at_most(spark: SparkSession) -> None:
    """The best ones by the score; one that is not near has none."""
    more = [(*ROWS[0][:3], f"m{n}", *ROWS[0][4:7], "true", "true", "0", str(n), "9") for n in (0, 1, 2, 4, 5)]
    far = [(*ROWS[0][:3], "off", *ROWS[0][4:7], "true", "false", "0", "9", "9")]
    rows = ranking.scored(frame(spark, [*ROWS, *more, *far], NAMES, **TYPES), None)
    few = ranking.few_begun(rows, LEVEL)
    offered = ranking.ordered(few, (LEVEL,), F.col("is_begun")).where("student_id = 'ann'").orderBy("rank").collect()
    assert [row["lesson_id"] for row in offered] == ["m5", "m4", "l3", "l2", "l1"]
    assert few.columns == rows.columns


def test_no_more_than_ten_are_offered(spark: SparkSession) -> None:
    more = [(*ROWS[0][:3], f"m{n}", *ROWS[0][4:]) for n in range(12)]
    rows = ranking.ordered(ranking.scored(frame(spark, more, NAMES, **TYPES), None), (LEVEL,)).collect()
    assert sorted(row["rank"] for row in rows) == list(range(1, 11))


def test_reasons(spark: SparkSession) -> None:
    rows = scored(spark).select("student_id", "lesson_id", ranking.reason().alias("reason")).collect()
    found = {(row["student_id"], row["lesson_id"]): row["reason"] for row in rows}
    assert found["ann", "l1"] == "taken by learners with similar lessons, and by 25 % of those at level A2"
    assert found["ann", "l2"] == "begun by 50 % of the learners at level A2"
    assert found["ann", "l3"] == "begun, and not completed"
    assert found["ann", "far"] == "begun by 100 % of the learners at level A2; of the next level"
    assert found["bob", "l1"] == "begun by 100 % of the learners at level A1"


def test_what_is_known_of_taste_is_kept_beside_the_scores(spark: SparkSession) -> None:
    """Of bob nothing is, though he has a score."""
    rows = scored(spark).localCheckpoint()
    assert {of for (who, _), of in told(rows, "affinity").items() if who == "bob"} == {None}
    assert told(rows, "affinity")["ann", "l1"] == 0.9
