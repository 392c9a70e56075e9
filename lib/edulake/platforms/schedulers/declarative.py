"""The products as a declarative pipeline: its source, which is that of any platform, and the pipeline on Databricks."""

from __future__ import annotations

from typing import Any

SOURCE = '''\
"""Products as materialized views. Made by `./spark-submit.sh deploy`: change lib/edulake/platforms/schedulers.

On Databricks resources/declarative.yml runs it. Elsewhere, from Spark 4.1 on, a spark-pipeline.yml names it below
`libraries`, and below `configuration` where silver lies (`edulake.warehouse` or `edulake.catalog`) and the settings
that jobs are given with --conf (`edulake.conf`).
"""

from pyspark import pipelines
from pyspark.sql import SparkSession

from edulake.config.load import load, platform
from edulake.platforms.declarative import declare

spark = SparkSession.active()
said = {name: spark.conf.get(f"edulake.{name}", None) for name in ("conf", "warehouse", "catalog")}
declare(pipelines, spark, load(**said, platform=platform()))
'''


def pipeline() -> dict[str, Any]:
    """The pipeline on Databricks, which is started by hand or by a job of one's own: the daily job makes gold."""
    return {
        "name": "edulake_declared (${bundle.target})",
        "catalog": "${var.catalog}",
        "schema": "declared",
        "serverless": True,
        "continuous": False,
        "libraries": [{"file": {"path": "../pipeline.py"}}],
        "environment": {"dependencies": ["../dist/*.whl"]},
        "configuration": {"edulake.catalog": "${var.catalog}", "edulake.conf": "${var.conf}"},
    }
