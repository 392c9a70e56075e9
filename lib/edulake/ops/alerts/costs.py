"""Whether a run took or cost unusually more than those of its job and table before it.

The bound is robust: a few runs that were long themselves hardly move a median. Nine times the median deviation from it
are some six standard deviations of what is spread normally; twice the median, and half a minute more, keep quiet about
runs that are always the same, and about short ones. Nobody is told of the first runs.
"""

from __future__ import annotations

from collections import defaultdict
from statistics import median_low
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.contract.sql import literal
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import IS_DONE
from edulake.ops.tables import JOB_RUNS
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.ops.runs import Entry, Run
    from edulake.store.store import Store

FEWEST = 10
NEWEST = 30
TIMES = 2
DEVIATIONS = 9
LEAST_MORE = 30_000
# What is compared, in milliseconds, and what it is called.
MEASURES = {"milliseconds": "took", "cpu_milliseconds": "cost CPU time of"}
ASKED = ("table_name", "started_at", "records_in", *MEASURES)


class Unusual(NamedTuple):
    """A table of which a run took or cost `now` milliseconds, where `usual` is the median of those before it."""

    table: str
    measure: str
    now: int
    usual: int
    bound: int
    records: int


def bound(before: Sequence[int]) -> int | None:
    """Beyond how much a run is unusual, by those before it, oldest first; None where there are too few."""
    newest = before[-NEWEST:]
    if len(newest) < FEWEST:
        return None
    usual = median_low(newest)
    deviation = median_low([abs(value - usual) for value in newest])
    return max(TIMES * usual, usual + DEVIATIONS * deviation, usual + LEAST_MORE)


def unusual(store: Store, runs: Sequence[Run]) -> list[Alert]:
    """An alert for each of the runs that wrote tables at an unusual cost: of those the one that cost most more."""
    return [_told(run, found) for run in runs if (found := _found(run, _before(store, run)))]


def _before(store: Store, run: Run) -> Mapping[str, list[dict[str, Any]]]:
    """What earlier runs of the job that wrote cost, by table, oldest first."""
    before: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if not store.exists(JOB_RUNS):
        return before
    is_other = f"job = {literal(run.job)} AND run_id <> {literal(run.run_id)} AND {IS_DONE}"
    wrote = "milliseconds IS NOT NULL AND version_after <> coalesce(version_before, -1)"
    rows = store.values(JOB_RUNS, Asked(ASKED, f"{is_other} AND {wrote}"))
    for row in sorted(rows, key=lambda row: row["started_at"]):
        before[row["table_name"]].append(row)
    return before


def _found(run: Run, before: Mapping[str, list[dict[str, Any]]]) -> list[Unusual]:
    """The tables of a run that took or cost unusually much, from the one with most more."""
    found = [
        one
        for entry in run.entries
        if entry.table_name and entry.version_after != entry.version_before
        for measure in MEASURES
        if (one := _compared(run, entry, entry.table_name, measure, before.get(entry.table_name, [])))
    ]
    return sorted(found, key=lambda one: (one.usual - one.now, one.table, one.measure))


def _compared(run: Run, entry: Entry, table: str, measure: str, before: Sequence[Mapping[str, Any]]) -> Unusual | None:
    now = getattr(entry, measure)
    known = [row[measure] for row in before if row[measure] is not None]
    beyond = bound(known)
    if now is None or beyond is None or now <= beyond:
        return None
    records = sum(one.records_in or 0 for one in run.entries if one.table_name == table)
    return Unusual(table, measure, now, median_low(known[-NEWEST:]), beyond, records)


def _told(run: Run, found: Sequence[Unusual]) -> Alert:
    first = found[0]
    others = len({one.table for one in found} - {first.table})
    more = f" (and {others} more tables)" if others else ""
    what = f"{run.job} {MEASURES[first.measure]} {first.now / 1000:,.0f} s for {first.table}{more}"
    why = f"usually {first.usual / 1000:,.0f} s, up to {first.bound / 1000:,.0f} s by its last runs"
    records = f"; {first.records:,} records came in" if first.records else ""
    return Alert("cost", what, why + records, f"compare: edulake runs --table {first.table}")
