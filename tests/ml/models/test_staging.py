"""How a problem reads its tables, and how examples are written once for all that is fitted to them."""

from __future__ import annotations

from typing import Any, cast

import pytest
from pyspark.sql import DataFrame, SparkSession
from texts import frame

from edulake.contract.table import Table
from edulake.ml.models import staging
from edulake.silver.learning.classes import CLASSES_TABLE
from edulake.silver.people.students import STUDENTS_TABLE
from edulake.store.store import Store

pytestmark = pytest.mark.once


class Shelf:
    """A store that hands out what it is asked for, and keeps what is staged."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self.staged: list[tuple[str, DataFrame]] = []

    def read(self, table: Table, version: int) -> Any:
        return str(table), version

    def stage(self, rows: DataFrame, name: str) -> DataFrame:
        self.staged.append((name, rows))
        return rows


@pytest.fixture
def shelf(spark: SparkSession) -> Shelf:
    return Shelf(spark)


def test_tables_are_read_as_they_were(shelf: Shelf) -> None:
    """Version 0 is one as well; a table that no run has written is empty, with its columns."""
    read = staging.reading(cast("Store", shelf), {STUDENTS_TABLE: 0})
    assert read(STUDENTS_TABLE) == (str(STUDENTS_TABLE), 0)
    nothing = read(CLASSES_TABLE)
    assert tuple(nothing.columns) == tuple(CLASSES_TABLE.column_names)
    assert nothing.collect() == []


def test_examples_are_staged_in_one_order(shelf: Shelf) -> None:
    """Whatever order they come in: fits depend on it. The cohort comes before the student, who before the tie."""
    rows = [
        ("2", "b", "y", "1"),
        ("1", "b", "x", "2"),
        ("3", "a", "z", "1"),
        ("1", "b", "x", "1"),
        ("9", "a", "z", "0"),
    ]
    examples = frame(shelf.spark, rows, "value cohort student_id tie")
    kept = staging.staged(cast("Store", shelf), examples.repartition(4))
    assert [tuple(row) for row in kept.select("cohort", "student_id", "tie").collect()] == [
        ("a", "z", "0"),
        ("a", "z", "1"),
        ("b", "x", "1"),
        ("b", "x", "2"),
        ("b", "y", "1"),
    ]
    assert [name for name, _ in shelf.staged] == ["examples"]


def test_rows_that_name_no_student_are_in_order_of_all_they_say(shelf: Shelf) -> None:
    scores = frame(shelf.spark, [("b", "1"), ("a", "2"), ("b", "0"), ("a", "1")], "score label")
    kept = staging.staged(cast("Store", shelf), scores.repartition(4))
    assert [tuple(row) for row in kept.collect()] == [("a", "1"), ("a", "2"), ("b", "0"), ("b", "1")]
