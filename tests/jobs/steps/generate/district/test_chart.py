"""The chart of accounts: one of each school and fiscal year, and the months of the years."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.jobs.steps.generate.district.calendar import school_years
from edulake.jobs.steps.generate.district.chart import CHART, PLANNED, REVENUE, SPENDING, account_id, months

pytestmark = pytest.mark.once
YEARS = school_years(2)


@pytest.mark.more
def test_each_school_has_each_account_in_each_year(told: Any) -> None:
    rows = told["accounts"]
    assert len({(row["account_id"], row["fiscal_year"]) for row in rows}) == len(rows)
    times = Counter((row["school_id"], row["fiscal_year"]) for row in rows)
    assert set(times.values()) == {len(CHART)}
    assert {year for _, year in times} == {"2024", "2025"}
    assert all(row["account_id"].startswith(f"{row['school_id']}.{row['fund']}.{row['function']}.") for row in rows)
    assert len({of.code for of in CHART}) == len(CHART)


def test_plans_are_of_what_is_received_and_spent() -> None:
    assert {of.kind for of in PLANNED} == {REVENUE, SPENDING}
    assert {*PLANNED} == {of for of in CHART if of.kind in (REVENUE, SPENDING)}


def test_a_fiscal_year_has_twelve_months_from_july(spark: SparkSession) -> None:
    schools = spark.sql("SELECT * FROM VALUES ('E01'), ('E01'), ('M01') AS t (school)")
    rows = months(schools, YEARS).orderBy("school", "begins").collect()
    days = [row["begins"].isoformat() for row in rows if row["school"] == "M01"]
    assert len(rows) == 2 * len(days) == 2 * 2 * 12
    assert (days[0], days[11], days[12], days[-1]) == ("2023-07-01", "2024-06-01", "2024-07-01", "2025-06-01")
    assert [(row["ends"], row["month"]) for row in rows[:24]] == [(of, n) for of in (2024, 2025) for n in range(12)]
    assert len({row["place"] for row in rows}) == 2
    assert not months(schools, ()).count()


def test_an_account_is_one_of_a_school(spark: SparkSession) -> None:
    rows = spark.sql("SELECT 'E01' AS school, '10.1000.110' AS of, '10.0000.0101' AS side")
    assert rows.select(account_id(), account_id("side")).first() == ("E01.10.1000.110", "E01.10.0000.0101")
