"""Products as views of a declarative pipeline: those of the very file that platforms run have the rows of gold."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyspark
import pytest
from checkout import ROOT
from lake import Lake, record

from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.platforms.declarative import SESSION_ZONE, declare

pytestmark = pytest.mark.connect
runs_pipelines = pytest.mark.skipif(
    not os.environ.get("EDULAKE_TEST_CONNECT") or pyspark.__version__ < "4.1",
    reason="declarative pipelines run through Spark Connect, from Spark 4.1 on",
)
SPEC = ROOT / "deploy" / "databricks" / "spark-pipeline.yml"


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in rows)


@pytest.fixture
def in_zone(lake: Lake) -> Iterator[Callable[[str], list[str]]]:
    """What is declared of an empty lake in a session of a time zone."""
    before = lake.spark.conf.get(SESSION_ZONE)

    def declared(zone: str) -> list[str]:
        lake.spark.conf.set(SESSION_ZONE, zone)
        return declare(None, lake.spark, lake.settings, [PRODUCTS["retention"]])

    yield declared
    lake.spark.conf.set(SESSION_ZONE, before)


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "+00:00"])
def test_views_are_declared_where_days_are_those_of_utc(in_zone: Callable[[str], list[str]], zone: str) -> None:
    assert in_zone(zone) == []


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "+01:00"])
def test_where_days_would_be_others_nothing_is_declared(in_zone: Callable[[str], list[str]], zone: str) -> None:
    with pytest.raises(ConfigError, match=f"time zone is {re.escape(zone)}"):
        in_zone(zone)


@pytest.mark.more
@runs_pipelines
def test_views_have_the_rows_of_gold(lake: Lake, tmp_path: Path) -> None:
    from pyspark.pipelines import cli
    from pyspark.pipelines.spark_connect_graph_element_registry import SparkConnectGraphElementRegistry

    lake.deliver_json("lms_system_a/a.json", record(), record(assessment_id="A2", student_id="S2", score="55"))
    lake.deliver("school_files/attendance.csv", "student_id,date,status\nSTU1,2024-09-02,Absent\n")
    lake.run()
    lake.spark.conf.set("edulake.warehouse", lake.settings.warehouse)
    lake.spark.sql(f"CREATE DATABASE declared LOCATION '{tmp_path.as_uri()}/declared'")
    source = cli.LibrariesGlob("pipeline.py")
    spec = cli.PipelineSpec("answers", f"{tmp_path.as_uri()}/storage", "spark_catalog", "declared", {}, [source])
    graph = cli.create_dataflow_graph(lake.spark, spec.catalog, spec.database, spec.configuration)
    registry = SparkConnectGraphElementRegistry(lake.spark, graph)
    cli.register_definitions(SPEC, registry, spec, lake.spark, graph)
    cli.handle_pipeline_events(cli.start_run(lake.spark, graph, [], False, [], False, spec.storage))

    made = {product.table.name: product.table for product in PRODUCTS.values() if lake.store.exists(product.table)}
    assert {"student_performance_aggregates", "attendance_insights"} < set(made)
    assert {table.name for table in lake.spark.catalog.listTables("declared")} == set(made)
    for name, table in made.items():
        told = lake.rows(table, *[column for column in table.column_names if column != "processing_timestamp"])
        declared = [row.asDict(recursive=True) for row in lake.spark.table(f"declared.{name}").collect()]
        assert in_order(declared) == in_order(told), name
