"""One bad file is a refusal of that file: what it provokes, foreseen or not, stops no other."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.ingest.preparing import unreadable
from edulake.landing.files.listing import has_changed
from edulake.landing.files.names import printable
from edulake.landing.files.records import read_records
from edulake.landing.files.refusal import Refusal
from edulake.ops.alerts.alert import Alert
from edulake.ops.tables import QUARANTINE
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.feed import Feed
    from edulake.jobs.runner.context import Context
    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.readable import ReadableFile
    from edulake.ops.runs import Run
    from edulake.store.store import Store

CHANGED = Refusal("FILE_CHANGED", "it changed while it was looked at: the next run tries it again")


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
    _alert(context, source, [why.code for _, why in each.values()])
    if each and not context.dry_run:
        rows = [file_refusal(file, why, source, str(feed.table), rules[file], run) for file, why in each.values()]
        context.store.merge(QUARANTINE, as_frame(context.store.spark, rows, QUARANTINE.struct()))
    return len(each)


def _alert(context: Context, source: str, codes: list[str]) -> None:
    """Have somebody told how many files are refused, and why; not what they are called, which may name a student.

    A snapshot that lacks too much has an alert of its own.
    """
    counts = Counter(code for code in codes if code.startswith("FILE_"))
    if counts:
        why = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))
        fix = "see the command quarantine: each says what to do; everything else went on"
        context.alert(Alert("refused", f"{sum(counts.values())} files of {source} were refused", why, fix))


def unread_files(store: Store, feed: Feed, files: list[ReadableFile]) -> list[tuple[DeliveredFile, Refusal]]:
    """Those of `files` that Spark fails to read by themselves: asked where it failed to read all of them."""
    return [(file.file, why) for file in files if file.profile.records and (why := _fault(store, feed, file))]


def _fault(store: Store, feed: Feed, file: ReadableFile) -> Refusal | None:
    try:
        records = read_records(store.spark, [file], feed.dialect, feed.columns)
        # Every column of every row, and nothing kept of them.
        records.select(F.max(F.xxhash64(*records.columns))).collect()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is about this file alone
        return CHANGED if has_changed(file.file) else unreadable(error)
    return None


def file_refusal(
    file: DeliveredFile, refusal: Refusal, source: str, table: str, rule_version: str, run: Run
) -> tuple[object, ...]:
    """The row of ops.quarantine for a whole file."""
    identity = f"{source}|{table}|{file.sha256}|{rule_version}"
    values = {
        "source_system": source,
        "quarantined_at": run.started_at,
        "subject": table,
        "status": "OPEN",
        "quarantine_id": hashlib.sha256(identity.encode()).hexdigest(),
        "reason_codes": [refusal.code],
        "payload_form": "file",
        "advice": refusal.advice,
        "source_file": file.name,
        "source_file_sha256": file.sha256,
        "source_file_modified_at": file.modified_at,
        "source_file_bytes": file.bytes,
        "rule_version": rule_version,
        "run_id": run.run_id,
    }
    return tuple(values.get(name) for name in QUARANTINE.column_names)
