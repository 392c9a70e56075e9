"""Rows without ids of their own that are said several times: a ledger may well hold the same payment twice.

Such a row is known by what it says, and by which of the equal ones of its file it is, or of its snapshot, which may
be cut into files anywhere. So repeats stay rows, and a period that is delivered again says the same ones again,
whatever else is in its file, in any order of deliveries. Else two files that tell parts of one day each begin at the
first: who delivers a day in parts gives ids, as a database does, whose extractions cut it anywhere. Fewer of them in a
later file take none away; only a snapshot does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import business_key

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# All that a source delivered at one moment; and one file of it as it was loaded once, a source having its own batches.
DELIVERY = ("source_system", "delivered_at")
FILE = ("batch_id", "source_file")


def numbered(cleaned: DataFrame, row_id: str, standing: Column) -> DataFrame:
    """Typed records of whole files: of those that say the same without an id (`source_id`), each has a `row_id`.

    `standing` are those of a snapshot's files that were not replaced: they are counted over all of these, and those of
    a file that was loaded twice apart. The first keeps the id that is made of what it says. It costs two shuffles and
    sorts of the records.
    """
    copies = Window.partitionBy(*DELIVERY, row_id, "source_file_sha256").orderBy("batch_id")
    counted = F.when(standing, F.array(F.dense_rank().over(copies).cast("string")))
    together = cleaned.withColumn("_together", F.coalesce(counted, F.array(*FILE)))
    number = F.row_number().over(
        Window.partitionBy(*DELIVERY, "_together", row_id).orderBy("record_hash", "source_file")
    )
    made = F.when(number == 1, F.col(row_id)).otherwise(business_key(F.col(row_id), number))
    return together.withColumn(row_id, F.coalesce("source_id", made)).drop("_together")
