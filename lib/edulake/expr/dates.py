"""Calendar days and moments from raw text, by named formats only."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.vocabulary import YEARS, form, order_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

ISO = "yyyy-MM-dd"
FIRST_DAY = dt.date(1900, 1, 1)

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
_MINUTES = f":[0-5][0-9](?:{_SECONDS})?"
_OFFSET = "(?:Z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)"
_HALF = r" ?[AaPp]\.?[Mm]\.?"
# By the hours of a time form, which times it reads.
_HOURS = {
    "HH": f"(?:[01][0-9]|2[0-3]){_MINUTES}",
    "H": f"(?:[01]?[0-9]|2[0-3]){_MINUTES}",
    "hh": f"(?:0[1-9]|1[0-2]){_MINUTES}{_HALF}",
    "h": f"(?:0?[1-9]|1[0-2]){_MINUTES}{_HALF}",
}

# The forms of a moment, told apart on text that is known to hold a day and perhaps a time. The year 9999 is
# left out because an offset can carry its last day to the year 10000, which Python cannot collect.
_ANY_DAY = r"\A(?![^T ]*9999)[^T ]+"
_ANY_TIME = rf"{_ANY_DAY}[T ][0-9]{{1,2}}:[0-9]{{2}}"
_ANY_HALF = f"(?:{_HALF})?"
_WITH_OFFSET = rf"{_ANY_TIME}{_SECONDS}{_ANY_HALF} ?{_OFFSET}\z"
_WITH_SECONDS = rf"{_ANY_TIME}{_SECONDS}{_ANY_HALF}\z"
_WITH_MINUTES = rf"{_ANY_TIME}{_ANY_HALF} ?{_OFFSET}?\z"
_WITHOUT_TIME = rf"{_ANY_DAY}\z"
_SAYS_OFFSET = rf"[T ][0-9]{{1,2}}:.*{_OFFSET}\z"
# Hours of AM and PM, as they are written, that are others on a clock of 24 hours.
_TWELVE_AM = r"[T ]12:.*[Aa]\.?[Mm]"
_ONE_TO_ELEVEN_PM = r"[T ](?!12:)[0-9]{1,2}:.*[Pp]\.?[Mm]"

MICROS_PER_HOUR = 3_600_000_000
MICROS_PER_DAY = 24 * MICROS_PER_HOUR


def as_date(
    raw: Column, formats: Sequence[str] = (ISO,), latest: dt.date | Column | None = None, zone: str = ""
) -> Column:
    """Day, DATE, in one of the named formats: as written, or for a moment with an offset that in the time `zone`.

    Without a zone it is as written throughout: an offset is the writer's own time, of which the day is asked. A time of
    day may follow, whether its format names a form of it or not. Null for text in no such format, a day that does not
    exist, one before 1900 or after `latest`. Raises ValueError for an unknown format, and for two that read the same
    text as different days: such dates are never guessed.
    """
    text = F.trim(raw)
    day = F.substring(_iso_text(text, formats), 1, len(ISO)).cast("date")
    if zone:
        day = F.when(text.rlike(_SAYS_OFFSET), local_day(as_timestamp(raw, formats), zone)).otherwise(day)
    return day if latest is None else plausible(day, latest)


def is_day(raw: Column, formats: Sequence[str]) -> Column:
    """Whether a text is a day in one of the formats, plausible or not; null for null."""
    text = F.trim(raw)
    return reduce(or_, [text.rlike(_real_day(name)) for name in formats])


def only_in_other_order(raw: Column, formats: Sequence[str]) -> Column:
    """Whether a text is a day only with day and month the other way round; null for null.

    Neither zeros before them nor a time behind have a say. Formats with the year first have no other order: false.
    """
    own = {form(name).day.replace("MM", "M").replace("dd", "d") for name in formats if order_of(name) != YEARS}
    other = [name.translate(str.maketrans("Md", "dM")) for name in own]
    return is_day(raw, other) & ~is_day(raw, [*own, *formats]) if own else F.lit(False)


def plausible(day: Column, latest: dt.date | Column) -> Column:
    """The day, unless it is before 1900 or after `latest`; null for null.

    Asked within the condition of a source, Spark would read the day as often as it is named here.
    """
    # Named twice in a condition, Spark keeps the day for the value; named once, it would be read again.
    return F.when(day.between(F.lit(FIRST_DAY), latest), day)


def as_timestamp(raw: Column, formats: Sequence[str] = (ISO,), zone: str = "") -> Column:
    """Moment as TIMESTAMP: a day as in `as_date`, "T" or a space, HH:mm[:ss[.fraction]], Z, UTC, GMT or an offset.

    A format that ends in a time form reads times of that form, with or without seconds: "h:mm a" 9:05 PM. One with M or
    d and without a time form reads one-digit hours and AM and PM as well; no other reads them.

    Without offset the text is a local time of `zone`, of UTC without one; without time it means midnight; never does
    the session's time zone matter. What a clock shows twice is the earlier moment, what it leaves out as much later.
    Fractions beyond microseconds are cut off. Null as in `as_date` and from the year 9999 on; ValueError as in
    `as_date`.
    """
    text = F.trim(raw)
    halves = any(_reads_halves(name) for name in formats)
    iso = _iso_text(text, formats, F.regexp_replace(text, _HALF, "") if halves else text)
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
    if halves:
        hours = F.when(text.rlike(_TWELVE_AM), -12).when(text.rlike(_ONE_TO_ELEVEN_PM), 12).otherwise(0)
        moment = F.timestamp_micros(F.unix_micros(moment) + hours * F.lit(MICROS_PER_HOUR))
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
        F.call_function("div", second, F.lit(MICROS_PER_HOUR)),
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


def _iso_text(text: Column, formats: Sequence[str], bare: Column | None = None) -> Column:
    """The text with its day as yyyy-MM-dd; null unless the day exists and at most a time of day follows.

    It is made of `bare`, the text without AM and PM, where that is given; the hours are padded, and as they were.
    """
    why = unreadable(formats)
    if why:
        raise ValueError("; ".join(why))
    made_of = text if bare is None else bare
    return F.coalesce(*[F.when(text.rlike(_real_day(name)), _with_iso_day(made_of, name)) for name in formats])


def _real_day(date_format: str) -> str:
    days = (
        form(date_format)
        .day.replace(".", r"\.")
        .replace("yyyy", year)
        .replace("MM", month)
        .replace("M", _unpadded(month))
        .replace("dd", day)
        .replace("d", _unpadded(day))
        for year, month, day in _REAL_DAYS
    )
    times = "|".join(_HOURS[hours] for hours in _hours(date_format))
    return rf"\A(?:{'|'.join(days)})(?:[T ](?:{times}) ?{_OFFSET}?)?\z"


def _unpadded(digits: str) -> str:
    return digits.replace("(?:0[", "(?:0?[").replace("02", "0?2")


def _hours(date_format: str) -> tuple[str, ...]:
    """How the hours of a format are written: as it says, or as freely as its days are."""
    day, time = form(date_format)
    if time:
        return (time.partition(":")[0],)
    return ("HH",) if "dd" in day else ("H", "h")


def _reads_halves(date_format: str) -> bool:
    return not {"h", "hh"}.isdisjoint(_hours(date_format))


def _with_iso_day(text: Column, date_format: str) -> Column:
    day = form(date_format).day
    pads = "H" in _hours(date_format) or "h" in _hours(date_format)
    if "dd" not in day:
        shape = r"\A([0-9]+)[/.]([0-9]+)[/.]([0-9]{4})"
        return _padded(F.regexp_replace(text, shape, "$3-$2-$1" if day.startswith("d") else "$3-$1-$2"))
    if day == ISO:
        return _padded(text) if pads else text
    parts = {part: F.substring(text, day.index(part) + 1, len(part)) for part in ("yyyy", "MM", "dd")}
    time = F.substring(text, len(day) + 1, len("THH:mm:ss.fffffffff +HH:mm"))
    iso = F.concat(F.concat_ws("-", parts["yyyy"], parts["MM"], parts["dd"]), time)
    return _padded(iso) if pads else iso


def _padded(iso: Column) -> Column:
    """Months, days and hours of one digit with a zero before: no other digit stands alone behind a "-", "T" or space.

    An offset has two.
    """
    return F.regexp_replace(iso, "(?<=[-T ])([0-9])(?![0-9])", "0$1")
