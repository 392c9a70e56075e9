"""Times to an end: what textbooks print of leukemia, what follows by hand, and what plain Python says of chance."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import oracle_language_levels as oracle
import pytest
from oracle_language_levels import Spell
from pyspark.sql import SparkSession
from steps import frame

from edulake.gold.language.survival import curves

pytestmark = pytest.mark.once


def of(reached: list[int], still_there: list[int], dropped: list[int] | None = None) -> list[Spell]:
    said = {"reached": reached, "still_there": still_there, "dropped": dropped or []}
    return [(time, how) for how, times in said.items() for time in times]


# Weeks of remission in leukemia (Freireich and others 1963): 6-MP, and the placebo.
SIX_MP = of([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = of([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [])
# Week: at risk, share, its limits by log(-log), as Stata prints them.
PRINTED = {
    6: (21, 0.8571, 0.6197, 0.9516),
    7: (17, 0.8067, 0.5631, 0.9228),
    10: (15, 0.7529, 0.5032, 0.8894),
    13: (12, 0.6902, 0.4316, 0.8491),
    16: (11, 0.6275, 0.3675, 0.8049),
    22: (7, 0.5378, 0.2678, 0.7468),
    23: (6, 0.4482, 0.1881, 0.6801),
}
MADE_UP = {
    "both ends": of([1, 4], [3, 5], dropped=[2]),
    "nobody is left": of([5, 5], []),
    "nobody arrives": of([], [3, 3], dropped=[2]),
    "both on one day, and one censored": of([2, 2], [2, 9], dropped=[2]),
    "half of sixteen": of([4] * 8, [9] * 8),
    "one": of([0], []),
}


def by_chance(seed: int) -> list[Spell]:
    rng = random.Random(seed)
    how = ["reached", "dropped", "still_there"]
    return [(rng.randrange(1 + seed * 7), rng.choice(how)) for _ in range(2 + seed * 8)]


GROUPS = {"6-MP": SIX_MP, "placebo": PLACEBO, **MADE_UP, **{f"chance {n}": by_chance(n) for n in range(8)}}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[dict[str, Any]]]:
    rows = [row for name, spells in GROUPS.items() for row in oracle.as_rows(spells, name=name)]
    return by_group(spark, rows)


def by_group(spark: SparkSession, rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    told = frame(spark, {"name": "STRING", "time": "BIGINT", "outcome": "STRING"}, rows)
    made = curves(told, ["name"]).collect()
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted((row.asDict() for row in made), key=lambda row: row["time"]):
        groups[row["name"]].append(row)
    return groups


def test_remissions_as_they_are_printed(found: dict[str, list[dict[str, Any]]]) -> None:
    names = ("survival", "survival_low", "survival_high")
    rows = {row["time"]: row for row in found["6-MP"] if row["reached"]}
    told = {time: (row["at_risk"], *[round(row[name], 4) for name in names]) for time, row in rows.items()}
    assert told == PRINTED
    placebo = {row["time"]: round(row["survival"], 4) for row in found["placebo"]}
    assert placebo == {
        1: 0.9048,
        2: 0.8095,
        3: 0.7619,
        4: 0.6667,
        5: 0.5714,
        8: 0.381,
        11: 0.2857,
        12: 0.1905,
        15: 0.1429,
        17: 0.0952,
        22: 0.0476,
        23: 0.0,
    }


def test_the_oracle_knows_the_printed_medians() -> None:
    """Of 6-MP the upper limit is never reached."""
    assert oracle.median(oracle.steps(SIX_MP)) == (23, 13, None)
    assert oracle.median(oracle.steps(PLACEBO)) == (8, 4, 11)


def test_two_ends_by_hand(found: dict[str, list[dict[str, Any]]]) -> None:
    """Of five one arrives, one goes away, one is censored; then one of two arrives: .8 * .5 stay if nobody went away."""
    rows = found["both ends"]
    assert [row["at_risk"] for row in rows] == [5, 4, 3, 2, 1]
    assert [row["survival"] for row in rows] == [0.8, 0.8, 0.8, 0.4, 0.4]
    assert [row["would_reach"] for row in rows] == [0.2, 0.2, 0.2, 0.6, 0.6]
    assert [row["share_reached"] for row in rows] == [0.2, 0.2, 0.2, 0.5, 0.5]
    assert [row["share_dropped"] for row in rows] == [0.0, 0.2, 0.2, 0.2, 0.2]
    assert found["half of sixteen"][0]["survival"] == 0.5


@pytest.mark.parametrize("name", GROUPS)
def test_as_the_oracle_reckons(name: str, found: dict[str, list[dict[str, Any]]]) -> None:
    due = oracle.steps(GROUPS[name])
    assert [row["time"] for row in found[name]] == [step.time for step in due]
    for row, step in zip(found[name], due, strict=True):
        assert row["at_risk"] == step.at_risk
        same(row, "survival", float(step.survival), oracle.survival_limits(step))
        known = oracle.survival_limits(step)
        same(row, "would_reach", 1 - float(step.survival), known and (1 - known[1], 1 - known[0]))
        for one in ("reached", "dropped"):
            same(row, f"share_{one}", float(step.shares[one]), oracle.share_limits(step, one))


def same(row: dict[str, Any], name: str, value: float, limits: tuple[float, float] | None) -> None:
    low, high = limits or (None, None)
    assert row[name] == pytest.approx(value, abs=1e-10), (row, name)
    for found, due in ((row[f"{name}_low"], low), (row[f"{name}_high"], high)):
        assert (found is None) == (due is None), (row, name)
        assert found == pytest.approx(due, abs=1e-9), (row, name)


def test_without_the_other_end_both_answers_are_one() -> None:
    """And nobody censored: a share of so many, with the variance of a share."""
    [*_, last] = oracle.steps(SIX_MP)
    assert last.shares["reached"] == 1 - last.survival
    assert last.variances["reached"] == pytest.approx(float(last.survival**2 * (last.greenwood or 0)))
    step = oracle.at(oracle.steps(of([1, 2, 3, 4], [], dropped=[1, 2, 9, 9])), 3)
    assert step
    assert step.shares["reached"] * 8 == 3
    assert step.variances["reached"] == pytest.approx(3 / 8 * 5 / 8 / 8)


def test_the_order_of_rows_changes_no_digit(spark: SparkSession, found: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for name, spells in GROUPS.items() for row in oracle.as_rows(spells, name=name)]
    random.Random(3).shuffle(rows)
    assert by_group(spark, rows) == found
