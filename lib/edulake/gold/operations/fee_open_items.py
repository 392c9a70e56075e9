"""Which charges are not paid yet, and how much of each?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import local_day
from edulake.gold.operations.student_accounts import ACCOUNT, SUM_TYPE, entries, nothing
from edulake.gold.product import WRITTEN_AT, Input, Product
from edulake.silver.columns import SCHOOL_ID, SCHOOL_YEAR, STUDENT_ID, TERM
from edulake.silver.operations.fee_entries import FEE_ENTRIES_TABLE
from edulake.silver.operations.fees import CHARGE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

TABLE = Table(
    layer="gold",
    name="fee_open_items",
    meaning="One row per charge, paid or not, and per refund or reversal that took back more than was ever paid: how"
    " much of it is open. Those of an account add up to what it owes, and to 0 where it has a credit.",
    columns=(
        Column("source_system", "STRING", "Source that keeps the account", nullable=False),
        STUDENT_ID,
        Column("currency", "STRING", "Currency, ISO 4217", nullable=False),
        Column("fee_entry_id", "STRING", "Entry of the source", nullable=False, personal="direct", mask="identifier"),
        Column("kind", "STRING", "Charge; Refund or Reversal of what took back too much", nullable=False),
        Column("fee_type", "STRING", "What is asked for, as the source words it"),
        Column("posted_date", "DATE", "Day of the entry", nullable=False),
        Column("due_date", "DATE", "Day on which it is due, where the source says"),
        Column("amount", "DECIMAL(14,2)", "Amount of the entry", nullable=False, personal="indirect"),
        Column("open", "DECIMAL(16,2)", "How much of it is open, 0 to the amount", nullable=False, personal="indirect"),
        Column(
            "told_on",
            "DATE",
            "Day (UTC) of the newest delivery that changed an entry of the account, as one that repeats them does not:"
            " the newest of all is a day as of which readers may tell the age of what is open",
            nullable=False,
        ),
        SCHOOL_ID,
        SCHOOL_YEAR,
        TERM,
        WRITTEN_AT,
    ),
    key=("source_system", "student_id", "currency", "fee_entry_id"),
    cluster_by=("student_id", "due_date"),
    people={"student_id": "student"},
    deletion_vectors=True,
)
UNMET = "unmet"


def build(silver: Inputs, _: Gold) -> DataFrame:
    """What is open of each account, to the cent, by running sums.

    - What is meant for a charge pays that first, and no more than all of it. What is then left of all payments, relief
      and reversals, less what was refunded, is one sum.
    - It pays what is left of the charges, the one due first before others: by the day due, those without one last, then
      by the day of the entry, then by its id.
    - Where more was taken back than was ever paid, that sum is below 0: so much is open of the refunds, and reversals
      of payments and relief, that came last.
    """
    told = entries(silver[FEE_ENTRIES_TABLE]).where(F.col("meant").isNotNull())
    items = _with_sum_left(told)
    account = Window.partitionBy(*ACCOUNT, "is_charge")
    due_first = account.orderBy(F.asc_nulls_last("due_date"), "posted_date", "fee_entry_id")
    last_first = account.orderBy(F.desc("posted_date"), F.desc("fee_entry_id"))
    so_far = F.sum(UNMET).over(due_first.rowsBetween(Window.unboundedPreceding, 0))
    unpaid = _at_least_0(so_far - _at_least_0(F.col("sum_left")))
    taken_back = _at_least_0(F.col("effect"))
    later = F.sum(taken_back).over(last_first.rowsBetween(Window.unboundedPreceding, 0)) - taken_back
    too_much = _at_least_0(_at_least_0(-F.col("sum_left")) - later)
    is_open = F.when(F.col("is_charge"), F.least(UNMET, unpaid)).otherwise(F.least(taken_back, too_much))
    rows = items.withColumn("open", is_open.cast("decimal(16,2)")).where("is_charge OR open > 0")
    return rows.select(*[name for name in TABLE.column_names if name != WRITTEN_AT.name])


def _with_sum_left(told: DataFrame) -> DataFrame:
    """Entries with `is_charge`; what of a charge is `unmet` by what is meant for it; and the account's sum."""
    is_charge = F.col("kind") == CHARGE
    for_charge = told.where(~is_charge & F.col("charge_id").isNotNull()).groupBy(*ACCOUNT, "charge_id")
    meant = for_charge.agg(F.sum(-F.col("effect")).cast(SUM_TYPE).alias("meant_for"))
    own = told.drop("charge_id").withColumns(
        {"is_charge": is_charge, "charge_id": F.when(is_charge, F.col("fee_entry_id"))}
    )
    joined = own.join(meant, on=[*ACCOUNT, "charge_id"], how="left")
    covered = F.least(_at_least_0(F.coalesce("meant_for", nothing())), "amount")
    each = joined.withColumn("covered", F.when(F.col("is_charge"), covered).otherwise(nothing()))
    account = Window.partitionBy(*ACCOUNT)
    other = F.when(~F.col("is_charge"), -F.col("effect")).otherwise(nothing())
    return each.withColumns(
        {
            UNMET: (F.col("amount") - F.col("covered")).cast(SUM_TYPE),
            "sum_left": (F.sum(other).over(account) - F.sum("covered").over(account)).cast(SUM_TYPE),
            "told_on": local_day(F.max("delivered_at").over(account), "UTC"),
        }
    )


def _at_least_0(amount: SparkColumn) -> SparkColumn:
    """The amount, 0 where it is below that; null for none, which F.greatest would leave out."""
    return F.when(amount < 0, nothing()).otherwise(amount.cast(SUM_TYPE))


FEE_OPEN_ITEMS = Product(TABLE.name, TABLE, (Input(FEE_ENTRIES_TABLE),), build, part=ACCOUNT)
