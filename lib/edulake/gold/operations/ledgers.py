"""What ledgers say, in one form: by how much each account changed in each month, whichever way its source tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members
from edulake.gold.product import shared

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# A year of a ledger, and what it tells of one school, or of none that it names.
YEAR = ("source_system", "fiscal_year")
ORGANISATION = ("source_system", "school_id", "fiscal_year")
LEDGER_ACCOUNT = (*ORGANISATION, "account_id", "measure", "currency")
REVENUE, EXPENDITURE = "Revenue", "Expenditure"
# Money that goes from one pocket to another, and what accounts hold, is neither received nor spent.
LEFT_OUT = ("Transfer", "Balance Sheet")


def changes(postings: DataFrame, balances: DataFrame) -> DataFrame:
    """By account, measure, currency and month the `change`: the sum of its entries, or what its balance became more.

    Where an organisation has entries of a measure in a fiscal year, they count, and its balances of that do not; nor
    do those of any school where the source has entries that name none, which may be of each. A balance that names none
    may be of all of them: it does not count where any school has entries of its account. A sum of debits less credits
    is `is_booked`. `has_balance` marks a month with a balance, and `is_first` the first one of an account.
    `entries` are the rows that say so, `outside` those whose day is in no month of the year.
    """
    posted, held = _of_organisations(postings, "posted_date"), _of_organisations(balances, "as_of_date")
    told = posted.select(*ORGANISATION, "measure").distinct()
    of_any = told.where(F.col("school_id") == UNKNOWN).drop("school_id")
    of_account = posted.select("source_system", "fiscal_year", "measure", "account_id").distinct()
    of_all = of_account.withColumn("school_id", F.lit(UNKNOWN))
    alone = held
    for entries in (told, of_any, of_all):
        alone = alone.join(entries, on=entries.columns, how="left_anti")
    return _entries(posted).unionByName(_differences(alone))


def with_accounts(rows: DataFrame, accounts: DataFrame) -> DataFrame:
    """Rows with account_type, fund and function of their account, Unknown where its chart does not say, or two ways.

    It is the account of their organisation, else one that all organisations of the source may use. What is left out of
    all figures is left out here; the change of an account of revenue is what is received: credits less debits, of
    budgets and orders as well, so one that a ledger debits to revenue is below 0.
    """
    known = ("source_system", "fiscal_year", "account_id")
    said = [shared(name) for name in ("account_type", "fund", "function")]
    own = accounts.where(F.col("school_id").isNotNull()).groupBy(*known, "school_id").agg(*said)
    of_all = accounts.where(F.col("school_id").isNull()).groupBy(*known).agg(*said)
    joined = rows.join(_as_one(own, "own", *known, "school_id"), on=[*known, "school_id"], how="left")
    joined = joined.join(_as_one(of_all, "of_all", *known), on=list(known), how="left")
    account = joined.withColumn("account", F.coalesce("own", "of_all")).drop("own", "of_all")
    named = account.withColumns({name: or_unknown(f"account.{name}") for name in ("account_type", "fund", "function")})
    is_received = F.col("is_booked") & (F.col("account_type") == REVENUE)
    change = F.when(is_received, -F.col("change")).otherwise(F.col("change"))
    return named.where(~F.col("account_type").isin(*LEFT_OUT)).withColumn("change", change).drop("account")


def districts(told: DataFrame, memberships: DataFrame) -> DataFrame:
    """By source of a ledger and fiscal year the district whose members are its schools' of that year.

    It is the source itself, or the only other that its schools are in; of several that know a school the first one.
    """
    schools = told.select(*ORGANISATION, F.col("source_system").alias("ledger")).distinct()
    placed = members.in_districts(schools, memberships)
    others = F.collect_set(F.when(F.col("source_system") != F.col("ledger"), F.col("source_system")))
    found = placed.groupBy("ledger", "fiscal_year").agg(others.alias("others"))
    only = F.when(F.size("others") == 1, F.get("others", F.lit(0)))
    district = F.coalesce(only, F.col("ledger")).alias("district")
    return found.select(F.col("ledger").alias("source_system"), "fiscal_year", district)


def schools(told: DataFrame) -> DataFrame:
    """By source of a ledger and fiscal year the schools of which it tells."""
    return told.groupBy(*YEAR).agg(F.collect_set("school_id").alias("schools"))


def _of_organisations(rows: DataFrame, day: str) -> DataFrame:
    """Rows of silver, the school Unknown where none is said, and whether their day is in no month of their year."""
    outside = F.trunc(day, "month") != F.col("month")
    return rows.withColumns({"school_id": or_unknown("school_id"), "outside": outside.cast("int")})


def _entries(posted: DataFrame) -> DataFrame:
    booked = posted.withColumn("is_booked", F.coalesce("debit", "credit").isNotNull())
    no = F.lit(False)
    return (
        booked.groupBy(*LEDGER_ACCOUNT, "month", "is_booked")
        .agg(F.sum("amount").alias("change"), *_told())
        .withColumns({"has_balance": no, "is_first": no})
    )


def _differences(held: DataFrame) -> DataFrame:
    """Of each month with a balance the last one, less that of the month with one before; the first one less nothing."""
    newest = F.struct("as_of_date", "known_at", "balance_id")
    last = held.groupBy(*LEDGER_ACCOUNT, "month").agg(F.max_by("amount", newest).alias("balance"), *_told())
    before = F.lag("balance").over(Window.partitionBy(*LEDGER_ACCOUNT).orderBy("month"))
    return last.withColumns(
        {
            "change": (F.col("balance") - F.coalesce(before, F.lit(0))).cast("decimal(26,2)"),
            "is_booked": F.lit(False),
            "has_balance": F.lit(True),
            "is_first": before.isNull(),
        }
    ).drop("balance")


def _told() -> list[Column]:
    return [F.count(F.lit(1)).alias("entries"), F.sum("outside").alias("outside"), shared("term")]


def _as_one(rows: DataFrame, name: str, *key: str) -> DataFrame:
    return rows.select(*key, F.struct("account_type", "fund", "function").alias(name))


def or_unknown(name: str) -> Column:
    """What a text says, Unknown where it says nothing."""
    return F.coalesce(F.col(name), F.lit(UNKNOWN))
