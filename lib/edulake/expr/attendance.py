"""Attendance statuses, and how much of a day they mean was missed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.numbers import exact_number, rounded
from edulake.expr.text import cleaned

FRACTION_TYPE = "decimal(5,4)"
UNKNOWN = "Unknown"


class Status(NamedTuple):
    """A canonical status: the share of the day it means was missed, and the texts that mean it."""

    missed: Decimal
    spellings: tuple[str, ...]


# Statuses in the sense of CEDS "Attendance Event" (present, excused, unexcused, tardy, early departure), with the
# half days that schools report. Tardy and early departure are presence, as in federal chronic absence reporting.
STATUSES = {
    "Present": Status(Decimal(0), ("present", "p", "here", "attended", "in attendance")),
    "Late": Status(Decimal(0), ("late", "l", "tardy", "t", "late arrival")),
    "Early Departure": Status(Decimal(0), ("early departure", "left early", "early dismissal")),
    "Absent": Status(Decimal(1), ("absent", "a", "unexcused", "u", "unexcused absence", "absent unexcused")),
    "Excused": Status(Decimal(1), ("excused", "e", "excused absence", "absent excused")),
    "Half Day Absent": Status(
        Decimal("0.5"), ("half day absent", "half day", "half", "absent half day", "half absent")
    ),
    "Half Day Excused": Status(Decimal("0.5"), ("half day excused", "excused half day", "half excused")),
}
_MISSED = {name: status.missed for name, status in STATUSES.items()}
_SPELLINGS = {spelling: name for name, status in STATUSES.items() for spelling in status.spellings}


def attendance_status(raw: Column) -> Column:
    """Canonical status; Unknown for a text that means none of them, null where nothing is said.

    Case, hyphens and underscores do not matter: "HALF-DAY absent" is Half Day Absent.
    """
    text = F.lower(F.translate(cleaned(raw), "-_", "  "))
    return F.when(text.isNotNull(), F.coalesce(looked_up(text, _SPELLINGS), F.lit(UNKNOWN)))


def share_of_day(raw: Column, decimal_comma: bool = False) -> Column:
    """Share of a day as DECIMAL(5,4), rounded half up; null for no plain number from 0 to 1."""
    return rounded(exact_number(raw, decimal_comma), Decimal(0), Decimal(1), FRACTION_TYPE)


def absent_fraction(status: Column, given: Column) -> Column:
    """Share of the day missed, 0 to 1, DECIMAL(5,4): the share that is given, else what the canonical status means.

    Null for an Unknown status without a share.
    """
    return F.coalesce(given, looked_up(status, _MISSED).cast(FRACTION_TYPE))
