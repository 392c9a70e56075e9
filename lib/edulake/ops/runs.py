"""The ledger of runs: what each run read, wrote and counted, and where the next one starts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from edulake.errors import BalanceError, ConfigError, known
from edulake.ops import pending_runs
from edulake.ops.tables import FATES, JOB_RUNS
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.contract.table import Table
    from edulake.errors import EdulakeError
    from edulake.store.store import Store

# Entries of ops.job_runs whose tables were written as they say: of a run that is PARTIAL as well.
DONE = ("SUCCESS", "PARTIAL")
IS_DONE = f"status IN {DONE}"
# What the entries of a job are told apart by.
OF_ENTRY = ("job", "table_name", "source_system", "input_table")
# What an entry counts.
COUNTS = (
    "files_new",
    "files_redelivered",
    "files_refused",
    "files_empty",
    "files_hidden",
    "records_in",
    "records_revisited",
    *FATES,
    "unknown_references",
    "candidates",
    "records_lost",
    "faulty",
    "milliseconds",
    "cpu_milliseconds",
    "bytes_written",
    "peak_memory_bytes",
)
# By table, source and input table, the newest entry of a job that is done.
Done = dict[tuple[str, str | None, str | None], dict[str, Any]]


@dataclass
class Entry:
    """One row of ops.job_runs in the making; the names are its columns."""

    table_name: str | None
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
    fingerprint: str | None = None
    note: str | None = None
    candidates: int | None = None
    erased: int | None = None
    records_lost: int | None = None
    faulty: int | None = None
    quality_points: int | None = None
    milliseconds: int | None = None
    cpu_milliseconds: int | None = None
    bytes_written: int | None = None
    peak_memory_bytes: int | None = None

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

    status: str = "SUCCESS"
    error_code: str | None = None
    ended_at: dt.datetime | None = None
    # Whether it wrote down offsets of a topic that bronze holds no record of.
    remembers: bool = False

    def is_of(self, table: Table) -> bool:
        """Whether the run looked after this table."""
        return any(entry.table_name == str(table) for entry in self.entries)

    @property
    def wrote(self) -> bool:
        """Whether a table has another version since, a file was refused, or records of a topic were passed over.

        Erased people's rows of a database leave nothing: they are counted by each run that sees them again.
        """
        return self.remembers or any(
            entry.version_after != entry.version_before or entry.files_refused or entry.records_lost
            for entry in self.entries
        )

    def is_done_in_part(self, error_code: str) -> None:
        """Part of it was refused or taken back; what its entries say is done all the same."""
        self.status, self.error_code = "PARTIAL", error_code

    def ends(self) -> None:
        self.ended_at = dt.datetime.now(dt.UTC)

    def record(self, store: Store) -> None:
        """Append the run's entries to ops.job_runs, in one commit."""
        _keep(store, [self])
        pending_runs.take_in(store)

    def record_failure(self, store: Store, error_code: str) -> None:
        """Append one row for the run that failed; nothing where there is no warehouse to say it in."""
        exists = store.root.is_dir() if store.root else store.exists(JOB_RUNS)
        if exists:
            self.status, self.error_code = "FAILED", error_code
            self.record(store)

    def record_at_best(self, journal: Journal, error: EdulakeError, warn: Callable[[str], None]) -> None:
        """What ended the job is what people must see, whether it can be recorded or not. A mistake on the command line
        is no run.
        """
        if isinstance(error, ConfigError):
            return
        try:
            journal.close()
            self.record_failure(journal.store, error.code)
        except Exception as reason:  # noqa: BLE001 - whatever it is, it must not hide the error that ended the job
            warn(f"this failure could not be recorded in ops.job_runs: {known(reason).code}")

    def rows(self) -> list[tuple[Any, ...]]:
        """The run as rows of ops.job_runs; one without entries is a row as well."""
        common = {name: getattr(self, name) for name in ("job", "run_id", "started_at", "status", "error_code")}
        common["ended_at"] = self.ended_at or dt.datetime.now(dt.UTC)
        entries: list[dict[str, Any]] = [vars(entry) for entry in self.entries] or [{}]
        return [tuple({**common, **entry}.get(name) for name in JOB_RUNS.column_names) for entry in entries]

    def totals(self) -> dict[str, int]:
        names = ("files_new", "records_in", *FATES)
        return {name: sum(getattr(entry, name) or 0 for entry in self.entries) for name in names}


class Journal:
    """ops.job_runs as one process uses it: read once, for all its jobs, and written once, when it is closed.

    Each commit costs a second. On a local disk what a run wrote is kept beside the table until then.
    """

    def __init__(self, store: Store, *, entered: Callable[[Run], None] | None = None) -> None:
        self.store = store
        self.unwritten: list[Run] = []
        self.entered = entered

    def last_done(self, job: str) -> Done:
        """The newest entry of `job` that is done by (table, source, input table), from before this process."""
        return self._done[job]

    def all_done(self) -> dict[str, Done]:
        """The same of every job."""
        return dict(self._done)

    @cached_property
    def _done(self) -> dict[str, Done]:
        done: dict[str, Done] = defaultdict(dict)
        of, told = OF_ENTRY, ("ended_at", "batch_to", "input_version", "version_after", "fingerprint")
        asked = Asked((*of, *told), f"{IS_DONE} AND table_name IS NOT NULL", of, told)
        written = self.store.values(JOB_RUNS, asked) if self.store.exists(JOB_RUNS) else []
        waiting = [row for row in pending_runs.waiting(self.store.root) if row["status"] in DONE and row["table_name"]]
        for row in (*written, *sorted(waiting, key=lambda row: row["ended_at"])):
            job, *key = (row[name] for name in of)
            done[job][tuple(key)] = {name: row[name] for name in told}
        return done

    def enter(self, run: Run) -> None:
        """Record a run: at once if it wrote, so that the next one goes on from there; else with those that follow."""
        run.ends()
        self.unwritten.append(run)
        if run.wrote:
            self.keep()
        if self.entered:
            self.entered(run)

    def keep(self) -> None:
        """Have what was entered outlive this process."""
        runs, self.unwritten = self.unwritten, []
        _keep(self.store, runs)

    def close(self) -> None:
        """Have it all in the table."""
        self.keep()
        pending_runs.take_in(self.store)


def _keep(store: Store, runs: list[Run]) -> None:
    """Write runs down where they outlive this process: on a local disk beside the table, else in it."""
    rows = [row for run in runs for row in run.rows()]
    if store.root:
        pending_runs.leave(store, rows)
    elif rows:
        store.append(JOB_RUNS, as_frame(store.spark, rows, JOB_RUNS.struct()))
