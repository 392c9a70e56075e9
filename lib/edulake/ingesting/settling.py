"""Whether a load is whole, source by source: of a source that lost or gained a record, everything is taken back.

It is asked of the load's own commit, right after it, or by the next run where this one was killed in between.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.contract import literal
from edulake.landing import EMPTY
from edulake.ops.deliveries import TAKEN_BACK, Delivered, in_bronze

if TYPE_CHECKING:
    from edulake.contract import Table
    from edulake.delta_log import Commit
    from edulake.ingesting.said import Said
    from edulake.runner import Context

IS_RECORD = f"payload_form <> '{EMPTY}'"


class Settled(NamedTuple):
    """The files of a load, those taken back among them; of each source that was, records delivered and written."""

    rows: list[Delivered]
    wrong: dict[str, tuple[int, int]]


def settled(context: Context, table: Table, said: Said, commit: Commit) -> Settled:
    """What became of a load. What a source wrote amiss is deleted, so that its files are loaded again."""
    told = said.rows(commit.version)
    if told is not None and len(said.delivered) == 1 and _written(commit) == sum(max(row.records, 1) for row in told):
        return Settled(told, {})
    # At that version: what was removed since, by erasure for instance, was loaded all the same.
    batch = context.store.read(table, commit.version).where(F.col("batch_number") == said.batch)
    rows = in_bronze(batch, commit.version, IS_RECORD)
    written: dict[str, int] = defaultdict(int)
    for row in rows:
        written[row.source_system] += row.records
    wrong = {name: (count, written[name]) for name, count in said.delivered.items() if count != written[name]}
    for name in () if context.dry_run else wrong:
        context.store.delete(table, f"batch_number = {said.batch} AND source_system = {literal(name)}")
    return Settled([_judged(row, said, wrong) for row in rows], wrong)


def _written(commit: Commit) -> int | None:
    return commit.metrics.get("numOutputRows")


def _judged(row: Delivered, said: Said, wrong: dict[str, tuple[int, int]]) -> Delivered:
    note = said.notes.get((row.source_system, row.source_file))
    return row._replace(note=note, status=TAKEN_BACK if row.source_system in wrong else row.status)
