"""What was each student asked to pay, what was let go, and how much of the rest came in?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.numbers import rounded
from edulake.gold.operations.student_accounts import ACCOUNT, entries, nothing
from edulake.gold.product import WRITTEN_AT, Input, Product, shared
from edulake.silver.columns import STUDENT_ID
from edulake.silver.operations.fee_entries import FEE_ENTRIES_TABLE
from edulake.silver.operations.fees import CHARGE, PAYMENT, REFUND, RELIEF

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs

SUM_TYPE, HIGHEST = "decimal(16,2)", Decimal("9999999999999999.9999")
SUMS = {
    "billed": ((CHARGE,), "Charges"),
    "relief": (RELIEF, "What was waived, discounted, met by aid or written off"),
    "paid": ((PAYMENT,), "Payments"),
    "refunded": ((REFUND,), "What was paid back"),
}
TABLE = Table(
    layer="gold",
    name="fee_collection",
    meaning="One row per student, school year and currency of a source: what was asked, let go, paid and paid back, in"
    " the year in which the entry was made.",
    columns=(
        Column("source_system", "STRING", "Source that keeps the account", nullable=False),
        STUDENT_ID,
        Column("school_year", "INT", "Year in which the school year of the entries ends", nullable=False),
        Column("currency", "STRING", "Currency, ISO 4217", nullable=False),
        *[
            Column(name, "DECIMAL(16,2)", f"{meaning}, less what was reversed", nullable=False, personal="indirect")
            for name, (_, meaning) in SUMS.items()
        ],
        Column(
            "outstanding",
            "DECIMAL(16,2)",
            "Billed + refunded - relief - paid: what is owed of this year's entries; below 0 where it is too much",
            nullable=False,
            personal="indirect",
        ),
        Column("credit", "DECIMAL(16,2)", "What outstanding is below 0, else 0", nullable=False, personal="indirect"),
        Column(
            "collection_rate",
            "DECIMAL(20,4)",
            "(Paid - refunded) / (billed - relief), over 1 for more than was asked; null where nothing was, and"
            " beyond 16 digits",
            personal="indirect",
        ),
        Column("entries", "INT", "Entries that count", nullable=False),
        Column(
            "reverse_nothing_known",
            "INT",
            "Reversals of entries that the account does not have: they count nowhere, as those do",
            nullable=False,
        ),
        Column("school_id", "STRING", "School, where all entries share it"),
        Column("term", "STRING", "Term, where all entries share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "student_id", "school_year", "currency"),
    cluster_by=("school_year", "student_id"),
    people={"student_id": "student"},
    deletion_vectors=True,
)


def build(silver: Inputs, _: Gold) -> DataFrame:
    """One row per student, year and currency in which an entry is posted; whoever adds rows divides the sums once."""
    each = entries(silver[FEE_ENTRIES_TABLE]).groupBy(*TABLE.key)
    sums = each.agg(
        *[_sum(F.when(F.col("meant").isin(*kinds), F.col("net"))).alias(name) for name, (kinds, _) in SUMS.items()],
        _sum(F.col("effect")).alias("outstanding"),
        F.count("meant").cast("int").alias("entries"),
        F.count(F.when(F.col("meant").isNull(), 1)).cast("int").alias("reverse_nothing_known"),
        shared("school_id"),
        shared("term"),
    )
    asked = F.col("billed") - F.col("relief")
    rate = (F.col("paid") - F.col("refunded")) / F.when(asked > 0, asked)
    figures = sums.withColumns(
        {
            "credit": F.greatest(-F.col("outstanding"), nothing()).cast(SUM_TYPE),
            "collection_rate": rounded(rate, -HIGHEST, HIGHEST, "decimal(20,4)"),
        }
    )
    return figures.select(*[name for name in TABLE.column_names if name != WRITTEN_AT.name])


def _sum(amount: SparkColumn) -> SparkColumn:
    """The sum; 0 where there is nothing, and only there: the table takes no row with one that it cannot hold."""
    return F.when(F.count(amount) > 0, F.sum(amount)).otherwise(nothing()).cast(SUM_TYPE)


# What an entry names may be one of another year.
FEE_COLLECTION = Product(TABLE.name, TABLE, (Input(FEE_ENTRIES_TABLE),), build, part=ACCOUNT)
