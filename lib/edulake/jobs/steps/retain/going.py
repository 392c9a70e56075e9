"""All that goes from the tables in one run, found out before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake import bronze, ml
from edulake.jobs.steps.retain import delivered, facts, refused
from edulake.jobs.steps.retain.delivered import goes
from edulake.ops.deliveries import by_table
from edulake.ops.runs import OF_ENTRY
from edulake.ops.tables import AGENT_CALLS, DELIVERIES, JOB_RUNS, QUARANTINE
from edulake.silver import SUBJECTS
from edulake.silver.aging import first_day
from edulake.store.small_rows import utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.contract.table import Table
    from edulake.jobs.steps.retain.delivered import Old
    from edulake.ops.deliveries import Delivered
    from edulake.store.store import Store

AS_OF = "as_of_date"
# What the rows of the journal are told apart by.
OF_RUN = ("run_id", *OF_ENTRY)


class Rows(NamedTuple):
    """Rows that go from a table: their keys, put down, and how many they are."""

    keys: DataFrame
    number: int


@dataclass
class Going:
    """What goes from bronze, by table, with the ledger's rows; and the rows that go from all other tables."""

    delivered: dict[Table, list[Old]] = field(default_factory=dict)
    ledger: dict[str, list[Delivered]] = field(default_factory=dict)
    rows: dict[Table, Rows] = field(default_factory=dict)

    @property
    def tables(self) -> list[Table]:
        """The tables from which something goes."""
        return [*(table for table, found in self.delivered.items() if self._any(table, found)), *self.rows]

    def _any(self, table: Table, found: list[Old]) -> bool:
        """Whether a row goes from a bronze table, or a delivery of its ledger: an empty file has no row."""
        return any(old.rows or any(goes(row, [old]) for row in self.ledger.get(str(table), [])) for old in found)

    def told(self) -> Iterator[tuple[str, int, str]]:
        """Table, rows and why, of all that goes, and of what is as old and stays."""
        for table, found in self.delivered.items():
            for old in found:
                why = f"of {old.source}, delivered before {old.until:%Y-%m-%d}" if old.until else f"of {old.source}"
                yield str(table), old.rows, f"{why}; older ones stay: {old.stays}" if old.stays else why
        for table, rows in self.rows.items():
            yield str(table), rows.number, ""


def going(store: Store, sources: Sequence[Source], today: dt.date, unread: Collection[str]) -> Going:
    """What goes on a day. Of bronze tables that are `unread`, as something came meanwhile, nothing does."""
    found, retention = Going(), store.settings.retention
    if store.exists(DELIVERIES):
        found.ledger = by_table(store)
    for table in store.existing(bronze.TABLES):
        before = _midnight(first_day(table, retention, today))
        if str(table) not in unread:
            old = delivered.old(store, sources, table, found.ledger.get(str(table), []), before)
            found.delivered |= {table: old} if old else {}
    for table, keys in _keys(store, sources, today):
        found.rows |= _put_down(store, table, keys)
    return found


def _keys(store: Store, sources: Sequence[Source], today: dt.date) -> Iterator[tuple[Table, DataFrame]]:
    retention = store.settings.retention
    if store.exists(QUARANTINE) and store.exists(DELIVERIES):
        first = refused.first_days(sources, SUBJECTS, bronze.TABLES, retention, today)
        yield QUARANTINE, refused.old(store, first, today)
    subjects = list(SUBJECTS.values())
    first = {subject.name: first_day(subject.table, retention, today) for subject in subjects}
    gone: dict[str, DataFrame] = {}
    # Who refers first: what is referred to by rows that stay, stays.
    for subject in reversed(facts.holding_old(store, first, subjects)):
        keys = facts.old(store, first, subject, subjects, gone)
        gone[subject.name] = keys
        yield subject.table, keys
    for table in store.existing(table for table in ml.TABLES if table.people and AS_OF in table.column_names):
        yield (
            table,
            store.read(table).where(F.col(AS_OF) < F.lit(first_day(table, retention, today))).select(*table.key),
        )
    if store.exists(JOB_RUNS):
        yield JOB_RUNS, _old_runs(store, first_day(JOB_RUNS, retention, today))
    if store.exists(AGENT_CALLS):
        yield AGENT_CALLS, _old_calls(store, first_day(AGENT_CALLS, retention, today))


def _old_runs(store: Store, first: dt.date) -> DataFrame:
    """What runs did before a day, but for the newest entry of each kind: from there the next run goes on."""
    runs = store.read(JOB_RUNS)
    newest = runs.where("status <> 'FAILED'").groupBy(*OF_ENTRY).agg(F.max_by("run_id", "ended_at").alias("run_id"))
    old = runs.where(F.col("started_at") < F.lit(_midnight(first))).select(*OF_RUN)
    same = [F.col(f"o.{name}").eqNullSafe(F.col(f"n.{name}")) for name in OF_RUN]
    return old.alias("o").join(newest.alias("n"), same, "left_anti")


def _old_calls(store: Store, first: dt.date) -> DataFrame:
    """Calls of agents from before a day."""
    return store.read(AGENT_CALLS).where(F.col("called_at") < F.lit(_midnight(first))).select(*AGENT_CALLS.key)


def _put_down(store: Store, table: Table, keys: DataFrame) -> dict[Table, Rows]:
    seen = Observation()
    staged = store.stage(keys.observe(seen, F.count(F.lit(1)).alias("rows")), f"{table.name}_going")
    count = seen.get["rows"]
    return {table: Rows(staged, count)} if count else {}


def _midnight(day: dt.date) -> dt.datetime:
    return utc(0).replace(year=day.year, month=day.month, day=day.day)
