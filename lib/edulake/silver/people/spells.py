"""Spells of a person: from which day to which something is so, both of which count, in columns and in SQL of checks.

A null last day is open; a null first day says that nobody knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.contract.table import Column
from edulake.silver import reading
from edulake.silver.rules import unread

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

COLUMNS = (
    Column("begin_date", "DATE", "First day, where the source says"),
    Column("end_date", "DATE", "Last day; null while it is open, or where the source does not say"),
)
ISSUES = (
    unread("BAD_BEGIN_DATE", "a first day that cannot be read", "first", "begin_date"),
    unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
    Rule(
        "END_BEFORE_BEGIN",
        "a last day before the first: it holds on no day",
        lambda: F.col("end_date") < F.col("begin_date"),
    ),
)


def words() -> dict[str, SparkColumn]:
    return reading.words(first="raw_begin_date", last="raw_end_date")


def values(how: Reading) -> dict[str, SparkColumn]:
    first = reading.day(how.notations, "begin_date", "first", how.latest)
    return {**first, **reading.day(how.notations, "end_date", "last", how.latest)}


def known_at(how: Reading) -> SparkColumn:
    """When the source knew of it: its update time, else when it began, else when it was delivered."""
    return F.coalesce("source_updated_at", reading.day_begins(how.notations, "begin_date"), "delivered_at")


def together(first: str, last: str) -> str:
    """SQL: whether the rows `a` and `b` hold on a day together; one without a first day holds from ever on."""
    return " AND ".join(f"coalesce({one}.{first} <= {other}.{last}, true)" for one, other in ("ab", "ba", "aa", "bb"))


def living(begin: str, end: str) -> str:
    """SQL of the rows of {table} that count, with the first and last day on which each holds.

    One that names a school year and no last day ends with that year; one that is gone without a last day is left out:
    nobody knows until when it held.
    """
    last = f"coalesce({end}, CASE WHEN school_year IS NOT NULL THEN make_date(school_year, 6, 30) END)"
    known = f"NOT is_deleted AND NOT (coalesce(is_gone, false) AND {end} IS NULL) AND {begin} IS NOT NULL"
    return f"SELECT *, {begin} AS first_day, {last} AS last_day FROM {{table}} WHERE {known}"
