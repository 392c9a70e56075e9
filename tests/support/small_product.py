"""A product of two silver tables that is easily reckoned: sums of points, and how many visits there were."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold import Product
from edulake.gold.product import Input, Reach

POINTS = Table(
    "silver",
    "points",
    "Points.",
    (
        Column("student_id", "STRING", "Who"),
        Column("topic", "STRING", "On what"),
        Column("points", "DOUBLE", "How many"),
    ),
    cluster_by=("student_id", "topic"),
)
VISITS = Table(
    "silver",
    "visits",
    "Visits.",
    (Column("visitor", "STRING", "Who"), Column("room", "STRING", "Where"), Column("is_deleted", "BOOLEAN", "Gone")),
    cluster_by=("visitor", "room"),
)
SUMS = Table(
    "gold",
    "sums",
    "Sums.",
    (
        Column("student_id", "STRING", "Who"),
        Column("topic", "STRING", "On what"),
        Column("points", "DOUBLE", "Sum"),
        Column("visits", "BIGINT", "Visits"),
        Column("processing_timestamp", "TIMESTAMP", "When"),
    ),
    key=("student_id", "topic"),
    cluster_by=("student_id", "topic"),
)


def build(silver: Any, _: Any) -> DataFrame:
    """One row for each student and topic with points."""
    visits = silver[VISITS].groupBy(F.col("visitor").alias("student_id"), F.col("room").alias("topic"))
    counted = visits.agg(F.count(F.lit(1)).alias("visits"))
    summed = silver[POINTS].groupBy("student_id", "topic").agg(F.sum("points").alias("points"))
    return summed.join(counted, on=["student_id", "topic"], how="left")


PRODUCT = Product("sums", SUMS, (Input(POINTS), Input(VISITS, {"student_id": "visitor", "topic": "room"})), build)


def reached(images: Any, silver: Any, held: DataFrame) -> DataFrame:
    """The points' own keys, and of a visit those of all who have points on the topic, or had."""
    keys = [images[POINTS].select("student_id", "topic")] if POINTS in images else []
    if VISITS in images:
        rooms = images[VISITS].select(F.col("room").alias("topic"))
        all_ = held.unionByName(silver[POINTS].select("student_id", "topic"))
        keys.append(all_.join(rooms, on="topic").select("student_id", "topic"))
    return reduce(DataFrame.unionByName, keys).dropna()


def of_topics(silver: Any, keys: DataFrame) -> Any:
    """All points in a topic of the keys, and all visits."""
    return {**silver, POINTS: silver[POINTS].join(keys, on="topic", how="left_semi")}


REACHING = replace(
    PRODUCT,
    inputs=(Input(POINTS, compared=("student_id", "topic")), Input(VISITS, compared=("visitor", "room"))),
    reach=Reach(reached, of_topics),
)
