"""Results of a few students over some years, by chance: with everything that may be null, and ties of all kinds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from products import put_down
from pyspark.sql import SparkSession
from steps import rows_of

from edulake.config.settings import Gold
from edulake.contract.table import Table
from edulake.gold import Product

Row = dict[str, Any]
GRADES = ("Kindergarten", "1st Grade", "9th Grade", "10th Grade", "Ungraded", "Unknown")
SCORES = ("100.00", "85.00", "84.99", "70.00", "69.99", "33.33", "0.00", None)


def results(rng: random.Random, number: int = 400) -> list[Row]:
    return [_result(rng, n) for n in range(number)]


def _result(rng: random.Random, number: int) -> Row:
    year, score = rng.choice([2022, 2023, 2025]), rng.choice(SCORES)
    return {
        "source_system": "sis",
        "assessment_id": str(number),
        "student_id": f"S{rng.randrange(9)}",
        "subject": rng.choice(["Math", "Math", "Art"]),
        "grade_level": rng.choice(GRADES),
        "score": None if score is None else Decimal(score),
        "assessment_date": dt.date(year - 1, 9, 1) + dt.timedelta(days=rng.randrange(25) * 10),
        "school_year": year,
        "school_id": rng.choice(["N1", "N2", None]),
        "term": rng.choice(["T1", "T2", None]),
        "performance_category": "Unknown",
    }


def as_built(spark: SparkSession, product: Product, silver: Mapping[Table, list[Row]]) -> list[Row]:
    """The product's rows from those of silver."""
    frames = {table: rows_of(spark, table, *[_in_words(row) for row in rows]) for table, rows in silver.items()}
    given = {read.table: read.summed(read.complete(frames[read.table]), Gold()) for read in product.inputs}
    return in_order(product, [row.asDict() for row in product.rows(given, Gold(), put_down).collect()])


def _in_words(row: Row) -> Row:
    """Days and decimals as frames of few rows are given them."""
    return {name: str(value) if type(value) in (dt.date, Decimal) else value for name, value in row.items()}


def as_reckoned(product: Product, oracle: Callable[..., list[Row]], silver: Mapping[Table, list[Row]]) -> list[Row]:
    """The same by an oracle."""
    return in_order(product, oracle(*[silver[read.table] for read in product.inputs]))


def in_order(product: Product, rows: Iterable[Row]) -> list[Row]:
    names = [name for name in product.table.column_names if name != "processing_timestamp"]
    ordered = sorted(rows, key=lambda row: [str(row[name]) for name in product.table.key])
    return [{name: row[name] for name in names} for row in ordered]
