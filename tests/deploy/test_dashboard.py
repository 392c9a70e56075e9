"""The dashboard: every query runs on the tables of gold, and every widget shows columns that its query has."""

from __future__ import annotations

import json
import re

import pytest
from deploy.bundle import BUNDLE
from pyspark.sql import SparkSession

from edulake.catalog import TABLES
from edulake.rows import as_frame

pytestmark = pytest.mark.once

DASHBOARD = json.loads((BUNDLE / "edulake.lvdash.json").read_text())
LAYOUT = DASHBOARD["pages"][0]["layout"]


def test_widgets_show_columns_of_queries_that_run(spark: SparkSession) -> None:
    for table in TABLES:
        if table.layer == "gold":
            as_frame(spark, [], table.struct()).createOrReplaceTempView(f"dashboard_{table.name}")
    queries = {d["name"]: "".join(d["queryLines"]) for d in DASHBOARD["datasets"]}
    columns = {name: spark.sql(re.sub(r"\bgold\.", "dashboard_", query)).columns for name, query in queries.items()}
    for placed in LAYOUT:
        widget = placed["widget"]
        query = widget["queries"][0]["query"]
        offered = {f["name"] for f in query["fields"]}
        assert offered <= set(columns[query["datasetName"]])
        assert {e["fieldName"] for e in widget["spec"]["encodings"].values()} == offered
    assert {w["widget"]["queries"][0]["query"]["datasetName"] for w in LAYOUT} == set(queries)


def test_widgets_do_not_overlap_and_stay_on_the_page() -> None:
    cells = [
        (x, y)
        for p in (placed["position"] for placed in LAYOUT)
        for x in range(p["x"], p["x"] + p["width"])
        for y in range(p["y"], p["y"] + p["height"])
    ]
    assert len(set(cells)) == len(cells)
    assert all(0 <= x < 6 for x, _ in cells)


def test_small_groups_are_left_out() -> None:
    """Of every query that shows groups of students."""
    grouped = [q for q in ("".join(d["queryLines"]) for d in DASHBOARD["datasets"]) if " AS x" in q]
    assert len(grouped) == 5
    assert all(re.search(r">= 10\b", query) for query in grouped)
