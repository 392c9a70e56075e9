"""What was decided, written: refusals, facts, and refusals that are none any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import IN_TOPIC
from edulake.contract.sql import literal
from edulake.jobs.steps.cleanse import history
from edulake.jobs.steps.cleanse.kept import is_kept
from edulake.jobs.steps.cleanse.whole_files import advised
from edulake.ops.quarantine import record_refusals
from edulake.ops.tables import QUARANTINE
from edulake.store.merge import Clause
from edulake.store.replace import replace_part, replace_rows

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.cleanse.balance import Decided
    from edulake.jobs.steps.cleanse.work import Work
    from edulake.ops.runs import Run
    from edulake.silver import Subject
    from edulake.store.store import Store


STAMPS = ("batch_id", "bronze_batch_id", "processing_timestamp")
# What is wrong with a refused record, and where; it may be something else when it is tried again.
TOLD = ("reason_codes", "places", "advice")


def write(store: Store, this_run: Run, subject: Subject, work: Work, decided: Decided) -> None:
    """Quarantine first, resolve last: a run killed in between repeats what is missing, and nothing counts twice.

    A refusal marked as resolved before its fact is written would not be tried again by the next replay.
    """
    if decided.refused:
        rows = advised(store.spark, decided.rows.where("fate = 'quarantined'"), work)
        refused = record_refusals(rows, subject.name, this_run)
        differs = " OR ".join(f"NOT t.{name} <=> s.{name}" for name in TOLD)
        told = {name: f"s.{name}" for name in TOLD}
        store.merge(QUARANTINE, refused, [Clause(f"t.status = 'OPEN' AND ({differs})", told)])
    if work.anew and not store.untouched(subject.table):
        _replace(store, this_run, subject, work, decided.rows)
    elif decided.to_merge:
        if subject.history:
            history.merge(store, this_run, subject, decided.rows)
        else:
            _merge_facts(store, this_run, subject, decided)
    if work.anew:
        _resolve_others(store, this_run, subject, work, decided.rows)
    elif decided.revisited:
        _resolve(store, this_run, subject, decided.rows)


def _replace(store: Store, this_run: Run, subject: Subject, work: Work, decided: DataFrame) -> None:
    """Make what was decided all that the table holds of the sources; equal rows stay as they are."""
    names = ", ".join(literal(pending.source.name) for pending in work.active)
    part = f"source_system IN ({names})"
    told = decided.where("to_merge")
    stamps = [name for name in STAMPS if name in subject.table.column_names]
    if work.kept:
        held = store.read(subject.table).where(part)
        replaced, told = _without_kept(subject, work, held, told)
        rows = _stamped(this_run, told).select(*subject.table.column_names)
        replace_rows(store, subject.table, replaced, rows, *stamps)
    else:
        rows = _stamped(this_run, told).select(*subject.table.column_names)
        replace_part(store, subject.table, rows, part, *stamps)


def _without_kept(subject: Subject, work: Work, held: DataFrame, told: DataFrame) -> tuple[DataFrame, DataFrame]:
    """What is replaced of the rows held, and by what.

    Not those that nobody can make again, unless records that are left say otherwise of them. What a later one of a fact
    only repeats was said first by one that is gone; and a row was known when the table says, however late they are.
    """
    key, stays = list(subject.table.key), is_kept(subject, work)
    told = told.withColumn("gone", F.coalesce("gone", F.lit(False)))
    if not subject.history:
        first = held.where(stays).select(*key, "content_hash", F.lit(False).alias("gone"))
        told = told.join(first, [*key, "content_hash", "gone"], "left_anti")
        known = held.select(*key, F.col("first_known_at").alias("_known"))
        earlier = F.least("first_known_at", "_known")
        told = told.join(known, key, "left").withColumn("first_known_at", earlier).drop("_known")
    again = held.where(stays).join(told.select(*key).distinct(), key, "left_semi")
    return held.where(~stays).unionByName(again.select(*held.columns)), told.where("NOT gone")


def _stamped(this_run: Run, rows: DataFrame) -> DataFrame:
    """Rows with what says by which run they were written."""
    return rows.withColumns(
        {
            "bronze_batch_id": F.col("batch_id"),
            "batch_id": F.lit(this_run.run_id),
            "processing_timestamp": F.lit(this_run.started_at),
        }
    )


def _merge_facts(store: Store, this_run: Run, subject: Subject, decided: Decided) -> None:
    """Insert new facts, replace older versions, and delete what the newest snapshot lacks."""
    newest_facts = _stamped(this_run, decided.rows.where("to_merge"))
    newest = {name: f"s.`{name}`" for name in subject.table.column_names}
    store.merge(
        subject.table,
        newest_facts,
        [
            Clause(f"s.gone AND {_AS_SEEN}", None),
            Clause(f"NOT s.gone AND ({_AS_SEEN} OR {SUPERSEDES})", {**newest, "first_known_at": _FIRST_KNOWN}),
            Clause("s.first_known_at < t.first_known_at", {"first_known_at": "s.first_known_at"}),
        ],
        insert_if="true" if store.untouched(subject.table) else "NOT s.gone AND s.of_record",
        expected=decided.to_merge,
    )


# Decided again where the write happens, so that a repeated or delayed run can never put an older version back: the
# newer one wins, or what was told in order (`exact`) while the row is still the one on which that was founded.
_ORDER = (
    "struct(coalesce({0}.source_updated_at, {0}.delivered_at), {0}.source_file_modified_at,"
    f" CASE WHEN startswith({{0}}.source_file, '{IN_TOPIC}') THEN {{0}}.source_file ELSE '' END,"
    " {0}.record_hash, {0}.source_file)"
)

_OURS, _THEIRS = _ORDER.format("s"), _ORDER.format("t")

_DIFFERS = "(s.content_hash <> t.content_hash OR s.known_at <> t.known_at)"

SUPERSEDES = f"({_OURS} > {_THEIRS} OR ({_OURS} = {_THEIRS} AND {_DIFFERS}))"

_AS_SEEN = "(s.exact AND t.batch_id <=> s.held_run)"

_FIRST_KNOWN = f"CASE WHEN {_AS_SEEN} THEN s.first_known_at ELSE least(t.first_known_at, s.first_known_at) END"


def _resolve(store: Store, this_run: Run, subject: Subject, staged: DataFrame) -> None:
    """Mark earlier refusals whose record is now a fact; they are never deleted."""
    identity = ("subject", "source_system", "source_file_sha256", "record_hash")
    resolved = staged.where("revisit AND fate <> 'quarantined'").withColumn("subject", F.lit(subject.name))
    _mark_resolved(store, this_run, resolved.select(*identity).distinct(), identity)


def _resolve_others(store: Store, this_run: Run, subject: Subject, work: Work, decided: DataFrame) -> None:
    """Mark the refusals of sources all of whose records were looked at, but for those that are refused still."""
    names = [pending.source.name for pending in work.active]
    refused = record_refusals(decided.where("fate = 'quarantined'"), subject.name, this_run).select("quarantine_id")
    if not store.exists(QUARANTINE):
        return
    of_sources = F.col("source_system").isin(names) & (F.col("subject") == subject.name) & (F.col("status") == "OPEN")
    standing = store.read(QUARANTINE).where(of_sources).select("quarantine_id")
    _mark_resolved(store, this_run, standing.join(refused, "quarantine_id", "left_anti"), ("quarantine_id",))


def _mark_resolved(store: Store, this_run: Run, resolved: DataFrame, identity: tuple[str, ...]) -> None:
    marked = {
        "status": "'RESOLVED'",
        "resolved_at": f"timestamp'{this_run.started_at.isoformat()}'",
        "resolved_run_id": f"'{this_run.run_id}'",
    }
    store.merge(QUARANTINE, resolved, [Clause("t.status = 'OPEN'", marked)], on=identity, insert_if=None)
