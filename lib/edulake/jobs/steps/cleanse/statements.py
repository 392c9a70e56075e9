"""What becomes of a row that snapshots tell of: what is said of its key is taken in order, one word after another.

A snapshot says all there is: a row that it lacks has gone, unless the snapshot cannot vouch for that. A change that
is delivered after a snapshot knows more than it. So everything is ordered by snapshot, then what came between two of
them by version, and the table's row follows from that order alone:

- Another content makes another row. The same content again changes nothing, so that a nightly snapshot writes
  nothing: the row keeps the delivery that said it first. Only a change carries its later time to the row, because
  older changes may still come.
- Absence deletes, or closes, what was said before. A row of which all that is said was taken back is deleted.
- `first_known_at` is the earliest notice since the row was last missing; a row that is closed was never missing.

Nothing here depends on what was loaded when: the row that the table holds is the outcome of all that was said before,
so that to go on from it is to begin at the beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.jobs.steps.cleanse.fates import ORDER

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, WindowSpec

# What an event is: a record; a record that was refused, but says that its row is there, or that was taken back; the
# table's row, from which to go on (held) or with which to compare (known, where all that was ever said is read again).
ROW, PRESENT, TAKEN, HELD, KNOWN = "row", "present", "taken", "held", "known"
OF_TABLE = (HELD, KNOWN)


def settled(events: DataFrame, row_id: str, *, closes: bool, person: str | None = None) -> DataFrame:
    """Events with what the writes need; of the rows that records and the table say, `chosen` marks the key's.

    Events have `event`, the place in order `epoch` (a number that grows from snapshot to snapshot), `is_change` (of no
    snapshot) and fates.ORDER; `seen_before` and `seen_after`, the snapshots that could tell of absence before and up to
    it, and `snapshots`, all of them; `content_hash`, and `closed_hash`, that of the content closed; and known_at.

    Adds `gone` (delete the key), `closing` (write it closed), `to_merge`, `first_known_at`, `repeats`, `is_news` (the
    table takes its content from this record) and `same_as_held`; and `shared` as in fates.decide.
    """
    key = ("source_system", row_id)
    in_order = Window.partitionBy(*key).orderBy("epoch", "is_change", *ORDER, F.col("event") == ROW)
    if person:
        # A refused record between two students may name nobody.
        earlier = F.last(person, ignorenulls=True).over(in_order.rowsBetween(Window.unboundedPreceding, -1))
        events = events.withColumn("shared", earlier != F.col(person))
    return _compared(_chosen(_lives(_absences(events, in_order), in_order, closes=closes), key), key, closes)


def _absences(events: DataFrame, in_order: WindowSpec) -> DataFrame:
    """How often, up to each event, a snapshot lacked the row, and what was `said` last before it."""
    so_far, earlier = (
        in_order.rowsBetween(Window.unboundedPreceding, 0),
        in_order.rowsBetween(Window.unboundedPreceding, -1),
    )
    lacked = F.coalesce(F.col("seen_before") > F.lag("seen_after").over(in_order), F.lit(False))
    says = F.col("event").isin(ROW, HELD)
    said = F.when(F.col("says"), F.struct("content_hash", "closed_hash", "absences"))
    return (
        events.withColumns({"says": says, "lacked": lacked, "position": F.row_number().over(in_order)})
        .withColumn("absences", F.sum(F.col("lacked").cast("int")).over(so_far))
        .withColumn("before", F.last(said, ignorenulls=True).over(earlier))
    )


def _lives(events: DataFrame, in_order: WindowSpec, *, closes: bool) -> DataFrame:
    """Number, for what is said, the `life` of the row (from absence to absence) and the `run` of equal contents."""
    so_far = in_order.rowsBetween(Window.unboundedPreceding, 0)
    first, back = F.col("before").isNull(), F.col("before.absences") < F.col("absences")
    begins = first if closes else first | back
    stood = F.when(back, F.col("before.closed_hash")).otherwise(F.col("before.content_hash"))
    changes = begins | ~F.col("content_hash").eqNullSafe(stood)
    return events.withColumns(
        {
            name: F.sum(F.when(F.col("says") & condition, 1).otherwise(0)).over(so_far)
            for name, condition in (("life", begins), ("run", changes))
        }
    )


def _chosen(events: DataFrame, key: tuple[str, ...]) -> DataFrame:
    """The event whose row is the key's: of the last run of equal contents the last change, else the first word."""
    every = Window.partitionBy(*key)
    last = {
        "last_life": F.max("life"),
        "last_run": F.max("run"),
        "lacked_in_all": F.max("absences"),
        "lacked_when_said": F.max(F.when(F.col("says"), F.col("absences"))),
        "seen": F.max("seen_after"),
        "stands": F.max(F.when(F.col("event") == ROW, F.lit(True)).when(F.col("event") == TAKEN, F.lit(False))),
        "final": F.max_by(
            F.when(F.col("says"), F.struct("content_hash", "closed_hash")),
            F.when(F.col("says"), F.col("position")),
        ),
        "table": F.max(
            F.when(
                F.col("event").isin(*OF_TABLE),
                F.struct(*ORDER, "content_hash", "first_known_at", "held_run", "delivered_at", "source_updated_at"),
            )
        ),
    }
    told = events.withColumns({name: value.over(every) for name, value in last.items()})
    in_last = F.col("says") & (F.col("run") == F.col("last_run"))
    rank = F.when(
        in_last, F.struct("is_change", F.when(F.col("is_change"), F.col("position")).otherwise(-F.col("position")))
    )
    known = F.when(F.col("says") & (F.col("life") == F.col("last_life")), F.coalesce("first_known_at", "known_at"))
    since = F.coalesce(F.min(known).over(every), "first_known_at")
    ranked = told.withColumns({"rank": rank, "first_known_at": since})
    # Nothing but the table says any more what is taken back.
    taken = F.coalesce(~F.col("stands"), F.lit(False)).alias("taken")
    chosen = F.coalesce(F.col("rank") == F.max("rank").over(every), F.lit(False))
    return ranked.withColumns({"taken": taken, "chosen": chosen | (taken & F.col("event").isin(*OF_TABLE))})


def _compared(events: DataFrame, key: tuple[str, ...], closes: bool) -> DataFrame:
    """What must be written, by comparison with the table's row."""
    lacked = (F.col("snapshots") > F.col("seen")) | (F.col("lacked_in_all") > F.col("lacked_when_said"))
    content = F.when(lacked & F.lit(closes), F.col("final.closed_hash")).otherwise(F.col("final.content_hash"))
    held = F.col("table").isNotNull()
    same_place = F.struct(*ORDER, "delivered_at", "source_updated_at").eqNullSafe(
        F.struct(*[F.col(f"table.{name}").alias(name) for name in (*ORDER, "delivered_at", "source_updated_at")])
    )
    same = same_place & (F.col("table.first_known_at") == F.col("first_known_at"))
    gone = (lacked & F.lit(not closes)) | F.col("taken")
    differs = ~(
        F.coalesce(F.col("table.content_hash") == F.col("content"), F.lit(False)) & F.coalesce(same, F.lit(False))
    )
    marked = events.withColumns({"content": content, "gone": gone}).withColumns(
        {
            "closing": F.col("chosen") & ~F.col("gone") & (F.col("content_hash") != F.col("content")),
            "to_merge": F.col("chosen") & F.when(F.col("gone"), held).otherwise(differs),
            "same_as_held": F.coalesce(F.col("table.content_hash") == F.col("content_hash"), F.lit(False)),
            "held_run": F.col("table.held_run"),
        }
    )
    news = ~F.col("gone") & ~F.coalesce(F.col("table.content_hash") == F.col("content"), F.lit(False))
    alike = Window.partitionBy(*key).orderBy("event", "content_hash", F.desc("chosen"), F.desc("position"))
    before = F.lag(F.struct("event", "content_hash")).over(alike)
    return marked.withColumns(
        {
            "is_news": F.col("to_merge") & news,
            "repeats": F.coalesce(before == F.struct("event", "content_hash"), F.lit(False)),
        }
    )


def fate() -> Column:
    """Of a record that can be used: accepted, duplicate or stale."""
    return (
        F.when(F.col("is_news"), "accepted")
        .when(F.col("repeats") | F.col("same_as_held"), "duplicate")
        .otherwise("stale")
    )
