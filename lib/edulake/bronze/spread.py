"""One record spread to several candidates: a gradebook's row to a result an assignment, a user to a link a guardian."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
