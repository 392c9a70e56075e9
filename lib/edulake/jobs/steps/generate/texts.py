"""The text of each value, in the forms that real exports mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.plan import NUMBERS_PER_STUDENT, STRAY
from edulake.jobs.steps.generate.values import FIRST_DAY, HIGHEST_GRADE, MISSING, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.draws import Draws

# Forms of a grade; Kindergarten has no number, so it is written by name or as KG.
NAMED, GRADE_N, NUMBER, PADDED, KG = "named", "grade_n", "number", "padded", "kg"
GRADE_FORMS = (NAMED, GRADE_N, NUMBER, PADDED, KG)
OTHER_GRADE_FORMS_PER_MILLE = 300

SCORE_PLACEHOLDERS = ("", "NULL", "N/A")

# As quoted in a CSV file. Most comments are plain; the others are hard to read back.
PLAIN_COMMENTS = ('""', '"ok"', '"wiederholt, siehe Übersicht"')
HARD_COMMENTS = (
    '"left early\nparents informed"',
    '"said ""too easy"" afterwards"',
    '"late; with excuse"',
    '"see note:\n""moved; new class""\nend"',
)
COMMENTS = (*PLAIN_COMMENTS * 8, *HARD_COMMENTS)


def with_texts(
    records: DataFrame, draws: Draws, id_prefix: str, decimal_mark: str, day_form: Callable[[Column], Column]
) -> DataFrame:
    """Adds one text per field, null only for a missing student or time, and `grade_form`.

    The changed day is written apart from the clock time. Comments come quoted.
    """
    staged = records.select(
        "*",
        F.when(F.col("is_bad_date"), "2024-02-30").otherwise(iso_day(F.col("day"))).alias("iso_day"),
        iso_day(F.col("changed_day")).alias("iso_changed_day"),
        _grade_form(draws).alias("grade_form"),
        _grade_name().alias("grade_name"),
    )
    is_word = F.col("is_bad_date") & draws.happens("date as word", 500)
    return staged.select(
        "*",
        F.when(F.col("role") != STRAY, student_id(F.col("student"))).alias("student_id"),
        _record_id(id_prefix).alias("assessment_id"),
        F.when(is_word, "soon").otherwise(day_form(F.col("iso_day"))).alias("assessment_date"),
        _nth(SUBJECTS, F.col("topic")).alias("subject"),
        _score(draws, decimal_mark).alias("score"),
        _grade_level().alias("grade_level"),
        decimal_text(F.col("minutes"), draws.between("time decimals", 0, 1), decimal_mark).alias("completion_time"),
        _engagement(draws, decimal_mark).alias("engagement_score"),
        draws.one_of("comment", COMMENTS).alias("comment"),
        day_form(F.col("iso_changed_day")).alias("updated_day"),
        _clock(F.col("changed_second")).alias("updated_clock"),
    )


def student_id(number: Column) -> Column:
    return F.concat(F.lit("STU"), zero_padded(number, 6))


def iso_day(day: Column) -> Column:
    """yyyy-MM-dd; `day` counts from the first of the year.

    A cast of a date to text knows no time zone; date_format would go through a timestamp.
    """
    return F.date_add(F.lit(FIRST_DAY).cast("date"), day.cast("int")).cast("string")


def decimal_text(cents: Column, decimals: Column, mark: str) -> Column:
    """Hundredths as a number with 0, 1 or 2 decimals; null for null. Further digits are cut."""
    size = F.abs(cents)
    digits = F.lpad(F.pmod(size, F.lit(100)).cast("string"), 2, "0")
    fraction = F.when(decimals == 0, "").otherwise(F.concat(F.lit(mark), digits.substr(F.lit(1), decimals.cast("int"))))
    return F.concat(F.when(cents < 0, "-").otherwise(""), F.floor(size / 100).cast("string"), fraction)


def _record_id(prefix: str) -> Column:
    serial = (F.col("student") - 1) * NUMBERS_PER_STUDENT + F.col("number") + 1
    return F.concat(F.lit(prefix), zero_padded(serial, 9))


def _score(draws: Draws, decimal_mark: str) -> Column:
    """The score, or a grade's name or a placeholder where there is no number."""
    placeholder = draws.one_of("placeholder", SCORE_PLACEHOLDERS)
    return F.coalesce(
        decimal_text(F.col("cents"), F.col("decimals"), decimal_mark),
        F.when(F.col("damage") == MISSING, placeholder).otherwise(F.col("grade_name")),
    )


def _engagement(draws: Draws, decimal_mark: str) -> Column:
    tail = F.when(draws.happens("engagement decimals", 150), f"{decimal_mark}0").otherwise("")
    return F.coalesce(F.concat(F.col("engagement").cast("string"), tail), F.lit("INVALID"))


def _grade_form(draws: Draws) -> Column:
    """How the grade is written; PADDED only where that adds a zero."""
    form = draws.between("grade form", 0, 2)
    return (
        F.when(~draws.happens("other grade form", OTHER_GRADE_FORMS_PER_MILLE), NAMED)
        .when(F.col("grade") == 0, KG)
        .when(form == 0, GRADE_N)
        .when((form == 1) & (F.col("grade") < 10), PADDED)
        .otherwise(NUMBER)
    )


def _grade_level() -> Column:
    form, number = F.col("grade_form"), F.col("grade").cast("string")
    return (
        F.when(form == NAMED, F.col("grade_name"))
        .when(form == KG, "KG")
        .when(form == GRADE_N, F.concat(F.lit("Grade "), number))
        .when(form == PADDED, F.concat(F.lit("0"), number))
        .when(form == NUMBER, number)
    )


def _grade_name() -> Column:
    endings = {1: "st", 2: "nd", 3: "rd"}
    names = [f"{number}{endings.get(number, 'th')} Grade" for number in range(1, HIGHEST_GRADE + 1)]
    return _nth(("Kindergarten", *names), F.col("grade"))


def _clock(second: Column) -> Column:
    """HH:mm:ss of a second of the day."""
    parts = (F.floor(second / 3600), F.floor(F.pmod(second, F.lit(3600)) / 60), F.pmod(second, F.lit(60)))
    return F.concat_ws(":", *(F.lpad(part.cast("string"), 2, "0") for part in parts))


def zero_padded(number: Column, width: int) -> Column:
    """Never cut: lpad alone would shorten a number that is longer than the width."""
    text = number.cast("string")
    return F.when(number < 10**width, F.lpad(text, width, "0")).otherwise(text)


def _nth(texts: tuple[str, ...], index: Column) -> Column:
    """The text at an index from 0; null for a null index."""
    return F.array(*(F.lit(text) for text in texts))[index.cast("int")]
