"""Facts about a student, course or class that no table knows yet: kept, and flagged wherever one looks.

Nothing is stored of it: as soon as the missing row arrives, the fact is a fact like any other. A kind of thing of
which no source delivers anything is not missed.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.governance import disclosure
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame

    from edulake.ops.runs import Entry
    from edulake.silver import Subject
    from edulake.store.store import Store

FLAGS = "unknown_references"


def flagged(store: Store, subject: Subject, rows: DataFrame) -> DataFrame:
    """`rows` of a subject with `unknown_references`: the columns that name something unknown; mostly none."""
    missing = []
    for column, name in _checked(store, subject).items():
        key = f"_{column}"
        known = store.read(SUBJECTS[name].table).select(F.col(column).alias(key)).distinct()
        rows = rows.join(known, F.col(column) == F.col(key), "left")
        missing.append(F.when(F.col(column).isNotNull() & F.col(key).isNull(), column))
    flags = F.array_compact(F.array(*missing)) if missing else F.array().cast("array<string>")
    return rows.withColumn(FLAGS, flags).drop(*[f"_{column}" for column in subject.refers])


def count_unknown(store: Store, subject: Subject, rows: DataFrame, entries: Iterable[Entry]) -> None:
    """Count in `entries` how many of the rows written name something unknown."""
    if not _checked(store, subject):
        return
    unknown = flagged(store, subject, rows).where(F.size(FLAGS) > 0)
    counted = {row["source_system"]: row["count"] for row in unknown.groupBy("source_system").count().collect()}
    for entry in entries:
        entry.unknown_references = counted.get(entry.source_system, 0)


def listed(store: Store, *, identified: bool = True) -> DataFrame | None:
    """What is unknown, by table, column, source and value, with the number of its facts; None where nothing can be.

    Unless `identified`, the values of columns that identify a person are null, and counted together; those of sensitive
    ones always are.
    """
    frames = []
    for subject in SUBJECTS.values():
        if not _checked(store, subject) or not store.exists(subject.table):
            continue
        rows = flagged(store, subject, store.read(subject.table))
        told = (disclosure.of_the_identified if identified else disclosure.about_nobody)(subject.table, subject.refers)
        apart = rows.withColumn("column", F.explode(FLAGS))
        value = reduce(
            lambda otherwise, column: F.when(F.col("column") == column, F.col(column)).otherwise(otherwise),
            told,
            F.lit(None).cast("string"),
        )
        grouped = apart.groupBy(
            F.lit(str(subject.table)).alias("table"), "column", "source_system", value.alias("value")
        )
        frames.append(grouped.agg(F.count(F.lit(1)).alias("facts")))
    return reduce(lambda above, below: above.unionByName(below), frames) if frames else None


def create_views(store: Store) -> None:
    """Temporary views `flagged_<subject>` for people who write SQL: the rows with unknown_references."""
    for subject in SUBJECTS.values():
        if subject.refers and store.exists(subject.table):
            flagged(store, subject, store.read(subject.table)).createOrReplaceTempView(f"flagged_{subject.name}")


def _checked(store: Store, subject: Subject) -> dict[str, str]:
    return {column: name for column, name in subject.refers.items() if store.exists(SUBJECTS[name].table)}
