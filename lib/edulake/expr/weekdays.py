"""Days of the week from raw text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.text import cleaned

if TYPE_CHECKING:
    from pyspark.sql import Column

# T is Tuesday or Thursday, S Saturday or Sunday: neither is guessed.
WEEKDAYS = {
    "Monday": ("monday", "mon", "mo", "m"),
    "Tuesday": ("tuesday", "tues", "tue", "tu"),
    "Wednesday": ("wednesday", "wed", "we", "w"),
    "Thursday": ("thursday", "thurs", "thur", "thu", "th"),
    "Friday": ("friday", "fri", "fr", "f"),
    "Saturday": ("saturday", "sat", "sa"),
    "Sunday": ("sunday", "sun", "su"),
}


def days_of_the_week(raw: Column) -> Column:
    """The days that a list names, Monday first, each once, as an array; commas, semicolons, slashes or blanks between.

    Null where nothing is said, and for a list of which anything cannot be read: some of its days are not all of them.
    """
    days = {spelling: day for day, spellings in WEEKDAYS.items() for spelling in spellings}
    said = F.filter(F.split(F.lower(cleaned(raw)), "[ ,;/]+"), lambda word: word != "")
    named = F.transform(said, lambda word: looked_up(word, days))
    in_order = F.filter(F.array(*map(F.lit, WEEKDAYS)), lambda day: F.array_contains(named, day))
    return F.when(F.forall(named, lambda day: day.isNotNull()) & (F.size(named) > 0), in_order)
