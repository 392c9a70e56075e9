"""bronze_ingest: load every delivered file, and every new row of a database, once, record by record as delivered.

The bronze table is its own ledger: what is new is the listing minus the files already in the table or refused
as a whole. Rows and provenance land in one commit, so a killed run leaves nothing to repair.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake import runner
from edulake.bronze import sources
from edulake.bronze.provenance import raw_columns
from edulake.errors import BalanceError, ConfigError, LockedError, UnreadableError
from edulake.ingesting.database import absent, delivers, new_rows
from edulake.ingesting.files import ledger, new_files
from edulake.landing import EMPTY, nothing_in, read_records
from edulake.ops.refusals import refused_files
from edulake.runs import Entry, Run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.contract import Feed, Table
    from edulake.database.extraction import Extraction
    from edulake.ingesting.files import Ledger
    from edulake.landing import ReadableFile
    from edulake.runner import Context

ATTEMPTS = 3


class Load(NamedTuple):
    """New files of one feed, or new rows of its database."""

    source: str
    feed: Feed
    entry: Entry
    files: list[ReadableFile]
    extraction: Extraction | None = None


def run(context: Context) -> list[Run]:
    """Ingest the selected sources, table by table."""
    run = Run("bronze_ingest")
    known = sources(context.settings.sources)
    chosen = _chosen(context, [source.name for source in known])
    if not context.landing.is_dir() and not all(feed.database for name in chosen for feed in _feeds(known, name)):
        raise UnreadableError("the landing folder does not exist", str(context.landing), "give it with --landing")
    feeds: dict[Table, list[tuple[str, Feed]]] = defaultdict(list)
    for name in chosen:
        of_source = _feeds(known, name)
        delivering = [feed for feed in of_source if delivers(context, name, feed)]
        for feed in delivering:
            feeds[feed.table].append((name, feed))
        if not delivering and context.selected.get("source"):
            why = absent(context, name, of_source)
            raise UnreadableError(f"source {name} delivers nothing here", why, "check the name, --landing and --conf")
        if not delivering:
            context.say(f"bronze  {name}: no delivery")
    refused = lru_cache(maxsize=1)(lambda: refused_files(context.store))
    for table, of_table in feeds.items():
        with context.store.locks.holding(str(table)):
            run.entries += _ingest_table(context, run, of_table, ledger(context, table, refused))
    if not context.dry_run:
        context.journal.enter(run)
    return [run]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--group", metavar="NAME", help="the sources of one of source_groups, or others: those of none")


def _chosen(context: Context, known: list[str]) -> list[str]:
    """The sources named, or those of the group, or all; a group may have some that never delivered here."""
    group = getattr(context.options, "group", None)
    if not group:
        return context.choose("source", known)
    groups = context.settings.source_groups
    if group not in (*groups, "others") or context.selected.get("source"):
        why = "--source and --group exclude each other" if context.selected.get("source") else ""
        raise ConfigError(f"no group to choose is called {group}", why, f"choose from {', '.join((*groups, 'others'))}")
    named = {name for names in groups.values() for name in names}
    wanted = groups.get(group, [name for name in known if name not in named])
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ConfigError(f"source_groups.{group} names {unknown[0]}", "no source is called so", "correct the group")
    return list(dict.fromkeys(wanted))


def _feeds(known: tuple[Source, ...], name: str) -> list[Feed]:
    """What a system delivers, each kind of file once: two subjects may both need it."""
    every = [feed for source in known if source.name == name for feed in source.feeds]
    return [feed for position, feed in enumerate(every) if feed not in every[:position]]


def _ingest_table(context: Context, run: Run, feeds: list[tuple[str, Feed]], held: Ledger) -> list[Entry]:
    store, table = context.store, feeds[0][1].table
    before = store.version_held(table)
    entries, loads = [], []
    for source, feed in feeds:
        entry = Entry(str(table), source_system=source, version_before=before, records_in=0)
        entries.append(entry)
        if feed.database:
            extraction = new_rows(context, source, feed, entry)
            loads += [Load(source, feed, entry, [], extraction)] if extraction else []
            continue
        files = new_files(context, run, source, feed, held, entry)
        context.say(f"bronze  {source} into {table.name}: {spelled(entry)}{' (dry run)' if context.dry_run else ''}")
        if files:
            loads.append(Load(source, feed, entry, files))
    if loads and not context.dry_run:
        _load(context, run, table, loads, held.last_batch)
    after = store.version_held(table)
    if after != before:
        store.check(table)
    for entry in entries:
        entry.version_after = after
    return entries


def _load(context: Context, run: Run, table: Table, loads: list[Load], last_batch: int) -> None:
    """Append all files as one batch of the table, in one commit, and read back that it is ours and whole."""
    records = [_records(context, run, load) for load in loads]
    delivered: dict[str, int] = defaultdict(int)
    for load, of_load in zip(loads, records, strict=True):
        load.entry.records_in = _delivered(load, of_load)
        delivered[load.source] += load.entry.records_in
    rows = reduce(lambda above, below: above.unionByName(below), records)
    for number in range(last_batch + 1, last_batch + 1 + ATTEMPTS):
        batch = {"batch_number": F.lit(number), "batch_id": F.format_string(f"%s-{number:06d}", "source_system")}
        # At most once for this number: Delta skips the commit of a second writer.
        context.store.append(table, rows.withColumns(batch), (f"bronze_ingest/{table}", number))
        written = _written(context, table, number)
        if run.run_id in written:
            _must_be_whole(context, table, number, delivered, written[run.run_id])
            for load in loads:
                load.entry.batch_from = load.entry.batch_to = number
            return
    raise LockedError(f"another run keeps loading {table}", f"{ATTEMPTS} attempts", "run it again later")


def _records(context: Context, run: Run, load: Load) -> DataFrame:
    """The records of a load as rows of its table, but for their batch."""
    if load.extraction:
        records = load.extraction.rows.withColumn("is_snapshot", F.lit(False))
    else:
        records = _of_files(context, load)
    absent = {n: F.lit(None).cast("string") for n in raw_columns(load.feed.table) if n not in records.columns}
    known = {"ingestion_timestamp": run.started_at, "source_system": load.source, "run_id": run.run_id}
    return records.withColumns({**absent, **{name: F.lit(value) for name, value in known.items()}})


def _of_files(context: Context, load: Load) -> DataFrame:
    """The records of files, and for each snapshot without any a row that says so."""
    spark, feed = context.store.spark, load.feed
    empty = [file for file in load.files if file.profile.records == 0]
    full = [file for file in load.files if file not in empty]
    parts = [read_records(spark, full, feed.dialect, feed.columns)] if full else []
    parts += [nothing_in(spark, empty, feed.columns)] if empty else []
    return reduce(lambda above, below: above.unionByName(below), parts)


def _delivered(load: Load, records: DataFrame) -> int:
    """How many records were delivered, counted by other means than the load where the format allows it."""
    if load.extraction:
        return load.extraction.new
    counted = [file.profile.records for file in load.files]
    return records.count() if None in counted else sum(n for n in counted if n is not None)


def _written(context: Context, table: Table, number: int) -> dict[str, dict[str, int]]:
    """Records of a batch by the run that wrote them and their source."""
    records = F.count(F.when(F.col("payload_form") != EMPTY, 1)).alias("records")
    batch = context.store.read(table).where(F.col("batch_number") == number)
    rows = batch.groupBy("run_id", "source_system").agg(records)
    written: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.collect():
        written[row["run_id"]][row["source_system"]] = row["records"]
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


def spelled(entry: Entry) -> str:
    """What became of a source's files, in words."""
    counts = {
        "new": entry.files_new,
        "redelivered": entry.files_redelivered,
        "refused": entry.files_refused,
        "empty": entry.files_empty,
        "hidden": entry.files_hidden,
    }
    said = [f"{count} {name}" for name, count in counts.items() if count]
    return f"files {', '.join(said) or 'none'}"


JOB = runner.Job(
    "bronze_ingest", "Load every delivered file once, record by record as delivered.", run, ("source",), arguments
)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
