"""A sample of a product's keys computed once more: what another program changed in gold is found, rounding is not."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from small_product import POINTS, PRODUCT, REACHING, SUMS, VISITS
from steps import Held, day, rows_of

from edulake.gold import Product
from edulake.jobs.steps.refresh.news import News
from edulake.jobs.steps.refresh.recomputed import differing

pytestmark = pytest.mark.once


Sums = tuple[tuple[str, float | None, int | None], ...]


def held(spark: SparkSession, cases: dict[str, Sums]) -> Held:
    """A store whose product says this of a case's students; silver has three tenths of A, a point of B, none of C."""
    points = [
        {"student_id": who, "topic": case, "points": p}
        for case in cases
        for who, p in (("A", 0.1), ("A", 0.2), ("B", 1.0), (None, 9.0))
    ]
    visits = [{"visitor": who, "room": case, "is_deleted": False} for case in cases for who in "AC"]
    gold = [
        {"student_id": who, "topic": case, "points": p, "visits": v, "processing_timestamp": day(n)}
        for case, sums in cases.items()
        for n, (who, p, v) in enumerate(sums)
    ]
    tables = {POINTS: rows_of(spark, POINTS, *points), VISITS: rows_of(spark, VISITS, *visits)}
    return Held(spark, {**tables, SUMS: rows_of(spark, SUMS, *gold)}, {POINTS: 4, VISITS: 7})


def differ(store: Held, sample: int = 99, seed: str = "run", product: Product = PRODUCT) -> int:
    news: list[Any] = [News(read, 1, store.version(read.table), 0) for read in product.inputs]
    return differing(store, product, news, sample, seed)


RIGHT: Sums = (("A", 0.3, 1), ("B", 1.0, None))
WRONG: dict[str, tuple[Sums, int]] = {
    "a sum": ((("A", 0.3 + 1e-7, 1), RIGHT[1]), 1),
    "a count, and nothing told from none": ((("A", 0.3, 2), ("B", 1.0, 0)), 2),
    "one less": (RIGHT[:1], 1),
    "one too many": ((*RIGHT, ("Z", 5.0, 1)), 1),
    "of whom silver says nothing that makes a row": ((*RIGHT, ("C", None, 1)), 1),
    "nothing": ((), 2),
}


def test_rows_that_silver_says_are_right(spark: SparkSession) -> None:
    """In the digits that are kept: the order in which doubles are summed is nobody's fault."""
    assert differ(held(spark, {"right": RIGHT, "rounded": (("A", 0.3 + 1e-12, 1), RIGHT[1])})) == 0


def test_rows_that_differ(spark: SparkSession) -> None:
    store = held(spark, {name: sums for name, (sums, _) in WRONG.items()})
    assert differ(store) == sum(count for _, count in WRONG.values())


def test_a_sample_is_of_so_many_keys_and_another_seed_takes_others(spark: SparkSession) -> None:
    """Of three keys one is wrong."""
    store = held(spark, {"art": (("A", 9.0, 1), RIGHT[1])})
    assert {differ(store, 1, seed) for seed in ("a", "e")} == {0, 1}


@pytest.mark.parametrize("case", WRONG)
def test_scopes_are_those_that_facts_reach(case: str, spark: SparkSession) -> None:
    """And those that are held: rows that differ are found, others are not."""
    sums, count = WRONG[case]
    assert differ(held(spark, {"right": RIGHT, case: sums}), product=REACHING) == count
