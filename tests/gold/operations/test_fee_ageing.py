"""How long what is open has been due: each bound of each bucket, and no cent outside of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.gold.operations.fee_ageing import AGES, age_sql

# As of 31 March 2025.
DUE: dict[str | None, str] = {
    "2025-04-01": "Not Due", "2099-12-31": "Not Due", "2025-03-31": "0-30", "2025-03-01": "0-30",
    "2025-02-28": "31-60", "2025-01-30": "31-60", "2025-01-29": "61-90", "2024-12-31": "61-90", "2024-12-30": "90+",
    "1900-01-01": "90+", None: "No Due Date",
}  # fmt: skip


@pytest.mark.parametrize("as_of", ["as_of", "DATE'2025-03-31'"])
def test_each_bound(spark: SparkSession, as_of: str) -> None:
    rows = frame(spark, [(day, "x") for day in DUE], "day other").withColumn("due_date", F.col("day").cast("date"))
    rows = rows.withColumn("as_of", F.lit("2025-03-31").cast("date"))
    assert {row[0]: row[1] for row in rows.select("day", F.expr(age_sql("due_date", as_of))).collect()} == DUE
    assert set(DUE.values()) == set(AGES)


def test_nothing_has_an_age_as_of_no_day(spark: SparkSession) -> None:
    rows = spark.sql("SELECT DATE'2025-01-01' AS due_date, CAST(NULL AS DATE) AS none, CAST(NULL AS DATE) AS as_of")
    ages = rows.selectExpr(age_sql(), age_sql("none"), age_sql("none", "due_date"))
    assert [list(row) for row in ages.collect()] == [[None, None, "No Due Date"]]


def test_the_buckets_add_up(spark: SparkSession) -> None:
    """As SQL asks it of a table: whatever the day, each open amount is in one bucket."""
    rows = frame(spark, [(day, f"{n}.01") for n, day in enumerate(DUE)], "day open")
    rows.selectExpr("CAST(day AS DATE) AS due_date", "CAST(open AS DECIMAL(16,2)) AS open").createOrReplaceTempView("o")
    for as_of in ("2024-01-01", "2025-03-31", "2100-01-01"):
        bucket = age_sql(as_of=f"DATE'{as_of}'")
        sums = spark.sql(f"SELECT {bucket} AS age, sum(open) AS open FROM o GROUP BY 1")
        found = {row["age"]: row["open"] for row in sums.collect()}
        assert set(found) <= set(AGES)
        assert sum(found.values()) == sum(Decimal(f"{n}.01") for n in range(len(DUE)))
