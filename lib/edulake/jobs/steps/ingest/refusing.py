"""One bad file is a refusal of that file: what it provokes, foreseen or not, stops no other."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
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
    from collections.abc import Callable, Iterable

    from edulake.contract.feed import Feed
    from edulake.errors import ShrunkError
    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.readable import ReadableFile
    from edulake.ops.runs import Run
    from edulake.store.store import Store

    Refused = tuple[DeliveredFile, Refusal]

CHANGED = Refusal("FILE_CHANGED", "it changed while it was looked at: the next run tries it again")


@dataclass(frozen=True)
class Quarantine:
    """Where one run puts the files that it does without: it says so, has somebody told, and writes it down."""

    store: Store
    run: Run
    say: Callable[[str], None]
    alert: Callable[[Alert], None]

    def refuse(self, source: str, feed: Feed, refused: Iterable[Refused], rules: dict[DeliveredFile, str]) -> int:
        """Say which files are refused and why, and write it down; how many there are: equal ones are one."""
        each: dict[tuple[str, str], Refused] = {}
        for file, why in refused:
            each.setdefault((file.sha256, rules[file]), (file, why))
        for file, why in each.values():
            self.say(f"bronze  {source}, {printable(file.name)}: {why.code}, {why.advice}")
        if alert := refusal_alert(source, [why.code for _, why in each.values()]):
            self.alert(alert)
        if each and not self.store.reading:
            table = str(feed.table)
            rows = [file_refusal(file, why, source, table, rules[file], self.run) for file, why in each.values()]
            self.store.merge(QUARANTINE, as_frame(self.store.spark, rows, QUARANTINE.struct()))
        return len(each)

    def do_without(self, error: ShrunkError) -> None:
        """Say what a snapshot was refused for, and have somebody told; the run is done in part."""
        self.say("\n".join(error.lines()))
        self.alert(Alert("partial", f"{self.run.job} did without a snapshot: {error.what}", error.why, error.fix))
        self.run.is_done_in_part(error.code)


def refusal_alert(source: str, codes: list[str]) -> Alert | None:
    """What somebody is told: how many files are refused, and why; not what they are called, which may name a student.

    None where there are none: a snapshot that lacks too much has an alert of its own.
    """
    counts = Counter(code for code in codes if code.startswith("FILE_"))
    if not counts:
        return None
    why = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))
    fix = "see the command quarantine: each says what to do; everything else went on"
    return Alert("refused", f"{sum(counts.values())} files of {source} were refused", why, fix)


def unread_files(store: Store, feed: Feed, files: list[ReadableFile]) -> list[Refused]:
    """Those of `files` that Spark fails to read by themselves: asked where it failed to read all of them."""
    return [(file.file, why) for file in files if file.profile.records and (why := _fault(store, feed, file))]


def _fault(store: Store, feed: Feed, file: ReadableFile) -> Refusal | None:
    try:
        records = read_records(store.spark, [file], feed.files.dialect, feed.columns)
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
