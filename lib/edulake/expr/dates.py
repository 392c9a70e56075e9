"""Calendar days and moments from raw text, by named formats only."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Sequence

ISO = "yyyy-MM-dd"
FIRST_DAY = dt.date(1900, 1, 1)

# "MM" and "dd" are exactly two digits, "M" and "d" one or two.
DATE_FORMATS = (
    ISO,
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

# Every day of the Gregorian calendar from 1900 to 9999 and no other, as (year, month, day) patterns.
# Patterns, because Spark 3.5 has no conversion of a column that gives null for 30 February: make_date and
# cast fail under ANSI, and try_cast exists in SQL text only. What matched, a plain cast always reads.
_YEAR = "(?:19|[2-9][0-9])[0-9]{2}"
_LEAP_YEAR = "(?:(?:19|[2-9][0-9])(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)"
_REAL_DAYS = (
    (_YEAR, "(?:0[1-9]|1[0-2])", "(?:0[1-9]|1[0-9]|2[0-8])"),
    (_YEAR, "(?:0[13-9]|1[0-2])", "(?:29|30)"),
    (_YEAR, "(?:0[13578]|1[02])", "31"),
    (_LEAP_YEAR, "02", "29"),
)

_SECONDS = r":[0-5][0-9](?:\.[0-9]{1,9})?"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)"
_TIME = f"[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?:{_SECONDS})? ?{_OFFSET}?"

# The forms of a moment, told apart on text that is known to hold a day and perhaps a time. The year 9999 is
# left out because an offset can carry its last day to the year 10000, which Python cannot collect.
_ANY_DAY = r"\A(?![^T ]*9999)[^T ]+"
_WITH_OFFSET = rf"{_ANY_DAY}[T ].{{5}}{_SECONDS} ?{_OFFSET}\z"
_WITH_SECONDS = rf"{_ANY_DAY}[T ].{{5}}{_SECONDS}\z"
_WITH_MINUTES = rf"{_ANY_DAY}[T ].{{5}} ?{_OFFSET}?\z"
_WITHOUT_TIME = rf"{_ANY_DAY}\z"
_SAYS_OFFSET = rf"[T ].{{5,}}{_OFFSET}\z"

MICROS_PER_DAY = 86_400_000_000


def as_date(
    raw: Column, formats: Sequence[str] = (ISO,), latest: dt.date | Column | None = None, zone: str = ""
) -> Column:
    """Day, DATE, in one of the named formats: as written, or for a moment with an offset that in the time `zone`.

    Without a zone it is as written throughout: an offset is the writer's own time, of which the day is asked. Null for
    text in no such format, a day that does not exist, one before 1900 or after `latest`. Raises ValueError for an
    unknown format, and for two that read the same text as different days: such dates are never guessed.
    """
    text = F.trim(raw)
    day = F.substring(_iso_text(text, formats), 1, len(ISO)).cast("date")
    if zone:
        day = F.when(text.rlike(_SAYS_OFFSET), local_day(as_timestamp(raw, formats), zone)).otherwise(day)
    # Named twice in a condition, Spark keeps the day for the value; named once, it would be read again.
    return day if latest is None else F.when(day.between(F.lit(FIRST_DAY), latest), day)


def as_timestamp(raw: Column, formats: Sequence[str] = (ISO,), zone: str = "") -> Column:
    """Moment as TIMESTAMP: a day as in `as_date`, "T" or a space, HH:mm[:ss[.fraction]], Z or an offset.

    Without offset the text is a local time of `zone`, of UTC without one; without time it means midnight; never does
    the session's time zone matter. What a clock shows twice is the earlier moment, what it leaves out as much later.
    Fractions beyond microseconds are cut off. Null as in `as_date` and from the year 9999 on; ValueError as in
    `as_date`.
    """
    text = F.trim(raw)
    iso = _iso_text(text, formats)
    says_offset = text.rlike(_SAYS_OFFSET)
    offset = F.when(says_offset, F.substring(iso, 17, 8)).otherwise("Z")
    moment = (
        F.when(text.rlike(_WITH_OFFSET), iso)
        .when(text.rlike(_WITH_SECONDS), F.concat(iso, F.lit("Z")))
        .when(text.rlike(_WITHOUT_TIME), F.concat(iso, F.lit("T00:00:00Z")))
        # The cast wants seconds where an offset follows.
        .when(text.rlike(_WITH_MINUTES), F.concat(F.substring(iso, 1, 16), F.lit(":00"), offset))
        .cast("timestamp")
    )
    return F.to_utc_timestamp(moment, F.when(says_offset, "UTC").otherwise(zone)) if zone else moment


def local_day(moment: Column, zone: str) -> Column:
    """The day of a moment in a time zone, DATE; null for null."""
    return F.date_from_unix_date(_days(F.unix_micros(F.from_utc_timestamp(moment, zone))))


def midnight(day: Column, zone: str = "") -> Column:
    """The moment at which a day begins in a time zone, in UTC without one; null for null.

    Where a clock leaves midnight out, the first moment after it.
    """
    utc = F.timestamp_micros(F.unix_date(day) * F.lit(MICROS_PER_DAY))
    return F.to_utc_timestamp(utc, zone) if zone else utc


def utc_text(moment: Column) -> Column:
    """A moment as text in UTC, 2024-01-05T10:00:00.000000Z, whatever the session's time zone; null for null."""
    micros = F.unix_micros(moment)
    second = F.pmod(micros, F.lit(MICROS_PER_DAY))
    parts = [
        F.call_function("div", second, F.lit(3_600_000_000)),
        F.call_function("div", second, F.lit(60_000_000)) % 60,
        F.call_function("div", second, F.lit(1_000_000)) % 60,
        second % 1_000_000,
    ]
    day = F.date_from_unix_date(_days(micros)).cast("string")
    return F.when(micros.isNotNull(), F.format_string("%sT%02d:%02d:%02d.%06dZ", day, *parts))


def _days(micros: Column) -> Column:
    """Whole days since 1970 of microseconds, exactly: a division would pass through a double."""
    day = F.lit(MICROS_PER_DAY)
    return F.call_function("div", micros - F.pmod(micros, day), day).cast("int")


def school_year(day: Column, first_month: int = 7) -> Column:
    """Year in which the school year of a day ends, INT; null for null.

    Raises ValueError for a month outside 1 to 12.
    """
    if first_month not in range(1, 13):
        raise ValueError(f"first_month must be 1 to 12, not {first_month}")
    return F.year(F.add_months(day, (13 - first_month) % 12))


def _iso_text(text: Column, formats: Sequence[str]) -> Column:
    """The text with its day as yyyy-MM-dd; null unless the day exists and at most a time of day follows."""
    _refuse_unreadable(formats)
    return F.coalesce(*[F.when(text.rlike(_real_day(name)), _with_iso_day(text, name)) for name in formats])


def _real_day(date_format: str) -> str:
    days = (
        date_format.replace(".", r"\.")
        .replace("yyyy", year)
        .replace("MM", month)
        .replace("M", _unpadded(month))
        .replace("dd", day)
        .replace("d", _unpadded(day))
        for year, month, day in _REAL_DAYS
    )
    return rf"\A(?:{'|'.join(days)})(?:{_TIME})?\z"


def _unpadded(digits: str) -> str:
    return digits.replace("(?:0[", "(?:0?[").replace("02", "0?2")


def _with_iso_day(text: Column, date_format: str) -> Column:
    if date_format == ISO:
        return text
    if "dd" in date_format:
        parts = {part: F.substring(text, date_format.index(part) + 1, len(part)) for part in ("yyyy", "MM", "dd")}
        time = F.substring(text, len(date_format) + 1, len("THH:mm:ss.fffffffff +HH:mm"))
        return F.concat(F.concat_ws("-", parts["yyyy"], parts["MM"], parts["dd"]), time)
    day_first = date_format.startswith("d")
    shape = r"\A([0-9]+)[/.]([0-9]+)[/.]([0-9]{4})"
    reordered = F.regexp_replace(text, shape, "$3-$2-$1" if day_first else "$3-$1-$2")
    # No other single digit follows a "-": an offset has two.
    return F.regexp_replace(reordered, "-([0-9])(?![0-9])", "-0$1")


def _refuse_unreadable(formats: Sequence[str]) -> None:
    unknown = [name for name in formats if name not in DATE_FORMATS]
    if unknown or not formats:
        raise ValueError(f"unknown date formats {unknown}; allowed are {', '.join(DATE_FORMATS)}")
    orders = {name.replace("MM", "M").replace("dd", "d"): name for name in formats}
    for order, name in orders.items():
        rival = orders.get(order.translate(str.maketrans("Md", "dM")))
        if rival:
            raise ValueError(f"{name} and {rival} read the same text as different days; name one of them")
