"""Words that settings may use and expressions understand: forms of dates and times, attendance statuses.

Settings are checked before anything else happens, so that this needs nothing but the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# "MM" and "dd" are exactly two digits, "M" and "d" one or two.
DATE_FORMATS = (
    "yyyy-MM-dd",
    "yyyyMMdd",
    "yyyy/MM/dd",
    "MM/dd/yyyy",
    "dd/MM/yyyy",
    "dd.MM.yyyy",
    "MM-dd-yyyy",
    "dd-MM-yyyy",
    "M/d/yyyy",
    "d/M/yyyy",
    "d.M.yyyy",
)
# What may follow a format of a day, a space between: "HH" and "hh" are exactly two digits, "H" and "h" one or two, and
# "a" is AM or PM. Seconds are read where they are written, whether the form names them or not.
TIME_FORMS = ("HH:mm", "HH:mm:ss", "H:mm", "H:mm:ss", "hh:mm a", "hh:mm:ss a", "h:mm a", "h:mm:ss a")
# Attendance: the share of a day that each status means was missed. Those of CEDS "Attendance Event" (present, excused,
# unexcused, tardy, early departure), with the half days that schools report. Tardy and early departure are presence, as
# in federal chronic absence reporting.
MISSED = {
    "Present": Decimal(0),
    "Late": Decimal(0),
    "Early Departure": Decimal(0),
    "Absent": Decimal(1),
    "Excused": Decimal(1),
    "Half Day Absent": Decimal("0.5"),
    "Half Day Excused": Decimal("0.5"),
}
# Says nothing of presence, such as a day on which school is closed.
UNKNOWN = "Unknown"
# What the header of a column that is a row can say, but for what a pattern with a group finds in it: all of it; or of
# "Essay 1 (4711)" the title, without the last parentheses, and the id, which stands in them.
WHOLE, TITLE, ID = "whole", "title", "id"


@dataclass(frozen=True)
class Code:
    """What a source means by a code; of a status of attendance the share of the day missed, if it is not the usual."""

    code: str
    means: str
    share: Decimal | None = None


class Form(NamedTuple):
    """A format taken apart: that of the day, and that of the time, which is empty where it names none."""

    day: str
    time: str


def form(date_format: str) -> Form:
    """The parts of a format; a T between them, in quotes or not, is as good as a space: moments have either."""
    day, _, time = date_format.replace("'T'", " ").replace("T", " ").partition(" ")
    return Form(day, time)


def unreadable(formats: Sequence[str]) -> tuple[str, str] | None:
    """Why dates cannot be read in these formats, and what to do; None where they can.

    Two formats that read the same text as different days contradict each other: such dates are never guessed.
    """
    unknown = [name for name in formats if not _is_known(form(name))]
    if unknown or not formats:
        allowed = f"allowed are {', '.join(DATE_FORMATS)}; behind it, after a space, {', '.join(TIME_FORMS)}"
        return (f"unknown date formats: {', '.join(unknown)}" if unknown else "it names none"), allowed
    orders = {form(name).day.replace("MM", "M").replace("dd", "d"): name for name in formats}
    for order, name in orders.items():
        rival = orders.get(order.translate(str.maketrans("Md", "dM")))
        if rival:
            return f"{name} and {rival} read the same text as different days", "name one of them"
    return None


def _is_known(parts: Form) -> bool:
    return parts.day in DATE_FORMATS and (not parts.time or parts.time in TIME_FORMS)
