"""Rows that facts refer to: which of them count, and what a fact waits for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import as_timestamp

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table


WAITING = "WAITING_FOR_REFERENCE"


@dataclass(frozen=True)
class Reference:
    """A bronze table that facts refer to, and the raw columns that identify its rows; `updated` says when one changed.

    That of the facts themselves is one where it matters what the source said last of a record. Where another system
    than the facts' own delivers it, `system` is that one, and `snapshot` what its feed says. Where `is_first`, the row
    that came first counts, such as a delete that every delivery lists again.
    """

    table: Table
    key: tuple[str, ...]
    updated: str = ""
    is_first: bool = False
    system: str = ""
    snapshot: bool | None = False


def refused_reference(key: tuple[str, ...]) -> dict[str, str]:
    """Reason code and SQL condition for rows of a reference table that cannot be used."""
    blank = " OR ".join(f"coalesce(trim({column}), '') = ''" for column in key)
    return {"UNREADABLE": "parse_issue IS NOT NULL", "NULL_REFERENCE_KEY": f"parse_issue IS NULL AND ({blank})"}


def place(reference: Reference, *within: str) -> Column:
    """1 for the row of each key that counts: by when it changed, or was delivered, then the file's time and the record.

    Of snapshots the newest counts, whenever its rows changed. Neither load order nor a file's name decides, but between
    rows alike. Rows that a snapshot of their source lacks, `is_gone`, come after all others. Keys are told apart
    `within` further columns.
    """
    at, record = F.col("delivered_at"), F.xxhash64("raw_payload")
    if reference.updated:
        # As facts are told apart: what is said last of a fact is the version that its table holds.
        at = F.col("delivered_at").cast("timestamp")
        if not reference.snapshot:
            at = F.coalesce(as_timestamp(F.col(reference.updated)), at)
        record = F.xxhash64("raw_payload", "payload_form")
    by = [at, F.col("source_file_modified_at"), record, F.col("source_file")]
    order = [F.asc("is_gone"), *[one.asc() if reference.is_first else one.desc() for one in by]]
    return F.row_number().over(Window.partitionBy(*within, *reference.key).orderBy(*order))


def current(rows: DataFrame, reference: Reference) -> DataFrame:
    """The newest row of each key; one that is gone stands for a key only where there is no other."""
    return rows.withColumn("_place", place(reference)).where("_place = 1").drop("_place")


def any_of(*flags: str) -> Column:
    """Whether any of these columns is true."""
    return reduce(or_, [sure(F.col(flag)) for flag in flags])


def sure(condition: Column) -> Column:
    """A condition with null as false: of a fact without its reference row nothing is said."""
    return F.coalesce(condition, F.lit(False))
