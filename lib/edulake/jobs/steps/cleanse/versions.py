"""Versions of a row in their order, and what becomes of the records that say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.jobs.steps.cleanse.fates import ORDER, in_topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame


# Who counts where several say something of one person at one moment.
RANKS = {"row": 1, "earlier": 2, "before": 3, "absent": 4, "replaced": 5, "held": 6}

# Which of them say what a person was from then on, and which are records that a fate is due to.
SAYS = ("row", "earlier", "before", "absent")
DELIVERED = ("row", "earlier", "replaced")


def versions_of(events: DataFrame, person: str, attributes: tuple[str, ...]) -> DataFrame:
    """Events with what is known of each `person` after it, `attributes` and all, and whether a version `begins`."""
    rank = F.coalesce(*[F.when(F.col("event") == kind, number) for kind, number in RANKS.items()])
    newest = [F.desc("source_file_modified_at"), in_topic("source_file").desc(), *map(F.desc, ORDER[2:])]
    moment = Window.partitionBy("source_system", person, "at")
    life = Window.partitionBy("source_system", person).orderBy("at", "position")
    so_far = life.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    told = events.withColumn("position", F.row_number().over(moment.orderBy(rank, *newest)))
    says = (F.col("position") == 1) & F.col("event").isin(*SAYS)
    content = F.when(says & (F.col("event") != "absent"), F.struct(*attributes, "content_hash"))
    told = told.withColumns({"says": says, "known": F.last(content, ignorenulls=True).over(so_far)})
    state = F.when(F.col("says"), F.struct("known.content_hash", "is_active"))
    told = told.withColumn("state", F.when(F.col("known").isNotNull(), state))
    before = F.last("state", ignorenulls=True).over(life.rowsBetween(Window.unboundedPreceding, -1))
    told = told.withColumn(
        "begins", F.coalesce(F.col("state").isNotNull() & ~F.col("state").eqNullSafe(before), F.lit(False))
    )
    after = F.first(F.when(F.col("begins"), F.col("at")), ignorenulls=True)
    return told.withColumns(
        {
            "valid_from": F.col("at"),
            "valid_to": after.over(life.rowsBetween(1, Window.unboundedFollowing)),
            "begins_then": F.max("begins").over(moment),
            "said": F.first("content_hash").over(moment.orderBy("position")),
        }
    )


def is_counted() -> Column:
    """Whether a fate is due to an event in this run: what it is of is new, or tried again."""
    return F.coalesce("is_new", F.lit(False)) | F.coalesce("revisit", F.lit(False))


def with_fates(versions: DataFrame, attributes: tuple[str, ...], left: Mapping[str, Column]) -> DataFrame:
    """Versions as rows of the table, `gone` where one is held that does not begin, and the fate of each record.

    `left` are the columns of who is absent that say something else from then on.
    """
    repeats = F.col("said").eqNullSafe(F.col("content_hash"))
    fate = (
        F.when(F.col("says"), F.when(F.col("begins"), "accepted").otherwise("duplicate"))
        .when(F.col("event").isin("row", "earlier") & repeats, "duplicate")
        .otherwise("stale")
    )
    known = {name: F.col(f"known.{name}") for name in (*attributes, "content_hash")}
    told = versions.withColumns(
        {
            "fate": F.when(is_counted() & F.col("event").isin(*DELIVERED), fate),
            "gone": (F.col("event") == "held") & ~F.col("begins_then"),
            "is_current": F.col("valid_to").isNull(),
            "ordinal": F.lit(1),
        }
    ).withColumns(known)
    if left:
        absent = F.col("event") == "absent"
        told = told.withColumns({name: F.when(absent, value).otherwise(F.col(name)) for name, value in left.items()})
    return told.drop("known", "state", "says", "said", "position", "begins_then", "at", "event", "is_new")
