"""Who answers the surveys of the district, and what: as favourably as is planted, and as untidily as people answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.surveys import (
    ITEMS,
    LOWEST,
    OPTIONS,
    PARENTS,
    STAFF,
    STUDENTS,
    SURVEYS,
    by_survey,
    opening_day,
    survey_id,
)
from edulake.jobs.steps.generate.draws import Draws

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

DAYS_OPEN = 12
NO_RESPONSE, NOT_APPLICABLE, OUT_OF_SCALE, WROTE, CHOSEN = 40, 20, 4, 150, 400  # per mille of answers
PARTIAL, AGAIN, UNFILLED = 50, 40, 40  # per mille of responses, the last two of those of parents
# Who stops half way leaves unanswered what comes from this item on, counted from 0.
LEFT_FROM = 4
LESS_OF_EACH = 15  # per mille, by which each item is answered less favourably than the one before it
COMPLETE, HALF = "Complete", "Partial"
DOES_NOT_APPLY = "Does not apply"
PLACEHOLDER = "@GUARDIAN_ID@"
# Who tried the form before anybody was asked; households are counted from 0.
NOBODY = -1
OWN_WORDS = "Nothing, thank you; or more time, as my sister says"


def responses(everybody: DataFrame, seed: int) -> DataFrame:
    """One row a response: of most who were asked one, of some parents a second; and one of who tried the form."""
    draws = Draws(seed, ("survey", "number", "year"))
    answers = draws.between("answers", 0, 999) < by_survey([survey.answers for survey in SURVEYS])
    again = (F.col("kind") == PARENTS) & draws.happens("again", AGAIN)
    turns = F.explode(F.when(again, F.array(_turn(0), _turn(1))).otherwise(F.array(_turn(0))))
    answered = everybody.where(answers).select("*", turns.alias("turn"))
    groups = everybody.groupBy("survey", "kind", "year", "school_year").agg(F.min("school").alias("school"))
    nothing = [F.lit(None).cast("string").alias(name) for name in ("person", "grade")]
    tried = groups.select("*", F.lit(NOBODY).cast("bigint").alias("number"), *nothing, _turn(0).alias("turn"))
    each = answered.unionByName(tried)
    is_test = F.col("number") == NOBODY
    of_turn = Draws(seed, ("survey", "number", "year", "turn"))
    late = draws.between("day of answer", 0, DAYS_OPEN - 1) + F.col("turn") * 2
    unfilled = (F.col("kind") == PARENTS) & ~is_test & draws.happens("unfilled", UNFILLED)
    status = F.when(~is_test & of_turn.happens("half", PARTIAL), HALF).otherwise(COMPLETE)
    return each.select(
        "*",
        F.concat(F.lit("R"), F.hex(of_turn.bits("response"))).alias("response_id"),
        F.date_add(opening_day(), F.when(is_test, -7).otherwise(late).cast("int")).cast("string").alias("date"),
        F.when(unfilled, PLACEHOLDER).when(F.col("kind") != STUDENTS, F.col("person")).alias("respondent"),
        status.alias("status"),
    )


def as_responses(of: DataFrame) -> DataFrame:
    return of.select(
        "response_id", survey_id().alias("survey_id"), F.col("kind").alias("respondent_kind"),
        F.when(F.col("kind") == PARENTS, F.col("respondent")).alias("guardian_id"),
        F.when(F.col("kind") == STAFF, F.col("respondent")).alias("staff_id"),
        F.when(F.col("kind") == STUDENTS, "Yes").otherwise("No").alias("is_anonymous"), _is_test().alias("is_test"),
        F.concat("date", F.lit("T10:00:00Z")).alias("submitted_date"), "status", F.col("grade").alias("grade_level"),
        F.col("school").alias("school_id"), F.col("school_year").cast("string").alias("school_year"),
        F.col("date").alias("told_on"), (F.col("number") == NOBODY).alias("is_aside"),
    )  # fmt: skip


def as_answers(of: DataFrame, newest: int, seed: int) -> DataFrame:
    """One row a response and item: a number on its scale, options with a bar between, own words, or nothing."""
    fields = [
        F.struct(
            F.lit(number).cast("bigint").alias("item"),
            F.lit(item.code).alias("item_code"),
            F.lit(item.form).alias("form"),
            F.lit(item.is_reversed and not item.stored_reversed).alias("is_turned"),
        )
        for number, item in enumerate(ITEMS)
    ]
    each = of.select("*", F.inline(F.array(*fields)))
    draws = Draws(seed, ("survey", "number", "year", "turn", "item"))
    lowest, highest = F.lit(LOWEST), by_survey([survey.highest for survey in SURVEYS])
    good = by_survey([survey.favourable_from for survey in SURVEYS])
    years = F.col("year") - newest
    planted = by_survey([s.favourable for s in SURVEYS]) + by_survey([s.risen for s in SURVEYS]) * years
    is_good = draws.between("favourable", 0, 999) < planted - F.col("item") * LESS_OF_EACH
    size = F.when(is_good, highest - good + 1).otherwise(good - lowest)
    score = F.when(is_good, good).otherwise(lowest) + F.pmod(draws.bits("score"), size.cast("bigint"))
    scored = each.select("*", score.alias("score"), (lowest + highest).alias("turn_over"))
    value = F.when(F.col("is_turned"), F.col("turn_over") - F.col("score")).otherwise(F.col("score")).cast("string")
    number = (
        F.when(draws.happens("out of scale", OUT_OF_SCALE), "99")
        .when(draws.happens("not applicable", NOT_APPLICABLE), DOES_NOT_APPLY)
        .when(~draws.happens("no response", NO_RESPONSE), value)
    )
    options = F.array(*[F.when(draws.happens(f"option {option}", CHOSEN), option) for option in OPTIONS])
    chosen = F.concat_ws("|", options)
    chosen = F.when(chosen != "", chosen)
    is_left = (F.col("status") == HALF) & (F.col("item") >= LEFT_FROM)
    answer = (
        F.when(is_left, F.lit(None))
        .when(F.col("form") == "Single", number)
        .when(F.col("form") == "Multiple", chosen)
        .when(draws.happens("wrote", WROTE), OWN_WORDS)
    )
    return scored.select(
        "response_id", survey_id().alias("survey_id"), "item_code", answer.alias("value"),
        _is_test().alias("is_test"),
        F.col("school").alias("school_id"), F.col("school_year").cast("string").alias("school_year"),
        F.col("date").alias("told_on"), (F.col("number") == NOBODY).alias("is_aside"),
    )  # fmt: skip


def _is_test() -> Column:
    return F.when(F.col("number") == NOBODY, "Yes").otherwise("No")


def _turn(number: int) -> Column:
    return F.lit(number).cast("bigint")
