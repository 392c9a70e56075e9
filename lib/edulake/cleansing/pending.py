"""Which bronze batches a subject has not seen yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.cleansing.batches import any_of, batches
from edulake.cleansing.snapshots import Snapshot, every
from edulake.runs import Entry

if TYPE_CHECKING:
    import datetime as dt

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.contract import Table
    from edulake.runner import Context
    from edulake.runs import Done
    from edulake.silver import Subject


@dataclass
class Pending:
    """Bronze batches of one source that a subject has not seen: after `done`, up to `last`.

    `first_delivery` is the earliest time of the new ones; `snapshots` are all of the source, old and new, oldest
    first.
    """

    source: Source
    table: Table
    done: int
    last: int
    rows: int
    first_delivery: dt.datetime | None = None
    snapshots: list[Snapshot] = field(default_factory=list)

    @property
    def newest(self) -> Snapshot | None:
        return self.snapshots[-1] if self.snapshots else None


@dataclass
class Work:
    """What one subject has to do in this run; with `replay`, records refused earlier are tried again."""

    facts: list[Pending]
    references: list[Pending] = field(default_factory=list)
    replay: bool = False

    @property
    def any(self) -> bool:
        return any(pending.rows for pending in (*self.facts, *self.references)) or (self.replay and bool(self.facts))

    def has_news(self, source: Source) -> bool:
        """Whether rows that this source's facts refer to have come."""
        return any(reference.rows for reference in self.references if reference.source is source)

    def replaced(self, pending: Pending) -> bool:
        """Whether a newer snapshot has come, so that rows held may be gone."""
        return bool(pending.newest and pending.newest.last_batch > pending.done)

    @property
    def active(self) -> list[Pending]:
        """Sources with new facts, or with facts to look at again."""
        return [pending for pending in self.facts if pending.rows or self.replay or self.has_news(pending.source)]


def pending(context: Context, subject: Subject, of_subject: list[Source], version: int | None, done: Done) -> Work:
    """New batches of every bronze table, one query a table. A ledger that is ahead of the table is not believed."""
    wanted: dict[Table, list[Source]] = {}
    for source in of_subject:
        for table in (source.facts, *(reference.table for reference in source.references)):
            wanted.setdefault(table, []).append(source)
    found = {}
    for table, having in wanted.items():
        if not context.store.exists(table):
            continue
        starts = {}
        for source in having:
            last = done.get((str(subject.table), source.name, str(table)))
            believed = last and version is not None and (last["version_after"] or 0) <= version
            starts[source.name] = (last["batch_to"] or 0) if last and believed else 0
        found.update(_count(context, table, having, starts))
    facts = [found[key] for source in of_subject if (key := (source.name, source.facts)) in found]
    for fact in facts:
        fact.snapshots = every(context, fact.source, fact.table) if fact.rows else []
    tables = [(source.name, ref.table) for source in of_subject for ref in source.references]
    return Work(facts, [found[key] for key in tables if key in found])


def _count(
    context: Context, table: Table, having: list[Source], starts: dict[str, int]
) -> dict[tuple[str, Table], Pending]:
    new = [(F.col("source_system") == name) & (F.col("batch_number") > start) for name, start in starts.items()]
    rows = context.store.read(table).where(any_of(new)).groupBy("source_system")
    aggregates = (F.max("batch_number"), F.count(F.lit(1)), F.min("delivered_at"))
    counted = {source: found for source, *found in rows.agg(*aggregates).collect()}
    return {
        (source.name, table): Pending(source, table, start, last, rows, first)
        for source in having
        for start in [starts[source.name]]
        for last, rows, first in [counted.get(source.name, (start, 0, None))]
    }


def entries(work: Work, subject: Subject, before: int | None, after: int | None) -> list[Entry]:
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
            batch_from=pending.done + 1 if pending.rows else None,
            batch_to=pending.last,
            version_before=before,
            version_after=after,
        )
        for pending in (*work.facts, *work.references)
    ]


def rows_of(context: Context, source: Source, table: Table, after: int, to: int) -> DataFrame:
    return context.store.read(table).where(batches(source.name, after, to))
