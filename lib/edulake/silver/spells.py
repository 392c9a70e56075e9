"""Spells: from which day to which something is so, both of which count, in columns and in SQL of checks.

A null last day is open; a null first day says that nobody knows it. A spell that its source does not list any more
stays, for it was so; one that the source takes back never was.
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
IS_GONE = Column(
    "is_gone", "BOOLEAN", "True where the newest snapshot lacks it: its days stay as they were told; else null"
)
IS_DELETED = Column(
    "is_deleted", "BOOLEAN", "True once the source takes the record back: it was never so", nullable=False
)
BEGIN_UNKNOWN = Rule("BEGIN_UNKNOWN", "no first day that can be read", lambda: F.col("begin_date").isNull())
UNREAD = (
    unread("BAD_BEGIN_DATE", "a first day that cannot be read", "first", "begin_date"),
    unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
)
ISSUES = (
    *UNREAD,
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


def closed() -> dict[str, SparkColumn]:
    """Columns of a row that a snapshot lacks: its days stay, and who reads it knows that nobody confirms it any more.

    Null, not False, for all others: their content hash stays what it was.
    """
    return {"is_gone": F.lit(True)}


def together(first: str, last: str) -> str:
    """SQL: whether the rows `a` and `b` hold on a day together; one without a first day holds from ever on."""
    return " AND ".join(f"coalesce({one}.{first} <= {other}.{last}, true)" for one, other in ("ab", "ba", "aa", "bb"))


def told(begin: str, end: str, table: str = "{table}") -> str:
    """SQL of the rows of `table` that nobody took back, with the first and last day on which each holds.

    One that names a school year and no last day ends with that year; one that holds on no day is left out, and so is
    one of which nobody knows since when it does.
    """
    last = f"coalesce({end}, CASE WHEN school_year IS NOT NULL THEN make_date(school_year, 6, 30) END)"
    known = f"NOT is_deleted AND {begin} IS NOT NULL AND coalesce({begin} <= {last}, true)"
    return f"SELECT *, {begin} AS first_day, {last} AS last_day FROM {table} WHERE {known}"


def living(begin: str, end: str) -> str:
    """SQL of the rows of {table} that count, as `told`: of one that is gone without a last day nobody knows it."""
    return f"{told(begin, end)} AND NOT (coalesce(is_gone, false) AND {end} IS NULL)"
