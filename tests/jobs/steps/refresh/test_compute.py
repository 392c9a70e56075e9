"""A product's rows from versions of its inputs: all, or those of some keys; what belongs to no row is not read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from experiment_world import EXPERIMENTS
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from small_product import POINTS, PRODUCT, REACHING, SUMS, VISITS, build
from steps import Held, frame, rows_of

from edulake.config.language import Language
from edulake.config.settings import Gold, Settings
from edulake.gold import PRODUCTS
from edulake.gold.product import OF_LANGUAGE, Collected
from edulake.jobs.steps.refresh.compute import built, made_by

if TYPE_CHECKING:
    from edulake.gold.product import Inputs, Steps

pytestmark = pytest.mark.once
HALVES = {"topic": "STRING", "half": "DOUBLE"}
KEYS = {"student_id": "STRING", "topic": "STRING"}
POINT_ROWS = [
    ("A", "art", 1.5),
    ("A", "art", 2.0),
    ("A", "math", 1.0),
    ("B", "art", 4.0),
    (None, "art", 8.0),
    ("A", None, 16.0),
]
VISIT_ROWS = [("A", "art", False), ("A", "art", True), ("B", "art", None), ("A", "art", False), ("C", "art", False)]


def store(spark: SparkSession) -> Held:
    points = [dict(zip(POINTS.column_names, row, strict=True)) for row in POINT_ROWS]
    visits = [dict(zip(VISITS.column_names, row, strict=True)) for row in VISIT_ROWS]
    tables = {POINTS: rows_of(spark, POINTS, *points), VISITS: rows_of(spark, VISITS, *visits)}
    return Held(spark, tables, {POINTS: 4, VISITS: 7})


def sums(held: Held, versions: dict[Any, int], keys: Any = None) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in built(held, PRODUCT, versions, keys).collect()}


def test_all_rows(spark: SparkSession) -> None:
    """Facts that lack a column of the key belong to no row; what is deleted, or may be, counts nowhere."""
    found = sums(store(spark), {POINTS: 4, VISITS: 7})
    assert found == {("A", "art", 3.5, 2), ("A", "math", 1.0, None), ("B", "art", 4.0, None)}


def test_the_rows_of_some_keys(spark: SparkSession) -> None:
    keys = frame(spark, KEYS, [{"student_id": "A", "topic": "art"}, {"student_id": "Z", "topic": "art"}])
    assert sums(store(spark), {POINTS: 4, VISITS: 7}, keys) == {("A", "art", 3.5, 2)}


def test_a_reach_says_which_facts_are_read_and_others_rows_are_left_out(spark: SparkSession) -> None:
    """What is deleted, or may be, counts nowhere all the same; a fact needs no column of the key."""
    read: dict[Any, Any] = {}
    product = replace(REACHING, build=lambda silver, _: read.update(silver) or build(silver, _))
    keys = frame(spark, KEYS, [{"student_id": "A", "topic": "art"}])
    rows = built(store(spark), product, {POINTS: 4, VISITS: 7}, keys).collect()
    assert {tuple(row[name] for name in SUMS.column_names[:4]) for row in rows} == {("A", "art", 3.5, 2)}
    assert sorted(str(row["student_id"]) for row in read[POINTS].collect()) == ["A", "A", "B", "None"]
    assert sorted(row["visitor"] for row in read[VISITS].collect()) == ["A", "A", "C"]
    everything = built(store(spark), product, {POINTS: 4, VISITS: 7}, None)
    assert everything.count() == 5
    assert read[POINTS].count() == len(POINT_ROWS)


def test_what_a_build_collects_is_solved_from_those_versions(spark: SparkSession) -> None:
    def solving(silver: Inputs, _: Gold) -> Steps:
        points = silver[POINTS].groupBy("topic").agg(F.sum("points").alias("points"))
        return (yield Collected(points, lambda rows: [(row["topic"], row["points"] / 2) for row in rows], HALVES))

    product = replace(PRODUCT, build=solving)
    found = {tuple(row) for row in built(store(spark), product, {POINTS: 4}, None).collect()}
    assert found == {("art", 3.75), ("math", 0.5)}
    keys = frame(spark, KEYS, [{"student_id": "B", "topic": "art"}])
    assert [tuple(row) for row in built(store(spark), product, {POINTS: 4}, keys).collect()] == [("art", 2.0)]


def test_an_input_that_is_not_there_is_empty(spark: SparkSession) -> None:
    assert ("A", "art", 3.5, None) in sums(store(spark), {POINTS: 4})
    assert sums(store(spark), {VISITS: 7}) == set()


def test_choices_and_code_of_a_product_are_what_it_is_made_by() -> None:
    one, other = PRODUCTS["attendance_insights"], PRODUCTS["student_engagement"]
    before = made_by(Settings(), one)
    assert made_by(Settings(warehouse="elsewhere"), one) == before
    assert (
        made_by(Settings(gold=Gold(chronic_absence=Decimal("0.2"))), one).differs_from(str(before))
        == "its settings changed"
    )
    assert made_by(Settings(), other).differs_from(str(before)) == "its code changed"
    assert made_by(Settings(), replace(one, build=other.build)).code != before.code


def test_an_experiment_changes_what_is_made_with_it_alone() -> None:
    """Nor do choices about languages touch what schools ask for."""
    begun = Settings(experiments=EXPERIMENTS)
    others = Settings(gold=Gold(language=Language(min_learners=40)))
    changed = {
        name: [made_by(said, product) != made_by(Settings(), product) for said in (begun, others)]
        for name, product in PRODUCTS.items()
    }
    assert {name for name, (by_experiment, _) in changed.items() if by_experiment} == {"experiment_results"}
    assert {name for name, (_, by_choice) in changed.items() if by_choice} == {
        product.name for product in PRODUCTS.values() if OF_LANGUAGE in product.choices
    }
    assert not any(changed["attendance_insights"])
    assert changed["retention"] == [False, True]


def test_which_facts_are_read_is_what_a_product_is_made_by() -> None:
    """A row of null parts comes or goes with what is filled, and with the columns that a fact must have."""
    one = PRODUCTS["student_engagement"]
    [read] = one.inputs
    filled, reach = replace(read, filled=("school_id",)), PRODUCTS["class_daily_performance"].reach
    made = [one, replace(one, inputs=(filled,)), replace(one, part=()), replace(one, reach=reach)]
    assert len({made_by(Settings(), product).code for product in made}) == 4
