"""A topic that cannot be read keeps no other source from its work; no broker is needed to see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession
from streams import CONF, SOURCE, run_accepting

from edulake.jobs.runner.plan import plan
from edulake.landing.kafka import client
from edulake.ops.tables import JOB_RUNS
from edulake.store.store import Store

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_the_others_go_on_and_the_run_ends_with_its_error(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.5)
    monkeypatch.setenv("DEVICES_BROKERS", "127.0.0.1:1")
    lake = Lake(spark, tmp_path).configured(CONF.replace("TOPIC", "days"))
    lake.deliver_json("lms_system_a/1.jsonl", record())
    what = "topic days: the brokers do not answer"
    failed, entries = run_accepting(lake, source=[*SOURCE, "lms_system_a"])
    assert failed == [what]
    assert {entry.source_system: entry.records_in for entry in entries} == {"devices": 0, "lms_system_a": 1}
    [noted] = [row["note"] for row in lake.rows(JOB_RUNS) if row["source_system"] == "devices"]
    assert noted.startswith(what)
    found = plan(Store(spark, lake.settings, reading=True), SOURCE)
    assert [step.news.startswith(what) for step in found.steps if step.job == "bronze_ingest"] == [True]


def test_a_topic_whose_brokers_are_not_named_delivers_nothing(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEVICES_BROKERS", raising=False)
    monkeypatch.setattr(client, "look", lambda _: pytest.fail("brokers were asked"))
    lake = Lake(spark, tmp_path).configured(CONF.replace("TOPIC", "days"))
    assert lake.ingest().entries == []
    assert "bronze  devices: no delivery" in lake.said


def test_without_the_connector_it_is_said_what_is_missing(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "kafka" in (spark.conf.get("spark.jars", "") or ""):
        pytest.skip("this session has it")
    monkeypatch.setenv("DEVICES_BROKERS", "127.0.0.1:1")
    seen = client.Seen(client.Life("days", "cluster", "id"), {0: (0, 3)})
    monkeypatch.setattr(client, "look", lambda _: seen)
    lake = Lake(spark, tmp_path).configured(CONF.replace("TOPIC", "days"))
    failed, _ = run_accepting(lake)
    assert failed == ["topic days cannot be read: Spark has no connector for it"]
