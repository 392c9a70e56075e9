"""What a feed brings to a load: its records as rows of bronze, how many they are, and without whom."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.contract.raw import raw_columns
from edulake.jobs.steps.ingest.erased import counted, kept, sieve
from edulake.jobs.steps.ingest.new_files import New
from edulake.jobs.steps.ingest.new_records import remember
from edulake.landing.database.extraction import Extraction
from edulake.landing.files.provenance import provenance
from edulake.landing.files.records import nothing_in, read_records
from edulake.landing.kafka.records import Records, without
from edulake.ops.erasures import erased
from edulake.ops.loads import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.feed import Feed
    from edulake.contract.table import Table
    from edulake.jobs.steps.ingest.erased import Sieve
    from edulake.jobs.steps.ingest.ledger import Ledger
    from edulake.landing.files.readable import ReadableFile
    from edulake.ops.runs import Entry, Run
    from edulake.store.store import Store


class Load(NamedTuple):
    """What is new of one feed: files, rows of its database, or records of its topic; it is counted in `entry`."""

    source: str
    feed: Feed
    entry: Entry
    news: New | Extraction | Records
    sieve: Sieve | None = None  # where somebody was erased
    erased: Mapping[str, int] = {}  # by file, its records of people who were erased

    @property
    def files(self) -> list[ReadableFile]:
        """Its files; none where it is rows of a database or records of a topic."""
        return self.news.files if isinstance(self.news, New) else []

    @property
    def any(self) -> bool:
        return not isinstance(self.news, New) or bool(self.news.files)


def files_of(loads: list[Load]) -> tuple[File, ...] | None:
    """The files of all loads, and the ranges of topics; None where a database is among them."""
    files = []
    for load in loads:
        if isinstance(load.news, Extraction):
            return None
        if isinstance(load.news, Records):
            files += load.news.files
            continue
        for file in load.news.files:
            note = load.news.notes.get(file.file.name)
            files.append(File(load.source, provenance(file), _left(load, file), note))
    return tuple(files)


def records_of(store: Store, run: Run, load: Load) -> DataFrame:
    """The records of a load as rows of its table, but for their batch."""
    records = _raw(store, load)
    records = kept(records, load.sieve) if load.sieve else records
    absent = {n: F.lit(None).cast("string") for n in raw_columns(load.feed.table) if n not in records.columns}
    known = {"ingestion_timestamp": run.started_at, "source_system": load.source, "run_id": run.run_id}
    return records.withColumns({**absent, **{name: F.lit(value) for name, value in known.items()}})


def _of_files(store: Store, load: Load) -> DataFrame:
    """The records of files, and for each snapshot without any a row that says so."""
    spark, feed = store.spark, load.feed
    empty = [file for file in load.files if _left(load, file) == 0]
    full = [file for file in load.files if file not in empty]
    parts = [read_records(spark, full, feed.files.dialect, feed.columns)] if full else []
    parts += [nothing_in(spark, empty, feed.columns)] if empty else []
    return reduce(lambda above, below: above.unionByName(below), parts)


def delivered_in(load: Load) -> int:
    """How many records were delivered, counted by other means than the load."""
    if not isinstance(load.news, New):
        return load.news.new - sum(load.erased.values())
    return sum(_left(load, file) or 0 for file in load.files)


def sifted(store: Store, run: Run, table: Table, ledger: Ledger, loads: list[Load]) -> list[Load]:
    """The loads with what keeps out people who were erased, and how many records that is; as they are where none was.

    Rows of a database or records of a topic that are nobody else's are no load.
    """
    marks = erased(store)
    if marks is None:
        return loads
    known = []
    for load in loads:
        sifting = sieve(store, marks, load.source, load.feed.table)
        counts = counted(_raw(store, load), sifting) if sifting else {}
        load.entry.erased = sum(counts.values()) or None
        if isinstance(load.news, Records) and counts:
            known.append(_of_topic(store, run, table, ledger, load, counts)._replace(sieve=sifting))
            continue
        known.append(load._replace(sieve=sifting if counts or sifting else None, erased=counts))
    return [load for load in known if load.files or delivered_in(load)]


def _of_topic(store: Store, run: Run, table: Table, ledger: Ledger, load: Load, counts: Mapping[str, int]) -> Load:
    """The load without what was counted; ranges of which nothing is left are remembered as such."""
    assert isinstance(load.news, Records)
    left = without(load.news, counts)
    remember(store, run, table, ledger, left.empty[len(load.news.empty) :])
    return load._replace(news=left)


def _left(load: Load, file: ReadableFile) -> int | None:
    """The records of a file that are not of people who were erased."""
    return None if file.profile.records is None else file.profile.records - load.erased.get(file.file.name, 0)


def _raw(store: Store, load: Load) -> DataFrame:
    """The records of a load as they were delivered."""
    return _of_files(store, load) if isinstance(load.news, New) else load.news.rows
