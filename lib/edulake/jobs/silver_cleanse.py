"""silver_cleanse: turn new bronze rows into typed facts, each with exactly one fate.

Takes the bronze batches after the last ones recorded as done. Fates are decided and counted before anything is
written, and every write is a MERGE by key: a run that was killed, or a ledger that was lost, costs time only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import runner
from edulake.bronze import sources
from edulake.cleansing import facts, history, references
from edulake.cleansing.pending import counting, entries, pending
from edulake.merging import Clause
from edulake.ops import QUARANTINE
from edulake.ops.refusals import record_refusals
from edulake.runs import Entry, Run
from edulake.silver import SUBJECTS
from edulake.unknown import count_unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.cleansing.balance import Decided
    from edulake.cleansing.pending import Count
    from edulake.runner import Context
    from edulake.runs import Done
    from edulake.silver import Subject


def run(context: Context, *, replay: bool = False) -> list[Run]:
    """Cleanse the selected subjects; with `replay`, what was refused earlier as well."""
    run = Run("silver_cleanse")
    done = context.journal.last_done("silver_cleanse")
    count = counting(context.store)
    known = sources(context.settings.sources)
    chosen = context.choose("source", [source.name for source in known])
    for name in context.choose("subject", list(SUBJECTS)):
        subject = SUBJECTS[name]
        of_subject = [source for source in known if source.subject == name and source.name in chosen]
        with context.store.locks.holding(str(subject.table)):
            run.entries += _cleanse(context, run, count, subject, of_subject, done, replay=replay)
    if not context.dry_run:
        context.journal.enter(run)
    return [run]


def _cleanse(
    context: Context,
    run: Run,
    count: Count,
    subject: Subject,
    of_subject: list[Source],
    done: Done,
    *,
    replay: bool,
) -> list[Entry]:
    store = context.store
    before = store.version_held(subject.table)
    work = pending(context, count, subject, of_subject, before, done, replay=replay)
    for new in [found for found in (*work.facts, *work.references) if found.rows]:
        context.say(f"silver  {subject.name} from {new.source.name}: {new.rows:,} new rows of {new.table}")
    if work.facts and not work.any:
        context.say(f"silver  {subject.name}: up to date")
    if context.dry_run or not work.any:
        return entries(work, subject, before, before)
    store.ensure(subject.table)
    counted = entries(work, subject, before, None)
    references.account(context, run, work, counted)
    if work.active:
        decide = history.decide if subject.history else facts.decide
        decided = decide(context, run, subject, work, counted)
        _write(context, run, subject, decided)
        if decided.to_merge:
            count_unknown(context.store, subject, decided.rows.where("to_merge"), counted)
    store.check(subject.table)
    after = store.version(subject.table)
    for entry in counted:
        entry.version_after = after
    return counted


def _write(context: Context, run: Run, subject: Subject, decided: Decided) -> None:
    """Quarantine first, resolve last: a run killed in between repeats what is missing, and nothing counts twice.

    A refusal marked as resolved before its fact is written would not be tried again by the next replay.
    """
    if decided.refused:
        refused = record_refusals(decided.rows.where("fate = 'quarantined'"), subject.name, run)
        reasons_changed = "t.status = 'OPEN' AND NOT t.reason_codes <=> s.reason_codes"
        context.store.merge(QUARANTINE, refused, [Clause(reasons_changed, {"reason_codes": "s.reason_codes"})])
    if decided.to_merge:
        merge = history.merge if subject.history else _merge_facts
        merge(context, run, subject, decided.rows)
    if decided.revisited:
        _resolve(context, run, subject, decided.rows)


def _merge_facts(context: Context, run: Run, subject: Subject, staged: DataFrame) -> None:
    """Insert new facts, replace older versions, and delete what the newest snapshot lacks."""
    newest_facts = staged.where("to_merge").withColumns(
        {
            "bronze_batch_id": F.col("batch_id"),
            "batch_id": F.lit(run.run_id),
            "processing_timestamp": F.lit(run.started_at),
        }
    )
    newest = {name: f"s.`{name}`" for name in subject.table.column_names}
    context.store.merge(
        subject.table,
        newest_facts,
        [
            Clause(f"s.gone AND {_AS_SEEN}", None),
            Clause(f"NOT s.gone AND ({_AS_SEEN} OR {SUPERSEDES})", {**newest, "first_known_at": _FIRST_KNOWN}),
            Clause("s.first_known_at < t.first_known_at", {"first_known_at": "s.first_known_at"}),
        ],
        insert_if="true" if context.store.untouched(subject.table) else "NOT s.gone AND s.of_record",
    )


# Decided again where the write happens, so that a repeated or delayed run can never put an older version back: the
# newer one wins, or what was told in order (`exact`) while the row is still the one on which that was founded.
_ORDER = (
    "struct(coalesce({0}.source_updated_at, {0}.delivered_at), {0}.source_file_modified_at, {0}.record_hash,"
    " {0}.source_file)"
)
_OURS, _THEIRS = _ORDER.format("s"), _ORDER.format("t")
SUPERSEDES = f"({_OURS} > {_THEIRS} OR ({_OURS} = {_THEIRS} AND s.content_hash <> t.content_hash))"
_AS_SEEN = "(s.exact AND t.batch_id <=> s.held_run)"
_FIRST_KNOWN = f"CASE WHEN {_AS_SEEN} THEN s.first_known_at ELSE least(t.first_known_at, s.first_known_at) END"


def _resolve(context: Context, run: Run, subject: Subject, staged: DataFrame) -> None:
    """Mark earlier refusals whose record is now a fact; they are never deleted."""
    identity = ("subject", "source_system", "source_file_sha256", "record_hash")
    resolved = staged.where("revisit AND fate <> 'quarantined'").withColumn("subject", F.lit(subject.name))
    resolved = resolved.select(*identity).distinct()
    marked = {
        "status": "'RESOLVED'",
        "resolved_at": f"timestamp'{run.started_at.isoformat()}'",
        "resolved_run_id": f"'{run.run_id}'",
    }
    context.store.merge(QUARANTINE, resolved, [Clause("t.status = 'OPEN'", marked)], on=identity, insert_if=None)


JOB = runner.Job(
    "silver_cleanse", "Turn new bronze rows into typed facts, each with exactly one fate.", run, ("source", "subject")
)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
