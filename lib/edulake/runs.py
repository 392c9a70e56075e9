"""The ledger of runs: what each run read, wrote and counted, and where the next one starts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyspark.sql import functions as F

from edulake.errors import BalanceError
from edulake.ops import JOB_RUNS
from edulake.rows import as_frame

if TYPE_CHECKING:
    from edulake.store import Store

# By table, source and input table, the newest successful entry of a job.
Done = dict[tuple[str, str | None, str | None], dict[str, Any]]
FATES = ("accepted", "quarantined", "duplicate", "stale", "out_of_scope")


@dataclass
class Entry:
    """One row of ops.job_runs in the making; the names are its columns."""

    table_name: str
    input_table: str | None = None
    source_system: str | None = None
    files_new: int | None = None
    files_redelivered: int | None = None
    files_refused: int | None = None
    files_empty: int | None = None
    files_hidden: int | None = None
    records_in: int | None = None
    records_revisited: int | None = None
    accepted: int | None = None
    quarantined: int | None = None
    duplicate: int | None = None
    stale: int | None = None
    out_of_scope: int | None = None
    unknown_references: int | None = None
    batch_from: int | None = None
    batch_to: int | None = None
    input_version: int | None = None
    version_before: int | None = None
    version_after: int | None = None
    note: str | None = None

    def must_balance(self) -> None:
        """BalanceError unless every record that came in has exactly one fate."""
        came = (self.records_in or 0) + (self.records_revisited or 0)
        fates = {fate: getattr(self, fate) or 0 for fate in FATES}
        if came != sum(fates.values()):
            counted = " + ".join(f"{count} {fate}" for fate, count in fates.items())
            raise BalanceError(
                f"{self.source_system} into {self.table_name} does not balance",
                f"{came} records came in, {counted} = {sum(fates.values())} were accounted for",
                "nothing was recorded as done: report this with the run id, and run again",
            )


@dataclass
class Run:
    """One execution of a job. `started_at` is the only clock that tables see."""

    job: str
    run_id: str = field(default_factory=lambda: uuid4().hex)
    started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    entries: list[Entry] = field(default_factory=list)

    def record(self, store: Store, status: str = "SUCCESS", error_code: str | None = None) -> None:
        """Append the run's entries to ops.job_runs, in one commit."""
        common = {
            "job": self.job,
            "run_id": self.run_id,
            "started_at": self.started_at,
            "ended_at": dt.datetime.now(dt.UTC),
            "status": status,
            "error_code": error_code,
        }
        entries: list[dict[str, Any]] = [vars(entry) for entry in self.entries] or [{}]
        rows = [tuple({**common, **entry}.get(name) for name in JOB_RUNS.column_names) for entry in entries]
        store.append(JOB_RUNS, as_frame(store.spark, rows, JOB_RUNS.struct()))

    def record_failure(self, store: Store, error_code: str) -> None:
        """Append one row for the run that failed; nothing where there is no warehouse to say it in."""
        exists = store.root.is_dir() if store.root else store.exists(JOB_RUNS)
        if exists:
            self.record(store, "FAILED", error_code)

    def totals(self) -> dict[str, int]:
        names = ("files_new", "records_in", *FATES)
        return {name: sum(getattr(entry, name) or 0 for entry in self.entries) for name in names}


def last_done(store: Store, job: str) -> Done:
    """The newest successful entry of `job` by (table, source, input table)."""
    if not store.exists(JOB_RUNS):
        return {}
    rows = (
        store.read(JOB_RUNS)
        .where((F.col("job") == job) & (F.col("status") == "SUCCESS") & F.col("table_name").isNotNull())
        .groupBy("table_name", "source_system", "input_table")
        .agg(F.max(F.struct("ended_at", "batch_to", "input_version", "version_after")).alias("last"))
        .collect()
    )
    return {(r.table_name, r.source_system, r.input_table): r["last"].asDict() for r in rows}
