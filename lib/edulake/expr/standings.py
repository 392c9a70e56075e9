"""Whether somebody or something still belongs: standing of students, enrollments, classes and courses."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import folded, known_category

# Statuses of OneRoster (active, tobedeleted), results of OULAD, and what student systems write (CEDS
# "Enrollment Status", "Exit or Withdrawal Status").
STANDINGS = {
    "Active": ("active", "enrolled", "current", "in progress", "registered", "true", "yes", "1", "a"),
    "Completed": ("completed", "complete", "pass", "passed", "distinction", "graduated", "finished"),
    "Failed": ("fail", "failed", "not completed"),
    "Withdrawn": ("withdrawn", "withdrew", "dropped", "unenrolled", "transferred", "left", "exited"),
    "Inactive": ("inactive", "tobedeleted", "to be deleted", "deleted", "suspended", "false", "no", "0", "i"),
}
TAKEN_BACK = ("tobedeleted", "to be deleted", "deleted")
# Of a record that says of itself that it is no more: OneRoster, where inactive is to be read as tobedeleted.
GONE = (*TAKEN_BACK, "inactive")


def standing(raw: Column) -> Column:
    """Active, Completed, Failed, Withdrawn or Inactive; Unknown for other texts, null where nothing is said.

    Case, hyphens and underscores do not matter.
    """
    return known_category(raw, STANDINGS)


def standing_of_a_record(raw: Column) -> Column:
    """As `standing`; but that somebody left says nothing of a record about him: Unknown, unless the record is gone."""
    named = standing(raw)
    return F.when(is_open(named) | folded(raw).isin(*GONE), named).when(named.isNotNull(), "Unknown")


def is_taken_back(raw: Column) -> Column:
    """Whether a status says that its record is to be deleted; false for any other, and where nothing is said."""
    return F.coalesce(folded(raw).isin(*TAKEN_BACK), F.lit(False))


def is_open(standing_: Column) -> Column:
    """False for Withdrawn and Inactive, else true; a standing that nobody mentions is no reason to close."""
    return F.coalesce(~standing_.isin("Withdrawn", "Inactive"), F.lit(True))
