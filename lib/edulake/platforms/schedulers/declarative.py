"""The source of the products as a declarative pipeline, on any platform that has them."""

from __future__ import annotations

SOURCE = '''\
"""Products as materialized views. Made by `./spark-submit.sh deploy`: change lib/edulake/platforms/schedulers.

On Databricks resources/declarative.yml runs it. Elsewhere, from Spark 4.1 on, a spark-pipeline.yml names it below
`libraries`, and below `configuration` where silver lies (`edulake.warehouse` or `edulake.catalog`), the settings
that jobs are given with --conf (`edulake.conf`), and `spark.sql.session.timeZone: UTC`: days are those of UTC.
"""

from pyspark import pipelines
from pyspark.sql import SparkSession

from edulake.config.load import load, platform
from edulake.platforms.declarative import declare

spark = SparkSession.active()
said = {name: spark.conf.get(f"edulake.{name}", None) for name in ("conf", "warehouse", "catalog")}
declare(pipelines, spark, load(**said, platform=platform()))
'''
