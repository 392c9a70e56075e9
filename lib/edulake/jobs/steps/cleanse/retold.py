"""Facts of sources with snapshots: what is said of a key, told in order, on top of what the table holds.

Where a delivery is newer than all that is known, the table's row stands for everything before it. Else everything is
read again from bronze and told from the beginning: what the table holds is only compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.expr import content_hash
from edulake.jobs.steps.cleanse import snapshots, statements
from edulake.jobs.steps.cleanse.balance import sharing
from edulake.jobs.steps.cleanse.fates import is_aside, is_taken_back, refused_fate
from edulake.jobs.steps.cleanse.kept import is_kept
from edulake.silver.columns import content
from edulake.silver.whole_files import ID_SHARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column, DataFrame

    from edulake.jobs.steps.cleanse.work import Pending, Work
    from edulake.ops.runs import Entry
    from edulake.silver import Subject
    from edulake.store.store import Store

# What the MERGE asks of a row: whether its key is deleted, the row is a record's, and which run wrote the one held.
FOR_THE_MERGE = ("gone", "of_record", "exact", "held_run")
ID = "_id"


def names_itself(subject: Subject, cleaned: DataFrame) -> Column:
    """Whether a record that was refused still says which row it is about.

    By an id of its own, unless several students share it; without one the key is made of what the record says, of which
    nothing may be at fault.
    """
    own = F.col("source_id" if "source_id" in cleaned.columns else subject.table.key[-1])
    harmless = F.array(*[F.lit(code) for code in sorted(subject.keyed_despite)]).cast("array<string>")
    own = own.isNotNull() & ~F.array_contains("reason_codes", ID_SHARED)
    return own | (F.size(F.array_except("reason_codes", harmless)) == 0)


def decide(
    store: Store,
    subject: Subject,
    part: list[Pending],
    work: Work,
    cleaned: DataFrame,
    entries: list[Entry],
    *,
    is_new: bool,
) -> DataFrame:
    """Cleaned rows with their fate, and the rows of the table that a snapshot lacks, as the writes need them."""
    old = snapshots.replaced([s for p in part for s in p.snapshots])
    records = cleaned.withColumns({"_old": old, "_refused": F.size("reason_codes") > 0})
    in_snapshot = records.where(F.col("is_snapshot") & ~F.col("_old") & F.col("_refused") & ~is_aside())
    closes_nobody = snapshots.doubtful(in_snapshot.where(~F.col("names_itself")), part)
    snapshots.tell(closes_nobody, entries)
    events = records.where(~F.col("_refused")).withColumn("event", F.lit(statements.ROW))
    present = in_snapshot.where("names_itself").withColumn("event", F.lit(statements.PRESENT))
    taken = records.where(is_taken_back() & ~F.col("_old") & F.col(subject.table.key[-1]).isNotNull())
    events = events.unionByName(present).unionByName(taken.withColumn("event", F.lit(statements.TAKEN)))
    events = events.withColumns(_of_records(subject))
    if not is_new or work.kept:
        known = _of_table(store, subject, part, work, events)
        known = known.where(is_kept(subject, work)) if is_new else known
        events = events.unionByName(known, allowMissingColumns=True)
    placed = events.withColumns(_places(part, work, closes_nobody)).withColumn(ID, F.col(subject.table.key[-1]))
    told = statements.settled(placed, ID, closes=subject.closed is not None, person=sharing(subject, part))
    counted = F.col("is_new") | F.col("revisit")
    written = ~F.col("event").isin(statements.PRESENT, statements.TAKEN)
    decided = _closed(subject, told.where(written)).withColumns(
        {
            "fate": F.when((F.col("event") == statements.ROW) & counted, statements.fate()),
            "ordinal": F.lit(1),
            "revisit": F.coalesce("revisit", F.lit(False)),
            "of_record": F.col("event") == statements.ROW,
            "exact": F.lit(True),
        }
    )
    return decided.unionByName(_refused(records.where(F.col("_refused") & counted)), allowMissingColumns=True)


def _of_records(subject: Subject) -> dict[str, Column]:
    nothing = {"first_known_at": "timestamp", "held_run": "string"}
    absent = {name: F.lit(None).cast(type_) for name, type_ in nothing.items()}
    return {**absent, "closed_hash": _closed_hash(subject)}


def _closed_hash(subject: Subject) -> Column:
    """The content hash of the row, closed; the same as open for a subject whose rows are deleted."""
    if subject.closed is None:
        return F.col("content_hash")
    closed = subject.closed()
    return content_hash(*[closed.get(name, F.col(name)) for name in content(subject.table)])


def _of_table(store: Store, subject: Subject, part: list[Pending], work: Work, events: DataFrame) -> DataFrame:
    """The table's rows: all of a source that has a new snapshot, or begins again; else those that share a key."""
    whole = [p.source.name for p in part if work.begins(p) or p.new_snapshots]
    again = [p.source.name for p in part if work.begins(p)]
    some = [p.source.name for p in part if p.source.name not in whole]
    source = F.col("source_system")
    held = store.read(subject.table).where(source.isin([p.source.name for p in part]))
    if some:
        keys = events.select(*subject.table.key).distinct()
        of_keys = held.where(source.isin(some)).join(keys, on=list(subject.table.key), how="left_semi")
        held = held.where(source.isin(whole)).unionByName(of_keys)
    # What is read again from the beginning begins after what was removed from bronze.
    begins = source.isin(again) & ~F.coalesce(is_kept(subject, work), F.lit(False))
    kind = F.when(begins, statements.KNOWN).otherwise(statements.HELD)
    marked = {"event": kind, "held_run": F.col("batch_id"), "batch_id": F.col("bronze_batch_id"), "records": F.lit(1)}
    marked |= {"closed_hash": _closed_hash(subject), "is_snapshot": F.lit(False), "_old": F.lit(False)}
    return held.withColumns(marked).drop("bronze_batch_id", "processing_timestamp")


def _places(part: list[Pending], work: Work, closes_nobody: dict[str, set[int]]) -> dict[str, Column]:
    """Where each event stands among the snapshots of its source; see statements.settled."""
    moment, old = snapshots.at(), F.col("_old").cast("int")
    known = F.col("event") == statements.KNOWN

    def of_source(value: Callable[[list[int], list[int]], Column]) -> Column:
        cases = []
        for pending in part:
            everything = work.begins(pending)
            counted = pending.snapshots if everything else pending.new_snapshots
            before = [] if everything else [s for s in pending.snapshots if s not in counted][-1:]
            times = [s.at for s in (*before, *counted)]
            vouching = [s.at for s in counted if s.at not in closes_nobody.get(pending.source.name, ())]
            cases.append(F.when(F.col("source_system") == pending.source.name, value(times, vouching)))
        return F.coalesce(*cases)

    def before(vouching: list[int]) -> Column:
        return snapshots.up_to(vouching, moment, including=False)

    epoch = of_source(lambda times, _: snapshots.up_to(times, moment) * 2 - old)
    return {
        "version_at": F.coalesce("source_updated_at", "delivered_at"),
        "epoch": F.when(known, -1).otherwise(epoch),
        "is_change": of_source(lambda times, _: ~F.array_contains(snapshots.moments(times), moment)),
        "seen_before": F.when(known, 0).otherwise(of_source(lambda _, vouching: before(vouching))),
        "seen_after": F.when(known, 0).otherwise(
            of_source(
                lambda _, vouching: F.when(F.col("_old"), before(vouching)).otherwise(snapshots.up_to(vouching, moment))
            )
        ),
        "snapshots": of_source(lambda _, vouching: F.lit(len(vouching))),
    }


def _closed(subject: Subject, told: DataFrame) -> DataFrame:
    """Rows with their columns closed where that is what is left of them."""
    if subject.closed is None:
        return told
    closed = {**subject.closed(), "content_hash": F.col("closed_hash")}
    return told.withColumns(
        {name: F.when(F.col("closing"), value).otherwise(F.col(name)) for name, value in closed.items()}
    )


def _refused(records: DataFrame) -> DataFrame:
    alike = Window.partitionBy("source_system", "source_file_sha256", "raw_payload").orderBy("batch_id")
    no = F.lit(False)
    return records.withColumns(
        {
            "fate": refused_fate(),
            "ordinal": F.row_number().over(alike),
            "to_merge": no,
            "gone": no,
            "of_record": F.lit(True),
            "exact": F.lit(True),
        }
    )
