"""Choices that depend on a seed, a purpose and the keys of a row, and on nothing else."""

from __future__ import annotations

from statistics import correlation, mean, stdev
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.draws import Draws

pytestmark = pytest.mark.once
ROWS = 2_000


@pytest.fixture(scope="module")
def drawn(spark: SparkSession) -> dict[str, list[Any]]:
    """Each choice for two thousand rows, in the order of their keys; the partitions are drawn in another order."""
    of, other_seed, two = Draws(1, ("key",)), Draws(2, ("key",)), Draws(1, ("key", "number"))
    choices = {
        "bits": of.bits("a"),
        "again": Draws(1, ("key",)).bits("a"),
        "purpose": of.bits("b"),
        "seed": other_seed.bits("a"),
        "by two keys": two.bits("a"),
        "die": of.between("die", 1, 6),
        "below zero": of.between("below", -2, 2),
        "one": of.between("one", 7, 7),
        "word": of.one_of("die", ("1", "2", "3", "4", "5", "6")),
        "never": of.happens("x", 0),
        "always": of.happens("x", 1000),
        "seldom": of.happens("x", 100),
        "bell": of.bell("bell"),
        "another bell": of.bell("another"),
    }
    rows = spark.range(ROWS).repartition(3).select(F.col("id").alias("key"), (F.col("id") % 2).alias("number"))
    found = rows.select("key", *[choice.alias(name) for name, choice in choices.items()]).collect()
    ordered = sorted(found, key=lambda row: row["key"])
    return {name: [row[name] for row in ordered] for name in choices}


def test_a_choice_is_the_same_wherever_its_row_lies(drawn: dict[str, list[Any]]) -> None:
    assert drawn["bits"] == drawn["again"]
    assert len(set(drawn["bits"])) == ROWS


@pytest.mark.parametrize("other", ["purpose", "seed", "by two keys"])
def test_purposes_seeds_and_keys_have_choices_of_their_own(other: str, drawn: dict[str, list[Any]]) -> None:
    assert not set(drawn["bits"]) & set(drawn[other])
    odd = [[bits % 2 for bits in drawn[name]] for name in ("bits", other)]
    assert abs(correlation(*odd)) < 0.1


def test_a_word_is_the_one_of_its_number(drawn: dict[str, list[Any]]) -> None:
    assert drawn["word"] == [str(number) for number in drawn["die"]]


@pytest.mark.parametrize(("name", "lowest", "highest"), [("die", 1, 6), ("below zero", -2, 2), ("one", 7, 7)])
def test_every_number_between_is_equally_likely(
    name: str, lowest: int, highest: int, drawn: dict[str, list[Any]]
) -> None:
    shares = {n: drawn[name].count(n) / ROWS for n in range(lowest, highest + 1)}
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == pytest.approx([1 / len(shares)] * len(shares), abs=0.04)


def test_chances_are_per_thousand(drawn: dict[str, list[Any]]) -> None:
    assert not any(drawn["never"])
    assert all(drawn["always"])
    assert mean(drawn["seldom"]) == pytest.approx(0.1, abs=0.03)


def test_a_bell(drawn: dict[str, list[Any]]) -> None:
    bell = drawn["bell"]
    assert mean(bell) == pytest.approx(0, abs=0.08)
    assert stdev(bell) == pytest.approx(1, abs=0.06)
    assert max(map(abs, bell)) <= 3.5
    assert mean(abs(x) < 1 for x in bell) == pytest.approx(0.68, abs=0.05)
    assert abs(correlation(bell, drawn["another bell"])) < 0.1
