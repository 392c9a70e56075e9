"""bronze_ingest: load every delivered file once, record by record as delivered.

The bronze table is its own ledger: what is new is the listing minus the files already in the table or refused
as a whole. Rows and provenance land in one commit, so a killed run leaves nothing to repair.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake import runner
from edulake.bronze import sources
from edulake.database.credentials import is_set
from edulake.database.extraction import extract, waiting
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
    from edulake.database.extraction import Extraction
    from edulake.landing import DeliveredFile
    from edulake.runner import Context

ATTEMPTS = 3


class Ledger(NamedTuple):
    """What a bronze table already holds, by source, and its last batch; from one version of it."""

    contents: dict[str, set[str]]
    last_batch: int


class Load(NamedTuple):
    """New files of one feed, or the new rows of its database."""

    source: Source
    feed: Feed
    files: list[ReadableFile]
    entry: Entry
    extraction: Extraction | None = None


def run(context: Context) -> list[Run]:
    """Ingest the selected sources, table by table."""
    run = Run("bronze_ingest")
    known = sources(context.settings.sources)
    chosen = context.choose("source", [source.name for source in known])
    if not context.landing.is_dir() and any(_of_files(source) for source in known if source.name in chosen):
        raise UnreadableError("the landing folder does not exist", str(context.landing), "give it with --landing")
    feeds: dict[Table, list[tuple[Source, Feed]]] = defaultdict(list)
    for name in chosen:
        folder = (context.landing / name).is_dir()
        described = [(source, feed) for source in known if source.name == name for feed in source.feeds]
        delivering = [(source, feed) for source, feed in described if _delivers(feed, folder=folder)]
        for source, feed in delivering:
            feeds[feed.table].append((source, feed))
        if not delivering and context.selected.get("source"):
            raise UnreadableError(
                f"source {name} delivers nothing here", _absent(context, described), "check --landing, or set it"
            )
        if not delivering:
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
    ledger = _ledger(context, table)
    refused = refused_files(store, str(table))
    entries, loads = [], []
    for source, feed in feeds:
        entry = Entry(str(table), source_system=source.name, version_before=before, records_in=0)
        if feed.database:
            loads += _from_database(context, Load(source, feed, [], entry))
            entries.append(entry)
            continue
        held = ledger.contents.get(source.name, set())
        files = _new_files(context, run, source, feed, held, refused, entry)
        entries.append(entry)
        context.say(f"bronze  {source.name}: {_spelled(entry)}{' (dry run)' if context.dry_run else ''}")
        if files:
            loads.append(Load(source, feed, files, entry))
    if loads and not context.dry_run:
        _load(context, run, table, loads, ledger.last_batch)
    after = store.version(table) if store.exists(table) else None
    if after != before:
        store.check(table)
    for entry in entries:
        entry.version_after = after
    return entries


def _of_files(source: Source) -> bool:
    return any(feed.database is None for feed in source.feeds)


def _delivers(feed: Feed, *, folder: bool) -> bool:
    return is_set(feed.database.url) if feed.database else folder


def _absent(context: Context, described: list[tuple[Source, Feed]]) -> str:
    urls = [feed.database.url for _, feed in described if feed.database]
    return f"{urls[0]} is not set" if urls else f"there is no folder {context.landing / described[0][0].name}"


def _from_database(context: Context, load: Load) -> list[Load]:
    """The load with the new rows of its database, if there are any; they are counted in its entry."""
    name, feed, entry = load.source.name, load.feed, load.entry
    if context.dry_run:
        context.say(f"bronze  {name}: rows {waiting(context.store, name, feed, context.say)} to read (dry run)")
        return []
    found = extract(context.store, name, feed, context.say)
    notes = [f"{found.read} rows read, {found.read - found.new} of them held"]
    entry.note = "; ".join(notes + [f"column {column} is missing" for column in found.missing])
    context.say(f"bronze  {name}: rows {found.new} new, {found.read - found.new} held")
    return [load._replace(extraction=found)] if found.new else []


def _ledger(context: Context, table: Table) -> Ledger:
    if not context.store.exists(table):
        return Ledger({}, 0)
    held = (
        context.store.read(table)
        .groupBy("source_system")
        .agg(F.collect_set("source_file_sha256").alias("contents"), F.max("batch_number").alias("last"))
        .collect()
    )
    contents = {row["source_system"]: set(row["contents"]) for row in held}
    return Ledger(contents, max((row["last"] for row in held), default=0))


def _new_files(
    context: Context, run: Run, source: Source, feed: Feed, held: set[str], refused: set[tuple[str, str]], entry: Entry
) -> list[ReadableFile]:
    """Files to load; the others are counted in `entry`, and refused ones go to quarantine."""
    files = list_files(context.landing, source.name, feed.files)
    seen = set(held)
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


def _load(context: Context, run: Run, table: Table, loads: list[Load], last_batch: int) -> None:
    """Append all files as one batch of the table, in one commit, and read back that it is ours and whole."""
    records = {load.source.name: _records(context, run, load) for load in loads}
    delivered = {load.source.name: _delivered(load, records[load.source.name]) for load in loads}
    rows = reduce(lambda above, below: above.unionByName(below), records.values())
    for number in range(last_batch + 1, last_batch + 1 + ATTEMPTS):
        batch = {"batch_number": F.lit(number), "batch_id": F.format_string(f"%s-{number:06d}", "source_system")}
        # At most once for this number: Delta skips the commit of a second writer.
        context.store.append(table, rows.withColumns(batch), (f"bronze_ingest/{table}", number))
        written = _written(context, table, number)
        if run.run_id in written:
            _must_be_whole(context, table, number, delivered, written[run.run_id])
            for load in loads:
                load.entry.batch_from = load.entry.batch_to = number
                load.entry.records_in = delivered[load.source.name]
            return
    raise LockedError(f"another run keeps loading {table}", f"{ATTEMPTS} attempts", "run it again later")


def _records(context: Context, run: Run, load: Load) -> DataFrame:
    """The records of a load as rows of its table, but for their batch."""
    if load.extraction:
        records = load.extraction.rows
    else:
        records = read_records(context.store.spark, load.files, load.feed.dialect, load.feed.columns)
    names = [name for name in load.feed.table.column_names if name.startswith("raw_")]
    absent = {name: F.lit(None).cast("string") for name in names if name not in records.columns}
    known = {"ingestion_timestamp": run.started_at, "source_system": load.source.name, "run_id": run.run_id}
    return records.withColumns({**absent, **{name: F.lit(value) for name, value in known.items()}})


def _delivered(load: Load, records: DataFrame) -> int:
    """How many records were delivered, counted by other means than the load where the format allows it."""
    if load.extraction:
        return load.extraction.new
    counted = [file.profile.records for file in load.files]
    return records.count() if None in counted else sum(n for n in counted if n is not None)


def _written(context: Context, table: Table, number: int) -> dict[str, dict[str, int]]:
    """Rows of a batch by the run that wrote them and their source."""
    rows = context.store.read(table).where(F.col("batch_number") == number).groupBy("run_id", "source_system").count()
    written: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.collect():
        written[row["run_id"]][row["source_system"]] = row["count"]
    return written


def _must_be_whole(
    context: Context, table: Table, number: int, delivered: dict[str, int], written: dict[str, int]
) -> None:
    wrong = [name for name, records in delivered.items() if records != written.get(name, 0)]
    if not wrong:
        return
    context.store.delete(table, f"batch_number = {number}")
    name = wrong[0]
    raise BalanceError(
        f"{name} into {table} does not balance",
        f"{delivered[name]} records were delivered, {written.get(name, 0)} were written; the batch was taken back",
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
