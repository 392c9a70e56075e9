"""The guard of snapshots: one that lacks too much of the one before it is refused as a whole.

An export that broke halfway looks like a school that half its students have left. A person who knows that it is right
accepts it for one run.
"""

from __future__ import annotations

from functools import partial, reduce
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.errors import ShrunkError
from edulake.landing.files.records import read_records
from edulake.landing.files.refusal import Refusal
from edulake.store.small_rows import micros

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection

    from pyspark.sql import Column, DataFrame

    from edulake.contract.feed import Feed
    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.readable import ReadableFile
    from edulake.store.store import Store

    Moment = dt.datetime
    # The files of each snapshot that is new.
    Waiting = dict[Moment, list[ReadableFile]]
    # For each snapshot the share of the one before it that it lacks; None where nothing of that can be told apart.
    Lost = dict[Moment, float | None]

NOT_KNOWN = "whether a snapshot lost records is not known"
# Files in no dated folder look like snapshots one after the other: one for each school, as if the others had closed.
TOGETHER = "; if it is one of several files of one delivery, put them into one dated folder, such as 2026-01-31/"


class Guarded(NamedTuple):
    """What the guard says of new snapshots."""

    refused: list[tuple[DeliveredFile, Refusal]]  # their files
    errors: list[ShrunkError]  # one for each that is refused
    notes: dict[Moment, str]  # on those that were let pass, by their time
    known: set[str]  # what a person should know


def guarded(
    store: Store, source: str, feed: Feed, snapshots: list[ReadableFile], held: Collection[Moment], *, accepts: bool
) -> Guarded:
    """Which of the new snapshots lack more than the allowed share of the records of the one before.

    A snapshot is all files with one delivery time, `held` are the times of those that bronze has. Of a source whose
    shrinks a person `accepts`, none is refused.
    """
    by_time = sorted(snapshots, key=lambda file: file.file.delivered_at)
    waiting = {at: list(files) for at, files in groupby(by_time, key=lambda file: file.file.delivered_at)}
    if waiting and not feed.identity:
        return Guarded([], [], {}, {f"{NOT_KNOWN}: none of its columns tells them apart"})
    lost_of = partial(_lost, store, source, feed, held)
    return judged(source, waiting, lost_of, store.settings.limits.snapshot_shrink, accepts=accepts)


def judged(source: str, waiting: Waiting, lost_of: Callable[[Waiting], Lost], most: float, *, accepts: bool) -> Guarded:
    """The verdict on snapshots that wait: the earliest that lacks more than `most` is refused, and so on."""
    verdict, waiting = Guarded([], [], {}, set()), dict(waiting)
    while waiting:
        lost = lost_of(waiting)
        shrunk = next((at for at in sorted(lost) if (lost[at] or 0.0) > most), None) if not accepts else None
        if shrunk is None:
            _note(verdict, lost, most)
            break
        files = waiting.pop(shrunk)
        advice = f"lacks {lost[shrunk]:.0%} of the records of the snapshot before it, more than {most:.0%}"
        together = TOGETHER if _is_undated(files[0]) else ""
        verdict.refused.extend((file.file, Refusal("SNAPSHOT_SHRUNK", f"{advice}{together}")) for file in files)
        verdict.errors.append(_error(source, files[0].file, advice, together))
    return verdict


def _note(verdict: Guarded, lost: Lost, most: float) -> None:
    """What is said of snapshots that pass: shrinks that were accepted, and what could not be compared."""
    for at, share in lost.items():
        if share is None:
            verdict.known.add(f"{NOT_KNOWN}: the one before has none that can be told apart")
        elif share > most:
            verdict.notes[at] = f"accepted although it lacks {share:.0%} of the records of the snapshot before it"
    verdict.known.update(verdict.notes.values())


def _error(source: str, file: DeliveredFile, advice: str, together: str) -> ShrunkError:
    return ShrunkError(
        f"{file.name} was refused",
        f"it {advice}: what it lacks would be taken for gone",
        f"deliver it again whole, or, if it is right, run once with --accept-shrink {source}{together}",
    )


def _lost(store: Store, source: str, feed: Feed, held: Collection[Moment], waiting: Waiting) -> Lost:
    """For each new snapshot, the share of the one before it, old or new, that it lacks.

    A refused record counts as there, where its identity can be read.
    """
    times = sorted({*held, *waiting})
    before = {at: times[place - 1] for place, at in enumerate(times) if place and at in waiting}
    if not before:
        return {}
    parts = _identified(store, source, feed, waiting, set(before.values()) - set(waiting))
    if not parts:
        return dict.fromkeys(before)
    records = reduce(lambda above, below: above.unionByName(below), parts).where("identity IS NOT NULL")
    seen = {at: F.max(F.col("at") == micros(at)).alias(f"at_{micros(at)}") for at in {*before, *before.values()}}
    each = records.groupBy("identity").agg(*seen.values())
    gone = []
    for at, earlier in before.items():
        was, still = F.col(f"at_{micros(earlier)}"), F.col(f"at_{micros(at)}")
        gone.append(F.avg(F.when(was, F.when(still, 0.0).otherwise(1.0))))
    return dict(zip(before, each.agg(*gone).collect()[0], strict=True))


def _identified(store: Store, source: str, feed: Feed, waiting: Waiting, olds: set[Moment]) -> list[DataFrame]:
    """The `identity` of each record of the snapshots, null where it cannot be read, and the time `at` which it came."""
    columns = [_identity(feed).alias("identity"), F.unix_micros("delivered_at").alias("at")]
    parts = []
    if olds:
        known = store.read(feed.table).where((F.col("source_system") == source) & F.col("is_snapshot"))
        parts.append(known.select(*columns).where(F.col("at").isin([micros(at) for at in olds])))
    full = [file for files in waiting.values() for file in files if file.profile.records != 0]
    if full:
        parts.append(read_records(store.spark, full, feed.files.dialect, feed.columns).select(*columns))
    return parts


def _identity(feed: Feed) -> Column:
    """The columns that tell records apart, as one value; null where all of them are blank."""
    texts = [F.coalesce(F.trim(name), F.lit("")) for name in feed.identity]
    return F.when(F.length(F.concat(*texts)) > 0, F.struct(*texts))


def _is_undated(readable: ReadableFile) -> bool:
    """Whether a file lies in no dated folder, so that the time of its last change is all that says when it came."""
    return readable.file.delivered_at == readable.file.modified_at
