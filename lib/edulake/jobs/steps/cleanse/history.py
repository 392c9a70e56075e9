"""Versions of rows whose history is kept (SCD type 2): who was what, from when to when.

The history of a person is a function of the deliveries alone, so their order cannot matter: from the earliest new
moment on it is read again from bronze, on top of the version that was valid then.

A snapshot that lacks a person says that they went, if it can vouch for that: a refused record that names its person
says that they are there, and nothing else; one that names nobody means that its snapshot ends nobody's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Observation, Window
from pyspark.sql import functions as F

from edulake.bronze.crosswalk import gone
from edulake.jobs.steps.cleanse import snapshots, spreading
from edulake.jobs.steps.cleanse.balance import Decided, counts, settle, staged
from edulake.jobs.steps.cleanse.candidates import mapped, typed
from edulake.jobs.steps.cleanse.fates import is_aside, refused_fate
from edulake.jobs.steps.cleanse.kept import since_removed, too_late
from edulake.jobs.steps.cleanse.references import lookups, students
from edulake.jobs.steps.cleanse.rows import batches, reread_all
from edulake.jobs.steps.cleanse.versions import versions_of, with_fates
from edulake.jobs.steps.cleanse.whole_files import refused_whole
from edulake.silver import reading
from edulake.store.merge import Clause, where_different
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import utc

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

    from edulake.jobs.steps.cleanse.work import Pending, Work
    from edulake.ops.runs import Entry, Run
    from edulake.silver import Subject
    from edulake.store.store import Store

CARRIED = (
    "batch_id",
    "reason_codes",
    "raw_payload",
    "payload_form",
    "source_file_sha256",
    "source_file_modified_at",
    "source_file_bytes",
    "record_hash",
    "revisit",
    "is_snapshot",
    "delivered_at",
)


def decide(store: Store, run: Run, subject: Subject, work: Work, entries: list[Entry]) -> Decided:
    """Stage the versions to write and the records refused; counts every fate, and they must balance."""
    is_new = bool(work.anew) or entries[0].version_before is None
    parts = [_records(store, run, subject, pending, work, is_new=is_new) for pending in work.active]
    records, doubted = staged(store, parts, work.active)
    usable = records.where(F.size("reason_codes") == 0)
    unclear = records.where((F.col("event") == "row") & (F.size("reason_codes") > 0) & ~is_aside())
    closes_nobody = snapshots.doubtful(
        unclear.where(F.col("is_snapshot") & F.col(subject.row_id).isNull()), work.active
    )
    snapshots.tell(closes_nobody, entries)
    # What a file was replaced by cannot take back what it said, unless it can vouch for that.
    stands = (F.col("event") == "replaced") & snapshots.among(closes_nobody, F.col("at"))
    usable = usable.withColumn("event", F.when(stands, "earlier").otherwise(F.col("event")))
    cuts = _cuts(store, work, usable)
    events = _on_top_of_held(store, subject, work, usable, cuts, is_new=is_new) if not is_new or work.kept else usable
    events = _with_absences(store, subject, work, events, cuts, unclear, closes_nobody)
    left = subject.closed() if subject.closed else {}
    told = with_fates(versions_of(events, subject.row_id, subject.history), subject.history, left)
    same = Window.partitionBy("source_system", "source_file_sha256", "raw_payload").orderBy("batch_id")
    refused = records.where("size(reason_codes) > 0 AND (is_new OR revisit)").withColumns(
        {"fate": refused_fate(), "ordinal": F.row_number().over(same)}
    )
    rows = told.unionByName(refused, allowMissingColumns=True)
    rows = rows.unionByName(too_late(usable, work), allowMissingColumns=True) if work.kept else rows
    rows = spreading.told_once(rows) if any(pending.source.spreads for pending in work.active) else rows
    seen = Observation(f"silver {subject.name} {run.run_id}")
    to_merge = F.coalesce(F.col("begins") | F.col("gone"), F.lit(False))
    counted = rows.withColumns({"to_merge": to_merge, "records": F.lit(1)}).observe(seen, *counts(subject, work.active))
    resolved = F.col("revisit") & F.col("fate").isNotNull()
    settled = store.stage(counted.where(F.col("to_merge") | (F.col("fate") == "quarantined") | resolved), "told")
    return settle(settled, seen, work, entries)._replace(doubted=doubted)


def merge(store: Store, run: Run, subject: Subject, told: DataFrame) -> None:
    """Write the versions that begin; one that does not begin any more, now that more is known, is deleted."""
    versions = told.where("to_merge").withColumns(
        {"batch_id": F.lit(run.run_id), "processing_timestamp": F.lit(run.started_at)}
    )
    changed = where_different(subject.table, "batch_id", "processing_timestamp")
    clauses = [Clause("s.gone", None), Clause(f"NOT s.gone AND {changed.condition}", changed.assignments)]
    insert_if = "true" if store.untouched(subject.table) else "NOT s.gone"
    store.merge(subject.table, versions, clauses, insert_if=insert_if)


def _records(store: Store, run: Run, subject: Subject, pending: Pending, work: Work, *, is_new: bool) -> DataFrame:
    """New records, typed, and the earlier ones that count from the first new moment on; `at` is their moment."""
    name, table = pending.source.name, store.read(pending.table)
    new = batches(name, pending.done, pending.last)
    all_again = work.has_news(pending.source) or work.replay
    rows = table.where(batches(name, 0 if all_again else pending.done, pending.last))
    rows = reread_all(rows, [pending]) if work.anew else rows
    by_candidates = _by_candidates(subject, pending)
    if not is_new and not all_again:
        known = table.where(batches(name, 0, pending.done))
        rows = rows.unionByName(_known(pending, known, rows, by_candidates=by_candidates))
    candidates = mapped(store, [pending], work, rows)
    at = F.col("delivered_at") if pending.takes_snapshots else F.coalesce("source_updated_at", "delivered_at")
    kind = F.when(snapshots.replaced(pending.snapshots), "replaced").otherwise("row")
    flags = {"at": at, "is_new": new, "revisit": ~new & F.lit(all_again), "event": kind}
    wanted = ["source_system", subject.row_id, "is_active", *subject.history, "content_hash", "source_file"]
    needed = spreading.NEEDED if pending.source.spreads else ()
    told = refused_whole(store.spark, typed(run, subject, [pending], candidates), work).withColumns(flags)
    told = told.select(*wanted, *CARRIED, *needed, "at", "is_new", "event")
    return _of_same_people(told, subject) if by_candidates and not pending.takes_snapshots else told


def _by_candidates(subject: Subject, pending: Pending) -> bool:
    """Whether only candidates say which row a record is about.

    That is so of a record that is spread, of an id that a crosswalk has or a block says, and where a person has many
    rows.
    """
    source = pending.source
    return bool(source.spreads or source.crosswalk or source.calls) or subject.row_id not in subject.table.people


def _of_same_people(told: DataFrame, subject: Subject) -> DataFrame:
    """What is new, or tried again, and all that was ever said of the same people."""
    person = Window.partitionBy("source_system", subject.row_id)
    return told.withColumn("_same", F.max(F.col("is_new") | F.col("revisit")).over(person)).where("_same").drop("_same")


def _known(pending: Pending, known: DataFrame, new: DataFrame, *, by_candidates: bool = False) -> DataFrame:
    """Of a source with snapshots, what was delivered since the first new delivery; else all of the same people.

    Where only candidates say who they are, it is all of them.
    """
    if pending.takes_snapshots:
        return known.where(snapshots.at() >= F.lit(pending.first_delivery))
    if by_candidates:
        return known
    person = pending.table.person or ""
    same = new.select(F.trim(person).alias("_person")).distinct()
    return known.join(same, F.trim(person) == F.col("_person"), "left_semi")


def _cuts(store: Store, work: Work, usable: DataFrame) -> DataFrame:
    """The first new moment of each source: of a record that can be used, or a snapshot, even if it has none."""
    new = usable.where("is_new OR revisit").select("source_system", "at")
    news = [p for p in work.active if p.new_snapshot and p.first_delivery is not None]
    times = [(p.source.name, utc(p.first_delivery)) for p in news if p.first_delivery is not None]
    moments = new.unionByName(as_frame(store.spark, times, new.schema)) if times else new
    return moments.where(since_removed(work)).groupBy("source_system").agg(F.min("at").alias("cut"))


def _on_top_of_held(
    store: Store, subject: Subject, work: Work, usable: DataFrame, cuts: DataFrame, *, is_new: bool = False
) -> DataFrame:
    """Events from each source's first new moment on, and versions held: if all `is_new`, where records were removed."""
    source, person = "source_system", subject.row_id
    by_snapshot = [p.source.name for p in work.active if p.takes_snapshots]
    touched = usable.where("is_new OR revisit").select(source, person).distinct()
    mine = store.read(subject.table).join(F.broadcast(cuts), on=source)
    mine = mine.where(F.col(source).isin(list(work.kept))) if is_new else mine
    all_of = mine.where(F.col(source).isin(by_snapshot))
    some_of = mine.where(~F.col(source).isin(by_snapshot)).join(touched, on=[source, person], how="left_semi")
    reaches = F.col("valid_to").isNull() | (F.col("valid_to") >= F.col("cut"))
    kind = F.when(F.col("valid_from") < F.col("cut"), "before").otherwise("held")
    held = all_of.unionByName(some_of).where(reaches).withColumns({"at": F.col("valid_from"), "event": kind})
    kept = [source, person, "is_active", *subject.history, "content_hash", "source_file", "at", "event"]
    since = usable.join(F.broadcast(cuts), on=source).where(F.col("at") >= F.col("cut")).drop("cut")
    return since.unionByName(held.select(*kept), allowMissingColumns=True)


def _with_absences(
    store: Store,
    subject: Subject,
    work: Work,
    events: DataFrame,
    cuts: DataFrame,
    unclear: DataFrame,
    closes_nobody: dict[str, set[int]],
) -> DataFrame:
    """Add that a person is not in a snapshot, or went by what a reference says, from the first new moment on.

    Of a snapshot, `unclear` records that name a person say that they are there, if nothing else of them.
    """
    key = ["source_system", subject.row_id]
    present = events.where("event = 'row'").select(*key, "at").distinct()
    there = present.unionByName(
        unclear.where(F.col("is_snapshot") & F.col(subject.row_id).isNotNull()).select(*key, "at")
    ).distinct()
    known = events.select(*key).distinct()
    told_in = events.select("source_system", "at", "source_file").schema
    missing = _missing(store, work, known, told_in, closes_nobody)
    found = [
        *[(absent, there) for absent in missing],
        *[(left, present) for left in _left(store, subject, work, known)],
    ]
    said = {"event": F.lit("absent"), "is_active": F.lit(False)}
    for absent, unless in found:
        since = absent.join(F.broadcast(cuts), on="source_system").where(F.col("at") >= F.col("cut")).drop("cut")
        absences = since.join(unless, on=[*key, "at"], how="left_anti")
        events = events.unionByName(absences.withColumns(said), allowMissingColumns=True)
    return events


def _missing(
    store: Store, work: Work, known: DataFrame, schema: StructType, closes_nobody: dict[str, set[int]]
) -> list[DataFrame]:
    """Each person who is known with each snapshot of the source that can say who went: nobody, where there is none."""
    times = [
        (p.source.name, utc(s.at), s.file)
        for p in work.active
        for s in p.snapshots
        if s.at not in closes_nobody.get(p.source.name, ())
    ]
    if not times:
        return []
    return [known.join(F.broadcast(as_frame(store.spark, times, schema)), on="source_system")]


def _left(store: Store, subject: Subject, work: Work, known: DataFrame) -> list[DataFrame]:
    """The people who are known and went by what a reference says."""
    found = []
    for pending in work.active:
        source = pending.source
        if source.absences:
            kind = subject.table.people[subject.row_id]
            facts = store.read(pending.table).where(batches(source.name, 0, pending.last))
            went = source.absences(facts, lookups(store, source, work))
            went = gone(went, students(store, source, work)) if source.crosswalk else went
            said = went.withColumns(
                {
                    "source_system": F.lit(source.name),
                    "source_file": F.lit(""),
                    **reading.person_words(kind),
                }
            )
            named = said.withColumns(reading.person({source.name: source.notation}, kind))
            one = named.select("source_system", subject.row_id, "at", "source_file")
            found.append(known.join(one, on=["source_system", subject.row_id]))
    return found
