"""What the schools of the district hold on their accounts at the end of each month, as Ed-Fi tells of money.

Nothing tells of entries: of the newest fiscal year balances are what the ledger's entries come to. What was put right
there changes a balance that was told before; of food a balance was told that was none, and is deleted.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district import chart, finance
from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries
from edulake.jobs.steps.generate.edfi.facts import (
    AGENCY,
    CORRECTED,
    UNKNOWN_DESCRIPTOR,
    agency,
    at_school,
    or_unknown,
    school_number,
)
from edulake.jobs.steps.generate.edfi.forms import Resource, code, to

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

TYPES = {
    chart.REVENUE: "Revenue account",
    chart.SPENDING: "Expenditure account",
    chart.BALANCE: "Balance sheet account",
    chart.TRANSFER: "Transfer",
}
DIMENSIONS = ("fund", "function", "object")
AMOUNT = "decimal(16,2)"
# In November nobody knew what food had cost: a balance of the day before its last one was told all the same.
NO_BALANCE = "-11-29"
FOUND_OUT = deliveries()[2]


def charts(facts: Facts) -> Resource:
    """The chart of the agency for each year; of cash it has a kind that nobody knows."""
    rows = facts.plan.lasts["accounts"].select("fiscal_year", "account_type", *DIMENSIONS, "name").distinct()
    is_cash = _code() == chart.CASH.code
    key = _chart()
    dimensions = {
        f"{name}DimensionReference": to(
            f"{name.capitalize()}Dimension", f"{name}Dimensions", {"code": F.col(name), "fiscalYear": key["fiscalYear"]}
        )
        for name in DIMENSIONS
    }
    kind = or_unknown(is_cash, "AccountType", code("AccountType", looked_up(F.col("account_type"), TYPES)))
    return Resource(
        rows.withColumns({"told_on": F.lit(facts.since), "fault": F.when(is_cash, UNKNOWN_DESCRIPTOR)}),
        key,
        {
            "accountIdentifier": key["accountIdentifier"],
            "educationOrganizationReference": agency(),
            "fiscalYear": key["fiscalYear"],
            "accountName": F.col("name"),
            "accountTypeDescriptor": kind,
            **dimensions,
        },
    )


def accounts(facts: Facts) -> Resource:
    """The accounts of each school, each one of the chart."""
    key = _account()
    return Resource(
        facts.plan.lasts["accounts"].withColumn("told_on", F.lit(facts.since)),
        key,
        {
            "accountIdentifier": key["accountIdentifier"],
            "educationOrganizationReference": at_school(F.col("school_id")),
            "fiscalYear": key["fiscalYear"],
            "accountName": F.col("name"),
            "chartOfAccountReference": to("ChartOfAccount", "chartOfAccounts", _chart()),
        },
    )


def balances(facts: Facts, measure: str) -> Resource:
    key = _account()
    return Resource(
        _told(facts).where(F.col("measure") == measure),
        {**key, "asOfDate": F.col("as_of_date")},
        {
            "localAccountReference": to("LocalAccount", "localAccounts", key),
            "asOfDate": F.col("as_of_date"),
            "amount": F.col("amount").cast(AMOUNT),
        },
    )


def standing(facts: Facts) -> DataFrame:
    """Balances as they hold in the end, as the district's own truth takes them."""
    last = _told(facts).where("gone_on IS NULL")
    versions = last.groupBy("account_id", "fiscal_year", "measure", "as_of_date").agg(
        F.max_by("amount", "version").alias("amount")
    )
    return versions.where(F.col("as_of_date") <= deliveries()[-1].isoformat())


def _told(facts: Facts) -> DataFrame:
    """Versions of balances: those of the years before, one that was none, and those that entries come to."""
    columns = ("account_id", "fiscal_year", "measure", "school_id", "as_of_date", "told_on")
    older = facts.plan.happens["finance_balances"].select(
        *columns, F.lit(0).alias("version"), F.col("amount").cast(AMOUNT).alias("amount")
    )
    is_next = F.col("account_id").endswith(chart.FOOD.code) & F.substring("as_of_date", 6, 2).isin("12")
    day = F.concat(F.substring("as_of_date", 1, 4), F.lit(NO_BALANCE))
    wrong = older.where(is_next & (F.col("measure") == finance.ACTUAL)).withColumns(
        {"as_of_date": day, "told_on": day, "gone_on": F.lit(FOUND_OUT.isoformat())}
    )
    return older.unionByName(wrong, allowMissingColumns=True).unionByName(_newest(facts), allowMissingColumns=True)


def _newest(facts: Facts) -> DataFrame:
    """Balances at the end of each month of the newest year: as first told, and once more where that changed."""
    types = facts.plan.lasts["accounts"].select("account_id", "fiscal_year", "account_type")
    entered = facts.plan.happens["finance_postings"].where("NOT is_again").join(types, ["account_id", "fiscal_year"])
    counted = entered.where(F.col("account_type").isin(chart.REVENUE, chart.SPENDING))
    ends = F.explode(F.array(*[F.lit(day) for day in _month_ends(facts)])).alias("as_of_date")
    each = counted.select("*", ends, _amount().alias("change")).where(F.col("posted_date") <= F.col("as_of_date"))
    at_first = F.when(F.col("told_on") <= F.col("as_of_date"), F.col("change")).otherwise(0)
    sums = each.groupBy("account_id", "fiscal_year", "measure", "school_id", "as_of_date").agg(
        F.sum("change").cast(AMOUNT).alias("sum"), F.sum(at_first).cast(AMOUNT).alias("at_first")
    )
    first, put_right = F.col("as_of_date"), F.lit(finance.PUT_RIGHT.isoformat())
    again = _version(1, put_right, "sum", F.lit(CORRECTED))
    once = _version(0, first, "at_first", F.lit(None).cast("string"))
    versions = F.when(F.col("sum") != F.col("at_first"), F.array(once, again)).otherwise(F.array(once))
    return sums.select("*", F.inline(versions)).drop("sum", "at_first")


def _month_ends(facts: Facts) -> list[str]:
    """The last days of the months of the newest fiscal year up to the opening delivery."""
    begins = facts.years[-1].ends - 1
    months = [(begins, month) for month in range(7, 13)] + [(begins + 1, month) for month in range(1, 4)]
    days = [calendar.monthrange(*month)[1] for month in months]
    dates = [dt.date(*month, day) for month, day in zip(months, days, strict=True)]
    return [day.isoformat() for day in dates if day <= OPENING]


def _amount() -> Column:
    """An entry as it is received or spent; what is planned and ordered is written as an amount."""
    none = F.lit(0)
    booked = F.coalesce(F.col("debit").cast(AMOUNT), none) - F.coalesce(F.col("credit").cast(AMOUNT), none)
    received = F.when(F.col("account_type") == chart.REVENUE, -booked).otherwise(booked)
    planned = F.regexp_replace("amount", "[$,]|( CR)", "").cast(AMOUNT)
    signed = F.when(F.col("amount").endswith(finance.CREDIT), -planned).otherwise(planned)
    return F.when(F.col("measure") == finance.ACTUAL, received).otherwise(signed).cast(AMOUNT)


def _version(number: int, told: Column, amount: str, fault: Column) -> Column:
    values = {"version": F.lit(number), "told_on": told, "amount": F.col(amount), "fault": fault}
    return F.struct(*[value.alias(name) for name, value in values.items()])


def _code() -> Column:
    return F.concat_ws(".", *DIMENSIONS)


def _chart() -> dict[str, Column]:
    return {
        "accountIdentifier": _code(),
        "educationOrganizationId": F.lit(AGENCY),
        "fiscalYear": F.col("fiscal_year").cast("int"),
    }


def _account() -> dict[str, Column]:
    return {
        "accountIdentifier": F.col("account_id"),
        "educationOrganizationId": school_number(F.col("school_id")),
        "fiscalYear": F.col("fiscal_year").cast("int"),
    }
