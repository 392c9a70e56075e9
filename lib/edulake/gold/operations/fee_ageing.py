"""How long what is open has been due, as of a day that the reader names: no table knows what day it is."""

from __future__ import annotations

NOT_DUE, NO_DUE_DATE = "Not Due", "No Due Date"
# By the last of the days past due that each has; the day due itself is the first.
LAST_DAYS = {"0-30": 30, "31-60": 60, "61-90": 90}
OLDEST = "90+"
AGES = (NOT_DUE, *LAST_DAYS, OLDEST, NO_DUE_DATE)


def age_sql(due: str = "due_date", as_of: str = "as_of") -> str:
    """The bucket of AGES, in SQL, for two expressions of days: Not Due before the day due, 90+ from the 91st day on.

    No Due Date where nobody says when it is due; null where `as_of` is. By comparisons alone, which all engines know.
    """
    known = "".join(f" WHEN {due} >= {as_of} - INTERVAL '{last}' DAY THEN '{age}'" for age, last in LAST_DAYS.items())
    return (
        f"CASE WHEN {as_of} IS NULL THEN NULL WHEN {due} IS NULL THEN '{NO_DUE_DATE}'"
        f" WHEN {due} > {as_of} THEN '{NOT_DUE}'{known} ELSE '{OLDEST}' END"
    )
