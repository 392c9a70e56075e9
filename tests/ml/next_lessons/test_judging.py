"""How well orders foretell what learners begin, beside an oracle in plain Python."""

from __future__ import annotations

import math
import random
import statistics
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.gold.language.columns import LEARNER
from edulake.ml.next_lessons import judging
from edulake.ml.next_lessons.ranking import LEVEL, RANKINGS, TASTE_AND_LEVEL, WITHOUT_TASTE

pytestmark = pytest.mark.once

KEY = f"{' '.join(LEARNER)} lesson_id"


def offered(spark: SparkSession, rows: list[tuple[str, str, int]]) -> DataFrame:
    """Learner, lesson and score, by the level; the others are the opposite. One that is begun is never offered."""
    told = [("s", who, "es", lesson, "false", str(score)) for who, lesson, score in rows]
    named = frame(
        spark,
        [*told, ("s", "ann", "es", "begun", "true", "99")],
        f"{KEY} is_begun points",
        is_begun="boolean",
        points="int",
    )
    signs = {name: "" if name == LEVEL else "-" for name in RANKINGS}
    return named.selectExpr("*", *[f"{sign}points AS {name}" for name, sign in signs.items()])


def begun(spark: SparkSession, rows: list[tuple[str, str]]) -> DataFrame:
    return frame(spark, [("s", who, "es", lesson) for who, lesson in rows], KEY)


def sources(spark: SparkSession, *names: str) -> DataFrame:
    return frame(spark, [(name,) for name in names], "source_system")


# Each of twelve lessons scores its number; five others were begun before.
LESSONS = [f"l{n:02}" for n in range(12)]
BEFORE = [f"b{n}" for n in range(5)]
CHOSEN = {"ann": ["l11", "l00", "unknown"], "bob": LESSONS, "few": ["l11"]}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[tuple[str, str], Any]:
    who = [*CHOSEN, "idle"]
    known = [(name, lesson) for name in who for lesson in (BEFORE[1:] if name == "few" else BEFORE)]
    scores = offered(spark, [(name, lesson, n) for name in who for n, lesson in enumerate(LESSONS)])
    chosen = [(name, lesson) for name, lessons in CHOSEN.items() for lesson in lessons]
    rows = judging.by_learner(scores, begun(spark, known), begun(spark, chosen)).collect()
    return {(row["student_id"], row["ranking"]): row for row in rows}


def test_who_is_judged(found: dict[tuple[str, str], Any]) -> None:
    """Learners with five lessons before the day and one after it; each order of each."""
    assert set(found) == {(who, ranking) for who in ("ann", "bob") for ranking in RANKINGS}


def test_recall_and_discounted_gain_by_hand(found: dict[tuple[str, str], Any]) -> None:
    """Of ann's three l11 is the first, l00 beyond the tenth; bob has more than can be offered."""
    best = 1 + 1 / math.log2(3) + 1 / 2
    assert found["ann", LEVEL]["recall"] == pytest.approx(1 / 3)
    assert found["ann", LEVEL]["ndcg"] == pytest.approx(1 / best)
    assert (found["bob", LEVEL]["recall"], found["bob", LEVEL]["ndcg"]) == (1.0, 1.0)


def test_figures_are_of_pairs(spark: SparkSession) -> None:
    """Of forty learners, by plain Python."""
    chance = random.Random(1)
    recalls = {f"w{n}": (chance.randint(0, 10) / 10, chance.randint(6, 10) / 10) for n in range(40)}
    rows = [
        ("s", who, "es", ranking, str(of[ranking != LEVEL]), "0.5")
        for who, of in recalls.items()
        for ranking in RANKINGS
    ]
    names = f"{' '.join(LEARNER)} ranking recall ndcg"
    told = judging.figures(frame(spark, rows, names, recall="double", ndcg="double"), sources(spark, "s")).collect()
    figures = {row["ranking"]: row for row in told}
    more = [of[1] - of[0] for of in recalls.values()]
    mean, half = statistics.mean(more), 1.959963984540054 * statistics.stdev(more) / math.sqrt(len(more))
    row = figures[TASTE_AND_LEVEL]
    assert row["learners"] == 40
    assert [row[name] for name in ("recall", "gain", "gain_low", "gain_high")] == pytest.approx(
        [statistics.mean(of[1] for of in recalls.values()), mean, mean - half, mean + half]
    )
    assert (figures[LEVEL]["gain"], figures[LEVEL]["status"]) == (0.0, "READY")


@pytest.mark.parametrize(
    ("learners", "gains", "status"),
    [
        (30, (0.1, 0.2), "READY"),
        (29, (0.1, 0.2), "TOO_FEW"),
        (30, (0.1, -0.1), "NO_SIGNAL"),
        (30, (0.0, 0.0), "NO_SIGNAL"),
    ],
)
def test_taste_has_to_be_worth_it(spark: SparkSession, learners: int, gains: tuple[float, float], status: str) -> None:
    rows = [
        ("s", f"w{n}", "es", ranking, str(0.5 + (gains[n % 2] if ranking != LEVEL else 0)), "0.5")
        for n in range(learners)
        for ranking in RANKINGS
    ]
    names = f"{' '.join(LEARNER)} ranking recall ndcg"
    told = judging.figures(frame(spark, rows, names, recall="double", ndcg="double"), sources(spark, "s")).collect()
    assert {row["status"] for row in told} == {status}


def test_a_source_of_which_nobody_is_judged_is_told_of(spark: SparkSession) -> None:
    """Or it would be judged again by every run, and what it was told to be would stay."""
    rows = [("s", f"w{n}", "es", ranking, "0.5", "0.5") for n in range(30) for ranking in RANKINGS]
    each = frame(spark, rows, f"{' '.join(LEARNER)} ranking recall ndcg", recall="double", ndcg="double")
    told = judging.figures(each, sources(spark, "s", "silent")).collect()
    assert {(row["source_system"], row["ranking"]) for row in told} == {
        (of, name) for of in ("s", "silent") for name in RANKINGS
    }
    found = {row["source_system"]: (row["learners"], row["status"], row["recall"], row["gain_low"]) for row in told}
    assert found == {"s": (30, "NO_SIGNAL", 0.5, 0.0), "silent": (0, "TOO_FEW", None, None)}


def test_without_taste_the_others_are_judged(spark: SparkSession) -> None:
    known = begun(spark, [(f"w{n}", lesson) for n in range(30) for lesson in BEFORE])
    scores = offered(spark, [(f"w{n}", "l11", 1) for n in range(30)])
    each = judging.by_learner(scores, known, begun(spark, [(f"w{n}", "l11") for n in range(30)]), WITHOUT_TASTE)
    told = judging.figures(each, sources(spark, "s"), WITHOUT_TASTE).collect()
    assert {row["ranking"]: (row["learners"], row["status"]) for row in told} == dict.fromkeys(
        WITHOUT_TASTE, (30, "NO_TASTE")
    )
