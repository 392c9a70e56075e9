"""Snapshots of wide files: which of them lacks a column that the one before had."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.wide import object_keys
from edulake.contract.feed import Files
from edulake.landing.files.delimited import names_in

if TYPE_CHECKING:
    from pyspark.sql import Column, Row

    from edulake.jobs.steps.cleanse.work import Pending


def kept() -> list[Column]:
    """Of a group of bronze rows, what says which columns they have: headers of lines, and keys of objects."""
    return [F.collect_set("source_header").alias("headers"), F.collect_set(object_keys()).alias("keys")]


def narrower(by_time: dict[int, list[Row]], pending: Pending) -> set[int]:
    """The moments of snapshots that lack a column of the one before; of files by moment, with what is `kept`.

    One may be a slip of an export. The next one that lacks the column as well has nothing to miss, and is believed.
    One without any record says nothing of columns.
    """
    named = [(moment, _names(files, pending)) for moment, files in sorted(by_time.items())]
    known = [(moment, names) for moment, names in named if names]
    return {moment for (_, before), (moment, names) in pairwise(known) if before - names}


def _names(files: list[Row], pending: Pending) -> set[str]:
    """The names of all columns that files have; of a CSV file those of its header."""
    found: set[str] = set()
    for file in files:
        headers = [name for header in file["headers"] for name in names_in(header, _delimiter(pending))]
        found |= set(headers or [name for names in file["keys"] for name in names])
    return found


def _delimiter(pending: Pending) -> str:
    feed = next(feed for feed in pending.source.feeds if feed.table == pending.table)
    return feed.arrives.dialect.delimiter if isinstance(feed.arrives, Files) else ","
