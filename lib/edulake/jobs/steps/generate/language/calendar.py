"""The days of the language app, counted from 0, and those on which it is exported."""

from __future__ import annotations

import datetime as dt

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.texts import zero_padded

FIRST = dt.date(2025, 1, 6)  # a Monday
DAYS = 270
# Learners begin within so many days.
STARTS = 180
# Each export tells what is new since the one before it; the last four follow each other.
EXPORTS = (119, 179, 239, 266, 267, 268, 269)
LAST_EXPORT = len(EXPORTS) - 1
WEEK = 7
SECONDS = 86_400


def date(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


def deliveries() -> tuple[dt.date, ...]:
    """The days of the exports, oldest first."""
    return tuple(date(day) for day in EXPORTS)


def day_of(second: Column) -> Column:
    """The day of a moment, which is counted in seconds from the first midnight, as BIGINT."""
    return F.floor(second / F.lit(SECONDS))


def export_of(day: Column) -> Column:
    """The number of the first export on or after a day, from 0; null after the last."""
    number = F.when(F.lit(False), 0)
    for export, last in enumerate(EXPORTS):
        number = number.when(day <= last, export)
    return number


def moment(second: Column) -> Column:
    """As the app writes it: 2025-07-06T00:28:00, without a zone; null for null."""
    of_day = F.pmod(second, F.lit(SECONDS).cast("bigint"))
    parts = (F.floor(of_day / 3600), F.floor(F.pmod(of_day, F.lit(3600)) / 60), F.pmod(of_day, F.lit(60)))
    clock = [zero_padded(part, 2) for part in parts]
    day = F.date_add(F.lit(FIRST), day_of(second).cast("int")).cast("string")
    return F.concat(day, F.lit("T"), clock[0], F.lit(":"), clock[1], F.lit(":"), clock[2])
