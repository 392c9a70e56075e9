"""Whether somebody or something still belongs: standing of students, enrollments, classes and courses."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.text import cleaned

# Statuses of OneRoster (active, tobedeleted), results of OULAD, and what student systems write (CEDS
# "Enrollment Status", "Exit or Withdrawal Status").
STANDINGS = {
    "Active": ("active", "enrolled", "current", "in progress", "registered", "true", "yes", "1", "a"),
    "Completed": ("completed", "complete", "pass", "passed", "distinction", "graduated", "finished"),
    "Failed": ("fail", "failed", "not completed"),
    "Withdrawn": ("withdrawn", "withdrew", "dropped", "unenrolled", "transferred", "left", "exited"),
    "Inactive": ("inactive", "tobedeleted", "to be deleted", "deleted", "suspended", "false", "no", "0", "i"),
}
_SPELLINGS = {spelling: name for name, spellings in STANDINGS.items() for spelling in spellings}


def standing(raw: Column) -> Column:
    """Active, Completed, Failed, Withdrawn or Inactive; Unknown for other texts, null where nothing is said.

    Case, hyphens and underscores do not matter.
    """
    text = F.lower(F.translate(cleaned(raw), "-_", "  "))
    return F.when(text.isNotNull(), F.coalesce(looked_up(text, _SPELLINGS), F.lit("Unknown")))


def is_open(standing_: Column) -> Column:
    """False for Withdrawn and Inactive, else true; a standing that nobody mentions is no reason to close."""
    return F.coalesce(~standing_.isin("Withdrawn", "Inactive"), F.lit(True))
