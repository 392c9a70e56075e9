"""Products whose rows are finer than their scope, on real tables: after any change they are what a rebuild makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import Row, SparkSession
from ranked_product import AS_A_WHOLE, BY_TOPIC, PLACES, RESULTS
from steps import day, rows_of

from edulake.config.settings import Settings
from edulake.gold import Product
from edulake.jobs.steps.refresh.compute import built
from edulake.jobs.steps.refresh.news import News
from edulake.jobs.steps.refresh.recomputed import differing
from edulake.jobs.steps.refresh.shared import Shared
from edulake.jobs.steps.refresh.write import refresh
from edulake.ops.runs import Run
from edulake.store.store import Store

pytestmark = pytest.mark.once

GIVEN = [("A", "art", 3), ("B", "art", 5), ("A", "math", 4), ("B", "math", 4), ("C", "music", 1), ("C", None, 2)]
FIRST = {
    ("Unknown", "C"): (2, 1),
    ("art", "A"): (3, 2),
    ("art", "B"): (5, 1),
    ("math", "A"): (4, 1),
    ("math", "B"): (4, 1),
    ("music", "C"): (1, 1),
}
# What happens to results one after another, and to the rows: None for one that is gone. All others stay as they are.
CHANGES: dict[str, tuple[str, dict[tuple[str, str], tuple[int, int] | None]]] = {
    "a fact moves from one scope to another": (
        "UPDATE {} SET topic = 'math' WHERE result_id = 1",
        {("art", "B"): None, ("art", "A"): (3, 1), ("math", "B"): (9, 1), ("math", "A"): (4, 2)},
    ),
    "the place of others changes": (
        "UPDATE {} SET points = 10 WHERE result_id = 2",
        {("math", "A"): (10, 1), ("math", "B"): (9, 2)},
    ),
    "the last row of a scope is gone": ("DELETE FROM {} WHERE result_id = 4", {("music", "C"): None}),
    "unknown no more": (
        "UPDATE {} SET topic = 'art' WHERE topic IS NULL",
        {("Unknown", "C"): None, ("art", "C"): (2, 2)},
    ),
    "null after all": (
        "UPDATE {} SET topic = NULL WHERE result_id = 0",
        {("art", "A"): None, ("Unknown", "A"): (3, 1), ("art", "C"): (2, 1)},
    ),
    "said to be unknown": ("INSERT INTO {} VALUES (9, 'A', 'Unknown', 7)", {("Unknown", "A"): (10, 1)}),
}


class World:
    """Results in a warehouse, and a product of them."""

    def __init__(self, spark: SparkSession, folder: Path, product: Product) -> None:
        self.store = Store(spark, Settings(warehouse=str(folder)))
        self.product = product
        self.runs = 0
        rows = [dict(zip(RESULTS.column_names, (n, *row), strict=True)) for n, row in enumerate(GIVEN)]
        self.store.append(RESULTS, rows_of(spark, RESULTS, *rows))
        self.store.ensure(PLACES)
        self.refreshed("nothing is recorded")

    def refreshed(self, anew: str = "") -> None:
        """Brings the product up to date."""
        read, now = self.product.inputs[0], self.store.version(RESULTS)
        news = [News(read, 0 if anew else self.seen, now, None, anew)]
        self.runs += 1
        this_run = Run("gold_aggregate", started_at=day(self.runs))
        refresh(self.store, pytest.fail, this_run, self.product, news, Shared(self.store, [self.product]))
        self.seen = now

    def happens(self, sql: str, table: Any = RESULTS) -> None:
        self.store.spark.sql(sql.format(self.store.name(table)))

    def differing(self) -> int:
        news = [News(self.product.inputs[0], 0, self.store.version(RESULTS), 0)]
        return differing(self.store, self.product, news, 99, "run")

    def held(self) -> list[Row]:
        return self.store.read(PLACES).collect()


def said(rows: list[Row]) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(r["topic"], r["student_id"]): (r["points"], r["place"]) for r in rows}


def stamps(rows: list[Row]) -> dict[tuple[str, str], Any]:
    return {(row["topic"], row["student_id"]): row["processing_timestamp"] for row in rows}


@pytest.fixture
def world(spark: SparkSession, tmp_path: Path) -> Callable[[Product], World]:
    return lambda product: World(spark, tmp_path / "warehouse", product)


# Where all is computed anew every change comes to the same: two of them show it.
@pytest.mark.parametrize(
    ("product", "changes"),
    [
        pytest.param(BY_TOPIC, 3, id="by topic"),
        pytest.param(BY_TOPIC, len(CHANGES), id="by topic, all", marks=pytest.mark.more),
        pytest.param(AS_A_WHOLE, 2, id="as a whole", marks=pytest.mark.more),
        pytest.param(AS_A_WHOLE, len(CHANGES), id="as a whole, all", marks=pytest.mark.slow),
    ],
)
def test_after_a_change_rows_are_those_of_a_rebuild(
    product: Product, changes: int, world: Callable[[Product], World]
) -> None:
    """Written are those that differ, and no other; a second run writes nothing."""
    here = world(product)
    rows = here.held()
    due = said(rows)
    assert due == FIRST
    for change, (sql, expected) in list(CHANGES.items())[:changes]:
        before = stamps(rows)
        here.happens(sql)
        here.refreshed()
        due = {key: row for key, row in {**due, **expected}.items() if row}
        versions = {RESULTS: here.store.version(RESULTS)}
        rows = here.held()
        assert said(rows) == said(built(here.store, product, versions, None).collect()) == due, change
        written = {key for key, at in stamps(rows).items() if at != before.get(key)}
        assert written == expected.keys() & due.keys(), change
    commits = here.store.version(PLACES)
    here.seen = 0
    here.refreshed()
    assert here.store.version(PLACES) == commits
    assert here.differing() == 0


@pytest.mark.parametrize(
    "product", [BY_TOPIC, pytest.param(AS_A_WHOLE, marks=pytest.mark.more)], ids=["by topic", "as a whole"]
)
def test_rows_that_somebody_changed_are_found(product: Product, world: Callable[[Product], World]) -> None:
    """A wrong one, one too few and one too many; of Unknown topics as well."""
    here = world(product)
    assert here.differing() == 0
    here.happens("UPDATE {} SET place = 9 WHERE topic = 'Unknown'", PLACES)
    here.happens("DELETE FROM {} WHERE topic = 'music'", PLACES)
    here.happens("INSERT INTO {} VALUES ('math', 'Z', 1, 3, current_timestamp())", PLACES)
    here.happens("INSERT INTO {} VALUES ('dance', 'Z', 1, 1, current_timestamp())", PLACES)
    assert here.differing() == 4


def test_sums_for_one_product_alone_are_not_put_down(
    world: Callable[[Product], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another product of the grain reads its changed scopes only; where all is computed anew they share."""
    here = world(AS_A_WHOLE)
    staged: list[str] = []
    stage = Store.stage
    monkeypatch.setattr(Store, "stage", lambda self, rows, name: staged.append(name) or stage(self, rows, name))
    here.happens("UPDATE {} SET points = 6 WHERE result_id = 0")
    for anew, expected in (("", ["places"]), ("its code changed", ["results_sums", "places"])):
        staged.clear()
        news = [News(AS_A_WHOLE.inputs[0], here.seen, here.store.version(RESULTS), 1, anew)]
        both = Shared(here.store, [AS_A_WHOLE, BY_TOPIC])
        refresh(here.store, pytest.fail, Run("gold_aggregate"), AS_A_WHOLE, news, both)
        assert staged == expected
