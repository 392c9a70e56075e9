"""What products are made with: means that are rounded once, and values that a whole group shares."""

from __future__ import annotations

import ast
from dataclasses import replace
from inspect import isgeneratorfunction
from typing import TYPE_CHECKING, Any

import pytest
from checkout import ROOT
from experiment_world import EXPERIMENTS
from products import put_down
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.config.language import APART
from edulake.config.settings import Gold
from edulake.contract.table import Column, Table
from edulake.gold import PRODUCTS
from edulake.gold.product import Collected, Input, Product, Reach, mean, shared
from edulake.jobs.steps.refresh.compute import solved
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from edulake.gold.product import Inputs, Steps

pytestmark = pytest.mark.once

TABLE = Table("silver", "things", "m", (Column("id", "STRING", "m"), Column("day", "DATE", "m")), ("id", "day"))
# Made of members, whom every district delivers (of guardians, that nobody says who they are), or of facts that stand in
# either of two tables.
ASKED_BY_ALL = {"enrollment_metrics", "demographics_overview", "guardian_coverage", "behaviour_trends"}
GOLD = ROOT / "lib" / "edulake" / "gold"
ACTIONS = {"collect", "toLocalIterator", "take", "head", "tail", "first", "isEmpty", "show"}
# Columns of silver that say of whom a row is.
PEOPLE = {name for product in PRODUCTS.values() for read in product.inputs for name in read.table.people}
# Products of experiments do nothing without any.
GIVEN = Gold(experiments=EXPERIMENTS)
# How often a plan may name tables, or what was put down.
MOST_READ = 20
MEANS = [
    ("10.00", "4", "2.50"),
    ("10.00", "3", "3.33"),
    ("20.00", "3", "6.67"),
    ("1.00", "8", "0.13"),
    ("-1.00", "8", "-0.13"),
    ("4449.99", "10000", "0.44"),
    ("0.00", "7", "0.00"),
    ("9999999.99", "1", "9999999.99"),
    ("10.00", "0", None),
    ("0.00", "0", None),
    (None, "3", None),
    ("10.00", None, None),
]


@pytest.mark.parametrize("ansi", ["true", "false"])
def test_a_mean_is_rounded_once_half_up(spark: SparkSession, ansi: str) -> None:
    """Away from zero; of no rows there is none, whatever the session makes of a division by zero."""
    before = spark.conf.get("spark.sql.ansi.enabled")
    spark.conf.set("spark.sql.ansi.enabled", ansi)
    try:
        rows = frame(spark, MEANS, "total n due", total="decimal(12,2)", n="bigint")
        made = rows.select(mean(F.col("total"), F.col("n"), "decimal(9,2)").alias("mean"))
        found = made.collect()
    finally:
        spark.conf.set("spark.sql.ansi.enabled", before)
    assert [row["mean"] if row["mean"] is None else str(row["mean"]) for row in found] == [due for *_, due in MEANS]
    assert made.schema["mean"].dataType.simpleString() == "decimal(9,2)"


def test_a_value_that_a_whole_group_shares(spark: SparkSession) -> None:
    """Where one row does not know it, nobody can say that it is the group's."""
    groups = {
        "one": (["x"], "x"),
        "alike": (["x", "x", "x"], "x"),
        "different": (["x", "y", "x"], None),
        "half known": (["x", None], None),
        "unknown": ([None, None], None),
        "blank": (["", ""], ""),
    }
    rows = [(name, value) for name, (values, _) in groups.items() for value in values]
    found = frame(spark, rows, "name term").groupBy("name").agg(shared("term"))
    assert {row["name"]: row["term"] for row in found.collect()} == {name: due for name, (_, due) in groups.items()}


def test_a_column_of_a_key_may_be_called_otherwise_in_silver() -> None:
    read = Input(TABLE, {"date": "day"})
    assert [read.column(key) for key in ("date", "id")] == ["day", "id"]
    assert Input(TABLE).column("date") == "date"
    assert hash(read) == hash(Input(TABLE)), "inputs are looked up by their table"


def test_what_is_filled_reads_unknown(spark: SparkSession) -> None:
    """Empty text is text. A frame may hold some columns of the table only, as that of changed keys does."""
    rows = frame(spark, [(None, None), ("", "x"), ("S", None)], "id other")
    found = Input(TABLE, filled=("id",)).complete(rows)
    assert [tuple(row) for row in found.collect()] == [("Unknown", None), ("", "x"), ("S", None)]
    assert Input(TABLE, filled=("id",)).complete(rows.select("other")).columns == ["other"]
    assert Input(TABLE).complete(rows) is rows


def test_the_scope_is_the_key_or_a_part_of_it_that_all_inputs_have() -> None:
    answer = Table("gold", "answer", "m", (Column("id", "STRING", "m"), Column("rank", "INT", "m")), ("id", "rank"))
    answer = replace(answer, key=("id", "rank"))
    read = (Input(TABLE),)
    assert Product("p", answer, read, lambda silver, _: silver[TABLE], part=("id",)).scope == ("id",)
    assert Product("p", answer, read, lambda silver, _: silver[TABLE], part=()).scope == ()
    renamed = (Input(TABLE, {"rank": "day"}),)
    assert Product("p", answer, renamed, lambda silver, _: silver[TABLE]).scope == ("id", "rank")
    reach = Reach(lambda images, *_: images[TABLE], lambda silver, _: silver)
    assert Product("p", answer, read, lambda silver, _: silver[TABLE], reach=reach).scope == ("id", "rank")
    for inputs, part in ((read, None), (read, ("id", "rank")), (read, ("day",))):
        with pytest.raises(ValueError, match="scope"):
            Product("p", answer, inputs, lambda silver, _: silver[TABLE], part=part)
    with pytest.raises(ValueError, match="texts"):
        Input(TABLE, filled=("day",))


def test_what_a_build_yields_is_put_down_and_sent_back(spark: SparkSession) -> None:
    def build(silver: Inputs, _: Gold) -> Steps:
        known = yield silver[TABLE].where("day IS NOT NULL")
        return known.select("id")

    given = frame(spark, [("a", None), ("b", "2024-10-01")], "id day")
    staged: list[list[str]] = []

    def staging(rows: DataFrame) -> DataFrame:
        staged.append([row["id"] for row in rows.collect()])
        return frame(spark, [("c", "2024-10-01")], "id day")

    found = Product("p", TABLE, (Input(TABLE),), build).rows({TABLE: given}, Gold(), staging)
    assert [row["id"] for row in found.collect()] == ["c"]
    assert staged == [["b"]]


def test_what_a_build_collects_is_solved_in_python_and_sent_back(spark: SparkSession) -> None:
    """The rows of sums go to the driver, and what is made of them is a frame of the types that are named."""

    def build(silver: Inputs, _: Gold) -> Steps:
        sums = silver[TABLE].groupBy("id").agg(F.count(F.lit(1)).alias("n"))
        halves = yield Collected(
            sums, lambda rows: [(row["id"], row["n"] / 2) for row in rows], {"id": "STRING", "half": "DOUBLE"}
        )
        return halves.where("half > 0.5")

    given = frame(spark, [("a", None), ("b", None), ("b", None), ("b", None)], "id day")
    found = Product("p", TABLE, (Input(TABLE),), build).rows({TABLE: given}, Gold(), put_down)
    assert [tuple(row) for row in found.collect()] == [("b", 1.5)]
    assert [field.dataType.simpleString() for field in found.schema] == ["string", "double"]


def test_no_product_collects_by_itself() -> None:
    """What a build wants of the driver it yields: whoever runs it knows what leaves Spark."""
    called = {
        f"{path.name}: {node.func.attr}"
        for path in GOLD.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) != "F"
        if node.func.attr in ACTIONS
    }
    assert not called


def test_what_looks_at_members_or_costs_several_actions_waits_for_its_facts() -> None:
    dear = {
        name: product
        for name, product in PRODUCTS.items()
        if isgeneratorfunction(product.build) or MEMBERSHIPS_TABLE in [read.table for read in product.inputs]
    }
    assert {name for name, product in dear.items() if not {*product.needs} - {MEMBERSHIPS_TABLE}} == ASKED_BY_ALL


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_no_plan_reads_its_inputs_again_and_again(spark: SparkSession, product: Product) -> None:
    """Each time that a plan names a table with deletion vectors is a Spark job, and a look at all of its rows."""
    silver = {read.table: as_frame(spark, [], read.table.struct()) for read in product.inputs}
    silver = {read.table: read.summed(silver[read.table], GIVEN) for read in product.inputs}
    read_by: list[int] = []

    def look(step: DataFrame | Collected) -> DataFrame:
        rows = step.sums if isinstance(step, Collected) else step
        read_by.append(rows._jdf.queryExecution().analyzed().collectLeaves().size())
        if isinstance(step, Collected):
            assert not PEOPLE & set(rows.columns), "no person leaves Spark"
            return solved(replace(step, sums=as_frame(spark, [], rows.schema)))
        return as_frame(spark, [], rows.schema)

    look(product.rows(silver, GIVEN, look))
    assert max(read_by) <= MOST_READ, read_by


class Watched:
    """Settings that say which of APART anybody read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> object:
        if name in APART:
            self.read.add(name)
        return getattr(GIVEN, name)


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=PRODUCTS)
def test_a_product_names_the_choices_that_it_reads(spark: SparkSession, product: Product) -> None:
    """It is made anew when one of them changes, and no other is: an experiment is no news for a school."""
    watched: Any = Watched()
    silver = {read.table: as_frame(spark, [], read.table.struct()) for read in product.inputs}
    silver = {read.table: read.summed(silver[read.table], watched) for read in product.inputs}

    def empty(step: DataFrame | Collected) -> DataFrame:
        if isinstance(step, Collected):
            return solved(replace(step, sums=as_frame(spark, [], step.sums.schema)))
        return as_frame(spark, [], step.schema)

    product.rows(silver, watched, empty)
    assert watched.read == set(product.choices)
