"""Rows that facts refer to: which of them count, and what a fact waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table


WAITING = "WAITING_FOR_REFERENCE"


@dataclass(frozen=True)
class Reference:
    """A bronze table that facts refer to, and the raw columns that identify its rows.

    Where another system than the facts' own delivers it, `system` is that one, and `snapshot` what its feed says.
    """

    table: Table
    key: tuple[str, ...]
    system: str = ""
    snapshot: bool | None = False


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
