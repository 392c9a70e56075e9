"""Views of a session: made anew where they are ours, never in the place of somebody's table."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from spoken import Session

from edulake.contract.table import Column, Table
from edulake.errors import ConfigError
from edulake.store import session, session_views
from edulake.store.session_views import SessionView

pytestmark = pytest.mark.once

SCHEMA = "seen_in_a_test"
ONE = SessionView(SCHEMA, "Numbers", "SELECT 1 AS n")
TWO = SessionView(SCHEMA, "words", "SELECT 'a' AS word")
THINGS = Table("silver", "things", "m", (Column("id", "STRING", "m"), Column("day", "DATE", "m")), ("id", "day"))


@pytest.fixture
def store(spark: SparkSession) -> Iterator[Any]:
    yield SimpleNamespace(spark=spark)
    spark.sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    spark.catalog.dropTempView(f"{SCHEMA}_words")


def test_views_are_made_and_made_anew(store: Any) -> None:
    """Under two names, whatever the session knew of them before, as long as it was ours."""
    session_views.create(store, [ONE, TWO])
    assert store.spark.table(f"{SCHEMA}.numbers").collect() == [(1,)]
    session_views.create(store, [ONE._replace(name="numbers", query="SELECT 2 AS n, 3 AS m")])
    assert store.spark.table(f"{SCHEMA}.numbers").collect() == [(2, 3)]
    assert store.spark.table(f"{SCHEMA}.words").collect() == [("a",)]


def test_somebodys_view_is_not_replaced_and_none_is_made_beside_it(store: Any) -> None:
    store.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    store.spark.sql(f"CREATE VIEW {SCHEMA}.numbers AS SELECT 'theirs' AS n")
    with pytest.raises(ConfigError, match=f"this session knows another {SCHEMA}.Numbers"):
        session_views.create(store, [TWO, ONE])
    assert store.spark.table(f"{SCHEMA}.numbers").collect() == [("theirs",)]
    assert not store.spark.catalog.tableExists(f"{SCHEMA}.words")


def test_in_a_shared_catalog_they_are_this_sessions_alone(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one name, as temporary views have no schema; and none is made."""
    monkeypatch.setattr(session, "has_its_own_catalog", lambda _: False)
    session_views.create(store, [TWO])
    assert store.spark.table(f"{SCHEMA}_words").collect() == [("a",)]
    assert not store.spark.catalog.databaseExists(SCHEMA)
    store.spark.sql(f"CREATE SCHEMA {SCHEMA}")
    monkeypatch.undo()
    session_views.create(store, [TWO])
    assert store.spark.table(f"{SCHEMA}.words").collect() == [("a",)], "a temporary view is in no schema's way"


def test_a_name_is_quoted_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told: Any = SimpleNamespace(spark=Session())
    monkeypatch.setattr(session, "has_its_own_catalog", lambda _: True)
    with pytest.raises(ValueError, match="not a table or column name"):
        session_views.create(told, [ONE._replace(schema="x`; DROP")])
    assert told.spark.said == []


def test_each_table_that_there_is_has_a_view_of_its_name() -> None:
    known: Any = SimpleNamespace(existing=lambda tables: [THINGS], name=lambda table: f"delta.`/lake/{table.name}`")
    assert session_views.of_tables(known, [THINGS]) == [
        SessionView("silver", "things", "SELECT * FROM delta.`/lake/things`")
    ]
