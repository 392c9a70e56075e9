"""Numbers as they are written by hand: a whole one without a point, none with an exponent, no digit lost or added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

# What says nothing: the sign of zero, zeros before a number, a point with no other digit behind it.
NO_FRACTION = r"\A-(?=0\.0+\z)|\.0+\z"
IDLE = r"\A-(?=[0.]+\z)|(?<=\A-?)0+(?=[0-9])|\.0*\z"


def by_hand(number: Column) -> Column:
    """A number's text, 95.50 as it is; null for null, and what is no number, such as NaN, as it is.

    The few with an exponent are told within a lambda: Spark makes one method of the expressions of all columns, and
    Java never compiles one that is large.
    """
    whole = F.when(number.endswith("0"), F.regexp_replace(number, NO_FRACTION, "")).otherwise(number)
    spelled_out = F.get(F.transform(F.array(number), _spelled_out), F.lit(0))
    return F.when(number.contains("e") | number.contains("E"), spelled_out).otherwise(whole)


def plain_number(value: Column) -> Column:
    """A DOUBLE or FLOAT as text, by the shortest text that means this number; null for null."""
    # By its text: 0.1 of four bytes is no longer 0.1 in eight. 5.0E-5 is of one digit.
    return by_hand(F.replace(value.cast("string"), F.lit(".0E"), F.lit("E")))


def _spelled_out(number: Column) -> Column:
    """All digits of a number with an exponent: the point moves, and zeros fill the gap."""
    text = F.lower(number)
    mantissa = F.translate(F.substring_index(text, "e", 1), "-", "")
    digits = F.translate(mantissa, ".", "")
    place = F.length(F.substring_index(mantissa, ".", 1)) + F.substring_index(text, "e", -1).cast("int")
    padded = F.concat(_zeros(1 - place), digits, _zeros(place - F.length(digits)))
    point = F.greatest(place, F.lit(1))
    moved = F.concat(padded.substr(F.lit(1), point), F.lit("."), padded.substr(point + 1, F.length(padded)))
    return F.regexp_replace(F.concat(F.when(text.startswith("-"), "-").otherwise(""), moved), IDLE, "")


def _zeros(many: Column) -> Column:
    return F.call_function("repeat", F.lit("0"), many)
