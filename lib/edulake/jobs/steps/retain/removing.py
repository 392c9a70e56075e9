"""What goes, removed: a run that was killed in between is gone on with by the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import types as T

from edulake.contract.sql import quoted
from edulake.jobs.steps.retain.delivered import goes
from edulake.jobs.steps.retain.going import OF_RUN
from edulake.ops.deliveries import REMOVED, REMOVING, rewrite
from edulake.ops.runs import Entry, Run
from edulake.store import purge
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.table import Table
    from edulake.jobs.steps.retain.delivered import Old
    from edulake.jobs.steps.retain.going import Going
    from edulake.ops.runs import Done
    from edulake.store.store import Store

UNFINISHED = "UNFINISHED"
BEFORE = T.StructType(
    [
        T.StructField("source_system", T.StringType()),
        T.StructField("until", T.TimestampType()),
        T.StructField("start", T.StringType()),
    ]
)


def begun(run: Run, tables: Iterable[Table]) -> Run:
    """What a run that is to remove rows writes down first: from which tables, in `input_table` as well."""
    marked = Run(run.job, run_id=run.run_id, started_at=run.started_at)
    marked.entries = [Entry(str(table), str(table)) for table in tables]
    marked.is_done_in_part(UNFINISHED)
    return marked


def unfinished(done: Done) -> set[str]:
    """The tables from which a run began to remove rows, and none came to its end since."""
    ended = {table: last["ended_at"] for (table, _, read), last in done.items() if read is None}
    begun = {table: last["ended_at"] for (table, _, read), last in done.items() if read == table}
    return {table for table, at in begun.items() if table not in ended or ended[table] < at}


def remove(store: Store, going: Going) -> None:
    """Delete the rows. Of deliveries it is written down before: what says so of them nobody can make again."""
    for table, found in going.delivered.items():
        chosen = [row for row in going.ledger.get(str(table), []) if goes(row, found)]
        rewrite(store, table, [row._replace(status=REMOVING) for row in chosen if row.status != REMOVING])
        by_file = [old.where for old in found if old.rows and not old.given]
        if by_file:
            store.delete(table, " OR ".join(f"({where})" for where in by_file))
        for old in [old for old in found if old.rows and old.given]:
            _remove_given(store, table, old)
    for table, rows in going.rows.items():
        key = table.key or OF_RUN
        on = " AND ".join(f"t.{quoted(name)} <=> s.{quoted(name)}" for name in key)
        purge.remove(store, table, rows.keys, on)


def _remove_given(store: Store, table: Table, old: Old) -> None:
    """Delete rows of a database by a view: a time of a change is said of somebody, and stands in no log."""
    column, start = old.given or ("", "")
    before = as_frame(store.spark, [(old.source, old.until, start)], BEFORE)
    changed = f"t.{quoted(column)} >= '0' AND t.{quoted(column)} < s.start"
    purge.remove(store, table, before, f"t.source_system = s.source_system AND t.delivered_at < s.until AND {changed}")


def finish(store: Store, going: Going) -> None:
    """Say in the ledger that the deliveries are gone, as of the versions that bronze tables have in the end."""
    for table, found in going.delivered.items():
        now = store.version(table)
        chosen = [row for row in going.ledger.get(str(table), []) if goes(row, found)]
        rewrite(store, table, [row._replace(status=REMOVED, checked_version=now) for row in chosen])
