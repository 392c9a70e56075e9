"""Who of the staff is in which post when: a role in a school, on the days on which it is held.

A district is a source of roles. Who has the same role in the same school twice on one day has it once: the second row
is an old one that stayed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members
from edulake.gold.product import shared

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

FTE_TYPE = "decimal(5,4)"
POST = ("source_system", "staff_id", "school_id", "role", "words")


def held(roles: DataFrame, newest: DataFrame) -> DataFrame:
    """Roles with a `first_day` and a `last_day`, the latter at most the `newest` of the district; none without one.

    The school is Unknown where none is said; `words` tell roles apart that are Unknown.
    """
    days = ("first_day", "last_day", "newest")
    known = members.until_newest(roles, "staff_id", "begin_date", "end_date", newest)
    return known.select(*POST[:4], words().alias("words"), "fte", "is_primary", "term", *days)


def words() -> Column:
    """What the source calls a role that nobody knows; null for the others, which have one word each."""
    return F.when(F.col("role") == UNKNOWN, F.col("role_raw"))


def once(rows: DataFrame, *at: str) -> DataFrame:
    """A row for each post `at` which it is held, with the `fte` that all its rows say; null where they differ."""
    return rows.groupBy(*POST, *at).agg(shared("fte"), shared("term"))


def full_time() -> Column:
    """Of the posts of one person their shares of full time together, DECIMAL(5,4); null where one is not said.

    And where they are more than 1 together: then one of them is none.
    """
    total = F.sum("fte")
    return F.when((F.count("fte") == F.count(F.lit(1))) & (total <= 1), total).cast(FTE_TYPE)
