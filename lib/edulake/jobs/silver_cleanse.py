"""silver_cleanse: turn new bronze rows into typed facts, each with exactly one fate.

Takes the bronze batches after the last ones recorded as done. Fates are decided and counted before anything is
written, and every write is a MERGE by key: a run that was killed, or a ledger that was lost, costs time only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake import runner
from edulake.bronze import sources
from edulake.cleansing import facts, history, references, unmapped
from edulake.cleansing.anew import made_by, remembering, why_anew
from edulake.cleansing.pending import counting, entries, pending
from edulake.contract import literal
from edulake.merging import Clause
from edulake.ops import QUARANTINE
from edulake.ops.refusals import record_refusals
from edulake.replacement import replace_part
from edulake.runs import Run
from edulake.silver import SUBJECTS
from edulake.source_codes import CODED
from edulake.unknown import count_unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.cleansing.anew import Past
    from edulake.cleansing.balance import Decided
    from edulake.cleansing.pending import Count, Work
    from edulake.runner import Context
    from edulake.runs import Done, Entry
    from edulake.silver import Subject

STAMPS = ("batch_id", "bronze_batch_id", "processing_timestamp")


def run(context: Context, *, replay: bool = False, anew: str = "") -> list[Run]:
    """Cleanse the selected subjects; with `replay`, what was refused earlier as well.

    All records are looked at as if nothing of their source were held, where `anew` says why.
    """
    this_run = Run("silver_cleanse")
    done = context.journal.last_done("silver_cleanse")
    count, since = counting(context.store), remembering(context.store)
    known = sources(context.settings.sources)
    chosen = context.choose("source", [source.name for source in known])
    for name in context.choose("subject", list(SUBJECTS)):
        subject = SUBJECTS[name]
        of_subject = [source for source in known if source.subject == name and source.name in chosen]
        with context.store.locks.holding(str(subject.table)):
            this_run.entries += _cleanse(
                context, this_run, count, since, subject, of_subject, done, replay=replay, anew=anew
            )
    if not context.dry_run:
        context.journal.enter(this_run)
    return [this_run]


def _cleanse(
    context: Context,
    this_run: Run,
    count: Count,
    since: Past,
    subject: Subject,
    of_subject: list[Source],
    done: Done,
    *,
    replay: bool,
    anew: str,
) -> list[Entry]:
    store = context.store
    before = store.version_held(subject.table)
    made = {source.name: made_by(subject, source, context.settings.sources) for source in of_subject}
    reasons = {
        source.name: anew or why_anew(store, since, subject, source, made[source.name], done) for source in of_subject
    }
    reasons = {name: why for name, why in reasons.items() if why}
    work = pending(context, count, subject, of_subject, done if before is not None else {}, reasons, replay=replay)
    _say_news(context, subject, work)
    if context.dry_run or not work.any:
        return entries(work, subject, made, before, before)
    store.ensure(subject.table)
    counted = entries(work, subject, made, before, None)
    entry_of = {(entry.source_system, entry.input_table): entry for entry in counted}
    for part in work.parts():
        of_part = [
            entry_of[looked_at.source.name, str(looked_at.table)] for looked_at in (*part.facts, *part.references)
        ]
        _decide_and_write(context, this_run, subject, part, of_part)
    store.check(subject.table)
    after = store.version(subject.table)
    for entry in counted:
        entry.version_after = after
    return counted


def _say_news(context: Context, subject: Subject, work: Work) -> None:
    for new in [found for found in (*work.facts, *work.references) if found.rows]:
        why = f"all ({work.anew[new.source.name]})" if new.source.name in work.anew else "new"
        context.say(f"silver  {subject.name} from {new.source.name}: {new.rows:,} {why} rows of {new.table}")
    if work.facts and not work.any:
        context.say(f"silver  {subject.name}: up to date")


def _decide_and_write(context: Context, this_run: Run, subject: Subject, work: Work, counted: list[Entry]) -> None:
    """What becomes of the records of some sources, and what their tables learn of it."""
    references.account(context, this_run, work, counted)
    if not work.active:
        return
    decide = history.decide if subject.history else facts.decide
    decided = decide(context, this_run, subject, work, counted)
    _write(context, this_run, subject, work, decided)
    if decided.to_merge:
        count_unknown(context.store, subject, decided.rows.where("to_merge"), counted)
    if decided.unmapped and subject.name in CODED:
        unmapped.tell(context, subject, decided.rows.where("to_merge"))


def _write(context: Context, this_run: Run, subject: Subject, work: Work, decided: Decided) -> None:
    """Quarantine first, resolve last: a run killed in between repeats what is missing, and nothing counts twice.

    A refusal marked as resolved before its fact is written would not be tried again by the next replay.
    """
    if decided.refused:
        refused = record_refusals(decided.rows.where("fate = 'quarantined'"), subject.name, this_run)
        reasons_changed = "t.status = 'OPEN' AND NOT t.reason_codes <=> s.reason_codes"
        context.store.merge(QUARANTINE, refused, [Clause(reasons_changed, {"reason_codes": "s.reason_codes"})])
    if work.anew and not context.store.untouched(subject.table):
        _replace(context, this_run, subject, work, decided.rows)
    elif decided.to_merge:
        merge = history.merge if subject.history else _merge_facts
        merge(context, this_run, subject, decided.rows)
    if work.anew:
        _resolve_others(context, this_run, subject, work, decided.rows)
    elif decided.revisited:
        _resolve(context, this_run, subject, decided.rows)


def _replace(context: Context, this_run: Run, subject: Subject, work: Work, decided: DataFrame) -> None:
    """Make what was decided all that the table holds of the sources; equal rows stay as they are."""
    names = ", ".join(literal(pending.source.name) for pending in work.active)
    rows = _stamped(this_run, decided.where("to_merge")).select(*subject.table.column_names)
    stamps = [name for name in STAMPS if name in subject.table.column_names]
    replace_part(context.store, subject.table, rows, f"source_system IN ({names})", *stamps)


def _stamped(this_run: Run, rows: DataFrame) -> DataFrame:
    """Rows with what says by which run they were written."""
    return rows.withColumns(
        {
            "bronze_batch_id": F.col("batch_id"),
            "batch_id": F.lit(this_run.run_id),
            "processing_timestamp": F.lit(this_run.started_at),
        }
    )


def _merge_facts(context: Context, this_run: Run, subject: Subject, staged: DataFrame) -> None:
    """Insert new facts, replace older versions, and delete what the newest snapshot lacks."""
    newest_facts = _stamped(this_run, staged.where("to_merge"))
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


def _resolve(context: Context, this_run: Run, subject: Subject, staged: DataFrame) -> None:
    """Mark earlier refusals whose record is now a fact; they are never deleted."""
    identity = ("subject", "source_system", "source_file_sha256", "record_hash")
    resolved = staged.where("revisit AND fate <> 'quarantined'").withColumn("subject", F.lit(subject.name))
    _mark_resolved(context, this_run, resolved.select(*identity).distinct(), identity)


def _resolve_others(context: Context, this_run: Run, subject: Subject, work: Work, decided: DataFrame) -> None:
    """Mark the refusals of sources all of whose records were looked at, but for those that are refused still."""
    names = [pending.source.name for pending in work.active]
    refused = record_refusals(decided.where("fate = 'quarantined'"), subject.name, this_run).select("quarantine_id")
    if not context.store.exists(QUARANTINE):
        return
    of_sources = F.col("source_system").isin(names) & (F.col("subject") == subject.name) & (F.col("status") == "OPEN")
    standing = context.store.read(QUARANTINE).where(of_sources).select("quarantine_id")
    _mark_resolved(context, this_run, standing.join(refused, "quarantine_id", "left_anti"), ("quarantine_id",))


def _mark_resolved(context: Context, this_run: Run, resolved: DataFrame, identity: tuple[str, ...]) -> None:
    marked = {
        "status": "'RESOLVED'",
        "resolved_at": f"timestamp'{this_run.started_at.isoformat()}'",
        "resolved_run_id": f"'{this_run.run_id}'",
    }
    context.store.merge(QUARANTINE, resolved, [Clause("t.status = 'OPEN'", marked)], on=identity, insert_if=None)


JOB = runner.Job(
    "silver_cleanse", "Turn new bronze rows into typed facts, each with exactly one fate.", run, ("source", "subject")
)


def main(argv: Sequence[str] | None = None) -> int:
    return runner.main(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
