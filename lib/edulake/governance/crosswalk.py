"""Students whom a crosswalk leaves open: ids that it does not have, and those that it has for two students at once.

Nothing is stored of it but the issue of each row: once the crosswalk is mended, the rows are about whom it says.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.governance import disclosure
from edulake.silver import SUBJECTS
from edulake.silver.rules import CONFLICTING_PERSON, UNMAPPED_PERSON

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.store.store import Store

MEANINGS = {
    UNMAPPED_PERSON: "the crosswalk does not have the id",
    CONFLICTING_PERSON: "the crosswalk has two students for the id at once",
}


def listed(store: Store, *, identified: bool = True) -> DataFrame | None:
    """What is open, by source, code and id, with how many ids and rows of silver; None where there is no table.

    Unless `identified` the ids are null, and those of a source are counted together; so they are of rows that harm.
    """
    frames = [
        store.read(subject.table).select(
            "source_system",
            "student_id",
            "issue_codes",
            F.lit(identified and "student_id" not in disclosure.sensitive(subject.table)).alias("is_named"),
        )
        for subject in SUBJECTS.values()
        if "student_id" in subject.table.people and store.exists(subject.table)
    ]
    if not frames:
        return None
    rows = reduce(lambda above, below: above.unionByName(below), frames)
    found = F.array_intersect("issue_codes", F.array(*map(F.lit, MEANINGS)))
    shown = F.when(F.col("is_named"), F.col("student_id"))
    grouped = rows.withColumn("code", F.explode(found)).groupBy("source_system", "code", shown.alias("id"))
    return grouped.agg(F.count_distinct("student_id").alias("ids"), F.count(F.lit(1)).alias("rows"))
