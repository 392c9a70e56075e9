"""What becomes of each new fact, decided and counted before anything is written."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.cleansing import snapshots
from edulake.cleansing.balance import Decided, counts, settle
from edulake.cleansing.batches import any_of, batches
from edulake.cleansing.candidates import mapped, typed
from edulake.cleansing.replaying import refused_before, reread_all
from edulake.silver import fates

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.cleansing.pending import Pending, Work
    from edulake.runner import Context
    from edulake.runs import Entry, Run
    from edulake.silver import Subject

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
    "gone",
)


def decide(context: Context, run: Run, subject: Subject, work: Work, entries: list[Entry]) -> Decided:
    """Stage what must be written; counts every fate on the way, and they must balance."""
    together: dict[object, list[Pending]] = defaultdict(list)
    for pending in work.active:
        together[pending.source.name if pending.source.references else pending.table].append(pending)
    is_new = bool(work.anew) or entries[0].version_before is None
    parts = [_cleaned(context, run, subject, part, work, is_new=is_new) for part in together.values()]
    cleaned = reduce(lambda above, below: above.unionByName(below), parts)
    row_id = subject.table.key[-1]
    expected = sum(pending.rows for pending in (*work.facts, *work.references))
    held = None if is_new else _held(context, subject, cleaned, few=expected <= BROADCAST_ROWS)
    decided = fates.decide(cleaned, subject.table, held, row_id)
    seen = Observation(f"silver {subject.name} {run.run_id}")
    matters = F.col("to_merge") | (F.col("fate") == "quarantined") | F.col("revisit")
    staged = context.store.stage(
        decided.observe(seen, *counts(work.active)).where(matters).select(*_staged(subject)), "facts"
    )
    return settle(staged, seen, work, entries)


def _cleaned(
    context: Context, run: Run, subject: Subject, part: list[Pending], work: Work, *, is_new: bool
) -> DataFrame:
    """Candidates of sources that share a table, typed: new facts, and earlier ones that must be looked at again.

    Those are the ones whose reference rows are new, and those held of a snapshot that a newer one has replaced.
    """
    afters = {p.source.name: 0 if work.has_news(p.source) else p.done for p in part}
    table = context.store.read(part[0].table)
    rows = table.where(any_of(batches(p.source.name, afters[p.source.name], p.last) for p in part))
    rows = reread_all(rows, part) if work.anew else rows
    replaced = [] if is_new else [p for p in part if work.replaced(p)]
    all_again = [p.source.name for p in replaced if work.has_news(p.source)]
    rows = rows.withColumn("again", F.col("source_system").isin(all_again))
    if len(replaced) > len(all_again):
        some = [p for p in replaced if p.source.name not in all_again]
        rows = rows.unionByName(snapshots.once_more(context, subject, table, some).withColumn("again", F.lit(True)))
    if work.replay:
        rows = rows.unionByName(refused_before(context, subject, table, part).withColumn("again", F.lit(True)))
    rows = rows.withColumns({"superseded": snapshots.superseded(part), "records": F.lit(1)})
    rows = mapped(context, part, work, rows)
    new = any_of(batches(p.source.name, p.done, p.last) for p in part)
    wanted = rows.withColumn("revisit", (F.col("revisit") | F.col("again")) & ~new).where(new | F.col("revisit"))
    updated = F.when(~F.col("is_snapshot"), F.col("source_updated_at"))
    kept = [c.name for c in subject.table.columns if c.name not in WRITTEN_BY_RUN]
    gone = F.lit(False) if subject.closes else F.col("superseded")
    cleaned = typed(run, subject, part, wanted)
    return cleaned.withColumns({"source_updated_at": updated, "gone": gone}).select(*kept, *CARRIED)


def _held(context: Context, subject: Subject, cleaned: DataFrame, *, few: bool) -> DataFrame:
    """Rows of the table that share a key with the candidates; all of it for many, which would be read twice for it."""
    held = context.store.read(subject.table).select(*subject.table.key, *fates.HELD)
    if not few:
        return held
    keys = cleaned.select(*subject.table.key).distinct()
    return held.join(F.broadcast(keys), on=list(subject.table.key), how="left_semi")


def _staged(subject: Subject) -> list[str]:
    columns = [c.name for c in subject.table.columns if c.name not in ("bronze_batch_id", "processing_timestamp")]
    return [*columns, *[name for name in CARRIED if name not in columns], "ordinal", "fate", "to_merge"]
