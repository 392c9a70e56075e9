"""bronze_ingest: load every delivered file once, record by record as delivered.

The bronze table is its own ledger: what is new is the listing minus the files already in the table or refused
as a whole. Rows and provenance land in one commit, so a killed run leaves nothing to repair.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake import runner
from edulake.bronze import sources
from edulake.contract import literal
from edulake.errors import BalanceError, LockedError, UnreadableError
from edulake.landing import ReadableFile, Refusal, list_files, profile, read_records
from edulake.landing.transcode import as_utf8
from edulake.ops import QUARANTINE
from edulake.ops.refusals import file_refusal, refused_files
from edulake.rows import as_frame
from edulake.runs import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.contract import Feed, Table
    from edulake.landing import DeliveredFile
    from edulake.runner import Context

ATTEMPTS = 3


class Ledger(NamedTuple):
    """What a bronze table already holds of one source, read from one version of it."""

    contents: frozenset[str]
    last_batch: int


def run(context: Context) -> list[Run]:
    """Ingest the selected sources, table by table."""
    run = Run("bronze_ingest")
    known = sources(context.settings.sources)
    chosen = context.choose("source", list(known))
    if not context.landing.is_dir():
        raise UnreadableError("the landing folder does not exist", str(context.landing), "give it with --landing")
    feeds: dict[Table, list[tuple[Source, Feed]]] = defaultdict(list)
    for name in chosen:
        if (context.landing / name).is_dir():
            for feed in known[name].feeds:
                feeds[feed.table].append((known[name], feed))
        elif context.selected.get("source"):
            raise UnreadableError(
                f"source {name} has no delivery folder", str(context.landing / name), "check --landing"
            )
        else:
            context.say(f"bronze  {name}: no delivery")
    for table, of_table in feeds.items():
        with context.store.locks.holding(str(table)):
            run.entries += _ingest_table(context, run, table, of_table)
    if not context.dry_run:
        run.record(context.store)
    return [run]


def _ingest_table(context: Context, run: Run, table: Table, feeds: list[tuple[Source, Feed]]) -> list[Entry]:
    store = context.store
    before = store.version(table) if store.exists(table) else None
    ledgers = _ledgers(context, table)
    refused = refused_files(store, str(table))
    entries = []
    for source, feed in feeds:
        ledger = ledgers.get(source.name, Ledger(frozenset(), 0))
        entry = Entry(str(table), source_system=source.name, version_before=before)
        files = _new_files(context, run, source, feed, ledger, refused, entry)
        entries.append(entry)
        context.say(f"bronze  {source.name}: {_spelled(entry)}{' (dry run)' if context.dry_run else ''}")
        if files and not context.dry_run:
            number, entry.records_in = _load(context, run, source, feed, files, ledger.last_batch)
            entry.batch_from = entry.batch_to = number
    after = store.version(table) if store.exists(table) else None
    if after != before:
        store.check(table)
    for entry in entries:
        entry.version_after = after
    return entries


def _ledgers(context: Context, table: Table) -> dict[str, Ledger]:
    """Contents and last batch of every source, from one snapshot of the table."""
    if not context.store.exists(table):
        return {}
    held = (
        context.store.read(table)
        .groupBy("source_system")
        .agg(F.collect_set("source_file_sha256").alias("contents"), F.max("batch_number").alias("last"))
    )
    return {row["source_system"]: Ledger(frozenset(row["contents"]), row["last"]) for row in held.collect()}


def _new_files(
    context: Context, run: Run, source: Source, feed: Feed, ledger: Ledger, refused: set[tuple[str, str]], entry: Entry
) -> list[ReadableFile]:
    """Files to load; the others are counted in `entry`, and refused ones go to quarantine."""
    files = list_files(context.landing, source.name, feed.files)
    seen = set(ledger.contents)
    new, refusals, notes = [], [], set()
    entry.files_hidden = sum(file.hidden for file in files)
    entry.files_redelivered = entry.files_empty = 0
    rule_version = f"{feed.dialect}{sorted(feed.columns.items())}"
    for file in [file for file in files if not file.hidden]:
        if file.sha256 in seen:
            entry.files_redelivered += 1
            continue
        seen.add(file.sha256)
        if (file.sha256, rule_version) in refused:
            continue
        try:
            readable = _readable(context, file, feed)
        except Refusal as refusal:
            refusals.append(file_refusal(file, refusal, source.name, str(feed.table), rule_version, run))
            context.say(f"bronze  {file.name}: {refusal.code}, {refusal.advice}")
            continue
        if readable.profile.records == 0:
            entry.files_empty += 1
        else:
            new.append(readable)
            notes |= _missing_columns(readable, feed)
    entry.files_new, entry.files_refused = len(new), len(refusals)
    entry.note = "; ".join(sorted(notes)) or None
    if refusals and not context.dry_run:
        rows = as_frame(context.store.spark, refusals, QUARANTINE.struct())
        context.store.merge(QUARANTINE, rows, [])
    return new


def _readable(context: Context, file: DeliveredFile, feed: Feed) -> ReadableFile:
    """The file, checked; Refusal where it cannot be what its source says."""
    path = file.path
    if feed.dialect.encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig"):
        path = as_utf8(file, feed.dialect.encoding, context.store.staging_folder())
    found = profile(path, feed.dialect, context.settings.limits)
    if feed.dialect.format == "csv" and found.header:
        _check_header(found.header, feed)
    return ReadableFile(file, found, path)


def _check_header(header: tuple[str, ...], feed: Feed) -> None:
    present = set(header) & set(feed.columns.values())
    missing = [feed.columns[raw] for raw in feed.required if feed.columns[raw] not in present]
    if not present:
        raise Refusal(
            "FILE_NO_HEADER", f"no known column in the first line: expected {', '.join(feed.columns.values())}"
        )
    if missing:
        raise Refusal(
            "FILE_SCHEMA", f"column {', '.join(missing)} is missing: correct the export or the source's columns"
        )


def _missing_columns(file: ReadableFile, feed: Feed) -> set[str]:
    header = file.profile.header
    return {f"column {name} is missing" for name in feed.columns.values() if header and name not in header}


def _load(
    context: Context, run: Run, source: Source, feed: Feed, files: list[ReadableFile], last_batch: int
) -> tuple[int, int]:
    """Append the files as one batch, and read back that it is ours and whole; its number and its records."""
    records = read_records(context.store.spark, files, feed.dialect, feed.columns)
    counted = [file.profile.records for file in files]
    delivered = records.count() if None in counted else sum(n for n in counted if n is not None)
    for number in range(last_batch + 1, last_batch + 1 + ATTEMPTS):
        _append(context, run, source, feed, records, number)
        written = _written(context, feed.table, source.name, number)
        if run.run_id in written:
            _must_be_whole(context, feed.table, source.name, number, delivered, sum(written.values()))
            return number, delivered
    raise LockedError(f"another run keeps loading {source.name}", f"{ATTEMPTS} attempts", "run it again later")


def _append(context: Context, run: Run, source: Source, feed: Feed, records: DataFrame, number: int) -> None:
    """One commit, at most once for this number: a second writer's is skipped by Delta."""
    absent = [name for name in feed.table.column_names if name.startswith("raw_") and name not in records.columns]
    rows = records.withColumns(
        {
            **{name: F.lit(None).cast("string") for name in absent},
            "ingestion_timestamp": F.lit(run.started_at),
            "source_system": F.lit(source.name),
            "batch_number": F.lit(number),
            "batch_id": F.lit(f"{source.name}-{number:06d}"),
            "run_id": F.lit(run.run_id),
        }
    )
    context.store.append(feed.table, rows, (f"bronze_ingest/{feed.table}/{source.name}", number))


def _written(context: Context, table: Table, source: str, number: int) -> dict[str, int]:
    """Rows of a batch by the run that wrote them."""
    of_batch = (F.col("source_system") == source) & (F.col("batch_number") == number)
    rows = context.store.read(table).where(of_batch).groupBy("run_id").count().collect()
    return {row["run_id"]: row["count"] for row in rows}


def _must_be_whole(context: Context, table: Table, source: str, number: int, delivered: int, written: int) -> None:
    if written == delivered:
        return
    context.store.delete(table, f"source_system = {literal(source)} AND batch_number = {number}")
    raise BalanceError(
        f"{source} into {table} does not balance",
        f"{delivered} records were delivered, {written} were written; the batch was taken back",
        "report this with the run id: the files are tried again by the next run",
    )


def _spelled(entry: Entry) -> str:
    counts = {
        "new": entry.files_new,
        "redelivered": entry.files_redelivered,
        "refused": entry.files_refused,
        "empty": entry.files_empty,
        "hidden": entry.files_hidden,
    }
    said = [f"{count} {name}" for name, count in counts.items() if count]
    return f"files {', '.join(said) or 'none'}"


JOB = runner.Job("bronze_ingest", "Load every delivered file once, record by record as delivered.", run, ("source",))


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
