"""Practice of skills as rows of Spark, of what memory_oracle.py has in plain Python."""

from __future__ import annotations

from memory_oracle import Example
from pyspark.sql import DataFrame, SparkSession
from texts import frame

NUMBERS = dict.fromkeys(("right", "wrong", "seconds", "right_before", "wrong_before"), "bigint")


def as_rows(spark: SparkSession, rows: list[Example]) -> DataFrame:
    """Examples of the source `s`, as half-lives are fitted to and judged by."""
    texts = [
        (
            *("s", of.practice.who, of.practice.skill),
            *map(str, (of.practice.right, of.practice.wrong, of.days * 86_400, of.right, of.wrong)),
        )
        for of in rows
    ]
    return frame(spark, texts, f"source_system student_id skill {' '.join(NUMBERS)}", **NUMBERS)
