"""What the schools of the district take in and spend: a chart of accounts, the ledger of the newest fiscal year with
what is planned and ordered, and balances of those before.

Entries of the ledger have no ids, and some are true repeats. A month that is closed is delivered again, once as it was, once
with what was put right. Amounts are whole cents until they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import decimal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year


class Account(NamedTuple):
    """An account of each school: what stands behind the school's name in its number, and what the codes of that mean."""

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
ACTUAL, BUDGET, ENCUMBRANCE = "Actual", "Budget", "Encumbrance"
# Months of a fiscal year by their number, from July.
JULY, AUGUST, SEPTEMBER, NOVEMBER, JANUARY, FEBRUARY, MARCH = 0, 1, 2, 4, 6, 7, 8
MONTHS = 12
# What a year is planned to bring or cost, in cents, and by how much plans were changed in its middle.
PLANNED = {TAXES: 600_000_00, AID: 120_000_00, SALARIES: 504_000_00, SUPPLIES: 9_000_00, BUSES: 14_000_00, FOOD: 72_000_00}
CHANGED = {SUPPLIES: 1_250_50, BUSES: -750_25}
ORDERED, DELIVERED_A_MONTH = 12_000_00, 1_000_00  # buses: what is ordered in August, and what of it comes each month
DEBIT, CREDIT = "DR", "CR"
# The nights on which the last whole month is delivered again: as it was, and with what was put right.
AGAIN, PUT_RIGHT = deliveries()[2], deliveries()[4]


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
    each = _schools(stays).select("school", ends.alias("fiscal_year")).select("*", F.inline(F.array(*fields)))
    return each.select(
        _account_id().alias("account_id"), "fiscal_year", "account_type", "fund", "function", "object", "name",
        F.col("school").alias("school_id"),
    )  # fmt: skip


def postings(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row an entry of the newest fiscal year: what was booked, as debit or credit, what is planned, what is ordered."""
    return _booked(stays, years, seed).unionByName(_plans(stays, years), allowMissingColumns=True)


def _booked(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """Two entries or more a document, which balance."""
    months = _months(stays, years[-1])
    draws = Draws(seed, ("place", "month"))
    entries = months.select("*", F.inline(F.array_compact(F.array(*_entries(draws)))))
    both = F.array(_side(F.col("of"), F.col("is_debit")), _side(F.lit(CASH.code), ~F.col("is_debit")))
    each = entries.select("*", F.explode(F.sequence(F.lit(1), F.col("times"))).alias("time")).select("*", F.inline(both))
    date = F.date_add("begins", F.col("day") - 1)
    is_late = F.col("document").startswith("COR")
    nights = F.array(date.cast("string"), *[F.lit(night.isoformat()) for night in (AGAIN, PUT_RIGHT)])
    is_march = F.col("month") == MARCH
    told = F.when(is_late, F.slice(nights, 3, 1)).when(is_march, nights).otherwise(F.slice(nights, 1, 1))
    amount = decimal_text(F.col("cents"), F.lit(2), ".")
    return each.select("*", F.posexplode(told).alias("time_told", "told_on")).select(
        _account_id("side").alias("account_id"),
        F.col("ends").cast("string").alias("fiscal_year"),
        date.cast("string").alias("posted_date"),
        F.lit(ACTUAL).alias("measure"),
        F.when(F.col("debits"), amount).alias("debit"),
        F.when(~F.col("debits"), amount).alias("credit"),
        F.concat_ws("-", "document", "school", F.col("month") + 1).alias("document"),
        F.when(F.col("side") == F.col("of"), F.col("payee")).alias("payee"),
        F.col("school").alias("school_id"),
        "told_on",
        (F.col("time_told") > 0).alias("is_again"),
    )


def balances(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row a school, account, measure and month's end of the fiscal years before the newest: all of the year so far.

    Food has none of November.
    """
    fields = [
        F.struct(F.lit(number).cast("bigint").alias("account"), F.lit(of.code).alias("of"), F.lit(cents).alias("planned"))
        for number, (of, cents) in enumerate(PLANNED.items())
    ]
    measures = F.explode(F.array(F.lit(ACTUAL), F.lit(BUDGET)))
    told = None
    for year in years[:-1]:
        of_year = _months(stays, year).select("*", F.inline(F.array(*fields)))
        told = of_year if told is None else told.unionByName(of_year)
    if told is None:
        told = _months(stays, years[-1]).select("*", F.inline(F.array(*fields))).where(F.lit(False))
    numbered = told.withColumn("year", F.col("ends").cast("bigint"))
    draws = Draws(seed, ("place", "year", "month", "account"))
    so_far = F.floor(F.col("planned") * (F.col("month") + 1) / MONTHS) + draws.between("balance", -50_00, 50_00)
    cents = F.when(F.col("measure") == BUDGET, F.col("planned")).otherwise(so_far)
    date = F.last_day("begins").cast("string")
    is_told = (F.col("of") != FOOD.code) | (F.col("month") != NOVEMBER)
    return numbered.where(is_told).select("*", measures.alias("measure")).select(
        _account_id().alias("account_id"),
        F.col("ends").cast("string").alias("fiscal_year"),
        "measure",
        date.alias("as_of_date"),
        decimal_text(cents, F.lit(2), ".").alias("amount"),
        F.col("school").alias("school_id"),
        date.alias("told_on"),
    )


def _plans(stays: DataFrame, years: Sequence[Year]) -> DataFrame:
    """What is planned and ordered, as an amount with a flag that says whether it is taken off."""
    planned = [_planned(BUDGET, of, cents, JULY, 1) for of, cents in PLANNED.items()]
    changed = [_planned(BUDGET, of, cents, JANUARY, 15) for of, cents in CHANGED.items()]
    ordered = _planned(ENCUMBRANCE, BUSES, ORDERED, AUGUST, 1)
    come = [_planned(ENCUMBRANCE, BUSES, -DELIVERED_A_MONTH, month, 20) for month in range(SEPTEMBER, MONTHS)]
    each = _months(stays, years[-1]).select("*", F.inline(F.array(*planned, *changed, ordered, *come)))
    date = F.date_add("begins", F.col("day") - 1).cast("string")
    amount = F.format_number((F.abs("cents").cast("decimal(16,0)") / 100).cast("decimal(16,2)"), 2)
    return each.where(F.col("month") == F.col("in_month")).select(
        _account_id().alias("account_id"),
        F.col("ends").cast("string").alias("fiscal_year"),
        date.alias("posted_date"),
        "measure",
        F.concat(F.lit("$"), amount).alias("amount"),
        F.when(F.col("cents") < 0, CREDIT).otherwise(DEBIT).alias("sign"),
        F.col("school").alias("school_id"),
        date.alias("told_on"),
        F.lit(False).alias("is_again"),
    )


def _entries(draws: Draws) -> list[Column]:
    """What is booked in a month: paid from cash, or received into it."""
    month = F.col("month")

    def paid(of: Account, cents: Column, day: int, document: str, payee: str, *, times: int | Column = 1) -> Column:
        return _entry(of, cents, day, document, payee, times, is_debit=True)

    def received(of: Account, cents: Column, day: int, document: str, payee: str) -> Column:
        return _entry(of, cents, day, document, payee, 1, is_debit=False)

    lone = draws.between("supplies", 100_00, 900_00)
    return [
        paid(SALARIES, draws.between("salaries", 40_000_00, 44_000_00), 28, "PAY", "Payroll"),
        paid(SUPPLIES, lone, 11, "SUP", "School Supplies Inc"),
        # The copier is paid by the job: the same amount on the same day, twice or three times.
        paid(SUPPLIES, F.lit(13_79), 3, "CPY", "Copy Shop", times=draws.between("copies", 2, 3)),
        paid(BUSES, F.lit(DELIVERED_A_MONTH), 20, "BUS", "Fischer Buses"),
        paid(FOOD, draws.between("food", 5_000_00, 7_000_00), 25, "FOO", "Garcia Foods"),
        received(AID, F.lit(10_000_00), 5, "AID", "State"),
        F.when(month.isin(SEPTEMBER, FEBRUARY), received(TAXES, F.lit(300_000_00), 15, "TAX", "County")),
        F.when(month == NOVEMBER, received(SUPPLIES, F.lit(49_99), 19, "REF", "School Supplies Inc")),
        F.when(month == JANUARY, paid(TO_FOOD, F.lit(2_500_00), 15, "TRF", "Food service")),
        # What was paid for supplies in March was less by 10.01: the entry is taken back, and booked as it was.
        F.when(month == MARCH, received(SUPPLIES, lone, 31, "COR-A", "School Supplies Inc")),
        F.when(month == MARCH, paid(SUPPLIES, lone - 10_01, 31, "COR-B", "School Supplies Inc")),
    ]


def _entry(
    of: Account, cents: Column, day: int, document: str, payee: str, times: int | Column, *, is_debit: bool
) -> Column:
    return F.struct(
        F.lit(of.code).alias("of"),
        F.lit(is_debit).alias("is_debit"),
        cents.cast("bigint").alias("cents"),
        F.lit(day).alias("day"),
        F.lit(document).alias("document"),
        F.lit(payee).alias("payee"),
        (F.lit(times) if isinstance(times, int) else times).cast("int").alias("times"),
    )


def _side(of: Column, debits: Column) -> Column:
    return F.struct(of.alias("side"), debits.alias("debits"))


def _planned(measure: str, of: Account, cents: int, month: int, day: int) -> Column:
    return F.struct(
        F.lit(measure).alias("measure"),
        F.lit(of.code).alias("of"),
        F.lit(cents).cast("bigint").alias("cents"),
        F.lit(month).alias("in_month"),
        F.lit(day).alias("day"),
    )


def _schools(stays: DataFrame) -> DataFrame:
    return stays.select("school").distinct()


def _months(stays: DataFrame, year: Year) -> DataFrame:
    """One row a school and month of a fiscal year: `month` from 0, the day on which it begins, `place` of the school."""
    first = F.make_date(F.lit(year.ends - 1), F.lit(7), F.lit(1))
    months = F.explode(F.sequence(F.lit(0).cast("bigint"), F.lit(MONTHS - 1).cast("bigint")))
    each = _schools(stays).select("school", F.xxhash64("school").alias("place"), months.alias("month"))
    begins = F.add_months(first, F.col("month").cast("int"))
    return each.select("*", begins.alias("begins"), F.lit(year.ends).alias("ends"))


def _account_id(of: str = "of") -> Column:
    return F.concat_ws(".", "school", of)
