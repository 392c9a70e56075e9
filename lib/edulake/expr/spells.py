"""Spells: from a first to a last day, both of which count; one without a last day is still on.

Of a spell whose first day nobody knows, nobody knows on which days it holds: every answer about it is null.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F


def covers(begin: Column, end: Column, day: Column) -> Column:
    """Whether a spell holds on a day, a DATE; null where it has no first day, or the day is null."""
    return (begin <= day) & (F.coalesce(end, day) >= day)


def overlaps(begin: Column, end: Column, first: Column, last: Column) -> Column:
    """Whether a spell holds on any day from `first` to `last`; null where it has no first day, or one of them is null.

    A spell that ends before it begins holds on no day.
    """
    return (begin <= last) & (F.coalesce(end, last) >= first) & (F.coalesce(end, begin) >= begin)


def months_of(begin: Column, end: Column, last: Column) -> Column:
    """The first day of each month in which a spell holds on a day up to `last`, as an array, oldest first.

    Empty for one that begins after `last` or ends before it begins; null where it has no first day.
    """
    until = F.least(F.coalesce(end, last), last)
    months = F.sequence(F.trunc(begin, "month"), F.trunc(until, "month"), F.expr("INTERVAL 1 MONTH"))
    return F.when(until >= begin, months).when(until < begin, F.array().cast("array<date>"))
