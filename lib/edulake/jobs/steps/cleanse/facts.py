"""What becomes of each new fact, decided and counted before anything is written."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.jobs.steps.cleanse import fates, retold, spreading
from edulake.jobs.steps.cleanse.balance import Decided, counts, settle, sharing
from edulake.jobs.steps.cleanse.candidates import mapped, typed
from edulake.jobs.steps.cleanse.kept import is_kept, too_old_put_aside
from edulake.jobs.steps.cleanse.repeats import numbered
from edulake.jobs.steps.cleanse.rows import any_of, batches, refused_before, reread_all, with_refused_again
from edulake.jobs.steps.cleanse.snapshots import replaced
from edulake.jobs.steps.cleanse.whole_files import refused_whole

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.jobs.steps.cleanse.work import Pending, Work
    from edulake.ops.runs import Entry, Run
    from edulake.silver import Subject
    from edulake.store.store import Store

# Beyond this many new rows their keys are not broadcast to find the facts already held.
BROADCAST_ROWS = 1_000_000
WRITTEN_BY_RUN = ("first_known_at", "batch_id", "bronze_batch_id", "processing_timestamp")
CARRIED = (
    "batch_id",
    "reason_codes",
    "raw_payload",
    "payload_form",
    "source_file_sha256",
    "source_file_bytes",
    "is_snapshot",
    "records",
    "revisit",
)
SHARED = "shared"
DECIDED = ("ordinal", "fate", "to_merge", *retold.FOR_THE_MERGE)


def decide(store: Store, run: Run, subject: Subject, work: Work, entries: list[Entry]) -> Decided:
    """Stage what must be written; counts every fate on the way, and they must balance.

    Of sources with snapshots, what is said of a key is told in order (retold.py); of others its newest version counts.
    Of a record with several candidates one tells its fate (spreading.py).
    """
    is_new = bool(work.anew) or entries[0].version_before is None
    decided = []
    by_version = _parts(work, snapshots=False)
    for spreads in (False, True):
        parts = [part for part in by_version if part[0].source.spreads == spreads]
        if parts:
            known = _by_version(store, run, subject, parts, work, is_new=is_new)
            decided.append(spreading.told_once(known) if spreads else known)
    for part in _parts(work, snapshots=True):
        cleaned = store.stage(_cleaned(store, run, subject, part, work), "records")
        told = retold.decide(store, subject, part, work, cleaned, entries, is_new=is_new)
        decided.append(spreading.told_once(told) if part[0].source.spreads else told)
    seen = Observation(f"silver {subject.name} {run.run_id}")
    matters = F.col("to_merge") | (F.col("fate") == "quarantined") | F.col("revisit")
    frames = [frame.select(*_staged(subject, frame)) for frame in decided]
    rows = reduce(lambda above, below: above.unionByName(below, allowMissingColumns=True), frames)
    staged = store.stage(rows.observe(seen, *counts(subject, work.active)).where(matters), "facts")
    return settle(staged, seen, work, entries)


def _by_version(
    store: Store, run: Run, subject: Subject, parts: list[list[Pending]], work: Work, *, is_new: bool
) -> DataFrame:
    """The fates of candidates of sources without snapshots: the newest version of a key counts."""
    frames = [_cleaned(store, run, subject, part, work) for part in parts]
    cleaned = reduce(lambda above, below: above.unionByName(below), frames)
    expected = sum(pending.rows for pending in (*work.facts, *work.others))
    # Of records that are several rows nobody knows yet how many keys there are, nor how many facts a student has.
    many = any(p.source.spreads or (p.source.crosswalk and work.has_news(p.source)) for p in work.active)
    if not is_new:
        held = _held(store, subject, cleaned, few=expected <= BROADCAST_ROWS and not many)
    elif work.kept:
        held = store.read(subject.table).where(is_kept(subject, work)).select(*subject.table.key, *fates.HELD)
    else:
        held = None
    decided = fates.decide(cleaned, subject.table, held, subject.table.key[-1], sharing(subject, work.active))
    if is_new and work.kept:
        return decided.withColumn("first_known_at", F.least("first_known_at", "held_first_known_at"))
    return decided


def _parts(work: Work, *, snapshots: bool) -> list[list[Pending]]:
    """Active sources with, or without, snapshots; those that share a table together.

    Alone are who refer or spread, and whose candidates call others of their own.
    """
    together: dict[object, list[Pending]] = defaultdict(list)
    for pending in work.active:
        if bool(pending.snapshots) == snapshots:
            source = pending.source
            is_alone = source.references or source.spreads or source.calls
            together[source.name if is_alone else pending.table].append(pending)
    return list(together.values())


def _cleaned(store: Store, run: Run, subject: Subject, part: list[Pending], work: Work) -> DataFrame:
    """Candidates of sources that share a table, typed: new facts, and earlier ones that must be looked at again.

    Those are the ones whose reference rows are new, what was refused where that is tried again, and, of a source with
    snapshots, everything where the new is not all that matters: only background, without a fate of its own.
    """
    table = store.read(part[0].table)
    whole = part[0].source.spreads or subject.repeats
    rows = table.where(any_of(batches(p.source.name, _after(work, p, whole=whole), p.last) for p in part))
    rows = (reread_all(rows, part) if work.anew else rows).withColumn("again", F.lit(False))
    if work.replay and (part[0].snapshots or whole):
        rows = with_refused_again(store, subject, rows, part)
    elif work.replay:
        rows = rows.unionByName(refused_before(store, subject, table, part).withColumn("again", F.lit(True)))
    new = any_of(batches(p.source.name, p.done, p.last) for p in part)
    rows = mapped(store, part, work, rows.withColumns({"records": F.lit(1), "arrives": new}))
    marked = rows.withColumns({"is_new": new, "revisit": (F.col("revisit") | F.col("again")) & ~new})
    told = F.col("source_system").isin([p.source.name for p in part if p.snapshots and work.begins(p)])
    wanted = F.col("is_new") | F.col("revisit") | told
    updated = F.when(~F.col("is_snapshot"), F.col("source_updated_at"))
    kept = [c.name for c in subject.table.columns if c.name not in WRITTEN_BY_RUN]
    if subject.repeats:
        cleaned = numbered(typed(run, subject, part, marked), subject.row_id, _standing(part)).where(wanted)
    else:
        cleaned = typed(run, subject, part, marked.where(wanted))
    cleaned = too_old_put_aside(subject, refused_whole(store.spark, cleaned, work), work)
    told_at = F.col("told_at") if "told_at" in cleaned.columns else F.lit(None).cast("timestamp")
    named = {
        "source_updated_at": updated,
        "known_at": F.greatest("known_at", told_at),
        "first_told_at": F.col("known_at"),
        "is_new": F.col("is_new"),
        "names_itself": retold.names_itself(subject, cleaned),
    }
    if part[0].source.spreads:
        # A wide record as often as it has candidates: only of refused ones it is needed any more.
        named["raw_payload"] = F.when(F.size("reason_codes") > 0, F.col("raw_payload"))
    needed = spreading.NEEDED if part[0].source.spreads else ()
    return cleaned.withColumns(named).select(*kept, *CARRIED, *needed, "first_told_at", "is_new", "names_itself")


def _standing(part: list[Pending]) -> Column:
    """Whether a row is of a snapshot, and its file was not replaced there."""
    known = [snapshot for pending in part for snapshot in pending.snapshots]
    return F.col("is_snapshot") & ~replaced(known) if known else F.lit(False)


def _after(work: Work, pending: Pending, *, whole: bool) -> int:
    """The batch after which rows are read; where records refused are read with their `whole` file, all of them.

    A source that recalls reads everything: what is old is no more than background.
    """
    again = work.has_news(pending.source) or (work.replay and whole)
    everything = work.begins(pending) if pending.snapshots else again
    return 0 if everything or pending.source.recalls else pending.done


def _held(store: Store, subject: Subject, cleaned: DataFrame, *, few: bool) -> DataFrame:
    """Rows of the table that share a key with the candidates; all of it for many, which would be read twice for it."""
    held = store.read(subject.table).select(*subject.table.key, *fates.HELD)
    if not few:
        return held
    keys = cleaned.select(*subject.table.key).distinct()
    return held.join(F.broadcast(keys), on=list(subject.table.key), how="left_semi")


def _staged(subject: Subject, decided: DataFrame) -> list[str]:
    columns = [c.name for c in subject.table.columns if c.name not in ("bronze_batch_id", "processing_timestamp")]
    added = [name for name in (*spreading.ADDED, SHARED) if name in decided.columns]
    return [*columns, *[name for name in CARRIED if name not in columns], *DECIDED, *added]
