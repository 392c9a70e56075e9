"""What products look at together: the rows that changed, and sums of one grain, are staged once for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from small_product import POINTS, PRODUCT, REACHING, VISITS
from steps import Held, rows_of

from edulake.config.settings import Gold
from edulake.contract.table import Table
from edulake.gold import Product
from edulake.gold.product import Input
from edulake.jobs.steps.refresh.compute import built
from edulake.jobs.steps.refresh.news import News
from edulake.jobs.steps.refresh.shared import Shared

pytestmark = pytest.mark.once


def by_both(rows: DataFrame, _: Gold) -> DataFrame:
    return rows.groupBy("student_id", "topic").agg(F.sum("points").alias("points"), F.count(F.lit(1)).alias("n"))


def product(name: str, key: str) -> Product:
    """Points and results by one column of the key of their sums."""
    read = Input(POINTS, grain=by_both)
    table = Table("gold", name, "Sums.", POINTS.columns, key=(key,), cluster_by=("student_id", "topic"))

    def build(silver: Any, _: Any) -> DataFrame:
        return silver[POINTS].groupBy(key).agg(F.sum("points").alias("points"), F.sum("n").alias("n"))

    return Product(name, table, (read,), build)


STUDENTS, TOPICS = product("of_students", "student_id"), product("of_topics", "topic")


class Noted(Held):
    """A store that notes what was staged."""

    def __init__(self, spark: SparkSession) -> None:
        rows = [("A", "art", 1.0), ("A", "art", 2.0), ("B", "art", 4.0), (None, "art", 8.0), ("A", None, 16.0)]
        points = [dict(zip(POINTS.column_names, row, strict=True)) for row in rows]
        super().__init__(spark, {POINTS: rows_of(spark, POINTS, *points)}, {POINTS: 4, VISITS: 7})
        self.staged: list[tuple[str, list[str]]] = []

    def stage(self, rows: DataFrame, name: str) -> DataFrame:
        self.staged.append((name, rows.columns))
        return rows

    def changes(self, table: Any, after: int, to: int) -> DataFrame:
        return rows_of(self.spark, table, {table.column_names[0]: f"{after} {to}"})


def test_the_rows_that_changed_are_staged_once_with_all_that_keys_are_made_of(spark: SparkSession) -> None:
    store = Noted(spark)
    shared = Shared(store, [PRODUCT, STUDENTS, TOPICS])
    points, visits = (News(read, 2, 4, 1) for read in PRODUCT.inputs)
    once, again = shared.changed(points), shared.changed(News(TOPICS.inputs[0], 2, 4, 1))
    assert once is again
    assert store.staged == [("points_changed", ["student_id", "topic"])]
    assert shared.changed(visits).columns == ["room", "visitor"]
    assert shared.changed(points._replace(since=3)).first()["student_id"] == "3 4", "another product has seen more"


def test_of_a_product_with_a_reach_what_it_compares_is_staged(spark: SparkSession) -> None:
    store = Noted(spark)
    points, visits = REACHING.inputs
    reaching = replace(REACHING, inputs=(replace(points, compared=("points", "topic")), visits))
    Shared(store, [reaching, STUDENTS]).changed(News(points, 2, 4, 1))
    assert store.staged == [("points_changed", ["points", "student_id", "topic"])]


def test_an_input_is_counted_once_a_version(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    store, read = Noted(spark), []
    rows_at = store.read
    monkeypatch.setattr(store, "read", lambda *place: (read.append(place), rows_at(*place))[1])
    shared, points = Shared(store, [PRODUCT, TOPICS]), News(PRODUCT.inputs[0], 2, 4, 1)
    rows = rows_at(POINTS, 4).count()
    assert [shared.size(points), shared.size(points._replace(since=3))] == [rows, rows]
    assert read == [(POINTS, 4)]


def test_sums_of_one_grain_are_staged_once_for_those_who_ask_for_all_rows(spark: SparkSession) -> None:
    """Facts that lack a column of a product's key count in the others."""
    store = Noted(spark)
    shared = Shared(store, [STUDENTS, TOPICS])
    found = {
        p.name: {tuple(row) for row in built(store, p, {POINTS: 4}, None, shared.sums).collect()}
        for p in (STUDENTS, TOPICS)
    }
    assert found == {"of_students": {("A", 19.0, 3), ("B", 4.0, 1)}, "of_topics": {("art", 15.0, 4)}}
    assert store.staged == [("points_sums", ["student_id", "topic", "points", "n"])]


def test_what_one_product_asks_for_is_not_staged(spark: SparkSession) -> None:
    store = Noted(spark)
    rows = built(store, STUDENTS, {POINTS: 4}, None, Shared(store, [STUDENTS, PRODUCT]).sums)
    assert {tuple(row) for row in rows.collect()} == {("A", 19.0, 3), ("B", 4.0, 1)}
    assert store.staged == []
