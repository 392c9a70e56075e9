"""The chart of accounts of the district's schools, and what a year is planned to bring and to cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year


class Account(NamedTuple):
    """An account of each school: what stands behind the school's name in its number, and its title."""

    kind: str
    fund: str
    function: str
    object: str
    name: str

    @property
    def code(self) -> str:
        return f"{self.fund}.{self.function}.{self.object}"


REVENUE, SPENDING, BALANCE, TRANSFER = "Revenue", "Expenditure", "Balance Sheet", "Transfer"
TAXES = Account(REVENUE, "10", "0000", "1100", "Local taxes")
AID = Account(REVENUE, "10", "0000", "3100", "State aid")
SALARIES = Account(SPENDING, "10", "1000", "110", "Salaries of teachers")
SUPPLIES = Account(SPENDING, "10", "1000", "610", "Supplies")
BUSES = Account(SPENDING, "10", "2700", "510", "Transportation")
FOOD = Account(SPENDING, "21", "3100", "630", "Food")
TO_FOOD = Account(TRANSFER, "10", "5200", "930", "Transfer to food service")
CASH = Account(BALANCE, "10", "0000", "0101", "Cash")
CHART = (TAXES, AID, SALARIES, SUPPLIES, BUSES, FOOD, TO_FOOD, CASH)
# Months of a fiscal year by their number, from July.
JULY, AUGUST, SEPTEMBER, NOVEMBER, JANUARY, FEBRUARY, MARCH = 0, 1, 2, 4, 6, 7, 8
MONTHS = 12
# What a year is planned to bring or cost, in cents, and by how much plans were changed in its middle.
PLANNED = {
    TAXES: 600_000_00,
    AID: 120_000_00,
    SALARIES: 504_000_00,
    SUPPLIES: 9_000_00,
    BUSES: 14_000_00,
    FOOD: 72_000_00,
}
CHANGED = {SUPPLIES: 1_250_50, BUSES: -750_25}
ORDERED, DELIVERED_A_MONTH = 12_000_00, 1_000_00  # buses: what is ordered in August, and what of it comes each month


def accounts(stays: DataFrame, years: Sequence[Year]) -> DataFrame:
    """One row a school, fiscal year and account."""
    fields = [
        F.struct(
            F.lit(of.code).alias("of"),
            *[F.lit(v).alias(n) for n, v in zip(("account_type", *Account._fields[1:]), of, strict=True)],
        )
        for of in CHART
    ]
    ends = F.explode(F.array(*[F.lit(str(year.ends)) for year in years]))
    each = (
        stays.select("school")
        .distinct()
        .select("school", ends.alias("fiscal_year"))
        .select("*", F.inline(F.array(*fields)))
    )
    return each.select(
        account_id().alias("account_id"), "fiscal_year", "account_type", "fund", "function", "object", "name",
        F.col("school").alias("school_id"),
    )  # fmt: skip


def months(stays: DataFrame, years: Sequence[Year]) -> DataFrame:
    """One row a school and month of fiscal years: `month` from 0, the day on which it begins, `place` of the school.

    `ends` is the year in which the fiscal year ends.
    """
    schools = stays.select("school").distinct().select("school", F.xxhash64("school").alias("place"))
    ends = F.array(*[F.lit(year.ends) for year in years]).cast("array<int>")
    numbers = F.sequence(F.lit(0).cast("bigint"), F.lit(MONTHS - 1).cast("bigint"))
    each = schools.select("*", F.explode(ends).alias("ends")).select("*", F.explode(numbers).alias("month"))
    first = F.make_date(F.col("ends") - 1, F.lit(7), F.lit(1))
    return each.withColumn("begins", F.add_months(first, F.col("month").cast("int")))


def account_id(of: str = "of") -> Column:
    """The number of a school's account, from the code in the column `of`."""
    return F.concat_ws(".", "school", of)
