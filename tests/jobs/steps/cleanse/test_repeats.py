"""Which of equal records of a file a row is: repeats stay, and are the same rows in every file that tells of them."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import day, frame
from subjects import hashed

from edulake.jobs.steps.cleanse.repeats import numbered

pytestmark = pytest.mark.once
COLUMNS = {
    "source_system": "STRING", "batch_id": "STRING", "source_file": "STRING", "delivered_at": "TIMESTAMP",
    "source_id": "STRING", "row": "STRING", "record_hash": "BIGINT", "source_file_sha256": "STRING",
    "standing": "BOOLEAN",
}  # fmt: skip
USUAL: dict[str, Any] = {"source_system": "s", "batch_id": "s-1", "source_file": "a.csv", "delivered_at": day(1), "record_hash": 1,
         "source_file_sha256": "a", "standing": False}  # fmt: skip


def ids(spark: SparkSession, *records: dict[str, Any]) -> list[str]:
    rows = frame(spark, COLUMNS, [{**USUAL, **record} for record in records])
    return sorted(row["row"] for row in numbered(rows, "row", F.col("standing")).collect())


def nth(content: str, number: int) -> str:
    return content if number == 1 else hashed(content, str(number))


ELSEWHERE: dict[str, dict[str, Any]] = {
    "another file": {"source_file": "b.csv"},
    "the file as it was delivered again": {"delivered_at": day(2)},
    "another load of it": {"batch_id": "s-2"},
    "another source": {"source_system": "t"},
}


def test_equal_records_of_a_file_are_as_many_rows(spark: SparkSession) -> None:
    records = [{"row": "x"}, {"row": "y"}, {"row": "x", "record_hash": 2}, {"row": "x"}]
    assert ids(spark, *records) == sorted([nth("x", 1), nth("x", 2), nth("x", 3), "y"])


@pytest.mark.parametrize("case", ELSEWHERE)
def test_elsewhere_they_are_counted_from_the_first(case: str, spark: SparkSession) -> None:
    records = [{"row": "x"}, {"row": "x"}]
    again = [{**record, **ELSEWHERE[case]} for record in records]
    assert ids(spark, *records, *again) == sorted([nth("x", 1), nth("x", 2)] * 2)


def test_over_the_files_of_a_snapshot_they_are_counted_on(spark: SparkSession) -> None:
    """A file that was replaced in it, or loaded twice, tells the same ones again; so does another snapshot."""
    usual = {"row": "x", "standing": True}
    part = {**usual, "source_file": "b.csv", "source_file_sha256": "b"}
    records = [usual, usual, part]
    assert ids(spark, *records) == sorted([nth("x", 1), nth("x", 2), nth("x", 3)])
    again = [{**usual, "batch_id": "s-3"}, {**usual, "batch_id": "s-3"}]
    old = {**part, "standing": False, "source_file_sha256": "old"}
    later = {**part, "delivered_at": day(2)}
    more = [nth("x", number) for number in (1, 2, 1, 1)]
    assert ids(spark, *records, *again, old, later) == sorted([nth("x", 1), nth("x", 2), nth("x", 3), *more])
    late = {**part, "batch_id": "s-2"}
    assert ids(spark, usual, usual, late) == sorted([nth("x", 1), nth("x", 2), nth("x", 3)])


def test_an_id_of_its_own_stays(spark: SparkSession) -> None:
    """The same row told twice in a file."""
    own = {"row": "L1", "source_id": "L1"}
    assert ids(spark, own, own, {"row": "x"}) == ["L1", "L1", "x"]


def test_any_periods_that_overlap_tell_each_day_as_often_as_it_happened(spark: SparkSession) -> None:
    """Whole days, cut anywhere and delivered again in any order: as many rows as there were entries."""
    chance = random.Random(7)
    ledger = [(when, chance.choice("abc")) for when in range(20) for _ in range(chance.randint(0, 5))]
    records = []
    for number, first in enumerate([0, 10, *(chance.randrange(20) for _ in range(6))]):
        period = [entry for entry in ledger if first <= entry[0] < first + 10]
        chance.shuffle(period)
        records += [{"row": str(entry), "source_file": str(number), "record_hash": n} for n, entry in enumerate(period)]
    expected = {nth(str(content), n) for content, often in Counter(ledger).items() for n in range(1, often + 1)}
    assert len(expected) == len(ledger) > len(set(ledger))
    assert set(ids(spark, *records)) == expected
