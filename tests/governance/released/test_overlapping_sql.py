"""Bands in which somebody may be in several, as SQL: on Spark and on a small engine they say what sets in Python say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from edulake.governance.released.bands import Bands
from edulake.governance.released.hiding import SMALLEST
from edulake.governance.released.sql import overlapping_sql

pytestmark = pytest.mark.once

BANDS = Bands(("low", "middle", "high"))
# Who is in each band; each owes 2 in it.
Held = Mapping[str, set[int]]
# By population and group: its place, whether it is told, students and the sum.
Told = dict[tuple[str, str], tuple[int | None, bool, int, int]]
CASES: dict[str, Held] = {
    "none is small": {"low": set(range(10)), "middle": set(range(10)), "high": set(range(5, 20))},
    "a small one": {"low": set(range(20)), "middle": set(range(9)), "high": set(range(30, 40))},
    "two small ones of the same": {"low": set(range(9)), "middle": set(range(9)), "high": set(range(10))},
    "two small ones of others": {"low": set(range(5)), "middle": set(range(5, 10)), "high": set(range(10))},
    "the same few alone": {"low": set(range(9)), "middle": set(range(9)), "high": set(range(9))},
    "few in all": {"low": set(range(4)), "middle": set(), "high": set()},
    "nobody in one": {"low": set(range(10)), "middle": set(), "high": set(range(10))},
}


def by_sets(population: str, held: Held) -> Told:
    """The first plan in which nobody or ten are in each group, each counted once; else bands as they are, not told."""
    names = BANDS.names
    *finer, _ = BANDS.plans
    sizes = {plan: [len(set().union(*[held[names[at]] for at in of])) for of in plan] for plan in finer}
    stands = [plan for plan in finer if not any(0 < size < SMALLEST for size in sizes[plan])]
    groups = stands[0] if stands else tuple(range(at, at + 1) for at in range(len(names)))
    told = {}
    for of in groups:
        there = [at for at in of if held[names[at]]]
        who = set().union(*[held[names[at]] for at in of])
        if who:
            owed = 2 * sum(len(held[names[at]]) for at in of)
            told[population, BANDS.named(of)] = (min(there), bool(stands), len(who), owed)
    return told


def query(populations: Mapping[str, Held]) -> str:
    rows = " UNION ALL ".join(
        f"SELECT '{of}' AS pop, '{band}' AS band, 's{who}' AS student, {amount} AS owed"
        for of, held in populations.items()
        for band, everybody in held.items()
        for who in sorted(everybody)
        for amount in (3, -1)
    )
    return overlapping_sql(rows, "is_told", "band", "student", ("owed",), BANDS, ("pop",))


def answer(rows: list[tuple]) -> Told:
    """Rows have population, band, place, whether told, students and the sum."""
    assert len({row[:2] for row in rows}) == len(rows)
    return {(pop, band): (place, bool(told), students, owed) for pop, band, place, told, students, owed in rows}


def by_sqlite(sql: str) -> list[tuple]:
    with sqlite3.connect(":memory:") as engine:
        return engine.execute(sql).fetchall()


def must_be_as_by_sets(populations: Mapping[str, Held], ask: Callable[[str], list[tuple]]) -> None:
    wanted: Told = {}
    for of, held in populations.items():
        wanted |= by_sets(of, held)
    assert answer(ask(query(populations))) == wanted


@pytest.mark.more
def test_on_spark_each_population_is_told_by_its_own_plan(spark: SparkSession) -> None:
    must_be_as_by_sets(CASES, lambda sql: [tuple(row) for row in spark.sql(sql).collect()])


def test_by_hand() -> None:
    """Who is in both bands that are joined is one student, and owes in both."""
    told = answer(by_sqlite(query({name: CASES[name] for name in ("two small ones of the same", "a small one")})))
    assert told == {
        ("a small one", "low or middle"): (0, True, 20, 58),
        ("a small one", "high"): (2, True, 10, 20),
        ("two small ones of the same", "low"): (0, False, 9, 18),
        ("two small ones of the same", "middle"): (1, False, 9, 18),
        ("two small ones of the same", "high"): (2, False, 10, 20),
    }


@given(st.fixed_dictionaries({band: st.sets(st.integers(0, 24), max_size=22) for band in BANDS.names}))
@settings(max_examples=100, deadline=None)
def test_a_small_engine_says_the_same(held: Held) -> None:
    if any(held.values()):
        must_be_as_by_sets({"a": held, "b": CASES["none is small"]}, by_sqlite)


def test_one_band_alone_is_not_told() -> None:
    """There is no plan but that of all bands together."""
    rows = " UNION ALL ".join(f"SELECT 'a' AS pop, 'low' AS band, 's{who}' AS student, 2 AS owed" for who in range(20))
    sql = overlapping_sql(rows, "is_told", "band", "student", ("owed",), Bands(("low",)), ("pop",))
    assert answer(by_sqlite(sql)) == {("a", "low"): (0, False, 20, 40)}


@pytest.mark.parametrize(("others", "is_told"), [(9, False), (10, True)])
def test_a_group_that_is_no_band_is_told_unless_it_is_small(others: int, is_told: bool) -> None:
    held = {**CASES["none is small"], "elsewhere": set(range(others))}
    told = answer(by_sqlite(query({"a": held})))
    assert told["a", "elsewhere"] == (None, is_told, others, 2 * others)
    assert told["a", "low"][1]
