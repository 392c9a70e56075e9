"""Scores and engagement: validity, normalisation and categories."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from operator import add

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.numbers import EXACT_TYPE, PERCENT, exact_number, rounded

SCORE_TYPE = "decimal(5,2)"
SCORE_MIN = Decimal(0)
SCORE_MAX = Decimal(100)
HIGH_SCORE = 85
MEDIUM_SCORE = 70

ENGAGEMENT_MIN = Decimal(0)
ENGAGEMENT_MAX = Decimal(100)
HIGH_ENGAGEMENT = 80
MEDIUM_ENGAGEMENT = 60

# What the columns of a highest and a lowest score hold.
MAX_BOUND = Decimal(9_999_999)
QUALITY_TYPE = "decimal(3,2)"


def valid_score(
    raw: Column,
    low: float | Decimal = 0,
    high: float | Decimal = 100,
    decimal_comma: bool = False,
    percent: bool = False,
    cap: bool = False,
) -> Column:
    """Score of the scale [low, high] as 0 to 100, DECIMAL(5,2), rounded once, half up.

    Null for anything that is not a plain number on the scale; the exact value is checked, so 100.004 is
    invalid, or with `cap` 100. `percent` also accepts one trailing "%". Raises ValueError for a scale without extent.
    """
    lowest, highest = Decimal(str(low)), Decimal(str(high))
    if not lowest < highest:
        raise ValueError(f"score scale must rise from low to high, not from {low} to {high}")
    number = exact_number(F.regexp_replace(raw, PERCENT, "") if percent else raw, decimal_comma)
    number = _capped(number, F.lit(highest)) if cap else number
    if (lowest, highest) == (SCORE_MIN, SCORE_MAX):
        return rounded(number, lowest, highest, SCORE_TYPE)
    return _normalised(F.when(number.between(lowest, highest), number), lowest, highest)


def score_out_of(
    raw: Column, maximum: Column, decimal_comma: bool = False, minimum: Column | None = None, cap: bool = False
) -> Column:
    """Score from each row's own `minimum`, or 0, to its `maximum`, numbers, as 0 to 100, rounded once, half up.

    DECIMAL(5,2); null for anything that is not a plain number on the scale, and for no maximum above the minimum; the
    exact value is checked. With `cap`, a number above the maximum is the maximum.
    """
    lowest = (F.lit(0) if minimum is None else minimum).cast(EXACT_TYPE)
    highest = F.when(maximum > lowest, maximum).cast(EXACT_TYPE)
    number = exact_number(raw, decimal_comma)
    number = _capped(number, highest) if cap else number
    above, span = F.when(number.between(lowest, highest), number) - lowest, highest - lowest
    doubled = above * F.lit(Decimal(20_000)) + span
    hundredths = F.call_function("div", doubled, F.lit(Decimal(2)) * span)
    return (hundredths.cast("decimal(5,0)") * F.lit(Decimal("0.01"))).cast(SCORE_TYPE)


def score_bound(raw: Column, decimal_comma: bool = False) -> Column:
    """A lowest or highest score with all its digits, DECIMAL(30,18); null for no plain number within 9,999,999 of 0."""
    number = exact_number(raw, decimal_comma)
    return F.when(number.between(-MAX_BOUND, MAX_BOUND), number)


def is_above(raw: Column, maximum: Column, decimal_comma: bool = False, percent: bool = False) -> Column:
    """Whether a score is a plain number above its maximum; null where either is none. `percent` as in `valid_score`."""
    return exact_number(F.regexp_replace(raw, PERCENT, "") if percent else raw, decimal_comma) > maximum


def performance_category(score: Column) -> Column:
    """High from 85, Medium from 70, else Low; Unknown without a score."""
    return _category(score, HIGH_SCORE, MEDIUM_SCORE)


def valid_engagement(raw: Column, decimal_comma: bool = False) -> Column:
    """Engagement as INT, truncated ("79.9" is 79); null for no plain number or an exact value outside 0 to
    100.
    """
    return rounded(exact_number(raw, decimal_comma), ENGAGEMENT_MIN, ENGAGEMENT_MAX, "int")


def engagement_category(engagement: Column) -> Column:
    """High from 80, Medium from 60, else Low; Unknown without an engagement score."""
    return _category(engagement, HIGH_ENGAGEMENT, MEDIUM_ENGAGEMENT)


def quality_score(*flags: Column) -> Column:
    """Share of true flags as DECIMAL(3,2), half up; a null flag counts as false. Raises ValueError without
    flags.
    """
    if not flags:
        raise ValueError("quality_score needs at least one flag")
    met = reduce(add, [F.when(flag, 1).otherwise(0) for flag in flags])
    # To divide decimals takes longer than to look up one of a handful.
    shares = [(Decimal(true) / len(flags)).quantize(Decimal("0.01"), ROUND_HALF_UP) for true in range(len(flags) + 1)]
    return F.element_at(F.array(*[F.lit(share).cast(QUALITY_TYPE) for share in shares]), met + 1)


def _normalised(number: Column, lowest: Decimal, highest: Decimal) -> Column:
    # A decimal division is itself rounded, and rounding twice lifts 84.4949... to 84.50. Integral division is
    # exact: half up of n / d is floor((2n + d) / 2d), in hundredths of a point.
    span = highest - lowest
    doubled = (number - F.lit(lowest)) * F.lit(Decimal(20_000)) + F.lit(span)
    hundredths = F.call_function("div", doubled, F.lit(2 * span))
    return (hundredths.cast("decimal(5,0)") * F.lit(Decimal("0.01"))).cast(SCORE_TYPE)


def _capped(number: Column, highest: Column) -> Column:
    return F.when(number > highest, highest).otherwise(number)


def _category(measure: Column, high_from: int, medium_from: int) -> Column:
    return (
        F.when(measure.isNull(), "Unknown")
        .when(measure >= high_from, "High")
        .when(measure >= medium_from, "Medium")
        .otherwise("Low")
    )
