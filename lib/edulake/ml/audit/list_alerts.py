"""Whether a run selected other students than the list before it: told in counts, never who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ml.tables.lists import PREDICTIONS
from edulake.ops.alerts.alert import Alert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.ops.runs import Run
    from edulake.store.store import Store

# A model's version is its problem and cut-off, and a hash of all that made it.
HASH = "-[0-9a-f]+$"
WHO = ("source_system", "class_id", "student_id")


def changes(store: Store, runs: Sequence[Run]) -> list[Alert]:
    """An alert for each line of models whose newest list selects others than its newest list before the run did."""
    found = []
    for run in runs:
        versions = [entry for entry in run.entries if entry.table_name == str(PREDICTIONS)]
        written = [entry for entry in versions if entry.version_before != entry.version_after]
        if written and written[0].version_before is not None:
            before = store.read(PREDICTIONS, written[0].version_before)
            found += compared(selected(before), selected(store.read(PREDICTIONS, written[0].version_after)))
    return found


def selected(rows: DataFrame) -> DataFrame:
    """Whom the newest list of each line selects; a line without a list has no row, one that selects nobody has one.

    Two models of a line on one day are of one list: the one made later counts.
    """
    lined = rows.withColumn("line", F.regexp_replace("model_version", HASH, ""))
    made = F.max(F.struct("as_of_date", "prediction_timestamp", "model_version"))
    newest = lined.groupBy("line").agg(made.alias("newest")).select("line", "newest.as_of_date", "newest.model_version")
    listed = lined.join(newest, on=["line", "as_of_date", "model_version"])
    return listed.select("line", *WHO, "is_selected")


def compared(before: DataFrame, after: DataFrame) -> list[Alert]:
    """Of each line that had a list before, how many students came to those selected and how many went."""
    old = before.select("line", *WHO, F.col("is_selected").alias("was"))
    lines = before.select("line").distinct().join(after.select("line").distinct(), on="line")
    both = old.join(after, on=["line", *WHO], how="full_outer").join(lines, on="line")
    was, now = F.coalesce("was", F.lit(False)), F.coalesce("is_selected", F.lit(False))
    counted = both.groupBy("line").agg(
        F.count(F.when(now & ~was, 1)).alias("came"),
        F.count(F.when(was & ~now, 1)).alias("went"),
        F.count(F.when(now, 1)).alias("selected"),
    )
    changed = counted.where("came > 0 OR went > 0").orderBy("line").collect()
    return [_told(row["line"], row["came"], row["went"], row["selected"]) for row in changed]


def _told(line: str, came: int, went: int, now: int) -> Alert:
    what = f"the list of {line} selects other students: {came} came, {went} went, {now} are on it"
    return Alert("list", what, "what is known of them, the day or the model changed", "look at it in the report")
