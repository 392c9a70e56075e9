"""What the schools of the district take in and spend: the ledger of the newest fiscal year, with what is planned and
ordered, and balances of the years before.

Entries of the ledger have no ids, and some are true repeats. A month that is closed is delivered again, once as it was,
once with what was put right. Amounts are whole cents until they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.district.chart import (
    AID,
    AUGUST,
    BUSES,
    CASH,
    CHANGED,
    DELIVERED_A_MONTH,
    FEBRUARY,
    FOOD,
    JANUARY,
    JULY,
    MARCH,
    MONTHS,
    NOVEMBER,
    ORDERED,
    PLANNED,
    SALARIES,
    SEPTEMBER,
    SUPPLIES,
    TAXES,
    TO_FOOD,
    Account,
    account_id,
    months,
)
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import decimal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year

ACTUAL, BUDGET, ENCUMBRANCE = "Actual", "Budget", "Encumbrance"
# What stands behind an amount that is taken off.
CREDIT = " CR"
# The nights on which the last whole month is delivered again: as it was, and with what was put right.
AGAIN, PUT_RIGHT = deliveries()[2], deliveries()[4]


def postings(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row an entry of the newest fiscal year: what was booked, as debit or credit, what is planned, and ordered."""
    return _booked(stays, years, seed).unionByName(_plans(stays, years), allowMissingColumns=True)


def _booked(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """Two entries or more a document, which balance."""
    of_months = months(stays, years[-1:])
    draws = Draws(seed, ("place", "month"))
    entries = of_months.select("*", F.inline(F.array_compact(F.array(*_entries(draws)))))
    both = F.array(_side(F.col("of"), F.col("is_debit")), _side(F.lit(CASH.code), ~F.col("is_debit")))
    repeated = entries.select("*", F.explode(F.sequence(F.lit(1), F.col("times"))).alias("time"))
    each = repeated.select("*", F.inline(both))
    date = F.date_add("begins", F.col("day") - 1)
    is_late = F.col("document").startswith("COR")
    nights = F.array(date.cast("string"), *[F.lit(night.isoformat()) for night in (AGAIN, PUT_RIGHT)])
    is_march = F.col("month") == MARCH
    told = F.when(is_late, F.slice(nights, 3, 1)).when(is_march, nights).otherwise(F.slice(nights, 1, 1))
    amount = decimal_text(F.col("cents"), F.lit(2), ".")
    return each.select("*", F.posexplode(told).alias("time_told", "told_on")).select(
        account_id("side").alias("account_id"),
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
        F.struct(
            F.lit(number).cast("bigint").alias("account"), F.lit(of.code).alias("of"), F.lit(cents).alias("planned")
        )
        for number, (of, cents) in enumerate(PLANNED.items())
    ]
    measures = F.explode(F.array(F.lit(ACTUAL), F.lit(BUDGET)))
    each = months(stays, years[:-1]).select("*", F.inline(F.array(*fields)))
    numbered = each.withColumn("year", F.col("ends").cast("bigint"))
    draws = Draws(seed, ("place", "year", "month", "account"))
    so_far = F.floor(F.col("planned") * (F.col("month") + 1) / MONTHS) + draws.between("balance", -50_00, 50_00)
    cents = F.when(F.col("measure") == BUDGET, F.col("planned")).otherwise(so_far)
    date = F.last_day("begins").cast("string")
    is_told = (F.col("of") != FOOD.code) | (F.col("month") != NOVEMBER)
    return (
        numbered.where(is_told)
        .select("*", measures.alias("measure"))
        .select(
            account_id().alias("account_id"),
            F.col("ends").cast("string").alias("fiscal_year"),
            "measure",
            date.alias("as_of_date"),
            decimal_text(cents, F.lit(2), ".").alias("amount"),
            F.col("school").alias("school_id"),
            date.alias("told_on"),
        )
    )


def _plans(stays: DataFrame, years: Sequence[Year]) -> DataFrame:
    """What is planned and ordered, as an amount: $1,250.50, and $750.25 CR where it is taken off."""
    planned = [_planned(BUDGET, of, cents, JULY, 1) for of, cents in PLANNED.items()]
    changed = [_planned(BUDGET, of, cents, JANUARY, 15) for of, cents in CHANGED.items()]
    ordered = _planned(ENCUMBRANCE, BUSES, ORDERED, AUGUST, 1)
    come = [_planned(ENCUMBRANCE, BUSES, -DELIVERED_A_MONTH, month, 20) for month in range(SEPTEMBER, MONTHS)]
    each = months(stays, years[-1:]).select("*", F.inline(F.array(*planned, *changed, ordered, *come)))
    date = F.date_add("begins", F.col("day") - 1).cast("string")
    amount = F.format_number((F.abs("cents").cast("decimal(16,0)") / 100).cast("decimal(16,2)"), 2)
    return each.where(F.col("month") == F.col("in_month")).select(
        account_id().alias("account_id"),
        F.col("ends").cast("string").alias("fiscal_year"),
        date.alias("posted_date"),
        "measure",
        F.concat(F.lit("$"), amount, F.when(F.col("cents") < 0, CREDIT).otherwise("")).alias("amount"),
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
