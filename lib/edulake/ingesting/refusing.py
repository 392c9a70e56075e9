"""One bad file is a refusal of that file: what it provokes, foreseen or not, stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.ingesting.preparing import unreadable
from edulake.landing import printable, read_records
from edulake.ops import QUARANTINE
from edulake.ops.refusals import file_refusal
from edulake.rows import as_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract import Feed
    from edulake.landing import DeliveredFile, ReadableFile, Refusal
    from edulake.runner import Context
    from edulake.runs import Run


def refuse(
    context: Context,
    run: Run,
    source: str,
    feed: Feed,
    refused: Iterable[tuple[DeliveredFile, Refusal]],
    rules: dict[DeliveredFile, str],
) -> int:
    """Say which files are refused and why, and write it down; how many there are: equal ones are one."""
    each: dict[tuple[str, str], tuple[DeliveredFile, Refusal]] = {}
    for file, why in refused:
        each.setdefault((file.sha256, rules[file]), (file, why))
    for file, refusal in each.values():
        context.say(f"bronze  {source}, {printable(file.name)}: {refusal.code}, {refusal.advice}")
    if each and not context.dry_run:
        rows = [file_refusal(file, why, source, str(feed.table), rules[file], run) for file, why in each.values()]
        context.store.merge(QUARANTINE, as_frame(context.store.spark, rows, QUARANTINE.struct()))
    return len(each)


def unread_files(context: Context, feed: Feed, files: list[ReadableFile]) -> list[tuple[DeliveredFile, Refusal]]:
    """Those of `files` that Spark fails to read by themselves: asked where it failed to read all of them."""
    return [(file.file, why) for file in files if file.profile.records and (why := _fault(context, feed, file))]


def _fault(context: Context, feed: Feed, file: ReadableFile) -> Refusal | None:
    try:
        records = read_records(context.store.spark, [file], feed.dialect, feed.columns)
        # Every column of every row, and nothing kept of them.
        records.select(F.max(F.xxhash64(*records.columns))).collect()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is about this file alone
        return unreadable(error)
    return None
