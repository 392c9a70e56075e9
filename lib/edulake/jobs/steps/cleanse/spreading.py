"""Of a record that was spread to several candidates, which one tells its fate: there is one for each record.

Each candidate is decided by itself, and a good one enters the table whatever is wrong with the others. The record is
refused if one of them is: it stands in quarantine once, with the reasons of all and the places where they are. Else it
is accepted if one of them is, and so on. So the fates of records sum up to the records, however many candidates they
have; those are counted apart.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.bronze.spread import CANDIDATE, PLACE

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# What matters of a record, from what matters most.
WORST_FIRST = ("quarantined", "accepted", "stale", "duplicate", "out_of_scope")
# What is carried through all decisions for it, and what it adds.
NEEDED = (CANDIDATE, PLACE)
ADDED = ("places", "candidates")
PAYLOAD = ("source_system", "source_file_sha256", "record_hash")
LOAD = ("batch_id", "delivered_at")


def told_once(decided: DataFrame) -> DataFrame:
    """Candidates of which only one of each record has a fate, the record's, and says how many `candidates` there were.

    Of one that is refused it has the reason_codes of all, the `places` where they are, and the record's `ordinal`
    among equal payloads of its file. Rows without a fate stay so. What is to be merged stays what it is.
    """
    # One shuffle: whatever is told apart further lies within the same payload.
    rows = decided.repartition(*PAYLOAD)
    # Records alike to the letter have the same candidates: one of each number makes a record.
    twins = Window.partitionBy(*PAYLOAD, *LOAD, CANDIDATE).orderBy(_rank(), "source_file")
    rows = rows.withColumn("_copy", F.row_number().over(twins))
    record = Window.partitionBy(*PAYLOAD, *LOAD, "_copy")
    refused = F.col("fate") == "quarantined"
    ranked = rows.withColumns(
        {
            "_teller": F.row_number().over(record.orderBy(_rank(), CANDIDATE)) == 1,
            "_reasons": F.collect_list(F.when(refused, F.col("reason_codes"))).over(record),
            "places": F.collect_list(F.when(refused, F.col(PLACE))).over(record),
            "candidates": F.count(F.when(F.col("fate").isNotNull(), F.col(CANDIDATE))).over(record),
        }
    )
    told = ranked.withColumns(
        {
            "fate": F.when(F.col("_teller"), F.col("fate")),
            "places": F.array_sort(F.array_distinct("places")),
            "_reasons": F.array_sort(F.array_distinct(F.flatten("_reasons"))),
            "candidates": F.when(F.col("_teller"), F.col("candidates")),
        }
    )
    alike = Window.partitionBy(*PAYLOAD, "fate").orderBy(*LOAD, "_copy")
    return told.withColumns(
        {
            "reason_codes": F.when(refused & F.col(CANDIDATE).isNotNull(), F.col("_reasons")).otherwise(
                F.col("reason_codes")
            ),
            "ordinal": F.when(refused, F.row_number().over(alike)).otherwise(F.col("ordinal")),
        }
    ).drop("_copy", "_teller", "_reasons")


def _rank() -> Column:
    """The place of a fate among all; rows without one come last."""
    first, *others = [(F.col("fate") == fate, number) for number, fate in enumerate(WORST_FIRST)]
    return reduce(lambda rank, case: rank.when(*case), others, F.when(*first)).otherwise(len(WORST_FIRST))
