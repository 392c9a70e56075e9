"""What becomes of each new fact, decided and counted before anything is written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.cleansing.pending import any_of, batches
from edulake.cleansing.references import lookups
from edulake.runs import FATES
from edulake.silver import fates

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.cleansing.pending import Pending, Work
    from edulake.runner import Context
    from edulake.runs import Entry, Run
    from edulake.silver import Subject

# Beyond this many new rows their keys are shuffled, not broadcast, to find the facts already held.
BROADCAST_ROWS = 1_000_000
PLAUSIBLE_FUTURE = dt.timedelta(days=366)
WRITTEN_BY_RUN = ("first_known_at", "batch_id", "bronze_batch_id", "processing_timestamp")
CARRIED = (
    "batch_id",
    "reason_codes",
    "raw_payload",
    "payload_form",
    "source_file_sha256",
    "source_file_modified_at",
    "source_file_bytes",
    "revisit",
)


class Decided(NamedTuple):
    """Staged rows that some table must learn of, and how many there are of each kind."""

    rows: DataFrame
    refused: int
    revisited: int
    to_merge: int


def decide(context: Context, run: Run, subject: Subject, work: Work, entries: list[Entry]) -> Decided:
    """Stage what must be written; counts every fate on the way, and they must balance."""
    together: dict[object, list[Pending]] = defaultdict(list)
    for pending in work.active:
        together[pending.source.name if pending.source.references else pending.table].append(pending)
    parts = [_cleaned(context, run, subject, part, work) for part in together.values()]
    cleaned = reduce(lambda above, below: above.unionByName(below), parts)
    row_id = subject.table.key[-1]
    expected = sum(pending.rows for pending in (*work.facts, *work.references))
    is_new = entries[0].version_before is None
    held = None if is_new else _held(context, subject, cleaned, few=expected <= BROADCAST_ROWS)
    decided = fates.decide(cleaned, subject.table, held, row_id)
    seen = Observation(f"silver {subject.name} {run.run_id}")
    matters = F.col("to_merge") | (F.col("fate") == "quarantined") | F.col("revisit")
    staged = context.store.stage(
        decided.observe(seen, *_counts(work.active)).where(matters).select(*_staged(subject)), "facts"
    )
    facts = [entry for entry, pending in zip(entries, work.facts, strict=False) if pending in work.active]
    for entry in facts:
        name = entry.source_system
        counts = {fate: seen.get[f"{name}|{fate}"] for fate in FATES}
        entry.records_revisited = seen.get[f"{name}|revisited"]
        for fate, count in counts.items():
            setattr(entry, fate, count)
        entry.must_balance()
    refused, revisited = (sum(getattr(e, name) or 0 for e in facts) for name in ("quarantined", "records_revisited"))
    return Decided(staged, refused, revisited, seen.get["to_merge"])


def _cleaned(context: Context, run: Run, subject: Subject, part: list[Pending], work: Work) -> DataFrame:
    """Candidates of sources that share a table, typed: new facts, and earlier ones whose reference rows are new."""
    afters = {p.source.name: 0 if work.has_news(p.source) else p.done for p in part}
    rows = context.store.read(part[0].table).where(
        any_of(batches(p.source.name, afters[p.source.name], p.last) for p in part)
    )
    for pending in part:
        rows = pending.source.candidates(rows, lookups(context, pending.source, work))
    is_new = any_of(batches(p.source.name, p.done, p.last) for p in part)
    wanted = rows.withColumn("revisit", F.col("revisit") & ~is_new).where(is_new | F.col("revisit"))
    notations = {p.source.name: p.source.notation for p in part}
    provides = {p.source.name: p.source.provides for p in part}
    cleaned = subject.clean(wanted, notations, provides, run.started_at.date() + PLAUSIBLE_FUTURE)
    kept = [c.name for c in subject.table.columns if c.name not in WRITTEN_BY_RUN]
    return cleaned.select(*kept, *CARRIED)


def _held(context: Context, subject: Subject, cleaned: DataFrame, *, few: bool) -> DataFrame:
    """Rows of the table that share a key with the candidates."""
    keys = cleaned.select(*subject.table.key).distinct()
    held = context.store.read(subject.table).select(*subject.table.key, *fates.HELD)
    return held.join(F.broadcast(keys) if few else keys, on=list(subject.table.key), how="left_semi")


def _counts(active: list[Pending]) -> list[Column]:
    names = [pending.source.name for pending in active]
    counted = {
        f"{name}|{fate}": (F.col("source_system") == name) & (F.col("fate") == fate) for name in names for fate in FATES
    }
    revisited = {f"{name}|revisited": (F.col("source_system") == name) & F.col("revisit") for name in names}
    counted = {**counted, **revisited, "to_merge": F.col("to_merge")}
    return [F.count(F.when(condition, 1)).alias(name) for name, condition in counted.items()]


def _staged(subject: Subject) -> list[str]:
    columns = [c.name for c in subject.table.columns if c.name not in ("bronze_batch_id", "processing_timestamp")]
    return [*columns, *[name for name in CARRIED if name not in columns], "ordinal", "fate", "to_merge"]
