"""What memberships and roles of staff have in common: each is the main one or another, for a share of full time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.expr import as_flag, as_number, is_taken_back, share_of_day
from edulake.silver.notation import number
from edulake.silver.rules import unread

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations

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
