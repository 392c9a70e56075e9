"""What is owed by families, and taken in and spent by the district, exactly to the cent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district import chart, finance
from edulake.jobs.steps.generate.district.fees import CANCELLED
from edulake.jobs.steps.generate.district.truths.nested import nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

AMOUNT, TOTAL = "decimal(16,2)", "decimal(20,2)"
# What an entry of this kind is in the sums of an account, and whether it adds to what is owed; all else is relief.
SUMS = {"Charge": ("billed", 1), "Payment": ("paid", -1), "Refund": ("refunded", 1)}
RELIEF = ("relief", -1)
FIGURES = ("billed", "relief", "paid", "refunded", "outstanding")


def fees(told: Mapping[str, DataFrame]) -> dict[str, Any]:
    """By currency and school year what is billed, relieved, paid, refunded and outstanding, net of what is reversed.

    By currency, over all years of each student, what is open and what is paid too much.
    """
    entries = _net(told["fee_entries"].where(F.col("status") != CANCELLED))
    years = entries.groupBy("currency", "school_year").agg(*_figures())
    each = entries.groupBy("currency", "student_id").agg(F.sum("effect").alias("owed"))
    nothing = F.lit(0).cast(TOTAL)
    sides = [F.sum(F.greatest(nothing, of)).cast(TOTAL).alias(name) for name, of in _sides().items()]
    return {
        "fees": nested(years, "currency", "school_year"),
        "fees_open": nested(each.groupBy("currency").agg(*sides), "currency"),
    }


def books(told: Mapping[str, DataFrame], accounts: DataFrame) -> dict[str, Any]:
    """By fiscal year and month what was received and spent; by fiscal year what is planned and, in the end, ordered."""
    types = accounts.select("account_id", "fiscal_year", "account_type").distinct()
    entered = told["finance_postings"].where("NOT is_again")
    booked = entered.where(F.col("measure") == finance.ACTUAL).select(
        "account_id", "fiscal_year", F.substring("posted_date", 1, 7).alias("month"),
        _amount("debit").alias("debit"), _amount("credit").alias("credit"),
    )  # fmt: skip
    spent = (F.col("account_type") == chart.SPENDING).cast("int") * 2 - 1
    net = (F.coalesce("debit", F.lit(0)) - F.coalesce("credit", F.lit(0))) * spent
    posted = _typed(booked, types).select("fiscal_year", "month", "account_type", net.alias("amount"))
    held = told["finance_balances"].where(F.col("measure") == finance.ACTUAL).withColumn("held", _amount("amount"))
    year = Window.partitionBy("account_id", "fiscal_year").orderBy("as_of_date")
    risen = F.col("held") - F.coalesce(F.lag("held").over(year), F.lit(0))
    moved = _typed(held.select("*", risen.alias("risen")), types).select(
        "fiscal_year", F.substring("as_of_date", 1, 7).alias("month"), "account_type", F.col("risen").alias("amount")
    )
    each = posted.unionByName(moved)
    months = each.groupBy("fiscal_year", "month").agg(
        _of_type(chart.REVENUE).alias("received"), _of_type(chart.SPENDING).alias("spent")
    )
    balances = told["finance_balances"].where(F.col("measure") == finance.BUDGET)
    planned = _plans(entered.where(F.col("measure") != finance.ACTUAL), balances, types)
    return {"books": nested(months, "fiscal_year", "month"), "plans": planned}


def _plans(entered: DataFrame, balances: DataFrame, types: DataFrame) -> dict[str, Any]:
    """By fiscal year what is to be received and spent, by entries or the newest balances, and what is ordered."""
    amount = F.regexp_replace("amount", "[$,]|( CR)", "").cast(AMOUNT)
    signed = entered.withColumn("amount", F.when(F.col("amount").endswith(finance.CREDIT), -amount).otherwise(amount))
    columns = ("account_id", "fiscal_year", "measure", "amount")
    year = Window.partitionBy("account_id", "fiscal_year").orderBy(F.desc("as_of_date"))
    last = (
        balances.withColumn("place", F.row_number().over(year))
        .where("place = 1")
        .withColumn("amount", _amount("amount"))
    )
    each = _typed(signed.select(*columns).unionByName(last.select(*columns)), types)
    is_budget = F.col("measure") == finance.BUDGET
    years = each.groupBy("fiscal_year").agg(
        _of_type(chart.REVENUE, is_budget).alias("to_receive"),
        _of_type(chart.SPENDING, is_budget).alias("to_spend"),
        _of_type(chart.SPENDING, ~is_budget).alias("ordered"),
    )
    return nested(years, "fiscal_year")


def _net(entries: DataFrame) -> DataFrame:
    """Entries with the `sum` in which each counts, its `amount`, below zero for a reversal, and its `effect`."""
    undone = entries.select(F.col("fee_entry_id").alias("reverses"), F.col("kind").alias("undone"))
    both = entries.join(undone, "reverses", "left").withColumn("of", F.coalesce("undone", "kind"))
    amount = _amount("amount") * F.when(F.col("undone").isNull(), 1).otherwise(-1)
    names, signs = F.lit(RELIEF[0]), F.lit(RELIEF[1])
    for kind, (name, sign) in SUMS.items():
        names = F.when(F.col("of") == kind, name).otherwise(names)
        signs = F.when(F.col("of") == kind, sign).otherwise(signs)
    netted = both.select(
        "student_id", "currency", "school_year", names.alias("sum"), amount.alias("amount"), signs.alias("sign")
    )
    return netted.withColumn("effect", (F.col("amount") * F.col("sign")).cast(AMOUNT))


def _figures() -> list[Column]:
    sums = [F.sum(F.when(F.col("sum") == name, F.col("amount")).otherwise(0)) for name in FIGURES[:-1]]
    return [of.cast(TOTAL).alias(name) for name, of in zip(FIGURES, [*sums, F.sum("effect")], strict=True)]


def _sides() -> dict[str, Column]:
    return {"open": F.col("owed").cast(TOTAL), "credit": (-F.col("owed")).cast(TOTAL)}


def _amount(text: str) -> Column:
    return F.col(text).cast(AMOUNT)


def _typed(rows: DataFrame, types: DataFrame) -> DataFrame:
    return rows.join(types, ["account_id", "fiscal_year"])


def _of_type(kind: str, condition: Column | None = None) -> Column:
    is_so = F.col("account_type") == kind
    counted = is_so if condition is None else is_so & condition
    return F.sum(F.when(counted, F.col("amount")).otherwise(0)).cast(TOTAL)
