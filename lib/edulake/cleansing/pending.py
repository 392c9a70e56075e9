"""Which bronze batches a subject has not seen yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.runs import Entry, last_done

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column, DataFrame

    from edulake.bronze import Source
    from edulake.contract import Table
    from edulake.runner import Context
    from edulake.silver import Subject


@dataclass
class Pending:
    """Bronze batches of one source that a subject has not seen: after `done`, up to `last`."""

    source: Source
    table: Table
    done: int
    last: int
    rows: int


@dataclass
class Work:
    """What one subject has to do in this run."""

    facts: list[Pending]
    references: list[Pending] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return any(pending.rows for pending in (*self.facts, *self.references))

    def has_news(self, source: Source) -> bool:
        """Whether rows that this source's facts refer to have come."""
        return any(reference.rows for reference in self.references if reference.source is source)

    @property
    def active(self) -> list[Pending]:
        """Sources with new facts, or with facts to look at again."""
        return [pending for pending in self.facts if pending.rows or self.has_news(pending.source)]


def pending(context: Context, subject: Subject, of_subject: list[Source], version: int | None) -> Work:
    """New batches of every bronze table, one query a table. A ledger that is ahead of the table is not believed."""
    done = last_done(context.store, "silver_cleanse")
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
    tables = [(source.name, ref.table) for source in of_subject for ref in source.references]
    return Work(facts, [found[key] for key in tables if key in found])


def _count(
    context: Context, table: Table, having: list[Source], starts: dict[str, int]
) -> dict[tuple[str, Table], Pending]:
    new = [(F.col("source_system") == name) & (F.col("batch_number") > start) for name, start in starts.items()]
    rows = context.store.read(table).where(any_of(new)).groupBy("source_system")
    counted = rows.agg(F.max("batch_number").alias("last"), F.count(F.lit(1)).alias("n")).collect()
    counts = {row["source_system"]: (row["last"], row["n"]) for row in counted}
    return {
        (source.name, table): Pending(
            source, table, starts[source.name], *counts.get(source.name, (starts[source.name], 0))
        )
        for source in having
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


def batches(source: str, after: int, to: int) -> Column:
    """True for bronze rows of a source's batches `after` < number <= `to`."""
    number = F.col("batch_number")
    return (F.col("source_system") == source) & (number > after) & (number <= to)


def any_of(conditions: Iterable[Column]) -> Column:
    return reduce(lambda a, b: a | b, conditions)
