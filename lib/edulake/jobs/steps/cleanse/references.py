"""Rows that facts refer to: the current one of each key, and an account of the new ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.bronze.crosswalk import since
from edulake.bronze.crosswalk import students as students_of
from edulake.bronze.item_lists import declared
from edulake.bronze.reference import current, place, refused_reference
from edulake.contract.raw import raw_columns
from edulake.jobs.steps.cleanse.rows import rows_of
from edulake.jobs.steps.cleanse.snapshots import not_gone, with_gone
from edulake.landing.files.rereading import reread
from edulake.ops.quarantine import record_refusals
from edulake.ops.tables import QUARANTINE
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row

    from edulake.bronze import Reference, Source
    from edulake.contract.table import Table
    from edulake.jobs.steps.cleanse.work import Pending, Work
    from edulake.ops.runs import Entry, Run
    from edulake.store.store import Store


def lookups(store: Store, source: Source, work: Work) -> dict[Table, DataFrame]:
    """The current rows of each reference, `is_new` where they came or went in this run; empty where none came yet."""
    found = {pending.table: pending for pending in work.references if pending.source is source}
    return {reference.table: _lookup(store, source, reference, found) for reference in source.references}


def _lookup(store: Store, source: Source, reference: Reference, found: dict[Table, Pending]) -> DataFrame:
    pending = found.get(reference.table)
    if pending is None:
        return as_frame(store.spark, [], reference.table.struct()).withColumns({**not_gone(), "is_new": F.lit(False)})
    rows = current(_usable(store, source, reference, pending), reference)
    went = F.col("is_gone") & F.lit(pending.new_snapshot)
    return rows.withColumn("is_new", (F.col("batch_number") > pending.done) | went)


def students(store: Store, source: Source, work: Work) -> DataFrame:
    """The students of the source's crosswalk by its own ids, `is_new` where this run knows another one, or none."""
    crosswalk = source.crosswalk
    if crosswalk is None:
        raise ValueError(f"{source.name} has no crosswalk")
    reference = crosswalk.reference
    pending = next((p for p in work.references if p.source is source and p.table == reference.table), None)
    if pending is None:
        nothing = as_frame(store.spark, [], reference.table.struct()).withColumns(not_gone())
        known = students_of(nothing, source.name, crosswalk.namespace)
        return known.withColumn("is_new", F.lit(False))
    now, before = (
        students_of(_usable(store, source, reference, seen), source.name, crosswalk.namespace)
        for seen in (pending, replace(pending, last=pending.done))
    )
    return since(now, before)


def says_otherwise(store: Store, found: Pending) -> bool:
    """Whether a list of items says now of any of them what it did not say before; one delivered again does not."""
    items = found.source.items
    if items is None or items.reference.table != found.table:
        return False
    now, before = (
        declared(items, current(_usable(store, found.source, items.reference, seen), items.reference))
        for seen in (found, replace(found, last=found.done))
    )
    return not now.exceptAll(before).unionByName(before.exceptAll(now)).isEmpty()


def account(store: Store, run: Run, work: Work, entries: list[Entry]) -> None:
    """Fates of new reference rows: they enter no silver table, but every one of them is accounted for."""
    by_table = {(entry.source_system, entry.input_table): entry for entry in entries}
    for found in work.others:
        if not found.rows:
            continue
        reference = next(r for r in found.source.references if r.table == found.table)
        entry = by_table[(found.source.name, str(found.table))]
        refused, newest, different = _counted(store, reference, found)
        stale = max(different - newest, 0)
        entry.quarantined, entry.accepted, entry.stale = refused, newest, stale
        entry.duplicate = found.rows - refused - newest - stale
        entry.must_balance()
        if refused:
            _refuse_references(store, run, reference, found)


def _counted(store: Store, reference: Reference, found: Pending) -> Row:
    """Of the new rows, how many are refused, how many are the newest of their key, and how many contents there are."""
    rows = with_gone(store, found, rows_of(store, found.source, found.table, 0, found.last), reference)
    ranked = rows.withColumn("usable", ~_refused(reference)).withColumn("place", place(reference, "usable"))
    is_new = F.col("batch_number") > found.done
    is_newest = is_new & F.col("usable") & (F.col("place") == 1) & ~F.col("is_gone")
    counted = (is_new & ~F.col("usable"), is_newest)
    content = F.when(is_new & F.col("usable"), F.struct(*raw_columns(found.table)))
    aggregates = [*[F.count(F.when(condition, True)) for condition in counted], F.count_distinct(content)]
    return ranked.agg(*aggregates).collect()[0]


def _refused(reference: Reference) -> Column:
    return F.expr(" OR ".join(f"({condition})" for condition in refused_reference(reference.key).values()))


def _usable(store: Store, source: Source, reference: Reference, found: Pending) -> DataFrame:
    rows = rows_of(store, source, reference.table, 0, found.last)
    if source.items and source.items.reference.table == reference.table:
        rows = reread(rows, F.lit(True), source.items.feed)
    return with_gone(store, found, rows, reference).where(~_refused(reference))


def _refuse_references(store: Store, run: Run, reference: Reference, found: Pending) -> None:
    new = rows_of(store, found.source, found.table, found.done, found.last)
    cases = [F.when(F.expr(condition), code) for code, condition in refused_reference(reference.key).items()]
    coded = new.withColumn("reason_codes", F.array_compact(F.array(*cases)))
    order = Window.partitionBy("source_file_sha256", "raw_payload").orderBy("batch_number")
    refused = coded.where(F.size("reason_codes") > 0).withColumns(
        {"ordinal": F.row_number().over(order), "record_hash": F.xxhash64("raw_payload", "payload_form")}
    )
    store.merge(QUARANTINE, record_refusals(refused, str(found.table), run))
