"""Which bronze batches a subject has not seen yet."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.jobs.steps.cleanse.references import says_otherwise
from edulake.jobs.steps.cleanse.rows import any_of, is_record
from edulake.jobs.steps.cleanse.snapshots import every
from edulake.jobs.steps.cleanse.work import Pending, Work
from edulake.ops.loads import said_by
from edulake.store.commits import rows_changed
from edulake.store.small_rows import micros

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.bronze import Source
    from edulake.contract.table import Table
    from edulake.ops.deliveries import Delivered
    from edulake.ops.runs import Done
    from edulake.silver import Subject
    from edulake.store.store import Store

    # Of the new batches of each source: the last one, their records, the earliest delivery, whether one is a snapshot.
    Counted = dict[str, tuple[int, int, int, bool]]
    # Where each source begins: after this batch, which was the last one at that version of the table.
    Starts = tuple[tuple[str, int, int | None], ...]
    Count = Callable[[Table, int, Starts], Counted]


def counting(store: Store) -> Count:
    """Counts the new batches of bronze tables, each table once for all subjects that start from the same batches."""
    return lru_cache(maxsize=None)(partial(_count, store))


def pending(
    store: Store,
    count: Count,
    subject: Subject,
    of_subject: list[Source],
    done: Done,
    anew: dict[str, str],
    *,
    replay: bool,
) -> Work:
    """New batches of every bronze table, one query for each that changed since the subject last looked.

    All batches are new of the sources that are looked at `anew`.
    """
    # What another system delivers is counted for each source by itself: one may have seen more of it than another.
    wanted: dict[tuple[Table, str], list[Source]] = {}
    for source in of_subject:
        for table in (source.facts, *(reference.table for reference in source.references)):
            by_itself = "" if source.delivering(table) == source.name else source.name
            wanted.setdefault((table, by_itself), []).append(source)
    found = {}
    for (table, _), having in wanted.items():
        if store.exists(table):
            seen = {
                source.name: (0, None) if source.name in anew else _seen(subject, source, table, done)
                for source in having
            }
            found.update(_new_batches(store, count, table, having, seen))
    facts = [found[key] for source in of_subject if (key := (source.name, source.facts)) in found]
    tables = [(source.name, ref.table) for source in of_subject for ref in source.references]
    work = Work(facts, [found[key] for key in tables if key in found], replay, anew)
    if moved := _moved(store, subject, work):
        return pending(store, count, subject, of_subject, done, {**anew, **moved}, replay=replay)
    for fact in work.active:
        fact.snapshots, fact.late, fact.partial = every(store, fact)
    return work


def _moved(store: Store, subject: Subject, work: Work) -> dict[str, str]:
    """The sources of a history whose crosswalk has news, or whose items say otherwise: why they are looked at anew.

    The person is the key of a version: whom an id stood for before, no record names any more. Nor does one name an
    option that the list of items has no more.
    """
    begun = {fact.source.name for fact in work.facts if fact.done}
    news = [found for found in work.references if found.is_news and found.source.name in begun]
    moved = {one.source.name: "its crosswalk has news" for one in news if one.source.reads_crosswalk(one.table)}
    listed = {one.source.name: "its items say otherwise" for one in news if says_otherwise(store, one)}
    return {**(moved if subject.history else {}), **listed}


def _seen(subject: Subject, source: Source, table: Table, done: Done) -> tuple[int, int | None]:
    """Last batch and version of a bronze table that the subject saw."""
    last = done.get((str(subject.table), source.name, str(table)))
    return (last["batch_to"] or 0, last["input_version"]) if last else (0, None)


def _new_batches(
    store: Store, count: Count, table: Table, having: list[Source], seen: dict[str, tuple[int, int | None]]
) -> dict[tuple[str, Table], Pending]:
    now = store.version(table)
    changed = any(looked_at != now for _, looked_at in seen.values())
    systems = {source.name: source.delivering(table) for source in having}
    counted = count(table, now, tuple((systems[name], *last) for name, last in seen.items())) if changed else {}
    return {
        (source.name, table): Pending(source, table, start, last, rows, now, first, new_snapshot)
        for source in having
        for start, _ in [seen[source.name]]
        for last, rows, first, new_snapshot in [counted.get(systems[source.name], (start, 0, None, False))]
    }


def _count(store: Store, table: Table, version: int, starts: Starts) -> Counted:
    said = _said(store, table, version, starts)
    return _asked(store, table, starts) if said is None else said


def _said(store: Store, table: Table, version: int, starts: Starts) -> Counted | None:
    """What the loads' own commits say of their files, without a look at the rows; None where they do not say all."""
    looked_at = [-1 if last is None else last for _, _, last in starts]
    commits = store.commits_after(table, min(looked_at))
    if commits is None or max(looked_at) > version:
        return None
    files: list[Delivered] = []
    for commit in commits:
        if commit.operation == "CREATE TABLE" or rows_changed(commit) == 0:
            continue
        load = said_by(commit)
        of_load = load.rows(commit.version) if load else None
        if of_load is None or rows_changed(commit) != sum(max(file.records, 1) for file in of_load):
            return None
        files += of_load
    return {name: _summed(new) for name, start, _ in starts if (new := _later(files, name, start))}


def _later(files: list[Delivered], source: str, batch: int) -> list[Delivered]:
    return [file for file in files if file.source_system == source and file.batch_number > batch]


def _summed(files: list[Delivered]) -> tuple[int, int, int, bool]:
    return (
        max(file.batch_number for file in files),
        sum(file.records for file in files),
        min(micros(file.delivered_at) for file in files),
        any(file.is_snapshot for file in files),
    )


def _asked(store: Store, table: Table, starts: Starts) -> Counted:
    new = [(F.col("source_system") == name) & (F.col("batch_number") > start) for name, start, _ in starts]
    rows = store.read(table).where(any_of(new)).groupBy("source_system")
    records = F.count(F.when(is_record(), 1))
    aggregates = (F.max("batch_number"), records, F.min(F.unix_micros("delivered_at")), F.max("is_snapshot"))
    return {source: tuple(found) for source, *found in rows.agg(*aggregates).collect()}
