"""Rows without ids of their own that are said several times: a ledger may well hold the same payment twice.

Such a row is known by what it says, and by which of the equal ones of its file it is. So repeats stay rows, and a
period that is delivered again says the same ones again, whatever else is in its file, in any order of deliveries. Two
files that tell parts of one day each begin at the first: who delivers a day in parts gives ids. Fewer of them in a
later file take none away; only a snapshot does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import business_key

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# One file as it was delivered once; a source has batches of its own.
FILE = ("source_system", "batch_id", "source_file", "delivered_at")


def numbered(cleaned: DataFrame, row_id: str) -> DataFrame:
    """Typed records of whole files: of those that say the same without an id (`source_id`), each has a `row_id`.

    The first keeps the one that is made of what it says. It costs a shuffle and a sort of the records.
    """
    alike = Window.partitionBy(*FILE, row_id).orderBy("record_hash")
    number = F.row_number().over(alike)
    made = F.when(number == 1, F.col(row_id)).otherwise(business_key(F.col(row_id), number))
    return cleaned.withColumn(row_id, F.coalesce("source_id", made))
