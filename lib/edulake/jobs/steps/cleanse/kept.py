"""Rows of which retention removed the records from bronze: nobody can make them again, so that nothing takes them away.

What a table says of the time up to the newest delivery that was removed stands as it is. A rebuild goes on from there,
as a run without news of older deliveries would.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import EXPIRED
from edulake.jobs.steps.cleanse.rows import any_of
from edulake.jobs.steps.cleanse.versions import DELIVERED, is_counted
from edulake.ops.deliveries import removed_until
from edulake.silver.aging import old_since

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pyspark.sql import Column, DataFrame

    from edulake.jobs.steps.cleanse.work import Work
    from edulake.silver import Subject
    from edulake.store.store import Store

    # By bronze table and source, the newest delivery of which the records were removed.
    Removed = Callable[[], dict[tuple[str, str], dt.datetime]]


def removals(store: Store) -> Removed:
    """What retention removed from bronze, asked once for all subjects, by the first that wants to know."""
    return lru_cache(maxsize=None)(partial(removed_until, store))


def kept(removed: Removed, subject: Subject, work: Work) -> dict[str, dt.datetime]:
    """By source with news, up to which delivery its records are gone from bronze.

    It is asked only where more is looked at than what is new.
    """
    matters = subject.history or work.anew or any(pending.snapshots for pending in work.facts)
    if not matters:
        return {}
    places = {p.source.name: (str(p.table), p.source.delivering(p.table)) for p in work.active}
    return {name: removed()[place] for name, place in places.items() if place in removed()}


def is_kept(subject: Subject, work: Work) -> Column:
    """Whether a row of the table says what only removed records said; of a history, whether it began up to then."""
    said_at = F.col("valid_from" if subject.history else "delivered_at")
    of_sources = [(F.col("source_system") == name) & (said_at <= F.lit(until)) for name, until in work.kept.items()]
    return any_of(of_sources) if of_sources else F.lit(False)


def since_removed(work: Work) -> Column:
    """Whether a moment, `at`, is later than the newest delivery of its source that was removed from bronze."""
    before = [(F.col("source_system") == name) & (F.col("at") <= F.lit(until)) for name, until in work.kept.items()]
    return ~any_of(before) if before else F.lit(True)


def too_late(events: DataFrame, work: Work) -> DataFrame:
    """Records of a history, counted as stale, of a time of which records were removed: what is held of it stands."""
    mine = events.where(is_counted() & F.col("event").isin(*DELIVERED) & ~since_removed(work))
    return mine.withColumns({"fate": F.lit("stale"), "ordinal": F.lit(1)}).drop("at", "event", "is_new")


def too_old_put_aside(subject: Subject, typed: DataFrame, work: Work) -> DataFrame:
    """Typed rows; those of events before the horizon are EXPIRED, where nothing else is wrong with them."""
    if work.horizon is None:
        return typed
    is_old = (F.size("reason_codes") == 0) & F.coalesce(old_since(subject) < F.lit(work.horizon), F.lit(False))
    return typed.withColumn("reason_codes", F.when(is_old, F.array(F.lit(EXPIRED))).otherwise(F.col("reason_codes")))
