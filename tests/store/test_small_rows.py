"""Few rows as Python values: the same by Spark and by delta-rs, moments and nulls among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.contract.table import Column, Table
from edulake.store import small_rows
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked, by_delta_rs, by_spark

TABLE = Table(
    layer="ops",
    name="asked",
    meaning="What is asked.",
    columns=(
        Column("name", "STRING", "Who", nullable=False),
        Column("source", "STRING", "Where"),
        Column("at", "TIMESTAMP", "When"),
        Column("number", "BIGINT", "How many"),
        Column("codes", "ARRAY<STRING>", "Which"),
    ),
    cluster_by=("name", "at"),
)
# An hour that a clock in New York shows twice, and a moment before 1970.
TWICE = dt.datetime(2025, 11, 2, 5, 30, 0, 123456, tzinfo=dt.UTC)
BEFORE = dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
ROWS: list[tuple[Any, ...]] = [
    ("a", "sis", TWICE, 2, ["X", "Y"]),
    ("a", "sis", TWICE, None, []),
    ("a", "sis", BEFORE, 9, None),
    ("a", None, BEFORE, 1, None),
    ("a", None, None, 7, None),
    ("b", "o'x", None, None, None),
]
Ask = Callable[[Asked], list[dict[str, Any]] | None]


@pytest.fixture(scope="module", params=["spark", "delta_rs"])
def ask(request: pytest.FixtureRequest, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    rows = as_frame(spark, ROWS, TABLE.struct())
    if request.param == "spark":
        return lambda asked: by_spark(rows, TABLE, asked)
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    folder = tmp_path_factory.mktemp("asked") / "table"
    rows.write.format("delta").save(str(folder))
    return lambda asked: by_delta_rs(folder, asked)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(("at", "codes"), "name = 'a' AND number = 2"), [(TWICE, ["X", "Y"])]),
        (Asked(("number",), "source IS NULL AND at IS NULL"), [(7,)]),
        (Asked(("at",), "name = 'b'"), [(None,)]),
        (Asked(("name",), "name = 'nobody'"), []),
        (Asked(("name",), "name = 'a'", limit=2), [("a",), ("a",)]),
        # A null is less than any number and any moment, and a key as any other.
        (Asked(("number",), "true", ("name", "source"), ("at", "number")), [(2,), (1,), (None,)]),
        (Asked(("name", "number"), "source IS NOT NULL", ("name",), ("number",)), [("a", 9), ("b", None)]),
    ],
)
def test_what_is_asked_is_answered(ask: Ask, asked: Asked, found: list[tuple[Any, ...]]) -> None:
    rows, expected = ask(asked) or [], [dict(zip(asked.columns, row, strict=True)) for row in found]
    assert len(rows) == len(expected)
    assert [row for row in rows if row not in expected] == [row for row in expected if row not in rows] == []


def test_delta_rs_says_nothing_of_what_it_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark is asked then: for a folder that is no table, and where delta-rs is not installed."""
    asked = Asked(("name",))
    assert by_delta_rs(tmp_path, asked) is None
    monkeypatch.setattr(small_rows, "find_spec", lambda name: None)
    assert by_delta_rs(tmp_path, asked) is None
