"""Which bronze batches a subject has not seen yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.cleansing.batches import any_of, batches, is_record
from edulake.cleansing.snapshots import Snapshot, every, takes_snapshots
from edulake.runs import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.contract import Table
    from edulake.fingerprint import Fingerprint
    from edulake.runner import Context
    from edulake.runs import Done
    from edulake.silver import Subject
    from edulake.store import Store

    # Of the new batches of each source: the last one, their records, the earliest delivery, whether one is a snapshot.
    Counted = dict[str, tuple[int, int, int, bool]]
    Count = Callable[[Table, int, tuple[tuple[str, int], ...]], Counted]


@dataclass
class Pending:
    """Bronze batches of one source that a subject has not seen: after `done`, up to `last`.

    `version` is the table's when it was looked at, `first_delivery` the earliest time of the new ones (microseconds
    of UTC), and `new_snapshot` whether one of them is a snapshot, perhaps without any record; `snapshots` are all of
    the source, old and new, oldest first; `late` and `partial`: see snapshots.Delivered.
    """

    source: Source
    table: Table
    done: int
    last: int
    rows: int
    version: int
    first_delivery: int | None = None
    new_snapshot: bool = False
    snapshots: list[Snapshot] = field(default_factory=list)
    late: bool = False
    partial: set[int] = field(default_factory=set)

    @property
    def is_news(self) -> bool:
        return bool(self.rows) or self.new_snapshot

    @property
    def takes_snapshots(self) -> bool:
        """Whether deliveries of this source may hold everything."""
        return takes_snapshots(self.source, self.table)

    @property
    def new_snapshots(self) -> list[Snapshot]:
        """The snapshots of which a file is new."""
        return [snapshot for snapshot in self.snapshots if snapshot.last_batch > self.done]


@dataclass
class Work:
    """What one subject has to do in this run; with `replay`, records refused earlier are tried again.

    `anew` says by source why all of its records are looked at as if the table held none of them.
    """

    facts: list[Pending]
    references: list[Pending] = field(default_factory=list)
    replay: bool = False
    anew: dict[str, str] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        return bool(self.active) or any(reference.is_news for reference in self.references)

    def parts(self) -> list[Work]:
        """The sources that are looked at anew, and the others: what becomes of their records is decided apart."""
        first, rest = (
            Work(
                [pending for pending in self.facts if (pending.source.name in self.anew) is is_anew],
                [pending for pending in self.references if (pending.source.name in self.anew) is is_anew],
                self.replay,
                self.anew if is_anew else {},
            )
            for is_anew in (True, False)
        )
        return [part for part in (first, rest) if part.any]

    def has_news(self, source: Source) -> bool:
        """Whether rows that this source's facts refer to have come."""
        return any(reference.is_news for reference in self.references if reference.source is source)

    def begins(self, pending: Pending) -> bool:
        """Whether all that a source with snapshots ever delivered must be read, and not what is new alone."""
        return not pending.done or pending.late or self.replay or self.has_news(pending.source)

    @property
    def active(self) -> list[Pending]:
        """Sources with new facts, or with facts to look at again."""
        always = {pending.source.name for pending in self.facts} if self.replay else self.anew
        return [p for p in self.facts if p.is_news or p.source.name in always or self.has_news(p.source)]


def counting(store: Store) -> Count:
    """Counts the new batches of bronze tables, each table once for all subjects that start from the same batches."""
    return lru_cache(maxsize=None)(partial(_count, store))


def pending(
    context: Context,
    count: Count,
    subject: Subject,
    of_subject: list[Source],
    done: Done,
    anew: dict[str, str],
    *,
    replay: bool,
) -> Work:
    """New batches of every bronze table, one query for each that changed since the subject last looked.

    All batches are new of the sources that are looked at `anew`.
    """
    wanted: dict[Table, list[Source]] = {}
    for source in of_subject:
        for table in (source.facts, *(reference.table for reference in source.references)):
            wanted.setdefault(table, []).append(source)
    found = {}
    for table, having in wanted.items():
        if context.store.exists(table):
            seen = {
                source.name: (0, None) if source.name in anew else _seen(subject, source, table, done)
                for source in having
            }
            found.update(_new_batches(context, count, table, having, seen))
    facts = [found[key] for source in of_subject if (key := (source.name, source.facts)) in found]
    tables = [(source.name, ref.table) for source in of_subject for ref in source.references]
    work = Work(facts, [found[key] for key in tables if key in found], replay, anew)
    for fact in work.active:
        fact.snapshots, fact.late, fact.partial = every(context, fact)
    return work


def _seen(subject: Subject, source: Source, table: Table, done: Done) -> tuple[int, int | None]:
    """Last batch and version of a bronze table that the subject saw."""
    last = done.get((str(subject.table), source.name, str(table)))
    return (last["batch_to"] or 0, last["input_version"]) if last else (0, None)


def _new_batches(
    context: Context, count: Count, table: Table, having: list[Source], seen: dict[str, tuple[int, int | None]]
) -> dict[tuple[str, Table], Pending]:
    now = context.store.version(table)
    starts = {name: batch for name, (batch, _) in seen.items()}
    changed = any(looked_at != now for _, looked_at in seen.values())
    counted = count(table, now, tuple(starts.items())) if changed else {}
    return {
        (source.name, table): Pending(source, table, start, last, rows, now, first, new_snapshot)
        for source in having
        for start in [starts[source.name]]
        for last, rows, first, new_snapshot in [counted.get(source.name, (start, 0, None, False))]
    }


def _count(store: Store, table: Table, _version: int, starts: tuple[tuple[str, int], ...]) -> Counted:
    new = [(F.col("source_system") == name) & (F.col("batch_number") > start) for name, start in starts]
    rows = store.read(table).where(any_of(new)).groupBy("source_system")
    records = F.count(F.when(is_record(), 1))
    aggregates = (F.max("batch_number"), records, F.min(F.unix_micros("delivered_at")), F.max("is_snapshot"))
    return {source: tuple(found) for source, *found in rows.agg(*aggregates).collect()}


def entries(
    work: Work, subject: Subject, made_by: Mapping[str, Fingerprint], before: int | None, after: int | None
) -> list[Entry]:
    """An entry for each table of each source: the facts come first, in the order of `work`."""
    return [
        Entry(
            str(subject.table),
            input_table=str(pending.table),
            source_system=pending.source.name,
            records_in=pending.rows,
            accepted=0,
            quarantined=0,
            duplicate=0,
            stale=0,
            out_of_scope=0,
            batch_from=pending.done + 1 if pending.is_news else None,
            batch_to=pending.last,
            input_version=pending.version,
            version_before=before,
            version_after=after,
            fingerprint=str(made_by[pending.source.name]),
        )
        for pending in (*work.facts, *work.references)
    ]


def rows_of(context: Context, source: Source, table: Table, after: int, to: int) -> DataFrame:
    return context.store.read(table).where(batches(source.name, after, to))
