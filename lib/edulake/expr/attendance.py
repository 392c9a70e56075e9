"""Attendance statuses, and how much of a day they mean was missed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import by_code, known_category, looked_up
from edulake.expr.numbers import PERCENT, exact_number, rounded
from edulake.expr.vocabulary import MISSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.expr.vocabulary import Code

FRACTION_TYPE = "decimal(5,4)"
# Words that mean a status wherever they are written, and no more letters than mean the same in every register: L is
# late, or on leave (India); T tardy, or a traveller's absence (England); E excused, or excluded (England); U unexcused,
# or came after the register closed. What it means by those, a source says itself. P is presence in England as well, of
# an approved activity.
STATUSES = {
    "Present": ("present", "p", "here", "attended", "in attendance"),
    "Late": ("late", "tardy", "late arrival"),
    "Early Departure": ("early departure", "left early", "early dismissal"),
    "Absent": ("absent", "a", "unexcused", "unexcused absence", "absent unexcused"),
    "Excused": ("excused", "excused absence", "absent excused"),
    "Half Day Absent": ("half day absent", "half day", "half", "absent half day", "half absent"),
    "Half Day Excused": ("half day excused", "excused half day", "half excused"),
}


def attendance_status(raw: Column) -> Column:
    """Canonical status; Unknown for a text that means none of them, null where nothing is said.

    Case, hyphens and underscores do not matter: "HALF-DAY absent" is Half Day Absent.
    """
    return known_category(raw, STATUSES)


def coded_share(raw: Column, codes: Sequence[Code]) -> Column:
    """The share of the day that a source says one of its codes means was missed, DECIMAL(5,4); null for none.

    It is that of the code that `coded` finds: of two that differ in their case the one without a share has none.
    """
    return by_code(raw, {code.code: code.share for code in codes}).cast(FRACTION_TYPE)


def share_of_day(raw: Column, decimal_comma: bool = False) -> Column:
    """Share of a day as DECIMAL(5,4), rounded half up: a plain number from 0 to 1, or to 100 with one "%" behind it.

    Null for others.
    """
    number = exact_number(F.regexp_replace(raw, PERCENT, ""), decimal_comma)
    share = F.when(raw.rlike(PERCENT), number * F.lit(Decimal("0.01"))).otherwise(number)
    return rounded(share, Decimal(0), Decimal(1), FRACTION_TYPE)


def absent_fraction(status: Column, given: Column) -> Column:
    """Share of the day missed, 0 to 1, DECIMAL(5,4): the share that is given, else what the canonical status means.

    Null for an Unknown status without a share.
    """
    return F.coalesce(given, looked_up(status, MISSED).cast(FRACTION_TYPE))
