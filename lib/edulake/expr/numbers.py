"""Plain decimal numbers from raw text, exact and never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import Column

# A plain cast accepts "12d", "1e3", "NaN" and full-width digits, and fails under ANSI on anything else; so
# text is cast only after it matched this. ASCII digits; \A..\z because Java's $ also accepts a trailing line
# break.
WHOLE_DIGITS = 12
FRACTION_DIGITS = 18
EXACT_TYPE = f"decimal({WHOLE_DIGITS + FRACTION_DIGITS},{FRACTION_DIGITS})"
_PLAIN_NUMBER = rf"\A[+-]?(?:0*[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]*+)?|\.[0-9]++)\z"

# Three digits behind the only sign may be a group of thousands.
_MAY_BE_GROUPED = r"\A[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}\z"

NUMBER_TYPE = "decimal(18,6)"
MAX_NUMBER = Decimal("999999999999.999999")

PERCENT = r" ?%\s*\z"

MINUTES_TYPE = "decimal(6,2)"
MAX_MINUTES = Decimal("9999.99")

YEARS_TYPE = "decimal(4,1)"
MAX_YEARS = Decimal("99.9")


def as_number(raw: Column, decimal_comma: bool = False) -> Column:
    """Number as DECIMAL(18,6), rounded half up; null for anything but plain ASCII digits, sign and decimal
    mark.

    `decimal_comma` makes the comma the only decimal mark. Grouping ("1.234", "1,234.5") is never guessed:
    with the comma as mark every point is null, without it every comma is.
    """
    return rounded(exact_number(raw, decimal_comma), -MAX_NUMBER, MAX_NUMBER, NUMBER_TYPE)


def minutes(raw: Column, decimal_comma: bool = False) -> Column:
    """Minutes as DECIMAL(6,2), rounded half up; null for no plain number, below 0 or above 9999.99."""
    return rounded(exact_number(raw, decimal_comma), Decimal(0), MAX_MINUTES, MINUTES_TYPE)


def years(raw: Column, decimal_comma: bool = False) -> Column:
    """Years of somebody's life as DECIMAL(4,1), rounded half up; null for no plain number, below 0 or above 99.9."""
    return rounded(exact_number(raw, decimal_comma), Decimal(0), MAX_YEARS, YEARS_TYPE)


def percentage(raw: Column, decimal_comma: bool = False) -> Column:
    """Number from 0 to 100 as DECIMAL(5,2), rounded half up, with or without one "%" behind it; null for others."""
    number = exact_number(F.regexp_replace(raw, PERCENT, ""), decimal_comma)
    return rounded(number, Decimal(0), Decimal(100), "decimal(5,2)")


def whole_number(raw: Column, decimal_comma: bool = False) -> Column:
    """Count as INT; null for anything but a plain whole number from 0 to 2,147,483,647."""
    number = exact_number(raw, decimal_comma)
    return rounded(F.when(number == F.floor(number), number), Decimal(0), Decimal(2**31 - 1), "int")


def exact_number(raw: Column, decimal_comma: bool = False) -> Column:
    """Number as DECIMAL(30,18), which holds all digits that people write, for checks that come before rounding.

    Null beyond 12 digits before the decimal mark; what is smaller than 18 digits after it is rounded half up.
    """
    text = F.trim(with_point(raw, decimal_comma))
    return F.when(text.rlike(_PLAIN_NUMBER), text).cast(EXACT_TYPE)


def only_with_other_mark(raw: Column, decimal_comma: bool = False) -> Column:
    """Whether a text, with or without a percent sign, is a number only with the other decimal mark.

    Not 1.234, nor 1,234, which may be a group of thousands; false for null.
    """
    bare = F.regexp_replace(raw, PERCENT, "")
    other = exact_number(bare, not decimal_comma).isNotNull() & exact_number(bare, decimal_comma).isNull()
    return F.coalesce(other & ~F.trim(bare).rlike(_MAY_BE_GROUPED), F.lit(False))


def with_point(raw: Column, decimal_comma: bool) -> Column:
    """A number's text with a point for its decimal mark; where the comma is the mark, null for a text with a point."""
    return F.when(~raw.contains("."), F.translate(raw, ",", ".")) if decimal_comma else raw


def rounded(number: Column, lowest: Decimal, highest: Decimal, data_type: str) -> Column:
    """Number within [lowest, highest], both checked on the exact value, rounded half up to a type that holds
    them.
    """
    return F.when(number.between(lowest, highest), number).cast(data_type)


def unless_zero(count: Column | str) -> Column:
    """The count, null for 0: what is divided by it is then not known (Spark 3.5 cannot resolve NULLIF here)."""
    counted = F.col(count) if isinstance(count, str) else count
    return F.when(counted != 0, counted)
