"""What a source is: its feeds, and how their bronze rows become candidates for a subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract import Notation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract import Feed, Table

    Candidates = Callable[[DataFrame, Mapping[Table, DataFrame]], DataFrame]

WAITING = "WAITING_FOR_REFERENCE"


@dataclass(frozen=True)
class Reference:
    """A bronze table that facts refer to, and the raw columns that identify its rows."""

    table: Table
    key: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One system that delivers.

    `facts` is the bronze table whose rows become the subject's facts. `candidates` maps them, with the current
    rows of each reference, to the subject's candidate columns; it adds `revisit`, true where the reference row
    that a fact uses is new in this run, and gives a fact without its reference row the parse_issue
    WAITING_FOR_REFERENCE. A reference row that the source's newest snapshot lacks is marked `is_gone`, since `gone_at`:
    what that means, `candidates` says. Of a subject whose history is kept, `absences` makes of the facts and the
    references who went by what a reference says: `raw_student_id`, and `at`, from when on. `provides` are the raw
    columns that this source has: only those can be missing. A source that `sums` makes one candidate of many rows of a
    file, and says in `records` of how many.
    """

    name: str
    subject: str
    feeds: tuple[Feed, ...]
    facts: Table
    candidates: Candidates
    provides: frozenset[str]
    notation: Notation = Notation()
    references: tuple[Reference, ...] = ()
    sums: bool = False
    absences: Candidates | None = None


def refused_reference(key: tuple[str, ...]) -> dict[str, str]:
    """Reason code and SQL condition for rows of a reference table that cannot be used."""
    blank = " OR ".join(f"coalesce(trim({column}), '') = ''" for column in key)
    return {"UNREADABLE": "parse_issue IS NOT NULL", "NULL_REFERENCE_KEY": f"parse_issue IS NULL AND ({blank})"}


def place(key: tuple[str, ...]) -> Column:
    """1 for the newest row of each key: by delivery time, then the file's modification time and the payload.

    Neither load order nor a file's name decides, but between rows alike. Rows that a snapshot of their source lacks,
    `is_gone`, come after all others.
    """
    newest = [F.desc("delivered_at"), F.desc("source_file_modified_at"), F.xxhash64("raw_payload").desc()]
    order = [F.asc("is_gone"), *newest, F.desc("source_file")]
    return F.row_number().over(Window.partitionBy(*key).orderBy(*order))


def current(rows: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """The newest row of each key; one that is gone stands for a key only where there is no other."""
    return rows.withColumn("_place", place(key)).where("_place = 1").drop("_place")
