"""A short run of what every job does, for the class archive that set-up trains; `submit warm_up.py DIR`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

TABLE = """
CREATE TABLE {table} (id STRING, student_id STRING, day DATE, score DECIMAL(5,2)) USING delta
CLUSTER BY (student_id, day) LOCATION '{folder}'
"""
MERGE = """
MERGE INTO warm.up AS old USING fresh AS new ON old.id = new.id
WHEN MATCHED AND old.score <> new.score THEN UPDATE SET *
WHEN NOT MATCHED THEN INSERT *
"""


def main(folder: Path) -> None:
    records = folder / "records.jsonl"
    rows = ({"id": str(n), "student": f"s{n % 7}", "day": "2024-02-01", "score": f"{n}.5"} for n in range(50))
    records.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    spark = SparkSession.builder.appName("edulake").getOrCreate()
    spark.sql(f"CREATE DATABASE IF NOT EXISTS warm LOCATION '{folder / 'warm'}'")
    spark.sql(TABLE.format(table="warm.up", folder=folder / "up"))
    fresh = (
        spark.read.schema("id STRING, student STRING, day STRING, score STRING")
        .json(str(records))
        .select(
            "id",
            F.col("student").alias("student_id"),
            F.expr("try_cast(day AS DATE)").alias("day"),
            F.expr("try_cast(score AS DECIMAL(5,2))").alias("score"),
        )
    )
    fresh.write.format("delta").mode("append").saveAsTable("warm.up")
    fresh.createOrReplaceTempView("fresh")
    spark.sql(MERGE)
    spark.sql("OPTIMIZE warm.up")
    spark.sql("DESCRIBE DETAIL warm.up").collect()
    spark.table("warm.up").groupBy("student_id").agg(F.avg("score"), F.count("*")).collect()
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
