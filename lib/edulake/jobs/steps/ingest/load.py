"""All that is new for one bronze table, appended as one batch in one commit, at most once."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import raw_columns
from edulake.errors import BalanceError, EdulakeError, LockedError
from edulake.jobs.steps.ingest.new_files import New
from edulake.jobs.steps.ingest.new_records import remember
from edulake.jobs.steps.ingest.refusing import unread_files
from edulake.jobs.steps.ingest.settling import settled
from edulake.landing.files.refusal import Refusal
from edulake.ops.erasures import erased
from edulake.ops.loads import Said, said_by

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.jobs.steps.ingest.ledger import Ledger
    from edulake.jobs.steps.ingest.refusing import Quarantine
    from edulake.jobs.steps.ingest.settling import FileOf
    from edulake.jobs.steps.ingest.sifted import Load
    from edulake.landing.files.listing import DeliveredFile
    from edulake.ops.loads import File
    from edulake.ops.runs import Run
    from edulake.store.delta_log import Commit
    from edulake.store.store import Store

ATTEMPTS = 5


def load(
    store: Store, run: Run, table: Table, loads: list[Load], ledger: Ledger, quarantine: Quarantine
) -> list[BalanceError] | None:
    """Append all loads as one batch, and write down their files; None where another run was there first.

    Where that fails, and some of the files cannot be read by themselves, those are refused, and the others loaded.
    The errors are those of sources that did not balance, and were taken back: all else is loaded.
    """
    try:
        return _load(store, run, table, loads, ledger, quarantine)
    except EdulakeError:
        raise
    except Exception:
        bad = [unread_files(store, load.feed, load.files) for load in loads]
        if not any(bad):
            raise
    rest = [_without(quarantine, load, refused) for load, refused in zip(loads, bad, strict=True)]
    rest = [load for load in rest if load.any]
    return _load(store, run, table, rest, ledger, quarantine) if rest else []


def _without(quarantine: Quarantine, load: Load, refused: list[tuple[DeliveredFile, Refusal]]) -> Load:
    """The load without files that are refused, which are counted as such."""
    rules = load.news.rules if isinstance(load.news, New) else {}
    count = quarantine.refuse(load.source, load.feed, refused, rules)
    load.entry.files_refused = (load.entry.files_refused or 0) + count
    load.entry.files_new = (load.entry.files_new or 0) - len(refused)
    if not isinstance(load.news, New):
        return load
    gone = {file for file, _ in refused}
    return load._replace(news=load.news._replace(files=[file for file in load.files if file.file not in gone]))


def _load(
    store: Store, run: Run, table: Table, loads: list[Load], ledger: Ledger, quarantine: Quarantine
) -> list[BalanceError] | None:
    """One try of `load`.

    Delta keeps a second writer of one number from committing. After a RESTORE it may know of numbers that nothing else
    knows of: nobody's commit then has the batch, and a number further on is tried.
    """
    loads = _sifted(store, run, table, loads, ledger)
    if not loads:
        return []
    rows = reduce(lambda above, below: above.unionByName(below), [_records(store, run, load) for load in loads])
    delivered: dict[str, int] = defaultdict(int)
    for load in loads:
        load.entry.records_in = load.delivered
        delivered[load.source] += load.entry.records_in
    number = max((row.batch_number for row in ledger.of(table)), default=0) + 1
    for attempt in range(ATTEMPTS):
        said = Said(run.run_id, run.started_at, number, delivered, _files(loads))
        before = store.version_held(table)
        batch = {"batch_number": F.lit(number), "batch_id": F.format_string(f"%s-{number:06d}", "source_system")}
        store.append(table, rows.withColumns(batch), (f"bronze_ingest/{table}", number), said.text())
        writer, commit = _written_by(store, table, number, before)
        if writer and writer != run.run_id:
            return None
        if writer:
            return _settle(store, run, table, loads, ledger, quarantine, said, commit) if commit else []
        number += 10**attempt
    raise LockedError(f"{table} takes no batch", f"{ATTEMPTS} attempts up to number {number}", "run it again later")


def _settle(
    store: Store,
    run: Run,
    table: Table,
    loads: list[Load],
    ledger: Ledger,
    quarantine: Quarantine,
    said: Said,
    commit: Commit,
) -> list[BalanceError]:
    """Write down the files of this run's commit; an error for each source that does not balance."""
    outcome = settled(store, table, said, commit)
    ledger.add(table, outcome.rows)
    for load in loads:
        _refuse_unbalanced(run, quarantine, load, outcome.amiss)
        if load.source in outcome.wrong:
            load.entry.files_new = load.entry.records_in = 0
            load.entry.note = "taken back: it did not balance"
        else:
            load.entry.batch_from = load.entry.batch_to = said.batch
    if outcome.wrong:
        run.is_done_in_part(BalanceError.code)
    return [_unbalanced(table, source, *counts) for source, counts in outcome.wrong.items()]


def _unbalanced(table: Table, source: str, came: int, written: int) -> BalanceError:
    why = f"{came} records were delivered, {written} were written; what {source} brought was taken back"
    fix = "report this with the run id: its files are tried again by the next run"
    return BalanceError(f"{source} into {table} does not balance", why, fix)


def _refuse_unbalanced(run: Run, quarantine: Quarantine, load: Load, amiss: dict[FileOf, tuple[int, int]]) -> None:
    """Files of which more or fewer records were written than counted were taken back; they wait for the next run."""
    counts = {file.file: amiss[key] for file in load.files if (key := (load.source, file.file.name)) in amiss}
    refused = [
        (
            file,
            Refusal("FILE_UNBALANCED", f"{came} records were delivered, {read} were written: report this if it stays"),
        )
        for file, (came, read) in counts.items()
    ]
    if refused:
        run.is_done_in_part("FILE_UNBALANCED")
    _without(quarantine, load, refused)
    load.entry.records_in = (load.entry.records_in or 0) - sum(came for came, _ in counts.values())


def _written_by(store: Store, table: Table, number: int, before: int | None) -> tuple[str | None, Commit | None]:
    """Which run has written a batch, if any has, and its commit, if that is later than the version `before`."""
    commits = store.commits_after(table, -1 if before is None else before) or []
    for commit in commits:
        said = said_by(commit)
        if said and said.batch == number:
            return said.run_id, commit
    # Somebody was faster, or the platform keeps no text with a commit: the rows say whose they are as well.
    [writer] = store.read(table).where(F.col("batch_number") == number).agg(F.max("run_id")).collect()[0]
    return writer, commits[0]._replace(metrics={}) if commits else None


def _files(loads: list[Load]) -> tuple[File, ...] | None:
    """The files of all loads, and the ranges of topics; None where a database is among them."""
    known = [load.known for load in loads]
    return None if None in known else tuple(file for files in known for file in files or ())


def _records(store: Store, run: Run, load: Load) -> DataFrame:
    """The records of a load as rows of its table, but for their batch."""
    records = load.rows(store)
    absent = {n: F.lit(None).cast("string") for n in raw_columns(load.feed.table) if n not in records.columns}
    known = {"ingestion_timestamp": run.started_at, "source_system": load.source, "run_id": run.run_id}
    return records.withColumns({**absent, **{name: F.lit(value) for name, value in known.items()}})


def _sifted(store: Store, run: Run, table: Table, loads: list[Load], ledger: Ledger) -> list[Load]:
    """The loads with what keeps out people who were erased; as they are where nobody was.

    Rows of a database that are nobody else's are no load, and neither are such ranges of a topic: these are remembered,
    also where others of the topic have news.
    """
    marks = erased(store)
    if marks is None:
        return loads
    sifted = [load.sifted(store, marks) for load in loads]
    for load in sifted:
        remember(store, run, table, ledger, load.passed_over)
    return [load for load in sifted if load.files or load.delivered]
