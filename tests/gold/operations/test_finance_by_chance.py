"""What is received and spent by month: ledgers made by chance against the oracle."""

from __future__ import annotations

import finance_oracle
import products
import pytest
from finance_by_chance import by_chance
from finance_rows import CALENDAR, DAYS, PUPILS, given
from products import Row
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS

pytestmark = pytest.mark.once
PRODUCT = PRODUCTS["finance_monthly"]


@pytest.mark.more
def test_any_ledgers_are_what_plain_python_makes_of_them(spark: SparkSession) -> None:
    books = {f"{seed}": by_chance(seed) for seed in range(12)}
    due = {name: finance_oracle.monthly(days=DAYS, **of) for name, of in books.items()}
    cases = {name: (given(**of, stays=PUPILS, days=CALENDAR), []) for name, of in books.items() if due[name]}
    found = products.answers(spark, PRODUCT, cases)
    for name, rows in found.items():
        assert [{**row, "source_system": name} for row in due[name]] == rows_told(rows, due[name])
    kept = [row for rows in due.values() for row in rows]
    for figure in ("variance", "used", "net", "per_pupil", "carried"):
        assert sum(row[figure] is not None for row in kept) > 20, "each is tried"


def rows_told(rows: list[Row], due: list[Row]) -> list[Row]:
    return [{name: row[name] for name in ("source_system", *due[0])} for row in rows]
