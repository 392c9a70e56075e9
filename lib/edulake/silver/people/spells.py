"""What memberships and roles of staff have in common: they hold from a first to a last day, for a share of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.contract.table import Column
from edulake.expr import as_flag, as_number, is_taken_back, share_of_day
from edulake.silver.notation import number
from edulake.silver.rules import unread

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations

IS_GONE = Column(
    "is_gone", "BOOLEAN", "True where the newest snapshot lacks it: its days stay as they were told; else null"
)
IS_DELETED = Column(
    "is_deleted", "BOOLEAN", "True once the source takes the record back: it was never so", nullable=False
)
ISSUES = (
    unread("BAD_IS_PRIMARY", "a word for the main one that is neither yes nor no", "primary", "is_primary"),
    unread("BAD_FTE", "a share of full time that is no plain number, or percent", "share", "said_fte"),
    Rule(
        "FTE_OUT_OF_RANGE",
        "a share of full time under 0 or over 1, which is left out",
        lambda: F.col("said_fte").isNotNull() & F.col("fte").isNull(),
    ),
)


def words() -> dict[str, str]:
    """The words that `values` reads, by the raw columns that hold them."""
    return {"primary": "raw_is_primary", "share": "raw_fte", "standing": "raw_status"}


def values(notations: Notations) -> dict[str, SparkColumn]:
    """Share of full time, whether it is the main one, and whether the record is taken back."""
    return {
        "said_fte": number(notations, "share", lambda text: as_number(F.regexp_replace(text, " ?%$", ""))),
        "fte": number(notations, "share", share_of_day),
        "is_primary": as_flag(F.col("primary")),
        "is_deleted": is_taken_back(F.col("standing")),
        "is_gone": F.lit(None).cast("boolean"),
    }


def closed() -> dict[str, SparkColumn]:
    """Columns of a row that a snapshot lacks: its days stay, and who reads it knows that nobody confirms it any more.

    Null, not False, for all others: their content hash stays what it was.
    """
    return {"is_gone": F.lit(True)}


def as_coded(column: str) -> SparkColumn:
    """What is said of a coded column: as words, else as delivered, for a code may be what is nothing elsewhere."""
    return F.coalesce(f"{column}_raw", F.when(F.col(column).isNotNull(), F.trim(f"raw_{column}")))


def living(begin: str, end: str) -> str:
    """SQL of the rows of {table} that count, with the first and last day on which each holds.

    One that names a school year and no last day ends with that year; one that is gone without a last day is left out:
    nobody knows until when it held.
    """
    last = f"coalesce({end}, CASE WHEN school_year IS NOT NULL THEN make_date(school_year, 6, 30) END)"
    known = f"NOT is_deleted AND NOT (coalesce(is_gone, false) AND {end} IS NULL) AND {begin} IS NOT NULL"
    return f"SELECT *, {begin} AS first_day, {last} AS last_day FROM {{table}} WHERE {known}"


# Whether two such rows, a and b, hold on one day.
OVERLAP = "a.first_day <= coalesce(b.last_day, a.first_day) AND b.first_day <= coalesce(a.last_day, b.first_day)"
