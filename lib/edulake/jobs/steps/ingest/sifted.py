"""What is new of one feed, as records: those of people who were erased are kept out, and counted."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from edulake.jobs.steps.ingest.erased import counted, kept, sieve
from edulake.jobs.steps.ingest.new_files import New
from edulake.landing.files.provenance import provenance
from edulake.landing.files.records import nothing_in, read_records
from edulake.landing.kafka.records import Records
from edulake.ops.loads import File

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.feed import Feed
    from edulake.jobs.steps.ingest.erased import Sieve
    from edulake.landing.database.extraction import Extraction
    from edulake.landing.files.readable import ReadableFile
    from edulake.ops.erasures import Marks
    from edulake.ops.runs import Entry
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

    @property
    def delivered(self) -> int:
        """How many records were delivered, counted by other means than the load."""
        if isinstance(self.news, New):
            return sum(self.left(file) or 0 for file in self.files)
        return self.news.new - sum(self.erased.values())

    @property
    def known(self) -> list[File] | None:
        """Its files, or ranges of its topic, with the records that they have; None where it is rows of a database.

        Of a range without any left bronze will hold nothing.
        """
        if isinstance(self.news, Records):
            return [a_range for a_range in self._ranges if a_range.records]
        if isinstance(self.news, New):
            notes = self.news.notes
            return [File(self.source, provenance(f), self.left(f), notes.get(f.file.name)) for f in self.files]
        return None

    @property
    def passed_over(self) -> list[File]:
        """Ranges of its topic all of whose records are of people who were erased."""
        return [a_range for a_range in self._ranges if not a_range.records]

    @property
    def _ranges(self) -> list[File]:
        return [self._left_of(a_range) for a_range in self.news.files] if isinstance(self.news, Records) else []

    def left(self, file: ReadableFile) -> int | None:
        """The records of a file that are not of people who were erased."""
        return None if file.profile.records is None else file.profile.records - self.erased.get(file.file.name, 0)

    def _left_of(self, a_range: File) -> File:
        """A range, whose records are each called as its partition and one offset."""
        partition = a_range.provenance.source_file.rpartition("/")[0]
        gone = sum(count for name, count in self.erased.items() if name.rpartition("/")[0] == partition)
        return a_range._replace(records=(a_range.records or 0) - gone)

    def rows(self, store: Store) -> DataFrame:
        """Its records that may enter bronze."""
        rows = self._raw(store)
        return kept(rows, self.sieve) if self.sieve else rows

    def _raw(self, store: Store) -> DataFrame:
        """The records as they were delivered; of files, for each snapshot without any a row that says so."""
        if not isinstance(self.news, New):
            return self.news.rows
        empty = [file for file in self.files if self.left(file) == 0]
        full = [file for file in self.files if file not in empty]
        parts = [read_records(store.spark, full, self.feed.files.dialect, self.feed.columns)] if full else []
        parts += [nothing_in(store.spark, empty, self.feed.columns)] if empty else []
        return reduce(lambda above, below: above.unionByName(below), parts)

    def sifted(self, store: Store, marks: Marks) -> Load:
        """The load with what keeps out people who were erased, and how many records that is."""
        sifting = sieve(store, marks, self.source, self.feed.table)
        if sifting is None:
            return self
        counts = counted(self._raw(store), sifting)
        self.entry.erased = sum(counts.values()) or None
        return self._replace(sieve=sifting, erased=counts)
