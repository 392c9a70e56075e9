"""A product whose rows are finer than its scope: each student's place among all of a topic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold import Product
from edulake.gold.product import Input

RESULTS = Table(
    "silver",
    "results",
    "Results.",
    (
        Column("result_id", "INT", "Which"),
        Column("student_id", "STRING", "Whose"),
        Column("topic", "STRING", "On what"),
        Column("points", "BIGINT", "How many"),
    ),
    cluster_by=("student_id", "topic"),
    key=("result_id",),
    change_feed=True,
)
PLACES = Table(
    "gold",
    "places",
    "Places.",
    (
        Column("topic", "STRING", "On what", nullable=False),
        Column("student_id", "STRING", "Whose", nullable=False),
        Column("points", "BIGINT", "Sum"),
        Column("place", "INT", "The first has most points"),
        Column("processing_timestamp", "TIMESTAMP", "When", nullable=False),
    ),
    cluster_by=("topic", "student_id"),
    key=("topic", "student_id"),
    deletion_vectors=True,
)


def by_both(rows: DataFrame, _: Any) -> DataFrame:
    return rows.groupBy("student_id", "topic").agg(F.sum("points").alias("points"))


def build(silver: Any, _: Any) -> DataFrame:
    """One row for each topic and student."""
    sums = silver[RESULTS].groupBy("topic", "student_id").agg(F.sum("points").alias("points"))
    return sums.withColumn("place", F.rank().over(Window.partitionBy("topic").orderBy(F.desc("points"))))


BY_TOPIC = Product("places", PLACES, (Input(RESULTS, grain=by_both, filled=("topic",)),), build, part=("topic",))
AS_A_WHOLE = replace(BY_TOPIC, part=())
