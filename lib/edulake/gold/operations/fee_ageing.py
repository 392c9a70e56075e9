"""How long what is open has been due, as of a day that the reader names: no table knows what day it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

NOT_DUE, NO_DUE_DATE = "Not Due", "No Due Date"
# By the last of the days past due that each has; the day due itself is the first.
LAST_DAYS = {"0-30": 30, "31-60": 60, "61-90": 90}
OLDEST = "90+"
AGES = (NOT_DUE, *LAST_DAYS, OLDEST, NO_DUE_DATE)


def age_sql(due: str = "due_date", as_of: str = "as_of") -> str:
    """The bucket of AGES, in SQL, for two expressions of days: Not Due before the day due, 90+ from the 91st day on.

    No Due Date where nobody says when it is due; null where `as_of` is.
    """
    days = f"datediff({as_of}, {due})"
    known = "".join(f" WHEN {days} <= {last} THEN '{age}'" for age, last in LAST_DAYS.items())
    return (
        f"CASE WHEN {as_of} IS NULL THEN NULL WHEN {due} IS NULL THEN '{NO_DUE_DATE}'"
        f" WHEN {days} < 0 THEN '{NOT_DUE}'{known} ELSE '{OLDEST}' END"
    )


def age(due: str = "due_date", as_of: str = "as_of") -> Column:
    """As `age_sql`, for columns."""
    return F.expr(age_sql(due, as_of))
