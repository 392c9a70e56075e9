"""silver_cleanse: turn new bronze rows into typed facts, each with exactly one fate.

Takes the bronze batches after the last ones recorded as done. Fates are decided and counted before anything is
written, and every write is a MERGE by key: a run that was killed, or a ledger that was lost, costs time only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake import runner
from edulake.bronze import sources
from edulake.bronze.source import current, refused_reference
from edulake.ops import QUARANTINE
from edulake.ops.refusals import record_refusals
from edulake.runs import FATES, Entry, Run, last_done
from edulake.silver import SUBJECTS
from edulake.silver.fates import HELD, decide
from edulake.store import Clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Reference, Source
    from edulake.contract import Table
    from edulake.runner import Context
    from edulake.silver import Subject

# Beyond this many new rows their keys are shuffled, not broadcast, to find the facts already held.
BROADCAST_ROWS = 1_000_000
PLAUSIBLE_FUTURE = dt.timedelta(days=366)


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


def run(context: Context) -> list[Run]:
    """Cleanse the selected subjects."""
    run = Run("silver_cleanse")
    known = sources(context.settings.sources)
    chosen = context.choose("source", list(known))
    for name in context.choose("subject", list(SUBJECTS)):
        subject = SUBJECTS[name]
        of_subject = [known[source] for source in chosen if known[source].subject == name]
        with context.store.locks.holding(str(subject.table)):
            run.entries += _cleanse(context, run, subject, of_subject)
    if not context.dry_run:
        run.record(context.store)
    return [run]


def _cleanse(context: Context, run: Run, subject: Subject, of_subject: list[Source]) -> list[Entry]:
    store = context.store
    before = store.version(subject.table) if store.exists(subject.table) else None
    work = _pending(context, subject, of_subject, before)
    for pending in (*work.facts, *work.references):
        context.say(f"silver  {subject.name} from {pending.source.name}: {pending.rows:,} new rows of {pending.table}")
    if context.dry_run or not work.any:
        return _entries(work, subject, before, before)
    store.ensure(subject.table)
    entries = _entries(work, subject, before, None)
    _account_references(context, run, work, entries)
    staged = _decide(context, run, subject, work, entries)
    _write(context, run, subject, staged)
    store.check(subject.table)
    after = store.version(subject.table)
    for entry in entries:
        entry.version_after = after
    return entries


def _pending(context: Context, subject: Subject, of_subject: list[Source], version: int | None) -> Work:
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
    rows = context.store.read(table).where(reduce(lambda a, b: a | b, new)).groupBy("source_system")
    counted = rows.agg(F.max("batch_number").alias("last"), F.count(F.lit(1)).alias("n")).collect()
    counts = {row["source_system"]: (row["last"], row["n"]) for row in counted}
    return {
        (source.name, table): Pending(
            source, table, starts[source.name], *counts.get(source.name, (starts[source.name], 0))
        )
        for source in having
    }


def _entries(work: Work, subject: Subject, before: int | None, after: int | None) -> list[Entry]:
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


# --- facts ------------------------------------------------------------------------------------------


def _decide(context: Context, run: Run, subject: Subject, work: Work, entries: list[Entry]) -> DataFrame:
    """The rows that some table must learn of, staged; counts every fate on the way, and they must balance."""
    cleaned = reduce(
        lambda above, below: above.unionByName(below),
        [_cleaned(context, run, subject, pending, work) for pending in work.facts],
    )
    row_id = subject.table.key[-1]
    expected = sum(pending.rows for pending in (*work.facts, *work.references))
    held = _held(context, subject, cleaned, row_id, few=expected <= BROADCAST_ROWS)
    decided = decide(cleaned, subject.table, held, row_id)
    seen = Observation(f"silver {subject.name} {run.run_id}")
    matters = F.col("to_merge") | (F.col("fate") == "quarantined") | F.col("revisit")
    staged = context.store.stage(decided.observe(seen, *_counts(work)).where(matters).select(*_staged(subject)), "facts")
    for entry, pending in zip(entries, work.facts, strict=False):
        name = pending.source.name
        counts = {fate: seen.get[f"{name}|{fate}"] for fate in FATES}
        entry.records_revisited = seen.get[f"{name}|revisited"]
        for fate, count in counts.items():
            setattr(entry, fate, count)
        entry.must_balance()
    return staged


def _cleaned(context: Context, run: Run, subject: Subject, pending: Pending, work: Work) -> DataFrame:
    """Candidates of one source, typed: its new facts, and earlier ones whose reference rows are new."""
    source = pending.source
    news = any(reference.rows for reference in work.references if reference.source is source)
    facts = _rows(context, source, pending.table, 0 if news else pending.done, pending.last)
    lookups = {
        reference.table: current(_usable(context, source, reference, found), reference.key).withColumn(
            "is_new", F.col("batch_number") > found.done
        )
        for reference in source.references
        for found in work.references
        if found.source is source and found.table == reference.table
    }
    missing = [reference.table for reference in source.references if reference.table not in lookups]
    lookups.update({table: _nothing(context, table) for table in missing})
    candidates = source.candidates(facts, lookups)
    is_new = F.col("batch_number") > pending.done
    wanted = candidates.withColumn("revisit", F.col("revisit") & ~is_new).where(is_new | F.col("revisit"))
    latest = run.started_at.date() + PLAUSIBLE_FUTURE
    cleaned = subject.clean(wanted, source.notation, source.provides, latest)
    kept = [c.name for c in subject.table.columns if c.name not in WRITTEN_BY_RUN]
    return cleaned.select(*kept, *CARRIED)


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


def _rows(context: Context, source: Source, table: Table, after: int, to: int) -> DataFrame:
    batch = F.col("batch_number")
    return context.store.read(table).where((F.col("source_system") == source.name) & (batch > after) & (batch <= to))


def _nothing(context: Context, table: Table) -> DataFrame:
    empty = context.store.spark.createDataFrame([], table.struct())
    return empty.withColumn("is_new", F.lit(False))


def _held(context: Context, subject: Subject, cleaned: DataFrame, row_id: str, *, few: bool) -> DataFrame | None:
    """Rows of the table that share a key with the candidates; None for an empty table, which needs no look."""
    if context.store.detail(subject.table)["numFiles"] == 0:
        return None
    keys = cleaned.select(*subject.table.key).distinct()
    held = context.store.read(subject.table).select(*subject.table.key, *HELD)
    return held.join(F.broadcast(keys) if few else keys, on=list(subject.table.key), how="left_semi")


def _counts(work: Work) -> list[F.Column]:
    names = [pending.source.name for pending in work.facts]
    counted = {
        f"{name}|{fate}": (F.col("source_system") == name) & (F.col("fate") == fate) for name in names for fate in FATES
    }
    revisited = {f"{name}|revisited": (F.col("source_system") == name) & F.col("revisit") for name in names}
    return [F.count(F.when(condition, 1)).alias(name) for name, condition in {**counted, **revisited}.items()]


def _staged(subject: Subject) -> list[str]:
    columns = [c.name for c in subject.table.columns if c.name not in ("bronze_batch_id", "processing_timestamp")]
    return [*columns, *[name for name in CARRIED if name not in columns], "ordinal", "fate", "to_merge"]


def _write(context: Context, run: Run, subject: Subject, staged: DataFrame) -> None:
    """Quarantine first: a run killed between the two repeats both, and neither counts twice."""
    store = context.store
    refused = record_refusals(staged.where("fate = 'quarantined'"), subject.name, run)
    reasons_changed = "t.status = 'OPEN' AND NOT t.reason_codes <=> s.reason_codes"
    store.merge(QUARANTINE, refused, [Clause(reasons_changed, {"reason_codes": "s.reason_codes"})])
    _resolve(context, run, staged)
    facts = staged.where("to_merge").withColumns(
        {
            "bronze_batch_id": F.col("batch_id"),
            "batch_id": F.lit(run.run_id),
            "processing_timestamp": F.lit(run.started_at),
        }
    )
    newest = {name: f"s.`{name}`" for name in subject.table.column_names}
    earliest = "least(t.first_known_at, s.first_known_at)"
    store.merge(
        subject.table,
        facts,
        [
            Clause(SUPERSEDES, {**newest, "first_known_at": earliest}),
            Clause("s.first_known_at < t.first_known_at", {"first_known_at": "s.first_known_at"}),
        ],
    )


# Decided again where the write happens, so that a repeated or delayed run can never put an older version back.
_ORDER = "struct(coalesce({0}.source_updated_at, {0}.delivered_at), {0}.source_file, {0}.record_hash)"
_OURS, _THEIRS = _ORDER.format("s"), _ORDER.format("t")
SUPERSEDES = f"({_OURS} > {_THEIRS} OR ({_OURS} = {_THEIRS} AND s.content_hash <> t.content_hash))"


def _resolve(context: Context, run: Run, staged: DataFrame) -> None:
    """Mark earlier refusals whose record is now a fact; they are never deleted."""
    identity = ("source_system", "source_file_sha256", "record_hash")
    resolved = staged.where("revisit AND fate <> 'quarantined'").select(*identity).distinct()
    marked = {
        "status": "'RESOLVED'",
        "resolved_at": f"timestamp'{run.started_at.isoformat()}'",
        "resolved_run_id": f"'{run.run_id}'",
    }
    context.store.merge(QUARANTINE, resolved, [Clause("t.status = 'OPEN'", marked)], on=identity, insert_if=None)


# --- references -------------------------------------------------------------------------------------


def _usable(context: Context, source: Source, reference: Reference, found: Pending) -> DataFrame:
    refused = " OR ".join(f"({condition})" for condition in refused_reference(reference.key).values())
    return _rows(context, source, reference.table, 0, found.last).where(f"NOT ({refused})")


def _account_references(context: Context, run: Run, work: Work, entries: list[Entry]) -> None:
    """Fates of new reference rows: they enter no silver table, but every one of them is accounted for."""
    by_table = {(entry.source_system, entry.input_table): entry for entry in entries}
    for found in work.references:
        if not found.rows:
            continue
        reference = next(r for r in found.source.references if r.table == found.table)
        entry = by_table[(found.source.name, str(found.table))]
        new = _rows(context, found.source, found.table, found.done, found.last)
        cases = [F.when(F.expr(condition), code) for code, condition in refused_reference(reference.key).items()]
        coded = new.withColumn("reason_codes", F.array_compact(F.array(*cases)))
        usable = _usable(context, found.source, reference, found)
        winners = current(usable, reference.key).where(F.col("batch_number") > found.done)
        content = [column for column in found.table.column_names if column.startswith("raw_") and column != "raw_payload"]
        different = usable.where(F.col("batch_number") > found.done).select(*content).distinct()
        entry.quarantined = coded.where(F.size("reason_codes") > 0).count()
        entry.accepted = winners.count()
        entry.stale = max(different.count() - entry.accepted, 0)
        entry.duplicate = found.rows - entry.quarantined - entry.accepted - entry.stale
        entry.must_balance()
        if entry.quarantined:
            _refuse_references(context, run, found, coded)


def _refuse_references(context: Context, run: Run, found: Pending, coded: DataFrame) -> None:
    from pyspark.sql import Window

    order = Window.partitionBy("source_file_sha256", "raw_payload").orderBy("batch_number")
    refused = coded.where(F.size("reason_codes") > 0).withColumns(
        {"ordinal": F.row_number().over(order), "record_hash": F.xxhash64("raw_payload", "payload_form")}
    )
    context.store.merge(QUARANTINE, record_refusals(refused, str(found.table), run))


JOB = runner.Job(
    "silver_cleanse", "Turn new bronze rows into typed facts, each with exactly one fate.", run, ("source", "subject")
)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
