"""Calls of agents wait beside the tables, and come into ops.agent_calls with the next run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.config.load import load
from edulake.ops import agent_calls, pending_runs
from edulake.ops.agent_calls import Call, recorder
from edulake.ops.runs import Journal, Run
from edulake.ops.tables import AGENT_CALLS, JOB_RUNS
from edulake.store.store import Store

pytestmark = pytest.mark.once

NOON = dt.datetime(2025, 1, 6, 12, 0, 0, 123456, tzinfo=dt.UTC)
CALL = Call(NOON, "aa", "select", "absence,risk", "CUT", 200, 0.25)
REFUSED = Call(NOON, "aa", "other", None, "REFUSED", 0, 0.0)


def test_a_call_is_a_row_of_its_table() -> None:
    assert Call._fields == AGENT_CALLS.column_names
    assert not [column.name for column in AGENT_CALLS.columns if column.personal != "none"]


def test_calls_wait_for_spark(spark: SparkSession, tmp_path: Path) -> None:
    settings = load(None, str(tmp_path / "warehouse"))
    record = recorder(settings)
    for call in (CALL, REFUSED):
        record(call)
    assert pending_runs.waiting(settings.folder, AGENT_CALLS) == [CALL._asdict(), REFUSED._asdict()]
    assert pending_runs.waiting(settings.folder) == [], "they are no runs"
    store = Store(spark, settings)
    journal = Journal(store)
    journal.enter(Run("pipeline"))
    journal.close()
    assert pending_runs.waiting(settings.folder, AGENT_CALLS) == []
    found = sorted(map(tuple, store.read(AGENT_CALLS).drop("called_at").collect()))
    assert found == [tuple(REFUSED)[1:], tuple(CALL)[1:]]
    assert store.read(JOB_RUNS).count() == 1


def test_elsewhere_they_are_written_at_once(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []

    class Catalog:
        def __init__(self, *_: Any) -> None:
            self.spark = spark

        def append(self, table: Any, rows: Any) -> None:
            written.append((table, [tuple(row)[1:] for row in rows.collect()]))

    monkeypatch.setattr(agent_calls, "Store", Catalog)
    monkeypatch.setattr(agent_calls.session, "for_platform", lambda _: spark)
    recorder(replace(load(), catalog="education"))(CALL)
    assert written == [(AGENT_CALLS, [tuple(CALL)[1:]])]
