"""Accounts of students: what each entry does to what is owed, a reversal with the entry that it names."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.silver.operations.fees import CHARGE, NOT_POSTED, REVERSAL, SIGNS

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

# Whose entries belong together: no system pays what another asks for, and nothing is added over currencies.
ACCOUNT = ("source_system", "student_id", "currency")
# A sum of a million entries, each as large as any may be, is exact.
SUM_TYPE = "decimal(20,2)"


def nothing() -> SparkColumn:
    return F.lit(Decimal(0)).cast(SUM_TYPE)


def entries(told: DataFrame) -> DataFrame:
    """Entries that are posted, with what they mean for their account.

    - `meant` is the kind under which an entry counts: of a reversal that of the entry reversed; null where the account
      has none of that name, or one that itself reverses a reversal. Then it counts nowhere, and what it names counts as
      if nobody had reversed it: the check REVERSES_UNKNOWN tells of it.
    - `net` is its amount under that kind, below 0 of a reversal; `effect` by how much more is owed for it. Both are
      null where `meant` is.
    - `charge_id` is the entry for which it is meant: a reversal of a charge for that, one of a payment for what the
      payment was meant for; null for a charge, and where nobody says.
    """
    posted = told.where(~F.col("status").isin(*NOT_POSTED))
    named = posted.select(*ACCOUNT, "fee_entry_id", "kind", "reverses", "applies_to")
    is_reversal = F.col("kind") == REVERSAL
    once = _with(posted, named, F.when(is_reversal, F.col("reverses")), 1)
    twice = _with(once, named, F.when(F.col("kind_1") == REVERSAL, F.col("reverses_1")), 2)
    depth = F.when(~is_reversal, 0).when(F.col("kind_1") != REVERSAL, 1).when(F.col("kind_2") != REVERSAL, 2)
    told_by = {0: "", 1: "_1", 2: "_2"}
    known = twice.withColumns(
        {
            "depth": depth,
            "meant": _at(depth, {at: F.col(f"kind{of}") for at, of in told_by.items()}),
            "origin": _at(depth, {0: F.col("fee_entry_id"), 1: F.col("reverses"), 2: F.col("reverses_1")}),
            "aim": _at(depth, {at: F.col(f"applies_to{of}") for at, of in told_by.items()}),
        }
    )
    # An entry that is not reversed or reversed twice stands.
    net = F.when(F.col("depth") == 1, -F.col("amount")).when(F.col("depth").isNotNull(), F.col("amount"))
    is_charge = F.col("meant") == CHARGE
    charge_id = F.when(~is_charge, F.col("aim")).when(F.col("depth") > 0, F.col("origin"))
    counted = known.withColumns({"net": net, "direction": looked_up(F.col("meant"), SIGNS), "charge_id": charge_id})
    effect = F.when(F.col("direction") > 0, F.col("net")).when(F.col("direction") < 0, -F.col("net"))
    return counted.withColumn("effect", effect).select(*told.columns, "meant", "net", "charge_id")


def _with(rows: DataFrame, named: DataFrame, name: SparkColumn, at: int) -> DataFrame:
    """Rows with kind, reverses and applies_to of the entry of their account that is called `name`, `at` behind each."""
    columns = [F.col(column).alias(f"{column}_{at}") for column in ("kind", "reverses", "applies_to")]
    keys = [*ACCOUNT, f"named_{at}"]
    other = named.select(*ACCOUNT, F.col("fee_entry_id").alias(f"named_{at}"), *columns)
    return rows.withColumn(f"named_{at}", name).join(other, on=keys, how="left")


def _at(depth: SparkColumn, values: dict[int, SparkColumn]) -> SparkColumn:
    return F.coalesce(*[F.when(depth == at, value) for at, value in values.items()])
