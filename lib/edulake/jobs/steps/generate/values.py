"""What each record says, as typed columns, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.plan import CORRECTED, REPEAT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.draws import Draws

SUBJECTS = ("Math", "English", "Science", "History", "Art", "Physical Education")
HIGHEST_GRADE = 12
FIRST_DAY = "2024-01-01"
DAYS = 366
MID_YEAR = 182

LOWEST_CENTS, HIGHEST_CENTS = 50_00, 100_00
MIDDLE_CENTS = 75_00

# Damages of a score, a quarter of DAMAGED_PER_MILLE each.
MISSING, TOO_HIGH, TEXT, LOW = "missing", "too_high", "text", "low"
DAMAGED_PER_MILLE = 100
NO_TIME_PER_MILLE = 50
NO_ENGAGEMENT_PER_MILLE = 50
BAD_DATE_PER_MILLE = 1


def with_ability(frame: DataFrame, draws: Draws) -> DataFrame:
    """Adds what is true of a student: `grade` (0 is Kindergarten), `ability` and `trend`.

    `ability` is the mean score in hundredths of a point around the middle of the year, `trend` the change in
    hundredths of a point per half-year.
    """
    return frame.select(
        "*",
        draws.between("grade", 0, HIGHEST_GRADE).alias("grade"),
        F.round(draws.bell("ability") * 10_00 + MIDDLE_CENTS).cast("bigint").alias("ability"),
        F.round(draws.bell("trend") * 5_00).cast("bigint").alias("trend"),
    )


def with_values(records: DataFrame, draws: Draws, ability: bool) -> DataFrame:
    """Adds what the record says and what is wrong with it.

    `day` and `changed_day` count from the first of the year, `changed_second` from midnight; `topic` is 0 to
    5. `cents` and `minutes` in hundredths and `engagement` are null where no number is written. `damage` says
    what is wrong with a score; null for nothing.
    """
    is_correction = (F.col("role") == REPEAT) & (F.col("later") == CORRECTED)
    drawn = records.select(
        "*",
        is_correction.alias("is_correction"),
        _day(draws).alias("day"),
        draws.between("subject", 0, len(SUBJECTS) - 1).alias("topic"),
        F.when(is_correction, F.lit(2)).otherwise(draws.between("decimals", 0, 2)).alias("decimals"),
        F.when(~is_correction, _damage(draws)).alias("damage"),
        draws.happens("bad date", BAD_DATE_PER_MILLE).alias("is_bad_date"),
        F.when(~draws.happens("no time", NO_TIME_PER_MILLE), draws.between("time", 5_0, 120_0) * 10).alias("minutes"),
    )
    clean = _able_cents(draws) if ability else draws.between("score", LOWEST_CENTS, HIGHEST_CENTS)
    engagement = _able_engagement(draws) if ability else draws.between("engagement", 0, 100)
    return (
        drawn.select("*", clean.alias("clean"))
        .select("*", _cents(draws).alias("cents"))
        .select(
            "*",
            F.when(~draws.happens("no engagement", NO_ENGAGEMENT_PER_MILLE), engagement).alias("engagement"),
            (F.col("day") + _change_delay(draws)).alias("changed_day"),
            draws.between("changed second", 7 * 3600, 18 * 3600).alias("changed_second"),
        )
    )


def _day(draws: Draws) -> Column:
    """Day of the year from 0; a student's assessments are spread over the whole year."""
    return draws.between("day", 0, DAYS - 1)


def _change_delay(draws: Draws) -> Column:
    entered = draws.between("entered after", 0, 3)
    return F.when(F.col("is_correction"), entered + draws.between("corrected after", 1, 60)).otherwise(entered)


def _damage(draws: Draws) -> Column:
    """What is wrong with the score; null for nothing."""
    drawn, quarter = draws.between("damage", 0, 999), DAMAGED_PER_MILLE // 4
    return (
        F.when(drawn < quarter, MISSING)
        .when(drawn < 2 * quarter, TOO_HIGH)
        .when(drawn < 3 * quarter, TEXT)
        .when(drawn < 4 * quarter, LOW)
    )


def _cents(draws: Draws) -> Column:
    """The number written as score, in hundredths of a point; null where none is written.

    A correction moves the score by up to 5 points towards the middle, so that it always differs.
    """
    clean, damage = F.col("clean"), F.col("damage")
    moved = draws.between("corrected by", 1, 5_00)
    cents = (
        F.when(F.col("is_correction"), clean + F.when(clean > MIDDLE_CENTS, -moved).otherwise(moved))
        .when(damage.isNull(), clean)
        .when(damage == TOO_HIGH, draws.between("too high", 150_00, 200_00))
        .when(damage == LOW, draws.between("low", -10_00, 49_99))
    )
    unit = F.when(F.col("decimals") == 0, 100).when(F.col("decimals") == 1, 10).otherwise(1)
    return cents - F.pmod(cents, unit)


def _able_cents(draws: Draws) -> Column:
    half_years = (F.col("day") - MID_YEAR) / F.lit(float(MID_YEAR))
    score = F.col("ability") + F.col("trend") * half_years + draws.bell("score") * 5_00
    return _clipped(F.round(score), LOWEST_CENTS, HIGHEST_CENTS)


def _able_engagement(draws: Draws) -> Column:
    score = F.lit(65.0) + (F.col("ability") - MIDDLE_CENTS) / F.lit(100.0) + draws.bell("engagement") * 10
    return _clipped(F.round(score), 0, 100)


def _clipped(number: Column, lowest: int, highest: int) -> Column:
    return F.greatest(F.lit(lowest), F.least(F.lit(highest), number.cast("bigint")))
