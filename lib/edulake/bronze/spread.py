"""One record spread to several candidates: a gradebook's row to a result an assignment, a user to a link a guardian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.rule import NOTHING_SAID, TAKEN_BACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame


# What a candidate is known by within its record: its number, from 0, and where in the record it stands, such as the
# name of a column. Both are null in the row that a record without any candidate leaves.
CANDIDATE, PLACE = "candidate", "place"


def spread(rows: DataFrame, said: Column, columns: Sequence[str]) -> DataFrame:
    """A row for each candidate that a record says: `said` is an array of structs, of `place` and some raw `columns`.

    Those replace the record's own; all other columns are the same for each of its candidates. A record that cannot be
    taken apart stays one row with its parse_issue; so does one that says nothing, with NOTHING_SAID: its fate is
    out_of_scope. One that is taken back says what it said, so that this goes. Two records with one payload in one load
    must say the same.
    """
    sound = F.when(F.col("parse_issue").isNull() | (F.col("parse_issue") == TAKEN_BACK), said)
    apart = rows.select("*", F.posexplode_outer(sound).alias(CANDIDATE, "_said"))
    own = F.col("_said").isNull()
    told = {name: F.when(own, F.col(name)).otherwise(F.col(f"_said.{name}")) for name in columns}
    issue = F.coalesce("parse_issue", F.when(own, NOTHING_SAID))
    return apart.withColumns({**told, PLACE: F.col(f"_said.{PLACE}"), "parse_issue": issue}).drop("_said")


def recalled(rows: DataFrame, record: Column, said: Column) -> DataFrame:
    """Rows with the array `_says`, and what other rows of the same `record` say and a change does not, `_unsaid`.

    A change says all that holds, so that the rest is over; of a bulk the next one says it. All rows must be there,
    whether they arrive or not (a source that `recalls`). `_recalls` is true of a change that now takes back what only
    rows that arrive have said. No order of the rows matters: what is said last of a candidate counts.
    """
    told = rows.withColumns({"_record": record, "_says": said})
    every = F.collect_list("_says").over(Window.partitionBy("_record"))
    before = F.collect_list(F.when(~F.col("arrives"), F.col("_says"))).over(Window.partitionBy("_record"))
    known = told.withColumns({"_every": F.flatten(every), "_before": F.flatten(before)})
    none = F.filter("_every", lambda _: F.lit(False))
    over = F.when(F.col("is_snapshot"), none).otherwise(F.array_sort(F.array_except("_every", "_says")))
    return (
        known.withColumn("_unsaid", over)
        .withColumn("_recalls", F.size(F.array_except("_unsaid", "_before")) > 0)
        .drop("_record", "_every", "_before")
    )
