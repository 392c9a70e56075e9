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

    - `meant` is the kind under which an entry counts: of a reversal, whichever degree it is of, that of the entry which
      it reverses in the end; null where the account has none of that name, as where reversals name each other. Then it
      counts nowhere, and what it names counts as if nobody had reversed it: the check REVERSES_UNKNOWN tells of it.
    - `net` is its amount under that kind, below 0 of what is reversed once, or any odd number of times; `effect` by how
      much more is owed for it. Both are null where `meant` is.
    - `charge_id` is the entry for which it is meant: a reversal of a charge for that, one of a payment for what the
      payment was meant for; null for a charge, and where nobody says.
    """
    posted = told.where(~F.col("status").isin(*NOT_POSTED))
    origins = posted.where(F.col("kind") != REVERSAL).select(
        *ACCOUNT,
        F.col("fee_entry_id").alias("origin"),
        F.col("kind").alias("meant"),
        F.col("applies_to").alias("aim"),
    )
    known = _with_way(posted).join(origins, on=[*ACCOUNT, "origin"], how="left")
    # An entry that is not reversed, or reversed twice, stands.
    amount = F.when(F.col("steps") % 2 == 1, -F.col("amount")).otherwise(F.col("amount"))
    net = F.when(F.col("meant").isNotNull(), amount)
    is_charge = F.col("meant") == CHARGE
    charge_id = F.when(~is_charge, F.col("aim")).when(F.col("steps") > 0, F.col("origin"))
    counted = known.withColumns({"net": net, "direction": looked_up(F.col("meant"), SIGNS), "charge_id": charge_id})
    effect = F.when(F.col("direction") > 0, F.col("net")).when(F.col("direction") < 0, -F.col("net"))
    return counted.withColumn("effect", effect).select(*told.columns, "meant", "net", "charge_id")


def _with_way(posted: DataFrame) -> DataFrame:
    """Entries with their `origin`, the entry that is reversed in the end, and in how many `steps`; itself in none.

    Reversals that name each other end at one of them.
    """
    back = F.struct("fee_entry_id", "reverses")
    is_back = (F.col("kind") == REVERSAL) & F.col("reverses").isNotNull()
    reversals = posted.where(is_back).groupBy(*ACCOUNT)
    joined = posted.join(reversals.agg(F.map_from_entries(F.collect_list(back)).alias("backs")), [*ACCOUNT], "left")

    def step(way: SparkColumn, _: SparkColumn) -> SparkColumn:
        before = F.try_element_at("backs", way["at"])
        return F.when(before.isNotNull(), F.struct(before.alias("at"), (way["steps"] + 1).alias("steps"))).otherwise(
            way
        )

    start = F.struct(F.col("fee_entry_id").alias("at"), F.lit(0).alias("steps"))
    # No way is longer than there are reversals.
    way = F.aggregate(F.sequence(F.lit(1), F.size("backs")), start, step)
    ways = joined.withColumn("way", F.when(F.col("kind") == REVERSAL, way).otherwise(start))
    return ways.withColumns({"origin": F.col("way.at"), "steps": F.col("way.steps")}).drop("backs", "way")
