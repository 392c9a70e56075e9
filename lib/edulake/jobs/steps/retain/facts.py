"""Rows of silver that are older than their table keeps them, and to which none refers that stays."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.silver.aging import old_since

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.silver import Subject
    from edulake.store.store import Store


def holding_old(store: Store, first: Mapping[str, dt.date], subjects: Sequence[Subject]) -> list[Subject]:
    """The subjects whose tables hold rows before their first day: one query for all of them."""
    each = [
        store.read(subject.table)
        .where(_is_old(subject, first))
        .agg(F.count(F.lit(1)).alias("rows"))
        .select(F.lit(subject.name).alias("subject"), "rows")
        for subject in subjects
        if store.exists(subject.table)
    ]
    if not each:
        return []
    counted = dict(tuple(row) for row in reduce(lambda above, below: above.unionByName(below), each).collect())
    return [subject for subject in subjects if counted.get(subject.name)]


def old(
    store: Store,
    first: Mapping[str, dt.date],
    subject: Subject,
    others: Sequence[Subject],
    gone: Mapping[str, DataFrame],
) -> DataFrame:
    """The keys of the rows that go, of a subject whose referring subjects were looked at before: `gone` are their keys.

    A version of a history that is over goes by itself. Everything else goes only if no row refers to it that stays.
    """
    key, mine = list(subject.table.key), subject.row_id
    rows = store.read(subject.table).where(_is_old(subject, first))
    referring = [
        _staying(store, other, gone).select(F.col(column).alias(mine))
        for other in others
        if store.exists(other.table)
        for column, named in other.refers.items()
        if named == subject.name
    ]
    if not referring:
        return rows.select(*key)
    named = reduce(lambda above, below: above.unionByName(below), referring).distinct()
    over = F.col("valid_to").isNotNull() if subject.history else F.lit(False)
    last = rows.where(~over).join(named, on=mine, how="left_anti")
    return rows.where(over).select(*key).unionByName(last.select(*key))


def _staying(store: Store, subject: Subject, gone: Mapping[str, DataFrame]) -> DataFrame:
    rows = store.read(subject.table)
    if subject.name not in gone:
        return rows
    return rows.join(gone[subject.name], on=list(subject.table.key), how="left_anti")


def _is_old(subject: Subject, first: Mapping[str, dt.date]) -> Column:
    return F.coalesce(old_since(subject) < F.lit(first[subject.name]), F.lit(False))
